import { attachClosestEdge, extractClosestEdge } from '@atlaskit/pragmatic-drag-and-drop-hitbox/closest-edge'
import { combine } from '@atlaskit/pragmatic-drag-and-drop/combine'
import { draggable, dropTargetForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter'
import { type RefObject, useEffect, useRef, useState } from 'react'

/** Where the line of a drop stands at this row, and whether the row itself is dragged. */
export type DragState = { edge: 'top' | 'bottom' | null; isDragged: boolean }

const RESTING: DragState = { edge: null, isDragged: false }

/**
 * Lets a row be dragged to another place of its list, and others be dropped at it.
 *
 * @param list that rows may not leave
 * @param handle where it is taken hold of; else anywhere
 * @param onDrop is told which row came, and to which side of this one
 */
export function useDragRow(
  element: RefObject<HTMLElement | null>,
  list: string,
  id: string,
  enabled: boolean,
  onDrop: (dragged: string, edge: 'top' | 'bottom') => void,
  handle?: RefObject<HTMLElement | null>,
): DragState {
  const [state, setState] = useState(RESTING)
  const latest = useRef(onDrop)
  useEffect(() => {
    latest.current = onDrop
  })
  useEffect(() => {
    const node = element.current
    if (node === null || !enabled) return
    const edgeOf = (data: Record<string | symbol, unknown>) =>
      extractClosestEdge(data) === 'bottom' ? 'bottom' : 'top'
    return combine(
      draggable({
        element: node,
        ...(handle?.current ? { dragHandle: handle.current } : {}),
        getInitialData: () => ({ kind: list, id }),
        onDragStart: () => setState({ edge: null, isDragged: true }),
        onDrop: () => setState(RESTING),
      }),
      dropTargetForElements({
        element: node,
        canDrop: ({ source }) => source.data['kind'] === list && source.data['id'] !== id,
        getData: ({ input, element: over }) =>
          attachClosestEdge({ id }, { input, element: over, allowedEdges: ['top', 'bottom'] }),
        onDrag: ({ self }) =>
          setState((before) =>
            before.edge === edgeOf(self.data) ? before : { edge: edgeOf(self.data), isDragged: false },
          ),
        onDragLeave: () => setState(RESTING),
        onDrop: ({ self, source }) => {
          setState(RESTING)
          latest.current(String(source.data['id']), edgeOf(self.data))
        },
      }),
    )
  }, [element, handle, list, id, enabled])
  return enabled ? state : RESTING
}

/** The place, counted without the dragged row, that a drop at a side of another row means. */
export function placeOfDrop(
  ids: readonly string[],
  dragged: string,
  over: string,
  edge: 'top' | 'bottom',
): number {
  const rest = ids.filter((id) => id !== dragged)
  return rest.indexOf(over) + (edge === 'bottom' ? 1 : 0)
}
