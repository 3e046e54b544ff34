import { AppError } from '#shared/errors.ts'
import type { MergeMethod } from '#shared/publication-words.ts'
import type { Publication, PullRequest } from '#shared/publications.ts'
import { GithubError } from '../github/github-error.ts'
import { followOf } from './follow-state.ts'
import { addressedOf, type PublicationRow } from './publication-records.ts'
import { pullOf, type PullWatch } from './pull-watch.ts'
import type { PublicationContext } from './context.ts'
import { at } from './part-reader.ts'
import { tidyMerged } from './tidy-merged.ts'

const READY = `mutation ($id: ID!) {
  markPullRequestReadyForReview(input: { pullRequestId: $id }) { pullRequest { isDraft } }
}`

/** What the user does to a pull request from here. */
export class PullActs {
  readonly #context: PublicationContext
  readonly #watch: PullWatch

  constructor(context: PublicationContext, watch: PullWatch) {
    this.#context = context
    this.#watch = watch
  }

  /** Looks at it now. One that was closed may have been opened again. @throws GithubError */
  refresh(id: string): Promise<Publication> {
    return this.#watch.inTurn.run(id, async () => {
      const row = await this.#context.records.row(id)
      const isLive = row.pr_number !== null && row.status !== 'cancelled' && row.status !== 'pushed'
      if (isLive) await this.#watch.look(id, true)
      return this.#context.records.publication(id)
    })
  }

  /**
   * Merges the head that the user has seen, and no other. One that is merged already is answered as it is.
   *
   * @throws AppError ILLEGAL_TRANSITION, TASK_RUNNING, CONFLICT where the repository does not permit it; GithubError
   */
  merge(id: string, method: MergeMethod): Promise<Publication> {
    const { records } = this.#context
    return this.#watch.inTurn.run(id, async () => {
      let row = await records.row(id)
      if (row.status === 'merged') return records.publication(id)
      requireOpen(row, 'merged')
      requireAlone(row)
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
      row = row.status === 'merged' ? row : await this.#watch.look(id, true)
      if (row.status === 'merged') await tidyMerged(this.#context, id)
      return records.publication(id)
    })
  }

  /**
   * Ends the draft. One that is none is answered as it is.
   *
   * @throws AppError ILLEGAL_TRANSITION; GithubError
   */
  ready(id: string): Promise<Publication> {
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
      await this.#watch.look(id, true)
      return records.publication(id)
    })
  }

  /**
   * Lets GitHub merge the base branch into it. What that makes follows here when it is there.
   *
   * @throws AppError ILLEGAL_TRANSITION, TASK_RUNNING; GithubError
   */
  updateBranch(id: string): Promise<Publication> {
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
      await this.#watch.look(id, true)
      await this.followUpdate(id)
      return records.publication(id)
    })
  }

  /** As it was seen last; what was pushed from here since is looked at first. */
  async #seen(row: PublicationRow): Promise<PullRequest> {
    const last = pullOf(row)
    const pull = last?.headCommit === row.pushed_commit ? last : pullOf(await this.#watch.look(row.id, true))
    if (pull === null) throw new AppError('CONFLICT', 'The pull request was not seen yet. Try again.')
    return pull
  }

  /** Our branch follows what GitHub has made of an update, and of that alone. */
  async followUpdate(id: string): Promise<void> {
    const { records, projects, runs, batches, store, log } = this.#context
    const row = await records.row(id)
    const { updating } = followOf(row)
    const head = pullOf(row)?.headCommit
    if (updating === null || head === undefined || head === updating || row.status !== 'open') return
    const repo = await projects.repoPath(row.project_id)
    const isOurs = row.pushed_commit === updating && (await this.#isUpdate(repo, row, updating, head))
    if (isOurs) {
      try {
        if (row.run_id !== null) await runs.forwardTo(row.run_id, head)
        else if (row.batch_id !== null) await batches.forwardTo(row.batch_id, head)
      } catch (error) {
        // The next push merges it in.
        log('warn', 'a branch did not follow its pull request', { publicationId: id, why: String(error) })
      }
    }
    await store.write(async (tx) => {
      const now = await records.row(id, tx.db)
      await records.update(tx, id, {
        follow: JSON.stringify({ ...followOf(now), updating: null }),
        ...(isOurs && now.pushed_commit === row.pushed_commit
          ? { pushed_commit: head, head_commit: head }
          : {}),
      })
    })
  }

  /** Whether a commit is the base branch merged into ours, and nothing else. */
  async #isUpdate(repo: string, row: PublicationRow, ours: string, head: string): Promise<boolean> {
    const { git } = this.#context
    await git.remoteBranch({ repo, branch: row.branch })
    const base = await git.remoteBranch({ repo, branch: row.base_branch })
    const parent = (number: number) => git.commitOf({ repo, ref: `${head}^${number}` })
    const [first, second, third] = [await parent(1), await parent(2), await parent(3)]
    if (first !== ours || second === null || third !== null || base === null) return false
    return git.isAncestor({ repo, ancestor: second, descendant: base })
  }

  /**
   * Answers a remark as the user.
   *
   * @throws AppError NOT_FOUND, ILLEGAL_TRANSITION; GithubError
   */
  reply(id: string, commentId: number, body: string): Promise<Publication> {
    const { records, store } = this.#context
    return this.#watch.inTurn.run(id, async () => {
      const row = await records.row(id)
      if (row.pr_number === null) throw new AppError('ILLEGAL_TRANSITION', 'There is no pull request yet.')
      const comment = pullOf(row)?.comments.find((one) => one.id === commentId)
      if (comment === undefined)
        throw new AppError('NOT_FOUND', 'This remark is not there any more.', { commentId })
      const place = await this.#watch.placeOf(row)
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
      // What the user says there is nothing for the agent.
      await store.write(async (tx) => {
        const now = await records.row(id, tx.db)
        await records.update(tx, id, { addressed: JSON.stringify([...addressedOf(now), data.id]) })
      })
      await this.#watch.look(id, true)
      return records.publication(id)
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
