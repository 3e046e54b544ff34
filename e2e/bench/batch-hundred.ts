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
/** How long the frames are watched, once all agents are at work. */
const WATCHED_MS = 20_000
/** Between two looks at the host's memory. */
const LOOK_MS = 500

interface Hundred {
  /** Most that the host's resident memory grew, in MB. */
  growth: number
  delay: LoopDelay
  frames: Frames
}

/** What a large batch costs the host and the page that shows it. */
export const batchHundred: Figure = {
  name: 'batch-hundred',
  target: `a batch of ${TASKS} tasks with ${AGENTS} agents streaming: memory, loop and frames of its view; one round`,
  async run(_rounds, say) {
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
      frames,
    } = await Bench.use(300, (bench) =>
      bench.withHost(nodes, (host, tasks) =>
        watch(
          host,
          tasks.map(({ id }) => id),
          say,
        ),
      ),
    )
    return [
      absolute(`batch of ${TASKS}: memory of the host grew by`, [growth], 'MB', 150),
      absolute(`host loop delay p99: batch of ${TASKS}`, [loop.p99], 'ms', 10),
      absolute(`its view, 95th percentile of frames, ${AGENTS} agents`, [percentile95(frames)], 'ms', 20),
      absolute('its view, longest frame', [longest(frames)], 'ms', 50),
    ]
  },
}

async function watch(host: ProbedHost, taskIds: string[], say: (line: string) => void): Promise<Hundred> {
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
    const frames = await framesOf(browser, host, batch.id)
    say(`frames of the view: ${framesInWords(frames)}`)
    await ended
    const growth = ((await growing) - before) / 1024 / 1024
    const loop = await host.delay()
    say(`host: grew by ${growth.toFixed(0)} MB, loop p99 ${loop.p99.toFixed(1)} ms`)
    return { growth, delay: loop, frames }
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

async function framesOf(browser: Browser, host: ProbedHost, batchId: string): Promise<Frames> {
  const page = await newPage(browser)
  await page.goto(host.address)
  await page.locator('[data-card]').first().waitFor()
  await page.goto(new URL(`/batches/${batchId}`, host.address).href)
  await page.getByText('Write note 0', { exact: true }).first().waitFor()
  await delay(1_500)
  await recordFrames(page)
  await delay(WATCHED_MS)
  return stopRecording(page)
}
