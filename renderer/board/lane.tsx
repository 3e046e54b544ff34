import { ChevronRight, Plus } from 'lucide-react'
import { memo, useEffect, useRef, useState } from 'react'
import { cellKey } from '../state/arrange.ts'
import type { Grouping } from '../state/task-groups.ts'
import { view } from '../state/view.ts'
import { t } from '../strings/t.ts'
import { Button } from '../ui/button.tsx'
import { cn } from '../ui/cn.ts'
import { scaled } from '../ui/scaled.ts'
import { EndLine, useCellDrop, useNear, useOver, useReveal } from './cell.tsx'
import { setCollapsed, useIsCollapsed } from './collapsed.ts'
import { canCompose, type Home, type Target, targetIn } from './compose.ts'
import { Composer } from './composer.tsx'
import { useBoardNow } from './drag.ts'
import { GroupIcon, useGroupName } from './group-looks.tsx'
import { likelyHeight, VirtualCards } from './virtual-cards.tsx'

const NOTHING: readonly string[] = []

type LaneProps = {
  by: Grouping
  lane: string
  count: number
  columnsBy: Grouping
  columns: readonly string[]
  closedColumns: ReadonlySet<string>
  template: string
  cells: ReadonlyMap<string, readonly string[]>
  tabbable: { id: string; cell: string } | null
  home: Home
  scroller: HTMLElement
}

/** A swimlane across the columns. It is drawn while it is in sight. */
export const Lane = memo(function Lane(props: LaneProps) {
  const { by, lane, count } = props
  const name = useGroupName(by, lane)
  const isCollapsed = useIsCollapsed('lane', by, lane)
  const id = `lane-${lane}`
  return (
    <section aria-label={`${name}, ${count}`}>
      <h2 className="sticky start-0 top-9 z-10 w-(--lane-width) max-w-full border-t bg-bg text-12">
        <button
          type="button"
          aria-expanded={!isCollapsed}
          aria-controls={id}
          onClick={() => setCollapsed('lane', by, lane, !isCollapsed)}
          className="flex h-8 w-full items-center gap-1.75 rounded-m px-1.5 font-[550] hover:bg-hover"
        >
          <ChevronRight
            aria-hidden
            className={cn(
              'size-3.5 text-fg-3 transition-transform duration-(--fast)',
              !isCollapsed && 'rotate-90',
            )}
          />
          <GroupIcon by={by} group={lane} />
          <span className="min-w-0 truncate">{name}</span>
          <span className="font-normal text-fg-3 tabular-nums">{count}</span>
        </button>
      </h2>
      <div id={id}>{!isCollapsed && <LaneBody {...props} name={name} />}</div>
    </section>
  )
})

function LaneBody(props: LaneProps & { name: string }) {
  const { columns, columnsBy, closedColumns, lane, cells, template, tabbable, home, scroller } = props
  const element = useRef<HTMLDivElement>(null)
  const isNear = useNear(element, true)
  useReveal(
    element,
    columns.map((column) => cellKey(column, lane)),
    isNear,
  )
  const [height, setHeight] = useState<number | null>(null)
  useEffect(() => {
    const node = element.current
    if (!isNear || node === null) return
    const observer = new ResizeObserver(() => setHeight(node.offsetHeight))
    observer.observe(node)
    return () => observer.disconnect()
  }, [isNear])
  const most = Math.max(0, ...columns.map((column) => cells.get(cellKey(column, lane))?.length ?? 0))
  return (
    <div
      ref={element}
      className="grid gap-2 pb-1"
      style={{
        gridTemplateColumns: template,
        // Out of sight it keeps its height, so that nothing moves.
        ...(isNear ? {} : { height: height ?? scaled(likelyHeight(most) + 56) }),
      }}
    >
      {isNear &&
        columns.map((column) => {
          const cell = cellKey(column, lane)
          return closedColumns.has(column) ? (
            <span key={column} />
          ) : (
            <Cell
              key={column}
              cell={cell}
              by={columnsBy}
              column={column}
              laneName={props.name}
              ids={cells.get(cell) ?? NOTHING}
              tabbableId={tabbable?.cell === cell ? tabbable.id : null}
              home={home}
              scroller={scroller}
            />
          )
        })}
    </div>
  )
}

const Cell = memo(function Cell({
  cell,
  by,
  column,
  laneName,
  ids,
  tabbableId,
  home,
  scroller,
}: {
  cell: string
  by: Grouping
  column: string
  laneName: string
  ids: readonly string[]
  tabbableId: string | null
  home: Home
  scroller: HTMLElement
}) {
  const board = useBoardNow()
  const element = useRef<HTMLElement>(null)
  const [composing, setComposing] = useState<Target | null>(null)
  const name = useGroupName(by, column)
  const over = useOver(cell)
  useCellDrop(element, cell)
  return (
    <section
      ref={element}
      aria-label={`${name}, ${laneName}, ${ids.length}`}
      data-drop-cell={cell}
      className={cn(
        'group/column -mx-1 min-h-11 min-w-0 rounded-l px-1 pt-1 transition-colors duration-(--fast)',
        over.any && 'bg-hover/40',
      )}
    >
      <VirtualCards cell={cell} ids={ids} tabbableId={tabbableId} scroller={scroller} isOneOfSeveral />
      <EndLine shown={over.end} />
      {composing === null ? (
        canCompose(by, column, home) && (
          <Button
            variant="ghost"
            icon={<Plus />}
            aria-label={t('New task in {name}, {laneName}', { name, laneName })}
            size="s"
            className="mt-0.5 w-full text-fg-3 opacity-0 group-hover/column:opacity-100 focus-visible:opacity-100 coarse:opacity-100"
            onClick={() => {
              view.setState({ editingId: null })
              setComposing(targetIn(board.current, cell, 'foot', home))
            }}
          />
        )
      ) : (
        <Composer
          target={composing}
          where={`${name}, ${laneName}`}
          showProject={home === null}
          onClose={() => setComposing(null)}
        />
      )}
    </section>
  )
})
