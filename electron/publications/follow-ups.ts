import { AppError, unlessGone } from '#shared/errors.ts'
import {
  buildConflictPrompt,
  buildFixChecksPrompt,
  buildGoOnPrompt,
  buildReviewPrompt,
  type FailedCheck,
  type Remark,
} from '#shared/pull-prompts.ts'
import type { PullRequest } from '#shared/publications.ts'
import { hasWords } from '#shared/pull-summary.ts'
import { isTerminal } from '#shared/run-words.ts'
import type { Run } from '#shared/runs.ts'
import { canGoOn } from '../runs/runs.ts'
import { readFailedChecks } from './failed-checks.ts'
import { type Follow, followOf } from './follow-state.ts'
import { addressedOf, type PublicationRow } from './publication-records.ts'
import type { AfterLook } from './after-look.ts'
import { requireOpen } from './pull-acts.ts'
import type { PullWatch } from './pull-watch.ts'
import { tasksIn } from './subject.ts'
import type { PublicationContext } from './context.ts'
import { readHunks } from './read-pull.ts'

/** Runs that go on with the work of a pull request, for what was said of it. Their result is pushed to it. */
export class FollowUps {
  readonly #context: PublicationContext
  readonly #watch: PullWatch
  readonly #afterLook: AfterLook

  constructor(context: PublicationContext, watch: PullWatch, afterLook: AfterLook) {
    this.#context = context
    this.#watch = watch
    this.#afterLook = afterLook
  }

