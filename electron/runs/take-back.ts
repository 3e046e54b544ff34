import { AppError } from '#shared/errors.ts'
import { onOneLine } from '#shared/one-line.ts'
import type { RestoreWork, RevertPart, TakenBack } from '#shared/review.ts'
import type { Run } from '#shared/runs.ts'
import { hasWorktree } from '../git/git.ts'
import type { Engine } from './engine.ts'
import { type Gate, requireOwn } from './gate.ts'
import { RunLog } from './run-log.ts'
import { restoreSubject, reviewActs, reviewMessage, takeBackSubject } from './review-acts.ts'
import { requireOver, type RunRow } from './run-rows.ts'
import type { Scheduler } from './scheduler.ts'

/** A move of a run's branch that is under way: `to` is the child of `from`. */
interface Move {
  from: string
  to: string
  /** For the log. */
  what: string
}

/** Commits of a branch that are looked through for what was taken back. */
const MOST_COMMITS = 200

/** A run whose work can be changed. */
type Movable = RunRow & { head_commit: string; base_commit: string; branch: string }

/**
 * Takes parts of a run's work back, and brings them again. Each is a commit of its own on top of the run's branch, so
 * that every state before it stays in its history; `runs.moving` is the journal.
 */
export class TakeBack {
  readonly #engine: Engine
  readonly #gate: Gate
  readonly #scheduler: Scheduler

  constructor(engine: Engine, scheduler: Scheduler, gate: Gate) {
    this.#engine = engine
    this.#gate = gate
    this.#scheduler = scheduler
  }

