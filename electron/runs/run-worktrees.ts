import { createHash } from 'node:crypto'
import { AppError, unlessGone } from '#shared/errors.ts'
import { isTerminal, type RunStatus } from '#shared/run-words.ts'
import type { Task } from '#shared/tasks.ts'
import type { Engine } from './engine.ts'
import type { Gate } from './gate.ts'
import { keptBranch } from './kept-branch.ts'
import type { RunRow } from './run-rows.ts'
import type { Scheduler } from './scheduler.ts'
import type { Trash } from './trash.ts'

const DAY_MS = 86_400_000

/** A worktree that a run has: of those that share it, the latest one. */
export interface HeldWorktree {
  path: string
  runId: string
  taskId: string
  projectId: string
  status: RunStatus
  branch: string | null
  /** Its work is in its base branch, or in the trash: the worktree is a leftover. */
  isLeftover: boolean
  /** A run that shares it is not over. */
  isOpen: boolean
  /** One of its tasks has a batch that is not over. */
  inBatch: boolean
  /** The task has a contest that is not over. */
  inContest: boolean
  /** Its own, and those that it has carried out together with it; without those that were deleted. */
  tasks: HeldTask[]
}

/** A task of a run that has a worktree. */
export type HeldTask = Pick<Task, 'id' | 'identifier' | 'title' | 'status' | 'archived' | 'latestRunId'>

/** Work of ours that no row knows: a folder, a registration without one, or a branch. */
export interface Orphan {
  /** The same for the same orphan. */
  item: string
  projectId: string
  /** Of its worktree, there or not. */
  path: string | null
  branch: string | null
  /** No row names the branch either: it goes, too. */
  withBranch: boolean
  commit: string | null
  /** Of the task that its name tells. */
  identifier: string | null
  /** What the branch is called at remotes, where it goes away, too. */
  published?: string
}

/** What the disk panel knows of runs, and what it does with their worktrees. */
export class RunWorktrees {
  readonly #engine: Engine
  readonly #scheduler: Scheduler
  readonly #gate: Gate
  readonly #trash: Trash

  constructor(engine: Engine, scheduler: Scheduler, gate: Gate, trash: Trash) {
    this.#engine = engine
    this.#scheduler = scheduler
    this.#gate = gate
    this.#trash = trash
  }

  async list(): Promise<HeldWorktree[]> {
    const rows = await this.#engine.store.db
      .selectFrom('runs')
      .select([
        'id',
        'task_id',
        'project_id',
        'status',
        'branch',
        'merged_commit',
        'discarded_at',
        'worktree_path',
        'purpose',
      ])
      .where('worktree_path', 'is not', null)
      // Those work in the integration worktree of their batch, which is listed as that.
      .where('purpose', '!=', 'resolve')
      .orderBy('attempt')
      .execute()
    const held: HeldWorktree[] = []
    for (const [path, sharing] of Map.groupBy(rows, (row) => row.worktree_path ?? '')) {
      const latest = sharing.at(-1)
      if (latest === undefined) continue
      const tasks = await this.#tasksOf(latest)
      held.push({
        path,
        runId: latest.id,
        taskId: latest.task_id,
        projectId: latest.project_id,
        status: latest.status as RunStatus,
        branch: latest.branch,
        isLeftover: latest.merged_commit !== null || latest.discarded_at !== null,
        isOpen: sharing.some(isOpen),
        inBatch: await this.#isInBatch([latest.task_id, ...tasks.map(({ id }) => id)]),
        inContest: (await this.#engine.contestOf(latest.task_id)) !== null,
        tasks,
      })
    }
    return held
  }

  /** Of a combined run, those that were begun anew since have another one. */
  async #tasksOf({ id, task_id, purpose }: Pick<RunRow, 'id' | 'task_id' | 'purpose'>): Promise<Task[]> {
    const own = await this.#taskOf(task_id)
    const together = purpose === 'combined' ? await this.#engine.tasks.ofRun(id) : []
    return [...(own === null ? [] : [own]), ...together.filter((task) => task.id !== task_id)]
  }

