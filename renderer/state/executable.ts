import { isTerminal } from '#shared/run-words.ts'
import type { Task } from '#shared/tasks.ts'

type TaskOf = (id: string) => Task | undefined

/**
 * Those of the chosen tasks that can be begun: neither put away nor at work, and not one of several attempts' already.
 * What is done or cancelled is begun anew only where nothing else was chosen. The host has the last word.
 */
export function executable(ids: readonly string[], taskOf: TaskOf): string[] {
  const chosen = ids.flatMap((id) => taskOf(id) ?? [])
  const isAnew = chosen.every(isOver)
  return chosen.filter((task) => isFree(task) && (isAnew || !isOver(task))).map(({ id }) => id)
}

/** Of those, the ones that can be begun at once; all, where each waits for something: the host says for what. */
export function unblocked(ids: readonly string[], taskOf: TaskOf): string[] {
  const ready = ids.filter(
    (id) => taskOf(id)?.dependsOn.some((other) => (taskOf(other)?.status ?? 'done') !== 'done') !== true,
  )
  return ready.length > 0 ? ready : [...ids]
}

/** Whether a run of it goes on. */
export const isAtWork = ({ executionStatus }: Pick<Task, 'executionStatus'>): boolean =>
  executionStatus !== null && !isTerminal(executionStatus)

const isOver = ({ status }: Task) => status === 'done' || status === 'cancelled'

const isFree = (task: Task) => !task.archived && !task.isGoal && task.contestId === null && !isAtWork(task)
