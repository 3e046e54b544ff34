import type { Batch, CreateBatch } from '#shared/batches.ts'
import { AppError } from '#shared/errors.ts'
import type { BatchPreview, Forecast } from '#shared/forecasts.ts'
import type { MergeState } from '#shared/review.ts'
import type { Diff } from '#shared/runs.ts'
import { Drivers } from '../process/drivers.ts'
import type { MergedPull } from '../runs/runs.ts'
import type { Tx } from '../store/store.ts'
import { BatchControl } from './batch-control.ts'
import { BatchDriver } from './batch-driver.ts'
import { type BatchPlace, BatchRecords } from './batch-records.ts'
import type { BatchContext } from './context.ts'
import { createBatch } from './create.ts'
import { Forecasts } from './forecast.ts'
import { batchMergeState } from './merge-batch.ts'
import { Previews } from './preview.ts'
import { forwardTo, notePullMerged, notePullRequest } from './pull-work.ts'
import { TaskControl } from './task-control.ts'

/** What the rest of the host knows of batches. */
export interface Batches {
  /** Makes a batch and begins it: see {@link createBatch}. */
  create(input: CreateBatch): Promise<Batch>
  list(input: {
    projectId?: string | undefined
    open: boolean
    cursor?: string | undefined
    limit: number
  }): Promise<{ items: Batch[]; nextCursor?: string; seq: number }>
  get(id: string): Promise<Batch>
  /** What {@link create} would do; nothing is written. */
  preview(input: CreateBatch): Promise<BatchPreview>
  /** How the work of its tasks will merge, as it stands now. */
  forecast(id: string): Promise<Forecast>
  /** What merging its branch brings into the base branch, as far as tasks are merged. */
  diff(id: string): Promise<Diff>
  /** Ends a batch; one that is over is answered as it is. */
  cancel(id: string): Promise<Batch>
  pause(id: string): Promise<Batch>
  resume(id: string): Promise<Batch>
  approve(id: string): Promise<Batch>
  reorder(id: string, taskIds: readonly string[]): Promise<Batch>
  merge(id: string, moveCheckout: boolean, dryRun?: boolean): Promise<{ commit: string }>
  /** How {@link merge} would find the base branch and its checkout now. */
  mergeState(id: string): Promise<MergeState>
  cancelTask(id: string, taskId: string): Promise<Batch>
  skipTask(id: string, taskId: string): Promise<Batch>
  retryTask(id: string, taskId: string): Promise<Batch>
  /** Merges and checks a task again that was left out because a check failed. */
  checkTask(id: string, taskId: string): Promise<Batch>
  sendBackTask: TaskControl['sendBack']
  /** Says the same to all of its agents that go on. */
  message: BatchControl['message']
  /** Tasks of batches that are not over. */
  openTaskIds(): Promise<Set<string>>
  /** @throws AppError IN_BATCH while the task belongs to a batch that is not over */
  requireNone(taskId: string): Promise<void>
  /** @throws AppError PROJECT_BUSY while a batch of the project is not over */
  requireNoneOf(projectId: string): Promise<void>
  /** Where every batch there ever was has its work. */
  places(): Promise<BatchPlace[]>
}

/** The batches room, ready but not yet at work. */
export interface BatchesRoom extends Batches {
  /** The open batch that has a task. */
  batchOf(taskId: string, db?: Tx['db']): Promise<string | null>
  /** The tasks that are in a batch's branch with the work of a run. */
  mergedWith(runId: string): Promise<string[]>
  /** For pull requests: see {@link notePullRequest}, {@link notePullMerged} and {@link forwardTo}. */
  notePullRequest(tx: Tx, id: string, url: string | null): Promise<string[]>
  notePullMerged(id: string, merged: MergedPull): Promise<void>
  forwardTo(id: string, commit: string): Promise<void>
  /** Continues what a crash left. */
  start(): Promise<void>
  /** Lets go of every batch without changing its state; they go on at the next start. */
  close(): Promise<void>
}

