import { setTimeout as delay } from 'node:timers/promises'
import type { Browser } from '@playwright/test'
import { Bench } from './engine/bench.ts'
import type { LoopDelay } from './engine/loop-probe.ts'
import type { ProbedHost } from './engine/probed-host.ts'
import { write } from '../support/scripted.ts'
import { absolute, type Figure } from './figure.ts'
import { newPage, openBrowser } from './page-browser.ts'
import {
  type Frames,
  framesInWords,
  longest,
  percentile95,
  recordFrames,
  stopRecording,
} from './page-frames.ts'

const TASKS = 100
const AGENTS = 8
const CHUNKS = 100
const TURN_MS = 5_000
/** How long the frames are watched in each round, once all agents are at work; five of them fit into the batch. */
const WATCHED_MS = 10_000
/** From the moment that the view is there until the pictures of its opening are over. */
const OPENING_MS = 1_500
/** How long an empty page is watched in its place, under the same load. */
const CONTROL_MS = 5_000
/** Between two looks at the host's memory. */
const LOOK_MS = 500

interface Hundred {
  /** Most that the host's resident memory grew, in MB. */
  growth: number
  delay: LoopDelay
  view: ViewFrames
}

/** What was seen of the frames while all agents were at work. */
interface ViewFrames {
  /** From the click that leads from the board to the view. */
  opening: Frames
  /** Of the view, one for each round. */
  rounds: Frames[]
  /** Of an empty page in its place: what the machine gives at best beside the same agents. */
  control: Frames
}

/** What a large batch costs the host and the page that shows it. */
export const batchHundred: Figure = {
  name: 'batch-hundred',
  target: `a batch of ${TASKS} tasks with ${AGENTS} agents streaming: memory, loop and frames of its view, in rounds of ${WATCHED_MS / 1_000} s`,
  async run(rounds, say) {
    const nodes = Array.from({ length: TASKS }, (_, index) => ({
      title: `Write note ${index}`,
      steps: [
        { text: 'word '.repeat(CHUNKS), chunks: CHUNKS, delayMs: TURN_MS / CHUNKS },
        write(`note-${index}.txt`, `note ${index}\n`),
        { text: 'Done.', chunks: 1, delayMs: 0 },
      ],
    }))
    const {
      growth,
      delay: loop,
      view,
    } = await Bench.use(300, (bench) =>
      bench.withHost(nodes, (host, tasks) =>
        watch(
          host,
          tasks.map(({ id }) => id),
          rounds,
          say,
        ),
      ),
    )
    const longestOf = view.rounds.map(longest)
    return [
      absolute(`batch of ${TASKS}: memory of the host grew by`, [growth], 'MB', 150),
      absolute(`host loop delay p99: batch of ${TASKS}`, [loop.p99], 'ms', 10),
      absolute(
        `its view, 95th percentile of frames, ${AGENTS} agents`,
        view.rounds.map(percentile95),
        'ms',
        20,
      ),
      // A single one in any round is one too many.
      absolute('its view, longest frame of all rounds', longestOf, 'ms', 50, Math.max(...longestOf)),
      absolute('its view, longest frame while it opens', [longest(view.opening)], 'ms', 100),
      absolute('an empty page in its place, longest frame', [longest(view.control)], 'ms', null),
    ]
  },
}

async function watch(
  host: ProbedHost,
  taskIds: string[],
  rounds: number,
  say: (line: string) => void,
): Promise<Hundred> {
  await host.client.settings.update({ maxBatchSize: TASKS, parallelLimit: AGENTS })
  const browser = await openBrowser()
  try {
    const before = await host.memory()
    const { over } = await host.batchCompleted()
    host.resetDelay()
    const batch = await host.client.batches.create({
      taskIds,
      mode: 'parallel',
      options: { parallelLimit: AGENTS },
    })
    let isOver = false
    const ended = over.finally(() => (isOver = true))
    const growing = largest(host, () => isOver)
    await host.batchWith(batch.id, ({ counts }) => counts.merged >= AGENTS)
    const view = await framesOf(browser, host, rounds, say)
    if (isOver) throw new Error('the batch was over before its view was watched: take fewer rounds')
    await ended
    const growth = ((await growing) - before) / 1024 / 1024
    const loop = await host.delay()
    say(`host: grew by ${growth.toFixed(0)} MB, loop p99 ${loop.p99.toFixed(1)} ms`)
    return { growth, delay: loop, view }
  } finally {
    await browser.close()
  }
}

/** Most that was resident until `isOver` says so. */
async function largest(host: ProbedHost, isOver: () => boolean): Promise<number> {
  let most = 0
  while (!isOver()) {
    most = Math.max(most, await host.memory())
    await delay(LOOK_MS)
  }
  return most
}

async function framesOf(
  browser: Browser,
  host: ProbedHost,
  rounds: number,
  say: (line: string) => void,
): Promise<ViewFrames> {
  const page = await newPage(browser)
  await page.goto(host.address)
  await page.locator('[data-card]').first().waitFor()
  await delay(OPENING_MS)
  const during = async (work: () => Promise<void>): Promise<Frames> => {
    await recordFrames(page)
    await work()
    return stopRecording(page)
  }
  const opening = await during(async () => {
    await page.getByRole('link', { name: /^Batch \d+ of \d+ merged$/ }).click()
    await page.getByRole('region', { name: /^Tasks, in the order/ }).waitFor()
    await delay(OPENING_MS)
  })
  say(`the view opens: ${framesInWords(opening)}`)
  const seen: Frames[] = []
  for (let round = 1; round <= rounds; round += 1) {
    const frames = await during(() => delay(WATCHED_MS))
    say(`round ${round} of ${rounds}: ${framesInWords(frames)}`)
    seen.push(frames)
  }
  await page.goto('about:blank')
  const control = await during(() => delay(CONTROL_MS))
  say(`an empty page: ${framesInWords(control)}`)
  return { opening, rounds: seen, control }
}
