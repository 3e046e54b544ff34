import { access } from 'node:fs/promises'
import { AppError } from '#shared/errors.ts'
import { isTerminal, type RunStatus } from '#shared/run-words.ts'
import type { TrashEntry } from '#shared/runs.ts'
import type { Tx } from '../store/store.ts'
import type { Engine } from './engine.ts'
import type { RunRow } from './run-rows.ts'
import { TrashRecords, type TrashRow } from './trash-records.ts'

type Reason = TrashEntry['reason']

const DAY_MS = 86_400_000

/** Work that was put away: a ref in the repository that brings it back, and a row that names it. */
export class Trash {
  readonly records: TrashRecords
  readonly #engine: Engine

  constructor(engine: Engine) {
    this.records = new TrashRecords(engine.store)
    this.#engine = engine
  }

  /**
   * Makes the ref that keeps a run's worktree and branch. The ref's name is the run's id, so that doing it
   * again after a crash makes no second one. What an earlier try has kept stays in it: a run that a restored
   * database does not know to be over is carried out once more.
   *
   * @param published what its branch is called at remotes, where it goes away, too
   * @returns writes the row that names it, in the caller's transaction
   */
  async keep(row: RunRow, reason: Reason, published?: string): Promise<(tx: Tx) => Promise<void>> {
    const { git, projects, tasks } = this.#engine
    const repo = await projects.repoPath(row.project_id)
    const task = await tasks.get(row.task_id)
    // Of a run that is not discarded yet, such an entry is from another life of it: see #settle.
    const named = await this.records.named(row.id)
    const anew = named === null || named.reason === ('discarded' satisfies Reason)
    if (row.worktree_path !== null) {
      const tip = row.head_commit ?? row.base_commit
      await git.repairWorktree({ repo, path: row.worktree_path, commit: tip })
    }
    const commit = await git.keepInTrash({
      repo,
      id: row.id,
      worktree: row.worktree_path,
      branch: row.branch,
      commit: row.head_commit,
      message: `${task.identifier}: ${task.title} (${reason})`,
      anew,
      published,
    })
    return commit === null ? async () => {} : this.#naming(row, commit, reason)
  }

