import { rm } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import { longLog } from '../support/long-log.ts'
import { makeRepository, temporaryFolder } from '../support/repository.ts'
import { type Fixture, practiceProject, write } from '../support/scripted.ts'
import { seedLog } from '../support/seed-log.ts'
import type { TestHost } from '../support/host.ts'
import { startBuilt } from './built-host.ts'
import { cleanUpLater } from './clean-up.ts'
import { absolute, compared, type Figure } from './figure.ts'
import { newPage, openBrowser } from './page-browser.ts'
import { longest, recordFrames, stopRecording } from './page-frames.ts'

const ITEMS = 100_000
/** What opening a log costs whatever its length is seen beside one of so many items. */
const FEW = 500

/** What one look at the log came to; times in milliseconds. */
interface Look {
  /** From the press on the card to the frame that shows the log's last line. */
  open: number
  /** The same for a log of {@link FEW} items. */
  short: number
  /** From the press until all of it can be scrolled, searched and counted. */
  whole: number
  /** Longest frame from the press until the whole log is there. */
  frame: number
  /** The page's heap with the whole log, after a collection, in MB. */
  heap: number
  /** Cumulative layout shift while a run streams 20 s of text, tools and output. */
  shift: number
}

/** How soon a run's log of 100,000 items can be read, and whether anything moves while one grows. */
export const logOpening: Figure = {
  name: 'log-100k',
  target: `the log of a run with ${ITEMS.toLocaleString('en')} items opens in half a second; nothing shifts while one streams`,
  async run(rounds, say) {
    const [dataFolder, repo] = [await temporaryFolder('bench'), await makeRepository()]
    for (const folder of [dataFolder, repo])
      cleanUpLater(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }))
    const host = await startBuilt(dataFolder)
    const browser = await openBrowser()
    const looks: Look[] = []
    try {
      const fixture = await practiceProject(host.client, repo)
      const [task, other] = [
        await taskWithLog(host, fixture, dataFolder, ITEMS),
        await taskWithLog(host, fixture, dataFolder, FEW),
      ]
      for (let round = 0; round < rounds; round += 1) {
        const page = await newPage(browser)
        await page.goto(host.address)
        // First once without measuring: the parts of the page that a task needs are loaded by then.
        await openLog(page, other)
        await toBoard(page)
        const short = await openLog(page, other)
        await toBoard(page)
        const opened = await openLog(page, task)
        const streaming = await fixture.task(`Stream ${round}`, ...STREAM)
        const look = { ...opened, short: short.open, shift: await shiftWhileStreaming(page, streaming.id) }
        await page.context().close()
        say(`round ${round + 1} of ${rounds}: ${JSON.stringify(look)}`)
        looks.push(look)
      }
    } finally {
      await browser.close()
      await host.stop()
    }
    const all = (name: keyof Look) => looks.map((look) => look[name])
    return [
      absolute('log of 100,000, opened', all('open'), 'ms', 500),
      compared(`… against one of ${FEW}`, { ours: all('open'), theirs: all('short') }, 1.5),
      absolute('log of 100,000, all there', all('whole'), 'ms', null),
      absolute('log of 100,000, longest frame', all('frame'), 'ms', null),
      absolute('log of 100,000, heap of the page', all('heap'), 'MB', null),
      // In thousandths: the table knows no smaller unit. A word behind one that grows counts some millionths.
      absolute('layout shift while streaming, × 1000', all('shift'), 'count', 0.1, Math.max(...all('shift'))),
    ]
  },
}

/** @returns the task's id; its run is over, and has a log of so many items */
async function taskWithLog(
  host: TestHost,
  fixture: Fixture,
  dataFolder: string,
  items: number,
): Promise<string> {
  const task = await fixture.task(`A log of ${items}`, write(`${items}.txt`, 'a\n'), { text: 'Done.' })
  const run = await host.client.tasks.execute({ id: task.id })
  for await (const _item of host.log(run.id));
  seedLog(dataFolder, run.id, longLog(items))
  return task.id
}

const toBoard = (page: Page) => page.getByRole('link', { name: 'All tasks' }).click()

