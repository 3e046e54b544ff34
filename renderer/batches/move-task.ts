import { isInOrder } from '#shared/batch-plan.ts'

type Ordered = { id: string; dependsOn: readonly string[] }

/**
 * The order after one task was moved to a place, counted without it. Null = that place is not for it: something would
 * stand before what it depends on, or among the first `fixed`, which are merged already.
 */
export function moveTask<T extends Ordered>(
  tasks: readonly T[],
  id: string,
  to: number,
  fixed = 0,
): T[] | null {
  const from = tasks.findIndex((task) => task.id === id)
  const task = tasks[from]
  if (task === undefined || from < fixed || to < fixed || to >= tasks.length || to === from) return null
  const moved = tasks.toSpliced(from, 1).toSpliced(to, 0, task)
  const inside = new Set(tasks.map((one) => one.id))
  const known = moved.map((one) => ({
    id: one.id,
    dependsOn: one.dependsOn.filter((parent) => inside.has(parent)),
  }))
  return isInOrder(known) ? moved : null
}
