import { dropTargetForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter'
import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual'
import { Plus } from 'lucide-react'
import { memo, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'
import type { TaskStatus } from '#shared/tasks.ts'
import { sameItems, useSelected } from '../state/hooks.ts'
import { tasks } from '../state/stores.ts'
import { view } from '../state/view.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { cn } from '../ui/cn.ts'
import { STATUS_NAMES, StatusIcon } from '../ui/icons/status-icon.tsx'
import { Card } from './card.tsx'
import { Composer } from './composer.tsx'
import { drag } from './drag.ts'
import { placeKeys } from './place.ts'

/** How a column is scrolled to a card that is not drawn; columns enter themselves. */
export const scrollers = new Map<TaskStatus, (index: number) => void>()

const GAP = 6

type ColumnProps = {
  status: TaskStatus
  ids: readonly string[]
  /** Cards without the filter. */
  total: number
  tabbableId: string | null
  /** Project that new cards go to; null = none can be made here. */
  composeIn: { id: string; name: string } | null
  showProjectName: boolean
}

export const Column = memo(ColumnOf, sameColumn)

/** A column whose cards stay the same is not drawn anew. */
function sameColumn(a: ColumnProps, b: ColumnProps): boolean {
  return (
    a.status === b.status &&
    a.total === b.total &&
    a.tabbableId === b.tabbableId &&
    a.composeIn?.id === b.composeIn?.id &&
    a.composeIn?.name === b.composeIn?.name &&
    a.showProjectName === b.showProjectName &&
    sameItems(a.ids, b.ids)
  )
}

function ColumnOf({ status, ids, total, tabbableId, composeIn, showProjectName }: ColumnProps) {
  const scroller = useRef<HTMLDivElement>(null)
  const column = useRef<HTMLElement>(null)
  const [composing, setComposing] = useState<'head' | 'foot' | null>(null)
  const draggedIndex = useSelected(
    drag,
    useCallback((state) => (state.ids[0] === undefined ? -1 : ids.indexOf(state.ids[0])), [ids]),
  )
  const overEnd = useSelected(
    drag,
    useCallback(
      (state) => state.over !== null && state.over.status === status && state.over.cardId === null,
      [status],
    ),
  )
  const overAny = useSelected(
    drag,
    useCallback((state) => state.over?.status === status, [status]),
  )

  // oxlint-disable-next-line react/incompatible-library -- no React compiler here, nothing is memoized
  const virtual = useVirtualizer({
    count: ids.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 84,
    gap: GAP,
    // A wheel's notch is about one card; more of them is more to draw before the first picture.
    overscan: 4,
    getItemKey: (index) => ids[index] ?? index,
    // The dragged card stays drawn: a drag whose source goes away would end.
    rangeExtractor: (range) => {
      const shown = defaultRangeExtractor(range)
      if (draggedIndex === -1 || shown.includes(draggedIndex)) return shown
      return [...shown, draggedIndex].sort((a, b) => a - b)
    },
  })

  const latest = useRef(virtual)
  useLayoutEffect(() => {
    latest.current = virtual
  })
  useEffect(() => {
    scrollers.set(status, (index) => latest.current.scrollToIndex(index, { align: 'auto' }))
    return () => {
      scrollers.delete(status)
    }
  }, [status])

  useEffect(() => {
    const node = column.current
    if (node === null) return
    return dropTargetForElements({
      element: node,
      canDrop: ({ source }) => source.data['kind'] === 'card',
      getData: () => ({ kind: 'column', status }),
    })
  }, [status])

  const order = (at: 'head' | 'foot') => () => {
    const cards = ids.map((id) => tasks.get(id)).filter((task) => task !== undefined)
    return placeKeys(cards, ['new'], at === 'head' ? 0 : cards.length)[0]
  }
  const composer = (at: 'head' | 'foot') =>
    composing === at && composeIn !== null ? (
      <Composer
        projectId={composeIn.id}
        projectName={showProjectName ? composeIn.name : null}
        status={status}
        order={order(at)}
        onClose={() => setComposing(null)}
      />
    ) : null

  return (
    <section
      ref={column}
      aria-label={`${STATUS_NAMES[status]}, ${ids.length}`}
      className="group/column flex min-h-0 min-w-0 flex-col"
    >
      <header className="flex h-7 shrink-0 items-center gap-1.75 px-1.5 text-12">
        <StatusIcon status={status} />
        <h2 className="font-[550]">{STATUS_NAMES[status]}</h2>
        <span className="text-fg-3 tabular-nums">
          {ids.length === total ? ids.length : `${ids.length} of ${total}`}
        </span>
        {composeIn !== null && (
          <IconButton
            label={`New task in ${STATUS_NAMES[status]}`}
            size="s"
            className="ml-auto opacity-0 group-hover/column:opacity-100 focus-visible:opacity-100 coarse:opacity-100"
            onClick={() => setComposing('head')}
          >
            <Plus />
          </IconButton>
        )}
      </header>
      <div
        ref={scroller}
        data-scroll="y"
        className={cn(
          '-mx-1 mt-1.5 min-h-0 flex-1 overflow-x-hidden overflow-y-auto rounded-l px-1 pt-1 pb-10 transition-colors duration-(--fast)',
          overAny && 'bg-hover/40',
        )}
      >
        {composer('head')}
        <ul className="relative" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map((item) => {
            const id = ids[item.index]
            if (id === undefined) return null
            return (
              <li
                key={item.key}
                ref={virtual.measureElement}
                data-index={item.index}
                className="absolute inset-x-0 top-0"
                style={{ transform: `translateY(${item.start}px)` }}
              >
                <Card id={id} tabbable={id === tabbableId} />
              </li>
            )
          })}
        </ul>
        <div className={cn('h-0.5 rounded-full', overEnd ? 'mt-0.5 bg-accent' : 'mt-0.5')} aria-hidden />
        {total === 0 && composing === null && (
          <p className="px-2 pt-1 pb-2 text-12 text-fg-3">{EMPTY[status]}</p>
        )}
        {composer('foot')}
        {composeIn !== null && composing === null && (
          <Button
            variant="ghost"
            icon={<Plus />}
            className="mt-1 w-full justify-start px-2 text-fg-3 opacity-0 group-hover/column:opacity-100 focus-visible:opacity-100 coarse:opacity-100"
            onClick={() => {
              view.setState({ editingId: null })
              setComposing('foot')
            }}
          >
            New task
          </Button>
        )}
      </div>
    </section>
  )
}

const EMPTY: Record<TaskStatus, string> = {
  backlog: 'Ideas for later',
  todo: 'Nothing to do',
  in_progress: 'No agent at work',
  in_review: 'Nothing to review',
  done: 'Nothing done yet',
  cancelled: 'Nothing cancelled',
}
