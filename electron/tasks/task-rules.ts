import { generateKeyBetween } from 'fractional-indexing'
import { findCycle } from '#shared/dependencies.ts'
import { AppError, notFound } from '#shared/errors.ts'
import { isTerminal } from '#shared/run-words.ts'
import type { Task, TaskStatus } from '#shared/tasks.ts'
import { findTask, type Reader } from './task-records.ts'

/** @throws AppError TASK_RUNNING, IN_CONTEST `{contestId}` while a run or contest of the task is not over */
export function requireIdle(task: Task, what: string): void {
  if (task.contestId !== null)
    throw new AppError(
      'IN_CONTEST',
      `${task.identifier} has several candidates of which none is taken yet. Take one, or cancel them before you ${what}.`,
      { id: task.id, contestId: task.contestId },
    )
  if (task.executionStatus === null || isTerminal(task.executionStatus)) return
  throw new AppError(
    'TASK_RUNNING',
    `${task.identifier} is being executed. Cancel its run before you ${what}.`,
    { id: task.id, identifier: task.identifier, executionStatus: task.executionStatus },
  )
}

/** Ids without repetition, in the order they are stored in. */
export const distinct = (ids: readonly string[]) => [...new Set(ids)].sort()

/** The tasks that one refers to. */
export const withParent = (ids: string[], parentId: string | null | undefined) =>
  parentId === null || parentId === undefined ? ids : distinct([...ids, parentId])

/** Parent and dependencies by their ids, however they are named. @throws AppError NOT_FOUND */
export async function relationsOf<Given extends { parentId?: string | null; dependsOn?: string[] }>(
  db: Reader,
  { parentId, dependsOn }: Given,
): Promise<Pick<Given, 'parentId' | 'dependsOn'>> {
  const named = withParent(dependsOn ?? [], parentId).filter((ref) => ref.length !== 36)
  if (named.length === 0) return { parentId, dependsOn }
  const tasks = await Promise.all(named.map(async (ref) => [ref, (await findTask(ref, db)).id] as const))
  const ids = new Map(tasks)
  const idOf = (ref: string) => ids.get(ref) ?? ref
  return {
    parentId: parentId === null || parentId === undefined ? parentId : idOf(parentId),
    dependsOn: dependsOn?.map(idOf),
  }
}

/** @throws AppError NOT_FOUND naming the first label that is not there */
export async function requireLabels(db: Reader, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  const rows = await db
    .selectFrom('labels')
    .select('id')
    .where('id', 'in', ids)
    .where('deleted_at', 'is', null)
    .execute()
  const missing = firstMissing(ids, rows)
  if (missing !== undefined) throw notFound('label', missing)
}

/**
 * @throws AppError NOT_FOUND naming the first task that is not there
 * @throws AppError BAD_REQUEST when one belongs to another project
 */
export async function requireSiblings(db: Reader, projectId: string, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  const rows = await db
    .selectFrom('tasks')
    .select(['id', 'identifier', 'project_id'])
    .where('id', 'in', ids)
    .where('deleted_at', 'is', null)
    .execute()
  const missing = firstMissing(ids, rows)
  if (missing !== undefined) throw notFound('task', missing)
  const stranger = rows.find((row) => row.project_id !== projectId)
  if (stranger === undefined) return
  throw new AppError(
    'BAD_REQUEST',
    `${stranger.identifier} belongs to another project. Parents and dependencies are tasks of the same project.`,
    { id: stranger.id, identifier: stranger.identifier },
  )
}

const firstMissing = (ids: readonly string[], rows: readonly { id: string }[]) => {
  const found = new Set(rows.map((row) => row.id))
  return ids.find((id) => !found.has(id))
}

/** @throws AppError DEPENDENCY_CYCLE with the identifiers in `details.cycle` */
export async function requireNoDependencyCycle(db: Reader, task: Task, dependsOn: string[]): Promise<void> {
  const rows = await db
    .selectFrom('task_dependencies')
    .innerJoin('tasks', 'tasks.id', 'task_dependencies.task_id')
    .select(['task_dependencies.task_id as from', 'task_dependencies.depends_on_id as to'])
    .where('tasks.project_id', '=', task.projectId)
    .where('tasks.deleted_at', 'is', null)
    .execute()
  const edges = new Map<string, string[]>()
  for (const { from, to } of rows) edges.set(from, [...(edges.get(from) ?? []), to])
  edges.set(task.id, dependsOn)
  const cycle = await namesOfCycle(db, findCycle(edges, task.id))
  if (cycle === null) return
  throw new AppError(
    'DEPENDENCY_CYCLE',
    `These tasks would wait for each other: ${roundTrip(cycle)}. Remove one of the dependencies first.`,
    { cycle },
  )
}

/** @throws AppError DEPENDENCY_CYCLE when `parentId` is the task itself or one below it */
export async function requireNoParentCycle(db: Reader, task: Task, parentId: string): Promise<void> {
  const rows = await db
    .selectFrom('tasks')
    .select(['id', 'parent_id'])
    .where('project_id', '=', task.projectId)
    .where('parent_id', 'is not', null)
    .where('deleted_at', 'is', null)
    .execute()
  const edges = new Map(rows.map((row) => [row.id, row.parent_id === null ? [] : [row.parent_id]]))
  edges.set(task.id, [parentId])
  const cycle = await namesOfCycle(db, findCycle(edges, task.id))
  if (cycle === null) return
  throw new AppError(
    'DEPENDENCY_CYCLE',
    `A task cannot stand below itself: ${roundTrip(cycle)}. Choose another parent.`,
    { cycle },
  )
}

const roundTrip = (names: string[]) => [...names, names[0]].join(' → ')

async function namesOfCycle(db: Reader, cycle: string[] | null): Promise<string[] | null> {
  if (cycle === null) return null
  const rows = await db.selectFrom('tasks').select(['id', 'identifier']).where('id', 'in', cycle).execute()
  const names = new Map(rows.map((row) => [row.id, row.identifier]))
  return cycle.map((id) => names.get(id) ?? id)
}

/** The fractional index behind every card of a column. */
export async function endOfColumn(db: Reader, projectId: string, status: TaskStatus): Promise<string> {
  const row = await db
    .selectFrom('tasks')
    .select('sort_order as last')
    .where('project_id', '=', projectId)
    .where('status', '=', status)
    .where('deleted_at', 'is', null)
    .orderBy('sort_order', 'desc')
    .limit(1)
    .executeTakeFirst()
  return generateKeyBetween(row?.last ?? null, null)
}

/** @throws AppError BAD_REQUEST when no other card could be put beside `order` */
export function requireOrder(order: string): void {
  try {
    generateKeyBetween(order, null)
    generateKeyBetween(null, order)
  } catch {
    throw new AppError(
      'BAD_REQUEST',
      `order: ${order} is not a fractional index. Leave it out for the end.`,
      {
        field: 'order',
      },
    )
  }
}
