import { useEffect } from 'react'
import { useCommand } from '../commands/use-command.ts'
import { archiveTasks, mutateTasks } from '../state/actions.ts'
import { executeFree, openNewBatch, splitByBatch } from '../state/batches.ts'
import { tryContest } from '../state/contests.ts'
import { openOrLinkIssue } from '../state/issues.ts'
import { goTo, openWindow } from '../state/navigation.ts'
import { publishOrOpen } from '../state/publications.ts'
import { tasks } from '../state/stores.ts'
import { clearSelection, type Picker, view } from '../state/view.ts'
import { t } from '../strings/t.ts'
import { isTurned } from '../ui/direction.ts'
import { isFocusFree } from '../ui/kept-focus.ts'
import { announce } from './announce.ts'
import type { BoardNow } from './drag.ts'
import {
  cardToComeBackTo,
  cellOfFocus,
  focusCard,
  focusedCard,
  focusedCell,
  keepFocus,
  setReveal,
  targets,
} from './focus.ts'
import {
  type Direction,
  firstSpot,
  type Grid,
  idAt,
  neighbour,
  type Spot,
  spotOf,
  stepTarget,
} from './grid.ts'
import { moveCards, refuse, refuseOrder } from './move.ts'
import { refusal } from './move-rules.ts'
import { pick } from './use-card.ts'
import { useFieldCommands } from './use-field-commands.ts'
import { scrollers } from './virtual-cards.tsx'

const hasTargets = () => targets().length > 0
const hasOne = () => targets().length === 1
const hasFocus = () => focusedCard() !== null
const areArchived = () => targets().every((id) => tasks.get(id)?.archived === true)
/** What a batch or a contest goes on with is theirs. */
const isHeld = (id: string) =>
  (tasks.get(id)?.contestId ?? null) !== null || splitByBatch([id]).batchIds.length > 0

/** Goes from card to card, and moves them, by keys. */
export function useBoardMoves(board: { readonly current: BoardNow }, grid: Grid): void {
  const show = (spot: Spot) => {
    const id = idAt(board.current.grid, spot)
    if (id === undefined) return
    scrollers.get(spot.cell)?.(spot.index)
    focusCard(id, spot.cell)
  }
  const here = (): Spot | null => {
    const id = focusedCard()
    return id === null ? null : spotOf(board.current.grid, id, cellOfFocus())
  }

  // A board that is shown again, or another place of the card that had the focus: it has to be drawn to take it.
  useEffect(() => {
    const id = cardToComeBackTo()
    const spot = id === null || !isFocusFree() ? null : spotOf(grid, id, focusedCell())
    if (spot !== null) scrollers.get(spot.cell)?.(spot.index)
  }, [grid])
  useEffect(() => {
    setReveal((id, cell) => {
      const spot = spotOf(board.current.grid, id, cell)
      if (spot !== null) scrollers.get(spot.cell)?.(spot.index)
    })
    return () => setReveal(null)
  }, [board])

  const go = (direction: Direction) => () => {
    const from = here()
    if (from === null) {
      const { focusedId } = view.getState()
      const last = focusedId === null ? null : spotOf(board.current.grid, focusedId, focusedCell())
      const first = last ?? firstSpot(board.current.grid)
      if (first === null) return false
      show(first)
      return true
    }
    const next = neighbour(board.current.grid, from, direction)
    if (next !== null) show(next)
    return true
  }
  useCommand('list.previous', go('up'), { room: 'board' })
  useCommand('list.next', go('down'), { room: 'board' })
  // The board's first column is at the side where reading begins.
  const [left, right] = isTurned() ? (['right', 'left'] as const) : (['left', 'right'] as const)
  useCommand('board.left', go(left))
  useCommand('board.right', go(right))

  const move = (direction: Direction) => () => {
    const { grid, query } = board.current
    const id = focusedCard()
    const from = here()
    if (id === null || from === null) return false
    const isUpright = direction === 'up' || direction === 'down'
    const spot = stepTarget(grid, from, direction, query.order === 'manual')
    if (spot === null) {
      if (isUpright && query.order !== 'manual') refuseOrder(board.current)
      else announce(t('There is nothing in that direction'))
      return true
    }
    const [place, to] = [grid.places.get(from.cell), grid.places.get(spot.cell)]
    if (place === undefined || to === undefined) return false
    const why = refusal(query, place, to)
    if (why !== null) {
      refuse(why)
      return true
    }
    moveCards(board.current, [id], place, spot)
    scrollers.get(spot.cell)?.(spot.index)
    keepFocus(id, spot.cell)
    return true
  }
  useCommand('card.up', move('up'), { room: 'selection', when: hasFocus })
  useCommand('card.down', move('down'), { room: 'selection', when: hasFocus })
  useCommand('card.left', move(left), { when: hasFocus })
  useCommand('card.right', move(right), { when: hasFocus })

  useCommand(
    'task.archive',
    () => {
      const ids = targets()
      if (ids.length === 0) return false
      if (areArchived()) {
        clearSelection()
        void mutateTasks(ids, { archived: false })
        return true
      }
      const from = here()
      const next =
        from === null
          ? null
          : (neighbour(board.current.grid, from, 'down') ?? neighbour(board.current.grid, from, 'up'))
      clearSelection()
      void archiveTasks(ids)
      if (next !== null) show(next)
      return true
    },
    {
      room: 'selection',
      when: hasTargets,
      label: () => (areArchived() ? t('Bring back from the archive') : null),
    },
  )
  useCommand('task.delete', () => view.setState({ deleting: targets() }), {
    when: () => hasTargets() && targets().every((id) => !isHeld(id)),
  })

  useCommand('board.select-all', () => {
    const ids = [...board.current.grid.cells.values()].flat()
    if (ids.length === 0) return false
    view.setState({ selection: new Set(ids) })
    announce(t('{count, plural, one {# task} other {# tasks}} selected', { count: new Set(ids).size }))
    return true
  })
}

