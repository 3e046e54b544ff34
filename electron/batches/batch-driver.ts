import { type BatchAction, planBatch } from '#shared/batch-plan.ts'
import {
  type BatchMode,
  type BatchStatus,
  type BatchTaskStatus,
  isBatchOver,
  isSettled,
  parentWords,
} from '#shared/batch-words.ts'
import { AppError } from '#shared/errors.ts'
import { isTerminal } from '#shared/run-words.ts'
import type { Run } from '#shared/runs.ts'
import { isDiskFull } from '../process/disk-full.ts'
import type { Driver } from '../process/drivers.ts'
import { ReconcileLoop, type Round } from '../process/reconcile-loop.ts'
import { type BatchRows, type BatchTaskRow, dependsOnOf, optionsOf } from './batch-records.ts'
import { BatchBudget } from './batch-budget.ts'
import { cleanUp, sweepRuns } from './clean-up.ts'
import { followCombined, startCombined } from './combined.ts'
import { takeCombined } from './combined-take.ts'
import type { BatchContext } from './context.ts'
import { afterChecks, finalCheck } from './final-check.ts'
import { followRun, leftOut, writeTask } from './follow-run.ts'
import { mergeTask, openLane, settle } from './merge-lane.ts'
import { Lane } from './lane.ts'
import { publish } from './publish.ts'

/** What the merge lane does, beside everything else. */
const MERGES: ReadonlySet<string> = new Set<BatchAction['kind']>(['merge', 'merge_all'])

/**
 * Carries one batch to its end. What is to be done is read from the rows each time; a new driver goes on from
 * them.
 */
export class BatchDriver implements Driver {
  readonly #context: BatchContext
  readonly #id: string
  readonly #loop = new ReconcileLoop()
  readonly #lane: Lane
  readonly #budget: BatchBudget

  constructor(context: BatchContext, id: string) {
    this.#context = context
    this.#id = id
    this.#lane = new Lane(this.#loop.signal, () => this.wake())
    this.#budget = new BatchBudget(context, id, () => this.wake())
  }

  /** Something was written that may change what is to be done. */
  wake(): void {
    this.#loop.wake()
  }

  /** A run of it has cost more. */
  noteSpending(): void {
    this.#budget.noteSpending()
  }

  /** The row says that the batch ends: what is merged, checked or pushed right now is broken off. */
  end(): void {
    this.#lane.end()
    this.wake()
  }

  /** Lets go of the batch without changing its state. */
  stop(): void {
    this.#loop.stop()
  }

