import type { TaskStatus } from '#shared/tasks.ts'

/**
 * The ids of as many tasks as a batch takes, in the order in which they are merged: what is to be done still comes before
 * what is done or cancelled.
 */
export function firstOf(
  tasks: readonly { id: string; status: TaskStatus }[],
  count: number,
): ReadonlySet<string> {
  const open = tasks.filter((task) => !isEnded(task))
  const ended = tasks.filter(isEnded)
  return new Set([...open, ...ended].slice(0, count).map(({ id }) => id))
}

const isEnded = ({ status }: { status: TaskStatus }) => status === 'done' || status === 'cancelled'
