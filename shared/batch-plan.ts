import { type BatchMode, type BatchTaskStatus, isLeftOut, isSettled } from './batch-words.ts'
import { PRIORITY_RANK } from './priority-rank.ts'
import type { Priority } from './tasks.ts'

/** A task as the order of a batch sees it. */
export interface OrderedTask {
  id: string
  /** Of the same batch. */
  dependsOn: readonly string[]
  priority: Priority
  /** Place on the board: a fractional index. */
  order: string
}

/**
 * The order in which tasks are begun and merged: parents before those that depend on them. Else in a queue as
 * given, in parallel by priority, then by place on the board. It never changes by itself, so that a crash
 * changes nothing.
 *
 * @param tasks without a cycle
 */
export function orderTasks<T extends OrderedTask>(mode: BatchMode, tasks: readonly T[]): T[] {
  const left = mode === 'queue' ? [...tasks] : tasks.toSorted(byPriority)
  const ordered: T[] = []
  const done = new Set<string>()
  const known = new Set(tasks.map(({ id }) => id))
  while (left.length > 0) {
    const next = left.findIndex(({ dependsOn }) => dependsOn.every((id) => done.has(id) || !known.has(id)))
    const [task] = left.splice(Math.max(0, next), 1)
    if (task === undefined) break
    ordered.push(task)
    done.add(task.id)
  }
  return ordered
}

/** Whether every task stands behind those of the list that it depends on. */
export function isInOrder(tasks: readonly { id: string; dependsOn: readonly string[] }[]): boolean {
  const place = new Map(tasks.map(({ id }, index) => [id, index]))
  return tasks.every(({ dependsOn }, index) => dependsOn.every((id) => (place.get(id) ?? -1) < index))
}

/** Urgent ones first, then by place on the board. */
export function byPriority(
  one: Omit<OrderedTask, 'dependsOn'>,
  other: Omit<OrderedTask, 'dependsOn'>,
): number {
  const rank = PRIORITY_RANK[one.priority] - PRIORITY_RANK[other.priority]
  if (rank !== 0) return rank
  if (one.order !== other.order) return one.order < other.order ? -1 : 1
  return one.id < other.id ? -1 : 1
}

/** A task as the plan sees it. */
export interface PlannedTask {
  id: string
  status: BatchTaskStatus
  /** Of the same batch. */
  dependsOn: readonly string[]
  /** Its run waits for its provider and has given its slot back. */
  isDeferred?: boolean
}

export interface Plan {
  mode: BatchMode
  stopOnFailure: boolean
  parallelLimit: number
  isPaused: boolean
  /** In the order in which they are merged. */
  tasks: readonly PlannedTask[]
}

export type BatchAction =
  | { kind: 'block'; taskId: string; parentId: string }
  | { kind: 'unblock'; taskId: string }
  /** A failure stops what has not begun. */
  | { kind: 'stop'; taskId: string }
  | { kind: 'start'; taskId: string }
  | { kind: 'merge'; taskId: string }
  /** The same for all tasks of a combined batch: they have one run. */
  | { kind: 'start_all'; taskIds: string[] }
  | { kind: 'merge_all'; taskIds: string[] }
  /** Everything is settled. */
  | { kind: 'finish' }
  /** Nothing goes on without the user. */
  | { kind: 'wait' }

/** What is to be done now, as far as it depends on nothing but the tasks; merges one at a time. */
export function planBatch(plan: Plan): BatchAction[] {
  const { tasks, isPaused } = plan
  const statusOf = new Map(tasks.map(({ id, status }) => [id, status]))
  const settling = tasks.flatMap((task) => settle(task, statusOf))
  // What they change decides what comes after.
  if (settling.length > 0) return settling
  if (isPaused) return []
  if (plan.mode === 'combined') return planCombined(tasks)
  if (plan.stopOnFailure && tasks.some(({ status }) => status === 'failed')) {
    const stopping = tasks.filter(({ status }) => status === 'queued')
    if (stopping.length > 0) return stopping.map(({ id }) => ({ kind: 'stop', taskId: id }))
  }
  if (tasks.every(({ status }) => isSettled(status))) return [{ kind: 'finish' }]

  const next = tasks.find(({ status }) => !isSettled(status))
  const merge: BatchAction[] = next?.status === 'completed' ? [{ kind: 'merge', taskId: next.id }] : []
  const actions = [...merge, ...starts(plan, statusOf)]
  const goesOn = actions.length > 0 || tasks.some(({ status }) => status === 'running')
  return goesOn ? actions : [{ kind: 'wait' }]
}

/** One run for all of them: what is not settled goes together. */
function planCombined(tasks: readonly PlannedTask[]): BatchAction[] {
  const open = tasks.filter(({ status }) => !isSettled(status))
  if (open.length === 0) return [{ kind: 'finish' }]
  const atWork = open.filter(({ status }) => status !== 'queued')
  if (atWork.length === 0) return [{ kind: 'start_all', taskIds: open.map(({ id }) => id) }]
  if (atWork.every(({ status }) => status === 'completed'))
    return [{ kind: 'merge_all', taskIds: atWork.map(({ id }) => id) }]
  return atWork.some(({ status }) => status === 'running') ? [] : [{ kind: 'wait' }]
}

function settle(task: PlannedTask, statusOf: ReadonlyMap<string, BatchTaskStatus>): BatchAction[] {
  const missing = task.dependsOn.find((id) => {
    const status = statusOf.get(id)
    return status !== undefined && (isLeftOut(status) || status === 'blocked')
  })
  if (task.status === 'queued' && missing !== undefined)
    return [{ kind: 'block', taskId: task.id, parentId: missing }]
  if (task.status === 'blocked' && missing === undefined) return [{ kind: 'unblock', taskId: task.id }]
  return []
}

/** One more than may run, so that its worktree is ready when there is a slot. */
const AHEAD = 1

function starts(plan: Plan, statusOf: ReadonlyMap<string, BatchTaskStatus>): BatchAction[] {
  const { mode, tasks, parallelLimit, stopOnFailure } = plan
  // A run that waits for the user has given its slot back.
  const running = tasks.filter(({ status }) => status === 'running')
  if (mode === 'queue') {
    const next = tasks.find(({ status }) => !isSettled(status))
    // One that is retried, or moved to the front, stands before the one that runs.
    const isFree = running.length === 0 && tasks.every(({ status }) => status !== 'waiting')
    return isFree && next?.status === 'queued' ? [{ kind: 'start', taskId: next.id }] : []
  }
  const atWork = running.filter(({ isDeferred }) => isDeferred !== true)
  const isReady = ({ status, dependsOn }: PlannedTask) =>
    status === 'queued' && dependsOn.every((id) => (statusOf.get(id) ?? 'merged') === 'merged')
  return (
    tasks
      .filter(isReady)
      // What is prepared ahead begins by itself, also after a failure.
      .slice(0, Math.max(0, parallelLimit + (stopOnFailure ? 0 : AHEAD) - atWork.length))
      .map(({ id }) => ({ kind: 'start', taskId: id }))
  )
}
