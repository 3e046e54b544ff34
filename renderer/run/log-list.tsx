import { useCallback, useDeferredValue, useMemo, useRef, useState } from 'react'
import { createPortal } from 'react-dom'
import type { Run } from '#shared/runs.ts'
import { isTerminal } from '#shared/run-words.ts'
import { useCommand } from '../commands/use-command.ts'
import { copy } from '../state/actions.ts'
import { t } from '../strings/t.ts'
import { Button } from '../ui/button.tsx'
import { JumpPill } from './jump-pill.tsx'
import { LogItem } from './log-item.tsx'
import { isFailed, type LogRow } from './log-rows.ts'
import { onLogKey } from './log-keys.ts'
import { LogSearch } from './log-search.tsx'
import { FilterBar, OlderLines } from './log-standing.tsx'
import { LogTail } from './log-tail.tsx'
import { LogTools } from './log-tools.tsx'
import { useMarkedWords } from './mark-words.ts'
import { isFiltered, NO_FILTER, type RowFilter } from './row-filter.ts'
import { SoughtWords } from './sought-words.ts'
import { copiedFrom } from './transcript.ts'
import { useCopiedLog } from './use-copied-log.ts'
import { useDrawnRows } from './use-drawn-rows.ts'
import { firstThenNext, type FoundRows, parentsOf, saying, useFoundRows } from './use-found-rows.ts'
import { useOpenRows } from './use-open-rows.ts'
import { usePlace } from './use-place.ts'
import { useRevealed } from './use-revealed.ts'
import type { RunLogState } from './use-run-log.ts'
import { useTail } from './use-tail.ts'

/** What is needed of a run to show its log. */
export type LoggedRun = Pick<Run, 'attempt' | 'status' | 'worktreePath' | 'queuePosition' | 'heldSince'> &
  // Of one that is recorded nothing starts any more.
  Partial<Pick<Run, 'stage' | 'sessionId'>>

export type LogListProps = {
  /** From {@link useRunLog}, held by the view that shows it. */
  log: RunLogState
  run: LoggedRun
  /** Where what can be done with the log as a whole is shown. */
  tools: HTMLElement | null
}

/** The rows of a run's log, read with the keyboard as with the pointer. */
export function LogList({ log, run, tools }: LogListProps) {
  const { fold } = log
  const live = !isTerminal(run.status) && log.status !== 'ended'
  const [active, setActive] = useState<string | null>(null)
  const [revealed, setRevealed] = useState<string | null>(null)
  const [filter, setFilter] = useState<RowFilter>(NO_FILTER)
  const [searching, setSearching] = useState(false)
  const [query, setQuery] = useState('')
  const searchField = useRef<HTMLInputElement>(null)
  const { scroller, content, following, letGo, jump, settle } = useTail()
  const { flat, isOpen, toggle, openTo } = useOpenRows(log, filter)

  const activeIndex = active === null ? -1 : flat.findIndex(({ row }) => row.key === active)
  const focusIndex = activeIndex === -1 ? flat.length - 1 : activeIndex
  const end = useRef<HTMLDivElement>(null)
  const list = useDrawnRows(flat, focusIndex, scroller, end, settle, following ? fold : null)
  const holdList = useCallback((element: HTMLElement | null) => list.containerRef(element), [list])
  const place = useMemo(() => ({ generation: log.generation, filter }), [log.generation, filter])
  usePlace(place, flat, list, scroller, following)

  const words = useDeferredValue(searching ? query.trim().toLowerCase() : '')
  const test = useMemo(() => saying(words), [words])
  const found = useFoundRows(log, filter, test)
  useMarkedWords(() => content.current, words, active)
  const seek = useRevealed(flat, list, scroller, words)
  const reveal = useCallback(
    (among: FoundRows, match: number, focus: boolean) => {
      const index = among.at[match]
      const at = index === undefined ? undefined : among.all[index]
      if (index === undefined || at === undefined) return
      letGo()
      seek(at.row.key, focus)
      setActive(at.row.key)
      setRevealed(at.row.key)
      openTo(at, parentsOf(among, index))
    },
    [letGo, seek, openTo],
  )

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
      requestAnimationFrame(() =>
        content.current
          ?.querySelector<HTMLElement>(`[data-index="${index}"] [data-row-focus]`)
          ?.focus({ preventScroll: true }),
      )
    },
    [flat, list, content],
  )

  const search = () => {
    setSearching(true)
    searchField.current?.select()
  }
  // Find in the log takes the place of find in the page: most rows are not drawn.
  useCommand('log.search', search, { inFields: true })
  const failures = useFoundRows(log, filter, fold.failed.size > 0 ? isFailed : null)
  const copyRow = () => {
    const row = flat[activeIndex]?.row
    if (row === undefined) return false
    const { name, text } = copiedFrom(row)
    return copy(text, name)
  }
  useCommand('log.copy', copyRow, { when: () => activeIndex !== -1 })
  const copied = useCopiedLog(log, t('Run {attempt}', { attempt: run.attempt }), run.worktreePath)

  const tail = flat.at(-1)?.row
  return (
    <div className="relative flex min-h-24 flex-1 flex-col [font-variant-ligatures:none]">
      {tools !== null &&
        createPortal(
          <LogTools
            filter={filter}
            onFilter={setFilter}
            failures={failures.at.length}
            onFailure={() => reveal(failures, firstThenNext(failures, active), true)}
            onSearch={search}
            onCopy={copied.copy}
            isCopying={copied.isWaiting}
          />,
          tools,
        )}
      {isFiltered(filter) && (
        <FilterBar filter={filter} count={flat.length} isWhole={log.older === 'all'} onFilter={setFilter} />
      )}
      {searching && (
        <LogSearch
          field={searchField}
          query={query}
          onQuery={setQuery}
          onClose={() => {
            setSearching(false)
            focusRow(focusIndex)
          }}
          found={found}
          isWhole={log.older === 'all'}
          onReveal={(match) => reveal(found, match, false)}
          active={active}
        />
      )}
      <OlderLines log={log} scroller={scroller} />
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
        <div ref={content} className="pb-14">
          <div
            role="list"
            aria-label={t('Log of run {attempt}', { attempt: run.attempt })}
            aria-busy={live}
            data-whole={log.older === 'all'}
            ref={holdList}
            className="relative w-full"
          >
            {list.getVirtualItems().map(({ key, index }) => {
              const entry = flat[index]
              if (!entry) return null
              const isActive = entry.row.key === active
              return (
                <SoughtWords key={key} value={isActive ? words : ''}>
                  <LogItem
                    measure={list.measureElement}
                    entry={entry}
                    index={index}
                    count={flat.length}
                    fold={fold}
                    run={run}
                    live={live}
                    isRinged={isActive && (searching || revealed === active)}
                    isFocused={index === focusIndex}
                    isOpen={isOpen(entry.row)}
                    onToggle={press}
                  />
                </SoughtWords>
              )
            })}
            <div ref={end} role="presentation" className="absolute top-0 start-0 w-full">
              {live && !isFiltered(filter) && <LogTail row={tail} run={run} />}
            </div>
          </div>
          {log.status === 'failed' && (
            <p role="alert" className="flex items-center gap-2 py-2 text-12 text-bad">
              {t('The log stopped coming: {problem}', { problem: log.error ?? '' })}
              <Button size="s" onClick={log.retry}>
                {t('Try again')}
              </Button>
            </p>
          )}
        </div>
      </div>
      <JumpPill flat={flat} isFollowing={following} onJump={jump} />
    </div>
  )
}
