import { statfs } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { dirname } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { AppError } from '#shared/errors.ts'
import { Budget, KeyedLock, type Priority } from './budget.ts'
import type { CredentialSource } from './credentials.ts'
import { gitEnvironment } from './environment.ts'
import { foreignOwner, gitError, requireLeave, whatIsClosed, whatIsMissing } from './git-error.ts'
import { createGitThread } from './git-thread.ts'
import { requireRepository } from './locate.ts'
import { type Channel, type ChannelSession, NOTHING } from './channel.ts'
import { missingObjects } from './partial.ts'
import { redact } from './redact.ts'
import { folderMaker } from './scratch-folder.ts'
import { type GitEnd, type GitOrder, spawnGit } from './spawn-git.ts'

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
  /** What it may ask of us; null = nothing; left out = objects that a clone has left at its remote. */
  channel?: Channel | null | undefined
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
   *   `{diskFull: true}`, `{locked: path}`, `{halfMade: path}`, `{signedIn: true, owner?}`); NOT_WRITABLE with the same details where a folder is
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
  /** Asked for what git signs in with; null = nobody is. */
  readonly credentials: CredentialSource | null
  /** How long a git of somebody else's is waited for that is in the way. */
  readonly lockPatienceMs: number
  /** One piece of work at a time for a key of the caller's own. */
  lockKey<T>(key: string, work: () => Promise<T>): Promise<T>
  /** A folder of ours that nobody else may enter. Whoever has it made removes it. */
  makeFolder(): Promise<string>
}

const TIMEOUT_MS = 10 * 60_000
const MAX_BYTES = 64 << 20
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
 * @param options.onThread starts them on a thread, where much else goes on in this process: {@link createGitThread}
 * @param options.credentials what git signs in with; left out, it does as the user has configured it
 * @param options.scratchFolder for folders of moments, of this runner alone; left out, the system's
 */
export function createRunner({
  hostId,
  lockPatienceMs = LOCK_PATIENCE_MS,
  onThread = false,
  credentials = null,
  scratchFolder = null,
}: {
  hostId: string
  lockPatienceMs?: number
  onThread?: boolean
  credentials?: CredentialSource | null
  scratchFolder?: string | null
}): Runner {
  const local = new Budget(Math.max(2, Math.min(8, availableParallelism())))
  const network = new Budget(3)
  const locks = new KeyedLock()
  const environment = environmentReader(hostId)
  const spawn = onThread ? createGitThread() : spawnGit

  const once = async (call: GitCall) => {
    const channel = call.channel === undefined ? await asksFor(call) : call.channel
    return (call.network === true ? network : local).run(call.priority ?? 'normal', call.signal, () =>
      start({ ...call, channel }, environmentOf(call, environment()), spawn),
    )
  }
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

  const runner: Runner = {
    run,
    async text(call) {
      const { stdout } = await run(call)
      return stdout.toString('utf8').replace(/\n$/, '')
    },
    async lock(repo, work) {
      const { commonDir } = await requireRepository(repo)
      return locks.run(commonDir, work)
    },
    credentials,
    lockPatienceMs,
    lockKey: (key, work) => locks.run(key, work),
    makeFolder: folderMaker(scratchFolder),
  }
  const asksFor = missingObjects(runner)
  return runner
}

/** Reading all of an environment takes a while, and thousands of gits are started: it is read anew for another PATH. */
function environmentReader(hostId: string): () => NodeJS.ProcessEnv {
  let known: { path: string | undefined; environment: NodeJS.ProcessEnv } | null = null
  return () => {
    const path = process.env.PATH
    if (known === null || known.path !== path) known = { path, environment: gitEnvironment(hostId) }
    return known.environment
  }
}

function environmentOf(call: GitCall, common: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const environment = { ...common }
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

async function start(call: GitCall, env: NodeJS.ProcessEnv, spawn: typeof spawnGit): Promise<GitResult> {
  call.signal?.throwIfAborted()
  const command = `git ${call.args.find((argument) => !argument.startsWith('-')) ?? ''}`
  const timeoutMs = call.timeoutMs ?? TIMEOUT_MS
  const session = call.channel?.begin()
  const order: GitOrder = {
    args: vectorOf(call),
    cwd: call.cwd,
    env: { ...env, ...call.channel?.env },
    stdin: call.stdin ?? '',
    maxBytes: call.maxBytes ?? MAX_BYTES,
    timeoutMs,
    givesStdout: call.onStdout !== undefined,
    givesStderr: call.onStderr !== undefined,
    asks: session !== undefined,
  }
  const listener = {
    stdout: (chunk: Uint8Array) => call.onStdout?.(asBuffer(chunk)),
    stderr: (text: string) => call.onStderr?.(text),
    asked: answerer(session),
  }
  try {
    const end = await spawn(order, listener, call.signal)
    requireEnded(end.stopped, call, command, timeoutMs)
    const { exitCode } = end
    const stdout = asBuffer(end.stdout)
    const stderr = redact(end.stderr)
    // Whatever was asked: this is no answer to it.
    const foreign = exitCode === 0 ? null : foreignOwner(command, exitCode, stderr)
    if (foreign !== null) throw foreign
    if (exitCode !== 0 && call.answers?.includes(exitCode ?? -1) !== true) {
      const failure = gitError(command, exitCode, stderr, stdout)
      if (session?.wasUsed === true && failure.details !== null) {
        failure.details.signedIn = true
        if (session.owner) failure.details.owner = session.owner
      }
      // Git says that it could not make a folder, but not always why.
      if (call.write === true && failure.details !== null && (await isFull(call.cwd))) {
        failure.details.diskFull = true
      } else if (call.write === true) await requireLeave(failure, call.cwd)
      throw failure
    }
    return { exitCode: exitCode ?? -1, stdout, stderr }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') throw await whatIsMissing(call.cwd)
    if (code === 'EACCES') throw await whatIsClosed(call.cwd)
    throw error
  } finally {
    await session?.close()
  }
}

/** In the order in which they are asked: whoever reads takes the first. What fails is answered with nothing. */
function answerer(session: ChannelSession | undefined): (question: string) => Promise<string> {
  let last: Promise<string> = Promise.resolve('')
  return (question) => {
    last = last.then(async () => session?.answer(question) ?? NOTHING).catch(() => NOTHING)
    return last
  }
}

/** @throws why it was stopped */
function requireEnded(stopped: GitEnd['stopped'], call: GitCall, command: string, timeoutMs: number): void {
  switch (stopped) {
    case 'aborted':
      throw call.signal?.reason
    case 'too large': {
      const sentence = `${command} answered with too much to be read.`
      throw new AppError('GIT_ERROR', sentence, { command, tooLarge: true })
    }
    case 'timed out': {
      const seconds = Math.round(timeoutMs / 1000)
      const sentence = `${command} took longer than ${seconds} seconds and was stopped.`
      throw new AppError('GIT_ERROR', sentence, { command, timedOut: true })
    }
    case null:
  }
}

const asBuffer = (bytes: Uint8Array) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)

/** Whether the disk that holds a folder has no room left to speak of. */
async function isFull(folder: string): Promise<boolean> {
  const disk = await statfs(folder).catch(() => null)
  return disk !== null && disk.blocks > 0 && disk.bavail * disk.bsize < NO_ROOM
}
