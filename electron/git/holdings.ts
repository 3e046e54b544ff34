import { readdir } from 'node:fs/promises'
import { dirname, isAbsolute, join, relative, resolve } from 'node:path'
import { entryExists, isMissing, locate, readText } from './locate.ts'
import { commitOf } from './refs.ts'
import type { Runner } from './run-git.ts'
import { COPIED_FILES } from './stage.ts'
import { realPathOf } from './worktrees.ts'

/** Branches that OpenLinear makes; where a branch “openlinear” is in the way they have a dash. */
const OURS = /^openlinear[/-]/
const NOT_OURS = ['--exclude=openlinear/*', '--exclude=openlinear-*', '--branches', '--remotes']

/** What a worktree of ours has. */
export interface WorktreeState {
  /** The common git folder of its repository, a real path. */
  commonDir: string
  branch: string | null
  /** Null before the first commit, and where its branch was deleted. */
  commit: string | null
  /** Files with changes that are in no commit; those that we copied in do not count. */
  uncommitted: number
  /** Commits that are in no branch of the user's and at no remote. */
  commits: number
}

/** @returns null when the folder is no linked worktree, or its repository is gone */
export async function worktreeState(
  git: Runner,
  { worktree, signal }: { worktree: string; signal?: AbortSignal | undefined },
): Promise<WorktreeState | null> {
  const dirs = await locate(worktree)
  if (dirs === null || !dirs.linked) return null
  const commit = await commitOf(git, { repo: worktree, ref: 'HEAD' })
  const head = (await readText(join(dirs.gitDir, 'HEAD'))) ?? ''
  const branch = /^ref: refs\/heads\/(.+)$/m.exec(head)?.[1] ?? null
  const { stdout } = await git.run({
    cwd: worktree,
    args: ['status', '--porcelain=v1', '-z', '--untracked-files=normal', '--no-renames'],
    priority: 'low',
    signal,
  })
  const copied = new Set(((await readText(join(dirs.gitDir, COPIED_FILES))) ?? '').split('\0'))
  const changed = stdout.toString('utf8').split('\0').filter(Boolean)
  const uncommitted = changed.filter((line) => !(line.startsWith('?? ') && copied.has(line.slice(3)))).length
  const commits = commit === null ? 0 : await commitsElsewhereNot(git, { repo: worktree, commit, signal })
  return { commonDir: dirs.commonDir, branch, commit, uncommitted, commits }
}

/** How many commits of a history are in no branch of the user's and at no remote. @throws AppError GIT_ERROR */
export async function commitsElsewhereNot(
  git: Runner,
  { repo, commit, signal }: { repo: string; commit: string; signal?: AbortSignal | undefined },
): Promise<number> {
  const args = ['rev-list', '--count', commit, '--not', ...NOT_OURS, '--']
  return Number(await git.text({ cwd: repo, args, priority: 'low', signal }))
}

export interface Registration {
  /** Name of its folder under `.git/worktrees`. */
  name: string
  /** Where its worktree was. */
  path: string
  branch: string | null
  commit: string | null
}

/** Worktrees that are registered in a repository for places below a folder, and whose folder is gone. */
export async function lostWorktrees(
  git: Runner,
  { repo, below }: { repo: string; below: string },
): Promise<Registration[]> {
  const commonDir = (await locate(repo))?.commonDir
  if (commonDir === undefined) return []
  const folder = join(commonDir, 'worktrees')
  const names = await namesIn(folder)
  const root = await realPathOf(below)
  const found: Registration[] = []
  for (const name of names ?? []) {
    const pointer = await readText(join(folder, name, 'gitdir'))
    if (pointer === null) continue
    const real = await realPathOf(dirname(resolve(folder, name, pointer.replace(/\r?\n$/, ''))))
    const inside = relative(root, real)
    if (inside === '' || inside.startsWith('..') || isAbsolute(inside) || (await entryExists(real))) continue
    // As the caller writes it: there may be links above.
    const path = join(below, inside)
    const head = (await readText(join(folder, name, 'HEAD'))) ?? ''
    const branch = /^ref: refs\/heads\/(.+)$/m.exec(head)?.[1] ?? null
    const ref = branch === null ? head.trim() : `refs/heads/${branch}`
    found.push({ name, path, branch, commit: ref === '' ? null : await commitOf(git, { repo, ref }) })
  }
  return found
}

