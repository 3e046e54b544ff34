import { readdir, readFile } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import type { TestHost } from '../support/host.ts'
import { startBuilt } from './built-host.ts'
import { absolute, type Figure, type Result } from './figure.ts'
import { newPage, openBrowser } from './page-browser.ts'
import { seedBoard } from './seed.ts'

const TASKS = 10_000
const SECONDS = 60
/** What a host gets after its ready line, or after a page has been loaded, before it counts as idle. */
const SETTLE_MS = 5000
/** Of the system's accounts of CPU time: 100 a second on every Linux. */
const TICKS = 100
const MB = 1024 * 1024

/** What a process used up in a while. */
interface Idle {
  /** At least so many processes were made. */
  spawns: number
  /** Percent of one core. */
  cpu: number
  /** Megabytes resident at the end. */
  rss: number
}

/** What a host with a large board costs while nobody does anything. Linux only: it reads the kernel's books. */
export const idle: Figure = {
  name: 'idle',
  target: `a host with ${TASKS} tasks, idle for ${SECONDS} s: no process made, < 0.5 % of a core, ≤ 150 MB`,
  async run(rounds, say) {
    const [bare, watched] = [await seedBoard(TASKS), await seedBoard(TASKS)]
    const alone: Idle[] = []
    const withPage: Idle[] = []
    try {
      for (let round = 0; round < rounds; round += 1) {
        // Both at once: neither has anything to do.
        const [one, other] = await Promise.all([idleAlone(bare.dataFolder), idleWithPage(watched.dataFolder)])
        say(
          `round ${round + 1} of ${rounds}: alone ${JSON.stringify(one)}, with a page ${JSON.stringify(other)}`,
        )
        alone.push(one)
        withPage.push(other)
      }
    } finally {
      await bare.remove()
      await watched.remove()
    }
    return [...results('idle', alone), ...results('idle with a page open', withPage)]
  },
}

function results(name: string, of: readonly Idle[]): Result[] {
  const spawns = of.map((one) => one.spawns)
  const [cpu, rss] = [of.map((one) => one.cpu), of.map((one) => one.rss)]
  return [
    // A single one in any round is one too many.
    absolute(`${name}: processes made`, spawns, 'count', 0, Math.max(...spawns)),
    absolute(`${name}: share of a core`, cpu, '%', 0.5),
    absolute(`${name}: resident memory`, rss, 'MB', 150),
  ]
}

async function idleAlone(dataFolder: string): Promise<Idle> {
  const host = await startBuilt(dataFolder)
  try {
    return await watch(host)
  } finally {
    await host.stop()
  }
}

async function idleWithPage(dataFolder: string): Promise<Idle> {
  const browser = await openBrowser()
  const host = await startBuilt(dataFolder)
  try {
    const page = await newPage(browser)
    await page.goto(host.address)
    await page.locator('[data-card]').first().waitFor()
    return await watch(host)
  } finally {
    await browser.close()
    await host.stop()
  }
}

async function watch(host: TestHost): Promise<Idle> {
  const pid = host.process.pid ?? 0
  await delay(SETTLE_MS)
  const [before, began] = [await account(pid), performance.now()]
  await delay(SECONDS * 1000)
  const after = await account(pid)
  const seconds = (performance.now() - began) / 1000
  // The kernel adds what an ended child had used to its parent's books, so that none is missed between two looks.
  const ended = after.endedFaults > before.endedFaults ? 1 : 0
  const begun = after.children.filter((child) => !before.children.includes(child)).length
  return {
    spawns: ended + begun,
    cpu: round((100 * (after.ticks - before.ticks)) / TICKS / seconds),
    rss: round(after.rss / MB),
  }
}

/** What the kernel has noted of a process until now. */
async function account(pid: number) {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
  // The name in brackets may hold spaces; the fields after it begin with the third.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const field = (number: number) => Number(fields[number - 3])
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  return {
    ticks: field(14) + field(15),
    endedFaults: field(11) + field(13),
    rss: Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024,
    children: await childrenOf(pid),
  }
}

async function childrenOf(pid: number): Promise<string[]> {
  const threads = await readdir(`/proc/${pid}/task`)
  const lists = await Promise.all(
    threads.map((thread) =>
      readFile(`/proc/${pid}/task/${thread}/children`, 'utf8').catch((error: unknown) => {
        // The thread has ended since; its children are another's now.
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
        return ''
      }),
    ),
  )
  return lists.flatMap((list) => list.split(' ').filter(Boolean))
}

const round = (value: number) => Math.round(value * 1000) / 1000
