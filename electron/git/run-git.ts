import { type ChildProcess, spawn } from 'node:child_process'
import { statfs } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { dirname } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { AppError } from '#shared/errors.ts'
import { Budget, KeyedLock, type Priority } from './budget.ts'
import { gitEnvironment } from './environment.ts'
import { foreignOwner, gitError, requireLeave, whatIsClosed, whatIsMissing } from './git-error.ts'
import { requireRepository } from './locate.ts'
import { endTree, killGroup, OutputBuffer, Tail } from './process-parts.ts'
import { redact } from './redact.ts'

/** One call of git. */
export interface GitCall {
  cwd: string
  /** The verb and its arguments; never a shell string. */
  args: readonly string[]
  /** Configuration for this call, as `name=value`; wins over what every call carries. */
  config?: readonly string[] | undefined
  env?: NodeJS.ProcessEnv | undefined
  stdin?: string | Buffer | undefined
  /** Takes locks git could do without (refreshing an index); reads leave the user's index as it is. */
  write?: boolean | undefined
  /** Runs the repository's hooks; off unless the user asked for it. */
  hooks?: boolean | undefined
  /** Signs commits as the user's configuration says; off unless the user asked for it. */
  sign?: boolean | undefined
  /** Talks to another host: has a budget of its own, so that a slow server holds up nothing local. */
  network?: boolean | undefined
  /** Looks for a repository above `cwd` too. Else a folder that lost its `.git` is an error, not its parent. */
  discover?: boolean | undefined
  priority?: Priority | undefined
  signal?: AbortSignal | undefined
  timeoutMs?: number | undefined
  /** Most bytes of output that are taken. */
  maxBytes?: number | undefined
  /** Exit codes beside 0 that are answers, not errors. */
  answers?: readonly number[] | undefined
  /** Takes output as it comes, instead of gathering it. */
  onStdout?: ((chunk: Buffer) => void) | undefined
  onStderr?: ((text: string) => void) | undefined
}

export interface GitResult {
  exitCode: number
  stdout: Buffer
  /** With credentials taken out. */
  stderr: string
}

/** Starts git; handed to every verb. */
export interface Runner {
  /**
   * @throws AppError GIT_ERROR `{command, stderr, exitCode}` (also `{timedOut: true}`, `{tooLarge: true}`,
   *   `{diskFull: true}`, `{locked: path}`, `{halfMade: path}`); NOT_WRITABLE with the same details where a folder is
   *   read-only; NOT_READABLE `{path}` where git may not go;
   *   UNAVAILABLE when there is no git; the signal's reason when aborted, once git and its helpers have ended
   */
  run(call: GitCall): Promise<GitResult>
  /** Output as text, without its last newline. */
  text(call: GitCall): Promise<string>
  /**
   * One writer at a time in a repository, whichever of its working trees is named. Not re-entrant.
   *
   * @throws AppError NOT_A_REPOSITORY
   */
  lock<T>(repo: string, work: () => Promise<T>): Promise<T>
  /** How long a git of somebody else's is waited for that is in the way. */
  readonly lockPatienceMs: number
  /** One piece of work at a time for a key of the caller's own. */
  lockKey<T>(key: string, work: () => Promise<T>): Promise<T>
}

const TIMEOUT_MS = 10 * 60_000
const MAX_BYTES = 64 << 20
/** How long output may still arrive after git itself has ended: a daemon of a hook may hold the pipes. */
const DRAIN_MS = 1_000
/** Bytes with which nothing can be done. */
const NO_ROOM = 64 << 10
const LOCK_PATIENCE_MS = 10_000
const LOCK_POLL_MS = 250

const ALWAYS = [
  'core.fsmonitor=false',
  'gc.auto=0',
  'maintenance.auto=false',
  'submodule.recurse=false',
  'core.quotePath=false',
  'core.safecrlf=false',
  'i18n.commitEncoding=UTF-8',
  'i18n.logOutputEncoding=UTF-8',
  'rerere.enabled=false',
  'color.ui=false',
  'protocol.ext.allow=never',
]

/** Another git is in the way, as it is for moments only, and this one has changed nothing yet. */
function isPassing(error: unknown, call: GitCall): boolean {
  // A hook may have run, and what it says be its own; output that was taken cannot be taken back.
  if (!(error instanceof AppError) || call.hooks === true || call.onStdout !== undefined) return false
  const { locked, halfMade } = error.details ?? {}
  return halfMade !== undefined || (locked !== undefined && call.write === true)
}

/**
 * @param options.hostId mark that every spawned git carries in its environment
 * @param options.lockPatienceMs how long a call waits for another git: one that writes for its locks, any for a
 *   worktree that it is about to make
 */
export function createRunner({
  hostId,
  lockPatienceMs = LOCK_PATIENCE_MS,
}: {
  hostId: string
  lockPatienceMs?: number
}): Runner {
  const local = new Budget(Math.max(2, Math.min(8, availableParallelism())))
  const network = new Budget(3)
  const locks = new KeyedLock()

  const once = (call: GitCall) =>
    (call.network === true ? network : local).run(call.priority ?? 'normal', call.signal, () =>
      start(call, environmentOf(call, hostId)),
    )
  /** A git of the user's is in the way for moments: it is waited for, a while. */
  const run = async (call: GitCall): Promise<GitResult> => {
    for (const started = performance.now(); ; ) {
      try {
        return await once(call)
      } catch (error) {
        if (!isPassing(error, call) || performance.now() - started > lockPatienceMs) throw error
        await delay(LOCK_POLL_MS, undefined, { signal: call.signal })
      }
    }
  }

  return {
    run,
    async text(call) {
      const { stdout } = await run(call)
      return stdout.toString('utf8').replace(/\n$/, '')
    },
    async lock(repo, work) {
      const { commonDir } = await requireRepository(repo)
      return locks.run(commonDir, work)
    },
    lockPatienceMs,
    lockKey: (key, work) => locks.run(key, work),
  }
}

