import { acceptedTasks, describeTask, type Plan } from '#shared/brainstorm-plan.ts'
import { AppError, unlessGone } from '#shared/errors.ts'
import type { Task } from '#shared/tasks.ts'
import type { Runs } from '../runs/runs.ts'
import type { Tx } from '../store/store.ts'
import type { Comments } from '../tasks/comments.ts'
import type { Labels } from '../tasks/labels.ts'
import type { Tasks } from '../tasks/tasks.ts'

export interface AcceptRooms {
  tasks: Tasks
  labels: Pick<Labels, 'ensureAllIn'>
  comments: Pick<Comments, 'ofTask'>
  runs: Pick<Runs, 'requireFreeIn'>
}

/**
 * Makes the tasks of a plan in the caller's transaction, each after those that it waits for.
 *
 * @param parentId what they stand below; null = nothing
 * @returns their ids, in the order in which they were made
 * @throws AppError BAD_REQUEST when none of them is included
 */
export async function makeTasks(
  { tasks, labels }: Pick<AcceptRooms, 'tasks' | 'labels'>,
  tx: Tx,
  plan: Plan,
  goal: Pick<Task, 'projectId'>,
  how: { status: 'backlog' | 'todo'; parentId: string | null },
): Promise<string[]> {
  const accepted = acceptedTasks(plan)
  if (accepted.length === 0)
    throw new AppError('BAD_REQUEST', 'No task of the plan is selected. Select at least one.')
  const names = [...new Set(accepted.flatMap((task) => task.labels))]
  const ensured = await labels.ensureAllIn(tx, names)
  const labelIds = new Map(names.map((name, at) => [name, ensured.labels[at]?.id ?? '']))
  const made = new Map<string, string>()
  for (const task of accepted) {
    const { id } = await tasks.createIn(tx, {
      projectId: goal.projectId,
      title: task.title,
      description: describeTask(task),
      status: how.status,
      priority: task.priority,
      estimate: task.estimate,
      labelIds: task.labels.map((name) => labelIds.get(name) ?? ''),
      parentId: how.parentId,
      dependsOn: task.dependsOn.flatMap((key) => made.get(key) ?? []),
    })
    made.set(task.key, id)
  }
  return [...made.values()]
}

/**
 * Deletes tasks that were made so, in the caller's transaction, the last one first.
 *
 * @throws AppError IN_BATCH, IN_CONTEST; CONFLICT naming the first one that was begun, changed or commented on since
 */
export async function unmakeTasks(
  { tasks, comments, runs }: AcceptRooms,
  tx: Tx,
  ids: readonly string[],
): Promise<void> {
  for (const id of ids.toReversed()) {
    const task = await tasks.get(id, tx.db).catch(unlessGone)
    // What the user has deleted already is gone.
    if (task === null) continue
    await runs.requireFreeIn(tx, id)
    const said = await comments.ofTask(id, tx.db)
    if (task.latestRunId !== null || task.updatedAt !== task.createdAt || said.length > 0)
      throw new AppError(
        'CONFLICT',
        `${task.identifier} was begun or changed since. Delete the tasks that you do not want one by one.`,
        { id, identifier: task.identifier },
      )
    await tasks.removeIn(tx, id)
  }
}
