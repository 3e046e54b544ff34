import { unlessGone } from '#shared/errors.ts'
import type { PublicationFailure, PullRequest } from '#shared/publications.ts'
import { nextTry } from '../github/pace.ts'
import { OneByOne } from '../process/one-by-one.ts'
import type { Tx } from '../store/store.ts'
import type { PublicationContext } from './context.ts'
import { failureOf } from './failures.ts'
import { type Follow, followOf, isUnsettled, NEW_FOLLOW, nextLook } from './follow-state.ts'
import { type PublicationRow, repositoryOf, withoutUnpushed } from './publication-records.ts'
import { subjectOf, tasksIn } from './subject.ts'
import type { Place } from './part-reader.ts'
import { type Known, lookAgain, readPull } from './read-pull.ts'

/** Looks at pull requests, and writes down what was seen. */
export class PullWatch {
  readonly #context: PublicationContext
  readonly #signal: AbortSignal
  /** By publication: what looks at it or acts on it does so one by one. */
  readonly inTurn = new OneByOne()

  /** @param signal lets go of what is asked while nobody waits for it */
  constructor(context: PublicationContext, signal: AbortSignal) {
    this.#context = context
    this.#signal = signal
  }

  /** @throws GithubError `no_account`, `not_found` where there is no pull request */
  async placeOf(row: PublicationRow): Promise<Place> {
    const repository = repositoryOf(row)
    if (row.account_id === null || repository === null || row.pr_number === null)
      throw new Error(`publication ${row.id} has no pull request`)
    const api = await this.#context.github.api(row.account_id)
    return { api, repository, number: row.pr_number, signal: this.#signal }
  }

  /**
   * Reads a pull request, where its publication is held already.
   *
   * @param isWhole all of it, though checks may be all that is waited for
   * @throws GithubError
   */
  async look(id: string, isWhole: boolean): Promise<PublicationRow> {
    const { records } = this.#context
    const row = await records.row(id)
    const place = await this.placeOf(row)
    const pull = await records.pull(id)
    const past = followOf(row)
    // The token may have been allowed more since.
    const follow = isWhole ? { ...past, checksFrom: NEW_FOLLOW.checksFrom } : past
    const seenAt = this.#context.store.now()
    const seen =
      pull === null || isWhole || !isUnsettled(pull)
        ? await readPull(place, { pull, follow }, seenAt)
        : await lookAgain(place, { pull, follow }, seenAt)
    return this.#write(id, pull, seen)
  }

  async #write(id: string, before: PullRequest | null, seen: Required<Known>): Promise<PublicationRow> {
    const { store, records, onlookers } = this.#context
    const { pull } = seen
    if (pull === null) throw new Error('what was read is not there')
    const isSame =
      before !== null && JSON.stringify({ ...before, seenAt: pull.seenAt }) === JSON.stringify(pull)
    const { looks: past, ...others } = seen.follow
    const looks = isSame ? past : 0
    const now = Date.parse(this.#context.store.now())
    const next = nextLook(pull, { looks, updatedAt: others.updatedAt }, now, onlookers.isAnybodyThere)
    const follow = { ...others, looks: next === null ? 0 : looks + 1, failures: 0 }
    const taskIds = await tasksIn(this.#context, await records.row(id))
    return store.write(async (tx) => {
      const row = await records.row(id, tx.db)
      // It has another pull request by now.
      if (row.pr_number !== pull.number) return row
      const change = {
        follow: JSON.stringify(follow),
        // Else it is of a step of publishing.
        ...(row.status === 'open' || row.status === 'closed'
          ? { due_at: next === null ? null : new Date(next).toISOString(), failure: null }
          : {}),
      }
      const after = await this.#writeState(tx, row, pull, isSame ? undefined : pull, change, taskIds)
      if (isSame) await records.noteSeen(tx, id, pull.seenAt)
      return after
    })
  }

  async #writeState(
    tx: Tx,
    row: PublicationRow,
    pull: PullRequest,
    news: PullRequest | undefined,
    change: Parameters<PublicationContext['records']['update']>[2],
    taskIds: readonly string[],
  ): Promise<PublicationRow> {
    const { records, store } = this.#context
    const isOver = row.status === 'merged' || row.status === 'cancelled' || row.status === 'pushed'
    if (isOver) return records.update(tx, row.id, change, undefined, news)
    let status = row.status
    if (status === 'closed' && pull.state !== 'closed') {
      // It was published anew meanwhile.
      if ((await records.openOf(subjectOf(row), tx.db)) !== null)
        return records.update(tx, row.id, change, undefined, news)
      await records.update(tx, row.id, { ended_at: null }, 'reopen')
      status = 'open'
    }
    const end = { ...change, ...withoutUnpushed(row), failure: null }
    if (pull.state === 'merged')
      // What is left to be done then: see `tidyMerged`.
      return records.update(tx, row.id, { ...end, due_at: store.now() }, 'merge', news)
    if (pull.state === 'closed' && status !== 'closed') {
      await this.#giveBack(tx, row, taskIds)
      return records.update(tx, row.id, { ...end, due_at: null }, 'close', news)
    }
    return records.update(tx, row.id, change, undefined, news)
  }

  /** Tasks that were done because they are published are to be reviewed again. */
  async #giveBack(tx: Tx, row: PublicationRow, ids: readonly string[]): Promise<void> {
    for (const id of ids) {
      const task = await this.#context.tasks.get(id, tx.db).catch(unlessGone)
      if (task === null || task.status !== 'done' || task.archived) continue
      const run = task.latestRunId === null ? null : await this.#context.runs.get(task.latestRunId, tx.db)
      // Merged here by hand, or done in another way since.
      if (run === null || run.mergedCommit !== null || (row.run_id !== null && run.id !== row.run_id))
        continue
      await this.#context.tasks.recordExecution(tx, id, {
        status: 'in_review',
        activityKind: 'publication:closed',
      })
    }
  }

  /** The same after something was done there, which is so though it cannot be looked at now. */
  async lookAfter(id: string): Promise<PublicationRow> {
    const { store, records, log } = this.#context
    try {
      return await this.look(id, true)
    } catch (error) {
      log('warn', 'a pull request could not be looked at', { publicationId: id, why: String(error) })
      if (!this.#signal.aborted)
        await this.noteFailure(id, error, afterFailure(error, Date.parse(store.now())), true)
      return records.row(id)
    }
  }

  /** Looks at it again after a while, unless that is to come sooner. */
  async lookLater(id: string, ms: number): Promise<void> {
    const { store, records } = this.#context
    const at = new Date(Date.parse(store.now()) + ms).toISOString()
    await store.write(async (tx) => {
      const row = await records.row(id, tx.db)
      if (row.status === 'open' && (row.due_at === null || row.due_at > at))
        await records.update(tx, id, { due_at: at })
    })
  }

  /**
   * Writes down that looking failed. What was seen before stays.
   *
   * @param until when it is tried again, by what it was tried so far
   * @param isOwn whether it is looked at then; else its list is
   */
  async noteFailure(
    id: string,
    error: unknown,
    until: (follow: Follow) => number | null,
    isOwn: boolean,
  ): Promise<void> {
    const { store, records } = this.#context
    await store.write(async (tx) => {
      const row = await records.row(id, tx.db)
      if (row.status !== 'open' && row.status !== 'closed') return
      const follow = followOf(row)
      const next = until(follow)
      const retryAt = next === null ? null : new Date(next).toISOString()
      const failure: PublicationFailure = { ...failureOf(error), retryAt }
      await records.update(tx, id, {
        ...(row.status === 'open' ? { failure: JSON.stringify(failure) } : {}),
        ...(isOwn
          ? { due_at: retryAt, follow: JSON.stringify({ ...follow, failures: follow.failures + 1 }) }
          : {}),
      })
    })
  }

  /** Changes what is remembered of a publication. */
  async remember(id: string, change: Partial<Follow>): Promise<void> {
    const { store, records } = this.#context
    await store.write(async (tx) => {
      const row = await records.row(id, tx.db)
      await records.update(tx, id, { follow: JSON.stringify({ ...followOf(row), ...change }) })
    })
  }
}

/** When a look that has failed is tried again. */
export const afterFailure = (error: unknown, now: number) => (follow: Follow) =>
  nextTry(follow.failures, failureOf(error).retryAt, now)
