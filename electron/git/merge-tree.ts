import { AppError } from '#shared/errors.ts'
import type { ConflictFile, ConflictKind } from '#shared/forecasts.ts'
import { conflictHunks } from './conflict-hunks.ts'
import type { Runner } from './run-git.ts'

/** A version of a file in a merge. */
interface Stage {
  mode: string
  objectId: string
}

/** A path that does not merge: the common version (1), ours (2) and theirs (3), as far as there are any. */
interface Conflicted {
  path: string
  stages: Map<number, Stage>
}

/** Files whose lines are looked at; of more only the names are told. */
const MOST_FILES = 8

/**
 * What a merge of two commits would conflict in. Nothing is merged: no working tree, index or ref changes. Their
 * common base is found as a merge finds it.
 *
 * @throws AppError GIT_ERROR when a commit is gone, the two have no common base, or git is older than 2.38
 */
export async function previewMerge(
  git: Runner,
  { repo, ours, theirs }: { repo: string; ours: string; theirs: string },
): Promise<ConflictFile[]> {
  const { exitCode, stdout, stderr } = await git.run({
    cwd: repo,
    args: ['merge-tree', '--write-tree', '-z', '--messages', ours, theirs],
    answers: [1],
  })
  if (exitCode === 0) return []
  // 1 stands for conflicts, and for a commit that is not there, too.
  if (!/^[0-9a-f]{40,64}\0/.test(stdout.toString('latin1', 0, 65)))
    throw new AppError('GIT_ERROR', 'One of the commits is not in the repository any more.', {
      command: 'git merge-tree',
      stderr,
    })
  const { conflicted, kinds } = parseMergeTree(stdout.toString('utf8'))
  const files: ConflictFile[] = []
  for (const { path, stages } of conflicted) {
    const kind = kindOf(kinds.get(path) ?? [], stages)
    const hunks = files.length < MOST_FILES ? await hunksOf(git, repo, kind, stages) : []
    files.push({ path, kind, hunks })
  }
  return files
}

/**
 * Takes apart what `merge-tree -z --messages` says: the tree, NUL; `<mode> <id> <stage>\t<path>`, NUL, for each
 * conflicted version; NUL; and for each message the number of its paths, the paths, its kind and its words, each
 * ended by NUL.
 */
function parseMergeTree(text: string): { conflicted: Conflicted[]; kinds: Map<string, string[]> } {
  const parts = text.split('\0')
  const conflicted = new Map<string, Conflicted>()
  let at = 1
  for (; at < parts.length && parts[at] !== ''; at += 1) {
    const [, mode, objectId, stage, path] = /^(\d+) ([0-9a-f]+) ([123])\t([^]+)$/.exec(parts[at] ?? '') ?? []
    if (mode === undefined || objectId === undefined || path === undefined) continue
    const known = conflicted.get(path) ?? { path, stages: new Map<number, Stage>() }
    known.stages.set(Number(stage), { mode, objectId })
    conflicted.set(path, known)
  }
  const kinds = new Map<string, string[]>()
  at += 1
  while (at < parts.length - 1) {
    const count = Number(parts[at])
    if (!Number.isInteger(count)) break
    const paths = parts.slice(at + 1, at + 1 + count)
    const kind = parts[at + 1 + count] ?? ''
    for (const path of paths) kinds.set(path, [...(kinds.get(path) ?? []), kind])
    at += count + 3
  }
  return { conflicted: [...conflicted.values()], kinds }
}

const LINK = '120000'
const SUBMODULE = '160000'

function kindOf(said: readonly string[], stages: Conflicted['stages']): ConflictKind {
  const has = (word: string) => said.some((kind) => kind.startsWith('CONFLICT') && kind.includes(word))
  if ([...stages.values()].some(({ mode }) => mode === SUBMODULE) || has('submodule')) return 'submodule'
  if (has('binary')) return 'binary'
  if (has('/delete')) return 'deleted'
  if (has('rename')) return 'renamed'
  if (has('contents')) return stages.has(1) ? 'lines' : 'added'
  return 'other'
}

async function hunksOf(git: Runner, repo: string, kind: ConflictKind, stages: Conflicted['stages']) {
  if (kind !== 'lines' && kind !== 'added' && kind !== 'renamed') return []
  if ([...stages.values()].some(({ mode }) => mode === LINK)) return []
  const [base, ours, theirs] = [1, 2, 3].map((stage) => stages.get(stage)?.objectId ?? null)
  if (ours === null || theirs === null || ours === undefined || theirs === undefined) return []
  return conflictHunks(git, { repo, base: base ?? null, ours, theirs })
}
