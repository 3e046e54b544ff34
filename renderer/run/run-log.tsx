import { useVirtualizer } from '@tanstack/react-virtual'
import { ArrowDown, ChevronDown, ChevronUp, Search, X } from 'lucide-react'
import {
  type KeyboardEvent,
  type RefObject,
  useCallback,
  useDeferredValue,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react'
import type { Run } from '#shared/runs.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty.tsx'
import { Spinner } from '../ui/spinner.tsx'
import { useShortcut } from '../ui/use-shortcut.ts'
import { childSession, type FlatRow, flatten, type LogRow, rowText } from './fold-log.ts'
import { canOpen, LogRowView, opensItself } from './log-row.tsx'
import { isTerminal } from '#shared/run-words.ts'
import type { RunLogState } from './use-run-log.ts'
import { useTail } from './use-tail.ts'

/** First guess of a row's height; the list measures what it draws. */
function estimate(row: LogRow): number {
  switch (row.kind) {
    case 'text':
      return 12 + 19 * Math.max(1, Math.ceil(row.text.length / 90))
    case 'tool':
      return opensItself(row) ? 160 : 28
    default:
      return 28
  }
}

function focusIn(content: RefObject<HTMLElement | null>, index: number): void {
  const row = content.current?.querySelector<HTMLElement>(`[data-index="${index}"] [data-row-focus]`)
  row?.focus({ preventScroll: true })
}

type RunLogProps = {
  /** From {@link useRunLog}, held by the view that shows it. */
  log: RunLogState
  run: Run
  searching: boolean
  onSearching: (searching: boolean) => void
}

/** The story of a run. */
export function RunLog(props: RunLogProps) {
  const { log, run } = props
  if (log.fold.rows.length > 0) return <LogList {...props} />
  if (log.status === 'failed') {
    return (
      <EmptyState title="The log could not be read" action={<Button onClick={log.retry}>Try again</Button>}>
        {log.error}
      </EmptyState>
    )
  }
  if (run.status === 'queued') {
    return (
      <EmptyState title="No log yet">
        {run.queuePosition === null || run.queuePosition <= 1
          ? 'The run is next: it begins as soon as a slot is free.'
          : `The run is number ${run.queuePosition} in the queue.`}
      </EmptyState>
    )
  }
  if (log.status === 'ended')
    return <EmptyState title="No log">This run ended before it wrote anything.</EmptyState>
  return <LogSkeleton />
}

function LogList({ log, run, searching, onSearching }: RunLogProps) {
  const { fold, version } = log
  const live = !isTerminal(run.status) && log.status !== 'ended'
  const [opened, setOpened] = useState<ReadonlyMap<string, boolean>>(new Map())
  const [active, setActive] = useState<string | null>(null)
  const [query, setQuery] = useState('')
  const searchField = useRef<HTMLInputElement>(null)
  const { scroller, content, following, letGo, jump } = useTail()

  const flat = useMemo(() => {
    // `fold` is changed in place: its version stands for it.
    void version
    return flatten(fold, (key) => opened.get(key) ?? false)
  }, [fold, version, opened])

  const activeIndex = active === null ? -1 : flat.findIndex(({ row }) => row.key === active)
  const focusIndex = activeIndex === -1 ? flat.length - 1 : activeIndex

  // oxlint-disable-next-line react/incompatible-library
  const list = useVirtualizer({
    count: flat.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => estimate(flat[index]?.row as LogRow),
    getItemKey: (index) => flat[index]?.row.key ?? index,
    overscan: 6,
    gap: 2,
    paddingStart: 4,
    useAnimationFrameWithResizeObserver: false,
    // The row that holds the focus stays drawn, wherever the reader scrolls.
    rangeExtractor: (range) => {
      const indexes: number[] = []
      const from = Math.max(0, range.startIndex - range.overscan)
      const to = Math.min(range.count - 1, range.endIndex + range.overscan)
      if (focusIndex >= 0 && focusIndex < from) indexes.push(focusIndex)
      for (let index = from; index <= to; index += 1) indexes.push(index)
      if (focusIndex > to && focusIndex < range.count) indexes.push(focusIndex)
      return indexes
    },
  })

  const isOpen = useCallback((row: LogRow) => opened.get(row.key) ?? opensItself(row), [opened])
  const toggle = useCallback(
    (row: LogRow) => {
      letGo()
      setActive(row.key)
      setOpened((before) => new Map(before).set(row.key, !(before.get(row.key) ?? opensItself(row))))
    },
    [letGo],
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
  useShortcut(
    'mod+f',
    () => {
      onSearching(true)
      searchField.current?.select()
    },
    { inFields: true },
  )

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    if (event.metaKey || event.ctrlKey || event.altKey) return
    const target = event.target as HTMLElement
    if (!target.matches('[data-row-focus]') && target !== event.currentTarget) return
    const row = flat[focusIndex]?.row
    const handlers: Record<string, () => void> = {
      ArrowDown: () => {
        if (focusIndex >= flat.length - 1) jump()
        else {
          letGo()
          focusRow(focusIndex + 1)
        }
      },
      ArrowUp: () => {
        letGo()
        focusRow(Math.max(0, focusIndex - 1))
      },
      Home: () => {
        letGo()
        focusRow(0)
      },
      End: () => {
        focusRow(flat.length - 1)
        jump()
      },
      Enter: () => {
        if (row && canOpen(row)) toggle(row)
      },
      ' ': () => {
        if (row && canOpen(row)) toggle(row)
      },
      ArrowRight: () => {
        if (row && canOpen(row) && !isOpen(row)) toggle(row)
      },
      ArrowLeft: () => {
        if (row && canOpen(row) && isOpen(row)) toggle(row)
      },
    }
    const handler = handlers[event.key]
    if (!handler) return
    event.preventDefault()
    handler()
  }

  const sought = useRef<string | null>(null)
  const reveal = useCallback(
    (found: FlatRow, parents: readonly string[]) => {
      letGo()
      sought.current = found.row.key
      setActive(found.row.key)
      setOpened((before) => {
        const next = new Map(before)
        for (const key of parents) next.set(key, true)
        if (canOpen(found.row)) next.set(found.row.key, true)
        return next
      })
    },
    [letGo],
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
        onKeyDown={onKeyDown}
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
                      onToggle={toggle}
                      focused={item.index === focusIndex}
                    />
                  </div>
                </div>
              )
            })}
          </div>
          {live && <Tail row={tail} run={run} />}
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

