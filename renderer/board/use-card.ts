import { attachClosestEdge } from '@atlaskit/pragmatic-drag-and-drop-hitbox/closest-edge'
import { combine } from '@atlaskit/pragmatic-drag-and-drop/combine'
import { draggable, dropTargetForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter'
import { setCustomNativeDragPreview } from '@atlaskit/pragmatic-drag-and-drop/element/set-custom-native-drag-preview'
import { type MouseEvent, type RefObject, useCallback, useEffect, useLayoutEffect } from 'react'
import type { Task } from '#shared/tasks.ts'
import { useSelected } from '../state/hooks.ts'
import { goTo } from '../state/navigation.ts'
import { toggleSelected, useView, view } from '../state/view.ts'
import { type BoardNow, drag, isCard, mayDrop, useBoardNow } from './drag.ts'
import { focusedCell, leaveFocus, takeFocus } from './focus.ts'
import { rangeOf } from './grid.ts'

/** What a card of the board and a row of the list have in common: focus, drags, presses. */

/** Has a card take up the focus that was meant for it, and say when it goes away with it. */
export function useCardFocus(id: string, element: RefObject<HTMLElement | null>): void {
  useLayoutEffect(() => {
    const node = element.current
    if (node === null) return
    takeFocus(id, node)
    return () => leaveFocus(id, node)
  }, [id, element])
}

/** Whether its title is being written: of a card that stands in several cells, in the one that had the focus. */
export const useEditing = (id: string, cell: string): boolean =>
  useView(useCallback((state) => state.editingId === id && (focusedCell() ?? cell) === cell, [id, cell]))

/** Whether it is being dragged, and at which edge of it the line stands. */
export function useDragging(id: string, cell: string): { dragged: boolean; edge: 'top' | 'bottom' | null } {
  const dragged = useSelected(
    drag,
    useCallback((state) => state.ids.includes(id), [id]),
  )
  const edge = useSelected(
    drag,
    useCallback(
      (state) => (state.over?.cardId === id && state.over.cell === cell ? state.over.edge : null),
      [id, cell],
    ),
  )
  return { dragged, edge }
}

/** Makes it something to drag, and its row something to drop beside, where cards are ordered by hand. */
export function useCardDrag(
  id: string,
  cell: string,
  element: RefObject<HTMLElement | null>,
  enabled: boolean,
): void {
  const board = useBoardNow()
  useEffect(() => {
    const node = element.current
    const row = node?.parentElement
    if (!node || !row || !enabled) return
    const place = () => board.current.grid.places.get(cell)
    return combine(
      draggable({
        element: node,
        getInitialData: () => ({ kind: 'card', id, cell, place: place() }),
        onGenerateDragPreview: ({ nativeSetDragImage }) => {
          const { selection } = view.getState()
          if (!selection.has(id) || selection.size < 2) return
          setCustomNativeDragPreview({
            nativeSetDragImage,
            render: ({ container }) => {
              const badge = document.createElement('div')
              badge.textContent = `${selection.size} tasks`
              badge.className = 'rounded-l bg-accent px-3 py-1.5 text-12 font-medium text-on-accent'
              container.append(badge)
            },
          })
        },
      }),
      dropTargetForElements({
        element: row,
        canDrop: ({ source }) => {
          const to = place()
          return (
            isCard(source.data) &&
            board.current.query.order === 'manual' &&
            to !== undefined &&
            mayDrop(board.current, source.data, to)
          )
        },
        getData: ({ input, element: over }) =>
          attachClosestEdge(
            { kind: 'card', id, cell },
            { input, element: over, allowedEdges: ['top', 'bottom'] },
          ),
      }),
    )
  }, [id, cell, element, enabled, board])
}

/** A press opens the task; with a key held, or while some are selected, it selects. */
export function useCardPress(task: Task, cell: string): (event: MouseEvent) => void {
  const board = useBoardNow()
  return (event) => {
    // What a dialog of the card is pressed for reaches here through React, not through the page.
    if (event.defaultPrevented || !event.currentTarget.contains(event.target as Node)) return
    if ((event.target as Element).closest('button, a, input, textarea') !== null) return
    if (event.shiftKey) {
      // Text is marked by the same press.
      getSelection()?.removeAllRanges()
      selectTo(board.current, task.id, cell)
    } else if (event.metaKey || event.ctrlKey || view.getState().selection.size > 0) {
      pick(task.id, cell)
    } else {
      goTo({ to: 'task', identifier: task.identifier })
    }
  }
}

/** The card that was picked last: a range goes from there. */
let anchor: { id: string; cell: string } | null = null

/** Selects a card, or takes it out of the selection. */
export function pick(id: string, cell: string): void {
  anchor = { id, cell }
  toggleSelected(id)
}

/** Selects all from the card that was picked last to this one, within their cell. */
function selectTo({ grid }: BoardNow, id: string, cell: string): void {
  const range = rangeOf(grid, cell, anchor?.cell === cell ? anchor.id : null, id)
  anchor ??= { id, cell }
  view.setState(({ selection }) => ({ selection: new Set([...selection, ...range]) }))
}
