import { setTimeout as delay } from 'node:timers/promises'
import type { Page } from '@playwright/test'
import { scripted, write } from '../support/scripted.ts'
import type { TestHost } from '../support/host.ts'
import { startBuilt } from './built-host.ts'
import { absolute, type Figure } from './figure.ts'
import { newPage, openBrowser } from './page-browser.ts'
import { type Input, p95, recordInputs, slowest, stopInputs, untilShown } from './page-latency.ts'
import { seedBoard } from './seed.ts'

const TASKS = 10_000
const AGENTS = 8
/** What the page gets to itself once the cards are there, in milliseconds. */
const SETTLE_MS = 2000
/** From one key to the next: somebody who types fast. */
const PACE_MS = 70
/** How often a task and the palette are opened in each round. */
const OPENINGS = 6

/** How soon a large board answers keys and clicks. */
export const pageInput: Figure = {
  name: 'page-input',
  target: `keys and clicks on a board of ${TASKS} tasks, until their frame is shown; a task and the palette, until they can be read`,
  async run(rounds, say) {
    const board = await seedBoard(TASKS)
    const [inputs, empty, tasks, first, palette, found]: [
      Input[][],
      Input[][],
      number[],
      number[],
      number[],
      number[],
    ] = [[], [], [], [], [], []]
    try {
      for (let round = 0; round < rounds; round += 1) {
        empty.push(await onNothing())
        await withPage(board.dataFolder, async (page) => {
          const opened = await openTasks(page)
          first.push(opened[0] ?? Number.NaN)
          tasks.push(...opened.slice(1))
          const shown = await openPalette(page)
          palette.push(...shown.open)
          found.push(...shown.found)
          await recordInputs(page)
          await useBoard(page)
          const seen = await stopInputs(page)
          inputs.push(seen)
          const [a, b, c] = [opened, shown.open, shown.found].map((list) => list.map(Math.round).join(' '))
          say(`round ${round + 1} of ${rounds}: ${inWords(seen)}; task ${a}; palette ${b}, typed ${c}`)
        })
      }
    } finally {
      await board.remove()
    }
    const of = (rows: Input[][]) => rows.map((row) => p95(row.map(({ ms }) => ms)))
    return [
      absolute('input to paint, 95th percentile', of(inputs), 'ms', 50),
      absolute('… in a page with one field', of(empty), 'ms', null),
      absolute('task opened, 95th percentile', tasks, 'ms', 100, p95(tasks)),
      absolute('task opened for the first time', first, 'ms', null),
      absolute('palette opened, 95th percentile', palette, 'ms', 50, p95(palette)),
      absolute('task found in it, 95th percentile', found, 'ms', 50, p95(found)),
    ]
  },
}

/** How soon the same board, and a task with its log, answer keys while eight agents stream. */
export const pageStreaming: Figure = {
  name: 'page-streaming',
  target: `keys on a board of ${TASKS} tasks and beside a log, while ${AGENTS} agents stream`,
  async run(rounds, say) {
    const board = await seedBoard(TASKS)
    const [onBoard, besideLog]: [Input[][], Input[][]] = [[], []]
    try {
      for (let round = 0; round < rounds; round += 1) {
        await withPage(board.dataFolder, async (page, host) => {
          const ids = await startAgents(host, board.projectId)
          await recordInputs(page)
          await moveAround(page)
          onBoard.push(await stopInputs(page))
          await openTask(page, await identifierOf(host, ids[0] ?? ''))
          await page.getByRole('list', { name: /^Log of run/ }).waitFor()
          await recordInputs(page)
          await sayAloud(page)
          besideLog.push(await stopInputs(page))
          const left = (await host.client.runs.list()).items.filter(({ status }) => status === 'running')
          // Else it was beside fewer that was measured.
          if (left.length < AGENTS) throw new Error(`only ${left.length} agents were left at the end`)
          const [one, other] = [onBoard, besideLog].map((rows) => inWords(rows.at(-1) ?? []))
          say(`round ${round + 1} of ${rounds}: board ${one}; beside a log ${other}`)
          await host.client.runs.list().then(({ items }) => cancelAll(host, items))
        })
      }
    } finally {
      await board.remove()
    }
    const of = (rows: Input[][]) => rows.map((row) => p95(row.map(({ ms }) => ms)))
    return [
      absolute(`input to paint beside ${AGENTS} agents`, of(onBoard), 'ms', 100),
      absolute('… in a task whose log streams', of(besideLog), 'ms', 100),
    ]
  },
}

const inWords = (inputs: Input[]) =>
  `${inputs.length} inputs, p95 ${Math.round(p95(inputs.map(({ ms }) => ms)))} ms, slowest ${slowest(inputs)}`

async function withPage(dataFolder: string, work: (page: Page, host: TestHost) => Promise<void>) {
  const host = await startBuilt(dataFolder)
  const browser = await openBrowser()
  try {
    const page = await newPage(browser)
    await page.goto(host.address)
    await page.locator('[data-card]').first().waitFor()
    await delay(SETTLE_MS)
    await work(page, host)
  } finally {
    await browser.close()
    await host.stop()
  }
}

/** What this machine and browser take at least: letters in a page that has nothing but a field. */
async function onNothing(): Promise<Input[]> {
  const browser = await openBrowser()
  try {
    const page = await newPage(browser)
    await page.setContent('<input autofocus>')
    await recordInputs(page)
    await type(page, 'The order of cards after a filter was cleared')
    return await stopInputs(page)
  } finally {
    await browser.close()
  }
}

