/** A headless host that kills itself where `OPENLINEAR_KILL_AT` says so, such as `turn:worked`: see `kill-switch.ts`. */
import { join } from 'node:path'
import { createHost } from '#electron/host.ts'
import { headlessPlatform } from '#electron/shell/http/headless-platform.ts'
import { createHttpShell } from '#electron/shell/http/http-shell.ts'
import { setKillSwitch } from './kill-switch.ts'

const [dataFolder] = process.argv.slice(2)
if (dataFolder === undefined) throw new Error('usage: host-process.ts DATA_FOLDER')
const reach = setKillSwitch(dataFolder)

const log = (level: string, message: string, data?: Record<string, unknown>) => {
  process.stderr.write(`${level} ${message} ${data === undefined ? '' : JSON.stringify(data)}\n`)
}
const pointerFile = join(dataFolder, 'config', 'location.json')
const host = await createHost({
  dataFolder,
  pointerFile,
  log,
  platform: headlessPlatform({ dataFolder, pointerFile, log }),
  onStep: (runId, step, moment) => reach(runId, `${step}:${moment}`),
  onMoment: (batchId, moment) => reach(batchId, `batch:${moment}`),
  onPublicationMoment: (publicationId, moment) => reach(publicationId, `publication:${moment}`),
  onIssueMoment: (id, moment) => reach(id, `issues:${moment}`),
  onContestMoment: (contestId, moment) => reach(contestId, `contest:${moment}`),
  onBrainstormAccepted: (taskId) => reach(taskId, 'brainstorm:accepted'),
})
const token = process.env.OPENLINEAR_TEST_TOKEN ?? 'test-token-of-the-fault-injector-0123456789'
const shell = await createHttpShell({
  host,
  token,
  port: Number(process.env.OPENLINEAR_TEST_PORT ?? 0),
  allowHosts: [],
  pageFolder: join(import.meta.dirname, '../../out/renderer'),
  log,
  // Tests make more calls in a row than the host takes from anyone, and would wait; guards.test.ts meets the limit.
  writeLimit: { calls: 100_000, seconds: 10 },
})
process.stdout.write(`${JSON.stringify({ event: 'ready', url: shell.url, token })}\n`)
process.on('SIGTERM', () => {
  void shell
    .close()
    .then(() => host.close())
    .then(() => process.exit(0))
})
