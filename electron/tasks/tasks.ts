import { AppError, notFound } from '#shared/errors.ts'
import type { Label } from '#shared/labels.ts'
import { isTerminal, type RunStatus } from '#shared/run-words.ts'
import {
  type Activity,
  type Comment,
  type CreateTask,
  createTask,
  type Task,
  type TaskStatus,
  type UpdateTask,
} from '#shared/tasks.ts'
import { addTaskAttachments, attachmentsOfTask } from '../attachments/attachments.ts'
import type { Store, Tx } from '../store/store.ts'
import { authorOf, addActivity, addChanges, addIssueChanges, listActivity } from './activity.ts'
import { commentsOf } from './comments.ts'
import { toLabel } from './labels.ts'
import { type Candidate, inReviewByProject, isReady, readyTasks } from './ready-tasks.ts'
import { createTasksIn, type NewTask } from './create-tasks.ts'
import { type ListTasks, readPage } from './task-list.ts'
import {
  changedFields,
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
  requireIdle,
  requireLabels,
  requireNoDependencyCycle,
  requireNoParentCycle,
  requireOrder,
  requireSiblings,
} from './task-rules.ts'

/** What a run changes in its task. `activityKind` adds a line to the history, such as `run:succeeded`. */
export interface ExecutionChange {
  status?: TaskStatus
  executionStatus?: RunStatus | null
  executionProgress?: number | null
  latestRunId?: string
  contestId?: string | null
  branchName?: string | null
  prUrl?: string | null
  prNumber?: number | null
  activityKind?: string
  /** What stands in the history instead of the status before. */
  activityFrom?: string | null
  /** Who did it, for the history; `engine` unless said. */
  actor?: 'user' | 'engine'
}

/**
 * A task that comes from elsewhere, within the limits of the contract's schema; `parent` is one of the project, or the
 * place of one before it in the same import.
 */
export type ImportedTask = Pick<
  NewTask,
  'title' | 'description' | 'status' | 'priority' | 'labelIds' | 'dueDate' | 'estimate'
> & {
  parent: { id: string } | { place: number } | null
  /** Who has written it, where that is not the user. */
  author?: string
}

/** The room of tasks: the only one that writes them. */
export interface Tasks {
  /** One page, true at feed position `seq`. @throws AppError BAD_REQUEST for a foreign cursor */
  list(input: ListTasks): Promise<{ items: Task[]; nextCursor?: string; seq: number }>
  /** By id or by identifier (`APP-12`). @throws AppError NOT_FOUND */
  get(idOrIdentifier: string, db?: Reader): Promise<Task>
  /**
   * @throws AppError NOT_FOUND for an unknown project, label, parent or dependency
   * @throws AppError BAD_REQUEST for a parent or dependency of another project
   */
  create(input: CreateTask): Promise<Task>
  /** {@link create} in the caller's transaction. */
  createIn(tx: Tx, input: CreateTask): Promise<Task>
  /** The same for the goal of a brainstorm, which no list shows. */
  createGoalIn(tx: Tx, input: Pick<CreateTask, 'projectId' | 'title' | 'description'>): Promise<Task>
  /**
   * Makes many tasks of one project that come from elsewhere, in this order, in the caller's transaction.
   *
   * @param from whence, for their history
   * @throws what {@link create} throws
   */
  importIn(tx: Tx, projectId: string, items: readonly ImportedTask[], from: string): Promise<Task[]>
  /** The tasks of a project by what `fold` makes of their titles, the oldest where several are the same. */
  byTitle(
    projectId: string,
    fold: (title: string) => string,
    db?: Reader,
  ): Promise<Map<string, { id: string; identifier: string }>>
  /**
   * Changes what differs; a new status without an `order` puts the card at the end of its new column.
   *
   * @throws AppError TASK_RUNNING, IN_CONTEST when status or archived would change while a run or contest is not over
   * @throws AppError DEPENDENCY_CYCLE with the identifiers in `details.cycle`
   * @throws what {@link create} throws
   */
  update(input: UpdateTask): Promise<Task>
  /** @throws AppError NOT_FOUND, TASK_RUNNING, IN_CONTEST while a run or contest is not over */
  requireRemovable(id: string): Promise<void>
  /** Removes the task; tasks that waited for it or stood below it are let go. @throws as {@link requireRemovable} */
  remove(id: string): Promise<{ id: string }>
  /** The same in the caller's transaction. */
  removeIn(tx: Tx, id: string): Promise<{ id: string }>
  /** Removes all tasks of a project in the caller's transaction. @throws AppError PROJECT_BUSY while one is executed */
  removeAllIn(tx: Tx, projectId: string): Promise<void>
  /** The task's history, oldest first. @throws AppError NOT_FOUND */
  activity(id: string): Promise<{ items: Activity[]; seq: number }>
  /** What a prompt is made of, comments oldest first. @throws AppError NOT_FOUND */
  /** `author` is who has written its description at GitHub; null = the user has, or has changed it since. */
  forPrompt(
    taskId: string,
  ): Promise<{ task: Task; author: string | null; labels: Label[]; comments: Comment[] }>
  /** Dependencies that are not done yet, in the order of their numbers. */
  openDependencies(
    taskId: string,
  ): Promise<{ id: string; identifier: string; title: string; status: TaskStatus }[]>
  /** Tasks of some projects that may be begun without anybody asking for it: see {@link isReady}. */
  ready(projectIds: readonly string[]): Promise<Candidate[]>
  /**
   * Whether a task stands in `todo`, waits for nothing, and nobody has worked at it since the user made, moved or
   * changed it; in the caller's transaction.
   */
  isReadyIn(tx: Tx, id: string): Promise<boolean>
  /** How many tasks of each project are in review. */
  inReview(): Promise<Map<string, number>>
  /** The tasks whose latest run is this one, in the order of their numbers: several of a combined run. */
  ofRun(runId: string, db?: Reader): Promise<Task[]>
  /** Latest runs of the tasks in a status. */
  latestRunIds(status: TaskStatus): Promise<string[]>
  /** Mirrors a run on its task, in the caller's transaction. A task that is gone is left alone. */
  recordExecution(tx: Tx, taskId: string, change: ExecutionChange): Promise<void>
  /**
   * Writes what its issue at GitHub has changed, in the caller's transaction; the history tells of it as `issue:*`.
   *
   * @throws AppError NOT_FOUND; TASK_RUNNING, IN_CONTEST as {@link update}, for a status
   */
  recordIssue(tx: Tx, taskId: string, change: IssueTaskChange): Promise<Task>
  /** Tells in its history that a task was tied to an issue such as `#12`, or parted from it. */
  recordLink(tx: Tx, taskId: string, line: IssueLine): Promise<void>
}