/** Branches whose names are ours, with their commits. @throws AppError GIT_ERROR */
export async function ourBranches(
  git: Runner,
  { repo }: { repo: string },
): Promise<{ branch: string; commit: string; changedAt: string; checkedOutAt: string | null }[]> {
  const format = '%(refname:lstrip=2)%00%(objectname)%00%(committerdate:iso-strict)%00%(worktreepath)'
  const args = ['for-each-ref', `--format=${format}`, 'refs/heads']
  const lines = (await git.text({ cwd: repo, args, priority: 'low' })).split('\n').filter(Boolean)
  return lines
    .map((line) => line.split('\0'))
    .map(([branch = '', commit = '', at = '', path = '']) => ({
      branch,
      commit,
      changedAt: new Date(at).toISOString(),
      checkedOutAt: path === '' ? null : path,
    }))
    .filter(({ branch }) => OURS.test(branch))
}

/**
 * What a repository of ours has that its remotes do not: commits of any branch, of the trash and of HEAD, files that
 * are not committed, stashes, and worktrees that are there. Of what git ignores, all but folders that builds make anew
 * counts as not committed: a `.env` is nowhere else.
 *
 * @returns null when nothing of the user's can be in it: no commit was ever brought here
 * @throws AppError GIT_ERROR, NOT_A_REPOSITORY
 */
export async function unpushed(
  git: Runner,
  { repo, signal }: { repo: string; signal?: AbortSignal | undefined },
): Promise<{ commits: number; uncommitted: number; worktrees: number } | null> {
  const dirs = await locate(repo)
  const refs =
    dirs === null
      ? ''
      : await git.text({ cwd: repo, args: ['for-each-ref', '--count=1', '--format=%(refname)'] })
  if (dirs === null || refs === '') {
    const others = ((await namesIn(repo)) ?? []).filter((name) => name !== '.git')
    return others.length === 0 ? null : { commits: 0, uncommitted: others.length, worktrees: 0 }
  }
  // `--all` takes the trash, stashes and HEAD as well.
  const args = ['rev-list', '--count', '--all', '--not', '--remotes', '--']
  const commits = Number(await git.text({ cwd: repo, args, priority: 'low', signal }))
  const status = ['status', '--porcelain=v1', '-z', '--untracked-files=normal', '--ignored', '--no-renames']
  const { stdout } = await git.run({ cwd: repo, args: status, priority: 'low', signal })
  const changed = stdout.toString('utf8').split('\0').filter(Boolean)
  const worktrees = (await namesIn(join(dirs.commonDir, 'worktrees'))) ?? []
  return {
    commits,
    uncommitted: changed.filter((line) => !isMadeAnew(line)).length,
    worktrees: worktrees.length,
  }
}

/** Folders that builds and package managers fill, by the names that their tools give them. */
const MADE_ANEW = new Set(
  [
    'node_modules bower_components vendor Pods .venv venv .bundle',
    'dist build out target obj .next .nuxt .output .svelte-kit DerivedData',
    '.cache .parcel-cache .turbo .vite .gradle .dart_tool coverage .nyc_output',
    '__pycache__ .pytest_cache .mypy_cache .ruff_cache .tox .nox .eggs',
  ].flatMap((names) => names.split(' ')),
)

/** Of a line of `git status`: `!! packages/a/dist/`. A folder is told from a file by its slash. */
const isMadeAnew = (line: string) => MADE_ANEW.has(/^!! (?:.*\/)?([^/]+)\/$/s.exec(line)?.[1] ?? '')

/** Names in a folder; null = it is gone. */
async function namesIn(folder: string): Promise<string[] | null> {
  try {
    return await readdir(folder)
  } catch (error) {
    if (isMissing(error)) return null
    throw error
  }
}