async function openLog(page: Page, taskId: string): Promise<Omit<Look, 'shift' | 'short'>> {
  const card = page.locator(`[data-card="${taskId}"]`)
  await card.waitFor()
  await recordFrames(page)
  const times = await page.evaluate(async (id) => {
    const began = performance.now()
    const press = document.querySelector<HTMLElement>(`[data-card="${id}"]`)
    const until = (isThere: () => boolean) =>
      new Promise<number>((resolve) => {
        const look = () => {
          if (isThere()) requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - began)))
          else requestAnimationFrame(look)
        }
        look()
      })
    const target = press?.querySelector<HTMLElement>('a') ?? press
    target?.click()
    const log = () => document.querySelector('[role="list"][aria-label^="Log of run"]')
    let runTab = false
    const open = await until(() => {
      // A task in review opens on what tells most; its log is a tab.
      if (!runTab && log() === null) {
        const tab = [...document.querySelectorAll<HTMLElement>('[role="tab"]')].find((one) =>
          one.textContent.startsWith('Run'),
        )
        if (tab) {
          runTab = true
          tab.dispatchEvent(new MouseEvent('mousedown', { bubbles: true, button: 0 }))
        }
      }
      const items = log()?.querySelectorAll('[role="listitem"]')
      const last = items?.[items.length - 1]
      return last !== undefined && last.getAttribute('aria-posinset') === last.getAttribute('aria-setsize')
    })
    const whole = await until(() => log()?.getAttribute('data-whole') === 'true')
    return { open, whole }
  }, taskId)
  const frame = longest(await stopRecording(page))
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('HeapProfiler.enable')
  await devtools.send('HeapProfiler.collectGarbage')
  const { usedSize } = await devtools.send('Runtime.getHeapUsage')
  return { ...times, frame, heap: usedSize / 1024 / 1024 }
}

const PROSE =
  'The list is read from the end, so the newest line comes first, and `older` ones follow as they are asked for. '

/** Some twenty seconds of an agent at the rate of a model. */
const STREAM = [
  { reasoning: PROSE.repeat(2), delayMs: 25 },
  { text: PROSE.repeat(12), delayMs: 25 },
  {
    todo: [
      ['Write the file', 'in_progress'],
      ['Look at it', 'pending'],
    ],
  },
  write('notes.md', `# Note\n\n${PROSE.repeat(20)}\n`),
  {
    tool: 'bash',
    input: { command: 'for i in $(seq 1 40); do echo line $i; sleep 0.05; done', description: 'Count' },
  },
  {
    todo: [
      ['Write the file', 'completed'],
      ['Look at it', 'completed'],
    ],
  },
  { text: `${PROSE.repeat(6)}\n\n\`\`\`ts\nexport const a = 1\n\`\`\`\n\n${PROSE.repeat(3)}`, delayMs: 25 },
]

/** Opens a task, has it carried out, and adds up what the browser calls layout shifts until the run is over, times 1000. */
async function shiftWhileStreaming(page: Page, taskId: string): Promise<number> {
  await toBoard(page)
  await page.locator(`[data-card="${taskId}"]`).click({ position: { x: 60, y: 30 } })
  await page.getByRole('button', { name: 'Execute' }).first().click()
  await page.getByRole('list', { name: /^Log of run/ }).waitFor()
  await page.evaluate(() => {
    window.benchShift = 0
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        const { value, sources, hadRecentInput } = entry as PerformanceEntry & {
          value: number
          hadRecentInput: boolean
          sources: { node: Node | null }[]
        }
        if (hadRecentInput) continue
        const log = document.querySelector('[role="list"][aria-label^="Log of run"]')?.parentElement
        if (sources.some(({ node }) => node !== null && log?.contains(node) === true))
          window.benchShift = (window.benchShift ?? 0) + value
      }
    }).observe({ type: 'layout-shift' })
  })
  await page.getByRole('button', { name: 'Status: In review' }).waitFor({ timeout: 120_000 })
  return page.evaluate(() => (window.benchShift ?? 0) * 1000)
}

declare global {
  interface Window {
    benchShift?: number
  }
}
