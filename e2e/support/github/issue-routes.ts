import { type Call, created, invalid, notFound, ok, paged, Refusal, type Routes } from './call.ts'
import type { IssueChanges } from './issue-book.ts'
import { commentView, eventView, issueView, labelsOf } from './issue-views.ts'
import { actorOf } from './pull-routes.ts'
import { settle } from './pulls.ts'
import { type Comment, type Issue, touch } from './records.ts'
import type { FakeRepository } from './repository.ts'
import { repositoryApi } from './views.ts'
import { canWrite, type User, type World } from './world.ts'

const EITHER = { read: 'issues=read;pull_requests=read', write: 'issues=write;pull_requests=write' }
const pathOf = (call: Call, rest = '') => `/repos/${call.repository.fullName}/issues${rest}`

async function issueOf({ repository, params, world, user }: Call): Promise<Issue> {
  await settle(repository)
  const number = Number(params['issue_number'])
  const issue = repository.issues.get(number)
  if (!issue) throw whyGone(repository, number, world, user?.login ?? null)
  if (!issue.pull && !repository.hasIssues) throw new Refusal(410, 'Issues are disabled for this repo')
  return issue
}

/** Whoever reads an issue that is gone is told of it (docs.github.com, “Get an issue”); others find nothing there. */
function whyGone(repository: FakeRepository, number: number, world: World, login: string | null): Refusal {
  const where = repository.gone.get(number)
  if (where === undefined) return notFound()
  if (where === null) return new Refusal(410, 'This issue was deleted')
  const to = world.repository(where.to.fullName)
  if (!to || world.accessOf(to, login) === null) return notFound()
  const url = `${repositoryApi(to)}/issues/${where.number}`
  return new Refusal(301, 'Moved Permanently', { url, headers: { Location: url } })
}

/** What is not read of an issue that is gone is not found (Systemorph/MeshWeaver#4629, waffleio/waffle.io#3741). */
async function presentIssue(call: Call): Promise<Issue> {
  if (call.repository.gone.has(Number(call.params['issue_number']))) throw notFound()
  return issueOf(call)
}

function commentOf({ repository, params }: Call): { issue: Issue; comment: Comment } {
  for (const issue of repository.issues.values()) {
    const comment = issue.comments.find((each) => each.id === Number(params['comment_id']))
    if (comment) return { issue, comment }
  }
  throw notFound()
}

/** Names of labels, each of which is given by its name or by an object that has one. */
function namesOf(labels: unknown): string[] {
  const names = (labels as (string | { name: string })[]).map((label) =>
    typeof label === 'string' ? label : label.name,
  )
  const wrong = names.find((name) => name.length > 50 || name.trim() === '')
  if (wrong === undefined) return names
  throw new Refusal(422, 'Validation Failed', {
    errors: [{ value: wrong, resource: 'Label', field: 'name', code: 'invalid' }],
  })
}

const tooLong = (field: 'title' | 'body', most: number) =>
  new Refusal(422, 'Validation Failed', {
    errors: [
      {
        resource: 'Issue',
        field,
        code: 'custom',
        message: `${field} is too long (maximum is ${most} characters)`,
      },
    ],
  })

/** What of a body is given. Labels and the like are for those who can write: of others they are dropped silently. */
function changesIn(call: Call): IssueChanges {
  const { repository, body, world, access } = call
  const changes: IssueChanges = {}
  const { title } = body
  if (typeof title === 'string' || typeof title === 'number') {
    changes.title = `${title}`.trim()
    if (changes.title === '') throw invalid('Issue', 'title', 'missing_field')
    if (changes.title.length > 256) throw tooLong('title', 256)
  }
  if (body['body'] !== undefined) {
    changes.body = (body['body'] as string | null) || null
    if (changes.body !== null && changes.body.length > 65_536) throw tooLong('body', 65_536)
  }
  if (canWrite(access) || access === 'triage') {
    if (body['labels'] !== undefined) changes.labels = namesOf(body['labels'])
    if (body['assignees'] !== undefined)
      changes.assignees = (body['assignees'] as string[]).flatMap(
        (login) => world.users.get(login.toLowerCase()) ?? [],
      )
    if (body['milestone'] !== undefined) {
      const milestone = repository.milestones.find((each) => each.number === Number(body['milestone']))
      if (body['milestone'] !== null && !milestone) throw invalid('Issue', 'milestone', 'invalid')
      changes.milestone = milestone ?? null
    }
  }
  if (body['state'] !== undefined) changes.state = body['state'] as Issue['state']
  if (body['state_reason'] !== undefined) changes.stateReason = body['state_reason'] as Issue['stateReason']
  return changes
}

