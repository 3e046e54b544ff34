import { AppError } from '#shared/errors.ts'
import type { Diff, DiffFile } from '#shared/runs.ts'
import { PatchSplitter, parseFiles } from './diff-parse.ts'
import { requireRepository } from './locate.ts'
import { commitOf, isCommitId } from './refs.ts'
import type { Runner } from './run-git.ts'

export interface DiffOptions {
  repo: string
  from: string
  to: string
}

const MAX_PATCH = 1_000_000
const MAX_TOTAL = 32_000_000

/** The user's own taste in diffs must not reach what we parse. */
const PLAIN = [
  '-r',
  '--find-renames',
  '--no-ext-diff',
  '--no-textconv',
  '--no-color',
  '--no-relative',
  '--submodule=short',
  '--ignore-submodules=none',
]

/**
 * Everything that differs between two commits. A file has no patch when it is binary, when its patch is
 * longer than 1 MB, or when the patches before it add up to 32 MB.
 *
 * @throws AppError GIT_ERROR when there is no such commit, NOT_A_REPOSITORY when the repository is gone
 */
export async function diff(git: Runner, { repo, from, to }: DiffOptions): Promise<Diff> {
  await requireRepository(repo)
  const [baseCommit, headCommit] = await Promise.all([
    requireCommit(git, repo, from),
    requireCommit(git, repo, to),
  ])
  const files = await listFiles(git, repo, baseCommit, headCommit)
  if (files.length === 0) return { baseCommit, headCommit, files }

  const splitter = new PatchSplitter({ maxPatch: MAX_PATCH, maxTotal: MAX_TOTAL })
  await git.run({
    cwd: repo,
    args: [
      'diff-tree',
      ...PLAIN,
      '--patch',
      '--unified=3',
      '--inter-hunk-context=0',
      '--src-prefix=a/',
      '--dst-prefix=b/',
      '--full-index',
      '--end-of-options',
      baseCommit,
      headCommit,
      '--',
    ],
    priority: 'high',
    onStdout: (chunk) => splitter.push(chunk),
  })
  givePatches(files, splitter.end())
  return { baseCommit, headCommit, files }
}

/** Sizes of a diff, without its content. @throws AppError GIT_ERROR when there is no such commit */
export async function diffStat(
  git: Runner,
  { repo, from, to }: DiffOptions,
): Promise<{ files: number; additions: number; deletions: number }> {
  const commits = await Promise.all([requireCommit(git, repo, from), requireCommit(git, repo, to)])
  const files = await listFiles(git, repo, ...commits)
  let additions = 0
  let deletions = 0
  for (const file of files) {
    additions += file.additions
    deletions += file.deletions
  }
  return { files: files.length, additions, deletions }
}

async function listFiles(git: Runner, repo: string, from: string, to: string): Promise<DiffFile[]> {
  const args = ['diff-tree', ...PLAIN, '-z', '--raw', '--numstat', '--end-of-options', from, to, '--']
  const { stdout } = await git.run({ cwd: repo, args, priority: 'high' })
  return parseFiles(stdout.toString('utf8'))
}

/** A change of type (a file that became a link) has two patches: one takes away, one adds. */
function givePatches(files: DiffFile[], patches: (Buffer | null)[]): void {
  const expected = files.reduce((sum, { status }) => sum + (status === 'typechange' ? 2 : 1), 0)
  if (patches.length !== expected) return
  let at = 0
  for (const file of files) {
    const own = patches.slice(at, at + (file.status === 'typechange' ? 2 : 1))
    at += own.length
    if (file.binary || own.includes(null)) continue
    file.patch = Buffer.concat(own.filter((patch) => patch !== null)).toString('utf8')
  }
}

async function requireCommit(git: Runner, repo: string, ref: string): Promise<string> {
  const commit = isCommitId(ref) ? ref : await commitOf(git, { repo, ref })
  if (commit !== null) return commit
  throw new AppError('GIT_ERROR', `There is no commit “${ref}” in the repository.`, { ref })
}
