import { AppError } from '#shared/errors.ts'
import { settingsFor } from '#shared/project-settings.ts'
import { buildCombinedPrompt } from '#shared/combined-prompt.ts'
import { buildSendBackPrompt, buildTaskPrompt, type ProjectParts, type TaskParts } from '#shared/prompt.ts'
import { isTerminal, type RunStatus } from '#shared/run-words.ts'
import type { Run } from '#shared/runs.ts'
import type { Project } from '#shared/projects.ts'
import type { Task } from '#shared/tasks.ts'
import type { Tx } from '../store/store.ts'
import type { Engine, Step } from './engine.ts'
import { requireOver, type RunChange, type RunRow } from './run-records.ts'
import type { Scheduler } from './scheduler.ts'

const OPEN = ['queued', 'running', 'waiting'] as const

/** Agent of tasks and projects that name none. */
const DEFAULT_AGENT = 'build'

/** Starting and stopping: what a person asks of runs. Each leaves intent on the row first. */
export class Attempts {
  readonly #engine: Engine
  readonly #scheduler: Scheduler

  constructor(engine: Engine, scheduler: Scheduler) {
    this.#engine = engine
    this.#scheduler = scheduler
  }

  /**
   * @throws AppError BLOCKED, TASK_ARCHIVED, PROJECT_NOT_READY, NOT_A_REPOSITORY, PROJECT_NOT_TRUSTED,
   *   MODEL_NOT_CONFIGURED
   */
  execute(taskId: string): Promise<Run> {
    return this.#engine.perTask.run(taskId, () => this.#execute(taskId))
  }

  async #execute(taskId: string): Promise<Run> {
    const open = await this.#openRun(taskId)
    if (open !== undefined) return this.#engine.records.run(open.id)