async function press(page: Page, ...keys: string[]): Promise<void> {
  for (const key of keys) {
    await page.keyboard.press(key)
    await delay(PACE_MS)
  }
}

const times = (count: number, key: string) => Array.from({ length: count }, () => key)
const type = (page: Page, text: string) =>
  press(page, ...text.split('').map((key) => (key === ' ' ? 'Space' : key)))

async function moveAround(page: Page): Promise<void> {
  await page.locator('[data-card]').nth(1).focus()
  await press(page, ...times(25, 'ArrowDown'), ...times(4, 'ArrowRight'), ...times(10, 'k'))
  await press(page, 'ArrowLeft', 'x', 'j', 'x', 'j', 'x', 'Escape')
}

/** What somebody does at a board in half a minute. */
async function useBoard(page: Page): Promise<void> {
  await moveAround(page)
  // Another column, another place in it, and back.
  await press(page, 'j', '4', '3', 'Alt+ArrowDown', 'Alt+ArrowDown', 'Alt+ArrowUp')
  await press(page, 's', 'Escape', 'p', 'Escape', 'l', 'Escape')
  await press(page, '/')
  await type(page, 'imports')
  await delay(500)
  await press(page, ...times(7, 'Backspace'), 'Escape')
  await delay(500)
  await press(page, 'c')
  await type(page, 'Mend the order')
  await press(page, ...times(14, 'Backspace'), 'Escape')
  await press(page, 'Control+b', ...times(10, 'ArrowDown'), 'Control+b', '[', '[')
}

/** Opens several tasks by a click, one after the other. @returns milliseconds until title and description were shown */
async function openTasks(page: Page): Promise<number[]> {
  const opened: number[] = []
  for (let n = 0; n <= OPENINGS; n += 1) {
    const card = page.locator('[data-card]').nth(n)
    const box = await card.boundingBox()
    const name = (await card.getAttribute('aria-label'))?.split(': ').slice(1).join(': ') ?? ''
    if (box === null || name === '') throw new Error('no card to open')
    const place = { x: box.x + 60, y: box.y + 30 }
    await page.mouse.move(place.x, place.y)
    opened.push(
      await untilShown(page, 'click', 'main [role="tabpanel"]', 'What is wrong', () =>
        page.mouse.click(place.x, place.y),
      ),
    )
    await page.getByRole('tablist').waitFor()
    await page.getByRole('link', { name: 'All tasks' }).click()
    await card.waitFor()
    await delay(400)
  }
  return opened
}

/** Opens the palette and looks for a task in it. @returns milliseconds until there was something to choose */
async function openPalette(page: Page): Promise<{ open: number[]; found: number[] }> {
  const [open, found]: [number[], number[]] = [[], []]
  const keys = page.keyboard
  for (let n = 0; n < OPENINGS; n += 1) {
    open.push(await untilShown(page, 'keydown', '[cmdk-item]', '', () => keys.press('Control+k')))
    await delay(300)
    // The number of a task that is far down: nothing that was shown before says it.
    const number = String(9000 + n * 7)
    await type(page, number.slice(0, -1))
    found.push(
      await untilShown(page, 'keydown', '[cmdk-item]', `-${number}`, () => keys.press(number.at(-1) ?? '')),
    )
    await delay(300)
    await press(page, 'Escape')
    await delay(200)
  }
  return { open, found }
}

const PROSE =
  'The list is read from the end, so the newest line comes first, and `older` ones follow as they are asked for. '

/** Agents that say something all the time, for longer than is measured. */
async function startAgents(host: TestHost, projectId: string): Promise<string[]> {
  await host.client.settings.update({ parallelLimit: AGENTS })
  const ids: string[] = []
  for (let n = 0; n < AGENTS; n += 1) {
    const description = scripted(
      write(`notes-${n}.md`, PROSE),
      { text: PROSE.repeat(200), delayMs: 25 },
      { text: 'Done.' },
    )
    const task = await host.client.tasks.create({ projectId, title: `Stream ${n}`, description })
    ids.push(task.id)
    await host.client.tasks.execute({ id: task.id })
  }
  await host.when(async () => {
    const { items } = await host.client.runs.list()
    const at = items.filter(({ status, stage }) => status === 'running' && stage === 'running')
    return at.length === AGENTS || undefined
  })
  // Their first words.
  await delay(3000)
  return ids
}

async function cancelAll(host: TestHost, runs: readonly { id: string; status: string }[]): Promise<void> {
  for (const { id, status } of runs) if (status === 'running') await host.client.runs.cancel({ id })
}

const identifierOf = async (host: TestHost, id: string) => (await host.client.tasks.get({ id })).identifier

async function openTask(page: Page, identifier: string): Promise<void> {
  await press(page, 'Control+k')
  await page.keyboard.type(identifier)
  await page.locator('[cmdk-item]').filter({ hasText: identifier }).first().click()
}

/** Writes to the agent, and deletes what was written. */
async function sayAloud(page: Page): Promise<void> {
  await press(page, '/')
  await type(page, 'Please look at the order of the list once more')
  await press(page, ...times(30, 'Backspace'))
  await press(page, 'Escape')
}
