import { extractClosestEdge } from '@atlaskit/pragmatic-drag-and-drop-hitbox/closest-edge'
import { monitorForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter'
import type { DragLocationHistory } from '@atlaskit/pragmatic-drag-and-drop/types'
import { type MouseEvent, useEffect, useMemo, useRef, useState } from 'react'
import type { Task, TaskStatus } from '#shared/tasks.ts'
import { useView, view } from '../state/view.ts'
import { STATUS_NAMES } from '../ui/icons/status-icon.tsx'
import { ContextMenu } from '../ui/menu.tsx'
import { Column } from './column.tsx'
import { autoScroll, drag, type Over, sameOver } from './drag.ts'
import { moveCards } from './move.ts'
import type { Columns, Spot } from './place.ts'
import { TaskMenu } from './task-menu.tsx'
import { useBoardKeys } from './use-board-keys.ts'

const STATUSES = Object.keys(STATUS_NAMES) as TaskStatus[]

export function Board({
  shown,
  totals,
  showProjectName,
  composeIn,
}: {
  /** Tasks that pass the filter, as their cards are sorted. */
  shown: readonly Task[]
  /** Tasks without the filter. */
  totals: ReadonlyMap<TaskStatus, number>
  showProjectName: boolean
  composeIn: { id: string; name: string } | null
}) {
  const showCancelled = useView((state) => state.display.showCancelled)
  const focusedId = useView((state) => state.focusedId)

  const withCancelled = showCancelled || (totals.get('cancelled') ?? 0) > 0
  const columns = useMemo(() => columnsOf(shown, withCancelled), [shown, withCancelled])
  const [menuIds, setMenuIds] = useState<readonly string[]>([])

  useBoardKeys(columns)
  useDrops(columns)

  // One card can be reached by Tab: the one that had the focus, else the first.
  const tabbableId = useMemo(() => {
    let first: string | null = null
    for (const ids of columns.values()) {
      if (focusedId !== null && ids.includes(focusedId)) return focusedId
      first ??= ids[0] ?? null
    }
    return first
  }, [columns, focusedId])

  const chooseMenu = (event: MouseEvent) => {
    const id = (event.target as Element).closest<HTMLElement>('[data-card]')?.dataset['card']
    if (id === undefined) {
      event.preventDefault()
      return
    }
    const { selection } = view.getState()
    setMenuIds(selection.has(id) ? [...selection] : [id])
  }

  return (
    <ContextMenu label="Task" menu={<TaskMenu ids={menuIds} />}>
      <div
        data-scroll="x"
        onContextMenuCapture={chooseMenu}
        className="grid min-h-0 flex-1 auto-cols-[minmax(216px,1fr)] grid-flow-col gap-2 overflow-x-auto overflow-y-hidden px-3 pt-2.5"
      >
        {[...columns].map(([status, ids]) => (
          <Column
            key={status}
            status={status}
            ids={ids}
            total={totals.get(status) ?? 0}
            tabbableId={tabbableId !== null && ids.includes(tabbableId) ? tabbableId : null}
            composeIn={composeIn}
            showProjectName={showProjectName}
          />
        ))}
      </div>
    </ContextMenu>
  )
}

/** Ids by column, as the columns stand. */
function columnsOf(tasks: readonly Task[], withCancelled: boolean): Columns {
  const columns = new Map<TaskStatus, string[]>()
  for (const status of STATUSES) if (status !== 'cancelled' || withCancelled) columns.set(status, [])
  for (const task of tasks) columns.get(task.status)?.push(task.id)
  return columns
}

/** Draws the line where a drop would go now. */
function point(location: DragLocationHistory): void {
  const over = overOf(location.current.dropTargets[0]?.data)
  if (!sameOver(drag.getState().over, over)) drag.setState({ over })
}

function overOf(data: Record<string | symbol, unknown> | undefined): Over | null {
  if (data === undefined) return null
  const status = data['status'] as TaskStatus
  if (data['kind'] !== 'card') return { status, cardId: null, edge: 'bottom' }
  return {
    status,
    cardId: String(data['id']),
    edge: extractClosestEdge(data) === 'bottom' ? 'bottom' : 'top',
  }
}

function useDrops(columns: Columns): void {
  const latest = useRef(columns)
  useEffect(() => {
    latest.current = columns
  })
  useEffect(() => {
    let scroll: ReturnType<typeof autoScroll> | null = null
    const stop = monitorForElements({
      canMonitor: ({ source }) => source.data['kind'] === 'card',
      onDragStart: ({ source }) => {
        const id = String(source.data['id'])
        const { selection } = view.getState()
        drag.setState({ ids: selection.has(id) ? [id, ...[...selection].filter((one) => one !== id)] : [id] })
        scroll = autoScroll()
      },
      onDrag: ({ location }) => {
        scroll?.at(location.current.input.clientX, location.current.input.clientY)
        point(location)
      },
      onDropTargetChange: ({ location }) => point(location),
      onDrop: ({ location }) => {
        scroll?.stop()
        const { ids } = drag.getState()
        drag.setState({ ids: [], over: null })
        const over = overOf(location.current.dropTargets[0]?.data)
        // Dropped on itself: nothing moves.
        if (over === null || (over.cardId !== null && ids.includes(over.cardId))) return
        const rest = (latest.current.get(over.status) ?? []).filter((id) => !ids.includes(id))
        const at = over.cardId === null ? rest.length : rest.indexOf(over.cardId)
        const spot: Spot = {
          status: over.status,
          index: over.cardId !== null && over.edge === 'bottom' ? at + 1 : at,
        }
        moveCards(latest.current, ids, spot)
      },
    })
    return () => {
      stop()
      scroll?.stop()
      drag.setState({ ids: [], over: null })
    }
  }, [])
}
