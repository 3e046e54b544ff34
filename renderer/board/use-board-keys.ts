import { useEffect, useRef } from 'react'
import type { TaskStatus } from '#shared/tasks.ts'
import { archiveTasks, mutateTasks } from '../state/actions.ts'
import { executeFree, openNewBatch } from '../state/batches.ts'
import { tryContest } from '../state/contests.ts'
import { openOrLinkIssue } from '../state/issues.ts'
import { goTo } from '../state/navigation.ts'
import { publishOrOpen } from '../state/publications.ts'
import { tasks } from '../state/stores.ts'
import { clearSelection, toggleSelected, view } from '../state/view.ts'
import { STATUS_NAMES } from '../ui/icons/status-icon.tsx'
import { useShortcut } from '../ui/use-shortcut.ts'
import { scrollers } from './column.tsx'
import { cardToComeBackTo, focusCard, focusedCard, keepFocus, targets } from './focus.ts'
import { moveCards } from './move.ts'
import { type Columns, type Direction, neighbour, spotOf, stepTarget } from './place.ts'

const STATUSES = Object.keys(STATUS_NAMES) as TaskStatus[]

const DIRECTIONS: Record<string, Direction> = {
  arrowup: 'up',
  k: 'up',
  arrowdown: 'down',
  j: 'down',
  arrowleft: 'left',
  h: 'left',
  arrowright: 'right',
  l: 'right',
}

/** Everything the board does by keyboard. */
export function useBoardKeys(columns: Columns): void {
  const show = (id: string) => {
    const spot = spotOf(columns, id)
    if (spot !== null) scrollers.get(spot.status)?.(spot.index)
    focusCard(id)
  }

  const begin = () => {
    const id = cardToComeBackTo()
    const spot = id === null ? null : spotOf(columns, id)
    if (spot !== null) scrollers.get(spot.status)?.(spot.index)
  }
  const latestBegin = useRef(begin)
  useEffect(() => latestBegin.current(), [])

  useShortcut('arrowup, arrowdown, arrowleft, arrowright, h, j, k, l', (event) => {
    const direction = DIRECTIONS[event.key.toLowerCase()]
    if (direction === undefined) return false
    const from = focusedCard()
    if (from === null) {
      const { focusedId } = view.getState()
      const first =
        focusedId !== null && spotOf(columns, focusedId) !== null
          ? focusedId
          : neighbour(columns, null, direction)
      if (first === null) return false
      show(first)
      return
    }
    const next = neighbour(columns, from, direction)
    if (next !== null) show(next)
  })

  useShortcut(
    'shift+arrowup, shift+arrowdown, shift+arrowleft, shift+arrowright, alt+arrowup, alt+arrowdown, alt+arrowleft, alt+arrowright',
    (event) => {
      const direction = DIRECTIONS[event.key.toLowerCase()]
      const id = focusedCard()
      if (id === null || direction === undefined) return false
      const spot = stepTarget(columns, id, direction)
      if (spot === null) return
      moveCards(columns, [id], spot)
      scrollers.get(spot.status)?.(spot.index)
      keepFocus(id)
    },
  )

  useShortcut('enter', (event) => {
    const id = focusedCard()
    const inside = event.target instanceof Element && event.target.closest('button, a') !== null
    if (id === null || inside) return false
    const task = tasks.get(id)
    if (task !== undefined) goTo({ to: 'task', identifier: task.identifier })
  })

  useShortcut('x', () => {
    const id = focusedCard()
    if (id === null) return false
    toggleSelected(id)
  })

  useShortcut('escape', () => {
    if (view.getState().selection.size > 0) clearSelection()
    else if (focusedCard() !== null && document.activeElement instanceof HTMLElement)
      document.activeElement.blur()
    else return false
  })

  useShortcut('e', () => {
    const ids = targets()
    if (ids.length === 0) return false
    clearSelection()
    void executeFree(ids)
  })

  useShortcut('shift+e', () => {
    const ids = targets()
    if (ids.length === 0) return false
    openNewBatch(ids)
  })

  useShortcut('shift+b', () => {
    const [id, ...others] = targets()
    if (id === undefined || others.length > 0) return false
    tryContest(id)
  })

  useShortcut('shift+p', () => {
    const [id, ...others] = targets()
    if (id === undefined || others.length > 0) return false
    publishOrOpen(id)
  })

  useShortcut('shift+i', () => {
    const [id, ...others] = targets()
    if (id === undefined || others.length > 0) return false
    openOrLinkIssue(id)
  })

  useShortcut('f2', () => {
    const id = focusedCard()
    if (id === null) return false
    view.setState({ editingId: id })
  })

  useShortcut('1, 2, 3, 4, 5, 6', (event) => {
    const status = STATUSES[Number(event.key) - 1]
    const ids = targets()
    if (status === undefined || ids.length === 0) return false
    const focused = focusedCard()
    void mutateTasks(ids, { status })
    if (focused !== null) keepFocus(focused)
  })

  const pick = (kind: 'status' | 'priority' | 'labels') => () => {
    const ids = targets()
    if (ids.length === 0) return false
    view.setState({ picker: { kind, ids } })
    return true
  }
  useShortcut('s', pick('status'))
  useShortcut('p', pick('priority'))
  useShortcut('shift+l', pick('labels'))

  useShortcut('backspace, delete', () => {
    const ids = targets()
    if (ids.length === 0) return false
    const focused = focusedCard()
    const next =
      focused === null ? null : (neighbour(columns, focused, 'down') ?? neighbour(columns, focused, 'up'))
    clearSelection()
    void archiveTasks(ids)
    if (next !== null) show(next)
  })

  useShortcut('a', () => {
    const id = focusedCard()
    const card = id === null ? null : document.querySelector(`[data-card="${id}"] [data-request]`)
    const first = card?.querySelector<HTMLElement>('button, input')
    if (!first) return false
    first.focus()
  })

  useShortcut('/', () => {
    document.querySelector<HTMLElement>('[data-board-search]')?.focus()
  })
}
