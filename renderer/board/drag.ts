import { createContext, useContext } from 'react'
import { createStore } from 'zustand/vanilla'
import type { TaskQuery } from '#shared/task-query.ts'
import type { Grid, Place } from './grid.ts'
import { refusal } from './move-rules.ts'

/** What keys, drags and drops of a board or list go by: as it is shown at this moment. */
export type BoardNow = {
  query: TaskQuery
  grid: Grid
  change: (patch: Partial<TaskQuery>) => void
}

/** Of the board around; its value never changes, what it holds does. */
export const BoardContext = createContext<{ readonly current: BoardNow } | null>(null)

export function useBoardNow(): { readonly current: BoardNow } {
  const board = useContext(BoardContext)
  if (board === null) throw new Error('not on a board')
  return board
}

export type Over = { cell: string; cardId: string | null; edge: 'top' | 'bottom' }

/** A drag that goes on: what is dragged, and where the line stands. */
export const drag = createStore<{ ids: readonly string[]; over: Over | null }>(() => ({
  ids: [],
  over: null,
}))

export const sameOver = (a: Over | null, b: Over | null): boolean =>
  a === b || (a !== null && b !== null && a.cell === b.cell && a.cardId === b.cardId && a.edge === b.edge)

/** What is dragged, and what it is dragged over, as they tell of themselves. */
type Told = Record<string | symbol, unknown>

export const isCard = (data: Told): boolean => data['kind'] === 'card'

/** Whether what is dragged may be dropped somewhere in the cell. */
export function mayDrop({ query }: BoardNow, source: Told, place: Place): boolean {
  const from = source['place'] as Place | undefined
  return from !== undefined && refusal(query, from, place) === null
}

/** The line that a drop would go to: by hand between cards, else only the cell as a whole. */
export function overOf(data: Told | undefined, edge: 'top' | 'bottom' | null): Over | null {
  if (data === undefined) return null
  const cell = String(data['cell'])
  if (data['kind'] !== 'card') return { cell, cardId: null, edge: 'bottom' }
  return { cell, cardId: String(data['id']), edge: edge ?? 'top' }
}
