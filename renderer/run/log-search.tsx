import { ChevronDown, ChevronUp, Search, X } from 'lucide-react'
import { type RefObject, useDeferredValue, useMemo } from 'react'
import { IconButton } from '../ui/button.tsx'
import { type FlatRow, flatten } from './flat-rows.ts'
import { rowText } from './log-rows.ts'
import type { RunLogState } from './use-run-log.ts'

type Match = { at: FlatRow; parents: string[] }

/** Where the log holds the words, in order; rows that are closed are looked into as well. */
function useMatches(log: RunLogState, wanted: string): Match[] {
  return useMemo(() => {
    // `fold` is changed in place: its version stands for it.
    void log.version
    if (wanted === '') return []
    const matches: Match[] = []
    const path: string[] = []
    for (const at of flatten(log.fold, () => true)) {
      path.length = at.depth
      if (rowText(at.row).toLowerCase().includes(wanted)) matches.push({ at, parents: [...path] })
      path[at.depth] = at.row.key
    }
    return matches
  }, [log.fold, log.version, wanted])
}

/** Finds words in the log; takes the place of find in the page, as most rows are not drawn. */
export function LogSearch({
  field,
  query,
  onQuery,
  onClose,
  log,
  onReveal,
  active,
}: {
  field: RefObject<HTMLInputElement | null>
  query: string
  onQuery: (query: string) => void
  onClose: () => void
  log: RunLogState
  /** Shows a match; `parents` are the headers that it stands under. */
  onReveal: (found: FlatRow, parents: readonly string[]) => void
  /** The key of the row that holds the focus. */
  active: string | null
}) {
  const wanted = useDeferredValue(query.trim().toLowerCase())
  const found = useMatches(log, wanted)
  const here = found.findIndex(({ at }) => at.row.key === active)
  const go = (step: number) => {
    if (found.length === 0) return
    const next = here === -1 ? (step > 0 ? 0 : found.length - 1) : (here + step + found.length) % found.length
    const match = found[next]
    if (match) onReveal(match.at, match.parents)
  }
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
      <span role="status" className="min-w-12 text-right text-11 text-fg-3 tabular-nums">
        {wanted === ''
          ? ''
          : found.length === 0
            ? 'none'
            : `${here === -1 ? '–' : here + 1} of ${found.length}`}
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
