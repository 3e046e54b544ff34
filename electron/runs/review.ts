import { join } from 'node:path'
import { AppError } from '#shared/errors.ts'
import type { MergeState } from '#shared/review.ts'
import type { Diff, Run } from '#shared/runs.ts'
import type { ExecutionChange } from '../tasks/tasks.ts'
import type { Engine } from './engine.ts'
import { type Gate, requireOwn } from './gate.ts'
import { requireOver, type RunRow } from './run-rows.ts'
import type { Scheduler } from './scheduler.ts'
import type { Trash } from './trash.ts'

/** How a merge stands in the histories of its tasks. */
export type MergeActivity = Pick<ExecutionChange, 'activityKind' | 'activityFrom' | 'actor'>

const MERGED_HERE: MergeActivity = { activityKind: 'run:merged', actor: 'user' }
/** By hand, by a pull that brought a merge at GitHub, or before a crash: nobody can tell by whom. */
const FOUND_MERGED: MergeActivity = { activityKind: 'run:found_merged', actor: 'engine' }

/** What a run's work is compared with, and how. */
export interface DiffHow {
  /** An earlier run of its task; left out = its base. */
  since?: string | undefined
  ignoreSpace?: boolean | undefined
}

interface MergeHow {
  strategy: 'ff' | 'merge'
  moveCheckout: boolean
}

/** Looking at finished work, and taking or leaving it. */
export class Review {
  readonly #engine: Engine
  readonly #gate: Gate
  readonly #scheduler: Scheduler
  readonly #trash: Trash
  #closed = false

  constructor(engine: Engine, scheduler: Scheduler, gate: Gate, trash: Trash) {
    this.#engine = engine
    this.#scheduler = scheduler
    this.#gate = gate
    this.#trash = trash
  }

  /**
   * Everything since the base, or since an earlier run of the task: up to the run's commit, or as the worktree stands
   * now.
   *
   * @throws AppError CONFLICT before there is a worktree; BAD_REQUEST for a `since` that is no earlier run of the task;
   *   NOT_FOUND `{since}` when the work of that one is gone
   */
  async diff(runId: string, { since, ignoreSpace }: DiffHow = {}): Promise<Diff> {
    const { records, projects, git } = this.#engine
    const row = await records.row(runId)
    if (row.base_commit === null) {
      throw new AppError('CONFLICT', 'The run has no changes yet: its worktree is not made.')
    }
    const project = await projects.get(row.project_id)
    const repo = project.repoPath
    const to = await this.#headOf(row)
    // Its base may be gone by then, but can be made again.
    const isResolution = row.purpose === 'resolve' && row.head_commit !== null
    if (since !== undefined) return this.#diffSince(row, await records.row(since), { repo, to, ignoreSpace })
    const from = isResolution ? (await git.resolutionOf({ repo, merge: to })).automatic : row.base_commit
    return git.diff({ repo, from, to, ignoreSpace })
  }

