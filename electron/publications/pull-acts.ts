import { AppError } from '#shared/errors.ts'
import { isPassing, type MergeMethod } from '#shared/publication-words.ts'
import type { PullComment, PullSummary, WholePublication } from '#shared/publications.ts'
import { GithubError } from '../github/github-error.ts'
import { followOf } from './follow-state.ts'
import type { AfterLook } from './after-look.ts'
import { addressedOf, pullOf, type PublicationRow } from './publication-records.ts'
import type { PullWatch } from './pull-watch.ts'
import type { PublicationContext } from './context.ts'
import { at } from './part-reader.ts'
import type { MadeByHand } from './made-by-hand.ts'
import { tidyMerged } from './tidy-merged.ts'
import { type Unpublished, unpublished } from './unpublished.ts'

const READY = `mutation ($id: ID!) {
  markPullRequestReadyForReview(input: { pullRequestId: $id }) { pullRequest { isDraft } }
}`

/** What the user does to a pull request from here. */
export class PullActs {
  readonly #context: PublicationContext
  readonly #watch: PullWatch
  readonly #afterLook: AfterLook
  readonly #madeByHand: MadeByHand

  constructor(context: PublicationContext, watch: PullWatch, afterLook: AfterLook, madeByHand: MadeByHand) {
    this.#context = context
    this.#watch = watch
    this.#afterLook = afterLook
    this.#madeByHand = madeByHand
  }

  /**
   * Looks at it now. One that was closed may have been opened again, and one made of a branch that was only pushed.
   *
   * @throws GithubError
   */
  refresh(id: string): Promise<WholePublication> {
    return this.#watch.inTurn.run(id, async () => {
      await this.#madeByHand.adopt(id)
      const row = await this.#context.records.row(id)
      const isLive = row.pr_number !== null && row.status !== 'cancelled' && row.status !== 'pushed'
      if (isLive) {
        await this.#watch.look(id, true)
        await this.#afterLook.run(id)
      }
      return this.#context.records.publication(id)
    })
  }

  /**
   * Merges the head that the user has seen, and no other. One that is merged already is answered as it is.
   *
   * @param without last commit of the work that is not pushed yet and shall be left out
   * @throws AppError ILLEGAL_TRANSITION, TASK_RUNNING, CONFLICT where the repository does not permit it or other work
   *   would be left out; GithubError
   */
  merge(id: string, method: MergeMethod, without?: string): Promise<WholePublication> {
    const { records } = this.#context
    return this.#watch.inTurn.run(id, async () => {
      let row = await records.row(id)
      if (row.status === 'merged') return records.publication(id)
      requireOpen(row, 'merged')
      requireAlone(row)
      const left = await unpublished(this.#context, row)
      if (left !== null && left.head !== without) throw leftOut(row, left)
      const pull = await this.#seen(row)
      if (pull.headCommit !== pullOf(row)?.headCommit && pull.headCommit !== row.pushed_commit)
        throw new AppError(
          'CONFLICT',
          'The pull request has commits that were not shown here before. Look at them, then merge it.',
          { headCommit: pull.headCommit },
        )
      if (pull.methods.length > 0 && !pull.methods.includes(method))
        throw new AppError(
          'CONFLICT',
          `The repository does not permit ${WORDS[method]}. It permits ${pull.methods.map((one) => WORDS[one]).join(' and ')}.`,
          { methods: pull.methods },
        )
      const place = await this.#watch.placeOf(row)
      try {
        await place.api.request('PUT /repos/{owner}/{repo}/pulls/{pull_number}/merge', {
          ...at(place),
          pull_number: place.number,
          merge_method: method,
          sha: pull.headCommit,
        })
      } catch (error) {
        if (!(error instanceof GithubError)) throw error
        // It may be merged all the same: by somebody else, or by a call whose answer was lost.
        row = await this.#watch.look(id, true).catch(() => row)
        if (row.status !== 'merged') throw whyNotMerged(error, row)
      }
      row = row.status === 'merged' ? row : await this.#watch.lookAfter(id)
      if (row.status === 'merged') await tidyMerged(this.#context, id)
      return records.publication(id)
    })
  }

  /**
   * Ends the draft. One that is none is answered as it is.
   *
   * @throws AppError ILLEGAL_TRANSITION; GithubError
   */
  ready(id: string): Promise<WholePublication> {
    const { records } = this.#context
    return this.#watch.inTurn.run(id, async () => {
      const row = await records.row(id)
      requireOpen(row, 'made ready for review')
      const place = await this.#watch.placeOf(row)
      const { data } = await place.api.request('GET /repos/{owner}/{repo}/pulls/{pull_number}', {
        ...at(place),
        pull_number: place.number,
      })
      // REST can begin a draft, and not end it.
      if (data.draft === true) await place.api.graphql(READY, { id: data.node_id })
      await this.#watch.lookAfter(id)
      return records.publication(id)
    })
  }

  /**
   * Lets GitHub merge the base branch into it. What that makes follows here when it is there.
   *
   * @throws AppError ILLEGAL_TRANSITION, TASK_RUNNING; GithubError
   */
  updateBranch(id: string): Promise<WholePublication> {
    const { records } = this.#context
    return this.#watch.inTurn.run(id, async () => {
      const row = await records.row(id)
      requireOpen(row, 'brought up to date')
      requireAlone(row)
      const pull = await this.#seen(row)
      const place = await this.#watch.placeOf(row)
      await this.#watch.remember(id, { updating: pull.headCommit })
      try {
        await place.api.request('PUT /repos/{owner}/{repo}/pulls/{pull_number}/update-branch', {
          ...at(place),
          pull_number: place.number,
          expected_head_sha: pull.headCommit,
        })
      } catch (error) {
        // Nobody knows of an answer that was lost: what GitHub has made is ours nevertheless.
        if (error instanceof GithubError && (error.failure === 'invalid' || error.failure === 'conflict'))
          await this.#watch.remember(id, { updating: null })
        throw error
      }
      await this.#watch.lookAfter(id)
      await this.#afterLook.run(id)
      return records.publication(id)
    })
  }

  /** As it was seen last; what was pushed from here since is looked at first. */
  async #seen(row: PublicationRow): Promise<PullSummary> {
    const last = pullOf(row)
    const pull = last?.headCommit === row.pushed_commit ? last : pullOf(await this.#watch.look(row.id, true))
    if (pull === null) throw new AppError('CONFLICT', 'The pull request was not seen yet. Try again.')
    return pull
  }

  /**
   * Answers a remark as the user. The same answer again, after one whose outcome nobody knows, is written once.
   *
   * @throws AppError NOT_FOUND, ILLEGAL_TRANSITION; GithubError
   */
  reply(id: string, commentId: number, body: string): Promise<WholePublication> {
    const { records } = this.#context
    return this.#watch.inTurn.run(id, async () => {
      const row = await records.row(id)
      if (row.pr_number === null) throw new AppError('ILLEGAL_TRANSITION', 'There is no pull request yet.')
      const comments = (await records.pull(id))?.comments ?? []
      const comment = comments.find((one) => one.id === commentId)
      if (comment === undefined)
        throw new AppError('NOT_FOUND', 'This remark is not there any more.', { commentId })
      const { replying } = followOf(row)
      if (replying?.commentId === commentId && replying.body === body) {
        await this.#watch.look(id, true)
        if (await this.#afterLook.findReply(id)) return records.publication(id)
      }
      const after = Math.max(0, ...comments.flatMap((one) => (one.kind === comment.kind ? one.id : [])))
      await this.#watch.remember(id, { replying: { commentId, kind: comment.kind, body, after } })
      await this.#noteReply(id, await this.#write(row, comment, body))
      await this.#watch.lookAfter(id)
      return records.publication(id)
    })
  }

  /** @returns the id of what is written */
  async #write(row: PublicationRow, comment: PullComment, body: string): Promise<number> {
    const place = await this.#watch.placeOf(row)
    try {
      const { data } =
        comment.kind === 'issue'
          ? await place.api.request('POST /repos/{owner}/{repo}/issues/{issue_number}/comments', {
              ...at(place),
              issue_number: place.number,
              body,
            })
          : await place.api.request(
              'POST /repos/{owner}/{repo}/pulls/{pull_number}/comments/{comment_id}/replies',
              // A reply cannot be replied to.
              { ...at(place), pull_number: place.number, comment_id: comment.inReplyTo ?? comment.id, body },
            )
      return Number(data.id)
    } catch (error) {
      // Refused, it is not there; of an answer that was lost nobody knows.
      if (error instanceof GithubError && !isPassing(error.failure))
        await this.#watch.remember(row.id, { replying: null })
      throw error
    }
  }

  /** What the user says there is nothing for the agent. */
  async #noteReply(id: string, commentId: number): Promise<void> {
    const { records, store } = this.#context
    await store.write(async (tx) => {
      const now = await records.row(id, tx.db)
      await records.update(tx, id, {
        addressed: JSON.stringify([...addressedOf(now), commentId]),
        follow: JSON.stringify({ ...followOf(now), replying: null }),
      })
    })
  }
}