/** @throws Refusal for what GitHub does not take as a comment */
function remark(call: Call): string {
  const body = String(call.body['body'])
  const wrong = (message: string) =>
    new Refusal(422, 'Validation Failed', {
      errors: [{ resource: 'IssueComment', code: 'unprocessable', field: 'data', message }],
    })
  if (body.trim() === '') throw wrong("Body can't be blank")
  if (body.length > 65_536) throw wrong('Body is too long (maximum is 65536 characters)')
  return body
}

function refuseOthers({ access, user }: Call, author: User): void {
  if (!canWrite(access) && author !== user) throw new Refusal(403, 'Must have admin rights to Repository.')
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
      const found = [...repository.issues.values()].filter(
        (issue) => (repository.hasIssues || issue.pull !== null) && matches(call, issue),
      )
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
      const { repository } = call
      if (!repository.hasIssues) throw new Refusal(410, 'Issues are disabled for this repo')
      const { title = '', ...given } = changesIn(call)
      const issue = repository.addIssue(title, { ...given, by: actorOf(call).login })
      return created(issueView(repository, issue))
    },
  },
  'GET /repos/{owner}/{repo}/issues/{issue_number}': {
    needs: EITHER.read,
    answer: async (call) => ok(issueView(call.repository, await issueOf(call))),
  },
  'PATCH /repos/{owner}/{repo}/issues/{issue_number}': {
    needs: EITHER.write,
    async answer(call) {
      const issue = await presentIssue(call)
      if (call.access !== 'triage') refuseOthers(call, issue.author)
      call.repository.change(issue.number, changesIn(call), actorOf(call))
      return ok(issueView(call.repository, issue))
    },
  },
  'GET /repos/{owner}/{repo}/issues/{issue_number}/events': {
    needs: EITHER.read,
    async answer(call) {
      const issue = await presentIssue(call)
      return paged(call, pathOf(call, `/${issue.number}/events`), issue.events, (event) =>
        eventView(call.repository, event),
      )
    },
  },
  'GET /repos/{owner}/{repo}/issues/{issue_number}/comments': {
    needs: EITHER.read,
    async answer(call) {
      const issue = await presentIssue(call)
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
      const issue = await presentIssue(call)
      if (issue.locked && !canWrite(call.access))
        throw new Refusal(403, 'Unable to create comment because issue is locked.')
      const comment = call.repository.addComment(issue.number, remark(call), actorOf(call).login)
      return created(commentView(call.repository, issue, comment))
    },
  },
  'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}': {
    needs: EITHER.write,
    answer(call) {
      const { issue, comment } = commentOf(call)
      refuseOthers(call, comment.author)
      Object.assign(comment, { body: remark(call), updatedAt: touch(issue) })
      return ok(commentView(call.repository, issue, comment))
    },
  },
  'DELETE /repos/{owner}/{repo}/issues/comments/{comment_id}': {
    needs: EITHER.write,
    answer(call) {
      const { comment } = commentOf(call)
      refuseOthers(call, comment.author)
      call.repository.removeComment(comment.id)
      return { status: 204 }
    },
  },
  'POST /repos/{owner}/{repo}/issues/{issue_number}/labels': {
    needs: EITHER.write,
    writes: true,
    async answer(call) {
      const issue = await issueOf(call)
      const labels = [...issue.labels, ...namesOf(call.body['labels'] ?? [])]
      call.repository.change(issue.number, { labels }, actorOf(call))
      return ok(labelsOf(call.repository, issue))
    },
  },
  'PUT /repos/{owner}/{repo}/issues/{issue_number}/labels': {
    needs: EITHER.write,
    writes: true,
    async answer(call) {
      const issue = await issueOf(call)
      const labels = namesOf(call.body['labels'] ?? [])
      call.repository.change(issue.number, { labels }, actorOf(call))
      return ok(labelsOf(call.repository, issue))
    },
  },
}
