import { lazy, type MouseEvent, Suspense, useLayoutEffect, useMemo, useRef, useState } from 'react'
import type { TaskQuery } from '#shared/task-query.ts'
import { type Arrangement, lanesOf } from '../state/arrange.ts'
import { useSelected } from '../state/hooks.ts'
import { useView, view } from '../state/view.ts'
import { t } from '../strings/t.ts'
import { ContextMenu } from '../ui/menu.tsx'
import { Board } from './board.tsx'
import { collapsed, isCollapsed } from './collapsed.ts'
import { type Home, pasting } from './compose.ts'
import { BoardContext, type BoardNow } from './drag.ts'
import { focusedCell } from './focus.ts'
import { firstSpot, gridOf, idAt, spotOf } from './grid.ts'
import { TaskList } from './list.tsx'
import { TaskMenu } from './task-menu.tsx'
import { useBoardMoves, useCardCommands } from './use-board-keys.ts'
import { useDrops } from './use-drops.ts'

// A composer has it loaded ahead.
const PasteDialog = lazy(() => import('./paste-dialog.tsx'))

/** Tasks as they are laid out, with all that is done to them by mouse and keys. */
export function TasksArea({
  arrangement,
  query,
  projectId,
  home,
  change,
}: {
  arrangement: Arrangement
  query: TaskQuery
  projectId: string | null
  home: Home
  change: (patch: Partial<TaskQuery>) => void
}) {
  const { columns, lanes, cells } = arrangement
  const { layout, groupBy } = query
  const lanesBy = lanesOf(query)
  const groups = useSelected(collapsed, (state) => state.groups)
  const grid = useMemo(
    () =>
      gridOf({ columns, lanes, cells }, layout, (kind, key) =>
        kind === 'column'
          ? isCollapsed('column', groupBy, key)
          : lanesBy !== null && isCollapsed('lane', lanesBy, key),
      ),
    // oxlint-disable-next-line react/exhaustive-deps -- what is collapsed stands in `groups`
    [columns, lanes, cells, layout, groupBy, lanesBy, groups],
  )
  const board = useRef<BoardNow>({ query, grid, change })
  useLayoutEffect(() => {
    board.current = { query, grid, change }
  })
  useBoardMoves(board, grid)
  useCardCommands()
  useDrops(board)

  // One card can be reached by Tab: the one that had the focus, else the first.
  const focusedId = useView((state) => state.focusedId)
  const tabbable = useMemo(() => {
    const spot = (focusedId === null ? null : spotOf(grid, focusedId, focusedCell())) ?? firstSpot(grid)
    const id = spot === null ? undefined : idAt(grid, spot)
    return spot === null || id === undefined ? null : { id, cell: spot.cell }
  }, [grid, focusedId])

  const [menuIds, setMenuIds] = useState<readonly string[]>([])
  const chooseMenu = (event: MouseEvent) => {
    const id = (event.target as Element).closest<HTMLElement>('[data-card]')?.dataset['card']
    if (id === undefined) {
      event.preventDefault()
      return
    }
    const { selection } = view.getState()
    setMenuIds(selection.has(id) ? [...selection] : [id])
  }

  const pasted = useSelected(pasting, (state) => state.pasted)
  const Layout = layout === 'list' ? TaskList : Board
  return (
    <BoardContext value={board}>
      <ContextMenu label={t('Task')} menu={<TaskMenu ids={menuIds} />}>
        <div className="flex min-h-0 flex-1 flex-col" onContextMenuCapture={chooseMenu}>
          <Layout
            arrangement={arrangement}
            query={query}
            projectId={projectId}
            tabbable={tabbable}
            home={home}
          />
        </div>
      </ContextMenu>
      {pasted !== null && (
        <Suspense>
          <PasteDialog key={pasted.text} board={board} {...pasted} />
        </Suspense>
      )}
    </BoardContext>
  )
}
