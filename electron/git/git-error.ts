import { stat } from 'node:fs/promises'
import { AppError } from '#shared/errors.ts'
import { redact } from './redact.ts'

/** `spawn` says ENOENT both for a missing program and for a missing folder. */
export async function whatIsMissing(cwd: string): Promise<AppError> {
  const folder = await stat(cwd).catch(() => null)
  return folder?.isDirectory() === true
    ? new AppError('UNAVAILABLE', 'There is no git on the PATH. Install git 2.38 or newer, then start again.')
    : new AppError('GIT_ERROR', `The folder ${cwd} is gone.`, { path: cwd })
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
