import { useMemo, useState } from 'react'
import { t } from '../strings/t.ts'
import { Button } from '../ui/button.tsx'
import { type Stretch, wordDiff } from './word-diff.ts'

/** Letters of a stretch that is on both sides which are shown beside a change. */
const CONTEXT = 80
/** Letters that a change is cut to until all of it is asked for. */
const MOST = 600

const LOOKS: Record<Stretch['kind'], string> = {
  same: '',
  gone: 'rounded-s bg-del-bg text-del-fg line-through decoration-1',
  new: 'rounded-s bg-add-bg text-add-fg no-underline',
}

/** What became of a text: words that went are struck out, words that came stand out. */
export function ChangedText({ from, to }: { from: string; to: string }) {
  const [all, setAll] = useState(false)
  const stretches = useMemo<Stretch[]>(
    // Where nothing was, all of it is new, and need not stand out.
    () => (from === '' ? [{ kind: 'same', text: to }] : wordDiff(from, to)),
    [from, to],
  )
  const short = useMemo(() => abridged(stretches), [stretches])
  return (
    <div className="text-12 leading-[1.5] whitespace-pre-wrap text-fg-2 [overflow-wrap:anywhere]">
      <Stretches stretches={all ? stretches : short.stretches} />
      {short.isCut && (
        <Button variant="ghost" size="s" className="-ms-2 flex" onClick={() => setAll(!all)}>
          {all ? t('Show less') : t('Show all of it')}
        </Button>
      )}
    </div>
  )
}

export const Stretches = ({ stretches }: { stretches: readonly Stretch[] }) =>
  stretches.map(({ kind, text }, index) =>
    kind === 'gone' ? (
      <del key={index} className={LOOKS.gone}>
        {text.trim() === '' ? text.replaceAll('\n', '↵') : text}
      </del>
    ) : kind === 'new' ? (
      <ins key={index} className={LOOKS.new}>
        {text}
      </ins>
    ) : (
      <span key={index}>{text}</span>
    ),
  )

/** The changes with a little of what stands around them. */
export function abridged(stretches: readonly Stretch[]): { stretches: Stretch[]; isCut: boolean } {
  const result: Stretch[] = []
  let left = MOST
  let isCut = false
  for (const [index, { kind, text }] of stretches.entries()) {
    if (left <= 0) {
      isCut = true
      break
    }
    const short =
      kind === 'same'
        ? around(text, index > 0, index < stretches.length - 1)
        : text.length > left
          ? `${text.slice(0, left)}…`
          : text
    isCut ||= short !== text
    left -= short.length
    result.push({ kind, text: short })
  }
  return { stretches: result, isCut }
}

/** The end of what is before a change, and the beginning of what is after one. */
function around(text: string, isAfter: boolean, isBefore: boolean): string {
  if (!isAfter && !isBefore) return text.length > MOST ? `${text.slice(0, MOST)}…` : text
  const room = (isAfter ? CONTEXT : 0) + (isBefore ? CONTEXT : 0)
  if (text.length <= room + 1) return text
  const head = isAfter ? text.slice(0, CONTEXT) : ''
  const tail = isBefore ? text.slice(-CONTEXT) : ''
  return `${head}…${tail}`
}
