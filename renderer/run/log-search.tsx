import type { RefObject } from 'react'
import { t } from '../strings/t.ts'
import { FindBox } from '../ui/find-box.tsx'
import { type FoundRows, nextFound } from './use-found-rows.ts'

/** Finds words in the log; takes the place of find in the page, as most rows are not drawn. */
export function LogSearch({
  field,
  query,
  onQuery,
  onClose,
  found,
  isWhole,
  onReveal,
  active,
}: {
  field: RefObject<HTMLInputElement | null>
  query: string
  onQuery: (query: string) => void
  onClose: () => void
  found: FoundRows
  /** All of the log is there to be looked through. */
  isWhole: boolean
  /** Shows a match, by its place in `found.at`. */
  onReveal: (match: number) => void
  /** The key of the row that holds the focus. */
  active: string | null
}) {
  const here = found.at.findIndex((index) => found.all[index]?.row.key === active)
  return (
    <FindBox
      field={field}
      label={t('Search this log')}
      query={query}
      onQuery={onQuery}
      standing={query.trim() === '' ? '' : standing(here + 1, found.at.length, isWhole)}
      onStep={(by) => {
        const next = nextFound(found, active, by)
        if (next !== -1) onReveal(next)
      }}
      onClose={onClose}
    />
  )
}

/** @param here which match one is at, from 1; 0 = at none */
function standing(here: number, count: number, isWhole: boolean): string {
  if (count === 0) return isWhole ? t('none') : t('none yet')
  // Until all of it is there, there may be more.
  if (!isWhole)
    return here === 0
      ? t('{count, number}+ lines', { count })
      : t('{here, number} of {count, number}+ lines', { here, count })
  return here === 0
    ? t('{count, plural, one {# line} other {# lines}}', { count })
    : t('{here, number} of {count, plural, one {# line} other {# lines}}', { here, count })
}
