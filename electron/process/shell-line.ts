import { StringDecoder } from 'node:string_decoder'
import { spawnInBackground } from './background.ts'
import { userEnvironment } from './environment.ts'

export interface ShellLine {
  /** One of the user's own shell lines, run by `sh -c`: the only exception to argument vectors. */
  line: string
  cwd: string
  hostId: string
  signal: AbortSignal
  /** Both streams, in the order they arrive. */
  onOutput: (text: string) => void
}

export interface ShellResult {
  /** null = ended by a signal. */
  exitCode: number | null
  /** Milliseconds. */
  ms: number
  /** The last {@link TAIL} characters of both streams. */
  tail: string
}

const TAIL = 64_000
const KILL_AFTER_MS = 2_000
/** How long output may still arrive after the shell itself has ended. */
const DRAIN_MS = 500

/**
 * Runs a shell line in a process group of its own and waits for it.
 *
 * @throws the signal's reason when it is aborted, once the group is gone
 */
export function runShellLine(options: ShellLine): Promise<ShellResult> {
  options.signal.throwIfAborted()
  const started = performance.now()
  const child = spawnInBackground('sh', ['-c', options.line], {
    cwd: options.cwd,
    env: userEnvironment(options.hostId),
  })
  let tail = ''
  for (const stream of [child.stdout, child.stderr]) {
    const decoder = new StringDecoder('utf8')
    stream.on('data', (chunk: Buffer) => {
      const text = decoder.write(chunk)
      tail = (tail + text).slice(-TAIL)
      options.onOutput(text)
    })
  }

  const killGroup = (signal: NodeJS.Signals) => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, signal)
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      // Gone already; macOS says so of a group of zombies in its own way.
      if (code !== 'ESRCH' && code !== 'EPERM') throw error
    }
  }
  let hardKill: NodeJS.Timeout | undefined
  const onAbort = () => {
    killGroup('SIGTERM')
    hardKill = setTimeout(() => killGroup('SIGKILL'), KILL_AFTER_MS)
  }
  options.signal.addEventListener('abort', onAbort, { once: true })

  return new Promise<ShellResult>((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', (exitCode) => {
      const end = () => {
        clearTimeout(patience)
        if (options.signal.aborted) {
          killGroup('SIGKILL')
          reject(options.signal.reason)
          return
        }
        resolve({ exitCode, ms: Math.round(performance.now() - started), tail })
      }
      // A daemon that the line leaves behind may hold the pipes, and with them `close`, for ever.
      const patience = setTimeout(end, DRAIN_MS)
      child.on('close', end)
    })
  }).finally(() => {
    clearTimeout(hardKill)
    options.signal.removeEventListener('abort', onAbort)
    child.stdout.destroy()
    child.stderr.destroy()
  })
}