  async #isInBatch(taskIds: readonly string[]): Promise<boolean> {
    for (const taskId of taskIds) if ((await this.#engine.batchOf(taskId)) !== null) return true
    return false
  }

  /** Branches of a project's runs and those that its trash brings back. */
  async branches(projectId: string): Promise<string[]> {
    const { db } = this.#engine.store
    const of = { runs: db.selectFrom('runs'), trash: db.selectFrom('trash') }
    const rows = [
      ...(await of.runs.select('branch').where('project_id', '=', projectId).distinct().execute()),
      ...(await of.trash.select('branch').where('project_id', '=', projectId).distinct().execute()),
    ]
    return rows.flatMap(({ branch }) => branch ?? [])
  }

  /**
   * Removes the worktree of a run that is over. What is not in the user's branches goes into the trash first, and the
   * branch stays: the diff can be seen and merged as before.
   *
   * @returns the trash entry, if one was made
   * @throws AppError TASK_RUNNING, IN_BATCH, IN_CONTEST, NOT_FOUND, GIT_ERROR
   */
  async free(runId: string): Promise<string | null> {
    const { records, perTask } = this.#engine
    const { task_id } = await records.row(runId)
    return perTask.run(task_id, async () => {
      const row = await records.row(runId)
      if (row.worktree_path === null) return null
      await this.#requireFree(row)
      // Its driver may still be leaving the folder.
      await this.#scheduler.left(runId)
      if ((await this.#taskOf(task_id)) === null) return this.#freeOfDeleted(row)
      if (row.merged_commit !== null) await this.#trash.sweepRun(runId, 'merged')
      else if (row.discarded_at !== null) await this.#trash.sweepRun(runId, 'discarded')
      else await this.#trash.putAway(runId, 'expired')
      const entry = await this.#engine.store.db
        .selectFrom('trash')
        .select('id')
        .where('run_id', '=', runId)
        .executeTakeFirst()
      return entry?.id ?? null
    })
  }

  async #requireFree(row: RunRow): Promise<void> {
    const sharing = await this.#sharing(row)
    if (sharing.some(isOpen)) {
      throw new AppError('TASK_RUNNING', 'A run works in this worktree. Cancel it first.', { runId: row.id })
    }
    await this.#gate.requireFree(row.task_id)
    for (const { id } of await this.#tasksOf(row)) await this.#gate.requireFree(id)
  }

  /** What the task was called is not known any more. */
  async #freeOfDeleted(row: RunRow): Promise<string | null> {
    const trashId = await this.#putAway({
      item: `worktrees/${row.id}`,
      projectId: row.project_id,
      path: row.worktree_path,
      branch: row.branch,
      withBranch: false,
      commit: row.head_commit,
      identifier: null,
    })
    const { records, store } = this.#engine
    await store.write(async (tx) => {
      for (const { id } of await this.#sharing(row)) await records.update(tx, id, { worktree_path: null })
    })
    return trashId
  }

  #sharing(row: RunRow): Promise<{ id: string; status: string }[]> {
    return this.#engine.store.db
      .selectFrom('runs')
      .select(['id', 'status'])
      .where('worktree_path', '=', row.worktree_path)
      .execute()
  }

