import { AppError } from '#shared/errors.ts'
import type { Engine } from './engine.ts'
import type { Scheduler } from './scheduler.ts'
import type { Trash } from './trash.ts'

/** What git says of a repository in which nothing can be kept any more. */
const GONE: ReadonlySet<string> = new Set(['NOT_A_REPOSITORY', 'REPOSITORY_DAMAGED'])

/**
 * Puts the work of runs into the trash and removes their worktrees, before what they are of goes away. Worktrees of
 * a repository that is gone stay where they are: there is nowhere to keep them.
 */
export class Release {
  readonly #engine: Engine
  readonly #scheduler: Scheduler
  readonly #trash: Trash

  constructor(engine: Engine, scheduler: Scheduler, trash: Trash) {
    this.#engine = engine
    this.#scheduler = scheduler
    this.#trash = trash
  }

  task(taskId: string): Promise<void> {
    return this.#release('task_id', taskId)
  }

  /** @throws AppError PROJECT_BUSY while a run of it is open */
  async project(projectId: string): Promise<void> {
    const open = await this.#engine.store.db
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
    await this.#release('project_id', projectId)
  }

  /** Latest first: it has the state of the worktree that it shares with those before it. */
  async #release(column: 'task_id' | 'project_id', value: string): Promise<void> {
    const { store, perTask, projects, log } = this.#engine
    const rows = await store.db
      .selectFrom('runs')
      .select(['id', 'task_id', 'project_id'])
      .where(column, '=', value)
      .where('worktree_path', 'is not', null)
      .where('status', 'in', ['succeeded', 'failed', 'cancelled'])
      .orderBy('attempt', 'desc')
      .execute()
    for (const { id, task_id, project_id } of rows) {
      await this.#scheduler.left(id)
      try {
        await perTask.run(task_id, () => this.#trash.putAway(id, 'deleted'))
      } catch (error) {
        if (await this.#isRepository(await projects.repoPath(project_id))) throw error
        log('warn', 'a worktree was left where it is: its repository is gone', { runId: id })
      }
    }
  }

  #isRepository(repo: string): Promise<boolean> {
    return this.#engine.git.openRepository(repo).then(
      () => true,
      (error: unknown) => !(error instanceof AppError && GONE.has(error.code)),
    )
  }
}
