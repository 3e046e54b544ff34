import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual'
import { ChevronRight } from 'lucide-react'
import { type RefObject, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import type { Count } from '../state/arrange.ts'
import { useSelected } from '../state/hooks.ts'
import type { Grouping } from '../state/task-groups.ts'
import { view } from '../state/view.ts'
import { t } from '../strings/t.ts'
import { cn } from '../ui/cn.ts'
import { useScale } from '../ui/use-scale.ts'
import type { LayoutProps } from './board.tsx'
import { useCellDrop, useOver } from './cell.tsx'
import { setCollapsed, useClosed } from './collapsed.ts'
import { ColumnHead } from './column-head.tsx'
import { canCompose, type Home, type Target, targetIn } from './compose.ts'
import { Composer } from './composer.tsx'
import { drag, useBoardNow } from './drag.ts'
import { useGroupName } from './group-looks.tsx'
import { useInSightFirst } from './in-sight-first.ts'
import { itemsOf } from './list-items.ts'
import { ListRow } from './list-row.tsx'
import { useAutoScroll } from './use-drops.ts'
import { scrollers } from './virtual-cards.tsx'

const NOTHING: readonly string[] = []
const NO_COUNT: Count = { shown: 0, total: 0 }
/** Of a composer, which is measured when it is there; in pixels, where everything is as large as drawn for. */
const COMPOSER = 84

/** Tasks as rows under the heads of their groups, of which the one that is read stays in sight. */
export function TaskList({ arrangement, query, projectId, tabbable, home }: LayoutProps) {
  const { columns, cells, counts } = arrangement
  const { groupBy } = query
  const board = useBoardNow()
  const [scroller, setScroller] = useState<HTMLDivElement | null>(null)
  const probe = useRef<HTMLDivElement>(null)
  const [composing, setComposing] = useState<{ group: string; target: Target } | null>(null)
  const closed = useClosed(columns, groupBy)
  const { items, starts } = useMemo(
    () => itemsOf({ columns, cells }, closed, composing),
    [columns, cells, closed, composing],
  )
  const heads = useMemo(() => items.flatMap(({ kind }, index) => (kind === 'head' ? [index] : [])), [items])
  const rowHeight = useHeight(probe)
  const scale = useScale()
  const dragged = useSelected(
    drag,
    useCallback(({ ids }) => ids[0] ?? null, []),
  )
  const draggedIndex = useMemo(
    () => (dragged === null ? -1 : items.findIndex((item) => item.kind === 'row' && item.id === dragged)),
    [items, dragged],
  )
  const stuck = useRef(0)

  // Other functions would have all of the list measured anew.
  const keyOf = useCallback((index: number) => items[index]?.key ?? index, [items])
  const sizeOf = useCallback(
    (index: number) => (items[index]?.kind === 'composer' ? COMPOSER * scale : rowHeight),
    [items, rowHeight, scale],
  )
  // oxlint-disable-next-line react/incompatible-library -- no React compiler here, nothing is memoized
  const virtual = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller,
    estimateSize: sizeOf,
    overscan: 12,
    getItemKey: keyOf,
    scrollPaddingStart: rowHeight,
    rangeExtractor: (range) => {
      stuck.current = heads.findLast((index) => index <= range.startIndex) ?? 0
      const shown = new Set([stuck.current, ...defaultRangeExtractor(range)])
      // A drag whose source goes away would end.
      if (draggedIndex !== -1) shown.add(draggedIndex)
      return [...shown].sort((a, b) => a - b)
    },
  })
  const drawn = useInSightFirst(virtual, (index) => index === stuck.current || index === draggedIndex)
  useLayoutEffect(() => virtual.measure(), [virtual, rowHeight])
  useAutoScroll(scroller)

  const latest = useRef(virtual)
  useLayoutEffect(() => {
    latest.current = virtual
  })
  useEffect(() => {
    for (const [group, start] of starts)
      scrollers.set(group, (index) => latest.current.scrollToIndex(start + index, { align: 'auto' }))
    return () => {
      for (const group of starts.keys()) scrollers.delete(group)
    }
  }, [starts])

  const compose = (group: string) => {
    const target = targetIn(board.current, group, 'head', home)
    if (target === null) return
    view.setState({ editingId: null })
    setComposing({ group, target })
  }

  return (
    <div
      ref={setScroller}
      data-scroll="y"
      className="relative min-h-0 flex-1 overflow-x-hidden overflow-y-auto"
    >
      <div ref={probe} aria-hidden className="invisible absolute h-row coarse:h-touch" />
      <ul
        aria-label={t('Tasks')}
        className="@container relative"
        style={{ height: virtual.getTotalSize() + 48 }}
      >
        {drawn.map((virtualItem) => {
          const item = items[virtualItem.index]
          if (item === undefined) return null
          const isStuck = virtualItem.index === stuck.current
          return (
            <li
              key={virtualItem.key}
              data-index={virtualItem.index}
              ref={item.kind === 'composer' ? virtual.measureElement : undefined}
              className={cn('inset-x-0 top-0', isStuck ? 'sticky z-10' : 'absolute')}
              style={{
                ...(isStuck ? {} : { transform: `translateY(${virtualItem.start}px)` }),
                ...(item.kind === 'composer' ? {} : { height: rowHeight }),
              }}
            >
              {item.kind === 'head' && (
                <Head
                  by={groupBy}
                  group={item.group}
                  count={counts.get(item.group) ?? NO_COUNT}
                  ids={cells.get(item.group) ?? NOTHING}
                  isOpen={!closed.has(item.group)}
                  projectId={projectId}
                  home={home}
                  onCompose={compose}
                />
              )}
              {item.kind === 'row' && (
                <ListRow
                  id={item.id}
                  cell={item.group}
                  tabbable={tabbable?.cell === item.group && tabbable.id === item.id}
                />
              )}
              {item.kind === 'composer' && (
                <ComposerRow
                  by={groupBy}
                  group={item.group}
                  target={item.target}
                  showProject={projectId === null}
                  onClose={() => setComposing(null)}
                />
              )}
            </li>
          )
        })}
      </ul>
    </div>
  )
}

