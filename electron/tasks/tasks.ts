import { AppError } from '#shared/errors.ts'
import { isTerminal, type RunStatus } from '#shared/run-words.ts'
import type { CreateTask, Task, TaskStatus, UpdatedTasks } from '#shared/tasks.ts'
import { addTaskAttachments } from '../attachments/attachments.ts'
import type { Store, Tx } from '../store/store.ts'
import { authorOf, addActivity, addChanges, addIssueChanges, listActivity } from './activity.ts'
import { commentsOf } from './comments.ts'
import { toLabel } from './labels.ts'
import { inReviewByProject, isReady, readyTasks } from './ready-tasks.ts'
import { createAskedIn, createTasksIn } from './create-tasks.ts'
import { readPage } from './task-list.ts'
import {
  changedFields,
  findTask,
  loadTask,
  type Reader,
  selectTasks,
  type TaskChange,
  toTask,
  writeChange,
} from './task-records.ts'
import {
  distinct,
  endOfColumn,
  relationsOf,
  requireIdle,
  requireLabels,
  requireNoDependencyCycle,
  requireNoParentCycle,
  requireOrder,
  requireSiblings,
  withParent,
} from './task-rules.ts'
import type { Tasks } from './tasks-api.ts'

export type { ExecutionChange, ImportedTask, IssueLine, IssueTaskChange, Tasks } from './tasks-api.ts'

/** Makes the room of tasks on a store. */
export function createTasks({ store }: { store: Store }): Tasks {
  async function createIn(tx: Tx, { projectId, ...input }: CreateTask, isGoal = false): Promise<Task> {
    const [task] = await createAskedIn(tx, store, projectId, [input], isGoal)
    if (task === undefined) throw new Error('No task was made.')
    return task
  }

  async function removeIn(tx: Tx, id: string): Promise<{ id: string }> {
    const task = await loadTask(tx.db, id)
    requireIdle(task, 'delete it')
    const now = store.now()
    for (const dependent of await tasksThatNeed(tx.db, id)) {
      const dependsOn = dependent.dependsOn.filter((other) => other !== id)
      const parentId = dependent.parentId === id ? null : dependent.parentId
      await writeChange(tx, dependent, { dependsOn, parentId }, now)
    }
    await bury(tx, id, now)
    return { id }
  }

  const update: Tasks['update'] = ({ id, ...input }) =>
    store.write(async (tx) => {
      const task = await loadTask(tx.db, id)
      const { parentId, dependsOn } = await relationsOf(tx.db, input)
      const change: TaskChange = changedFields(task, {
        ...input,
        labelIds: input.labelIds && distinct(input.labelIds),
        parentId,
        dependsOn: dependsOn && distinct(dependsOn),
      })
      await checkChange(tx.db, task, change)
      // An order that is given holds even where it is the one that the task has already.
      if (change.status !== undefined && input.order === undefined) {
        change.order = await endOfColumn(tx.db, task.projectId, change.status)
      }
      if (change.description !== undefined)
        await addTaskAttachments(tx, id, change.description, task.description)
      const changed = await writeChange(tx, task, change, store.now())
      await addChanges(tx, store, task, change)
      return changed
    })

  return {
    list: (input) => readPage(store, input),

    get: (idOrIdentifier, db = store.db) => findTask(idOrIdentifier, db),

    create: (input) => store.write((tx) => createIn(tx, input)),
    createMany: ({ projectId, tasks }) => store.write((tx) => createAskedIn(tx, store, projectId, tasks)),
    createIn: (tx, input) => createIn(tx, input),
    createGoalIn: (tx, input) => createIn(tx, { ...input, status: 'backlog' }, true),

    importIn(tx, projectId, items, from) {
      const tasks = items.map(
        ({ title, description, status, priority, labelIds, dueDate, estimate, parent }) => ({
          title,
          description,
          status,
          priority,
          labelIds,
          dueDate,
          estimate,
          projectId,
          parentId: parent !== null && 'id' in parent ? parent.id : null,
          dependsOn: [],
          model: null,
          agent: null,
          variant: null,
        }),
      )
      const lineAt = (place: number) => ({ kind: 'imported', from: items[place]?.author ?? null, to: from })
      return createTasksIn(tx, store, projectId, tasks, lineAt, (place) => {
        const parent = items[place]?.parent ?? null
        return parent !== null && 'place' in parent ? parent.place : null
      })
    },

    async byTitle(projectId, fold, db = store.db) {
      const rows = await db
        .selectFrom('tasks')
        .select(['id', 'identifier', 'title'])
        .where('project_id', '=', projectId)
        .where('is_goal', '=', 0)
        .where('deleted_at', 'is', null)
        .orderBy('number', 'desc')
        .execute()
      return new Map(rows.map(({ title, ...task }) => [fold(title), task]))
    },

    update,

    async updateMany(changes) {
      const done: UpdatedTasks = { items: [], refused: [] }
      for (const change of changes) {
        try {
          const { id } = await findTask(change.id, store.db)
          done.items.push(await update({ ...change, id }))
        } catch (error) {
          if (!(error instanceof AppError)) throw error
          const { code, message, details } = error
          done.refused.push({ id: change.id, code, message, details })
        }
      }
      return done
    },

    async requireRemovable(id) {
      requireIdle(await loadTask(store.db, id), 'delete it')
    },

    remove: (id) => store.write((tx) => removeIn(tx, id)),
    removeIn,

    async removeAllIn(tx, projectId) {
      const now = store.now()
      const rows = await tx.db
        .selectFrom('tasks')
        .select(['id', 'identifier', 'execution_status'])
        .where('project_id', '=', projectId)
        .where('deleted_at', 'is', null)
        .execute()
      const busy = rows.find((row) => isOpen(row.execution_status as RunStatus | null))
      if (busy !== undefined) {
        throw new AppError(
          'PROJECT_BUSY',
          `${busy.identifier} is being executed. Cancel the runs of this project before you remove it.`,
          { id: busy.id, identifier: busy.identifier },
        )
      }
      for (const { id } of rows) await bury(tx, id, now)
    },

    async activity(id) {
      const seq = await store.seq()
      await loadTask(store.db, id)
      return { items: await listActivity(store.db, id), seq }
    },

    async forPrompt(taskId) {
      const task = await loadTask(store.db, taskId)
      const labels = await store.db
        .selectFrom('labels')
        .innerJoin('task_labels', 'task_labels.label_id', 'labels.id')
        .selectAll('labels')
        .where('task_labels.task_id', '=', taskId)
        .orderBy('labels.name')
        .execute()
      return {
        task,
        author: await authorOf(store.db, taskId),
        labels: labels.map(toLabel),
        comments: await commentsOf(store.db, taskId),
      }
    },

    async openDependencies(taskId) {
      const rows = await store.db
        .selectFrom('tasks')
        .innerJoin('task_dependencies', 'task_dependencies.depends_on_id', 'tasks.id')
        .select(['tasks.id', 'tasks.identifier', 'tasks.title', 'tasks.status'])
        .where('task_dependencies.task_id', '=', taskId)
        .where('tasks.status', '<>', 'done')
        .where('tasks.deleted_at', 'is', null)
        .orderBy('tasks.number')
        .execute()
      return rows.map((row) => ({ ...row, status: row.status as TaskStatus }))
    },

    ready: (projectIds) => readyTasks(store.db, projectIds),
    isReadyIn: (tx, id) => isReady(tx.db, id),
    inReview: () => inReviewByProject(store.db),

    async ofRun(runId, db = store.db) {
      const rows = await selectTasks(db)
        .where('tasks.latest_run_id', '=', runId)
        .orderBy('tasks.number')
        .execute()
      return rows.map(toTask)
    },

    async latestRunIds(status) {
      const rows = await store.db
        .selectFrom('tasks')
        .select('latest_run_id')
        .where('status', '=', status)
        .where('deleted_at', 'is', null)
        .execute()
      return rows.flatMap((row) => row.latest_run_id ?? [])
    },

    async recordExecution(tx, taskId, { activityKind, activityFrom, actor = 'engine', ...input }) {
      const row = await selectTasks(tx.db).where('tasks.id', '=', taskId).executeTakeFirst()
      if (row === undefined) return
      const task = toTask(row)
      const change = changedFields(task, input)
      if (change.status !== undefined) {
        change.order = await endOfColumn(tx.db, task.projectId, change.status)
      }
      await writeChange(tx, task, change, store.now())
      const kind = activityKind ?? (change.status === undefined ? undefined : 'status')
      if (kind === undefined) return
      const from =
        activityFrom === undefined && change.status !== undefined ? task.status : (activityFrom ?? null)
      await addActivity(tx, store, { taskId, actor, kind, from, to: change.status ?? null })
    },

    async recordIssue(tx, taskId, { labelIds, ...input }) {
      const task = await loadTask(tx.db, taskId)
      const change = changedFields(task, { ...input, labelIds: labelIds && distinct(labelIds) })
      await checkChange(tx.db, task, change)
      if (change.status !== undefined) change.order = await endOfColumn(tx.db, task.projectId, change.status)
      const changed = await writeChange(tx, task, change, store.now())
      await addIssueChanges(tx, store, task, change)
      return changed
    },

    recordLink: (tx, taskId, { actor = 'user', ...line }) =>
      addActivity(tx, store, { taskId, actor, ...line }),
  }
}