function environmentOf(call: GitCall, hostId: string): NodeJS.ProcessEnv {
  const environment = gitEnvironment(hostId)
  if (call.write !== true) environment.GIT_OPTIONAL_LOCKS = '0'
  if (call.discover !== true) environment.GIT_CEILING_DIRECTORIES = dirname(call.cwd)
  return { ...environment, ...call.env }
}

function vectorOf(call: GitCall): string[] {
  const config = [...ALWAYS]
  if (call.hooks !== true) config.push('core.hooksPath=/dev/null')
  if (call.sign === true) config.push('commit.gpgsign=true')
  else config.push('commit.gpgsign=false', 'tag.gpgsign=false')
  config.push(...(call.config ?? []))
  return [...config.flatMap((entry) => ['-c', entry]), ...call.args]
}

async function start(call: GitCall, env: NodeJS.ProcessEnv): Promise<GitResult> {
  call.signal?.throwIfAborted()
  const command = `git ${call.args.find((argument) => !argument.startsWith('-')) ?? ''}`
  const child = spawn('git', vectorOf(call), {
    cwd: call.cwd,
    env,
    stdio: ['pipe', 'pipe', 'pipe'],
    // A group of its own, so that its helpers end with it.
    detached: process.platform !== 'win32',
    windowsHide: true,
  })
  const out = new OutputBuffer(call.maxBytes ?? MAX_BYTES)
  const err = new Tail(256 << 10)
  let stopped: { why: unknown } | null = null
  let hardKill: NodeJS.Timeout | undefined
  const stop = (why: unknown) => {
    if (stopped !== null) return
    stopped = { why }
    hardKill = endTree(child)
  }

  let heardAt = 0
  child.stdout.on('data', (chunk: Buffer) => {
    heardAt = performance.now()
    if (call.onStdout !== undefined) call.onStdout(chunk)
    else if (!out.add(chunk)) {
      const sentence = `${command} answered with too much to be read.`
      stop(new AppError('GIT_ERROR', sentence, { command, tooLarge: true }))
    }
  })
  child.stderr.on('data', (chunk: Buffer) => {
    heardAt = performance.now()
    const text = err.add(chunk)
    call.onStderr?.(text)
  })
  // Git may end without reading all of it; its exit code says whether that was an error.
  child.stdin.on('error', () => {})
  child.stdin.end(call.stdin ?? '')

  const timeoutMs = call.timeoutMs ?? TIMEOUT_MS
  const timeout = setTimeout(() => {
    const seconds = Math.round(timeoutMs / 1000)
    const sentence = `${command} took longer than ${seconds} seconds and was stopped.`
    stop(new AppError('GIT_ERROR', sentence, { command, timedOut: true }))
  }, timeoutMs)
  const onAbort = () => stop(call.signal?.reason)
  call.signal?.addEventListener('abort', onAbort, { once: true })

  try {
    const exitCode = await ended(child, () => heardAt)
    if (stopped !== null) killGroup(child)
    throwIfStopped(stopped)
    const stderr = redact(err.text())
    // Whatever was asked: this is no answer to it.
    const foreign = exitCode === 0 ? null : foreignOwner(command, exitCode, stderr)
    if (foreign !== null) throw foreign
    if (exitCode !== 0 && call.answers?.includes(exitCode ?? -1) !== true) {
      const failure = gitError(command, exitCode, stderr, out.bytes())
      // Git says that it could not make a folder, but not always why.
      if (call.write === true && failure.details !== null && (await isFull(call.cwd))) {
        failure.details.diskFull = true
      } else if (call.write === true) await requireLeave(failure, call.cwd)
      throw failure
    }
    return { exitCode: exitCode ?? -1, stdout: out.bytes(), stderr }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') throw await whatIsMissing(call.cwd)
    if (code === 'EACCES') throw await whatIsClosed(call.cwd)
    throw error
  } finally {
    clearTimeout(timeout)
    clearTimeout(hardKill)
    call.signal?.removeEventListener('abort', onAbort)
    child.stdout.destroy()
    child.stderr.destroy()
  }
}

/** A function, because the compiler takes the variable for null still. */
function throwIfStopped(stopped: { why: unknown } | null): void {
  if (stopped !== null) throw stopped.why
}

/** Waits until the child and its output are over. @returns exit code; null = ended by a signal */
function ended(child: ChildProcess, heardAt: () => number): Promise<number | null> {
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', resolve)
    child.on('exit', (exitCode) => {
      const watch = setInterval(() => {
        if (performance.now() - heardAt() > DRAIN_MS) resolve(exitCode)
      }, DRAIN_MS)
      child.on('close', () => clearInterval(watch))
    })
  })
}

/** Whether the disk that holds a folder has no room left to speak of. */
async function isFull(folder: string): Promise<boolean> {
  const disk = await statfs(folder).catch(() => null)
  return disk !== null && disk.blocks > 0 && disk.bavail * disk.bsize < NO_ROOM
}
