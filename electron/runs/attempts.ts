import { AppError } from '#shared/errors.ts'
import { settingsFor } from '#shared/project-settings.ts'
import { buildSendBackPrompt, commentsIn } from '#shared/prompt.ts'
import { isTerminal, type RunStatus } from '#shared/run-words.ts'
import type { Run } from '#shared/runs.ts'
import type { Task } from '#shared/tasks.ts'
import type { WorkerChoice } from '#shared/worker.ts'
import type { Also, Claim, IfStill } from './claim.ts'
import type { Engine, Step } from './engine.ts'
import { type Gate, requireOwn } from './gate.ts'
import { requireOver, type RunChange, type RunRow } from './run-records.ts'
import { DEFAULT_AGENT, menderFor } from './mender.ts'
import type { Scheduler } from './scheduler.ts'
import type { TaskPrompts } from './task-prompts.ts'
import type { Workers } from './workers.ts'

/** Starting and stopping: what a person asks of runs. Each leaves intent on the row first. */
export class Attempts {
  readonly #engine: Engine
  readonly #scheduler: Scheduler
  readonly #gate: Gate
  readonly #claim: Claim
  readonly #prompts: TaskPrompts
  readonly #workers: Workers

  constructor(
    engine: Engine,
    parts: { scheduler: Scheduler; gate: Gate; claim: Claim; prompts: TaskPrompts; workers: Workers },
  ) {
    this.#engine = engine
    this.#scheduler = parts.scheduler
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

  /**
   * Goes on in the session, worktree and branch of a run that is over, with the reviewer's comments.
   *
   * @param choice another worker than the run's, such as the agent `build` for what `plan` has planned
   */
  async sendBack(runId: string, comments: string, choice: WorkerChoice = {}): Promise<Run> {
    const row = await this.#engine.records.row(runId)
    const { task_id, purpose } = row
    return this.#engine.perTask.run(task_id, async () => {
      await this.#gate.requireFree(task_id)
      requireOwn(purpose, 'sent back')
      const worker = await this.#workers.instead(row, choice, row.worktree_path)
      return this.#sendBack(runId, buildSendBackPrompt(comments), worker)
    })
  }

  /**
   * Runs the check once more on the work of a run that has failed because of it, where that lies: a run of its own, which
   * commits the work when it passes. Its agent is asked to mend only as often as it may still.
   *
   * @throws AppError as {@link sendBack}; CONFLICT when the project has no check
   */
  async checkAgain(runId: string): Promise<Run> {
    const row = await this.#engine.records.row(runId)
    const { task_id, purpose, project_id } = row
    return this.#engine.perTask.run(task_id, async () => {
      await this.#gate.requireFree(task_id)
      requireOwn(purpose, 'checked')
      if ((await this.#engine.projects.get(project_id)).checkCommand === null)
        throw new AppError('CONFLICT', 'The project has no check command. Give it one in its settings.')
      const { summary, changes, fix_attempts, prompt } = row
      const nothingSaid = { message_text: null, message_reason: null, sent_back: null }
      return this.#sendBack(runId, prompt, { ...nothingSaid, step: 'check', summary, changes, fix_attempts })
    })
  }

  /**
   * The same as {@link sendBack} for a run's batch.
   *
   * @param text what the agent is told
   * @param baseCommit what its work is compared with from now on
   * @param choice who works then; left out = who has, or who can mend it
   */
  async giveBack(
    runId: string,
    text: string,
    baseCommit: string,
    also: Also,
    choice?: WorkerChoice,
  ): Promise<Run> {
    const row = await this.#engine.records.row(runId)
    return this.#engine.perTask.run(row.task_id, async () => {
      const worker =
        choice === undefined
          ? await this.#mender(row)
          : await this.#workers.instead(row, choice, row.worktree_path)
      return this.#sendBack(runId, text, { ...worker, base_commit: baseCommit }, also)
    })
  }

  /** Who mends a run's work where nobody was chosen: an agent that only reads would read it once more. */
  async #mender({ agent, worktree_path }: RunRow): Promise<{ agent: string }> {
    return { agent: (await menderFor(this.#engine, agent, worktree_path)) ?? agent }
  }

  /**
   * Begins a run that resolves the conflict of a run's work with that of others, in a worktree of the batch's.
   *
   * @param conflict.automatic the merge as git makes it by itself
   * @param also is written together with the new run
   */
  async resolve(
    runId: string,
    conflict: { automatic: string; worktreePath: string; prompt: string },
    also: Also,
  ): Promise<Run> {
    const row = await this.#engine.records.row(runId)
    return this.#engine.perTask.run(row.task_id, async () => {
      const task = await this.#engine.tasks.get(row.task_id)
      const project = await this.#gate.readyProject(task)
      const settings = settingsFor(this.#engine.settings.stored(), project)
      return this.#claim.one(
        row.task_id,
        {
          project_id: row.project_id,
          batch_id: row.batch_id,
          purpose: 'resolve',
          step: 'session',
          model: row.model,
          ...(await this.#mender(row)),
          variant: row.variant,
          prompt: conflict.prompt,
          base_branch: row.base_branch,
          base_commit: conflict.automatic,
          worktree_path: conflict.worktreePath,
          limit_ms: settings.totalLimitMinutes * 60_000,
        },
        also,
      )
    })
  }

  /** {@link sendBack} for its pull request, where its task is held already. */
  async goOn(runId: string, text: string, also: Also): Promise<Run> {
    const row = await this.#engine.records.row(runId)
    return this.#sendBack(runId, text, await this.#mender(row), also)
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

  async #sendBack(runId: string, text: string, fields: Fields & { step?: Step }, also?: Also): Promise<Run> {
    const row = await this.#engine.records.row(runId)
    requireOver(row, 'sent back')
    await this.#gate.requireLatest(row)
    const isGone = row.merged_commit !== null || row.discarded_at !== null
    if (row.worktree_path === null || row.session_id === null || isGone) {
      throw new AppError(
        'ILLEGAL_TRANSITION',
        'This run’s worktree or session is gone, so there is nothing to send back to. Retry the task instead.',
      )
    }
    const task = await this.#engine.tasks.get(row.task_id)
    const project = await this.#gate.readyProject(task)
    await this.#scheduler.left(runId)
    const settings = settingsFor(this.#engine.settings.stored(), project)
    return this.#claim.one(
      row.task_id,
      {
        project_id: row.project_id,
        batch_id: row.batch_id,
        // A candidate that was taken is none any more.
        batch_limit: row.batch_id === null ? null : row.batch_limit,
        purpose: row.purpose,
        // Its report holds until there is another one.
        summary: row.purpose === 'combined' ? row.summary : null,
        step: 'session',
        model: row.model,
        agent: row.agent,
        variant: row.variant,
        prompt: text,
        message_text: text,
        message_reason: 'send_back',
        sent_back: commentsIn(text),
        branch: row.branch,
        base_branch: row.base_branch,
        base_commit: row.base_commit,
        worktree_path: row.worktree_path,
        session_id: row.session_id,
        limit_ms: settings.totalLimitMinutes * 60_000,
        ...fields,
      },
      also,
    )
  }

  /** Ends a run at any stage; its work stays. A run that is over is answered as it is. */
  async cancel(runId: string): Promise<Run> {
    const { records, store } = this.#engine
    const row = await records.row(runId)
    if (isTerminal(row.status as RunStatus)) return records.run(runId)
    await store.write((tx) => records.update(tx, runId, { cancel_requested_at: store.now() }))
    await this.#scheduler.stop(runId)
    await store.write(async (tx) => {
      const now = await records.row(runId, tx.db)
      if (isTerminal(now.status as RunStatus)) return
      await records.update(
        tx,
        runId,
        { ended_at: store.now(), waiting: null, last_action: null },
        { type: 'cancel' },
      )
    })
    this.#engine.bell.ring(runId)
    await this.#scheduler.wake()
    return records.run(runId)
  }

  /** @throws AppError ILLEGAL_TRANSITION when no run of the task is open */
  async cancelTask(taskId: string): Promise<Run> {
    const task = await this.#engine.tasks.get(taskId)
    await this.#requireAlone(task)
    const open = await this.#claim.openRun(task.id)
    if (open !== undefined) return this.cancel(open.id)
    await this.#gate.requireNoContest(task.id)
    throw new AppError('ILLEGAL_TRANSITION', `${task.identifier} is not running.`)
  }

  /** @throws AppError IN_BATCH while the task is carried out together with others */
  async #requireAlone(task: Task): Promise<void> {
    if (task.latestRunId === null || task.executionStatus === null || isTerminal(task.executionStatus)) return
    const { purpose, batch_id } = await this.#engine.records.row(task.latestRunId)
    if (purpose !== 'combined') return
    throw new AppError(
      'IN_BATCH',
      `${task.identifier} is carried out in one run together with other tasks. Cancel it in its batch, or cancel the run for all of them.`,
      { batchId: batch_id, runId: task.latestRunId },
    )
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
type Fields = Omit<RunChange, 'step'>
