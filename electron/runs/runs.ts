import { AppError } from '#shared/errors.ts'
import type { AnswerRequest, Grant, Request, RunMessage } from '#shared/requests.ts'
import type { LogItem } from '#shared/run-log.ts'
import { isTerminal, type RunStatus } from '#shared/run-words.ts'
import type { Diff, Run, TrashEntry } from '#shared/runs.ts'
import { type Also, Attempts, type InBatch } from './attempts.ts'
import type { Tx } from '../store/store.ts'
import type { Engine } from './engine.ts'
import { Grants } from './grants.ts'
import { MessageRecords } from './message-records.ts'
import { followLog, lastSeq, LogBell, readLog } from './read-log.ts'
import { RequestRecords } from './request-records.ts'
import { Requests } from './requests.ts'
import { Retention } from './retention.ts'
import { Review } from './review.ts'
import { OneByOne } from '../process/one-by-one.ts'
import { RunRecords } from './run-records.ts'
import { Scheduler } from './scheduler.ts'
import { Steering } from './steering.ts'
import { strayWorktrees } from './strays.ts'
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
  /** @throws AppError IN_BATCH, TASK_ARCHIVED, PROJECT_NOT_READY, PROJECT_NOT_TRUSTED, MODEL_NOT_CONFIGURED */
  requireStartable(taskId: string): Promise<void>
  /** For batches: see {@link Attempts.executeIn}. */
  executeIn(taskId: string, batch: InBatch, also: Also): Promise<Run>
  /** For batches: see {@link Attempts.giveBack}. */
  giveBack(runId: string, text: string, baseCommit: string, also: Also): Promise<Run>
  /** The latest run of each task of a batch. */
  ofBatch(batchId: string): Promise<Run[]>
  /** A batch has brought the work of a run into the base branch at `commit`: its task is done. */
  noteMerged(runId: string, commit: string): Promise<void>
  /** A batch has the work of a run: its worktree goes, what is not committed there into the trash. */
  sweepMerged(runId: string): Promise<void>
  cancel(runId: string): Promise<Run>
  cancelTask(taskId: string): Promise<Run>
  retry(runId: string): Promise<Run>
  sendBack(runId: string, comments: string, agent?: string): Promise<Run>
  /** Answers the run's oldest open request that has choices. */
  continue(runId: string, choice: string): Promise<Run>
  /** What runs wait for the user with, oldest first, with answers that wait for a slot. */
  requests(): Promise<{ items: Request[]; seq: number }>
  /** @throws AppError NOT_FOUND when nobody asks (any more), CONFLICT when answered, BAD_REQUEST when it does not fit */
  answer(input: AnswerRequest): Promise<Request>
  /** Permissions given for good in a project, oldest first. */
  grants(projectId: string): Promise<{ items: Grant[]; seq: number }>
  revokeGrant(id: string): Promise<{ id: string }>
  /** Stops the agent; the run waits with a `limit` request. */
  pause(runId: string): Promise<Run>
  /** Lets a paused run go on; one that waits for something else goes on waiting. */
  resume(runId: string): Promise<void>
  /** For batches: see {@link Steering.resumeBatch}. */
  resumeBatch(batchId: string, also: (tx: Tx) => Promise<void>): Promise<void>
  /** Says something to the agent when its turn ends, with `interrupt` at once. */
  message(runId: string, text: string, interrupt: boolean): Promise<RunMessage>
  /** All that was said to a run while it went on, oldest first. */
  messages(runId: string): Promise<{ items: RunMessage[]; seq: number }>
  /** @throws AppError CONFLICT when it was said already */
  withdrawMessage(id: string): Promise<{ id: string }>
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
  /**
   * Keeps the work of a task's runs in the trash and removes their worktrees, before the task goes away.
   * Worktrees of a repository that is gone stay where they are: there is nowhere to keep them.
   */
  releaseTask(taskId: string): Promise<void>
  /** The same for a whole project. @throws AppError PROJECT_BUSY while a run of it is open */
  releaseProject(projectId: string): Promise<void>
}

/** The runs room, ready but not yet at work: {@link RunsRoom.start} continues what a crash left. */
export interface RunsRoom extends Runs {
  /** Ends cancelled runs, continues open ones, finishes merges, sweeps what was left half removed. */
  start(): Promise<void>
  /** Lets go of every run without changing its state; they go on at the next start. */
  close(): Promise<void>
}

export type RunsOptions = Omit<Engine, 'records' | 'requests' | 'messages' | 'grants' | 'bell' | 'perTask'>

