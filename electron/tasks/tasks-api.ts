import type { Label } from '#shared/labels.ts'
import type { RunStatus } from '#shared/run-words.ts'
import type {
  Activity,
  Comment,
  CreateTask,
  CreateTasks,
  Task,
  TaskStatus,
  UpdatedTasks,
  UpdateTask,
} from '#shared/tasks.ts'
import type { Tx } from '../store/store.ts'
import type { NewTask } from './create-tasks.ts'
import type { Candidate } from './ready-tasks.ts'
import type { ListTasks } from './task-list.ts'
import type { Reader, TaskChange } from './task-records.ts'

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
  /** {@link create} for several of one project, in this order: all of them, or none. @throws what {@link create} throws */
  createMany(input: CreateTasks): Promise<Task[]>
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
  /** {@link update} for several, one after the other: what is refused of one leaves the others changed. */
  updateMany(changes: readonly UpdateTask[]): Promise<UpdatedTasks>
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
  /**
   * What a prompt is made of, comments oldest first. `author` is who has written its description at GitHub; null = the
   * user has, or has changed it since.
   *
   * @throws AppError NOT_FOUND
   */
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

/** A line of a task's history about its issue. */
export type IssueLine = Pick<Activity, 'from' | 'to'> & {
  kind: 'issue:linked' | 'issue:unlinked' | 'issue:made'
  actor?: Activity['actor']
}

/** What of a task its issue at GitHub can change. */
export type IssueTaskChange = Pick<TaskChange, 'title' | 'description' | 'status' | 'labelIds'>