  /** @returns writes the row that names a ref, in the caller's transaction */
  async #naming(row: RunRow, commit: string, reason: Reason): Promise<(tx: Tx) => Promise<void>> {
    const { tasks, store, settings } = this.#engine
    const task = await tasks.get(row.task_id)
    const createdAt = store.now()
    const entry: TrashEntry = {
      id: row.id,
      runId: row.id,
      taskId: row.task_id,
      projectId: row.project_id,
      taskIdentifier: task.identifier,
      taskTitle: task.title,
      branch: row.branch ?? `openlinear/${task.identifier.toLowerCase()}`,
      commit,
      reason,
      createdAt,
      expiresAt: new Date(
        Date.parse(createdAt) + settings.stored().trashRetentionDays * DAY_MS,
      ).toISOString(),
    }
    return (tx) => this.records.write(tx, entry)
  }

  /**
   * Removes the worktree of a run that is merged or put away, and a discarded run's branch. `worktree_path`
   * is the journal: while it is set there is something left to remove. An open run keeps its worktree.
   */
  async sweepRun(runId: string, reason: Reason): Promise<void> {
    const { records, git, projects, store } = this.#engine
    const row = await records.row(runId)
    if (row.worktree_path === null) return
    const sharing = await this.#sharing(row)
    if (sharing.some((run) => !isTerminal(run.status as RunStatus))) return
    const repo = await projects.repoPath(row.project_id)
    // First: what is written there after it was kept would be lost.
    await git.leaveWorktree(row.worktree_path)
    if (reason === 'merged') await this.#keepLeftovers(row)
    await git.removeWorktree({ repo, path: row.worktree_path })
    if (reason === 'discarded' && row.branch !== null) {
      const commit = await git.commitOf({ repo, ref: `refs/heads/${row.branch}` })
      if (commit !== null && (await this.#isKept(row.id, repo, commit)))
        await this.#deleteBranch(repo, row.branch, commit)
    }
    await store.write(async (tx) => {
      for (const { id } of sharing) await records.update(tx, id, { worktree_path: null })
    })
  }

  /** Removes the branch of a run whose pull request is merged, and keeps it first. */
  async putBranchAway(row: RunRow, published: string): Promise<void> {
    const { git, projects, store } = this.#engine
    if (row.branch === null) return
    const repo = await projects.repoPath(row.project_id)
    const tip = await git.commitOf({ repo, ref: `refs/heads/${row.branch}` })
    if (tip === null) return
    await store.write(await this.keep(row, 'merged', published))
    if (await this.#isKept(row.id, repo, tip)) await this.#deleteBranch(repo, row.branch, tip)
  }

  /** Whether the trash has a commit. What it found in a branch of the user's it does not hold itself. */
  async #isKept(runId: string, repo: string, commit: string): Promise<boolean> {
    const kept = await this.records.commitOf(runId)
    return kept === null || this.#engine.git.isAncestor({ repo, ancestor: commit, descendant: kept })
  }

  /** A branch that the user has checked out, or has just moved, is theirs by now; its work is kept anyway. */
  async #deleteBranch(repo: string, branch: string, expectedCommit: string): Promise<void> {
    const { git, log } = this.#engine
    try {
      await git.deleteBranch({ repo, branch, expectedCommit })
    } catch (error) {
      if (!(error instanceof AppError) || error.details?.branch !== branch) throw error
      log('warn', 'a branch was left where it is', { branch, why: error.message })
    }
  }

  /** Keeps a run's work, then removes its worktree; nothing while an open run works there. */
  async putAway(runId: string, reason: Reason): Promise<void> {
    const { records, store } = this.#engine
    const row = await records.row(runId)
    if (row.worktree_path === null) return
    const sharing = await this.#sharing(row)
    if (sharing.some((run) => !isTerminal(run.status as RunStatus))) return
    await store.write(await this.keep(row, reason))
    await this.sweepRun(runId, reason)
  }

  /** The runs that have the same worktree: a run that was sent back goes on in that of the one before. */
  #sharing(row: RunRow): Promise<{ id: string; status: string }[]> {
    return this.#engine.store.db
      .selectFrom('runs')
      .select(['id', 'status'])
      .where('task_id', '=', row.task_id)
      .where('worktree_path', '=', row.worktree_path)
      .execute()
  }

  /** What lies in a merged run's worktree beyond its commit is still the user's. */
  async #keepLeftovers(row: RunRow): Promise<void> {
    if (row.worktree_path === null || row.head_commit === null) return
    if (!(await isThere(row.worktree_path))) return
    const { git, projects, store } = this.#engine
    const repo = await projects.repoPath(row.project_id)
    await git.repairWorktree({ repo, path: row.worktree_path, commit: row.head_commit })
    const { commit } = await git.snapshotWorktree({ worktree: row.worktree_path, message: 'snapshot' })
    const { files } = await git.diffStat({ repo, from: row.head_commit, to: commit })
    if (files === 0) return
    const kept = await this.keep({ ...row, head_commit: null }, 'merged')
    await store.write(kept)
  }

  /** Brings work back as a branch and takes it out of the trash. */
  async restore(id: string): Promise<{ branch: string; commit: string }> {
    const { task_id } = await this.records.row(id)
    return this.#engine.perTask.run(task_id ?? id, async () => {
      const { git, projects } = this.#engine
      const entry = await this.records.row(id)
      const repo = await projects.repoPath(entry.project_id)
      if (entry.run_id !== null) await this.#finishSweep(entry.run_id, entry.reason as Reason)
      const restored = await git.restoreFromTrash({ repo, id, wanted: entry.branch })
      await this.#drop(entry)
      return restored
    })
  }

  /** Else what is left to remove would take the branch that is made by a restore with it. */
  async #finishSweep(runId: string, reason: Reason): Promise<void> {
    const row = await this.#engine.records.row(runId)
    // Only its ref was found, or it went on since: nothing of it is to be removed.
    if (reason === 'discarded' && row.discarded_at === null) return
    await this.sweepRun(runId, reason)
  }

  /** Drops what has been kept longer than the user wants. */
  async dropExpired(): Promise<void> {
    const { log } = this.#engine
    for (const entry of await this.records.expired()) {
      try {
        await this.#drop(entry)
      } catch (error) {
        log('warn', 'expired work could not be dropped', { id: entry.id, error: String(error) })
      }
    }
  }

  /**
   * Drops all that was put away up to a moment, for good.
   *
   * @returns how many entries went, and how many of them could not
   */
  async empty(until: string): Promise<{ dropped: number; left: number }> {
    const { perTask, log } = this.#engine
    const entries = await this.records.upTo(until)
    let left = 0
    for (const { id, task_id } of entries) {
      try {
        await perTask.run(task_id ?? id, async () => {
          const entry = await this.records.find(id)
          if (entry === null || entry.created_at > until) return
          // What is still to be removed would be gone without a ref.
          if (entry.run_id !== null) await this.#finishSweep(entry.run_id, entry.reason as Reason)
          await this.#drop(entry)
        })
      } catch (error) {
        left += 1
        log('warn', 'an entry of the trash could not be dropped', { id, error: String(error) })
      }
    }
    return { dropped: entries.length - left, left }
  }

  /**
   * Sees to refs that no entry names: a kill came in between, or the database is one of before. Where their
   * work is still in its place they go, else they get an entry. Refs of other data folders on the same
   * repository stay as they are.
   */
  async settleUnnamed(): Promise<void> {
    const { git, projects, store, perTask, log } = this.#engine
    const unnamed = await store.db
      .selectFrom('runs')
      .leftJoin('trash', 'trash.id', 'runs.id')
      .where('trash.id', 'is', null)
      .select(['runs.id', 'runs.task_id', 'runs.project_id'])
      .execute()
    for (const [projectId, runs] of Map.groupBy(unnamed, ({ project_id }) => project_id)) {
      try {
        const repo = await projects.repoPath(projectId)
        const kept = new Set(await git.trashIds({ repo }))
        for (const { id, task_id } of runs.filter((run) => kept.has(run.id)))
          await perTask.run(task_id, () => this.#settle(id, repo))
      } catch (error) {
        log('warn', 'the trash of a project could not be looked through', { projectId, error: String(error) })
      }
    }
  }

  async #settle(id: string, repo: string): Promise<void> {
    const { git, records, store } = this.#engine
    const commit = await git.commitOf({ repo, ref: `refs/openlinear/trash/${id}` })
    if (commit === null || (await this.records.commitOf(id)) !== null) return
    const row = await records.row(id)
    const { worktree_path: worktree, branch } = row
    if (await git.isStillInPlace({ repo, id, worktree, branch })) await git.dropTrash({ repo, id })
    else await store.write(await this.#naming(row, commit, 'discarded'))
  }

  /** The entry before its ref: without its ref it would name work that cannot be restored. */
  async #drop({ id, project_id }: TrashRow): Promise<void> {
    const { git, projects, store } = this.#engine
    const repo = await projects.repoPath(project_id)
    await store.write((tx) => this.records.remove(tx, id))
    await git.dropTrash({ repo, id })
  }
}

const isThere = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  )
