import { access, lstat, mkdir, readlink, rm, symlink } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { AppError } from '#shared/errors.ts'
import { isDiskFull } from '../process/disk-full.ts'
import { ensureDetachedWorktree } from './add-worktree.ts'
import { fallbackIdentity } from './identity.ts'
import { locate, readText } from './locate.ts'
import { unmergedIn } from './merge-commit.ts'
import { pathsAtOnce } from './paths-at-once.ts'
import type { Runner } from './run-git.ts'
import { realPathOf } from './worktrees.ts'

/** Of a data folder: one a project. */
const MEMORIES = 'rerere'

/** Where a project's resolved conflicts are remembered. */
export const memoryPath = (dataFolder: string, projectId: string) => join(dataFolder, MEMORIES, projectId)

/** How git is told to use its memory, or not to. */
type How = 'resolve' | 'tell' | 'off'

const CONFIG: Record<How, readonly string[]> = {
  resolve: ['rerere.enabled=true', 'rerere.autoUpdate=true'],
  tell: ['rerere.enabled=true', 'rerere.autoUpdate=false'],
  off: ['rerere.enabled=false'],
}

interface Place {
  repo: string
  /** See {@link memoryPath}. */
  memory: string
}

interface Remembering extends Place {
  /** A worktree of our own. */
  path: string
}

/**
 * Merges a commit in a worktree of our own, without committing, and resolves what `git rerere` remembers. For a
 * caller that holds the repository's lock.
 *
 * @returns the files that were resolved so, and those left in conflict
 * @throws AppError GIT_ERROR when git refuses to merge at all
 */
export async function mergeRemembering(
  git: Runner,
  options: Remembering & {
    commit: string
    config?: readonly string[] | undefined
    signal?: AbortSignal | undefined
  },
): Promise<{ remembered: string[]; left: string[] }> {
  const { repo, path, memory } = options
  return withMemory({ repo, memory }, async (hasMemory) => {
    await mergeHere(git, options, hasMemory ? 'resolve' : 'off')
    const args = ['ls-files', '--resolve-undo', '-z']
    const undo = (await git.text({ cwd: path, args })).split('\0').filter(Boolean)
    const remembered = [...new Set(undo.map((entry) => entry.slice(entry.indexOf('\t') + 1)))]
    return { remembered, left: await unmergedIn(git, path) }
  })
}

/**
 * Remembers how a conflict was resolved.
 *
 * @param options.resolution the merge of `commit` into `onto`
 */
export async function learnResolution(
  git: Runner,
  options: Remembering & { onto: string; commit: string; resolution: string },
): Promise<void> {
  const { repo, path, memory, onto, resolution } = options
  await git.lock(repo, async () => {
    await ensureDetachedWorktree(git, { repo, path, commit: onto })
    await withMemory({ repo, memory }, async (hasMemory) => {
      if (!hasMemory) return
      await mergeHere(git, options, 'tell')
      await git.run({ cwd: path, args: ['read-tree', '--reset', '-u', resolution], write: true })
      await git.run({ cwd: path, args: ['rerere'], config: CONFIG.tell, write: true })
    })
    await ensureDetachedWorktree(git, { repo, path, commit: onto })
  })
}

/** Forgets how the conflicts of a merge were resolved: it was not right. What is not remembered is fine. */
export async function forgetResolution(
  git: Runner,
  options: Remembering & { onto: string; commit: string },
): Promise<void> {
  const { repo, path, memory, onto } = options
  await git.lock(repo, async () => {
    await ensureDetachedWorktree(git, { repo, path, commit: onto })
    await withMemory({ repo, memory }, async (hasMemory) => {
      if (!hasMemory) return
      await mergeHere(git, options, 'tell')
      for (const files of pathsAtOnce(await unmergedIn(git, path)))
        await git.run({
          cwd: path,
          args: ['rerere', 'forget', '--', ...files],
          env: { GIT_LITERAL_PATHSPECS: '1' },
          config: CONFIG.tell,
          write: true,
          // It has nothing to forget of one of them.
          answers: [1, 255],
        })
    })
    await ensureDetachedWorktree(git, { repo, path, commit: onto })
  })
}

async function mergeHere(
  git: Runner,
  {
    path,
    commit,
    config = [],
    signal,
  }: Pick<Parameters<typeof mergeRemembering>[1], 'path' | 'commit' | 'config' | 'signal'>,
  how: How,
): Promise<void> {
  const { exitCode, stderr } = await git.run({
    cwd: path,
    args: [
      'merge',
      '--quiet',
      '--no-ff',
      '--no-commit',
      '--no-autostash',
      '--no-verify-signatures',
      '--no-squash',
      '--',
      commit,
    ],
    // It commits nothing, and yet asks who would.
    config: [...config, ...CONFIG[how], ...(await fallbackIdentity(git, path))],
    write: true,
    signal,
    answers: [1],
  })
  const dirs = await locate(path)
  if (exitCode === 0 || (dirs !== null && (await readText(join(dirs.gitDir, 'MERGE_HEAD'))) !== null)) return
  throw new AppError('GIT_ERROR', `git could not merge: ${stderr.trim()}`, { command: 'git merge', stderr })
}

/**
 * Works with a memory of our own in git's place for it. It is there for these moments only: as soon as a repository
 * has an `rr-cache`, git remembers and resolves in the user's own merges, too. One that the user has is used as it is.
 *
 * @param work told whether there is one: not every file system has links, and another host may be at work with its own
 */
async function withMemory<T>(place: Place, work: (hasMemory: boolean) => Promise<T>): Promise<T> {
  const link = await linkOf(place.repo)
  const whose = await ownerOf(link, place.memory)
  if (whose === 'user') return work(true)
  if (whose === 'other') return work(false)
  try {
    await mkdir(place.memory, { recursive: true })
    if (whose === 'left') await rm(link)
    await symlink(place.memory, link, 'junction')
  } catch (error) {
    if (isDiskFull(error)) throw error
    return work(false)
  }
  try {
    return await work(true)
  } finally {
    await takeAway(place)
  }
}

/**
 * Whose git's place for its memory is: nobody's; ours, or that of a data folder that is gone, since a kill has left it
 * there; another data folder's, whose host may take it away at any moment; or the user's.
 */
async function ownerOf(link: string, memory: string): Promise<'nobody' | 'left' | 'other' | 'user'> {
  const there = await lstat(link).catch(() => null)
  if (there === null) return 'nobody'
  if (!there.isSymbolicLink()) return 'user'
  const target = resolve(dirname(link), await readlink(link))
  const folder = dirname(target)
  // Of another project, perhaps, but whoever is at work there holds the lock that we hold.
  if ((await realPathOf(folder)) === (await realPathOf(dirname(memory)))) return 'left'
  const exists = await access(target).then(
    () => true,
    () => false,
  )
  if (basename(folder) !== MEMORIES) return exists ? 'user' : 'other'
  return exists ? 'other' : 'left'
}

/** Takes our memory out of git's place for it, where a kill has left it. */
export async function putMemoryAway(git: Runner, place: Place): Promise<void> {
  if ((await locate(place.repo)) === null) return
  await git.lock(place.repo, () => takeAway(place))
}

async function takeAway({ repo, memory }: Place): Promise<void> {
  const link = await linkOf(repo)
  const there = await lstat(link).catch(() => null)
  if (there?.isSymbolicLink() !== true) return
  if ((await realPathOf(link)) === (await realPathOf(memory))) await rm(link)
}

async function linkOf(repo: string): Promise<string> {
  const dirs = await locate(repo)
  return join(dirs?.commonDir ?? join(repo, '.git'), 'rr-cache')
}
