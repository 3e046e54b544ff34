/**
 * `npm run soak [-- --minutes N --json FILE]`: agents at work without a pause, readers that come and go, and a
 * page that watches. Heaps and resident memory have to stay flat. Exits with 1 when they do not.
 */
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { ROOT } from '#electron/launch/root.ts'
import { requireBuild } from '../bench/built-host.ts'
import { TestHost } from '../support/host.ts'
import { makeRepository, temporaryFolder } from '../support/repository.ts'
import { practiceProject } from '../support/scripted.ts'
import { openPage } from './open-page.ts'
import { readFeed, readLogs } from './readers.ts'
import { type Sample, seriesOf, takeSample } from './sample.ts'
import { judge, type Verdict } from './verdict.ts'
import { type Done, keepWorking } from './workload.ts'

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '30' }, json: { type: 'string' } },
})
const minutes = Number(values.minutes)
if (!(minutes > 0)) throw new Error('--minutes takes a number')

/** Between two samples. */
const EVERY_MS = 10_000
/** One more than the slots, so that there is always one in the queue. */
const ABREAST = 4

await requireBuild()
const dataFolder = await temporaryFolder('soak')
const repo = await makeRepository()
const socket = join(dataFolder, 'memory.sock')
const host = await TestHost.start(
  dataFolder,
  { XDG_CONFIG_HOME: join(dataFolder, 'config'), OPENLINEAR_SOAK_SOCKET: socket },
  [
    '--expose-gc',
    '--import',
    join(import.meta.dirname, 'report-memory.ts'),
    join(ROOT, 'out/main/headless.js'),
    '--port',
    '0',
    '--data-dir',
    dataFolder,
  ],
)
const ending = new AbortController()
const { page, watching } = await openPage(host, ending.signal)
const samples: Sample[] = []
const done: Done = { runs: 0, merged: 0, discarded: 0, deleted: 0, archived: 0 }
try {
  const fixture = await practiceProject(host.client, repo)
  await host.client.settings.update({ parallelLimit: 3 })
  const began = performance.now()
  const work = Promise.all([
    keepWorking(host, fixture, ABREAST, done, ending.signal),
    readFeed(host, ending.signal),
    readLogs(host, ending.signal),
    watching,
  ])
  await Promise.race([work, sampleUntil(began, minutes * 60)])
  ending.abort()
  await work
} finally {
  ending.abort()
  await page.close()
  await host.stop()
  await rm(repo, { recursive: true, force: true })
  await rm(dataFolder, { recursive: true, force: true, maxRetries: 3 })
}

const verdicts = seriesOf(samples).map(judge)
if (values.json !== undefined) {
  await writeFile(values.json, JSON.stringify({ minutes, done, verdicts, samples }, null, 2))
}
console.log(`\n${minutes} minutes: ${JSON.stringify(done)}`)
for (const verdict of verdicts) console.log(lineOf(verdict))
for (const problem of page.problems) console.log(`error in the page: ${problem}`)
process.exitCode = verdicts.every(({ ok }) => ok) && page.problems.length === 0 ? 0 : 1

async function sampleUntil(began: number, seconds: number): Promise<void> {
  for (let n = 1; ; n++) {
    await delay(Math.max(0, began + n * EVERY_MS - performance.now()))
    const at = Math.round((performance.now() - began) / 1000)
    const sample = await takeSample(at, host, page, dataFolder, socket)
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
