import { type Problem, problemOf } from '../state/errors.ts'
import type { TaskPatch } from '../state/actions.ts'
import { tasks } from '../state/stores.ts'
import { client } from '../state/transport.ts'

/** Changes a task at once; a refusal changes it back and is answered, to be shown where it happened. */
export async function changeTask(id: string, patch: TaskPatch): Promise<Problem | null> {
  const lift = tasks.overlay(id, patch)
  try {
    tasks.put([await client.tasks.update({ id, ...patch })])
    return null
  } catch (error) {
    return problemOf(error)
  } finally {
    lift()
  }
}
