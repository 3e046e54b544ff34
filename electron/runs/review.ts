import { join } from 'node:path'
import { AppError } from '#shared/errors.ts'
import type { Diff, Run } from '#shared/runs.ts'
import type { Attempts } from './attempts.ts'
import type { Engine } from './engine.ts'
import { requireOver, type RunRow } from './run-records.ts'
import type { Trash } from './trash.ts'

/** Looking at finished work, and taking or leaving it. */
export class Review {
  readonly #engine: Engine
  readonly #attempts: Attempts
  readonly #trash: Trash

  constructor(engine: Engine, attempts: Attempts, trash: Trash) {
    this.#engine = engine
    this.#attempts = attempts
    this.#trash = trash
  }

  /** Everything since the base: up to the run's commit, or as the worktree stands now. */
  async diff(runId: string): Promise<Diff> {
    const { records, projects, git } = this.#engine
    const row = await records.row(runId)
    if (row.base_commit === null) {
      throw new AppError('CONFLICT', 'The run has no changes yet: its worktree is not made.')
    }
    const project = await projects.get(row.project_id)
    const to = await this.#headOf(row)
    return git.diff({ repo: project.repoPath, from: row.base_commit, to })
  }

  async #headOf(row: RunRow): Promise<string> {
    if (row.head_commit !== null) return row.head_commit
    if (row.worktree_path !== null && row.step !== 'worktree') {
      const { commit } = await this.#engine.git.snapshotWorktree({
        worktree: row.worktree_path,
        message: 'snapshot',
      })
      return commit
    }
    return (await this.#trash.commitOf(row.id)) ?? row.base_commit ?? ''
  }

  /**
   * Merges a run's commit into its base branch. Asked again after a crash it finds the merge made.
   *
   * @throws AppError NOTHING_TO_MERGE, BASE_CHECKED_OUT, CHECKOUT_DIRTY, NOT_FAST_FORWARD, MERGE_CONFLICT
   */
  async merge(
    runId: string,
    { strategy, moveCheckout }: { strategy: 'ff' | 'merge'; moveCheckout: boolean },
  ): Promise<{ commit: string }> {
    const { records, projects, tasks, git, settings, store, dataFolder } = this.#engine
    const row = await records.row(runId)
    if (row.merged_commit !== null) return { commit: row.merged_commit }
    requireOver(row, 'merged')
    await this.#attempts.requireLatest(row)
    if (row.status !== 'succeeded' || row.head_commit === null || row.base_branch === null) {
      throw new AppError(
        'NOTHING_TO_MERGE',
        'Only a run that succeeded can be merged. Retry it or send it back.',
      )
    }
    if (row.discarded_at !== null) {
      throw new AppError(
        'NOTHING_TO_MERGE',
        'The run was discarded. Restore its branch from the trash first.',
      )
    }
    const project = await projects.get(row.project_id)
    const task = await tasks.get(row.task_id)
    const { runGitHooks, signCommits } = settings.stored()
    const { commit } = await git.merge({
      repo: project.repoPath,
      integrationPath: join(dataFolder, 'integration', project.id),
      baseBranch: row.base_branch,
      headCommit: row.head_commit,
      strategy,
      moveCheckout,
      message: `Merge ${task.identifier}: ${task.title}`,
      runHooks: runGitHooks,
      sign: signCommits,
    })
    await store.write(async (tx) => {
      await records.update(tx, runId, { merged_commit: commit })
      await tasks.recordExecution(tx, row.task_id, { status: 'done', activityKind: 'run:merged' })
    })
    await this.#trash.sweepRun(runId, 'merged')
    return { commit }
  }

  /** Keeps worktree and branch in the trash, then removes both. */
  async discard(runId: string): Promise<Run> {
    const { records, tasks, store } = this.#engine
    const row = await records.row(runId)
    if (row.discarded_at !== null) return records.run(runId)
    requireOver(row, 'discarded')
    await this.#attempts.requireLatest(row)
    if (row.merged_commit !== null) throw new AppError('ILLEGAL_TRANSITION', 'The run is merged already.')
    const kept = await this.#trash.keep(row, 'discarded')
    const task = await tasks.get(row.task_id)
    await store.write(async (tx) => {
      await kept(tx)
      await records.update(tx, runId, { discarded_at: store.now() })
      if (task.status === 'in_review') await tasks.recordExecution(tx, row.task_id, { status: 'todo' })
    })
    await this.#trash.sweepRun(runId, 'discarded')
    return records.run(runId)
  }
}
