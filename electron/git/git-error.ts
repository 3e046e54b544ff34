import { constants } from 'node:fs'
import { access, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { AppError } from '#shared/errors.ts'
import { isRefusal, notReadable } from '../process/no-leave.ts'
import { isMissing } from './locate.ts'
import { redact } from './redact.ts'

/** `spawn` says ENOENT both for a missing program and for a missing folder. */
export async function whatIsMissing(cwd: string): Promise<AppError> {
  const folder = await stat(cwd).catch(() => null)
  return folder?.isDirectory() === true
    ? new AppError('UNAVAILABLE', 'There is no git on the PATH. Install git 2.38 or newer, then start again.')
    : new AppError('GIT_ERROR', `The folder ${cwd} is gone.`, { path: cwd })
}

/** `spawn` says EACCES both for a program that may not be started and for a folder that may not be entered. */
export async function whatIsClosed(cwd: string): Promise<AppError> {
  try {
    await access(cwd, constants.X_OK)
  } catch (error) {
    return notReadable(cwd, error)
  }
  return new AppError(
    'UNAVAILABLE',
    'The git on the PATH may not be started. Give yourself leave to, then try again.',
  )
}

/** What git says of a repository that is somebody else's, with what to do; null = it says something else. */
export function foreignOwner(command: string, exitCode: number | null, stderr: string): AppError | null {
  const path = /detected dubious ownership in repository at '([^'\n]+)'/.exec(stderr)?.[1]
  if (path === undefined) return null
  const word = /^[\w./:-]+$/.test(path) ? path : `'${path.replaceAll(`'`, `'\\''`)}'`
  return new AppError(
    'GIT_ERROR',
    `${path} belongs to another user, so git will not use it. Trust it with \`git config --global --add safe.directory ${word}\`, then try again.`,
    { command, exitCode, stderr: stderr.trim(), path },
  )
}

/**
 * Git says that it could not make a file or folder, but not always why.
 *
 * @throws AppError NOT_WRITABLE `{path}` when that is because its place may not be written to
 */
export async function requireLeave({ code, message, details }: AppError, cwd: string): Promise<void> {
  const wanted =
    code === 'GIT_ERROR' ? /unable to create directory for ([^\n]+)/.exec(message)?.[1] : undefined
  if (wanted === undefined) return
  const refused = await nearestRefused(resolve(cwd, wanted))
  if (refused === null) return
  throw new AppError(
    'NOT_WRITABLE',
    `${refused} cannot be written to. Give yourself leave to write there, then try again.`,
    { ...details, path: refused },
  )
}

/** The nearest folder there is at a path or above it, if nothing may be made in it; else null. */
async function nearestRefused(path: string): Promise<string | null> {
  try {
    await access(path, constants.W_OK | constants.X_OK)
    return null
  } catch (error) {
    if (isMissing(error) && dirname(path) !== path) return nearestRefused(dirname(path))
    const isReadOnly = (error as NodeJS.ErrnoException).code === 'EROFS'
    return isRefusal(error) || isReadOnly ? path : null
  }
}

/** What git said when it failed, with what to do where that is known; see `Runner.run`. */
export function gitError(command: string, exitCode: number | null, stderr: string, stdout: Buffer): AppError {
  const said = stderr.trim() || redact(stdout.subarray(0, 4096).toString('utf8')).trim()
  // Progress ends its lines with CR alone.
  const lines = said.split(/[\r\n]+/).filter((line) => line.trim() !== '' && !line.startsWith('hint:'))
  const fatal = lines.find((line) => /^(fatal|error): /.test(line)) ?? lines.at(-1)
  // Git only says that ssh failed; why is what ssh itself said.
  const ofSsh = /Could not read from remote repository/.test(fatal ?? '')
    ? lines.find((line) => /^ssh: |Permission denied|Host key verification failed|^ERROR: /.test(line))
    : undefined
  const telling = ofSsh ?? fatal
  const how = exitCode === null ? 'was ended by a signal' : `failed with exit code ${exitCode}`
  const details: Record<string, unknown> = { command, exitCode, stderr: said }
  if (/No space left on device|Out of diskspace|Disk quota exceeded/i.test(said)) details.diskFull = true
  const locked = lockIn(said)
  if (locked !== null) {
    const advice =
      'Another git is at work there, or one was killed. Wait for it, or delete that file, then try again.'
    return new AppError('GIT_ERROR', `${command}: ${locked} is in the way. ${advice}`, { ...details, locked })
  }
  const halfMade = halfMadeIn(said)
  if (halfMade !== null) {
    const advice =
      'Another git is making a worktree, or was killed at it. Wait for it, or delete that folder, then try again.'
    return new AppError('GIT_ERROR', `${command}: ${halfMade} is half made. ${advice}`, {
      ...details,
      halfMade,
    })
  }
  const sentence = telling === undefined ? `${command} ${how}.` : `${command}: ${telling}`
  if (/Read-only file system|(?:unable|cannot|could not|failed) .*Permission denied/i.test(said)) {
    const advice = 'The folder cannot be written to. Give yourself leave to write there, then try again.'
    return new AppError('NOT_WRITABLE', `${sentence.replace(/\.?$/, '.')} ${advice}`, details)
  }
  return new AppError('GIT_ERROR', sentence, details)
}

/** The lock file that git says is in its way, or null. */
function lockIn(said: string): string | null {
  const file = /Unable to create '([^']+\.lock)': File exists/.exec(said)?.[1]
  if (file !== undefined) return file
  const config = /could not lock config file ([^\n]+): File exists/.exec(said)?.[1]
  return config === undefined ? null : `${config}.lock`
}

/** The registration of a worktree that git has only begun to write, as far as git says so; else null. */
const halfMadeIn = (said: string): string | null =>
  /failed to read ([^\n]*\/worktrees\/[^/\n]+)\/commondir: /.exec(said)?.[1] ?? null
