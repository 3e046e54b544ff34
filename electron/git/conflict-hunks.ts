import { AppError } from '#shared/errors.ts'
import type { ConflictFile, LineRange } from '#shared/forecasts.ts'
import type { Runner } from './run-git.ts'

/** A change between two versions of a file, without context. */
interface Change {
  from: LineRange
  to: LineRange
  added: string
}

/** Longest diff that is read; whoever wants to see more opens the file. */
const MOST_BYTES = 1 << 20

/**
 * The lines of both sides that are at odds, each in its own version of the file. They come from the two diffs and
 * not from the marked-up merge, whose line numbers are those of neither side.
 *
 * @param files.base null = both sides have added the file
 */
export async function conflictHunks(
  git: Runner,
  { repo, base, ours, theirs }: { repo: string; base: string | null; ours: string; theirs: string },
): Promise<ConflictFile['hunks']> {
  try {
    if (base === null)
      return (await changesBetween(git, repo, ours, theirs)).map(({ from, to }) => ({
        ours: from,
        theirs: to,
      }))
    const [mine, other] = [
      await changesBetween(git, repo, base, ours),
      await changesBetween(git, repo, base, theirs),
    ]
    return collisions(mine, other)
  } catch (error) {
    if (error instanceof AppError && error.details?.tooLarge === true) return []
    throw error
  }
}

async function changesBetween(git: Runner, repo: string, from: string, to: string): Promise<Change[]> {
  const { stdout } = await git.run({
    cwd: repo,
    args: [
      'diff',
      '--no-ext-diff',
      '--no-textconv',
      '--no-color',
      '--unified=0',
      '--inter-hunk-context=0',
      '--diff-algorithm=histogram',
      '--end-of-options',
      from,
      to,
      '--',
    ],
    maxBytes: MOST_BYTES,
  })
  return parseChanges(stdout.toString('utf8'))
}

/** Hunks of a diff without context. */
export function parseChanges(diff: string): Change[] {
  const changes: Change[] = []
  for (const line of diff.split('\n')) {
    const [, a, aLines, b, bLines] = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(line) ?? []
    const last = changes.at(-1)
    if (a !== undefined) changes.push({ from: rangeOf(a, aLines), to: rangeOf(b, bLines), added: '' })
    else if (last !== undefined && line.startsWith('+')) last.added += `${line}\n`
  }
  return changes
}

const rangeOf = (start: string | undefined, lines: string | undefined): LineRange => ({
  start: Number(start),
  lines: Number(lines ?? 1),
})

/** In lines of the base, from 0: where a change begins, and where what it leaves alone begins again. */
const spanOf = ({ from: { start, lines } }: Change): [number, number] =>
  lines === 0 ? [start, start] : [start - 1, start - 1 + lines]

/** Changes of both sides that overlap or touch, as a merge takes them; what both did alike is none. */
export function collisions(mine: readonly Change[], other: readonly Change[]): ConflictFile['hunks'] {
  const found: ConflictFile['hunks'] = []
  const all = [
    ...mine.map((change) => ({ change, isMine: true })),
    ...other.map((change) => ({ change, isMine: false })),
  ].sort((one, next) => spanOf(one.change)[0] - spanOf(next.change)[0])
  let group: typeof all = []
  let end = -1
  const close = () => {
    const [ours, theirs] = [true, false].map((side) =>
      group.filter(({ isMine }) => isMine === side).map(({ change }) => change),
    )
    if (ours === undefined || theirs === undefined || ours.length === 0 || theirs.length === 0) return
    if (sameText(ours, theirs)) return
    found.push({ ours: union(ours), theirs: union(theirs) })
  }
  for (const one of all) {
    const [from, to] = spanOf(one.change)
    if (from > end) {
      close()
      group = []
    }
    group.push(one)
    end = Math.max(end, to)
  }
  close()
  return found
}

const sameText = (ours: readonly Change[], theirs: readonly Change[]) =>
  JSON.stringify(ours.map(essence)) === JSON.stringify(theirs.map(essence))
const essence = ({ from, added }: Change) => [from.start, from.lines, added]

/** From the first to the last line that a side has changed. */
function union(changes: readonly Change[]): LineRange {
  const filled = changes.map(({ to }) => to).filter(({ lines }) => lines > 0)
  const [first = changes[0]?.to ?? { start: 0, lines: 0 }] = filled
  const last = filled.at(-1) ?? first
  return { start: first.start, lines: last.start + last.lines - first.start }
}
