import { commonEnds } from '../ui/common-ends.ts'

/** A stretch of a text that changed: of both, of the old one only, or of the new one only. */
export type Stretch = { kind: 'same' | 'gone' | 'new'; text: string }

/** Words, and what stands between them. */
const tokens = (text: string): string[] => text.match(/\s+|[\p{L}\p{N}_]+|[^\s\p{L}\p{N}_]/gu) ?? []

/** Cells of the table beyond which two texts are told apart as a whole: nothing on screen may take long. */
const MOST_CELLS = 400_000

/** What became of a text, word by word: the longest common run of words stays. */
export function wordDiff(before: string, after: string): Stretch[] {
  const old = tokens(before)
  const next = tokens(after)
  const { head, tail } = commonEnds(old, next)
  const gone = old.slice(head, old.length - tail)
  const added = next.slice(head, next.length - tail)
  return joined([
    { kind: 'same', text: old.slice(0, head).join('') },
    ...(gone.length * added.length > MOST_CELLS ? asWhole(gone, added) : between(gone, added)),
    { kind: 'same', text: old.slice(old.length - tail).join('') },
  ])
}

const asWhole = (old: readonly string[], next: readonly string[]): Stretch[] => [
  { kind: 'gone', text: old.join('') },
  { kind: 'new', text: next.join('') },
]

function between(old: readonly string[], next: readonly string[]): Stretch[] {
  const width = next.length + 1
  /** Length of the longest common run of the words from here on, of both. */
  const common = new Uint32Array((old.length + 1) * width)
  const at = (i: number, j: number) => common[i * width + j] ?? 0
  for (let i = old.length - 1; i >= 0; i -= 1)
    for (let j = next.length - 1; j >= 0; j -= 1)
      common[i * width + j] = old[i] === next[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1))
  const stretches: Stretch[] = []
  let i = 0
  let j = 0
  while (i < old.length || j < next.length) {
    const [mine, theirs] = [old[i], next[j]]
    if (mine !== undefined && mine === theirs) {
      stretches.push({ kind: 'same', text: mine })
      i += 1
      j += 1
    } else if (mine !== undefined && (theirs === undefined || at(i + 1, j) >= at(i, j + 1))) {
      stretches.push({ kind: 'gone', text: mine })
      i += 1
    } else {
      stretches.push({ kind: 'new', text: theirs ?? '' })
      j += 1
    }
  }
  return stretches
}

/** Neighbours of one kind as one, and a lone space between two changes as part of both. */
function joined(stretches: readonly Stretch[]): Stretch[] {
  const result: Stretch[] = []
  const push = ({ kind, text }: Stretch) => {
    if (text === '') return
    const last = result.at(-1)
    if (last?.kind === kind) last.text += text
    else if (last !== undefined && kind === 'gone' && last.kind === 'new' && result.at(-2)?.kind === 'gone') {
      // What went comes before what came, however they were found.
      const before = result.at(-2)
      if (before !== undefined) before.text += text
    } else result.push({ kind, text })
  }
  stretches.forEach((one, index) => {
    const isGap =
      one.kind === 'same' &&
      /^[^\S\n]+$/.test(one.text) &&
      isChange(stretches[index - 1]) &&
      isChange(stretches[index + 1])
    if (!isGap) return push(one)
    push({ kind: 'gone', text: one.text })
    push({ kind: 'new', text: one.text })
  })
  return result
}

const isChange = (one: Stretch | undefined) => one !== undefined && one.kind !== 'same'