  /** @throws AppError CONFLICT where there is no pull request that was seen; GithubError */
  async failedChecks(id: string): Promise<{ items: FailedCheck[] }> {
    const { records } = this.#context
    const row = await records.row(id)
    const pull = await records.pull(id)
    if (pull === null) throw new AppError('CONFLICT', 'Its pull request was not seen yet. Try again.')
    return { items: await readFailedChecks(await this.#watch.placeOf(row), pull) }
  }

  /** Gives the failed checks of its head, with their logs, to an agent. @throws as {@link PullWork.followUp}; GithubError */
  fixChecks(id: string): Promise<Run> {
    return this.#watch.inTurn.run(id, async () => {
      const { row, pull } = await this.#fresh(id)
      const checks = await readFailedChecks(await this.#watch.placeOf(row), pull)
      if (checks.length === 0)
        throw new AppError('CONFLICT', 'No check of this pull request has failed, as it stands now.')
      return this.#begin(row, buildFixChecksPrompt(pull.number, checks), [])
    })
  }

  /**
   * Has an agent merge the base branch, as it is at the remote now, into the work.
   *
   * @throws AppError CONFLICT where there is no conflict, GIT_ERROR where the base branch cannot be had, and as
   *   {@link PullWork.followUp}; GithubError
   */
  resolveConflict(id: string): Promise<Run> {
    const { git, projects } = this.#context
    return this.#watch.inTurn.run(id, async () => {
      const { row, pull } = await this.#fresh(id)
      if (pull.mergeable !== false && pull.mergeState !== 'dirty')
        throw new AppError('CONFLICT', `It does not conflict with ${row.base_branch}, as it stands now.`)
      const repo = await projects.repoPath(row.project_id)
      const { problem } = await git.fetchBranch({ repo, branch: row.base_branch })
      const tip = problem === null ? await git.remoteBranch({ repo, branch: row.base_branch }) : null
      if (tip === null)
        throw new AppError(
          'GIT_ERROR',
          `${row.base_branch} could not be fetched: ${problem ?? 'it is gone.'}`,
        )
      return this.#begin(row, buildConflictPrompt(pull.number, row.base_branch, tip), [])
    })
  }

  /**
   * Gives remarks to an agent.
   *
   * @param ids of comments, or of reviews for what they say as a whole; left out = all that nobody was given
   * @throws AppError NOT_FOUND, CONFLICT when there are none, and what {@link PullWork.followUp} throws; GithubError
   */
  addressReview(id: string, ids: readonly number[] | undefined): Promise<Run> {
    return this.#watch.inTurn.run(id, async () => {
      const { row, pull } = await this.#fresh(id)
      const remarks = remarksFor(pull, addressedOf(row), ids)
      if (remarks.length === 0)
        throw new AppError('CONFLICT', 'There is no remark that was not given to an agent already.')
      const hunks = remarks.some(({ kind }) => kind === 'line')
        ? await readHunks(await this.#watch.placeOf(row))
        : new Map<number, string>()
      const told = remarks.map((remark) => ({ ...remark, hunk: hunks.get(remark.id) ?? null }))
      const given = remarks.map((remark) => remark.id)
      return this.#begin(row, buildReviewPrompt(pull.number, told), given)
    })
  }

  /** As it stands at GitHub now, with what GitHub has made of our branch. */
  async #fresh(id: string): Promise<{ row: PublicationRow; pull: PullRequest }> {
    const { records } = this.#context
    requireOpen(await records.row(id), 'worked on')
    await this.#watch.look(id, true)
    await this.#afterLook.run(id)
    const row = await records.row(id)
    const pull = await records.pull(id)
    requireOpen(row, 'worked on')
    if (pull === null) throw new AppError('CONFLICT', 'The pull request was not seen yet. Try again.')
    return { row, pull }
  }

  /** In its run's own session where that is still there, else in a new one on top of what is published. */
  async #begin(row: PublicationRow, text: string, given: readonly number[]): Promise<Run> {
    const { runs, records } = this.#context
    const last = await this.#lastRun(row)
    const also: Parameters<PublicationContext['runs']['followUp']>[2] = async (tx, run) => {
      const now = await records.row(row.id, tx.db)
      requireOpen(now, 'worked on')
      const follow = { ...followOf(now), followUp: { runId: run.id, settled: false, given: [...given] } }
      const addressed = [...new Set([...addressedOf(now), ...given])]
      await records.update(tx, row.id, {
        addressed: JSON.stringify(addressed),
        follow: JSON.stringify(follow),
      })
    }
    if (last !== null && canGoOn(last)) return runs.followUp(last.id, text, also)
    const { lead, prompt } = await this.#anew(row, text)
    const from = { baseBranch: row.base_branch, baseCommit: row.pushed_commit ?? row.head_commit, prompt }
    return runs.startFrom(lead, from, also)
  }

  /** The run whose session knows the work; a batch has none but one that went on after it. */
  async #lastRun(row: PublicationRow): Promise<Run | null> {
    const { runs } = this.#context
    const { followUp } = followOf(row)
    // What an agent left unfinished is not published: the next one begins at what is.
    const after = followUp === null ? null : await runs.get(followUp.runId)
    if (after !== null && !isTerminal(after.status))
      throw new AppError('TASK_RUNNING', 'An agent works on this pull request already.', { runId: after.id })
    if (after !== null) return after.status === 'succeeded' ? after : null
    return row.run_id === null ? null : runs.get(row.run_id)
  }

  async #anew(row: PublicationRow, text: string): Promise<{ lead: string; prompt: string }> {
    const { projects } = this.#context
    const done: { id: string; identifier: string; title: string }[] = []
    for (const id of await tasksIn(this.#context, row)) {
      const task = await this.#context.tasks.get(id).catch(unlessGone)
      if (task !== null && !task.archived) done.push(task)
    }
    const [lead] = done
    if (lead === undefined)
      throw new AppError('ILLEGAL_TRANSITION', 'The tasks of this pull request are not there any more.')
    const { instructions, checkCommand, permissions } = await projects.get(row.project_id)
    const work = { title: row.title, tasks: done, base: row.base_branch }
    const project = { instructions, checkCommand, mayAsk: permissions.questions === 'ask' }
    return { lead: lead.id, prompt: buildGoOnPrompt(work, text, project) }
  }

  /** Pushes the result of a run that is over, if there is one. Asked again it does what a crash has left. */
  async settle(id: string): Promise<boolean> {
    const { records, runs, batches, republish } = this.#context
    return this.#watch.inTurn.run(id, async () => {
      const row = await records.row(id)
      const { followUp } = followOf(row)
      if (followUp === null || followUp.settled || row.status !== 'open') return false
      const run = await runs.get(followUp.runId).catch(unlessGone)
      if (run !== null && !isTerminal(run.status)) return false
      const isNew =
        run !== null &&
        run.status === 'succeeded' &&
        run.headCommit !== null &&
        run.headCommit !== row.pushed_commit
      if (isNew && run.headCommit !== null) {
        if (row.batch_id !== null) await batches.forwardTo(row.batch_id, run.headCommit)
        await republish(id).catch(unlessNothing)
      }
      if (run?.status === 'succeeded')
        await this.#watch.remember(id, { followUp: { ...followUp, settled: true } })
      else await this.#takeBack(id, followUp, run)
      return true
    })
  }

  /**
   * Nothing came of what a run was given: it can be given to another one. The task that had it for a batch has its work
   * there as before.
   */
  async #takeBack(id: string, followUp: NonNullable<Follow['followUp']>, run: Run | null): Promise<void> {
    const { records, store, tasks } = this.#context
    const given = new Set(followUp.given)
    await store.write(async (tx) => {
      const now = await records.row(id, tx.db)
      const task =
        run === null || now.batch_id === null ? null : await tasks.get(run.taskId, tx.db).catch(unlessGone)
      if (task?.status === 'todo' && task.latestRunId === run?.id)
        await tasks.recordExecution(tx, task.id, { status: 'in_review' })
      await records.update(tx, id, {
        addressed: JSON.stringify(addressedOf(now).filter((one) => !given.has(one))),
        follow: JSON.stringify({ ...followOf(now), followUp: { ...followUp, settled: true } }),
      })
    })
  }
}

/** The user has discarded the result meanwhile, or deleted the task. */
function unlessNothing(error: unknown): void {
  if (error instanceof AppError && (error.code === 'NOTHING_TO_PUBLISH' || error.code === 'NOT_FOUND')) return
  throw error
}

type Wanted = Omit<Remark, 'hunk'> & { id: number; kind: 'line' | 'issue' | 'review' }

/** @throws AppError NOT_FOUND for an id that is not there */
function remarksFor(
  pull: PullRequest,
  addressed: readonly number[],
  ids: readonly number[] | undefined,
): Wanted[] {
  const all: Wanted[] = [
    ...pull.reviews
      .filter(hasWords)
      .map(({ id, author, body }) => ({ id, kind: 'review' as const, author, body, path: null, line: null })),
    ...pull.comments.map(({ id, kind, author, body, path, line }) => ({
      id,
      kind,
      author,
      body,
      path,
      line,
    })),
  ]
  if (ids === undefined) return all.filter(({ id }) => !addressed.includes(id))
  return [...new Set(ids)].map((id) => {
    // A comment's before a review's, should they have the same.
    const found = all.findLast((one) => one.id === id)
    if (found !== undefined) return found
    throw new AppError('NOT_FOUND', 'This remark is not there any more.', { commentId: id })
  })
}
