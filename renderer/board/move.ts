import type { Task } from '#shared/tasks.ts'
import { mutateTask } from '../state/actions.ts'
import { lanesOf } from '../state/arrange.ts'
import { tasks } from '../state/stores.ts'
import { compareBy } from '../state/task-filter.ts'
import { t } from '../strings/t.ts'
import { toast } from '../ui/toast.ts'
import { announce } from './announce.ts'
import type { BoardNow } from './drag.ts'
import type { Place, Spot } from './grid.ts'
import { groupName } from './group-names.ts'
import { changeFor, placeOf, refusal } from './move-rules.ts'
import { placeKeys } from './place.ts'
import { worldNow } from './use-arrangement.ts'

const HINT = { id: 'board-move' }

/** Says why something was not moved, to eyes and ears. */
export function refuse(why: string): void {
  toast.info(why, HINT)
  announce(why)
}

/** Says that cards stand as their tasks say, and how to have them stand otherwise. */
export function refuseOrder({ query, change }: BoardNow): void {
  const why = t('Cards can be moved within a column when they are ordered by hand')
  if (query.order === 'manual') return
  toast.info(why, {
    ...HINT,
    action: { label: t('Order by hand'), onClick: () => change({ order: 'manual' }) },
  })
  announce(why)
}

/** Puts cards where they were dropped: one change each, shown at once. */
export function moveCards(board: BoardNow, ids: readonly string[], from: Place, spot: Spot): void {
  const { query, grid } = board
  const to = grid.places.get(spot.cell)
  if (to === undefined) return
  const why = refusal(query, from, to)
  if (why !== null) return refuse(why)
  const stays = from.column === to.column && from.lane === to.lane
  const byHand = query.order === 'manual'
  if (stays && !byHand) return refuseOrder(board)

  const world = worldNow(null)
  const all = tasksOf(ids).sort(compareBy(query.order))
  const places = new Map(all.map((task) => [task.id, placeOf(query, task, from, world)]))
  // Selected with the dragged one, some may stand where they cannot be taken away.
  const moved = all.filter(({ id }) => refusal(query, places.get(id) ?? from, to) === null)
  const gone = new Set(moved.map(({ id }) => id))
  const there = byHand ? tasksOf(grid.cells.get(spot.cell) ?? []) : []
  const keys = placeKeys(there, [...gone], spot.index)
  for (const [at, task] of moved.entries()) {
    const order = keys[at]
    const fields = changeFor(query, task, places.get(task.id) ?? from, to, world.agentOf)
    const patch = byHand && order !== undefined ? { ...fields, order } : fields
    // Selected with the dragged one, it may stand there already.
    if (Object.keys(patch).length > 0) void mutateTask(task.id, patch)
  }
  const others = there.filter(({ id }) => !gone.has(id)).length
  announce(wordsOf(board, moved, to, spot.index, others))
  const left = all.find(({ id }) => !gone.has(id))
  if (left !== undefined) refuse(refusal(query, places.get(left.id) ?? from, to) ?? '')
}

function wordsOf(
  { query }: BoardNow,
  moved: readonly Task[],
  to: Place,
  index: number,
  others: number,
): string {
  const lanes = lanesOf(query)
  const lane = lanes === null || to.lane === null ? null : groupName(lanes, to.lane)
  const where = {
    count: moved.length,
    task: moved[0]?.identifier ?? '',
    column: groupName(query.groupBy, to.column),
  }
  if (query.order !== 'manual')
    return lane === null
      ? t('{count, plural, =1 {{task}} other {# tasks}} moved to {column}', where)
      : t('{count, plural, =1 {{task}} other {# tasks}} moved to {column} of {lane}', { ...where, lane })
  const place = { place: index + 1, total: others + moved.length }
  return lane === null
    ? t('{count, plural, =1 {{task}} other {# tasks}} moved to {column}, {place} of {total}', {
        ...where,
        ...place,
      })
    : t('{count, plural, =1 {{task}} other {# tasks}} moved to {column} of {lane}, {place} of {total}', {
        ...where,
        ...place,
        lane,
      })
}

const tasksOf = (ids: readonly string[]): Task[] =>
  ids.map((id) => tasks.get(id)).filter((task) => task !== undefined)
