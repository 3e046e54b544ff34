import { type RefObject, useEffect, useState } from 'react'
import { t } from '../strings/t.ts'
import { Button } from '../ui/button.tsx'
import { Spinner } from '../ui/spinner.tsx'
import { filterWords, NO_FILTER, type RowFilter } from './row-filter.ts'
import type { RunLogState } from './use-run-log.ts'

/** Which lines of the log are shown, and the way back to all. */
export function FilterBar({
  filter,
  count,
  isWhole,
  onFilter,
}: {
  filter: RowFilter
  count: number
  isWhole: boolean
  onFilter: (filter: RowFilter) => void
}) {
  const shown = filterWords(filter)
  return (
    <p className="flex flex-none items-center gap-2 border-b border-line py-1 text-12 text-fg-2">
      <span role="status" className="min-w-0 flex-1 truncate tabular-nums">
        {!isWhole
          ? t('Only {shown}: {count, number} so far', { shown, count })
          : count === 0
            ? t('Only {shown}: no line is like that', { shown })
            : t('Only {shown}: {count, number}', { shown, count })}
      </span>
      <Button size="s" variant="ghost" onClick={() => onFilter(NO_FILTER)}>
        {t('Show all lines')}
      </Button>
    </p>
  )
}

/** Nearer to the top than this, in pixels, what is before it is missed. */
const NEAR = 400

/** Says at the top of what is there that there is more. Lies over the log, so that nothing moves when it goes. */
export function OlderLines({ log, scroller }: { log: RunLogState; scroller: RefObject<HTMLElement | null> }) {
  const { older, retry } = log
  const [isNear, setNear] = useState(false)
  useEffect(() => {
    const element = scroller.current
    if (element === null || older === 'all') return
    const look = () => setNear(element.scrollTop < NEAR && element.scrollHeight > element.clientHeight)
    element.addEventListener('scroll', look, { passive: true })
    return () => element.removeEventListener('scroll', look)
  }, [scroller, older])
  if (older === 'failed') {
    return (
      <p
        role="alert"
        className="flex flex-none items-center gap-2 border-b border-line pb-1.5 text-12 text-bad"
      >
        <span className="min-w-0 flex-1 truncate">
          {t('Earlier lines could not be read: {problem}', { problem: log.error ?? '' })}
        </span>
        <Button size="s" onClick={retry}>
          {t('Try again')}
        </Button>
      </p>
    )
  }
  if (older !== 'reading' || !isNear) return null
  return (
    <p
      role="status"
      className="absolute top-1 left-1/2 z-10 flex h-7 -translate-x-1/2 items-center gap-1.5 rounded-full border border-line-strong bg-float px-3 text-12 text-fg-2 shadow-float"
    >
      <Spinner />
      {t('Reading earlier lines')}
    </p>
  )
}
