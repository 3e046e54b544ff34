import { createStore } from 'zustand/vanilla'
import type { Task } from '#shared/tasks.ts'
import { createTask, createTasks } from '../state/actions.ts'
import { goTo } from '../state/navigation.ts'
import { tasks } from '../state/stores.ts'
import { type Grouping, NONE } from '../state/task-groups.ts'
import { t } from '../strings/t.ts'
import { toast } from '../ui/toast.ts'
import type { BoardNow } from './drag.ts'
import { type Beginning, beginningIn } from './move-rules.ts'
import { placeKeys } from './place.ts'

/** The project that new tasks go to, where no group says another; null = none can be made here. */
export type Home = { id: string; name: string } | null

/** Where new tasks go, and what they begin with. */
export type Target = {
  projectId: string
  beginning: Beginning
  /** Where among the cards of the cell; null = at the end of what there is. */
  at: { cell: string; end: 'head' | 'foot' } | null
}

/** Whether new tasks can be made in a group: what is in a batch is chosen otherwise. */
export const canCompose = (by: Grouping, group: string, home: Home): boolean =>
  (home !== null || by === 'project') && !(by === 'batch' && group !== NONE)

/** Where new tasks of a cell go; null where none can be made. */
export function targetIn(board: BoardNow, cell: string, end: 'head' | 'foot', home: Home): Target | null {
  const beginning = beginningIn(board.query, board.grid.places.get(cell) ?? null)
  const projectId = beginning?.projectId ?? home?.id
  if (beginning === null || projectId === undefined) return null
  return { projectId, beginning, at: board.query.order === 'manual' ? { cell, end } : null }
}

/** Fractional indexes for so many new cards, one after the other. */
export function ordersFor(board: BoardNow, target: Target, count: number): (string | undefined)[] {
  if (target.at === null) return Array.from({ length: count }, () => undefined)
  const cards = (board.grid.cells.get(target.at.cell) ?? [])
    .map((id) => tasks.get(id))
    .filter((task) => task !== undefined)
  const names = Array.from({ length: count }, (_, index) => `new ${index}`)
  return placeKeys(cards, names, target.at.end === 'head' ? 0 : cards.length)
}

/** What a new task is called, and where it stands; undefined = at the end. */
type Words = { title: string; description?: string; order: string | undefined }

/** Makes a task; where the filter hides it, says so. */
export async function createIn(board: () => BoardNow, target: Target, words: Words): Promise<Task | null> {
  const task = await createTask({ ...fieldsOf(target, words), projectId: target.projectId })
  if (task !== null) tellHiddenSoon(board, [task])
  return task
}

/** The same for several, in this order; where not all could be made, answers those before. */
export async function createAllIn(
  board: () => BoardNow,
  target: Target,
  all: readonly Words[],
): Promise<Task[]> {
  const made = await createTasks(
    target.projectId,
    all.map((words) => fieldsOf(target, words)),
  )
  tellHiddenSoon(board, made)
  return made
}

function fieldsOf({ beginning }: Target, { order, ...words }: Words) {
  const { projectId: _, ...fields } = beginning
  return { ...fields, ...words, ...(order === undefined ? {} : { order }) }
}

/** The next frame lays them out, the one after it has been drawn. */
const tellHiddenSoon = (board: () => BoardNow, made: readonly Task[]) =>
  requestAnimationFrame(() => requestAnimationFrame(() => tellHidden(board(), made)))

function tellHidden({ grid }: BoardNow, made: readonly Task[]): void {
  const shown = new Set([...grid.cells.values()].flat())
  const [first, ...others] = made.filter(({ id }) => !shown.has(id))
  if (first === undefined) return
  const { identifier } = first
  if (others.length > 0)
    toast.info(t('{count} tasks are made, but the filter hides them', { count: others.length + 1 }), {
      id: 'board-hidden',
    })
  else
    toast.info(t('{identifier} is made, but the filter hides it', { identifier }), {
      id: 'board-hidden',
      action: { label: t('Open'), onClick: () => goTo({ to: 'task', identifier }) },
    })
}

/** Lines that were pasted and may become tasks: asks first. */
export const pasting = createStore<{ pasted: { text: string; target: Target } | null }>(() => ({
  pasted: null,
}))
