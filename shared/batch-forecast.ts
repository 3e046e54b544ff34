import { orderTasks } from './batch-plan.ts'
import { type BatchTaskStatus, type ConflictBehavior, isSettled } from './batch-words.ts'

// The page loads this file, so nothing of zod may stand in it.

/** A task as the forecast sees it. */
export interface ForecastTask {
  id: string
  status: BatchTaskStatus
  /** Of the same batch. */
  dependsOn: readonly string[]
  /** Its merge goes on right now: its place is taken. */
  isInLane: boolean
}

/** Which tasks do not merge with each other, and which not with what is merged already. */
export interface Conflicts {
  /** Both ways. */
  between: ReadonlyMap<string, ReadonlySet<string>>
  withMerged: ReadonlySet<string>
}

/**
 * Tasks that will not merge by themselves in an order. With `skip` they are left out, and what depends on them is
 * blocked. With `resolve` an agent has to resolve them. With `fail` the first of them ends the batch, and those behind
 * it are not merged either.
 */
export function hindered(
  tasks: readonly ForecastTask[],
  conflicts: Conflicts,
  behavior: ConflictBehavior,
): string[] {
  const inside = new Set<string>()
  const out = new Set<string>()
  const all = new Map(tasks.map((task) => [task.id, task]))
  for (const { id, dependsOn } of openOf(tasks)) {
    const hits = conflicts.between.get(id)
    const collides = conflicts.withMerged.has(id) || (hits !== undefined && meets(hits, inside))
    const isOrphan = dependsOn.some((parent) => isMissing(all.get(parent)))
    if (behavior === 'resolve') {
      // What an agent resolves is merged nevertheless.
      inside.add(id)
      if (collides || isOrphan) out.add(id)
      continue
    }
    const isStopped = behavior === 'fail' && out.size > 0
    if (collides || isOrphan || isStopped || dependsOn.some((parent) => out.has(parent))) out.add(id)
    else inside.add(id)
  }
  return [...out]
}

/**
 * An order in which the fewest tasks are hindered: those that can be merged together first, as they stand now, then
 * the others. What is merged, and what the merge lane has, keeps its place.
 *
 * @param tasks all of the batch, in the order as it is
 * @returns null when no better one was found; for some twenty tasks in conflict none is missed
 */
export function suggestOrder(
  tasks: readonly ForecastTask[],
  conflicts: Conflicts,
  behavior: ConflictBehavior,
): string[] | null {
  const now = hindered(tasks, conflicts, behavior)
  if (now.length === 0) return null
  const keep = largestSet(tasks, conflicts, openOf(tasks).length - now.length)
  if (keep === null) return null
  const rank = (task: ForecastTask) => {
    if (task.status === 'merged') return 0
    if (task.isInLane) return 1
    return keep.has(task.id) ? 2 : 3
  }
  const ranked = [0, 1, 2, 3].flatMap((at) => tasks.filter((task) => rank(task) === at))
  // Parents stay before what depends on them, also those that are left out already.
  const order = orderTasks(
    'queue',
    ranked.map((task) => ({ ...task, priority: 'none', order: '' })),
  )
  return hindered(order, conflicts, behavior).length < now.length ? order.map(({ id }) => id) : null
}

const openOf = (tasks: readonly ForecastTask[]) => tasks.filter(({ status }) => !isSettled(status))

/** A parent that is left out already. */
const isMissing = (task: ForecastTask | undefined) =>
  task !== undefined && isSettled(task.status) && task.status !== 'merged'

function meets(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  for (const id of one) if (other.has(id)) return true
  return false
}

/** Branches that are looked at before the best one so far has to do: some milliseconds for a hundred tasks. */
const MOST_BRANCHES = 200

/**
 * The most tasks that merge together, each with all that it depends on. Takes away the one with the most conflicts
 * until there are none left, then tries the other way round.
 *
 * @param atLeast only a larger set is answered
 */
function largestSet(
  tasks: readonly ForecastTask[],
  { between, withMerged }: Conflicts,
  atLeast: number,
): Set<string> | null {
  const open = openOf(tasks)
  const leftOut = new Set(tasks.filter(isMissing).map(({ id }) => id))
  const children = new Map<string, string[]>()
  for (const { id, dependsOn } of open)
    for (const parent of dependsOn) children.set(parent, [...(children.get(parent) ?? []), id])
  const without = (from: ReadonlySet<string>, gone: Iterable<string>) => {
    const left = new Set(from)
    const queue = [...gone]
    for (const id of queue) if (left.delete(id)) queue.push(...(children.get(id) ?? []))
    return left
  }

  let best: Set<string> | null = null
  let budget = MOST_BRANCHES
  const search = (left: ReadonlySet<string>, taken: ReadonlySet<string>) => {
    if (left.size <= (best?.size ?? atLeast) || budget <= 0) return
    budget -= 1
    const worst = mostConflicts(left, taken, between)
    if (worst === null) {
      best = new Set(left)
      return
    }
    search(without(left, [worst]), taken)
    const rest = without(left, between.get(worst) ?? [])
    // It may depend on one of those that it conflicts with.
    if (rest.has(worst)) search(rest, new Set(taken).add(worst))
  }
  const all = new Set(open.map(({ id }) => id))
  const hopeless = open.filter(
    ({ id, dependsOn }) => withMerged.has(id) || dependsOn.some((parent) => leftOut.has(parent)),
  )
  const possible = without(
    all,
    hopeless.map(({ id }) => id),
  )
  const inLane = open.find(({ id, isInLane }) => isInLane && possible.has(id))?.id
  if (inLane === undefined) search(possible, new Set())
  else search(without(possible, between.get(inLane) ?? []), new Set([inLane]))
  return best
}

/** Of those that may still go, the one that conflicts with the most others; the last of several. */
function mostConflicts(
  left: ReadonlySet<string>,
  taken: ReadonlySet<string>,
  between: Conflicts['between'],
): string | null {
  let worst: string | null = null
  let most = 0
  for (const id of left) {
    if (taken.has(id)) continue
    let count = 0
    for (const other of between.get(id) ?? []) if (left.has(other)) count += 1
    if (count > 0 && count >= most) {
      worst = id
      most = count
    }
  }
  return worst
}
