import { attachClosestEdge } from '@atlaskit/pragmatic-drag-and-drop-hitbox/closest-edge'
import { combine } from '@atlaskit/pragmatic-drag-and-drop/combine'
import { draggable, dropTargetForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter'
import { setCustomNativeDragPreview } from '@atlaskit/pragmatic-drag-and-drop/element/set-custom-native-drag-preview'
import { type MouseEvent, type RefObject, useCallback, useEffect, useLayoutEffect, useRef } from 'react'
import type { Task } from '#shared/tasks.ts'
import { useOpenBatchOf } from '../state/batches.ts'
import { useOpenContestOf } from '../state/contests.ts'
import { useRun, useSelected } from '../state/hooks.ts'
import { goTo } from '../state/navigation.ts'
import { toggleSelected, useView, view } from '../state/view.ts'
import { t } from '../strings/t.ts'
import { type BoardNow, drag, isCard, mayDrop, useBoardNow } from './drag.ts'
import { focusedCell, leaveFocus, noteFocus, takeFocus } from './focus.ts'
import { rangeOf } from './grid.ts'

/**
 * What a card of the board and a row of the list have in common: how its task stands, and an element that has the
 * focus, is dragged and is pressed.
 */
export function useCard(task: Task, cell: string, tabbable: boolean) {
  const { id } = task
  const element = useRef<HTMLElement>(null)
  const selected = useView(useCallback((state) => state.selection.has(id), [id]))
  const editing = useEditing(id, cell)
  const contest = useOpenContestOf(task)
  const latest = useRun(task.latestRunId, task.executionStatus === 'failed' || task.status === 'in_review')
  const inBatch = useOpenBatchOf(id) !== undefined
  const { dragged, edge } = useDragging(id, cell)
  useCardFocus(id, element)
  useCardDrag(id, cell, element, !editing)
  const press = useCardPress(task, cell)
  return {
    selected,
    editing,
    dragged,
    /** The edge at which the line of a drop stands. */
    edge,
    contest,
    latest,
    /** The run that it tells of: what was tried before its candidates is no news while they go on. */
    run: contest === undefined ? latest : undefined,
    /** Its batch begins and retries it. */
    inBatch,
    article: {
      ref: element,
      'data-card': id,
      'data-cell': cell,
      // Drawn with it: set by `draggable` later, it would have every card styled once more.
      draggable: !editing,
      tabIndex: tabbable ? 0 : -1,
      'aria-label': cardLabel(task, selected),
      onClick: press,
      onFocus: () => noteFocus(id, cell),
    },
  }
}

/** What a screen reader calls it. */
const cardLabel = ({ identifier, title }: Pick<Task, 'identifier' | 'title'>, selected: boolean): string =>
  selected ? t('{identifier}: {title}, selected', { identifier, title }) : `${identifier}: ${title}`

/** Has a card take up the focus that was meant for it, and say when it goes away with it. */
function useCardFocus(id: string, element: RefObject<HTMLElement | null>): void {
  useLayoutEffect(() => {
    const node = element.current
    if (node === null) return
    takeFocus(id, node)
    return () => leaveFocus(id, node)
  }, [id, element])
}

/** Whether its title is being written: of a card that stands in several cells, in the one that had the focus. */
const useEditing = (id: string, cell: string): boolean =>
  useView(useCallback((state) => state.editingId === id && (focusedCell() ?? cell) === cell, [id, cell]))

/** Whether it is being dragged, and at which edge of it the line stands. */
function useDragging(id: string, cell: string): { dragged: boolean; edge: 'top' | 'bottom' | null } {
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
function useCardDrag(
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
              badge.textContent = t('{count, plural, one {# task} other {# tasks}}', {
                count: selection.size,
              })
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
function useCardPress(task: Task, cell: string): (event: MouseEvent) => void {
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
