/**
 * `npm run soak`: agents at work without a pause, readers that come and go, and a page that watches. Heaps and
 * resident memory have to stay flat. See {@link USAGE}.
 */
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { requireBuild, startBuilt } from '../bench/built-host.ts'
import { cleanUpLater, cleanUpNow, cleanUpOnSignals } from '../bench/clean-up.ts'
import { makeRepository, temporaryFolder } from '../support/repository.ts'
import { practiceProject } from '../support/scripted.ts'
import { openPage } from './open-page.ts'
import { readFeed, readLogs } from './readers.ts'
import { type Sample, seriesOf, takeSample } from './sample.ts'
import { judge, type Verdict } from './verdict.ts'
import { type Done, keepWorking } from './workload.ts'

const USAGE = `npm run soak -- [--minutes N] [--json FILE]

  --minutes N   how long, 30 by default; at least 2, or there is nothing to compare
  --json FILE   writes every sample there, too

Ends with 0 when heaps and resident memory stayed flat (±10 %) and the page had no error, with 1 when not, with 2
for a wrong command line.`

/** Between two samples. */
const EVERY_MS = 10_000
/** One more than the slots, so that there is always one in the queue. */
const ABREAST = 4

const options = readOptions()
if (typeof options === 'string') {
  console.error(`${options}\n\n${USAGE}`)
  process.exit(2)
}
const { minutes, json, help } = options
if (help) {
  console.log(USAGE)
  process.exit(0)
}

cleanUpOnSignals()
await requireBuild()
const samples: Sample[] = []
const done: Done = { runs: 0, merged: 0, discarded: 0, deleted: 0, archived: 0 }
let problems: readonly string[] = []
try {
  await soak()
} finally {
  await cleanUpNow()
}

const verdicts = seriesOf(samples).map(judge)
if (json !== null) await writeFile(json, JSON.stringify({ minutes, done, verdicts, samples }, null, 2))
console.log(`\n${minutes} minutes: ${JSON.stringify(done)}`)
for (const verdict of verdicts) console.log(lineOf(verdict))
for (const problem of problems) console.log(`error in the page: ${problem}`)
process.exitCode = verdicts.every(({ ok }) => ok) && problems.length === 0 ? 0 : 1

/** @returns what is asked for, or in words what is wrong with it */
function readOptions(): { minutes: number; json: string | null; help: boolean } | string {
  try {
    const { values } = parseArgs({
      options: {
        minutes: { type: 'string', default: '30' },
        json: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    })
    const minutes = Number(values.minutes)
    if (!(minutes >= 2)) return `--minutes takes a number from 2 on, not “${values.minutes}”.`
    return { minutes, json: values.json ?? null, help: values.help }
  } catch (error) {
    return (error as Error).message
  }
}

async function soak(): Promise<void> {
  const [dataFolder, repo] = [await temporaryFolder('soak'), await makeRepository()]
  for (const folder of [dataFolder, repo])
    cleanUpLater(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }))
  const socket = join(dataFolder, 'memory.sock')
  const host = await startBuilt(dataFolder, {
    node: ['--expose-gc', '--import', join(import.meta.dirname, 'report-memory.ts')],
    environment: { OPENLINEAR_SOAK_SOCKET: socket },
  })
  const ending = new AbortController()
  const { page, watching } = await openPage(host, ending.signal)
  cleanUpLater(() => page.close())
  problems = page.problems
  try {
    const fixture = await practiceProject(host.client, repo)
    await host.client.settings.update({ parallelLimit: 3 })
    const work = Promise.all([
      keepWorking(host, fixture, ABREAST, done, ending.signal),
      readFeed(host, ending.signal),
      readLogs(host, ending.signal),
      watching,
    ])
    const look = (at: number) => takeSample(at, host, page, dataFolder, socket)
    await Promise.race([work, sampleUntil(minutes * 60, look)])
    ending.abort()
    await work
  } finally {
    ending.abort()
  }
}

async function sampleUntil(seconds: number, look: (at: number) => Promise<Sample>): Promise<void> {
  const began = performance.now()
  for (let n = 1; ; n++) {
    await delay(Math.max(0, began + n * EVERY_MS - performance.now()))
    const at = Math.round((performance.now() - began) / 1000)
    const sample = await look(at)
    samples.push(sample)
    if (n % 6 === 0) console.log(progressOf(sample))
    if (at >= seconds) return
  }
}

function mb(bytes: number): string {
  return (bytes / 1024 / 1024).toFixed(1)
}

function progressOf(sample: Sample): string {
  const { at, hostHeap, hostRss, openCodeRss, pageHeap, database, processes, hostFiles } = sample
  return (
    `${at} s: ${done.runs} runs, host ${mb(hostHeap)} of ${mb(hostRss)} MB, page ${mb(pageHeap)} MB, ` +
    `OpenCode ${mb(openCodeRss)} MB, database ${mb(database)} MB, ${hostFiles} files, ${processes} processes`
  )
}

function lineOf({ name, unit, early, late, growth, mustBeFlat, ok }: Verdict): string {
  const digits = unit === 'MB' ? 1 : 0
  const values = `${early.toFixed(digits).padStart(9)} → ${late.toFixed(digits).padStart(9)} ${unit.padEnd(5)}`
  const percent = `${growth < 0 ? '' : '+'}${(growth * 100).toFixed(1)} %`.padStart(9)
  return `${name.padEnd(16)} ${values} ${percent}  ${mustBeFlat ? (ok ? 'flat' : 'NOT FLAT') : 'reported'}`
}