/** Everything else that is done to cards by keys. */
export function useCardCommands(): void {
  useCommand(
    'item.open',
    (event) => {
      const id = focusedCard()
      const inside = event?.target instanceof Element && event.target.closest('button, a') !== null
      const task = id === null || inside ? undefined : tasks.get(id)
      if (task === undefined) return false
      goTo({ to: 'task', identifier: task.identifier })
      return true
    },
    { room: 'selection', when: hasFocus },
  )

  useCommand(
    'item.window',
    () => {
      const task = tasks.get(focusedCard() ?? '')
      if (task === undefined) return false
      openWindow({ to: 'task', identifier: task.identifier })
      return true
    },
    { room: 'selection', when: hasFocus },
  )

  useCommand(
    'card.select',
    () => {
      const id = focusedCard()
      if (id === null) return false
      pick(id, cellOfFocus() ?? '')
      return true
    },
    { when: hasFocus },
  )

  useCommand(
    'view.back',
    () => {
      if (view.getState().selection.size > 0) clearSelection()
      else if (focusedCard() !== null && document.activeElement instanceof HTMLElement)
        document.activeElement.blur()
      else return false
      return true
    },
    { room: 'board' },
  )

  const withTargets = (act: (ids: string[]) => void) => () => {
    const ids = targets()
    if (ids.length === 0) return false
    act(ids)
    return true
  }
  const withOne = (act: (id: string) => void) => () => {
    const [id, ...others] = targets()
    if (id === undefined || others.length > 0) return false
    act(id)
    return true
  }
  const identifier = () => tasks.get(targets()[0] ?? '')?.identifier ?? t('the task')
  useCommand(
    'task.execute',
    withTargets((ids) => {
      clearSelection()
      void executeFree(ids)
    }),
    {
      room: 'selection',
      when: hasTargets,
      label: () => {
        if (hasOne()) return t('Execute {identifier}', { identifier: identifier() })
        const count = splitByBatch(targets()).ready.length
        return count === 0 ? null : t('Execute {count, plural, one {# task} other {# tasks}}', { count })
      },
    },
  )
  useCommand('task.batch', withTargets(openNewBatch), { when: hasTargets })
  useCommand('task.contest', withOne(tryContest), { room: 'selection', when: hasOne })
  useCommand('task.publish', withOne(publishOrOpen), { room: 'selection', when: hasOne })
  useCommand('task.issue', withOne(openOrLinkIssue), { room: 'selection', when: hasOne })
  useCommand(
    'card.title',
    () => {
      const id = focusedCard()
      if (id === null) return false
      view.setState({ editingId: id })
      return true
    },
    { room: 'selection', when: hasFocus },
  )
  useCommand(
    'task.answer',
    () => {
      const id = focusedCard()
      if (id === null) return false
      const first = document.querySelector<HTMLElement>(
        `[data-card="${id}"] [data-request] :is(button, input)`,
      )
      if (first !== null) first.focus()
      else {
        // A row of the list has no room for what is asked: the task has.
        const task = tasks.get(id)
        if (task?.executionStatus !== 'waiting') return false
        goTo({ to: 'task', identifier: task.identifier })
      }
      return true
    },
    { room: 'selection', when: isAsked },
  )

  const choose = (kind: Picker['kind']) => withTargets((ids) => view.setState({ picker: { kind, ids } }))
  useCommand('task.status', choose('status'), { room: 'selection', when: hasTargets })
  useCommand('task.priority', choose('priority'), { room: 'selection', when: hasTargets })
  useCommand('task.labels', choose('labels'), { room: 'selection', when: hasTargets })
  useCommand('task.agent', choose('agent'), { room: 'selection', when: hasTargets })
  useFieldCommands('selection', targets)
}

/** Something is asked of the user at the card in focus. */
const isAsked = (): boolean => tasks.get(focusedCard() ?? '')?.executionStatus === 'waiting'
