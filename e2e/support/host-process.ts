/**
 * A headless host that kills itself with SIGKILL at a point of a run's journal: the fault injector's half
 * that must stand inside the process. `OPENLINEAR_KILL_AT` is `step:moment`, such as `turn:worked`.
 */
import { join } from 'node:path'
import { createHost } from '#electron/host.ts'
import { headlessPlatform } from '#electron/shell/http/headless-platform.ts'
import { createHttpShell } from '#electron/shell/http/http-shell.ts'

const [dataFolder] = process.argv.slice(2)
if (dataFolder === undefined) throw new Error('usage: host-process.ts DATA_FOLDER')
const killAt = process.env.OPENLINEAR_KILL_AT

const log = (level: string, message: string, data?: Record<string, unknown>) => {
  process.stderr.write(`${level} ${message} ${data === undefined ? '' : JSON.stringify(data)}\n`)
}
const pointerFile = join(dataFolder, 'config', 'location.json')
const host = await createHost({
  dataFolder,
  pointerFile,
  log,
  platform: headlessPlatform({ dataFolder, pointerFile, log }),
  onStep(_runId, step, moment) {
    if (killAt === `${step}:${moment}`) process.kill(process.pid, 'SIGKILL')
  },
})
const token = 'test-token-of-the-fault-injector-0123456789'
const shell = await createHttpShell({
  host,
  token,
  port: Number(process.env.OPENLINEAR_TEST_PORT ?? 0),
  allowHosts: [],
  pageFolder: join(import.meta.dirname, '../../out/renderer'),
  log,
})
process.stdout.write(`${JSON.stringify({ event: 'ready', url: shell.url, token })}\n`)
process.on('SIGTERM', () => {
  void shell
    .close()
    .then(() => host.close())
    .then(() => process.exit(0))
})
