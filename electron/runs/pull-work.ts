import { AppError } from '#shared/errors.ts'
import type { Run } from '#shared/runs.ts'
import type { Attempts } from './attempts.ts'
import type { Also } from './claim.ts'
import type { Engine } from './engine.ts'
import type { FurtherRuns } from './further-runs.ts'
import { type Gate, requireOwn } from './gate.ts'
import type { MergeActivity, Review } from './review.ts'
import { requireOver, type RunRow } from './run-rows.ts'
import type { Scheduler } from './scheduler.ts'
import type { Trash } from './trash.ts'

interface Parts {
  scheduler: Scheduler
  gate: Gate
  attempts: Attempts
  further: FurtherRuns
  review: Review
  trash: Trash
}

/** A pull request that was merged. */
export interface MergedPull {
  /** What its base branch got. */
  commit: string
  /** What its branch is called at the remote. */
  branch: string
  activity: MergeActivity
}

/** What becomes of runs whose work is in a pull request. */
export class PullWork {
  readonly #engine: Engine
  readonly #parts: Parts

  constructor(engine: Engine, parts: Parts) {
    this.#engine = engine
    this.#parts = parts
  }

  /**
   * Goes on in the session, worktree and branch of a run that is over.
   *
   * @param also is written together with the new run
   * @throws AppError as {@link FurtherRuns.sendBack}
   */
  async followUp(runId: string, text: string, also: Also): Promise<Run> {
    const { records, perTask } = this.#engine
    const { task_id } = await records.row(runId)
    return perTask.run(task_id, async () => {
      const { gate, further } = this.#parts
      await gate.requireFree(task_id)
      requireOwn((await records.row(runId)).purpose, 'sent back')
      return further.goOn(runId, text, this.#ifFree(task_id, also))
    })
  }

  /**
   * Begins a run of a task at a commit, in a session and on a branch of its own.
   *
   * @param from.prompt all that the agent is told
   * @throws AppError as {@link Attempts.execute}, but BLOCKED
   */
  startFrom(
    taskId: string,
    from: { baseBranch: string; baseCommit: string; prompt: string },
    also: Also,
  ): Promise<Run> {
    const { gate, attempts } = this.#parts
    return this.#engine.perTask.run(taskId, async () => {
      await gate.requireFree(taskId)
      return attempts.startFrom(taskId, from, this.#ifFree(taskId, also))
    })
  }

  /** What is written along lets a run begin beside a batch of its task: here it shall not. */
  #ifFree(taskId: string, also: Also): Also {
    return async (tx, run) => {
      await this.#parts.gate.requireFreeIn(tx, taskId)
      await also(tx, run)
    }
  }

  /**
   * GitHub has merged the base branch into the work of a run: its branch and worktree follow, and so does what its work
   * is compared with.
   *
   * @param commit contains the run's own
   * @throws AppError ILLEGAL_TRANSITION while the run goes on; GIT_ERROR when something of the user's is in the way
   */
  async forwardTo(runId: string, commit: string): Promise<void> {
    const { records, perTask, git, projects, store } = this.#engine
    const { task_id } = await records.row(runId)
    await perTask.run(task_id, async () => {
      const row = await records.row(runId)
      if (row.head_commit === commit || row.head_commit === null) return
      requireOver(row, 'brought up to date')
      if (await this.#isUsed(row))
        throw new AppError('ILLEGAL_TRANSITION', 'A later run works on its branch, or has worked there.', {
          runId,
        })
      await this.#parts.scheduler.left(runId)
      const repo = await projects.repoPath(row.project_id)
      const { head_commit: from, branch, worktree_path: worktree, base_branch, base_commit } = row
      if (worktree !== null) await git.forwardWorktree({ worktree, commit })
      else if (branch !== null) await git.settleBranch({ repo, branch, to: commit, from })
      const since = base_commit ?? commit
      const base =
        base_branch === null
          ? since
          : await git.mergeBase({ repo, commit, since, branch: base_branch, merged: null })
      const changes = JSON.stringify(await git.diffStat({ repo, from: base, to: commit }))
      await store.write((tx) =>
        records.update(tx, runId, { head_commit: commit, base_commit: base, changes }),
      )
    })
  }

  /**
   * The pull request with the work of a run was merged: its task is done, unless it was begun anew since,
   * and its branch and worktree go, kept in the trash as far as no branch of the user's has them. Asked again it does
   * what a crash has left.
   */
  async notePullMerged(runId: string, { commit, branch, activity }: MergedPull): Promise<void> {
    const { records, perTask } = this.#engine
    const { task_id } = await records.row(runId)
    await this.#parts.scheduler.left(runId)
    await this.#parts.review.noteMerged(runId, commit, activity)
    await perTask.run(task_id, async () => {
      const row = await records.row(runId)
      if (row.discarded_at !== null || (await this.#isUsed(row))) return
      // A crash, or a file that could not be removed, may have left it.
      await this.#parts.trash.sweepRun(runId, 'merged')
      await this.#parts.trash.putBranchAway(await records.row(runId), branch)
    })
  }

  /** Whether a later run works, or has worked, on the same branch: what it has done is not published. */
  async #isUsed({ task_id, attempt, branch }: RunRow): Promise<boolean> {
    const later = await this.#engine.store.db
      .selectFrom('runs')
      .select('id')
      .where('task_id', '=', task_id)
      .where('branch', '=', branch)
      .where('attempt', '>', attempt)
      .executeTakeFirst()
    return later !== undefined
  }
}

/** Whether a run's session and worktree are still there to go on in. */
export const canGoOn = ({ worktreePath, sessionId, discardedAt, mergedCommit, purpose }: Run) =>
  worktreePath !== null &&
  sessionId !== null &&
  discardedAt === null &&
  mergedCommit === null &&
  purpose === 'task'
