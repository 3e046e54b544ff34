import { type Comment, type Issue, type IssueEvent, isPull, type Label, type Milestone } from './records.ts'
import type { FakeRepository } from './repository.ts'
import type { User } from './world.ts'
import { nodeId, repositoryApi, userView, webOf } from './views.ts'

export const associationOf = (repository: FakeRepository, user: User) => {
  if (user === repository.owner) return 'OWNER'
  if (repository.owner.members.has(user.login)) return 'MEMBER'
  return repository.access.has(user.login) ? 'COLLABORATOR' : 'NONE'
}

export const labelView = (repository: FakeRepository, label: Label) => ({
  id: label.id,
  node_id: nodeId('Label', label.id),
  url: `${repositoryApi(repository)}/labels/${encodeURIComponent(label.name)}`,
  name: label.name,
  color: label.color,
  default: false,
  description: label.description,
})

export const labelsOf = (repository: FakeRepository, issue: Issue) =>
  issue.labels.flatMap((name) => {
    const label = repository.labels.get(name.toLowerCase())
    return label ? [labelView(repository, label)] : []
  })

export function milestoneView(repository: FakeRepository, milestone: Milestone) {
  const issues = [...repository.issues.values()].filter((issue) => issue.milestone === milestone)
  const open = issues.filter((issue) => issue.state === 'open').length
  const url = `${repositoryApi(repository)}/milestones/${milestone.number}`
  return {
    url,
    html_url: `${webOf(repository)}/milestone/${milestone.number}`,
    labels_url: `${url}/labels`,
    id: milestone.id,
    node_id: nodeId('Milestone', milestone.id),
    number: milestone.number,
    state: milestone.state,
    title: milestone.title,
    description: milestone.description,
    creator: userView(repository.world, milestone.creator),
    open_issues: open,
    closed_issues: issues.length - open,
    created_at: milestone.createdAt,
    updated_at: milestone.createdAt,
    closed_at: null,
    due_on: milestone.dueOn,
  }
}

export function issueView(repository: FakeRepository, issue: Issue) {
  const url = `${repositoryApi(repository)}/issues/${issue.number}`
  const { world } = repository
  const path = `${webOf(repository)}/${issue.pull ? 'pull' : 'issues'}/${issue.number}`
  return {
    url,
    repository_url: repositoryApi(repository),
    labels_url: `${url}/labels{/name}`,
    comments_url: `${url}/comments`,
    events_url: `${url}/events`,
    html_url: path,
    id: issue.id,
    node_id: nodeId('Issue', issue.id),
    number: issue.number,
    title: issue.title,
    user: userView(world, issue.author),
    labels: labelsOf(repository, issue),
    state: issue.state,
    state_reason: issue.stateReason,
    locked: issue.locked,
    assignee: issue.assignees[0] ? userView(world, issue.assignees[0]) : null,
    assignees: issue.assignees.map((user) => userView(world, user)),
    milestone: issue.milestone && milestoneView(repository, issue.milestone),
    comments: issue.comments.length,
    created_at: issue.createdAt,
    updated_at: issue.updatedAt,
    closed_at: issue.closedAt,
    author_association: associationOf(repository, issue.author),
    active_lock_reason: null,
    body: issue.body,
    closed_by: null,
    ...(isPull(issue) && {
      draft: issue.pull.draft,
      pull_request: {
        url: `${repositoryApi(repository)}/pulls/${issue.number}`,
        html_url: path,
        diff_url: `${path}.diff`,
        patch_url: `${path}.patch`,
        merged_at: issue.pull.mergedAt,
      },
    }),
  }
}

export const eventView = (
  repository: FakeRepository,
  { id, event, actor, at, label, rename }: IssueEvent,
) => ({
  id,
  node_id: nodeId('IssueEvent', id),
  url: `${repositoryApi(repository)}/issues/events/${id}`,
  actor: userView(repository.world, actor),
  event,
  commit_id: null,
  commit_url: null,
  created_at: at,
  performed_via_github_app: null,
  ...(label !== undefined && {
    label: { name: label, color: repository.labels.get(label.toLowerCase())?.color ?? 'ededed' },
  }),
  ...(rename !== undefined && { rename }),
  ...(event === 'locked' && { lock_reason: null }),
})

export function commentView(repository: FakeRepository, issue: Issue, comment: Comment) {
  const path = `${webOf(repository)}/${issue.pull ? 'pull' : 'issues'}/${issue.number}`
  return {
    url: `${repositoryApi(repository)}/issues/comments/${comment.id}`,
    html_url: `${path}#issuecomment-${comment.id}`,
    issue_url: `${repositoryApi(repository)}/issues/${issue.number}`,
    id: comment.id,
    node_id: nodeId('IssueComment', comment.id),
    user: userView(repository.world, comment.author),
    created_at: comment.createdAt,
    updated_at: comment.updatedAt,
    author_association: associationOf(repository, comment.author),
    body: comment.body,
    performed_via_github_app: null,
  }
}