  /**
   * Takes a file, or some lines of it, back to how they were before the run. Asked again it finds that done.
   *
   * @throws AppError ILLEGAL_TRANSITION, IN_BATCH, IN_CONTEST; CONFLICT `{headCommit}` when the work is another one by
   *   now, `{path}` when the worktree has changes of its own; NOT_FOUND when there is no such file in it
   */
  revert({ id, head, ...part }: RevertPart): Promise<Run> {
    return this.#change(id, async (row, repo) => {
      if (row.head_commit !== head) await this.#requireWithin(row, repo, head)
      const what = partWords(part)
      const message = await this.#message(row, takeBackSubject(what))
      const { git, settings } = this.#engine
      const sign = settings.stored().signCommits
      const commit = await git.commitWithout({ repo, base: row.base_commit, head, part, message, sign })
      if (row.head_commit === head) return { to: commit, what: `Took ${what} back` }
      // Its answer was lost.
      if (await this.#isSame(repo, commit, row.head_commit)) return null
      throw isAnother(row)
    })
  }

  /**
   * Brings the files of a run to how they were in an earlier commit of its branch.
   *
   * @throws AppError as {@link revert}; BAD_REQUEST for a commit that is none of the run's
   */
  restore({ id, commit, like }: RestoreWork): Promise<Run> {
    return this.#change(id, async (row, repo) => {
      const { git, settings } = this.#engine
      await this.#requireWithin(row, repo, commit)
      if (await this.#isSame(repo, commit, row.head_commit)) return null
      await this.#requireWithin(row, repo, like)
      if (!(await this.#isSame(repo, like, row.head_commit))) throw isAnother(row)
      const what = `the files of ${commit.slice(0, 7)}`
      const message = await this.#message(row, restoreSubject(commit))
      const sign = settings.stored().signCommits
      const to = await git.commitAsOf({ repo, commit, head: row.head_commit, message, sign })
      return { to, what: `Brought ${what} back` }
    })
  }

  /** What of it a reviewer has taken back last, and may bring again: what `restore` is to be asked for. */
  async takenBack(runId: string): Promise<TakenBack> {
    const { records, projects, git } = this.#engine
    const row = await records.row(runId)
    const { base_commit: from, head_commit: to } = row
    if (from === null || to === null || row.merged_commit !== null || row.discarded_at !== null)
      return { undo: null, redo: null }
    const repo = await projects.repoPath(row.project_id)
    const { undo, redo } = reviewActs(await git.commitsAfter({ repo, from, to, most: MOST_COMMITS }))
    return {
      undo: undo && { commit: undo.before, like: undo.after, what: undo.what },
      redo: redo && { commit: redo.after, like: redo.before, what: redo.what },
    }
  }

  /** Does what a crash has left of moves that were under way. */
  async finish(): Promise<void> {
    const { store, perTask, log } = this.#engine
    const rows = await store.db
      .selectFrom('runs')
      .select(['id', 'task_id'])
      .where('moving', 'is not', null)
      .execute()
    for (const { id, task_id } of rows) {
      try {
        await perTask.run(task_id, () => this.#settled(id))
      } catch (error) {
        log('warn', 'a part of a run’s work is still to be taken back', { runId: id, error: String(error) })
      }
    }
  }

  /** @param make the commit that the branch goes on to; null = it is there already */
  async #change(
    runId: string,
    make: (row: Movable, repo: string) => Promise<{ to: string; what: string } | null>,
  ): Promise<Run> {
    const { records, projects, perTask } = this.#engine
    const { task_id } = await records.row(runId)
    return perTask.run(task_id, async () => {
      const row = await this.#requireChangeable(await this.#settled(runId))
      // A check reads what is changed here.
      await this.#scheduler.left(runId)
      const repo = await projects.repoPath(row.project_id)
      const made = await make(row, repo)
      if (made !== null) {
        await this.#requireClean(row)
        await this.#move(row, repo, { from: row.head_commit, ...made })
      }
      return records.run(runId)
    })
  }

  async #requireChangeable(row: RunRow): Promise<Movable> {
    requireOver(row, 'changed')
    await this.#gate.requireFree(row.task_id)
    requireOwn(row.purpose, 'changed')
    await this.#gate.requireLatest(row)
    if (row.merged_commit !== null || row.discarded_at !== null)
      throw new AppError(
        'ILLEGAL_TRANSITION',
        'The work is merged or discarded: nothing of it can be changed.',
      )
    const { head_commit, base_commit, branch } = row
    if (head_commit === null || base_commit === null || branch === null)
      throw new AppError('ILLEGAL_TRANSITION', 'The run has no commit of its own. Send it back or retry it.')
    if (await this.#engine.isPublishing(row.task_id))
      throw new AppError('CONFLICT', 'The work is being published. Try again in a moment.', { runId: row.id })
    return { ...row, head_commit, base_commit, branch }
  }

  async #requireClean({ worktree_path: worktree, branch, head_commit: commit }: Movable): Promise<void> {
    if (worktree === null) return
    const gone = `The run’s worktree ${worktree} is gone.`
    if (!(await hasWorktree(worktree))) throw new AppError('CONFLICT', gone, { path: worktree })
    const why = await this.#engine.git.whyNotAt({ worktree, branch, commit })
    if (why === null) return
    throw new AppError(
      'CONFLICT',
      why === 'moved'
        ? `Somebody has committed in ${worktree}, or is on another branch there. Bring it back to ${commit.slice(0, 7)} first.`
        : `Somebody has changed files in ${worktree}. Commit or undo that first.`,
      { path: worktree },
    )
  }

  async #move(row: Movable, repo: string, move: Move): Promise<void> {
    const { store, records, git } = this.#engine
    const { branch, worktree_path: worktree } = row
    await store.write((tx) => records.update(tx, row.id, { moving: JSON.stringify(move) }))
    let isMoved = false
    try {
      isMoved = await git.moveOn({ repo, worktree, branch, from: move.from, to: move.to })
    } finally {
      // Of what has begun the journal stays, for the next time.
      const ref = `refs/heads/${branch}`
      if (!isMoved && (await git.commitOf({ repo, ref })) !== move.to)
        await store.write((tx) => records.update(tx, row.id, { moving: null }))
    }
    if (!isMoved)
      throw new AppError('CONFLICT', `Somebody has moved the branch ${branch}. Read the changes anew.`, {
        branch,
      })
    await this.#write(row, repo, move)
  }

  async #write(row: Movable, repo: string, { to, what }: Move): Promise<void> {
    const { store, records, bell, git } = this.#engine
    const changes = await git.diffStat({ repo, from: row.base_commit, to })
    const log = new RunLog(store, records, bell, row.id)
    await log.commit(async (tx, add) => {
      add({ kind: 'notice', level: 'info', text: `${what}: ${to.slice(0, 7)} on ${row.branch}` })
      await records.update(tx, row.id, {
        head_commit: to,
        changes: JSON.stringify(changes),
        // What was checked is another thing by now.
        check_passed: null,
        recheck: null,
        moving: null,
      })
    })
    await log.close()
  }

  /** The run, after a move that a crash has broken off was brought to its end. */
  async #settled(runId: string): Promise<RunRow> {
    const { records, projects, git, store } = this.#engine
    const row = await records.row(runId)
    if (row.moving === null) return row
    const move = JSON.parse(row.moving) as Move
    const repo = await projects.repoPath(row.project_id)
    const { branch, worktree_path: worktree } = row as Movable
    const isBegun = (await git.commitOf({ repo, ref: `refs/heads/${branch}` })) === move.to
    if (isBegun && row.head_commit === move.from) {
      const isThere = worktree !== null && (await hasWorktree(worktree))
      await git.moveOn({ repo, worktree: isThere ? worktree : null, branch, from: move.from, to: move.to })
      await this.#write(row as Movable, repo, move)
    } else await store.write((tx) => records.update(tx, runId, { moving: null }))
    return records.row(runId)
  }

  async #isSame(repo: string, one: string, other: string): Promise<boolean> {
    const { git } = this.#engine
    const trees = await Promise.all([one, other].map((commit) => git.treeOf({ repo, commit })))
    return trees[0] === trees[1]
  }

  /** @throws AppError BAD_REQUEST unless the commit is of the run's branch, from its base on */
  async #requireWithin(row: Movable, repo: string, commit: string): Promise<void> {
    const { git } = this.#engine
    const isThere = (await git.commitOf({ repo, ref: commit })) !== null
    const isWithin =
      isThere &&
      (await git.isAncestor({ repo, ancestor: row.base_commit, descendant: commit })) &&
      (await git.isAncestor({ repo, ancestor: commit, descendant: row.head_commit }))
    if (!isWithin) throw new AppError('BAD_REQUEST', `${commit} is no commit of this run’s work.`, { commit })
  }

  async #message({ task_id }: RunRow, subject: string): Promise<string> {
    const task = await this.#engine.tasks.get(task_id)
    return reviewMessage(subject, task.identifier)
  }
}

const isAnother = ({ head_commit }: Movable) =>
  new AppError('CONFLICT', 'The work has changed since. Read the changes anew.', { headCommit: head_commit })

function partWords({ path, lines }: Pick<RevertPart, 'path' | 'lines'>): string {
  const name = onOneLine(path).slice(0, 200)
  if (lines === undefined) return name
  const { start, count } = lines.now.count > 0 ? lines.now : lines.before
  const last = start + count - 1
  return `${last > start ? `lines ${start}–${last}` : `line ${start}`} of ${name}`
}
