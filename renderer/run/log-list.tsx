import { ArrowDown } from 'lucide-react'
import { type RefObject, useCallback, useEffect, useRef, useState } from 'react'
import type { Run } from '#shared/runs.ts'
import { isTerminal } from '#shared/run-words.ts'
import { useCommand } from '../commands/use-command.ts'
import { Button } from '../ui/button.tsx'
import type { FlatRow } from './flat-rows.ts'
import { childSession, type LogRow } from './log-rows.ts'
import { onLogKey } from './log-keys.ts'
import { LogSearch } from './log-search.tsx'
import { LogTail } from './log-tail.tsx'
import { LogRowView } from './rows/log-row.tsx'
import { useDrawnRows } from './use-drawn-rows.ts'
import { useOpenRows } from './use-open-rows.ts'
import type { RunLogState } from './use-run-log.ts'
import { useTail } from './use-tail.ts'

function focusIn(content: RefObject<HTMLElement | null>, index: number): void {
  const row = content.current?.querySelector<HTMLElement>(`[data-index="${index}"] [data-row-focus]`)
  row?.focus({ preventScroll: true })
}

/** What is needed of a run to show its log. */
export type LoggedRun = Pick<Run, 'attempt' | 'status' | 'worktreePath' | 'queuePosition'>

export type LogListProps = {
  /** From {@link useRunLog}, held by the view that shows it. */
  log: RunLogState
  run: LoggedRun
  searching: boolean
  onSearching: (searching: boolean) => void
}

/** The rows of a run's log, read with the keyboard as with the pointer. */
export function LogList({ log, run, searching, onSearching }: LogListProps) {
  const { fold } = log
  const live = !isTerminal(run.status) && log.status !== 'ended'
  const [active, setActive] = useState<string | null>(null)
  const [query, setQuery] = useState('')
  const searchField = useRef<HTMLInputElement>(null)
  const { scroller, content, following, letGo, jump } = useTail()
  const { flat, isOpen, toggle, openTo } = useOpenRows(log)

  const activeIndex = active === null ? -1 : flat.findIndex(({ row }) => row.key === active)
  const focusIndex = activeIndex === -1 ? flat.length - 1 : activeIndex
  const list = useDrawnRows(flat, focusIndex, scroller)

  const press = useCallback(
    (row: LogRow) => {
      letGo()
      setActive(row.key)
      toggle(row)
    },
    [letGo, toggle],
  )

  const focusRow = useCallback(
    (index: number) => {
      const row = flat[index]?.row
      if (!row) return
      setActive(row.key)
      list.scrollToIndex(index, { align: 'auto' })
      // The row may only be drawn after the scroll.
      requestAnimationFrame(() => focusIn(content, index))
    },
    [flat, list, content],
  )

  // Find in the log takes the place of find in the page: most rows are not drawn.
  useCommand(
    'log.search',
    () => {
      onSearching(true)
      searchField.current?.select()
    },
    { inFields: true },
  )

  const sought = useRef<string | null>(null)
  const reveal = useCallback(
    (found: FlatRow, parents: readonly string[]) => {
      letGo()
      sought.current = found.row.key
      setActive(found.row.key)
      openTo(found, parents)
    },
    [letGo, openTo],
  )
  // Once the headers above a match are open, its place is known.
  useEffect(() => {
    if (sought.current === null) return
    const index = flat.findIndex(({ row }) => row.key === sought.current)
    sought.current = null
    if (index !== -1) list.scrollToIndex(index, { align: 'center' })
  }, [flat, list])

  const tail = flat.at(-1)?.row
  const items = list.getVirtualItems()
  return (
    <div className="relative flex min-h-0 flex-1 flex-col [font-variant-ligatures:none]">
      {searching && (
        <LogSearch
          field={searchField}
          query={query}
          onQuery={setQuery}
          onClose={() => {
            onSearching(false)
            focusRow(focusIndex)
          }}
          log={log}
          onReveal={reveal}
          active={active}
        />
      )}
      <div
        ref={scroller}
        onKeyDown={(event) =>
          onLogKey(event, { flat, focusIndex, focusRow, isOpen, toggle: press, letGo, jump })
        }
        onFocus={(event) => {
          const index = (event.target as HTMLElement).closest<HTMLElement>('[data-index]')?.dataset['index']
          const row = index === undefined ? undefined : flat[Number(index)]?.row
          if (row) setActive(row.key)
        }}
        className="-mx-1 min-h-0 flex-1 overflow-y-auto px-1 [overflow-anchor:none]"
      >
        <div ref={content} className="pb-6">
          <div
            role="list"
            aria-label={`Log of run ${run.attempt}`}
            aria-busy={live}
            className="relative w-full"
            style={{ height: list.getTotalSize() }}
          >
            {items.map((item) => {
              const entry = flat[item.index]
              if (!entry) return null
              const { row, depth } = entry
              const child = childSession(row)
              const children = child === null ? [] : fold.session(child)
              return (
                <div
                  key={item.key}
                  ref={list.measureElement}
                  data-index={item.index}
                  role="listitem"
                  aria-setsize={flat.length}
                  aria-posinset={item.index + 1}
                  className="absolute top-0 left-0 w-full"
                  style={{ transform: `translateY(${item.start}px)`, paddingLeft: depth * 20 }}
                >
                  {depth > 0 && (
                    <span
                      aria-hidden
                      className="absolute -top-px -bottom-px w-px bg-line"
                      style={{ left: depth * 20 - 12 }}
                    />
                  )}
                  <div
                    className={
                      row.key === active && searching
                        ? 'rounded-s ring-1 ring-accent ring-offset-2 ring-offset-bg'
                        : undefined
                    }
                  >
                    <LogRowView
                      row={row}
                      childCount={children.length}
                      childLast={children.at(-1) ?? null}
                      root={run.worktreePath}
                      live={live}
                      last={item.index === flat.length - 1}
                      open={isOpen(row)}
                      onToggle={press}
                      focused={item.index === focusIndex}
                    />
                  </div>
                </div>
              )
            })}
          </div>
          {live && <LogTail row={tail} run={run} />}
          {log.status === 'failed' && (
            <p role="alert" className="flex items-center gap-2 py-2 text-12 text-bad">
              The log stopped coming: {log.error}
              <Button size="s" onClick={log.retry}>
                Try again
              </Button>
            </p>
          )}
        </div>
      </div>
      <div className="pointer-events-none absolute inset-x-0 bottom-3 flex justify-center gap-2">
        {!following && (
          <button
            type="button"
            onClick={jump}
            className="pointer-events-auto flex h-7 items-center gap-1.5 rounded-full border border-line-strong bg-float px-3 text-12 text-fg shadow-float hover:bg-hover"
          >
            <ArrowDown aria-hidden className="size-3.5" />
            Jump to latest
          </button>
        )}
      </div>
    </div>
  )
}