export type IssueLine = Pick<Activity, 'from' | 'to'> & {
  kind: 'issue:linked' | 'issue:unlinked' | 'issue:made'
  actor?: Activity['actor']
}

/** What of a task its issue at GitHub can change. */
export type IssueTaskChange = Pick<TaskChange, 'title' | 'description' | 'status' | 'labelIds'>

export function createTasks({ store }: { store: Store }): Tasks {
  async function createIn(tx: Tx, input: CreateTask, isGoal = false): Promise<Task> {
    const { copyOf, ...fields } = createTask.parse(input)
    const copied = copyOf === undefined ? null : await getTask(copyOf, tx.db)
    const author = copied?.description === fields.description ? await authorOf(tx.db, copied.id) : null
    if (fields.order !== undefined) requireOrder(fields.order)
    const [task] = await createTasksIn(
      tx,
      store,
      fields.projectId,
      [fields],
      () => ({ kind: 'created', from: author, to: copied?.identifier ?? null }),
      undefined,
      isGoal,
    )
    if (task === undefined) throw new Error('No task was made.')
    await addTaskAttachments(
      tx,
      task.id,
      task.description,
      copied?.description,
      copied === null ? undefined : await attachmentsOfTask(tx.db, copied.id),
    )
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

  return {
    list: (input) => readPage(store, input),

    get: (idOrIdentifier, db = store.db) => getTask(idOrIdentifier, db),

    create: (input) => store.write((tx) => createIn(tx, input)),
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

    update: ({ id, ...input }) =>
      store.write(async (tx) => {
        const task = await loadTask(tx.db, id)
        const change: TaskChange = changedFields(task, {
          ...input,
          labelIds: input.labelIds && distinct(input.labelIds),
          dependsOn: input.dependsOn && distinct(input.dependsOn),
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
      }),

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

const withParent = (ids: string[], parentId: string | null | undefined) =>
  parentId === null || parentId === undefined ? ids : distinct([...ids, parentId])

async function getTask(idOrIdentifier: string, db: Reader): Promise<Task> {
  if (!idOrIdentifier.includes('-') || idOrIdentifier.length === 36) return loadTask(db, idOrIdentifier)
  const row = await selectTasks(db).where('identifier', '=', idOrIdentifier.toUpperCase()).executeTakeFirst()
  if (row === undefined) throw notFound('task', idOrIdentifier)
  return toTask(row)
}

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