/** What happens between two lines of the log: always the same height, so that nothing moves. */
function Tail({ row, run }: { row: LogRow | undefined; run: Run }) {
  const busy =
    row !== undefined &&
    ((row.kind === 'tool' &&
      row.calls.some((call) => call.state === 'running' || call.state === 'pending')) ||
      (row.kind === 'command' && !row.ended) ||
      (row.kind === 'stage' && row.state === 'started') ||
      row.kind === 'reasoning' ||
      row.kind === 'retry')
  return (
    <div aria-hidden className="flex h-8 items-center gap-2 text-12 text-fg-3">
      {!busy && run.status === 'running' && (
        <>
          <span className="grid w-4 place-items-center">
            <Spinner />
          </span>
          {row?.kind === 'text' ? 'Writing' : 'Working'}
        </>
      )}
    </div>
  )
}

const SKELETON = ['w-52', 'w-96', 'w-72', 'w-40', 'w-80', 'w-60']
function LogSkeleton() {
  return (
    <div role="status" aria-label="Loading the log" className="grid content-start gap-3 pt-3">
      {SKELETON.map((width) => (
        <div key={width} className={`h-3.5 max-w-full rounded-s bg-hover ${width}`} />
      ))}
    </div>
  )
}

function LogSearch({
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
  onReveal: (found: FlatRow, parents: readonly string[]) => void
  active: string | null
}) {
  const wanted = useDeferredValue(query.trim().toLowerCase())
  const found = useMemo(() => {
    void log.version
    if (wanted === '') return []
    const matches: { at: FlatRow; parents: string[] }[] = []
    const path: string[] = []
    for (const at of flatten(log.fold, () => true)) {
      path.length = at.depth
      if (rowText(at.row).toLowerCase().includes(wanted)) matches.push({ at, parents: [...path] })
      path[at.depth] = at.row.key
    }
    return matches
  }, [log.fold, log.version, wanted])
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
