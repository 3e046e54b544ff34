/** More lines than this are folded, to as many as {@link SHOWN}. */
const FOLDED = 24
const SHOWN = 16
/** Characters drawn at most: of what is folded, and of what was unfolded. A log must stay quick whatever a tool prints. */
const MOST_FOLDED = 20_000
const MOST = 400_000

export interface FoldedText {
  text: string
  /** Lines that unfolding would add. */
  hidden: number
  /** Characters that are not shown in any case. */
  left: number
}

/** What is shown of a long text: the end that matters, in whole lines where it has any. */
export function foldedText(text: string, from: 'start' | 'end', isUnfolded: boolean): FoldedText {
  const whole = cut(text, from, MOST)
  const left = text.length - whole.length
  if (isUnfolded) return { text: whole, hidden: 0, left }
  const breaks = breaksOf(whole)
  if (breaks.length < FOLDED && whole.length <= MOST_FOLDED) return { text: whole, hidden: 0, left }
  const few =
    breaks.length < FOLDED
      ? whole
      : from === 'end'
        ? whole.slice((breaks.at(-SHOWN) ?? -1) + 1)
        : whole.slice(0, breaks[SHOWN - 1])
  const shown = cut(few, from, MOST_FOLDED)
  return { text: shown, hidden: Math.max(1, breaks.length - breaksOf(shown).length), left }
}

const cut = (text: string, from: 'start' | 'end', most: number) =>
  text.length <= most ? text : from === 'end' ? text.slice(-most) : text.slice(0, most)

/** Where lines end, without the end of the last one. */
function breaksOf(text: string): number[] {
  const breaks: number[] = []
  for (let at = text.indexOf('\n'); at !== -1 && at < text.length - 1; at = text.indexOf('\n', at + 1))
    breaks.push(at)
  return breaks
}
