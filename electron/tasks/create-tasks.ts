import { setImmediate } from 'node:timers/promises'
import { generateNKeysBetween } from 'fractional-indexing'
import type { z } from 'zod'
import { notFound } from '#shared/errors.ts'
import { type Activity, type CreateTask, createTask, type Task, type TaskStatus } from '#shared/tasks.ts'
import { addTaskAttachments, attachmentsOfTask } from '../attachments/attachments.ts'
import type { Store, Tx } from '../store/store.ts'
import { addActivity, authorOf } from './activity.ts'
import { findTask, insertTask, type Reader } from './task-records.ts'
import {
  distinct,
  endOfColumn,
  relationsOf,
  requireLabels,
  requireOrder,
  requireSiblings,
} from './task-rules.ts'

/** A task to be made, as the contract's schema has read it. */
export type NewTask = Omit<z.output<typeof createTask>, 'copyOf'>

/** So long the host does nothing else while many tasks are made, in milliseconds. */
const TURN_MS = 8

/** Gives way to what else the host has to do once it had its turn. */
function takingTurns(): () => Promise<void> {
  let turn = performance.now()
  return async () => {
    if (performance.now() - turn < TURN_MS) return
    await setImmediate()
    turn = performance.now()
  }
}

/**
 * Makes tasks of one project as somebody asks for them, in this order, in the caller's transaction.
 *
 * @throws what {@link createTasksIn} throws, and AppError NOT_FOUND for a task to be copied
 */
export async function createAskedIn(
  tx: Tx,
  store: Pick<Store, 'newId' | 'now'>,
  projectId: string,
  asked: readonly Omit<CreateTask, 'projectId'>[],
  isGoal = false,
): Promise<Task[]> {
  const giveWay = takingTurns()
  const items: NewTask[] = []
  const copied: { task: Task; author: string | null }[] = []
  for (const [place, one] of asked.entries()) {
    const { copyOf, ...fields } = createTask.parse({ ...one, projectId })
    if (fields.order !== undefined) requireOrder(fields.order)
    items.push({ ...fields, ...(await relationsOf(tx.db, fields)) })
    if (copyOf !== undefined) {
      const task = await findTask(copyOf, tx.db)
      const author = task.description === fields.description ? await authorOf(tx.db, task.id) : null
      copied[place] = { task, author }
    }
    await giveWay()
  }
  const made = await createTasksIn(
    tx,
    store,
    projectId,
    items,
    (place) => ({
      kind: 'created',
      from: copied[place]?.author ?? null,
      to: copied[place]?.task.identifier ?? null,
    }),
    undefined,
    isGoal,
  )
  for (const [place, { id, description }] of made.entries()) {
    const source = copied[place]?.task
    const own = source === undefined ? undefined : await attachmentsOfTask(tx.db, source.id)
    await addTaskAttachments(tx, id, description, source?.description, own)
    await giveWay()
  }
  return made
}

/**
 * Makes tasks of one project, in this order, in the caller's transaction.
 *
 * @param lineAt of the history of the one at a place among them
 * @param parentAt the place among them of what one is part of, which stands before it; null where its `parentId` says
 * @param isGoal they are goals of brainstorms: archived from the start
 * @throws AppError NOT_FOUND for an unknown project, label, parent or dependency
 * @throws AppError BAD_REQUEST for a parent or dependency of another project
 */
export async function createTasksIn(
  tx: Tx,
  store: Pick<Store, 'newId' | 'now'>,
  projectId: string,
  items: readonly NewTask[],
  lineAt: (place: number) => Pick<Activity, 'kind' | 'from' | 'to'>,
  parentAt: (place: number) => number | null = () => null,
  isGoal = false,
): Promise<Task[]> {
  const { key, first } = await takeNumbers(tx, projectId, items.length)
  await requireLabels(tx.db, distinct(items.flatMap(({ labelIds }) => labelIds)))
  const siblings = items.flatMap(({ dependsOn, parentId }) => [...dependsOn, parentId ?? []].flat())
  await requireSiblings(tx.db, projectId, distinct(siblings))
  const orders = await ordersAtEnd(tx.db, projectId, items)
  const now = store.now()
  const made: Task[] = []
  const giveWay = takingTurns()
  for (const [place, fields] of items.entries()) {
    const parent = parentAt(place)
    const task = await insertTask(tx, first + place, {
      ...fields,
      id: store.newId(),
      identifier: `${key}-${first + place}`,
      order: fields.order ?? orders(fields.status),
      labelIds: distinct(fields.labelIds),
      dependsOn: distinct(fields.dependsOn),
      parentId: parent === null ? fields.parentId : (made[parent]?.id ?? null),
      archived: isGoal,
      isGoal,
      branchName: null,
      executionStatus: null,
      executionProgress: null,
      latestRunId: null,
      contestId: null,
      prUrl: null,
      prNumber: null,
      createdAt: now,
      updatedAt: now,
    })
    await addActivity(tx, store, { taskId: task.id, actor: 'user', ...lineAt(place) })
    made.push(task)
    await giveWay()
  }
  return made
}

/** The project's next task numbers, taken for good: a number is never given twice. */
async function takeNumbers(
  tx: Tx,
  projectId: string,
  count: number,
): Promise<{ key: string; first: number }> {
  const project = await tx.db
    .updateTable('projects')
    .set((eb) => ({ next_task_number: eb('next_task_number', '+', count) }))
    .where('id', '=', projectId)
    .where('deleted_at', 'is', null)
    .returning(['key', 'next_task_number'])
    .executeTakeFirst()
  if (project === undefined) throw notFound('project', projectId)
  return { key: project.key, first: project.next_task_number - count }
}

/** Gives the next fractional index behind every card of a column, one for each task that names none itself. */
async function ordersAtEnd(
  db: Reader,
  projectId: string,
  items: readonly NewTask[],
): Promise<(status: TaskStatus) => string> {
  const counts = new Map<TaskStatus, number>()
  for (const { status, order } of items) {
    if (order === undefined) counts.set(status, (counts.get(status) ?? 0) + 1)
  }
  const keys = new Map<TaskStatus, string[]>()
  for (const [status, count] of counts) {
    const first = await endOfColumn(db, projectId, status)
    keys.set(status, [first, ...generateNKeysBetween(first, null, count - 1)].reverse())
  }
  return (status) => {
    const order = keys.get(status)?.pop()
    if (order === undefined) throw new Error(`No place is left in ${status}.`)
    return order
  }
}
