import { type Call, created, invalid, notFound, ok, paged, Refusal, type Routes } from './call.ts'
import { fileViews } from './commit-views.ts'
import { fullPullView, pullView, reviewCommentView, reviewView } from './pull-views.ts'
import { merge, mergeability, settle, updateBranch } from './pulls.ts'
import { isPull, type PullIssue, touch } from './records.ts'
import { repositoryApi } from './views.ts'
import { instant, type User } from './world.ts'

const pathOf = (call: Call, rest = '') => `/repos/${call.repository.fullName}/pulls${rest}`
const text = (value: unknown) => (typeof value === 'string' ? value : undefined)

/** @throws Refusal 404 */
async function pullOf({ repository, params }: Call): Promise<PullIssue> {
  await settle(repository)
  const issue = repository.issues.get(Number(params['pull_number']))
  if (!issue || !isPull(issue)) throw notFound()
  return issue
}

async function whole(call: Call, issue: PullIssue) {
  return fullPullView(call.repository, issue, call.access, await mergeability(call.repository, issue))
}

export const actorOf = ({ user }: Call): User => {
  if (!user) throw new Refusal(401, 'Requires authentication')
  return user
}

async function create(call: Call): Promise<PullIssue> {
  const { repository, body, world } = call
  await settle(repository)
  const [owner, ref] = (text(body['head']) ?? '').includes(':')
    ? (text(body['head']) ?? '').split(/:(.*)/s)
    : [repository.owner.login, text(body['head'])]
  const head = ref ?? ''
  const base = text(body['base']) ?? ''
  const heads = await repository.git.heads()
  const headCommit = heads.get(head)
  const baseCommit = heads.get(base)
  if (baseCommit === undefined) throw invalid('PullRequest', 'base', 'invalid')
  if (owner !== repository.owner.login || headCommit === undefined)
    throw invalid('PullRequest', 'head', 'invalid')
  if (
    repository.pulls.some(({ state, pull }) => state === 'open' && pull.head === head && pull.base === base)
  )
    throw invalid('PullRequest', '', 'custom', `A pull request already exists for ${owner}:${head}.`)
  if ((await repository.git.count(`${baseCommit}..${headCommit}`)) === 0)
    throw invalid('PullRequest', '', 'custom', `No commits between ${base} and ${head}`)
  if (!text(body['title'])) throw invalid('PullRequest', 'title', 'missing_field')
  const issue = repository.addIssue(text(body['title']) ?? '', {
    body: text(body['body']) ?? null,
    by: actorOf(call).login,
    pull: {
      id: world.nextId(),
      draft: body['draft'] === true,
      head,
      base,
      headCommit,
      baseCommit,
      mergedAt: null,
      mergedBy: null,
      mergeCommit: null,
      undecided: 0,
      reviewers: [],
      teams: [],
      reviews: [],
      comments: [],
    },
  })
  await repository.git.move(`refs/pull/${issue.number}/head`, headCommit)
  return repository.pull(issue.number)
}

async function change(call: Call, issue: PullIssue): Promise<void> {
  const { repository, body } = call
  const base = text(body['base'])
  if (base !== undefined) {
    const commit = await repository.git.commitOf(`refs/heads/${base}`)
    if (commit === null) throw invalid('PullRequest', 'base', 'invalid')
    Object.assign(issue.pull, { base, baseCommit: commit })
  }
  const state = text(body['state'])
  if (state === 'open' && issue.state === 'closed') {
    if (issue.pull.mergedAt !== null || !(await repository.git.heads()).has(issue.pull.head))
      throw invalid('PullRequest', 'state', 'custom', `state cannot be changed.`)
    Object.assign(issue, { state, closedAt: null })
  }
  if (state === 'closed' && issue.state === 'open') Object.assign(issue, { state, closedAt: instant() })
  issue.title = text(body['title']) ?? issue.title
  issue.body = text(body['body']) ?? issue.body
  touch(issue)
}