function ComposerRow({
  by,
  group,
  ...rest
}: {
  by: Grouping
  group: string
  target: Target
  showProject: boolean
  onClose: () => void
}) {
  const where = useGroupName(by, group)
  return (
    <div className="max-w-160 px-3 pt-1.5">
      <Composer where={where} {...rest} />
    </div>
  )
}

function Head({
  by,
  group,
  count,
  ids,
  isOpen,
  projectId,
  home,
  onCompose,
}: {
  by: Grouping
  group: string
  count: Count
  ids: readonly string[]
  isOpen: boolean
  projectId: string | null
  home: Home
  onCompose: (group: string) => void
}) {
  const element = useRef<HTMLDivElement>(null)
  const name = useGroupName(by, group)
  const over = useOver(group)
  useCellDrop(element, group)
  const mayCompose = canCompose(by, group, home)
  return (
    <div
      ref={element}
      role="group"
      aria-label={`${name}, ${ids.length}`}
      data-drop-cell={group}
      className={cn(
        'group/column flex h-full items-center gap-1.75 border-b bg-side px-3 text-12',
        over.end && 'bg-hover ring-1 ring-accent ring-inset',
      )}
    >
      <button
        type="button"
        aria-expanded={isOpen}
        aria-label={isOpen ? t('Collapse {name}', { name }) : t('Show {name}', { name })}
        onClick={() => setCollapsed('column', by, group, isOpen)}
        className="-ms-1 grid size-5 place-items-center rounded-s text-fg-3 hover:bg-hover hover:text-fg"
      >
        <ChevronRight
          aria-hidden
          className={cn('size-3.5 transition-transform duration-(--fast)', isOpen && 'rotate-90')}
        />
      </button>
      <ColumnHead
        by={by}
        group={group}
        count={count}
        ids={ids}
        projectId={projectId}
        onCompose={mayCompose ? () => onCompose(group) : null}
        isList
      />
    </div>
  )
}

/** Rows are as high as the density and the size of the text have them. */
function useHeight(element: RefObject<HTMLElement | null>): number {
  const [height, setHeight] = useState(28)
  useLayoutEffect(() => {
    const node = element.current
    if (node === null) return
    const look = () => setHeight(Math.max(20, Math.round(node.offsetHeight)))
    look()
    const observer = new ResizeObserver(look)
    observer.observe(node)
    return () => observer.disconnect()
  }, [element])
  return height
}