  /** Until the batch is over or {@link stop} is called. */
  async drive(): Promise<void> {
    await this.#loop.run(
      () => this.#goOn(),
      (error) => this.#takeFailure(error),
    )
    await this.#lane.idle()
    await this.#budget.stop()
  }

  async #goOn(): Promise<Round> {
    const { records, runs, onMoment } = this.#context
    const state = await records.load(this.#id)
    if (isBatchOver(state.row.status as BatchStatus)) return 'over'
    if (state.row.ending !== null) {
      this.#lane.end()
      await this.#lane.idle()
      onMoment?.(this.#id, 'ending')
      await cleanUp(this.#context, this.#id)
      onMoment?.(this.#id, 'cleaned')
      return 'over'
    }
    if (state.row.step === 'final_check') return this.#close(state, finalCheck)
    if (state.row.step === 'publish') return this.#close(state, publish)
    const isCombined = state.row.mode === 'combined'
    const all = await runs.ofBatch(this.#id)
    const runOf = new Map(all.map((run) => [run.taskId, run]))
    const resolvers = new Map((await runs.resolversOf(this.#id)).map((run) => [run.id, run]))
    if (state.row.status === 'paused') await this.#pause([...runOf.values(), ...resolvers.values()])
    if (await this.#budget.pauses(state.row)) return 'again'
    let hasChanged = false
    let resolving: Run | null = null
    for (const task of state.tasks) {
      const resolver = resolvers.get(task.resolve_run_id ?? '')
      const isAtWork = resolver !== undefined && !isTerminal(resolver.status)
      // It was left out while an agent was at its conflict.
      if (isAtWork && isSettled(task.status as BatchTaskStatus)) await runs.cancel(resolver.id)
      else if (isAtWork && task.stage === 'resolving') resolving = resolver
      // Its merge was killed, or has failed.
      else if (task.stage !== null && task.stage !== 'resolving' && !this.#lane.isBusy)
        hasChanged = await writeTask(this.#context, task, { stage: null })
      if (!isCombined && (await followRun(this.#context, state, task, runOf.get(task.task_id))))
        hasChanged = true
    }
    if (isCombined && (await followCombined(this.#context, state, all))) hasChanged = true
    if (hasChanged) return 'again'
    const actions = planBatch(planOf(state, runOf))
    const isMerging = this.#lane.isBusy || resolving !== null
    const mustWait = (kind: BatchAction['kind']) =>
      kind === 'wait' || (isMerging && MERGES.has(kind)) || (this.#lane.isFollowed && kind === 'finish')
    const next = actions.filter(({ kind }) => !mustWait(kind))
    // An agent that resolves a conflict, and asks, is all that could go on.
    const asks = resolving?.status === 'waiting' && next.length === 0
    const isIdle = asks
      ? state.tasks.every(({ status }) => status !== 'running')
      : (!isMerging || this.#lane.isAhead) && actions.some(({ kind }) => kind === 'wait')
    await this.#note(state, isIdle)
    for (const action of next) await this.#do(state, action)
    // What is ready waits for the tasks before it.
    if (!isMerging && !this.#lane.wasUsed && state.tasks.some(({ status }) => status === 'completed'))
      this.#openLane()
    // A merge goes on by itself and wakes this when it has ended.
    return next.some(({ kind }) => !MERGES.has(kind)) ? 'again' : 'rest'
  }

  /** What hinders it is the user's to mend: the batch is paused with words, and tries again when it is resumed. */
  async #close({ row, tasks }: BatchRows, work: typeof publish): Promise<'again' | 'rest'> {
    // No agent spends any more.
    await this.#budget.stop()
    if (row.status === 'paused') return 'rest'
    const { store, records } = this.#context
    const signal = this.#lane.newSignal()
    // Ended before there was a lane to be broken off.
    if ((await records.load(row.id)).row.ending !== null) return 'again'
    try {
      // Its run has worked on the branch of the batch, which may have to move now.
      if (row.mode === 'combined') await sweepRuns(this.#context, tasks)
      await work(this.#context, row, signal)
    } catch (error) {
      if (signal.aborted) return 'again'
      if (!(error instanceof AppError) || error.code === 'INTERNAL' || isDiskFull(error)) throw error
      await store.write(async (tx) => {
        const { row: now } = await records.load(row.id, tx.db)
        if (now.ending === null && now.status !== 'paused')
          await records.update(tx, row.id, { failure: error.message }, 'pause')
      })
    }
    return 'again'
  }

  async #pause(all: readonly Run[]): Promise<void> {
    const { runs, records } = this.#context
    const open = all.filter(({ status }) => status === 'running' || status === 'queued')
    for (const run of open) {
      try {
        await runs.pause(run.id)
      } catch (error) {
        // It has ended in this moment.
        if (!(error instanceof AppError) || error.code !== 'ILLEGAL_TRANSITION') throw error
      }
    }
    const { row } = await records.load(this.#id)
    // The user has resumed the batch meanwhile.
    if (row.status !== 'paused') for (const run of open) await runs.resume(run.id)
  }

  /** Nobody is left to do anything, or somebody is again. The user may have been faster. */
  async #note({ row }: BatchRows, waits: boolean): Promise<void> {
    const { store, records } = this.#context
    if (row.status !== (waits ? 'running' : 'waiting')) return
    await store.write(async (tx) => {
      const now = (await records.load(row.id, tx.db)).row
      if (now.status !== row.status || now.ending !== null) return
      await records.update(tx, row.id, {}, waits ? 'wait' : 'go_on')
    })
  }

  async #do(state: BatchRows, action: BatchAction): Promise<void> {
    const taskOf = (id: string) => {
      const task = state.tasks.find(({ task_id }) => task_id === id)
      if (task === undefined) throw new Error(`batch ${this.#id} has no task ${id}`)
      return task
    }
    switch (action.kind) {
      case 'block': {
        const { identifier, status } = taskOf(action.parentId)
        const reason = leftOut('parent_left_out', parentWords(identifier, status as BatchTaskStatus))
        await writeTask(this.#context, taskOf(action.taskId), { reason }, 'block')
        return
      }
      case 'unblock':
        await writeTask(this.#context, taskOf(action.taskId), { reason: null }, 'unblock')
        return
      case 'stop': {
        const reason = leftOut('stopped', 'Another task of the batch failed before this one was begun.')
        await writeTask(this.#context, taskOf(action.taskId), { reason }, 'cancel')
        return
      }
      case 'start':
        await this.#start(state, taskOf(action.taskId))
        return
      case 'start_all':
        await startCombined(this.#context, state, action.taskIds)
        return
      case 'merge':
        this.#merge([action.taskId], (signal) => mergeTask(this.#context, this.#id, action.taskId, signal))
        return
      case 'merge_all':
        this.#merge(action.taskIds, async (signal) => {
          await takeCombined(this.#context, this.#id, signal)
          return null
        })
        return
      case 'finish':
        await this.#finish()
        return
      case 'wait':
    }
  }

  /** Unless the user has paused or ended it, or wants a task after all, in this moment. */
  async #finish(): Promise<void> {
    const { store, records, projects } = this.#context
    const { row } = await records.load(this.#id)
    const { finalCheckCommand } = await projects.get(row.project_id)
    await store.write(async (tx) => {
      const now = await records.load(this.#id, tx.db)
      if (now.row.ending !== null || !planBatch(planOf(now)).some(({ kind }) => kind === 'finish')) return
      const hasWork = now.tasks.some(({ status }) => status === 'merged')
      const isChecked = hasWork && finalCheckCommand !== null
      const next = hasWork ? afterChecks(now.row) : { step: 'clean_up', ending: 'complete' }
      await records.update(tx, this.#id, isChecked ? { step: 'final_check' } : next)
    })
  }

  async #start({ row }: BatchRows, task: BatchTaskRow): Promise<void> {
    const { runs, records, projects, onMoment } = this.#context
    const options = optionsOf(row)
    const fromTip = row.mode === 'queue' || task.from_tip === 1 || dependsOnOf(task).length > 0
    const project = await projects.get(row.project_id)
    const tip = await settle(this.#context, row, project)
    const ref = { batchId: row.id, taskId: task.task_id }
    try {
      await runs.executeIn(
        task.task_id,
        {
          batchId: row.id,
          parallelLimit: row.mode === 'queue' ? 1 : options.parallelLimit,
          baseBranch: row.base_branch,
          baseCommit: fromTip ? tip : row.base_commit,
        },
        async (tx, { id }) => {
          await records.updateTask(tx, ref, { run_id: id, reason: null }, 'start')
        },
      )
    } catch (error) {
      if (!(error instanceof AppError) || error.code === 'INTERNAL' || isDiskFull(error)) throw error
      // It cannot be begun: it was archived or removed meanwhile, or there is no model any more.
      await writeTask(this.#context, task, { reason: leftOut('run_failed', error.message) }, 'skip')
    }
    onMoment?.(this.#id, 'started')
  }

  #openLane(): void {
    const signal = this.#lane.newSignal()
    this.#lane.take(async () => {
      try {
        await openLane(this.#context, this.#id, signal)
      } catch (error) {
        if (signal.aborted) return
        const data = { batchId: this.#id, error: String(error) }
        this.#context.log('warn', 'the worktree for merges could not be made ahead', data)
      }
    }, true)
  }

  /** @param work gives back what may go on beside the next merge */
  #merge(
    taskIds: readonly string[],
    work: (signal: AbortSignal) => Promise<(() => Promise<void>) | null>,
  ): void {
    const signal = this.#lane.newSignal()
    const attempt = async (part: () => Promise<void>) => {
      try {
        await part()
      } catch (error) {
        if (!signal.aborted) await this.#takeMergeFailure(taskIds, error)
      }
    }
    this.#lane.take(() =>
      attempt(async () => {
        const after = await work(signal)
        if (after !== null) this.#lane.follow(() => attempt(after))
      }),
    )
  }

  async #takeMergeFailure(taskIds: readonly string[], error: unknown): Promise<void> {
    if (isDiskFull(error) || !(error instanceof AppError) || error.code === 'INTERNAL') {
      await this.#takeFailure(error)
      return
    }
    try {
      const { row, tasks } = await this.#context.records.load(this.#id)
      // The merge before it has failed meanwhile, of the same most likely.
      if (row.ending !== null) return
      const left = tasks.filter(({ task_id, status }) => taskIds.includes(task_id) && status === 'completed')
      // It is merged, but the branch cannot be moved there.
      if (left.length === 0) await this.#takeFailure(error)
      for (const task of left)
        await writeTask(
          this.#context,
          task,
          { reason: leftOut('git_error', error.message), stage: null },
          'fail',
        )
    } catch (failure) {
      await this.#takeFailure(failure)
    }
  }

  /** A full disk is waited for; what else nobody has thought of ends the batch, and says so. */
  async #takeFailure(error: unknown): Promise<void> {
    const { store, records, log } = this.#context
    const message = error instanceof Error ? error.message : String(error)
    log('error', 'a batch could not go on', { batchId: this.#id, error: String(error) })
    if (!isDiskFull(error)) {
      try {
        const isNew = await store.write(async (tx) => {
          const { row } = await records.load(this.#id, tx.db)
          if (row.ending !== null) return false
          await records.update(tx, this.#id, { ending: 'fail', failure: message })
          return true
        })
        if (isNew) return
      } catch (failure) {
        log('error', 'the end of a batch could not be written', { error: String(failure) })
      }
    }
    await this.#loop.beforeRetry()
  }
}

function planOf({ row, tasks }: BatchRows, runOf?: ReadonlyMap<string, Run>) {
  const { stopOnFailure, parallelLimit } = optionsOf(row)
  return {
    mode: row.mode as BatchMode,
    stopOnFailure,
    parallelLimit,
    isPaused: row.status === 'paused',
    tasks: tasks.map((task) => ({
      id: task.task_id,
      status: task.status as BatchTaskStatus,
      dependsOn: dependsOnOf(task),
      isDeferred: (runOf?.get(task.task_id)?.waitUntil ?? null) !== null,
    })),
  }
}
