import { AppError } from '#shared/errors.ts'
import type { Diff, DiffFile } from '#shared/runs.ts'
import { type ListedFile, parseCounts, PatchSplitter, parseFiles } from './diff-parse.ts'
import { generatedFiles } from './generated.ts'
import { requireRepository } from './locate.ts'
import { commitOf, isCommitId } from './refs.ts'
import type { Runner } from './run-git.ts'

export interface DiffOptions {
  repo: string
  from: string
  to: string
}

export interface WholeDiffOptions extends DiffOptions {
  /** Lines that differ in white space alone are taken for the same. */
  ignoreSpace?: boolean | undefined
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
export async function diff(
  git: Runner,
  { repo, from, to, ignoreSpace = false }: WholeDiffOptions,
): Promise<Diff> {
  await requireRepository(repo)
  const [baseCommit, headCommit] = await Promise.all([
    requireCommit(git, repo, from),
    requireCommit(git, repo, to),
  ])
  const listed = await listFiles(git, repo, baseCommit, headCommit)
  if (listed.length === 0) return { baseCommit, headCommit, files: [] }
  const generated = await generatedFiles(git, {
    repo,
    commit: headCommit,
    paths: listed.map(({ path }) => path),
  })
  if (ignoreSpace) await leaveSpaceOut(git, { repo, from: baseCommit, to: headCommit, files: listed })

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
      ...(ignoreSpace ? ['-w'] : []),
      '--end-of-options',
      baseCommit,
      headCommit,
      '--',
    ],
    priority: 'high',
    onStdout: (chunk) => splitter.push(chunk),
  })
  givePatches(listed, splitter.end())
  const files = listed.map((one): DiffFile => {
    const { sides: _, ...file } = one
    const why = generated.get(file.path)
    return why === undefined ? file : { ...file, generated: why }
  })
  return { baseCommit, headCommit, files }
}

/** Counts anew, without lines that differ in white space alone. Git has no patch of a file with nothing else. */
async function leaveSpaceOut(
  git: Runner,
  { repo, from, to, files }: DiffOptions & { files: ListedFile[] },
): Promise<void> {
  const args = ['diff-tree', ...PLAIN, '-z', '--numstat', '-w', '--end-of-options', from, to, '--']
  const { stdout } = await git.run({ cwd: repo, args, priority: 'high' })
  const counts = parseCounts(stdout.toString('utf8'))
  for (const file of files) {
    if (file.binary || file.status === 'typechange') continue
    const { additions, deletions } = counts.get(file.path) ?? { additions: 0, deletions: 0 }
    const hadLines = file.additions + file.deletions > 0
    Object.assign(file, { additions, deletions })
    if (hadLines && additions + deletions === 0) file.onlySpace = true
  }
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

async function listFiles(git: Runner, repo: string, from: string, to: string): Promise<ListedFile[]> {
  const args = ['diff-tree', ...PLAIN, '-z', '--raw', '--numstat', '--end-of-options', from, to, '--']
  const { stdout } = await git.run({ cwd: repo, args, priority: 'high' })
  return parseFiles(stdout.toString('utf8'))
}

/**
 * A change of type (a file that became a link) has two patches: one takes away, one adds. With white space left out a
 * file may have none; the others are told by the objects they name, in the same order.
 */
function givePatches(files: ListedFile[], patches: (Buffer | null)[]): void {
  const expected = files.reduce((sum, file) => sum + patchesOf(file), 0)
  const isWhole = patches.length === expected
  let at = 0
  for (const file of files) {
    const own = patches.slice(at, at + patchesOf(file))
    if (!isWhole && !isOf(file, own[0])) continue
    at += own.length
    if (file.binary || file.onlySpace === true || own.includes(null)) continue
    file.patch = Buffer.concat(own.filter((patch) => patch !== null)).toString('utf8')
  }
}

const patchesOf = ({ status }: ListedFile) => (status === 'typechange' ? 2 : 1)

/** One that was too long to be kept says nothing: what has lines has a patch. */
function isOf(file: ListedFile, patch: Buffer | null | undefined): boolean {
  if (patch === undefined) return false
  if (patch === null) return file.onlySpace !== true
  const [, old, now] = /^index ([0-9a-f]+)\.\.([0-9a-f]+)/m.exec(patch.toString('latin1', 0, 16_384)) ?? []
  if (old === undefined) return file.sides.old === file.sides.new
  return old === file.sides.old && (file.status === 'typechange' || now === file.sides.new)
}

async function requireCommit(git: Runner, repo: string, ref: string): Promise<string> {
  const commit = isCommitId(ref) ? ref : await commitOf(git, { repo, ref })
  if (commit !== null) return commit
  throw new AppError('GIT_ERROR', `There is no commit “${ref}” in the repository.`, { ref })
}