export function createRuns(options: RunsOptions): RunsRoom {
  const { store, tasks, projects, git, log } = options
  const requestRecords = new RequestRecords(store)
  const records = new RunRecords(store, tasks, requestRecords)
  const messages = new MessageRecords(store)
  const grants = new Grants(store)
  const bell = new LogBell()
  const perTask = new OneByOne()
  const engine: Engine = { ...options, records, requests: requestRecords, messages, grants, bell, perTask }
  const scheduler = new Scheduler(engine)
  const attempts = new Attempts(engine, scheduler)
  const requests = new Requests(engine, scheduler, attempts)
  const steering = new Steering(engine, scheduler, requests)
  const trash = new Trash(engine)
  const review = new Review(engine, scheduler, attempts, trash)
  const retention = new Retention(engine, trash)

  let finishing = Promise.resolve()
  const isRepository = (repo: string) =>
    git.openRepository(repo).then(
      () => true,
      (error: unknown) => !(error instanceof AppError && GONE.has(error.code)),
    )

  /** Nothing more will be written: the last words of a run come after its end. */
  const isSilent = async (runId: string) =>
    isTerminal((await records.row(runId)).status as RunStatus) && !scheduler.isDriven(runId)
  /** Latest first: it has the state of the worktree that it shares with those before it. */
  const release = async (column: 'task_id' | 'project_id', value: string) => {
    const rows = await store.db
      .selectFrom('runs')
      .select(['id', 'task_id', 'project_id'])
      .where(column, '=', value)
      .where('worktree_path', 'is not', null)
      .where('status', 'in', ['succeeded', 'failed', 'cancelled'])
      .orderBy('attempt', 'desc')
      .execute()
    for (const { id, task_id, project_id } of rows) {
      await scheduler.left(id)
      try {
        await engine.perTask.run(task_id, () => trash.putAway(id, 'deleted'))
      } catch (error) {
        if (await isRepository(await projects.repoPath(project_id))) throw error
        log('warn', 'a worktree was left where it is: its repository is gone', { runId: id })
      }
    }
  }
  const wakeOnLimits = store.subscribe((events) => {
    if (events.some(({ event }) => event === 'settings:updated' || event === 'project:updated'))
      void scheduler.wake()
  })

  return {
    execute: (taskId) => attempts.execute(taskId),
    requireStartable: (taskId) => attempts.requireStartable(taskId),
    executeIn: (taskId, batch, also) => attempts.executeIn(taskId, batch, also),
    giveBack: (runId, text, baseCommit, also) => attempts.giveBack(runId, text, baseCommit, also),
    noteMerged: (runId, commit) => review.noteMerged(runId, commit),
    sweepMerged: (runId) => review.sweepMerged(runId),
    async ofBatch(batchId) {
      const rows = await store.db
        .selectFrom('runs')
        .selectAll()
        .where('batch_id', '=', batchId)
        .orderBy('attempt')
        .execute()
      return records.toRuns([...new Map(rows.map((row) => [row.task_id, row])).values()])
    },
    previewPrompt: (taskId) => attempts.previewPrompt(taskId),
    cancel: (runId) => attempts.cancel(runId),
    cancelTask: (taskId) => attempts.cancelTask(taskId),
    retry: (runId) => attempts.retry(runId),
    sendBack: (runId, comments, agent) => attempts.sendBack(runId, comments, agent),
    continue: (runId, choice) => requests.continue(runId, choice),
    requests: () => requests.list(),
    answer: (input) => requests.answer(input),
    revokeGrant: (id) => grants.revoke(id),
    pause: (runId) => steering.pause(runId),
    resume: (runId) => steering.resume(runId),
    resumeBatch: (batchId, also) => steering.resumeBatch(batchId, also),
    message: (runId, text, interrupt) => steering.message(runId, text, interrupt),
    messages: (runId) => steering.messages(runId),
    withdrawMessage: (id) => messages.withdraw(id),
    discard: (runId) => review.discard(runId),
    merge: (runId, how) => review.merge(runId, how),
    diff: (runId) => review.diff(runId),
    listTrash: () => trash.list(),
    restoreTrash: (id) => trash.restore(id),
    get: (runId) => records.run(runId),

    async grants(projectId) {
      const seq = await store.seq()
      await projects.get(projectId)
      return { items: await grants.list(projectId), seq }
    },

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

    follow: (runId, after, signal) => followLog(store, bell, runId, after, () => isSilent(runId), signal),

    releaseTask: (taskId) => release('task_id', taskId),

    async releaseProject(projectId) {
      const open = await store.db
        .selectFrom('runs')
        .select(['id', 'task_id'])
        .where('project_id', '=', projectId)
        .where('status', 'in', ['queued', 'running', 'waiting'])
        .executeTakeFirst()
      if (open !== undefined) {
        throw new AppError('PROJECT_BUSY', 'A task of this project is still running. Cancel it first.', {
          runId: open.id,
          taskId: open.task_id,
        })
      }
      await release('project_id', projectId)
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
      finishing = review.finishMerges().catch((error: unknown) => {
        log('warn', 'merges could not be looked for', { error: String(error) })
      })
      const strays = await strayWorktrees(engine)
      if (strays.length > 0) log('warn', 'worktrees that no run knows were left alone', { strays })
    },

    async close() {
      wakeOnLimits()
      review.close()
      await scheduler.close()
      await retention.close()
      await finishing
    },
  }
}

/** What git says of a repository in which nothing can be kept any more. */
const GONE: ReadonlySet<string> = new Set(['NOT_A_REPOSITORY', 'REPOSITORY_DAMAGED'])

/** Most runs of tasks in review that a list carries. */
const MANY = 1000
