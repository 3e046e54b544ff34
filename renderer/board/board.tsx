import { useEffect, useState } from 'react'
import type { TaskQuery } from '#shared/task-query.ts'
import { type Arrangement, cellKey, type Count, lanesOf } from '../state/arrange.ts'
import { t } from '../strings/t.ts'
import { setCollapsed, useClosed } from './collapsed.ts'
import { Column } from './column.tsx'
import { ColumnHead } from './column-head.tsx'
import type { Home } from './compose.ts'
import { GroupIcon, useGroupName } from './group-looks.tsx'
import { Lane } from './lane.tsx'
import { useAutoScroll } from './use-drops.ts'

/** So many columns are all drawn, in sight or not. */
const FEW = 8
const NOTHING: readonly string[] = []
const NO_COUNT: Count = { shown: 0, total: 0 }

export type LayoutProps = {
  arrangement: Arrangement
  query: TaskQuery
  projectId: string | null
  /** The card that Tab reaches. */
  tabbable: { id: string; cell: string } | null
  home: Home
}

/** Columns of cards, perhaps with swimlanes across them. */
export function Board(props: LayoutProps) {
  return props.arrangement.lanes === null ? <Columns {...props} /> : <Lanes {...props} />
}

const templateOf = (columns: readonly string[], closed: ReadonlySet<string>) =>
  columns
    .map((column) => (closed.has(column) ? 'calc(36px * var(--scale))' : 'minmax(var(--column), 1fr)'))
    .join(' ')

function Columns({ arrangement, query, projectId, tabbable, home }: LayoutProps) {
  const { columns, cells, counts } = arrangement
  const [element, setElement] = useState<HTMLDivElement | null>(null)
  const closed = useClosed(columns, query.groupBy)
  useAutoScroll(element)
  return (
    <div
      ref={setElement}
      data-scroll="x"
      className="relative grid min-h-0 flex-1 gap-2 overflow-x-auto overflow-y-hidden px-3 pt-2.5 [--column:calc(224px*var(--scale))]"
      style={{ gridTemplateColumns: templateOf(columns, closed) }}
    >
      {columns.map((column) => (
        <Column
          key={column}
          by={query.groupBy}
          group={column}
          ids={cells.get(column) ?? NOTHING}
          count={counts.get(column) ?? NO_COUNT}
          tabbableId={tabbable?.cell === column ? tabbable.id : null}
          home={home}
          projectId={projectId}
          isOneOfMany={columns.length > FEW}
        />
      ))}
    </div>
  )
}

function Lanes({ arrangement, query, projectId, tabbable, home }: LayoutProps) {
  const { columns, cells, counts, laneCounts } = arrangement
  const [scroller, setScroller] = useState<HTMLDivElement | null>(null)
  const closed = useClosed(columns, query.groupBy)
  const template = templateOf(columns, closed)
  const width = useWidth(scroller)
  const by = lanesOf(query)
  useAutoScroll(scroller)
  return (
    <div
      ref={setScroller}
      data-scroll="x"
      // Within the padding at both sides.
      style={
        {
          '--lane-width': width === null ? '100%' : `calc(${width}px - 6 * var(--grid))`,
        } as React.CSSProperties
      }
      className="relative min-h-0 flex-1 overflow-auto [--column:calc(224px*var(--scale))] [--under:calc(68px*var(--scale))]"
    >
      <div className="w-max min-w-full px-3 pb-12">
        <div
          className="sticky top-0 z-20 grid h-9 items-end gap-2 bg-bg pb-1"
          style={{ gridTemplateColumns: template }}
        >
          {columns.map((column) =>
            closed.has(column) ? (
              <ClosedHead key={column} by={query.groupBy} group={column} />
            ) : (
              <header
                key={column}
                className="group/column flex h-7 min-w-0 items-center gap-1.75 px-1.5 text-12"
              >
                <ColumnHead
                  by={query.groupBy}
                  group={column}
                  count={counts.get(column) ?? NO_COUNT}
                  ids={idsIn(arrangement, column)}
                  projectId={projectId}
                  onCompose={null}
                />
              </header>
            ),
          )}
        </div>
        {by !== null &&
          scroller !== null &&
          arrangement.lanes?.map((lane) => (
            <Lane
              key={lane}
              by={by}
              lane={lane}
              count={laneCounts.get(lane) ?? 0}
              columnsBy={query.groupBy}
              columns={columns}
              closedColumns={closed}
              template={template}
              cells={cells}
              tabbable={tabbable}
              home={home}
              scroller={scroller}
            />
          ))}
      </div>
    </div>
  )
}

/** Ids of a column in all lanes, each once. */
function idsIn({ cells, lanes }: Arrangement, column: string): readonly string[] {
  return [...new Set((lanes ?? []).flatMap((lane) => cells.get(cellKey(column, lane)) ?? NOTHING))]
}

function ClosedHead({ by, group }: { by: TaskQuery['groupBy']; group: string }) {
  const name = useGroupName(by, group)
  return (
    <button
      type="button"
      aria-expanded={false}
      aria-label={t('Show {name}', { name })}
      title={t('Show {name}', { name })}
      onClick={() => setCollapsed('column', by, group, false)}
      className="grid h-7 place-items-center rounded-m hover:bg-hover"
    >
      <GroupIcon by={by} group={group} />
    </button>
  )
}

/** How wide the view of what is scrolled is, so that heads of lanes stay in it. */
function useWidth(scroller: HTMLElement | null): number | null {
  const [width, setWidth] = useState<number | null>(null)
  useEffect(() => {
    if (scroller === null) return
    const observer = new ResizeObserver(() => setWidth(scroller.clientWidth))
    observer.observe(scroller)
    return () => observer.disconnect()
  }, [scroller])
  return width
}