const isOpen = (status: RunStatus | null) => status !== null && !isTerminal(status)

async function checkChange(db: Reader, task: Task, change: TaskChange): Promise<void> {
  if (task.isGoal && (change.status !== undefined || change.archived !== undefined))
    throw new AppError(
      'ILLEGAL_TRANSITION',
      `${task.identifier} is the goal of a brainstorm. Accept its plan or dismiss it there.`,
      { id: task.id },
    )
  if (change.status !== undefined) requireIdle(task, 'move it')
  if (change.archived !== undefined) requireIdle(task, 'archive it')
  if (change.order !== undefined) requireOrder(change.order)
  await requireLabels(db, change.labelIds ?? [])
  await requireSiblings(db, task.projectId, withParent(change.dependsOn ?? [], change.parentId))
  if (change.dependsOn !== undefined) await requireNoDependencyCycle(db, task, change.dependsOn)
  if (change.parentId !== undefined && change.parentId !== null) {
    await requireNoParentCycle(db, task, change.parentId)
  }
}

/** Tasks that wait for `id` or stand below it. */
async function tasksThatNeed(db: Reader, id: string): Promise<Task[]> {
  const rows = await selectTasks(db)
    .where((eb) =>
      eb.or([
        eb('tasks.parent_id', '=', id),
        eb(
          'tasks.id',
          'in',
          eb.selectFrom('task_dependencies').select('task_id').where('depends_on_id', '=', id),
        ),
      ]),
    )
    .orderBy('tasks.id')
    .execute()
  return rows.map(toTask)
}

/** Leaves the task's tombstone. */
async function bury(tx: Tx, id: string, now: string): Promise<void> {
  const seq = await tx.emit('task:deleted', { id })
  await tx.db
    .updateTable('tasks')
    .set({ deleted_at: now, updated_at: now, updated_seq: seq })
    .where('id', '=', id)
    .execute()
  await tx.db.deleteFrom('task_dependencies').where('task_id', '=', id).execute()
}
