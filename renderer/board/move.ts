import { mutateTask } from '../state/actions.ts'
import { tasks } from '../state/stores.ts'
import { byOrder } from '../state/task-filter.ts'
import { type Columns, placeKeys, type Spot } from './place.ts'

/** Puts cards where they were dropped: one change each, shown at once. */
export function moveCards(columns: Columns, ids: readonly string[], spot: Spot): void {
  const column = (columns.get(spot.status) ?? [])
    .map((id) => tasks.get(id))
    .filter((task) => task !== undefined)
  const moved = ids
    .map((id) => tasks.get(id))
    .filter((task) => task !== undefined)
    .sort(byOrder)
  const keys = placeKeys(
    column,
    moved.map((task) => task.id),
    spot.index,
  )
  for (const [at, task] of moved.entries()) {
    const order = keys[at]
    if (order === undefined) continue
    void mutateTask(task.id, task.status === spot.status ? { order } : { status: spot.status, order })
  }
}
