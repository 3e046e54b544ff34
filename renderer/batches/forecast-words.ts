import type { ConflictBehavior } from '#shared/batch-words.ts'
import type { Batch } from '#shared/batches.ts'
import type { ConflictFile, Forecast, LineRange, Overlap } from '#shared/forecasts.ts'
import { t } from '../strings/t.ts'
import { listWords } from '../ui/list-words.ts'

/** `12–18`, `12`; what takes lines away behind one has a place and no lines. */
export function lineWords({ start, lines }: LineRange): string {
  if (lines === 0) return t('after {start}', { start })
  return lines === 1 ? String(start) : `${start}–${start + lines - 1}`
}

const KINDS: Record<Exclude<ConflictFile['kind'], 'lines'>, string> = {
  added: t('both add it'),
  deleted: t('one deletes what the other changes'),
  renamed: t('moved to different places'),
  binary: t('not a text that could be merged'),
  submodule: t('two commits of the submodule'),
  other: t('changed in ways that do not go together'),
}

/** What is wrong with a file, in a few words: places in the one side's file, then in the other's. */
export function fileWords({ kind, hunks }: ConflictFile): string {
  const places = hunks.map(({ ours, theirs }) =>
    t('{ours} against {theirs}', { ours: lineWords(ours), theirs: lineWords(theirs) }),
  )
  if (kind === 'lines')
    return places.length === 0 ? t('the same lines') : t('lines {places}', { places: places.join(', ') })
  return KINDS[kind]
}

/** `A`, `A and B`, `A, B and 3 more`. */
export function list(names: readonly string[], most = 3): string {
  if (names.length > most)
    return t('{names} and {count} more', {
      names: names.slice(0, most).join(', '),
      count: names.length - most,
    })
  return listWords(names)
}

/** What comes of the conflicts as things stand now; null = nothing. */
export function outcomeWords(
  hindered: readonly string[],
  behavior: ConflictBehavior,
  nameOf: (taskId: string) => string,
): string | null {
  if (hindered.length === 0) return null
  const tasks = { count: hindered.length, tasks: list(hindered.map(nameOf)) }
  switch (behavior) {
    case 'skip':
      return t('{count, plural, one {{tasks} would be left out.} other {{tasks} would be left out.}}', tasks)
    case 'fail':
      return t(
        '{count, plural, one {{tasks} would not be merged: the first conflict ends the batch.} other {{tasks} would not be merged: the first conflict ends the batch.}}',
        tasks,
      )
    case 'resolve':
      return t(
        '{count, plural, one {{tasks} would go to an agent, which resolves its conflict.} other {{tasks} would go to an agent, which resolves their conflicts.}}',
        tasks,
      )
  }
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
  if (against.length === 0) return t('Will probably not be merged, because of a task before it')
  return t('Conflicts with {tasks} in {files}', {
    tasks: list(against.map((overlap) => otherName(overlap, nameOf))),
    files: list([...new Set(against.flatMap(({ files }) => files.map(({ path }) => path)))]),
  })
}

export const otherName = ({ withTaskId }: Pick<Overlap, 'withTaskId'>, nameOf: (taskId: string) => string) =>
  withTaskId === null ? t('what is merged') : nameOf(withTaskId)

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
