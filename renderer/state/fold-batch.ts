import type { Batch } from '#shared/batches.ts'

/** A batch after an event of the feed, which names of its tasks only those that changed. */
export function foldBatch(held: Batch, changed: Partial<Batch>): Batch {
  if (changed.tasks === undefined) return { ...held, ...changed }
  const byId = new Map(changed.tasks.map((task) => [task.taskId, task]))
  const tasks = held.tasks
    .map((task) => byId.get(task.taskId) ?? task)
    .sort((one, other) => one.position - other.position)
  return { ...held, ...changed, tasks }
}
