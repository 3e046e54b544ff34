import { type Call, created, invalid, notFound, ok, paged, Refusal, type Routes } from './call.ts'
import { commentView, issueView, labelsOf } from './issue-views.ts'
import { actorOf } from './pull-routes.ts'
import { settle } from './pulls.ts'
import { type Comment, type Issue, touch } from './records.ts'
import { canWrite, instant } from './world.ts'

const EITHER = { read: 'issues=read;pull_requests=read', write: 'issues=write;pull_requests=write' }
const pathOf = (call: Call, rest = '') => `/repos/${call.repository.fullName}/issues${rest}`

async function issueOf({ repository, params }: Call): Promise<Issue> {
  await settle(repository)
  const issue = repository.issues.get(Number(params['issue_number']))
  if (!issue) throw notFound()
  if (!issue.pull && !repository.hasIssues) throw new Refusal(410, 'Issues are disabled for this repo')
  return issue
}

function commentOf({ repository, params }: Call): { issue: Issue; comment: Comment } {
  for (const issue of repository.issues.values()) {
    const comment = issue.comments.find((each) => each.id === Number(params['comment_id']))
    if (comment) return { issue, comment }
  }
  throw notFound()
}

/** Names of labels, each of which is given by its name or by an object that has one. */
function namesOf(call: Call, labels: unknown): string[] {
  const names = (labels as (string | { name: string })[]).map((label) =>
    typeof label === 'string' ? label : label.name,
  )
  const { repository } = call
  for (const name of names) if (!repository.labels.has(name.toLowerCase())) repository.addLabel(name)
  return [...new Set(names.map((name) => repository.labels.get(name.toLowerCase())?.name ?? name))]
}

/** What of a body is given changes the issue. Labels and the like are for those who can write. */
function apply(call: Call, issue: Issue): void {
  const { repository, body, world, access } = call
  if (typeof body['title'] === 'string') issue.title = body['title']
  if (body['body'] !== undefined) issue.body = (body['body'] as string | null) || null
  if (canWrite(access) || access === 'triage') {
    if (body['labels'] !== undefined) issue.labels = namesOf(call, body['labels'])
    if (body['assignees'] !== undefined)
      issue.assignees = (body['assignees'] as string[]).flatMap(
        (login) => world.users.get(login.toLowerCase()) ?? [],
      )
    if (body['milestone'] !== undefined) {
      const milestone = repository.milestones.find((each) => each.number === Number(body['milestone']))
      if (body['milestone'] !== null && !milestone) throw invalid('Issue', 'milestone', 'invalid')
      issue.milestone = milestone ?? null
    }
  }
  const state = body['state']
  if (state === 'closed' && issue.state === 'open')
    Object.assign(issue, { state, closedAt: instant(), stateReason: body['state_reason'] ?? 'completed' })
  if (state === 'open' && issue.state === 'closed')
    Object.assign(issue, { state, closedAt: null, stateReason: 'reopened' })
  touch(issue)
}

function matches(call: Call, issue: Issue): boolean {
  const { query } = call
  const state = query.get('state') ?? 'open'
  const labels = query.get('labels')?.split(',') ?? []
  const milestone = query.get('milestone')
  const assignee = query.get('assignee')
  const logins = issue.assignees.map((user) => user.login)
  return (
    (state === 'all' || issue.state === state) &&
    labels.every((label) => issue.labels.some((its) => its.toLowerCase() === label.toLowerCase())) &&
    (milestone === null ||
      (milestone === 'none' && !issue.milestone) ||
      (milestone === '*' && issue.milestone !== null) ||
      String(issue.milestone?.number) === milestone) &&
    (assignee === null ||
      (assignee === 'none' && logins.length === 0) ||
      (assignee === '*' && logins.length > 0) ||
      logins.includes(assignee)) &&
    (query.get('creator') ?? issue.author.login) === issue.author.login &&
    issue.updatedAt >= (query.get('since') ?? '')
  )
}