  /** What has come to the base branch in between is no work of either: only files that one of them changed are told. */
  async #diffSince(
    row: RunRow,
    earlier: RunRow,
    { repo, to, ignoreSpace }: { repo: string; to: string; ignoreSpace?: boolean | undefined },
  ): Promise<Diff> {
    const { git } = this.#engine
    if (earlier.task_id !== row.task_id || earlier.attempt >= row.attempt)
      throw new AppError('BAD_REQUEST', 'Only what has changed since an earlier run of the task can be told.')
    const from = earlier.head_commit ?? (await this.#trash.records.commitOf(earlier.id))
    const isThere = from !== null && (await git.commitOf({ repo, ref: from })) !== null
    if (!isThere)
      throw new AppError(
        'NOT_FOUND',
        `The work of run ${earlier.attempt} is not there any more, so nothing can be compared with it.`,
        { since: earlier.id },
      )
    const diff = await git.diff({ repo, from, to, ignoreSpace })
    if (earlier.base_commit === row.base_commit) return diff
    const own = new Set<string>()
    for (const [base, head] of [
      [earlier.base_commit, from],
      [row.base_commit, to],
    ] as const)
      for (const path of await git.changedPaths({ repo, from: base ?? head, to: head })) own.add(path)
    return {
      ...diff,
      files: diff.files.filter(({ path, oldPath }) => own.has(path) || own.has(oldPath ?? path)),
    }
  }

  /** The commit of a run's work: its own, or a snapshot of its worktree as it stands now. */
  async headOf(runId: string): Promise<string> {
    return this.#headOf(await this.#engine.records.row(runId))
  }

  async #headOf(row: RunRow): Promise<string> {
    if (row.head_commit !== null) return row.head_commit
    // Nobody has been in the conflict yet.
    if (row.purpose === 'resolve' && row.session_id === null) return row.base_commit ?? ''
    if (row.worktree_path !== null && row.step !== 'worktree') {
      const { commit } = await this.#engine.git.snapshotWorktree({
        worktree: row.worktree_path,
        message: 'snapshot',
      })
      return commit
    }
    return (await this.#trash.records.commitOf(row.id)) ?? row.base_commit ?? ''
  }

  /**
   * Merges a run's commit into its base branch. Asked again after a crash it finds the merge made.
   *
   * @throws AppError NOTHING_TO_MERGE, BASE_CHECKED_OUT, CHECKOUT_DIRTY, NOT_FAST_FORWARD, MERGE_CONFLICT
   */
  async merge(runId: string, how: MergeHow): Promise<{ commit: string }> {
    const { task_id } = await this.#engine.records.row(runId)
    return this.#engine.perTask.run(task_id, () => this.#merge(runId, how))
  }

  /** How {@link merge} would find the base branch and its checkout now. @throws AppError as it would be refused */
  async mergeState(runId: string): Promise<MergeState> {
    const row = await this.#engine.records.row(runId)
    return this.#engine.git.mergeState(await this.#whatToMerge(row))
  }

  async #whatToMerge(row: RunRow) {
    const { projects, dataFolder } = this.#engine
    requireOver(row, 'merged')
    await this.#gate.requireFree(row.task_id)
    requireOwn(row.purpose, 'merged')
    await this.#gate.requireLatest(row)
    if (row.status !== 'succeeded' || row.head_commit === null || row.base_branch === null) {
      throw new AppError(
        'NOTHING_TO_MERGE',
        row.status === 'succeeded'
          ? 'The run has changed nothing. Send it back, to the agent `build` for instance, to have it done.'
          : 'Only a run that succeeded can be merged. Retry it or send it back.',
      )
    }
    if (row.discarded_at !== null) {
      throw new AppError(
        'NOTHING_TO_MERGE',
        'The run was discarded. Restore its branch from the trash first.',
      )
    }
    const { id, repoPath: repo } = await projects.get(row.project_id)
    const integrationPath = join(dataFolder, 'integration', id)
    return { repo, integrationPath, baseBranch: row.base_branch, headCommit: row.head_commit }
  }

  async #merge(runId: string, { strategy, moveCheckout }: MergeHow): Promise<{ commit: string }> {
    const { records, tasks, git, settings } = this.#engine
    const row = await records.row(runId)
    if (row.merged_commit !== null) return { commit: row.merged_commit }
    const what = await this.#whatToMerge(row)
    await this.#scheduler.left(runId)
    const task = await tasks.get(row.task_id)
    const { runGitHooks, signCommits } = settings.stored()
    const { commit } = await git.merge({
      ...what,
      strategy,
      moveCheckout,
      message: `Merge ${task.identifier}: ${task.title}`,
      runHooks: runGitHooks,
      sign: signCommits,
    })
    await this.#finishMerge(row, commit, MERGED_HERE)
    return { commit }
  }

  async #finishMerge(row: RunRow, commit: string, how: MergeActivity): Promise<void> {
    const { records, tasks, store, mergedWith } = this.#engine
    const merged = row.purpose === 'combined' ? await mergedWith(row.id) : [row.task_id]
    await store.write(async (tx) => {
      await records.update(tx, row.id, { merged_commit: commit })
      const latestOf = row.purpose === 'combined' ? await tasks.ofRun(row.id, tx.db) : null
      for (const taskId of merged) {
        // One that was begun anew since is not done.
        if (latestOf !== null && !latestOf.some((task) => task.id === taskId && task.contestId === null))
          continue
        await tasks.recordExecution(tx, taskId, { status: 'done', ...how })
      }
    })
    await this.#sweep(row.id, 'merged')
  }

  /** A batch or a pull request has brought the work of a run into the base branch at `commit`. */
  async noteMerged(runId: string, commit: string, how: MergeActivity = MERGED_HERE): Promise<void> {
    const { task_id } = await this.#engine.records.row(runId)
    await this.#engine.perTask.run(task_id, async () => {
      const row = await this.#engine.records.row(runId)
      if (row.merged_commit !== null || row.discarded_at !== null) return
      if (row.purpose === 'combined' || (await this.#isLatest(row))) await this.#finishMerge(row, commit, how)
      else
        await this.#engine.store.write((tx) =>
          this.#engine.records.update(tx, runId, { merged_commit: commit }),
        )
    })
  }

  /** A task that was begun anew since is not done. */
  async #isLatest({ id, task_id }: RunRow): Promise<boolean> {
    // One of its candidates may become the task's run.
    if ((await this.#engine.contestOf(task_id)) !== null) return false
    return (await this.#engine.tasks.ofRun(id)).some((task) => task.id === task_id)
  }

  /** A batch has the work of a run in its branch: the worktree is not needed any more. */
  async sweepMerged(runId: string): Promise<void> {
    const { task_id } = await this.#engine.records.row(runId)
    await this.#scheduler.left(runId)
    await this.#engine.perTask.run(task_id, () => this.#sweep(runId, 'merged'))
  }

  /**
   * Writes down merges that a crash kept from being written after git had made them. One that the user made
   * by hand is found as well.
   */
  async finishMerges(): Promise<void> {
    const { store, tasks, perTask, log } = this.#engine
    const rows = await store.db
      .selectFrom('runs')
      .select(['id', 'task_id'])
      .where('id', 'in', await tasks.latestRunIds('in_review'))
      .where('status', '=', 'succeeded')
      .where('merged_commit', 'is', null)
      .where('discarded_at', 'is', null)
      .execute()
    for (const { id, task_id } of rows) {
      if (this.#closed) return
      try {
        await perTask.run(task_id, () => this.#finishIfMerged(id))
      } catch (error) {
        log('warn', 'whether a run is merged could not be told', { runId: id, error: String(error) })
      }
    }
  }

  async #finishIfMerged(runId: string): Promise<void> {
    const { records, projects, git } = this.#engine
    const row = await records.row(runId)
    const { head_commit, base_branch, base_commit } = row
    if (row.merged_commit !== null || row.discarded_at !== null) return
    if (head_commit === null || base_branch === null) return
    // The task's run is chosen anew; should none be taken, the next start finds the merge.
    if ((await this.#engine.contestOf(row.task_id)) !== null) return
    if (row.purpose !== 'combined') await this.#gate.requireLatest(row)
    const repo = await projects.repoPath(row.project_id)
    const base = await git.commitOf({ repo, ref: `refs/heads/${base_branch}` })
    if (base === null || base === base_commit) return
    if (await git.isAncestor({ repo, ancestor: head_commit, descendant: base })) {
      await this.#finishMerge(row, base, FOUND_MERGED)
    }
  }

  /** Lets go of {@link finishMerges}. */
  close(): void {
    this.#closed = true
  }

  /** What was asked for is done by now; what is left to remove goes with the next sweep of old work. */
  async #sweep(runId: string, reason: 'merged' | 'discarded'): Promise<void> {
    try {
      await this.#trash.sweepRun(runId, reason)
    } catch (error) {
      this.#engine.log('warn', 'a worktree could not be removed', { runId, error: String(error) })
    }
  }

  /** Keeps worktree and branch in the trash, then removes both. */
  async discard(runId: string): Promise<Run> {
    const { task_id } = await this.#engine.records.row(runId)
    return this.#engine.perTask.run(task_id, () => this.#discard(runId))
  }

  async #discard(runId: string): Promise<Run> {
    const { records, tasks, store } = this.#engine
    const row = await records.row(runId)
    if (row.discarded_at !== null) return records.run(runId)
    requireOver(row, 'discarded')
    await this.#gate.requireFree(row.task_id)
    await this.#gate.requireLatest(row)
    if (row.merged_commit !== null) throw new AppError('ILLEGAL_TRANSITION', 'The run is merged already.')
    await this.#scheduler.left(runId)
    const kept = await this.#trash.keep(row, 'discarded')
    await store.write(async (tx) => {
      await kept(tx)
      await records.update(tx, runId, { discarded_at: store.now() })
      for (const { id, status, contestId } of await tasks.ofRun(runId, tx.db))
        if (status === 'in_review' && contestId === null)
          await tasks.recordExecution(tx, id, { status: 'todo' })
    })
    await this.#sweep(runId, 'discarded')
    return records.run(runId)
  }
}
