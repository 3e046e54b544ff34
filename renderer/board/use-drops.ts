import { extractClosestEdge } from '@atlaskit/pragmatic-drag-and-drop-hitbox/closest-edge'
import { monitorForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter'
import type { DragLocationHistory } from '@atlaskit/pragmatic-drag-and-drop/types'
import { useEffect } from 'react'
import { view } from '../state/view.ts'
import { type BoardNow, drag, isCard, type Over, overOf, sameOver } from './drag.ts'
import { type Place, spotOf } from './grid.ts'
import { moveCards, refuse, refuseOrder } from './move.ts'
import { refusal } from './move-rules.ts'

/** Follows cards that are dragged over a board or list, and moves them where they are dropped. */
export function useDrops(board: { readonly current: BoardNow }): void {
  useEffect(() => {
    const stop = monitorForElements({
      canMonitor: ({ source }) => isCard(source.data),
      onDragStart: ({ source }) => {
        const id = String(source.data['id'])
        const { selection } = view.getState()
        drag.setState({ ids: selection.has(id) ? [id, ...[...selection].filter((one) => one !== id)] : [id] })
      },
      onDrag: ({ location }) => point(location),
      onDropTargetChange: ({ location }) => point(location),
      onDrop: ({ source, location }) => {
        const { ids } = drag.getState()
        drag.setState({ ids: [], over: null })
        const from = source.data['place'] as Place | undefined
        if (from === undefined) return
        const over = lookAt(location)
        if (over === null) return refuseAt(board.current, from, location)
        // Dropped on itself: nothing moves.
        if (over.cardId !== null && ids.includes(over.cardId)) return
        const gone = new Set(ids)
        const rest = (board.current.grid.cells.get(over.cell) ?? []).filter((id) => !gone.has(id))
        const at = over.cardId === null ? rest.length : rest.indexOf(over.cardId)
        const index = over.cardId !== null && over.edge === 'bottom' ? at + 1 : at
        // Let go where it was taken: nobody wanted to order by hand.
        const { query, grid } = board.current
        const isHome = spotOf(grid, ids[0] ?? '', over.cell)?.cell === over.cell
        if (query.order !== 'manual' && isHome && isShort(location)) return
        moveCards(board.current, ids, from, { cell: over.cell, index })
      },
    })
    return () => {
      stop()
      drag.setState({ ids: [], over: null })
    }
  }, [board])
}

/** Moves what is scrolled while cards are dragged near its edges. */
export function useAutoScroll(element: HTMLElement | null): void {
  useEffect(() => {
    if (element === null) return
    let stop: (() => void) | undefined
    let isGone = false
    // Nobody drags before the first picture, which needs less without it.
    const load = async () => {
      const { autoScrollForElements } = await import('@atlaskit/pragmatic-drag-and-drop-auto-scroll/element')
      if (!isGone) stop = autoScrollForElements({ element, canScroll: ({ source }) => isCard(source.data) })
    }
    void load()
    return () => {
      isGone = true
      stop?.()
    }
  }, [element])
}

/** Draws the line where a drop would go now. */
function point(location: DragLocationHistory): void {
  const over = lookAt(location)
  if (!sameOver(drag.getState().over, over)) drag.setState({ over })
}

function lookAt(location: DragLocationHistory): Over | null {
  const data = location.current.dropTargets[0]?.data
  return overOf(data, data === undefined ? null : (extractClosestEdge(data) as 'top' | 'bottom' | null))
}

/** Pixels within which a press was not meant to move anything. */
const SHORT = 24

function isShort({ initial, current }: DragLocationHistory): boolean {
  const [from, to] = [initial.input, current.input]
  return Math.hypot(to.clientX - from.clientX, to.clientY - from.clientY) < SHORT
}

/** Let go over a cell that takes no such card: says why not. */
function refuseAt(board: BoardNow, from: Place, { current }: DragLocationHistory): void {
  const { clientX, clientY } = current.input
  const under = document.elementFromPoint(clientX, clientY)?.closest<HTMLElement>('[data-drop-cell]')
  const to = board.grid.places.get(under?.dataset['dropCell'] ?? '')
  if (to === undefined) return
  const why = refusal(board.query, from, to)
  if (why === null) refuseOrder(board)
  else refuse(why)
}