const WORDS: Record<MergeMethod, string> = {
  merge: 'merge commits',
  squash: 'squash merges',
  rebase: 'rebase merges',
}

/** @throws AppError ILLEGAL_TRANSITION unless its pull request is open and what is here is there */
export function requireOpen(row: PublicationRow, what: string): void {
  if (row.status === 'open') return
  throw new AppError(
    'ILLEGAL_TRANSITION',
    `This pull request cannot be ${what}: its publication is ${row.status}.`,
    { status: row.status },
  )
}

/** @throws AppError TASK_RUNNING while an agent works for it, whose result is not pushed yet */
function requireAlone(row: PublicationRow): void {
  const { followUp } = followOf(row)
  if (followUp === null || followUp.settled) return
  throw new AppError(
    'TASK_RUNNING',
    'An agent works on this pull request. Wait until its result is pushed, or cancel its run first.',
    { runId: followUp.runId },
  )
}

const leftOut = ({ pr_number }: PublicationRow, { what, head, runId }: Unpublished) =>
  new AppError(
    'CONFLICT',
    `${what} not in pull request #${pr_number} yet. Update it first, or merge it without ${runId === null ? 'them' : 'that run'}.`,
    { without: head, runId },
  )

/** GitHub’s own words, and what can be seen to be in the way. */
function whyNotMerged(error: GithubError, row: PublicationRow): GithubError {
  const pull = pullOf(row)
  const more =
    error.failure !== 'conflict' || pull === null
      ? null
      : pull.mergeState === 'dirty'
        ? 'It conflicts with its base branch.'
        : pull.mergeState === 'behind'
          ? 'It is behind its base branch: update it first.'
          : pull.draft
            ? 'It is a draft: mark it as ready for review first.'
            : null
  if (more === null) return error
  return new GithubError(error.failure, `${error.message} ${more}`, {
    retryAt: error.retryAt,
    url: error.url,
    cause: error,
  })
}