    await this.requireNoBatch(taskId)
    await this.#requireUnblocked(taskId)
    return this.#start(taskId, {})
  }

  /**
   * The same for a task that nobody asked for, unless it is not ready any more.
   *
   * @throws AppError as {@link execute}, and ILLEGAL_TRANSITION when it was moved meanwhile
   */
  pull(taskId: string): Promise<Run> {
    const { perTask, tasks } = this.#engine
    return perTask.run(taskId, async () => {
      await this.requireNoBatch(taskId)
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
      const prompt = await this.#combinedPrompt(taskIds)
      const fields = { ...fieldsOf(batch), purpose: 'combined', branch: batch.branch, prompt }
      return this.#start(lead, fields, also)
    })
  }

  async #start(taskId: string, fields: Fields, also?: Also, ifStill?: IfStill): Promise<Run> {
    const { task, project, model } = await this.#startable(taskId)
    const prompt = fields.prompt ?? (await this.previewPrompt(task.id))
    const settings = settingsFor(this.#engine.settings.stored(), project)
    return this.#enqueue(
      task.id,
      () => ({
        project_id: project.id,
        step: 'base',
        model,
        agent: task.agent ?? project.agent ?? DEFAULT_AGENT,
        variant: task.variant ?? project.variant,
        limit_ms: settings.totalLimitMinutes * 60_000,
        ...fields,
        prompt,
      }),
      also,
      ifStill,
    )
  }

  /** @throws AppError IN_BATCH, TASK_ARCHIVED, PROJECT_NOT_READY, PROJECT_NOT_TRUSTED, MODEL_NOT_CONFIGURED */
  async requireStartable(taskId: string): Promise<void> {
    await this.requireNoBatch(taskId)
    await this.#startable(taskId)
  }

  /** The same for a task of a batch. */
  async requireReady(taskId: string): Promise<void> {
    await this.#startable(taskId)
  }

  async #startable(taskId: string): Promise<{ task: Task; project: Project; model: string }> {
    const task = await this.#engine.tasks.get(taskId)
    const project = await this.#readyProject(task)
    await this.#engine.trust.requireTrusted(project.id)
    return { task, project, model: await this.#modelFor(task, project) }
  }

  async #requireUnblocked(taskId: string): Promise<void> {
    const task = await this.#engine.tasks.get(taskId)
    const blocking = await this.#engine.tasks.openDependencies(task.id)
    if (blocking.length > 0) {
      const names = blocking.map((one) => one.identifier).join(', ')
      throw new AppError(
        'BLOCKED',
        `${task.identifier} waits for ${names}. Finish that first, or remove the dependency.`,
        {
          tasks: blocking,
        },
      )
    }
  }

  /** @throws AppError IN_BATCH `{batchId}` while the task belongs to a batch that is not over */
  async requireNoBatch(taskId: string): Promise<void> {
    const batchId = await this.#engine.batchOf(taskId)
    if (batchId !== null) throw inBatch((await this.#engine.tasks.get(taskId)).identifier, batchId)
  }

  /** @throws AppError ILLEGAL_TRANSITION unless the run is its task's latest and over */
  async retry(runId: string): Promise<Run> {
    const row = await this.#engine.records.row(runId)
    requireOver(row, 'retried')
    return this.#engine.perTask.run(row.task_id, async () => {
      await this.requireLatest(row)
      return this.#execute(row.task_id)
    })
  }

  /**
   * Goes on in the session, worktree and branch of a run that is over, with the reviewer's comments.
   *
   * @param agent another one than the run's, such as `build` for what `plan` has planned
   */
  async sendBack(runId: string, comments: string, agent?: string): Promise<Run> {
    const { task_id, purpose } = await this.#engine.records.row(runId)
    return this.#engine.perTask.run(task_id, async () => {
      await this.requireNoBatch(task_id)
      requireOwn(purpose, 'sent back')
      return this.#sendBack(runId, buildSendBackPrompt(comments), agent === undefined ? {} : { agent })
    })
  }

  /**
   * The same for a run's batch.
   *
   * @param text what the agent is told
   * @param baseCommit what its work is compared with from now on
   */
  async giveBack(runId: string, text: string, baseCommit: string, also: Also): Promise<Run> {
    const { task_id } = await this.#engine.records.row(runId)
    return this.#engine.perTask.run(task_id, () =>
      this.#sendBack(runId, text, { base_commit: baseCommit }, also),
    )
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
      const project = await this.#readyProject(task)
      const settings = settingsFor(this.#engine.settings.stored(), project)
      return this.#enqueue(
        row.task_id,
        () => ({
          project_id: row.project_id,
          batch_id: row.batch_id,
          purpose: 'resolve',
          step: 'session',
          model: row.model,
          agent: row.agent,
          variant: row.variant,
          prompt: conflict.prompt,
          base_branch: row.base_branch,
          base_commit: conflict.automatic,
          worktree_path: conflict.worktreePath,
          limit_ms: settings.totalLimitMinutes * 60_000,
        }),
        also,
      )
    })
  }

  async #sendBack(runId: string, text: string, fields: Fields, also?: Also): Promise<Run> {
    const row = await this.#engine.records.row(runId)
    requireOver(row, 'sent back')
    await this.requireLatest(row)
    const isGone = row.merged_commit !== null || row.discarded_at !== null
    if (row.worktree_path === null || row.session_id === null || isGone) {
      throw new AppError(
        'ILLEGAL_TRANSITION',
        'This run’s worktree or session is gone, so there is nothing to send back to. Retry the task instead.',
      )
    }
    const task = await this.#engine.tasks.get(row.task_id)
    const project = await this.#readyProject(task)
    await this.#scheduler.left(runId)
    const settings = settingsFor(this.#engine.settings.stored(), project)
    return this.#enqueue(
      row.task_id,
      () => ({
        project_id: row.project_id,
        batch_id: row.batch_id,
        batch_limit: row.batch_limit,
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
        branch: row.branch,
        base_branch: row.base_branch,
        base_commit: row.base_commit,
        worktree_path: row.worktree_path,
        session_id: row.session_id,
        limit_ms: settings.totalLimitMinutes * 60_000,
        ...fields,
      }),
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
    const open = await this.#openRun(task.id)
    if (open !== undefined) return this.cancel(open.id)
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

  async previewPrompt(taskId: string): Promise<string> {
    const { task, parts } = await this.#partsOf(taskId)
    return buildTaskPrompt({ ...parts, ...projectParts(await this.#engine.projects.get(task.projectId)) })
  }

  async #combinedPrompt(taskIds: readonly [string, ...string[]]): Promise<string> {
    const all: TaskParts[] = []
    for (const taskId of taskIds) all.push((await this.#partsOf(taskId)).parts)
    const { projectId } = await this.#engine.tasks.get(taskIds[0])
    return buildCombinedPrompt(all, projectParts(await this.#engine.projects.get(projectId)))
  }

  async #partsOf(taskId: string): Promise<{ task: Task; parts: TaskParts }> {
    const { task, labels, comments } = await this.#engine.tasks.forPrompt(taskId)
    const parts = {
      identifier: task.identifier,
      title: task.title,
      description: task.description,
      labels: labels.map((label) => label.name),
      comments: comments.map(({ author, body }) => ({ author, body })),
    }
    return { task, parts }
  }

  /** @throws AppError ILLEGAL_TRANSITION when the task has a later run */
  async requireLatest(row: RunRow): Promise<void> {
    if (row.purpose === 'resolve')
      throw new AppError(
        'ILLEGAL_TRANSITION',
        'This run has only resolved a conflict for its batch. Use the task’s own run.',
      )
    const task = await this.#engine.tasks.get(row.task_id)
    if (task.latestRunId === row.id) return
    throw new AppError('ILLEGAL_TRANSITION', `${task.identifier} has a later run than this one. Use that.`, {
      latestRunId: task.latestRunId,
    })
  }

  /** The row is the claim: the database allows a task one open run, so two clicks make one. */
  async #enqueue(taskId: string, valuesOf: () => NewRun, also?: Also, ifStill?: IfStill): Promise<Run> {
    const { store, records } = this.#engine
    const run = await store.write(async (tx) => {
      const open = await this.#openRun(taskId, tx)
      // Whoever writes something along has to know that this run is another one.
      if (open !== undefined && also !== undefined)
        throw new AppError('TASK_RUNNING', 'A run of the task is going on. Cancel it first.', {
          runId: open.id,
        })
      if (open !== undefined) return undefined
      // A batch may have been made since it was asked for; only what it starts itself writes something along.
      const batchId = also === undefined ? await this.#engine.batchOf(taskId, tx.db) : null
      if (batchId !== null) throw inBatch('The task', batchId)
      await ifStill?.(tx)
      const latest = await tx.db
        .selectFrom('runs')
        .select((row) => row.fn.max('attempt').as('attempt'))
        .where('task_id', '=', taskId)
        .executeTakeFirst()
      const now = store.now()
      const inserted = await records.insert(
        tx,
        {
          id: store.newId(),
          task_id: taskId,
          attempt: (latest?.attempt ?? 0) + 1,
          status: 'queued',
          fix_attempts: 0,
          input_tokens: 0,
          output_tokens: 0,
          cost: 0,
          worked_ms: 0,
          queued_at: now,
          created_at: now,
          ...valuesOf(),
        },
        ifStill === undefined ? 'user' : 'engine',
      )
      await also?.(tx, inserted)
      return inserted
    })
    await this.#scheduler.wake()
    const open = run ?? (await this.#openRun(taskId))
    if (open === undefined) throw new AppError('CONFLICT', 'The task’s run has just ended. Try again.')
    return records.run(open.id)
  }

  async #openRun(taskId: string, tx?: Tx): Promise<{ id: string } | undefined> {
    return (tx?.db ?? this.#engine.store.db)
      .selectFrom('runs')
      .select('id')
      .where('task_id', '=', taskId)
      .where('status', 'in', OPEN)
      .executeTakeFirst()
  }

  async #readyProject(task: Task): Promise<Project> {
    if (task.archived) {
      throw new AppError('TASK_ARCHIVED', `${task.identifier} is archived. Bring it back before you run it.`)
    }
    const project = await this.#engine.projects.get(task.projectId)
    if (project.state === 'ready') {
      await this.#engine.git.requireRepository(project.repoPath)
      return project
    }
    const why =
      project.state === 'cloning' ? 'is still being cloned' : `has a problem: ${project.error ?? ''}`
    throw new AppError('PROJECT_NOT_READY', `${project.name} ${why}`, { state: project.state })
  }

  async #modelFor(task: Task, project: Project): Promise<string> {
    const { agents, settings } = this.#engine
    const model = task.model ?? project.model ?? settings.stored().model ?? (await agents.configuredModel())
    if (model !== null) return model
    throw new AppError(
      'MODEL_NOT_CONFIGURED',
      'No model is set. Set one in Settings, or set `model` in your OpenCode configuration.',
    )
  }
}

const projectParts = ({ instructions, checkCommand, permissions }: Project): ProjectParts => ({
  instructions,
  checkCommand,
  mayAsk: permissions.questions === 'ask',
})

/** @throws AppError ILLEGAL_TRANSITION for a run that is not of one task alone */
export function requireOwn(purpose: string, what: string): void {
  if (purpose !== 'combined') return
  throw new AppError(
    'ILLEGAL_TRANSITION',
    `This run has carried out several tasks of a batch and cannot be ${what} for one of them. Merge its batch, or run the tasks again.`,
  )
}

const fieldsOf = (batch: InBatch): Fields => ({
  batch_id: batch.batchId,
  batch_limit: batch.parallelLimit,
  base_branch: batch.baseBranch,
  base_commit: batch.baseCommit,
})

const inBatch = (name: string, batchId: string) =>
  new AppError(
    'IN_BATCH',
    `${name} belongs to a batch that is not over. Do it there, or cancel the batch first.`,
    { batchId },
  )

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

/** Written in the transaction that makes a run. */
export type Also = (tx: Tx, run: Run) => Promise<void>

/** Throws in that transaction where the run shall not be made any more; nobody has asked for such a run. */
type IfStill = (tx: Tx) => Promise<void>

type NewRun = RunChange & {
  project_id: string
  step: Step
  model: string
  agent: string
  prompt: string
  limit_ms: number
}
