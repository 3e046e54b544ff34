import { AppError } from '#shared/errors.ts'
import type { Project } from '#shared/projects.ts'
import type { Task } from '#shared/tasks.ts'
import type { Tx } from '../store/store.ts'
import type { Engine } from './engine.ts'
import type { RunRow } from './run-rows.ts'

/** What has to hold before a run is made of a task, or a run's work is taken or put away. */
export class Gate {
  readonly #engine: Engine

  constructor(engine: Engine) {
    this.#engine = engine
  }

  /** @throws AppError TASK_ARCHIVED, PROJECT_NOT_READY, NOT_A_REPOSITORY, PROJECT_NOT_TRUSTED */
  async requireReady(taskId: string): Promise<{ task: Task; project: Project }> {
    const task = await this.#engine.tasks.get(taskId)
    const project = await this.readyProject(task)
    await this.#engine.trust.requireTrusted(project.id)
    return { task, project }
  }

  /** @throws AppError TASK_ARCHIVED, PROJECT_NOT_READY, NOT_A_REPOSITORY */
  async readyProject(task: Task): Promise<Project> {
    if (task.isGoal) {
      throw new AppError(
        'TASK_ARCHIVED',
        `${task.identifier} is the goal of a brainstorm, and only its plan is carried out. Go on with it there.`,
      )
    }
    if (task.archived) {
      throw new AppError('TASK_ARCHIVED', `${task.identifier} is archived. Bring it back before you run it.`)
    }
    return this.readyProjectOf(task.projectId)
  }

  /** @throws AppError PROJECT_NOT_READY, NOT_A_REPOSITORY */
  async readyProjectOf(projectId: string): Promise<Project> {
    const project = await this.#engine.projects.get(projectId)
    if (project.state === 'ready') {
      await this.#engine.git.requireRepository(project.repoPath)
      return project
    }
    const why =
      project.state === 'cloning' ? 'is still being cloned' : `has a problem: ${project.error ?? ''}`
    throw new AppError('PROJECT_NOT_READY', `${project.name} ${why}`, { state: project.state })
  }

  /** @throws AppError MODEL_NOT_CONFIGURED */
  async modelFor(
    task: Pick<Task, 'model' | 'variant'>,
    project: Project,
  ): Promise<{ model: string; variant: string | null }> {
    const { agents, settings } = this.#engine
    const byDefault = project.model ?? settings.stored().model ?? (await agents.configuredModel())
    const model = task.model ?? byDefault
    // A variant belongs to its model.
    const variant = task.variant ?? (model === byDefault ? project.variant : null)
    if (model !== null) return { model, variant }
    throw new AppError(
      'MODEL_NOT_CONFIGURED',
      'No model is set. Set one in Settings, or set `model` in your OpenCode configuration.',
    )
  }

  /** @throws AppError BLOCKED while a task that this one depends on is not done */
  async requireUnblocked(taskId: string): Promise<void> {
    const task = await this.#engine.tasks.get(taskId)
    const blocking = await this.#engine.tasks.openDependencies(task.id)
    if (blocking.length === 0) return
    const names = blocking.map((one) => one.identifier).join(', ')
    throw new AppError(
      'BLOCKED',
      `${task.identifier} waits for ${names}. Finish that first, or remove the dependency.`,
      { tasks: blocking },
    )
  }

  /** @throws AppError IN_BATCH `{taskId, batchId}`, IN_CONTEST `{id, contestId}` while the task belongs to one that is not over */
  async requireFree(taskId: string): Promise<void> {
    const batchId = await this.#engine.batchOf(taskId)
    if (batchId !== null) throw inBatch((await this.#engine.tasks.get(taskId)).identifier, taskId, batchId)
    await this.requireNoContest(taskId)
  }

  /** @throws AppError IN_CONTEST `{id, contestId}` */
  async requireNoContest(taskId: string): Promise<void> {
    const contestId = await this.#engine.contestOf(taskId)
    if (contestId !== null) {
      const { identifier } = await this.#engine.tasks.get(taskId)
      throw inContest(identifier, taskId, contestId)
    }
  }

  /** The same in the transaction that makes a run: a batch or a contest may have been made since it was asked for. */
  async requireFreeIn(tx: Tx, taskId: string): Promise<void> {
    const batchId = await this.#engine.batchOf(taskId, tx.db)
    if (batchId !== null) throw inBatch('The task', taskId, batchId)
    await this.requireNoContestIn(tx, taskId)
  }

  /** {@link requireNoContest} in that transaction. */
  async requireNoContestIn(tx: Tx, taskId: string): Promise<void> {
    const contestId = await this.#engine.contestOf(taskId, tx.db)
    if (contestId !== null) throw inContest('The task', taskId, contestId)
  }

  /** @throws AppError ILLEGAL_TRANSITION unless the run is its task's latest */
  async requireLatest(row: RunRow): Promise<void> {
    if (row.purpose === 'resolve')
      throw new AppError(
        'ILLEGAL_TRANSITION',
        'This run has only resolved a conflict for its batch. Use the task’s own run.',
      )
    const task = await this.#engine.tasks.get(row.task_id)
    if (task.latestRunId === row.id) return
    const why =
      row.contest_id === null
        ? `${task.identifier} has a later run than this one. Use that.`
        : 'This candidate was not taken. Restore its branch from the trash to use its work.'
    throw new AppError('ILLEGAL_TRANSITION', why, { latestRunId: task.latestRunId })
  }
}

/** @throws AppError ILLEGAL_TRANSITION for a run that is not of one task alone */
export function requireOwn(purpose: string, what: string): void {
  if (purpose !== 'combined') return
  throw new AppError(
    'ILLEGAL_TRANSITION',
    `This run has carried out several tasks of a batch and cannot be ${what} for one of them. Merge its batch, or run the tasks again.`,
  )
}

const inBatch = (name: string, taskId: string, batchId: string) =>
  new AppError(
    'IN_BATCH',
    `${name} belongs to a batch that is not over. Do it there, or cancel the batch first.`,
    { taskId, batchId },
  )

const inContest = (name: string, taskId: string, contestId: string) =>
  new AppError(
    'IN_CONTEST',
    `${name} has several candidates of which none is taken yet. Take one, or cancel them first.`,
    { id: taskId, contestId },
  )