export const pullRoutes: Routes = {
  'GET /repos/{owner}/{repo}/pulls': {
    needs: 'pull_requests=read',
    async answer(call) {
      const { repository, query, access } = call
      await settle(repository)
      const state = query.get('state') ?? 'open'
      const head = query.get('head')
      const base = query.get('base')
      const found = repository.pulls.filter(
        (issue) =>
          (state === 'all' || issue.state === state) &&
          (head === null ||
            head.toLowerCase() === `${repository.owner.login}:${issue.pull.head}`.toLowerCase()) &&
          (base === null || base === issue.pull.base),
      )
      const sort = query.get('sort') ?? 'created'
      const key = (issue: PullIssue) => (sort === 'updated' ? issue.updatedAt : issue.createdAt)
      found.sort((one, other) => key(one).localeCompare(key(other)) || one.number - other.number)
      if ((query.get('direction') ?? (sort === 'created' ? 'desc' : 'asc')) === 'desc') found.reverse()
      return paged(call, pathOf(call), found, (issue) => pullView(repository, issue, access))
    },
  },
  'POST /repos/{owner}/{repo}/pulls': {
    needs: 'pull_requests=write',
    answer: async (call) => created(await whole(call, await create(call))),
  },
  'GET /repos/{owner}/{repo}/pulls/{pull_number}': {
    needs: 'pull_requests=read',
    answer: async (call) => ok(await whole(call, await pullOf(call))),
  },
  'PATCH /repos/{owner}/{repo}/pulls/{pull_number}': {
    needs: 'pull_requests=write',
    async answer(call) {
      const issue = await pullOf(call)
      await change(call, issue)
      return ok(await whole(call, issue))
    },
  },
  'PUT /repos/{owner}/{repo}/pulls/{pull_number}/merge': {
    needs: 'contents=write',
    writes: true,
    async answer(call) {
      const { repository, body } = call
      const issue = await pullOf(call)
      if (issue.state === 'closed') throw new Refusal(405, 'Pull Request is not mergeable')
      if (text(body['sha']) && body['sha'] !== issue.pull.headCommit)
        throw new Refusal(409, 'Head branch was modified. Review and try the merge again.')
      const method = (text(body['merge_method']) ?? 'merge') as 'merge' | 'squash' | 'rebase'
      const NAMES = { merge: 'Merge commits', squash: 'Squash merges', rebase: 'Rebase merges' }
      if (!repository.methods[method])
        throw new Refusal(405, `${NAMES[method]} are not allowed on this repository.`)
      if (issue.pull.draft) throw new Refusal(405, 'Pull Request is still a draft')
      const found = await mergeability(repository, issue)
      if (found.objection !== null) throw new Refusal(405, found.objection)
      if (found.state === 'behind')
        throw new Refusal(405, 'Head branch is out of date. Review and try the merge again.')
      const title = text(body['commit_title'])
      const message = text(body['commit_message'])
      const sha = await merge(repository, issue, actorOf(call), {
        method,
        ...(title !== undefined && { title }),
        ...(message !== undefined && { message }),
      })
      if (sha === null) throw new Refusal(405, 'Pull Request is not mergeable')
      return ok({ sha, merged: true, message: 'Pull Request successfully merged' })
    },
  },
  'PUT /repos/{owner}/{repo}/pulls/{pull_number}/update-branch': {
    needs: 'pull_requests=write',
    writes: true,
    async answer(call) {
      const { repository, body } = call
      const issue = await pullOf(call)
      if (text(body['expected_head_sha']) && body['expected_head_sha'] !== issue.pull.headCommit)
        throw new Refusal(422, 'expected head sha didn’t match current head ref.')
      const { behind } = await mergeability(repository, issue)
      if (behind === 0) throw new Refusal(422, 'There are no new commits on the base branch.')
      if (!(await updateBranch(repository, issue, actorOf(call))))
        throw new Refusal(422, 'merge conflict between base and head')
      const url = `${repositoryApi(repository)}/pulls/${issue.number}`
      return { status: 202, body: { message: 'Updating pull request branch.', url } }
    },
  },
  'GET /repos/{owner}/{repo}/pulls/{pull_number}/files': {
    needs: 'pull_requests=read',
    async answer(call) {
      const issue = await pullOf(call)
      const { baseCommit, headCommit } = issue.pull
      const from = (await call.repository.git.mergeBase(baseCommit, headCommit)) ?? baseCommit
      const files = await fileViews(call.repository, from, headCommit)
      return paged(call, pathOf(call, `/${issue.number}/files`), files, (file) => file)
    },
  },
  'GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews': {
    needs: 'pull_requests=read',
    async answer(call) {
      const issue = await pullOf(call)
      return paged(call, pathOf(call, `/${issue.number}/reviews`), issue.pull.reviews, (review) =>
        reviewView(call.repository, issue, review),
      )
    },
  },
  'GET /repos/{owner}/{repo}/pulls/{pull_number}/comments': {
    needs: 'pull_requests=read',
    async answer(call) {
      const issue = await pullOf(call)
      const since = call.query.get('since') ?? ''
      const found = issue.pull.comments.filter((comment) => comment.updatedAt >= since)
      if (call.query.get('direction') === 'desc') found.reverse()
      return paged(call, pathOf(call, `/${issue.number}/comments`), found, (comment) =>
        reviewCommentView(call.repository, issue, comment),
      )
    },
  },
  'POST /repos/{owner}/{repo}/pulls/{pull_number}/comments/{comment_id}/replies': {
    needs: 'pull_requests=write',
    async answer(call) {
      const issue = await pullOf(call)
      const to = issue.pull.comments.find((comment) => comment.id === Number(call.params['comment_id']))
      if (!to) throw notFound()
      if (to.inReplyTo !== null) throw invalid('PullRequestReviewComment', 'in_reply_to', 'invalid')
      const { path, line, reviewId, diffHunk } = to
      const options = { by: actorOf(call).login, path, line, diffHunk, inReplyTo: to.id }
      const reply = call.repository.addReviewComment(issue.number, text(call.body['body']) ?? '', {
        ...options,
        ...(reviewId !== null && { reviewId }),
      })
      return created(reviewCommentView(call.repository, issue, reply))
    },
  },
  'POST /repos/{owner}/{repo}/pulls/{pull_number}/requested_reviewers': {
    needs: 'pull_requests=write',
    writes: true,
    async answer(call) {
      const { repository, world, body } = call
      const issue = await pullOf(call)
      const logins = (body['reviewers'] ?? []) as string[]
      const teams = (body['team_reviewers'] ?? []) as string[]
      if (logins.includes(issue.author.login))
        throw new Refusal(422, 'Review cannot be requested from pull request author.')
      const users = logins.map((login) => world.users.get(login.toLowerCase()))
      if (users.some((user) => !user || !canReview(call, user)))
        throw new Refusal(
          422,
          'Reviews may only be requested from collaborators. One or more of the users or teams you specified is not a collaborator of the repository.',
        )
      issue.pull.reviewers = [
        ...new Set([...issue.pull.reviewers, ...users.filter((user) => user !== undefined)]),
      ]
      issue.pull.teams = [...new Set([...issue.pull.teams, ...teams])]
      touch(issue)
      return created(pullView(repository, issue, call.access))
    },
  },
}

const canReview = ({ repository, world }: Call, user: User) =>
  world.affiliationOf(repository, user.login) !== null
