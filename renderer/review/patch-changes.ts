import type { DiffFile, Run } from '#shared/runs.ts'

/** Lines of a file, counted from 1; none of them = behind the line `start`. */
export type Lines = { start: number; count: number }

/** Lines that were changed together, with none between them that stayed. */
export type PatchChange = {
  /** Which of the patch's hunks it stands in. */
  hunk: number
  before: Lines
  now: Lines
}

const HUNK = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/

type Side = 'deletions' | 'additions'

/** Calls `see` for each line of a patch with its number on the sides that it is on. */
function eachLine(
  patch: string,
  see: (mark: string, text: string, at: { old: number; now: number; hunk: number }) => void,
): void {
  let hunk = -1
  let [old, now, oldLeft, nowLeft] = [0, 0, 0, 0]
  for (const line of patch.split('\n')) {
    if (oldLeft <= 0 && nowLeft <= 0) {
      const found = HUNK.exec(line)
      if (found === null) continue
      hunk += 1
      const [, oldStart, oldCount = '1', nowStart, nowCount = '1'] = found
      ;[old, now, oldLeft, nowLeft] = [Number(oldStart), Number(nowStart), Number(oldCount), Number(nowCount)]
      // Without lines it names the one before.
      if (oldLeft === 0) old += 1
      if (nowLeft === 0) now += 1
      continue
    }
    const mark = line[0] ?? ' '
    if (mark === '\\') continue
    see(mark, line.slice(1), { old, now, hunk })
    if (mark !== '+') [old, oldLeft] = [old + 1, oldLeft - 1]
    if (mark !== '-') [now, nowLeft] = [now + 1, nowLeft - 1]
  }
}

/** The changes of a file's patch, from its top down. */
export function changesIn(patch: string): PatchChange[] {
  const found: PatchChange[] = []
  let open: PatchChange | null = null
  eachLine(patch, (mark, _, { old, now, hunk }) => {
    if (mark === ' ') {
      open = null
      return
    }
    if (open === null || open.hunk !== hunk) {
      open = { hunk, before: { start: old - 1, count: 0 }, now: { start: now - 1, count: 0 } }
      found.push(open)
    }
    const side = mark === '-' ? open.before : open.now
    if (side.count === 0) side.start = mark === '-' ? old : now
    side.count += 1
  })
  return found
}

const known = new WeakMap<DiffFile, PatchChange[]>()

/** The same of a file, worked out once. What a change of type came to is no matter of lines. */
export function changesOf(file: DiffFile): readonly PatchChange[] {
  let changes = known.get(file)
  if (changes === undefined) {
    changes = file.patch === undefined || file.status === 'typechange' ? [] : changesIn(file.patch)
    known.set(file, changes)
  }
  return changes
}

/** Which change a line belongs to; -1 = none. */
export const changeAt = (changes: readonly PatchChange[], side: Side, line: number): number =>
  changes.findIndex((change) => {
    const { start, count } = side === 'additions' ? change.now : change.before
    return line >= start && line < start + count
  })

/** Where a change is shown: its first line, on the side that has one. */
export function firstLineOf({ before, now }: PatchChange): { side: Side; line: number } {
  const side = now.count > 0 ? 'additions' : 'deletions'
  return { side, line: (side === 'additions' ? now : before).start }
}

/** So many lines that stayed stand around a change, where there are as many. */
const CONTEXT = 3

/** Whether a patch is known to show the last line of its file: else there may be more. */
export function showsEnd(patch: string): boolean {
  let stayed = 0
  let rows = 0
  eachLine(patch, (mark) => {
    rows += 1
    stayed = mark === ' ' ? stayed + 1 : 0
  })
  return rows > 0 && (stayed < CONTEXT || patch.trimEnd().endsWith('\n\\ No newline at end of file'))
}

/**
 * What a patch says of its file beside its lines: that it can be run from now on, or no more, that it is a link, or
 * that nothing stands in it.
 */
export function modeOf(patch: string): 'executable' | 'plain' | 'link' | 'empty' | null {
  const hunk = patch.search(/^@@ /m)
  const head = hunk === -1 ? patch : patch.slice(0, hunk)
  const changed = /^new mode 100(\d)\d\d$/m.exec(head)
  if (changed !== null) return changed[1] === '7' ? 'executable' : 'plain'
  if (/^(?:new|deleted) file mode 120000$/m.test(head)) return 'link'
  if (/^new file mode 100755$/m.test(head)) return 'executable'
  return hunk === -1 && /^(?:new|deleted) file mode /m.test(head) ? 'empty' : null
}

/** Whether the file of a patch has, or may have, lines that it does not show. */
export function hidesLines(patch: string): boolean {
  let isFirst = false
  const hunks = new Set<number>()
  eachLine(patch, (_, __, { old, now, hunk }) => {
    if (hunks.size === 0) isFirst = old === 1 && now === 1
    hunks.add(hunk)
  })
  return !(isFirst && hunks.size === 1 && showsEnd(patch))
}

/** The line of a patch with this text that is nearest to where it was; 0 = it has none any more. */
export function findLine(patch: string, side: Side, text: string, was: number): number {
  if (text.trim() === '') return 0
  let best = 0
  eachLine(patch, (mark, content, at) => {
    if (mark === (side === 'additions' ? '-' : '+')) return
    const line = side === 'additions' ? at.now : at.old
    if (content.trimEnd() !== text.trimEnd()) return
    if (best === 0 || Math.abs(line - was) < Math.abs(best - was)) best = line
  })
  return best
}

/**
 * The run whose work was reviewed before this one: it was sent back, and this one went on in its branch.
 *
 * @param runs of the task, in any order
 */
export function reviewedBefore(run: Run, runs: readonly Run[]): Run | null {
  if (run.branch === null) return null
  const earlier = runs.filter(
    ({ taskId, attempt, branch, headCommit, purpose }) =>
      taskId === run.taskId &&
      purpose === run.purpose &&
      attempt < run.attempt &&
      branch === run.branch &&
      headCommit !== null,
  )
  return earlier.toSorted((one, other) => other.attempt - one.attempt)[0] ?? null
}
