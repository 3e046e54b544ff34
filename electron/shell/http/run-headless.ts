import { randomBytes } from 'node:crypto'
import { dirname } from 'node:path'
import { pino } from 'pino'
import { AppError } from '#shared/errors.ts'
import type { Host } from '../../host-api.ts'
import { createHost } from '../../host.ts'
import { isDiskFull } from '../../process/disk-full.ts'
import type { Log } from '../../runs/engine.ts'
import {
  defaultPointerFile,
  prepareDataFolder,
  resolveDataFolder,
  whyUnusable,
} from '../../settings/data-folder.ts'
import { DatabaseDamaged } from '../../store/damage.ts'
import { type HeadlessOptions, readHeadlessOptions, USAGE, UsageError } from './headless-options.ts'
import { headlessPlatform } from './headless-platform.ts'
import { createHttpShell, type HttpShell } from './http-shell.ts'
import { damageInWords, restoreByCommand } from './restore.ts'

/** What a clean end may take, in milliseconds. */
const CLOSE_MS = 10_000

/**
 * The headless shell: a host served over HTTP. Stdout gets one line of JSON when it is ready
 * (`{"event":"ready","url","token"}`), stderr the log. Ends the process with 2 for a wrong command line and
 * with 1 when it cannot start.
 *
 * @param pageFolder where the built page is
 */
export async function runHeadless(args: string[], pageFolder: string): Promise<void> {
  const log = createLog()
  try {
    const options = readHeadlessOptions(args)
    if (options.help) process.stderr.write(`${USAGE}\n`)
    else await obey(options, pageFolder, log)
  } catch (error) {
    process.stderr.write(`${sentenceOf(error, log)}\n`)
    process.exit(error instanceof UsageError ? 2 : 1)
  }
}

async function obey(options: HeadlessOptions, pageFolder: string, log: Log): Promise<void> {
  const pointerFile = defaultPointerFile(process.env)
  const dataFolder = await resolveDataFolder({ flag: options.dataDir, env: process.env, pointerFile })
  await prepareDataFolder(dataFolder)
  if (options.restore === undefined) await start(options, { pointerFile, dataFolder }, pageFolder, log)
  else process.stderr.write(`${restoreByCommand(dataFolder, options.restore)}\n`)
}

async function start(
  options: HeadlessOptions,
  { pointerFile, dataFolder }: { pointerFile: string; dataFolder: string },
  pageFolder: string,
  log: Log,
): Promise<void> {
  const token = options.token ?? randomBytes(32).toString('base64url')
  const platform = headlessPlatform({ dataFolder, pointerFile, log })
  const damaged = Promise.withResolvers<DatabaseDamaged>()
  const onDamage = damaged.resolve
  const host = await createHost({ dataFolder, pointerFile, log, platform, onDamage })
  const { port, allowHosts } = options
  const shell = await createHttpShell({ host, token, port, allowHosts, pageFolder, log: host.log }).catch(
    async (error: unknown) => {
      await host.close()
      throw error
    },
  )
  const end = closeOnSignal(shell, host, log)
  void damaged.promise.then(({ message }) => {
    process.stderr.write(
      `${message} OpenLinear ends here. Start it again: it looks at all of the database then, and mends it or says how to.\n`,
    )
    end('damage', 1)
  })
  process.stdout.write(`${JSON.stringify({ event: 'ready', url: shell.url, token })}\n`)
  log('info', 'ready', { url: shell.url, dataFolder })
  if (options.open) await platform.openExternal(shell.openingAddress())
}

/** @returns ends the process for another reason, with an exit code */
function closeOnSignal(shell: HttpShell, host: Host, log: Log): (why: string, exitCode: number) => void {
  let closing = false
  const end = (why: string, exitCode: number) => {
    if (closing) return
    closing = true
    log('info', 'closing', { why })
    // What is cut off here is continued at the next start, as after a crash.
    setTimeout(() => process.exit(1), CLOSE_MS).unref()
    shell
      .close()
      .then(() => host.close())
      .then(
        () => process.exit(exitCode),
        (error: unknown) => {
          log('error', 'closing failed', { error: String(error) })
          process.exit(1)
        },
      )
  }
  let askedAt = 0
  const close = (signal: string) => {
    // A terminal tells us, and the launcher does once more. A later one is the user's impatience.
    if (askedAt > 0 && performance.now() - askedAt > 1_000) process.exit(1)
    askedAt = performance.now()
    end(signal, 0)
  }
  process.on('SIGINT', close)
  process.on('SIGTERM', close)
  // A terminal that closes, or a dropped ssh connection.
  process.on('SIGHUP', close)
  return end
}

function createLog(): Log {
  const logger = pino({ base: null }, pino.destination({ dest: 2, sync: true }))
  return (level, message, data) => logger[level](data ?? {}, message)
}

function sentenceOf(error: unknown, log: Log): string {
  if (error instanceof UsageError) return `${error.message}\n${USAGE}`
  if (error instanceof AppError) return error.message
  if (error instanceof DatabaseDamaged) return damageInWords(error, dirname(error.file))
  const unusable = whyUnusable(error)
  if (unusable !== null) return unusable
  if (isDiskFull(error)) return 'The disk is full. Free some space, then start again.'
  log('error', 'cannot start', { error: error instanceof Error ? error.stack : String(error) })
  return 'OpenLinear cannot start. The line above tells why.'
}
