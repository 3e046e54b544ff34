import { AppError } from '#shared/errors.ts'
import type { LogItem } from '#shared/run-log.ts'
import { isTerminal, type RunStatus } from '#shared/run-words.ts'
import type { Diff, Run, TrashEntry } from '#shared/runs.ts'
import { Attempts } from './attempts.ts'
import type { Engine } from './engine.ts'
import { Retention } from './retention.ts'
import { Review } from './review.ts'
import { followLog, lastSeq, LogBell, readLog } from './run-log.ts'
import { RunRecords, type RunRow } from './run-records.ts'
import { Scheduler } from './scheduler.ts'
import { Trash } from './trash.ts'

/** What the rest of the host knows of runs. */
export interface Runs {
  /** Starts the next attempt of a task; a second call while one is open answers that one. */
  execute(taskId: string): Promise<Run>
  /** The prompt that {@link execute} would send now. */
  previewPrompt(taskId: string): Promise<string>
  get(runId: string): Promise<Run>
  /** Open runs and the latest run of each task in review. */
  list(): Promise<{ items: Run[]; seq: number }>
  /** All attempts of a task, newest first. */
  listForTask(taskId: string): Promise<{ items: Run[]; seq: number }>
  cancel(runId: string): Promise<Run>
  cancelTask(taskId: string): Promise<Run>
  retry(runId: string): Promise<Run>
  sendBack(runId: string, comments: string): Promise<Run>
  continue(runId: string, choice: string): Promise<Run>
  discard(runId: string): Promise<Run>
  merge(
    runId: string,
    options: { strategy: 'ff' | 'merge'; moveCheckout: boolean },
  ): Promise<{ commit: string }>
  diff(runId: string): Promise<Diff>
  /** Log items with seq > `after`, oldest first. */
  logs(runId: string, after: number, limit: number): Promise<{ items: LogItem[]; lastSeq: number }>
  /**
   * Follows a run's log: first what is stored after `after`, then live, without gap or double, in batches.
   * Ends when the run is over and everything was given, or when `signal` aborts.
   */
  follow(runId: string, after: number, signal: AbortSignal): AsyncIterable<LogItem[]>
  listTrash(): Promise<{ items: TrashEntry[]; seq: number }>
  restoreTrash(id: string): Promise<{ branch: string; commit: string }>
  /** Keeps the work of a task's runs in the trash and removes their worktrees, before the task goes away. */
  releaseTask(taskId: string): Promise<void>
  /** The same for a whole project. @throws AppError PROJECT_BUSY while a run of it is open */
  releaseProject(projectId: string): Promise<void>
}

/** The runs room, ready but not yet at work: {@link RunsRoom.start} continues what a crash left. */
export interface RunsRoom extends Runs {
  /** Ends cancelled runs, continues open ones, sweeps what was left half removed. */
  start(): Promise<void>
  /** Lets go of every run without changing its state; they go on at the next start. */
  close(): Promise<void>
}

export type RunsOptions = Omit<Engine, 'records' | 'bell'>

export function createRuns(options: RunsOptions): RunsRoom {
  const { store, tasks } = options
  const records = new RunRecords(store, tasks)
  const bell = new LogBell()
  const engine: Engine = { ...options, records, bell }
  const scheduler = new Scheduler(engine)
  const attempts = new Attempts(engine, scheduler)
  const trash = new Trash(engine)
  const review = new Review(engine, attempts, trash)
  const retention = new Retention(engine, trash)

  const isOver = async (runId: string) => isTerminal((await records.row(runId)).status as RunStatus)
  const release = async (rows: RunRow[]) => {
    for (const row of rows) {
      if (row.worktree_path === null) continue
      await store.write(await trash.keep(row, 'deleted'))
      await trash.sweepRun(row.id, 'deleted')
    }
  }
  const wakeOnLimits = store.subscribe((events) => {
    if (events.some(({ event }) => event === 'settings:updated' || event === 'project:updated'))
      void scheduler.wake()
  })

  return {
    execute: (taskId) => attempts.execute(taskId),
    previewPrompt: (taskId) => attempts.previewPrompt(taskId),
    cancel: (runId) => attempts.cancel(runId),
    cancelTask: (taskId) => attempts.cancelTask(taskId),
    retry: (runId) => attempts.retry(runId),
    sendBack: (runId, comments) => attempts.sendBack(runId, comments),
    continue: (runId, choice) => attempts.continue(runId, choice),
    discard: (runId) => review.discard(runId),
    merge: (runId, how) => review.merge(runId, how),
    diff: (runId) => review.diff(runId),
    listTrash: () => trash.list(),
    restoreTrash: (id) => trash.restore(id),
    get: (runId) => records.run(runId),

    async list() {
      const seq = await store.seq()
      const reviewed = (await tasks.latestRunIds('in_review')).slice(0, MANY)
      const rows = await store.db
        .selectFrom('runs')
        .selectAll()
        .where((row) =>
          row.or([row('status', 'in', ['queued', 'running', 'waiting']), row('id', 'in', reviewed)]),
        )
        .orderBy('id')
        .execute()
      return { items: await records.toRuns(rows), seq }
    },

    async listForTask(taskId) {
      const seq = await store.seq()
      const task = await tasks.get(taskId)
      const rows = await store.db
        .selectFrom('runs')
        .selectAll()
        .where('task_id', '=', task.id)
        .orderBy('attempt', 'desc')
        .execute()
      return { items: await records.toRuns(rows), seq }
    },

    async logs(runId, after, limit) {
      await records.row(runId)
      const items = await readLog(store, runId, after, limit)
      return { items, lastSeq: await lastSeq(store, runId) }
    },

    follow: (runId, after, signal) => followLog(store, bell, runId, after, () => isOver(runId), signal),

    async releaseTask(taskId) {
      await release(await store.db.selectFrom('runs').selectAll().where('task_id', '=', taskId).execute())
    },

    async releaseProject(projectId) {
      const rows = await store.db.selectFrom('runs').selectAll().where('project_id', '=', projectId).execute()
      const open = rows.find((row) => !isTerminal(row.status as RunStatus))
      if (open !== undefined) {
        throw new AppError('PROJECT_BUSY', 'A task of this project is still running. Cancel it first.', {
          runId: open.id,
          taskId: open.task_id,
        })
      }
      await release(rows)
    },

    async start() {
      const unfinished = await store.db
        .selectFrom('runs')
        .select('id')
        .where('cancel_requested_at', 'is not', null)
        .where('status', 'in', ['queued', 'running', 'waiting'])
        .execute()
      for (const { id } of unfinished) await attempts.cancel(id)
      await scheduler.wake()
      retention.start()
    },

    async close() {
      wakeOnLimits()
      await scheduler.close()
      await retention.close()
    },
  }
}

/** Most runs of tasks in review that a list carries. */
const MANY = 1000
