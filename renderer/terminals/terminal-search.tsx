import { CaseSensitive } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { t } from '../strings/t.ts'
import { IconButton } from '../ui/button.tsx'
import { FindBox } from '../ui/find-box.tsx'
import { type Matches, MOST_MATCHES, type ScreenSearch } from './screen-search.ts'

const NONE: Matches = { here: 0, count: 0 }

/** Finds words in what a terminal shows, and in what has gone up out of sight. */
export function TerminalSearch({
  search,
  again,
  onClose,
}: {
  search: ScreenSearch
  /** Grows when it is asked for once more: its words are to be written anew. */
  again: number
  onClose: () => void
}) {
  const [query, setQuery] = useState(() => search.selectedWords())
  const [matchCase, setMatchCase] = useState(false)
  const [matches, setMatches] = useState(NONE)
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => search.follow(setMatches), [search])
  useEffect(() => search.find(query, matchCase), [search, query, matchCase])
  useEffect(() => () => search.end(), [search])
  useEffect(() => {
    field.current?.select()
    // Chosen in a menu, which gives the focus back to its button first.
    const timer = setTimeout(() => field.current?.focus())
    return () => clearTimeout(timer)
  }, [again])
  return (
    <FindBox
      field={field}
      label={t('Search this terminal')}
      query={query}
      onQuery={setQuery}
      standing={query === '' ? '' : standing(matches)}
      enterGoesUp
      isOverCode
      onStep={(by) => search.step(by, query, matchCase)}
      onClose={onClose}
    >
      <IconButton
        label={t('Match case')}
        aria-pressed={matchCase}
        className="aria-pressed:bg-active aria-pressed:text-fg"
        onClick={() => setMatchCase(!matchCase)}
      >
        <CaseSensitive />
      </IconButton>
    </FindBox>
  )
}

function standing({ here, count }: Matches): string {
  if (count === 0) return t('no matches')
  if (count < MOST_MATCHES) return t('{here, number} of {count, number}', { here, count })
  return here === 0
    ? t('more than {count, number}', { count })
    : t('{here, number} of {count, number}+', { here, count })
}