export function createBatches(options: Omit<BatchContext, 'records'>): BatchesRoom {
  const { store, runs, projects, git } = options
  const records = new BatchRecords(store)
  const context: BatchContext = { ...options, records }
  const forecasts = new Forecasts(context)
  const previews = new Previews(context)
  const drivers = new Drivers((id) => new BatchDriver(context, id))
  const control = new BatchControl(context, drivers)
  const ofTask = new TaskControl(context, control)

  const stopListening = store.subscribe((events) => {
    const hasMoved = events.some(({ event, data }) => event.startsWith('execution:') && 'status' in data)
    if (hasMoved) drivers.wakeAll()
  })

  const stopCounting = runs.onSpent((id) => drivers.get(id)?.noteSpending())

  return {
    async create(input) {
      const batch = await createBatch(context, input)
      drivers.drive(batch.id)
      return batch
    },

    async list({ cursor, limit, open, projectId }) {
      const seq = await store.seq()
      const items = await records.list({
        open,
        limit: limit + 1,
        ...(projectId === undefined ? {} : { projectId }),
        ...(cursor === undefined ? {} : { before: cursor }),
      })
      const last = items[limit - 1]
      return items.length > limit && last !== undefined
        ? { items: items.slice(0, limit), nextCursor: last.id, seq }
        : { items, seq }
    },

    get: (id) => records.batch(id),

    preview: (input) => previews.preview(input),

    forecast: (id) => forecasts.get(id),

    async diff(id) {
      const row = await records.row(id)
      const { base_commit: since, base_branch: branch, head_commit: to, merged_commit: merged } = row
      const repo = await projects.repoPath(row.project_id)
      const from = await git.mergeBase({ repo, commit: to, since, branch, merged })
      return git.diff({ repo, from, to })
    },

    places: () => records.places(),

    cancel: (id) => control.cancel(id),
    pause: (id) => control.pause(id),
    resume: (id) => control.resume(id),
    approve: (id) => control.approve(id),
    reorder: (id, taskIds) => control.reorder(id, taskIds),
    mergeState: (id) => batchMergeState(context, id),
    merge: (id, moveCheckout, dryRun = false) => control.merge(id, { moveCheckout, dryRun }),
    cancelTask: (id, taskId) => ofTask.cancel(id, taskId),
    skipTask: (id, taskId) => ofTask.skip(id, taskId),
    retryTask: (id, taskId) => ofTask.retry(id, taskId),
    checkTask: (id, taskId) => ofTask.check(id, taskId),
    sendBackTask: (id, taskId, comments, choice) => ofTask.sendBack(id, taskId, comments, choice),
    message: (id, words) => control.message(id, words),

    openTaskIds: () => records.openTaskIds(),

    async requireNone(taskId) {
      const found = await records.openBatchOf([taskId])
      if (found === undefined) return
      throw new AppError(
        'IN_BATCH',
        `${found.identifier} belongs to a batch that is not over. Cancel it there first.`,
        { ...found },
      )
    },

    async requireNoneOf(projectId) {
      const [batch] = await records.list({ projectId, open: true, limit: 1 })
      if (batch === undefined) return
      throw new AppError('PROJECT_BUSY', 'A batch of this project is not over. Cancel it first.', {
        batchId: batch.id,
      })
    },

    mergedWith: (runId) => records.mergedWith(runId),
    notePullRequest: (tx, id, url) => notePullRequest(context, tx, id, url),
    notePullMerged: (id, merged) => notePullMerged(context, id, merged),
    forwardTo: (id, commit) => forwardTo(context, id, commit),

    async batchOf(taskId, db) {
      return (await records.openBatchOf([taskId], db))?.batchId ?? null
    },

    async start() {
      for (const id of await records.openIds()) drivers.drive(id)
      await forecasts.start()
    },

    async close() {
      stopListening()
      stopCounting()
      await drivers.close()
      await forecasts.close()
    },
  }
}
