import type { ConflictBehavior } from '#shared/batch-words.ts'
import type { Batch } from '#shared/batches.ts'
import type { ConflictFile, Forecast, LineRange, Overlap } from '#shared/forecasts.ts'

/** `12–18`, `12`; what takes lines away behind one has a place and no lines. */
export function lineWords({ start, lines }: LineRange): string {
  if (lines === 0) return `after ${start}`
  return lines === 1 ? String(start) : `${start}–${start + lines - 1}`
}

const KINDS: Record<Exclude<ConflictFile['kind'], 'lines'>, string> = {
  added: 'both add it',
  deleted: 'one deletes what the other changes',
  renamed: 'moved to different places',
  binary: 'not a text that could be merged',
  submodule: 'two commits of the submodule',
  other: 'changed in ways that do not go together',
}

/** What is wrong with a file, in a few words: places in the one side's file, then in the other's. */
export function fileWords({ kind, hunks }: ConflictFile): string {
  const places = hunks.map(({ ours, theirs }) => `${lineWords(ours)} against ${lineWords(theirs)}`)
  if (kind === 'lines') return places.length === 0 ? 'the same lines' : `lines ${places.join(', ')}`
  return KINDS[kind]
}

/** `A`, `A and B`, `A, B and 3 more`. */
export function list(names: readonly string[], most = 3): string {
  if (names.length > most) return `${names.slice(0, most).join(', ')} and ${names.length - most} more`
  const [last, ...first] = names.toReversed()
  return first.length === 0 ? (last ?? '') : `${first.toReversed().join(', ')} and ${last}`
}

const WILL: Record<ConflictBehavior, [one: string, several: string]> = {
  skip: ['would be left out', 'would be left out'],
  fail: [
    'would not be merged: the first conflict ends the batch',
    'would not be merged: the first conflict ends the batch',
  ],
  resolve: [
    'would go to an agent, which resolves its conflict',
    'would go to an agent, which resolves their conflicts',
  ],
}

/** What comes of the conflicts as things stand now; null = nothing. */
export function outcomeWords(
  hindered: readonly string[],
  behavior: ConflictBehavior,
  nameOf: (taskId: string) => string,
): string | null {
  if (hindered.length === 0) return null
  return `${list(hindered.map(nameOf))} ${WILL[behavior][hindered.length === 1 ? 0 : 1]}.`
}

/** Why a task will not merge by itself, for a mark on its row; null = nothing is known against it. */
export function markWords(
  overlaps: readonly Overlap[],
  hindered: readonly string[],
  taskId: string,
  nameOf: (taskId: string) => string,
): string | null {
  if (!hindered.includes(taskId)) return null
  const against = overlaps.filter((overlap) => overlap.taskId === taskId && overlap.files.length > 0)
  if (against.length === 0) return 'Will probably not be merged, because of a task before it'
  return `Conflicts with ${list(against.map((overlap) => otherName(overlap, nameOf)))} in ${list([
    ...new Set(against.flatMap(({ files }) => files.map(({ path }) => path))),
  ])}`
}

export const otherName = ({ withTaskId }: Pick<Overlap, 'withTaskId'>, nameOf: (taskId: string) => string) =>
  withTaskId === null ? 'what is merged' : nameOf(withTaskId)

/** Files that several tasks change and that merge, each with who changes it. What is merged already says nothing new. */
export function sharedFiles(
  overlaps: readonly Overlap[],
  nameOf: (taskId: string) => string,
): { path: string; names: string[] }[] {
  const byPath = new Map<string, Set<string>>()
  for (const { taskId, withTaskId, shared, files } of overlaps) {
    if (withTaskId === null || files.length > 0) continue
    for (const path of shared) {
      const names = byPath.get(path) ?? new Set()
      byPath.set(path, names.add(nameOf(withTaskId)).add(nameOf(taskId)))
    }
  }
  return [...byPath].map(([path, names]) => ({ path, names: [...names] }))
}

const hasOrder = ({ tasks }: Pick<Batch, 'tasks'>, order: readonly string[] | null) =>
  order !== null && order.every((id, at) => id === tasks[at]?.taskId)

/** Who is hindered: once the suggested order is taken over, the next forecast is some seconds away. */
export const hinderedNow = (
  batch: Pick<Batch, 'tasks'>,
  { hindered, hinderedThen, suggestedOrder }: Pick<Forecast, 'hindered' | 'hinderedThen' | 'suggestedOrder'>,
): readonly string[] => (hasOrder(batch, suggestedOrder) ? hinderedThen : hindered)

/**
 * The suggested order of what is not settled yet, if it can be taken over: it names the tasks of the batch as they
 * are now, and is not the order there is already.
 */
export function offeredOrder(
  batch: Pick<Batch, 'tasks' | 'step' | 'status'>,
  { suggestedOrder }: Pick<Forecast, 'suggestedOrder'>,
): string[] | null {
  if (suggestedOrder === null || batch.step !== 'tasks') return null
  const now = batch.tasks.map(({ taskId }) => taskId)
  const hasAll = suggestedOrder.length === now.length && now.every((id) => suggestedOrder.includes(id))
  const merged = batch.tasks.filter(({ status }) => status === 'merged')
  const keepsMerged = merged.every(({ taskId }, at) => suggestedOrder[at] === taskId)
  return hasAll && keepsMerged && !hasOrder(batch, suggestedOrder) ? suggestedOrder : null
}
