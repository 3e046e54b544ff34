import { ChevronDown, ChevronUp, Search, X } from 'lucide-react'
import type { RefObject } from 'react'
import { IconButton } from '../ui/button.tsx'
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
  const count = found.at.length
  const here = found.at.findIndex((index) => found.all[index]?.row.key === active)
  const go = (step: 1 | -1) => {
    const next = nextFound(found, active, step)
    if (next !== -1) onReveal(next)
  }
  // Until all of it is there, there may be more.
  const total = `${count.toLocaleString()}${isWhole ? '' : '+'}`
  return (
    <div
      role="search"
      className="absolute top-1 right-3 z-10 flex h-8 items-center gap-1 rounded-m border border-line-strong bg-float pr-1 pl-2.5 shadow-float"
    >
      <Search aria-hidden className="size-3.5 text-fg-3" />
      <input
        ref={field}
        autoFocus
        value={query}
        aria-label="Search this log"
        placeholder="Search this log"
        className="w-44 bg-transparent px-1 text-12 text-fg outline-none placeholder:text-fg-3"
        onChange={(event) => onQuery(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') {
            event.preventDefault()
            go(event.shiftKey ? -1 : 1)
          } else if (event.key === 'Escape') {
            event.preventDefault()
            event.stopPropagation()
            onClose()
          }
        }}
      />
      <span role="status" className="min-w-20 text-right whitespace-nowrap text-11 text-fg-3 tabular-nums">
        {query.trim() === ''
          ? ''
          : count === 0
            ? isWhole
              ? 'none'
              : 'none yet'
            : `${here === -1 ? '–' : (here + 1).toLocaleString()} of ${total} ${count === 1 && isWhole ? 'line' : 'lines'}`}
      </span>
      <IconButton label="Previous match" onClick={() => go(-1)}>
        <ChevronUp className="size-3.5" />
      </IconButton>
      <IconButton label="Next match" onClick={() => go(1)}>
        <ChevronDown className="size-3.5" />
      </IconButton>
      <IconButton label="Close search" onClick={onClose}>
        <X className="size-3.5" />
      </IconButton>
    </div>
  )
}