export const issueRoutes: Routes = {
  'GET /repos/{owner}/{repo}/issues': {
    needs: EITHER.read,
    async answer(call) {
      const { repository, query } = call
      await settle(repository)
      const found = [...repository.issues.values()].filter((issue) => matches(call, issue))
      const sort = query.get('sort') ?? 'created'
      const key = (issue: Issue) =>
        sort === 'comments'
          ? String(issue.comments.length).padStart(9, '0')
          : sort === 'updated'
            ? issue.updatedAt
            : issue.createdAt
      found.sort((one, other) => key(one).localeCompare(key(other)) || one.number - other.number)
      if ((query.get('direction') ?? 'desc') === 'desc') found.reverse()
      return paged(call, pathOf(call), found, (issue) => issueView(repository, issue))
    },
  },
  'POST /repos/{owner}/{repo}/issues': {
    needs: 'issues=write',
    answer(call) {
      if (!call.repository.hasIssues) throw new Refusal(410, 'Issues are disabled for this repo')
      const issue = call.repository.addIssue(String(call.body['title']), { by: actorOf(call).login })
      apply(call, issue)
      return created(issueView(call.repository, issue))
    },
  },
  'GET /repos/{owner}/{repo}/issues/{issue_number}': {
    needs: EITHER.read,
    answer: async (call) => ok(issueView(call.repository, await issueOf(call))),
  },
  'PATCH /repos/{owner}/{repo}/issues/{issue_number}': {
    needs: EITHER.write,
    async answer(call) {
      const issue = await issueOf(call)
      if (!canWrite(call.access) && issue.author !== call.user)
        throw new Refusal(403, 'Must have admin rights to Repository.')
      apply(call, issue)
      return ok(issueView(call.repository, issue))
    },
  },
  'GET /repos/{owner}/{repo}/issues/{issue_number}/comments': {
    needs: EITHER.read,
    async answer(call) {
      const issue = await issueOf(call)
      const since = call.query.get('since') ?? ''
      const found = issue.comments.filter((comment) => comment.updatedAt >= since)
      return paged(call, pathOf(call, `/${issue.number}/comments`), found, (comment) =>
        commentView(call.repository, issue, comment),
      )
    },
  },
  'POST /repos/{owner}/{repo}/issues/{issue_number}/comments': {
    needs: EITHER.write,
    async answer(call) {
      const issue = await issueOf(call)
      const comment = call.repository.addComment(issue.number, String(call.body['body']), actorOf(call).login)
      return created(commentView(call.repository, issue, comment))
    },
  },
  'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}': {
    needs: EITHER.write,
    answer(call) {
      const { issue, comment } = commentOf(call)
      Object.assign(comment, { body: String(call.body['body']), updatedAt: touch(issue) })
      return ok(commentView(call.repository, issue, comment))
    },
  },
  'DELETE /repos/{owner}/{repo}/issues/comments/{comment_id}': {
    needs: EITHER.write,
    answer(call) {
      const { issue, comment } = commentOf(call)
      issue.comments = issue.comments.filter((each) => each !== comment)
      touch(issue)
      return { status: 204 }
    },
  },
  'POST /repos/{owner}/{repo}/issues/{issue_number}/labels': {
    needs: EITHER.write,
    writes: true,
    async answer(call) {
      const issue = await issueOf(call)
      issue.labels = [...new Set([...issue.labels, ...namesOf(call, call.body['labels'] ?? [])])]
      touch(issue)
      return ok(labelsOf(call.repository, issue))
    },
  },
  'PUT /repos/{owner}/{repo}/issues/{issue_number}/labels': {
    needs: EITHER.write,
    writes: true,
    async answer(call) {
      const issue = await issueOf(call)
      issue.labels = namesOf(call, call.body['labels'] ?? [])
      touch(issue)
      return ok(labelsOf(call.repository, issue))
    },
  },
}
