import { readdir, readFile, readlink, rm, stat } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { AppError } from '#shared/errors.ts'
import type { GitDirs } from './locate.ts'
import type { Runner } from './run-git.ts'
import { realPathOf } from './worktrees.ts'

/** A worktree of ours and where it keeps its git data. */
type Place = { worktree: string; dirs: Pick<GitDirs, 'gitDir'> }

/** What a git that works in a working tree locks there; what it locks in the repository is never ours to take. */
const NAMES = ['index.lock', 'HEAD.lock']
const POLL_MS = 250
/** Where nobody tells which git works where: a lock that is left alone for so long is nobody's. */
const NOBODYS_AFTER_MS = 10 * 60_000

/**
 * Takes away the locks that a killed git left in a worktree. One that somebody holds stays: a commit of the
 * user's keeps the index locked for as long as its editor is open.
 *
 * @returns a lock that is held, or null
 */
export async function removeStaleLocks({ worktree, dirs }: Place): Promise<string | null> {
  for (const path of NAMES.map((name) => join(dirs.gitDir, name))) {
    const lock = await statOf(path)
    if (lock === null) continue
    const held =
      process.platform === 'linux'
        ? await isGitAtWork(await realPathOf(worktree), dirs.gitDir)
        : isYoung(lock.mtimeMs)
    if (held) return path
    // A git that began meanwhile may have made another one in its place.
    const now = await statOf(path)
    if (now?.ino === lock.ino && now.ctimeMs === lock.ctimeMs) await rm(path, { force: true })
  }
  return null
}

/**
 * As {@link removeStaleLocks}, and waits for one that is held.
 *
 * @throws AppError GIT_ERROR `{locked}`: it is held still after the runner's patience
 */
export async function waitForLocks(git: Runner, place: Place): Promise<void> {
  for (const started = performance.now(); ; await delay(POLL_MS)) {
    const locked = await removeStaleLocks(place)
    if (locked === null) return
    if (performance.now() - started < git.lockPatienceMs) continue
    throw new AppError(
      'GIT_ERROR',
      `${locked} is in the way: another git is at work in ${place.worktree}. Wait for it, or end it (a commit may have its editor open), then try again.`,
      { locked },
    )
  }
}

/** Whether a git of this user's lives that works in the worktree. It need not have its locks open to hold them. */
async function isGitAtWork(worktree: string, gitDir: string): Promise<boolean> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const atWork = await Promise.all(
    pids.map(async (pid) => {
      try {
        const name = await readFile(`/proc/${pid}/comm`, 'utf8')
        if (!/^git(-|$)/m.test(name)) return false
        const cwd = await readlink(`/proc/${pid}/cwd`)
        if (`${cwd}${sep}`.startsWith(`${worktree}${sep}`)) return true
        // From elsewhere: `git --git-dir=…`, or GIT_DIR in its environment.
        const told = ['cmdline', 'environ'].map((file) => readFile(`/proc/${pid}/${file}`, 'utf8'))
        const words = (await Promise.all(told)).flatMap((text) => text.split('\0'))
        return words.some((word) => word.replace(/^(--git-dir|GIT_DIR)=/, '') === gitDir)
      } catch {
        // It ended meanwhile, or belongs to another user.
        return false
      }
    }),
  )
  return atWork.includes(true)
}

/** What was there before this host was ours, or another git's that has had its time. */
const isYoung = (madeAt: number) => madeAt >= performance.timeOrigin && Date.now() - madeAt < NOBODYS_AFTER_MS

const statOf = (path: string) => stat(path).catch(() => null)
