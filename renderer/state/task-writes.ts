import type { Task } from '#shared/tasks.ts'
import { inOrder, inOrderOf } from './attempt.ts'
import { refusedAs } from './errors.ts'
import { tasks } from './stores.ts'
import { client } from './transport.ts'
import type { TaskPatch } from './undo.ts'

type Write = { id: string; patch: TaskPatch; done: PromiseWithResolvers<Task> }

/** So many tasks are asked for at once: what comes of them is seen as it comes. */
const MOST_AT_ONCE = 100

/** What is asked for in this go; the first of it is seen already. */
let going: Map<string, Write> | null = null

/**
 * Changes a task at once; when the host refuses, it changes back. Changes of many tasks that come one after the other,
 * with nothing in between, are shown in one step and reach the host in few calls: a thousand cards are no more work for
 * the page than one.
 *
 * @throws what the host says against it
 */
export function writeTask(id: string, patch: TaskPatch): Promise<Task> {
  // What is asked for twice is asked for in its order.
  if (going?.has(id) === true) ask()
  const write: Write = { id, patch, done: Promise.withResolvers<Task>() }
  if (going === null) {
    going = new Map()
    tasks.overlayAll([[id, patch]])
    queueMicrotask(ask)
  }
  going.set(id, write)
  return write.done.promise
}

const layer = (writes: readonly Write[]) => writes.map(({ id, patch }) => [id, patch] as const)

function ask(): void {
  if (going === null) return
  const writes = [...going.values()]
  going = null
  const [first, ...others] = writes
  if (first === undefined) return
  if (others.length === 0) {
    void askFor(first)
    return
  }
  tasks.overlayAll(layer(others))
  let before: Promise<Failed | null> = Promise.resolve(null)
  for (let from = 0; from < writes.length; from += MOST_AT_ONCE)
    before = askForMany(writes.slice(from, from + MOST_AT_ONCE), before)
}

async function askFor({ id, patch, done }: Write): Promise<void> {
  try {
    const task = await inOrder(id, () => client.tasks.update({ id, ...patch }))
    tasks.liftAll([[id, patch]], [task])
    done.resolve(task)
  } catch (error) {
    tasks.liftAll([[id, patch]])
    done.reject(error)
  }
}

/** Why a whole call was not answered. */
type Failed = { error: unknown }

/** @param before settled when those ahead of it are through; where they were not answered, these are not asked for */
async function askForMany(writes: readonly Write[], before: Promise<Failed | null>): Promise<Failed | null> {
  const changes = writes.map(({ id, patch }) => ({ id, ...patch }))
  const ids = writes.map(({ id }) => id)
  try {
    const { items, refused } = await inOrderOf(ids, async () => {
      const failed = await before
      if (failed !== null) throw failed.error
      return client.tasks.updateMany({ changes })
    })
    tasks.liftAll(layer(writes), items)
    const answers = new Map(items.map((task) => [task.id, task]))
    const refusals = new Map(refused.map((problem) => [problem.id, problem]))
    for (const { id, done } of writes) {
      const [answer, refusal] = [answers.get(id), refusals.get(id)]
      if (answer !== undefined) done.resolve(answer)
      else done.reject(refusal === undefined ? new Error('no answer') : refusedAs(refusal))
    }
    return null
  } catch (error) {
    tasks.liftAll(layer(writes))
    for (const { done } of writes) done.reject(error)
    return { error }
  }
}
