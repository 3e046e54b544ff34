import { notFound } from '#shared/errors.ts'
import type { TrashEntry } from '#shared/runs.ts'
import type { Selectable } from 'kysely'
import type { TrashTable } from '../store/schema.ts'
import type { Tx } from '../store/store.ts'
import type { Engine } from './engine.ts'
import type { RunRow } from './run-records.ts'

type Reason = TrashEntry['reason']

const DAY_MS = 86_400_000

/** Work that was put away: a ref in the repository that brings it back, and a row that names it. */
export class Trash {
  readonly #engine: Engine

  constructor(engine: Engine) {
    this.#engine = engine
  }

  async list(): Promise<{ items: TrashEntry[]; seq: number }> {
    const { store } = this.#engine
    const seq = await store.seq()
    const rows = await store.db.selectFrom('trash').selectAll().orderBy('created_at', 'desc').execute()
    return { items: rows.map(toEntry), seq }
  }

  /** Commit that the trash holds of a run, or null. */
  async commitOf(runId: string): Promise<string | null> {
    const row = await this.#engine.store.db
      .selectFrom('trash')
      .select('commit_id')
      .where('run_id', '=', runId)
      .executeTakeFirst()
    return row?.commit_id ?? null
  }

  /**
   * Makes the ref that keeps a run's worktree and branch. The ref's name is the run's id, so that doing it
   * again after a crash makes no second one.
   *
   * @returns writes the row that names it, in the caller's transaction
   */
  async keep(row: RunRow, reason: Reason): Promise<(tx: Tx) => Promise<void>> {
    const { git, projects, tasks, store, settings } = this.#engine
    const project = await projects.get(row.project_id)
    const task = await tasks.get(row.task_id)
    const commit = await git.keepInTrash({
      repo: project.repoPath,
      id: row.id,
      worktree: row.worktree_path,
      branch: row.branch,
      commit: row.head_commit,
      message: `${task.identifier}: ${task.title} (${reason})`,
    })
    if (commit === null) return async () => {}
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
    return async (tx) => {
      await tx.db
        .insertInto('trash')
        .values({
          id: entry.id,
          run_id: entry.runId,
          task_id: entry.taskId,
          project_id: entry.projectId,
          task_identifier: entry.taskIdentifier,
          task_title: entry.taskTitle,
          branch: entry.branch,
          commit_id: entry.commit,
          reason: entry.reason,
          created_at: entry.createdAt,
          expires_at: entry.expiresAt,
        })
        .onConflict((conflict) => conflict.column('id').doNothing())
        .execute()
      await tx.emit('trash:created', { ...entry })
    }
  }

  /**
   * Removes the worktree of a run that is merged or put away, and a discarded run's branch. `worktree_path`
   * is the journal: while it is set there is something left to remove.
   */
  async sweepRun(runId: string, reason: Reason): Promise<void> {
    const { records, git, projects, store } = this.#engine
    const row = await records.row(runId)
    if (row.worktree_path === null) return
    const project = await projects.get(row.project_id)
    if (reason === 'merged') await this.#keepLeftovers(row)
    await git.removeWorktree({ repo: project.repoPath, path: row.worktree_path })
    if (reason === 'discarded' && row.branch !== null) {
      const commit = await git.commitOf({ repo: project.repoPath, ref: `refs/heads/${row.branch}` })
      if (commit !== null)
        await git.deleteBranch({ repo: project.repoPath, branch: row.branch, expectedCommit: commit })
    }
    // Earlier runs of the same worktree (sent back) lose it too.
    const sharing = await store.db
      .selectFrom('runs')
      .select('id')
      .where('worktree_path', '=', row.worktree_path)
      .execute()
    await store.write(async (tx) => {
      for (const { id } of sharing) await records.update(tx, id, { worktree_path: null })
    })
  }

  /** What lies in a merged run's worktree beyond its commit is still the user's. */
  async #keepLeftovers(row: RunRow): Promise<void> {
    if (row.worktree_path === null || row.head_commit === null) return
    const { git, projects, store } = this.#engine
    const project = await projects.get(row.project_id)
    const { commit } = await git.snapshotWorktree({ worktree: row.worktree_path, message: 'snapshot' })
    const { files } = await git.diffStat({ repo: project.repoPath, from: row.head_commit, to: commit })
    if (files === 0) return
    const kept = await this.keep({ ...row, head_commit: null }, 'merged')
    await store.write(kept)
  }

  /** Brings work back as a branch and takes it out of the trash. */
  async restore(id: string): Promise<{ branch: string; commit: string }> {
    const { git, projects } = this.#engine
    const entry = await this.#entry(id)
    const project = await projects.get(entry.project_id)
    const restored = await git.restoreFromTrash({ repo: project.repoPath, id, wanted: entry.branch })
    await this.#drop(entry)
    return restored
  }

  /** Drops what has been kept longer than the user wants. */
  async dropExpired(): Promise<void> {
    const { store, log } = this.#engine
    const expired = await store.db
      .selectFrom('trash')
      .selectAll()
      .where('expires_at', '<', store.now())
      .execute()
    for (const entry of expired) {
      try {
        await this.#drop(entry)
      } catch (error) {
        log('warn', 'expired work could not be dropped', { id: entry.id, error: String(error) })
      }
    }
  }

  async #drop(entry: Selectable<TrashTable>): Promise<void> {
    const { git, projects, store } = this.#engine
    const project = await projects.get(entry.project_id)
    await git.dropTrash({ repo: project.repoPath, id: entry.id })
    await store.write(async (tx) => {
      await tx.db.deleteFrom('trash').where('id', '=', entry.id).execute()
      await tx.emit('trash:deleted', { id: entry.id })
    })
  }

  /** @throws AppError NOT_FOUND */
  async #entry(id: string): Promise<Selectable<TrashTable>> {
    const row = await this.#engine.store.db
      .selectFrom('trash')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirst()
    if (row === undefined) throw notFound('trash entry', id)
    return row
  }
}

const toEntry = (row: Selectable<TrashTable>): TrashEntry => ({
  id: row.id,
  runId: row.run_id,
  taskId: row.task_id,
  projectId: row.project_id,
  taskIdentifier: row.task_identifier,
  taskTitle: row.task_title,
  branch: row.branch,
  commit: row.commit_id,
  reason: row.reason as Reason,
  createdAt: row.created_at,
  expiresAt: row.expires_at,
})
