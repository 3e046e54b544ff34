import {
  isBatchOver,
  isSettled,
  type BatchMode,
  type BatchStatus,
  type BatchTaskStatus,
} from '#shared/batch-words.ts'
import { isInOrder } from '#shared/batch-plan.ts'
import { nextBatchTaskStatus } from '#shared/batch-state.ts'
import type { Batch, CreateBatch, LeftOutReason } from '#shared/batches.ts'
import { AppError } from '#shared/errors.ts'
import type { BatchPreview, Forecast } from '#shared/forecasts.ts'
import { buildSendBackPrompt } from '#shared/prompt.ts'
import { isTerminal } from '#shared/run-words.ts'
import type { Diff } from '#shared/runs.ts'
import { OneByOne } from '../process/one-by-one.ts'
import type { Tx } from '../store/store.ts'
import {
  type BatchPlace,
  BatchRecords,
  type BatchRow,
  type BatchRows,
  type BatchTaskRow,
  dependsOnOf,
} from './batch-records.ts'
import { raised } from './batch-budget.ts'
import { BatchDriver } from './batch-driver.ts'
import { forgetFailures } from './checks.ts'
import { giveBackTogether, takeOut, whyNoRetry } from './combined.ts'
import type { BatchContext } from './context.ts'
import { createBatch } from './create.ts'
import { Forecasts } from './forecast.ts'
import { mergeBatch } from './merge-batch.ts'
import { Previews } from './preview.ts'

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
  merge(id: string, moveCheckout: boolean): Promise<{ commit: string }>
  cancelTask(id: string, taskId: string): Promise<Batch>
  skipTask(id: string, taskId: string): Promise<Batch>
  retryTask(id: string, taskId: string): Promise<Batch>
  /** Merges and checks a task again that was left out because a check failed. */
  checkTask(id: string, taskId: string): Promise<Batch>
  sendBackTask(id: string, taskId: string, comments: string): Promise<Batch>
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
  const drivers = new Map<string, { driver: BatchDriver; done: Promise<void> }>()
  /** By batch: what a person asks of one is done one by one. */
  const perBatch = new OneByOne()
  let isClosed = false

  function drive(id: string): void {
    const live = drivers.get(id)
    if (live !== undefined) return live.driver.wake()
    if (isClosed) return
    const driver = new BatchDriver(context, id)
    const done = driver.drive().finally(() => drivers.delete(id))
    drivers.set(id, { driver, done })
  }

  /** Changes a batch that is not over, one by one, and lets it go on. */
  function change(id: string, work: (row: BatchRow) => Promise<void>): Promise<Batch> {
    return perBatch.run(id, async () => {
      const { row } = await records.load(id)
      requireOpen(row)
      await work(row)
      drive(id)
      return records.batch(id)
    })
  }

  /** The batch as it is in this transaction: it may have come to its end in this moment. */
  async function openIn(tx: Tx, id: string): Promise<BatchRows> {
    const rows = await records.load(id, tx.db)
    requireOpen(rows.row)
    return rows
  }

  /** The same for what changes its tasks, which is too late once they are all settled. */
  async function atWorkIn(tx: Tx, id: string): Promise<BatchRows> {
    const rows = await openIn(tx, id)
    if (rows.row.step === 'tasks') return rows
    throw illegal(rows.row, 'Its tasks are settled; the whole is being checked or published.')
  }

  /** One of its tasks, if nobody is merging it. */
  async function freeTaskIn(tx: Tx, id: string, taskId: string): Promise<BatchTaskRow> {
    await atWorkIn(tx, id)
    const task = await records.task(id, taskId, tx.db)
    requireNotMerging(task)
    return task
  }

  /** Ends what goes on of a task: its run, and one that resolves its conflict. */
  async function endRunsOf({ batch_id, run_id, resolve_run_id }: BatchTaskRow): Promise<void> {
    const all = [...(await runs.ofBatch(batch_id)), ...(await runs.resolversOf(batch_id))]
    for (const { id, status } of all)
      if ((id === run_id || id === resolve_run_id) && !isTerminal(status)) await runs.cancel(id)
  }

  /** Takes a task out of its batch. Its run, which may go on, is ended after that is written. */
  async function leaveOut(id: string, taskId: string, event: 'skip' | 'cancel', message: string) {
    const code = event === 'skip' ? 'skipped' : 'cancelled'
    const { task, isShared } = await store.write(async (tx) => {
      const rows = await atWorkIn(tx, id)
      const found = await records.task(id, taskId, tx.db)
      // While an agent is at its conflict nothing is merged yet.
      if (found.stage !== 'resolving') requireNotMerging(found)
      const isDone = rows.row.mode === 'combined' && found.status === 'completed'
      const more = isDone ? ' Its run was over by then: what it did for the task is in the branch still.' : ''
      const reason = JSON.stringify({ code, message: `${message}${more}` })
      const change = { reason, awaits_approval: 0, stage: null }
      await records.updateTask(tx, { batchId: id, taskId }, change, event)
      return { task: found, isShared: await takeOut(context, tx, rows, found) }
    })
    if (!isShared) await endRunsOf(task)
  }

  const stopListening = store.subscribe((events) => {
    const hasMoved = events.some(({ event, data }) => event.startsWith('execution:') && 'status' in data)
    if (hasMoved) for (const { driver } of drivers.values()) driver.wake()
  })

  const stopCounting = runs.onSpent((id) => drivers.get(id)?.driver.noteSpending())

  return {
    async create(input) {
      const batch = await createBatch(context, input)
      drive(batch.id)
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

    cancel: (id) =>
      perBatch.run(id, async () => {
        const { row } = await records.load(id)
        if (!isBatchOver(row.status as BatchStatus) && row.ending === null) {
          await store.write((tx) => records.update(tx, id, { ending: 'cancel' }))
        }
        drive(id)
        drivers.get(id)?.driver.end()
        await drivers.get(id)?.done
        return records.batch(id)
      }),

    pause: (id) =>
      change(id, async () => {
        // Its driver pauses the runs.
        await store.write(async (tx) => {
          await openIn(tx, id)
          await records.update(tx, id, {}, 'pause')
        })
      }),

    resume: (id) =>
      change(id, async () => {
        await runs.resumeBatch(id, async (tx) => {
          const { row } = await openIn(tx, id)
          // Once its tasks are settled nobody spends any more.
          const more = row.step === 'tasks' ? await raised(context, row, tx) : {}
          await records.update(tx, id, { failure: null, ...more }, 'resume')
        })
      }),

    approve: (id) =>
      change(id, async () => {
        await store.write(async (tx) => {
          const { row, tasks } = await openIn(tx, id)
          const task = tasks.find(({ awaits_approval }) => awaits_approval === 1)
          if (task === undefined) throw illegal(row, 'Nothing of this batch waits for approval.')
          const ref = { batchId: id, taskId: task.task_id }
          await records.updateTask(tx, ref, { awaits_approval: 0 }, 'complete')
        })
      }),

    reorder: (id, taskIds) =>
      change(id, async () => {
        await store.write(async (tx) => {
          const { row, tasks } = await atWorkIn(tx, id)
          if (row.mode === 'combined')
            throw illegal(
              row,
              'The tasks of a combined batch have one run; nothing of them is merged one by one.',
            )
          const byId = new Map(tasks.map((task) => [task.task_id, task]))
          const ordered = taskIds.flatMap((taskId) => byId.get(taskId) ?? [])
          const merged = tasks.filter(({ status }) => status === 'merged')
          if (new Set(taskIds).size !== tasks.length || ordered.length !== tasks.length)
            throw new AppError('BAD_REQUEST', 'Name each task of the batch once.', { tasks: tasks.length })
          if (merged.some((task, index) => ordered[index] !== task))
            throw illegal(
              row,
              'What is merged keeps its place: name it first, in the order it was merged in.',
            )
          if (!isInOrder(ordered.map((task) => ({ id: task.task_id, dependsOn: dependsOnOf(task) }))))
            throw illegal(row, 'A task cannot stand before one that it depends on.')
          for (const task of tasks) requireNotMerging(task)
          await records.reorder(tx, id, taskIds)
        })
      }),

    merge: (id, moveCheckout) => perBatch.run(id, () => mergeBatch(context, id, moveCheckout)),

    cancelTask: (id, taskId) => change(id, () => leaveOut(id, taskId, 'cancel', 'You cancelled it.')),

    skipTask: (id, taskId) => change(id, () => leaveOut(id, taskId, 'skip', 'You left it out.')),

    retryTask: (id, taskId) =>
      change(id, async () => {
        const task = await records.task(id, taskId)
        nextBatchTaskStatus(task.status as BatchTaskStatus, 'retry')
        const refuse = (rows: BatchRows) => {
          const why = rows.row.mode === 'combined' ? whyNoRetry(rows, task) : null
          if (why !== null) throw illegal(rows.row, why)
        }
        refuse(await records.load(id))
        // It may still be coming to its end, and a task has one run at a time.
        await endRunsOf(task)
        const fields = { run_id: null, reason: null, given_back: 0, from_tip: 1, awaits_approval: 0 }
        await store.write(async (tx) => {
          refuse(await atWorkIn(tx, id))
          await records.updateTask(tx, { batchId: id, taskId }, fields, 'retry')
        })
      }),

    checkTask: (id, taskId) =>
      change(id, async () => {
        const { run_id } = await records.task(id, taskId)
        const run = (await runs.ofBatch(id)).find((one) => one.id === run_id)
        await store.write(async (tx) => {
          const { row, tasks } = await atWorkIn(tx, id)
          const task = await records.task(id, taskId, tx.db)
          const hasFailed = (one: BatchTaskRow) =>
            one.status === 'skipped' &&
            (JSON.parse(one.reason ?? '{}') as Partial<LeftOutReason>).code === 'check_failed'
          if (!hasFailed(task) || task.run_id !== run_id || run === undefined || run.headCommit === null)
            throw illegal(
              row,
              `${task.identifier} is ${task.status}. Only work that was left out because a check failed after its merge can be checked again.`,
            )
          const isPast = (one: BatchTaskRow) =>
            one.status === 'merged' ||
            !isSettled(one.status as BatchTaskStatus) ||
            (one.run_id ?? '') > run.id
          if (row.mode === 'combined' && tasks.some(isPast))
            throw illegal(row, `The batch was begun anew since. Make a new batch of ${task.identifier}.`)
          await forgetFailures(tx, row.project_id)
          // Those of one run are checked together.
          const isWith = (one: BatchTaskRow) =>
            one.task_id === taskId || (row.mode === 'combined' && one.run_id === run_id && hasFailed(one))
          for (const { task_id } of tasks.filter(isWith))
            await records.updateTask(tx, { batchId: id, taskId: task_id }, { reason: null }, 'recheck')
        })
      }),

    sendBackTask: (id, taskId, comments) =>
      change(id, async (row) => {
        const task = await records.task(id, taskId)
        requireNotMerging(task)
        const status = task.status as BatchTaskStatus
        const run = (await runs.ofBatch(id)).find((one) => one.id === task.run_id)
        const base = run?.baseCommit ?? null
        if (run === undefined || base === null || (status !== 'completed' && task.awaits_approval === 0))
          throw illegal(row, `${task.identifier} is ${status}; only finished work can be sent back.`)
        if (row.mode === 'combined')
          return giveBackTogether(context, row, run, { text: buildSendBackPrompt(comments) })
        await runs.giveBack(run.id, buildSendBackPrompt(comments), base, async (tx, next) => {
          await freeTaskIn(tx, id, taskId)
          const fields = { run_id: next.id, awaits_approval: 0 }
          await records.updateTask(tx, { batchId: id, taskId }, fields, 'give_back')
        })
      }),

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

    async batchOf(taskId, db) {
      return (await records.openBatchOf([taskId], db))?.batchId ?? null
    },

    async start() {
      for (const id of await records.openIds()) drive(id)
      await forecasts.start()
    },

    async close() {
      isClosed = true
      stopListening()
      stopCounting()
      const live = [...drivers.values()]
      for (const { driver } of live) driver.stop()
      await Promise.all(live.map(({ done }) => done))
      await forecasts.close()
    },
  }
}

/** @throws AppError ILLEGAL_TRANSITION when the batch is over or ends */
function requireOpen(row: BatchRow): void {
  if (isBatchOver(row.status as BatchStatus)) throw illegal(row, `The batch is ${row.status}.`)
  if (row.ending !== null) throw illegal(row, 'The batch is being ended.')
}

/** @throws AppError CONFLICT while the task's work is being merged and checked */
function requireNotMerging(task: BatchTaskRow): void {
  if (task.stage === null) return
  throw new AppError('CONFLICT', `${task.identifier} is being merged. Try again in a moment.`, {
    stage: task.stage,
  })
}

const illegal = (row: BatchRow, message: string) =>
  new AppError('ILLEGAL_TRANSITION', message, { status: row.status, mode: row.mode as BatchMode })
