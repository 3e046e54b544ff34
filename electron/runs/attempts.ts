import { AppError } from '#shared/errors.ts'
import { settingsFor } from '#shared/project-settings.ts'
import type { Run } from '#shared/runs.ts'
import type { WorkerChoice } from '#shared/worker.ts'
import type { Also, Claim, IfStill } from './claim.ts'
import type { Engine } from './engine.ts'
import type { Gate } from './gate.ts'
import { DEFAULT_AGENT } from './mender.ts'
import { requireOver, type RunChange } from './run-rows.ts'
import type { TaskPrompts } from './task-prompts.ts'
import type { Workers } from './workers.ts'

/** Beginning runs anew: a branch, a worktree and a session of their own. See {@link FurtherRuns} for the others. */
export class Attempts {
  readonly #engine: Engine
  readonly #gate: Gate
  readonly #claim: Claim
  readonly #prompts: TaskPrompts
  readonly #workers: Workers

  constructor(engine: Engine, parts: { gate: Gate; claim: Claim; prompts: TaskPrompts; workers: Workers }) {
    this.#engine = engine
    this.#gate = parts.gate
    this.#claim = parts.claim
    this.#prompts = parts.prompts
    this.#workers = parts.workers
  }

  /**
   * @throws AppError BLOCKED, IN_BATCH, IN_CONTEST, TASK_ARCHIVED, PROJECT_NOT_READY, NOT_A_REPOSITORY,
   *   PROJECT_NOT_TRUSTED, MODEL_NOT_CONFIGURED
   */
  execute(taskId: string): Promise<Run> {
    return this.#engine.perTask.run(taskId, () => this.#execute(taskId))
  }

  async #execute(taskId: string, choice: WorkerChoice = {}): Promise<Run> {
    const open = await this.#claim.openRun(taskId)
    if (open !== undefined) return this.#engine.records.run(open.id)

    await this.#gate.requireFree(taskId)
    await this.#gate.requireUnblocked(taskId)
    return this.#start(taskId, {}, undefined, undefined, choice)
  }

  /**
   * The same for a task that nobody asked for, unless it is not ready any more.
   *
   * @throws AppError as {@link execute}, and ILLEGAL_TRANSITION when it was moved meanwhile
   */
  pull(taskId: string): Promise<Run> {
    const { perTask, tasks } = this.#engine
    return perTask.run(taskId, async () => {
      await this.#gate.requireFree(taskId)
      return this.#start(taskId, {}, undefined, async (tx) => {
        if (await tasks.isReadyIn(tx, taskId)) return
        throw new AppError('ILLEGAL_TRANSITION', 'The task is not ready any more.', { taskId })
      })
    })
  }

  /**
   * Starts the next attempt of a task for its batch, from a commit that the batch gives. What the task waits for
   * is the batch's to see to.
   *
   * @param also is written together with the new run
   * @throws AppError as {@link execute}, but BLOCKED
   */
  executeIn(taskId: string, batch: InBatch, also: Also): Promise<Run> {
    return this.#engine.perTask.run(taskId, () => this.#start(taskId, fieldsOf(batch), also))
  }

  /**
   * The same for several tasks in one run, which is the first one's. Who asks sees to the cards of the others.
   *
   * @param branch what the run's branch is called, if that is free
   */
  executeTogether(
    taskIds: readonly [string, ...string[]],
    batch: InBatch & { branch: string },
    also: Also,
  ): Promise<Run> {
    const [lead] = taskIds
    return this.#engine.perTask.run(lead, async () => {
      const prompt = await this.#prompts.ofAll(taskIds)
      const fields = { ...fieldsOf(batch), purpose: 'combined', branch: batch.branch, prompt }
      return this.#start(lead, fields, also)
    })
  }

  async #start(
    taskId: string,
    fields: Fields,
    also?: Also,
    ifStill?: IfStill,
    choice: WorkerChoice = {},
  ): Promise<Run> {
    const { task, project } = await this.#gate.requireReady(taskId)
    const byTask = {
      ...(await this.#gate.modelFor(task, project)),
      agent: task.agent ?? project.agent ?? DEFAULT_AGENT,
    }
    const worker = await this.#workers.instead(byTask, choice, project.repoPath)
    const prompt = fields.prompt ?? (await this.#prompts.of(task.id))
    const settings = settingsFor(this.#engine.settings.stored(), project)
    return this.#claim.one(
      task.id,
      {
        project_id: project.id,
        step: 'base',
        ...worker,
        limit_ms: settings.totalLimitMinutes * 60_000,
        ...fields,
        prompt,
      },
      also,
      ifStill,
    )
  }

  /**
   * @throws AppError IN_BATCH, IN_CONTEST, TASK_ARCHIVED, PROJECT_NOT_READY, PROJECT_NOT_TRUSTED, MODEL_NOT_CONFIGURED
   */
  async requireStartable(taskId: string): Promise<void> {
    await this.#gate.requireFree(taskId)
    await this.requireReady(taskId)
  }

  /** The same for a task of a batch. */
  async requireReady(taskId: string): Promise<void> {
    const { task, project } = await this.#gate.requireReady(taskId)
    await this.#gate.modelFor(task, project)
  }

  /**
   * @param choice who works instead of whom the task names
   * @throws AppError ILLEGAL_TRANSITION unless the run is its task's latest and over
   */
  async retry(runId: string, choice: WorkerChoice = {}): Promise<Run> {
    const row = await this.#engine.records.row(runId)
    requireOver(row, 'retried')
    return this.#engine.perTask.run(row.task_id, async () => {
      await this.#gate.requireNoContest(row.task_id)
      await this.#gate.requireLatest(row)
      return this.#execute(row.task_id, choice)
    })
  }

  /** A run of a task from a commit, where its task is held already. */
  startFrom(
    taskId: string,
    from: { baseBranch: string; baseCommit: string; prompt: string },
    also: Also,
  ): Promise<Run> {
    const { baseBranch: base_branch, baseCommit: base_commit, prompt } = from
    return this.#start(taskId, { base_branch, base_commit, prompt }, also)
  }
}

const fieldsOf = (batch: InBatch): Fields => ({
  batch_id: batch.batchId,
  batch_limit: batch.parallelLimit,
  base_branch: batch.baseBranch,
  base_commit: batch.baseCommit,
})

/** What a batch gives to the runs of its tasks. */
export interface InBatch {
  batchId: string
  /** Runs of the batch at once. */
  parallelLimit: number
  baseBranch: string
  baseCommit: string
}

/** What a new run has beside what its task gives. */
export type Fields = Omit<RunChange, 'step'>