  /**
   * Puts work that no row knows into the trash, then removes worktree, registration and branch. The entry brings it
   * back as a branch of the user's, `kept/…`, that is not taken for an orphan again.
   *
   * @returns the entry; null = there was nothing that is not in the user's branches
   * @throws AppError CONFLICT when a run has it by now; GIT_ERROR
   */
  async putOrphanAway(orphan: Orphan): Promise<string | null> {
    const task = await this.#taskNamed(orphan)
    // The same key as that of a restore.
    return this.#engine.perTask.run(task?.id ?? entryIdOf(orphan), async () => {
      await this.#requireUnknown(orphan)
      return this.#putAway(orphan)
    })
  }

  async #requireUnknown({ path, branch, projectId }: Orphan): Promise<void> {
    const known = await this.#engine.store.db
      .selectFrom('runs')
      .select(['id', 'worktree_path', 'branch'])
      .where((run) =>
        run.or([
          ...(path === null ? [] : [run('worktree_path', '=', path)]),
          ...(branch === null
            ? []
            : [run.and([run('branch', '=', branch), run('project_id', '=', projectId)])]),
        ]),
      )
      .execute()
    const own = known.find((row) => path === null || row.worktree_path === path)
    if (own === undefined) return
    throw new AppError('CONFLICT', 'A run has it by now, so it was left alone.', { runId: own.id })
  }

  async #putAway(orphan: Orphan): Promise<string | null> {
    const { git, projects, store, settings } = this.#engine
    const { item, projectId, path, branch, withBranch, commit, identifier, published } = orphan
    const id = entryIdOf(orphan)
    const repo = await projects.repoPath(projectId)
    if (path !== null) await git.repairWorktree({ repo, path, commit })
    const kept = await git.keepInTrash({
      repo,
      id,
      worktree: path,
      branch,
      commit,
      message: `${identifier ?? branch ?? item} (left over)`,
      anew: true,
      published,
    })
    if (kept !== null) {
      const task = await this.#taskNamed(orphan)
      const createdAt = store.now()
      const days = settings.stored().trashRetentionDays
      await store.write((tx) =>
        this.#trash.records.write(tx, {
          id,
          runId: null,
          taskId: task?.id ?? null,
          projectId,
          taskIdentifier: task?.identifier ?? null,
          taskTitle: task?.title ?? null,
          branch: keptBranch(branch ?? identifier ?? item.split('/').at(-1) ?? item),
          commit: kept,
          reason: 'expired',
          createdAt,
          expiresAt: new Date(Date.parse(createdAt) + days * DAY_MS).toISOString(),
        }),
      )
    }
    if (path !== null) await git.removeWorktree({ repo, path })
    if (branch !== null && withBranch) await this.#dropBranch(repo, branch, { kept, seen: commit })
    return kept === null ? null : id
  }

  /** One that has moved meanwhile, or is checked out by the user, is theirs. */
  async #dropBranch(
    repo: string,
    branch: string,
    { kept, seen }: { kept: string | null; seen: string | null },
  ): Promise<void> {
    const { git, log } = this.#engine
    const at = await git.commitOf({ repo, ref: `refs/heads/${branch}` })
    if (at === null) return
    // Nothing was kept because all of what was looked at is in a branch of the user's.
    if (kept === null ? at !== seen : !(await git.isAncestor({ repo, ancestor: at, descendant: kept })))
      return
    try {
      await git.deleteBranch({ repo, branch, expectedCommit: at })
    } catch (error) {
      if (!(error instanceof AppError) || error.details?.branch !== branch) throw error
      log('warn', 'a branch was left where it is', { branch, why: error.message })
    }
  }

  /** Another project may have had the key since. */
  async #taskNamed({ identifier, projectId }: Orphan) {
    const task = identifier === null ? null : await this.#taskOf(identifier)
    return task?.projectId === projectId ? task : null
  }

  #taskOf(idOrIdentifier: string) {
    return this.#engine.tasks.get(idOrIdentifier).catch(unlessGone)
  }
}

const isOpen = ({ status }: { status: string }) => !isTerminal(status as RunStatus)

/** An id for the trash that is the same for the same orphan, so that a killed removal makes no second entry. */
function entryIdOf({ item, projectId }: Pick<Orphan, 'item' | 'projectId'>): string {
  const hex = createHash('sha256').update(`${projectId}/${item}`).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
