import { associationOf, labelsOf, milestoneView } from './issue-views.ts'
import type { Mergeability } from './pulls.ts'
import type { PullIssue, Review, ReviewComment } from './records.ts'
import type { FakeRepository } from './repository.ts'
import { apiOf, nodeId, repositoryApi, repositoryView, userView, webOf } from './views.ts'
import type { Access } from './world.ts'

const hrefs = (links: Record<string, string>) =>
  Object.fromEntries(Object.entries(links).map(([name, href]) => [name, { href }]))

function teamView(repository: FakeRepository, slug: string) {
  const url = `${apiOf(repository.world)}/organizations/${repository.owner.id}/team/${slug}`
  return {
    id: repository.owner.id,
    node_id: nodeId('Team', repository.owner.id),
    name: slug,
    slug,
    description: null,
    privacy: 'closed',
    permission: 'push',
    type: 'organization',
    organization_id: repository.owner.id,
    url,
    html_url: `${repository.world.url}/orgs/${repository.owner.login}/teams/${slug}`,
    members_url: `${url}/members{/member}`,
    repositories_url: `${url}/repos`,
    parent: null,
  }
}

/** As in lists. */
export function pullView(
  repository: FakeRepository,
  issue: PullIssue,
  access: Access | null,
  testMerge?: string | null,
) {
  const { pull } = issue
  const { world } = repository
  const api = repositoryApi(repository)
  const url = `${api}/pulls/${issue.number}`
  const html = `${webOf(repository)}/pull/${issue.number}`
  const addresses = {
    issue_url: `${api}/issues/${issue.number}`,
    commits_url: `${url}/commits`,
    review_comments_url: `${url}/comments`,
    review_comment_url: `${api}/pulls/comments{/number}`,
    comments_url: `${api}/issues/${issue.number}/comments`,
    statuses_url: `${api}/statuses/${pull.headCommit}`,
  }
  const end = (ref: string, sha: string) => ({
    label: `${repository.owner.login}:${ref}`,
    ref,
    sha,
    user: userView(world, repository.owner),
    repo: repositoryView(repository, access),
  })
  return {
    url,
    id: pull.id,
    node_id: nodeId('PullRequest', pull.id),
    html_url: html,
    diff_url: `${html}.diff`,
    patch_url: `${html}.patch`,
    ...addresses,
    number: issue.number,
    state: issue.state,
    locked: false,
    title: issue.title,
    user: userView(world, issue.author),
    body: issue.body,
    labels: labelsOf(repository, issue).map((label) => ({ ...label, description: label.description ?? '' })),
    milestone: issue.milestone && milestoneView(repository, issue.milestone),
    created_at: issue.createdAt,
    updated_at: issue.updatedAt,
    closed_at: issue.closedAt,
    merged_at: pull.mergedAt,
    merge_commit_sha: pull.mergeCommit ?? testMerge ?? null,
    assignee: issue.assignees[0] ? userView(world, issue.assignees[0]) : null,
    assignees: issue.assignees.map((user) => userView(world, user)),
    requested_reviewers: pull.reviewers.map((user) => userView(world, user)),
    requested_teams: pull.teams.map((slug) => teamView(repository, slug)),
    head: end(pull.head, pull.headCommit),
    base: end(pull.base, pull.baseCommit),
    draft: pull.draft,
    author_association: associationOf(repository, issue.author),
    auto_merge: null,
    active_lock_reason: null,
    _links: hrefs({
      self: url,
      html,
      issue: addresses.issue_url,
      comments: addresses.comments_url,
      review_comments: addresses.review_comments_url,
      review_comment: addresses.review_comment_url,
      commits: addresses.commits_url,
      statuses: addresses.statuses_url,
    }),
  }
}

/** As asked for by number. */
export const fullPullView = (
  repository: FakeRepository,
  issue: PullIssue,
  access: Access | null,
  found: Mergeability,
) => ({
  ...pullView(repository, issue, access, found.testMerge),
  merged: issue.pull.mergedAt !== null,
  mergeable: found.mergeable,
  rebaseable: found.mergeable,
  mergeable_state: found.state,
  merged_by: issue.pull.mergedBy && userView(repository.world, issue.pull.mergedBy),
  comments: issue.comments.length,
  review_comments: issue.pull.comments.length,
  maintainer_can_modify: false,
  commits: found.commits,
  additions: found.additions,
  deletions: found.deletions,
  changed_files: found.files,
})

export function reviewView(repository: FakeRepository, issue: PullIssue, review: Review) {
  const pullUrl = `${repositoryApi(repository)}/pulls/${issue.number}`
  const html = `${webOf(repository)}/pull/${issue.number}#pullrequestreview-${review.id}`
  return {
    id: review.id,
    node_id: nodeId('PullRequestReview', review.id),
    user: userView(repository.world, review.author),
    body: review.body,
    state: review.state,
    html_url: html,
    pull_request_url: pullUrl,
    author_association: associationOf(repository, review.author),
    _links: hrefs({ html, pull_request: pullUrl }),
    submitted_at: review.submittedAt,
    commit_id: review.commit,
  }
}

export function reviewCommentView(repository: FakeRepository, issue: PullIssue, comment: ReviewComment) {
  const url = `${repositoryApi(repository)}/pulls/comments/${comment.id}`
  const pullUrl = `${repositoryApi(repository)}/pulls/${issue.number}`
  const html = `${webOf(repository)}/pull/${issue.number}#discussion_r${comment.id}`
  return {
    url,
    pull_request_review_id: comment.reviewId,
    id: comment.id,
    node_id: nodeId('PullRequestReviewComment', comment.id),
    diff_hunk: comment.diffHunk,
    path: comment.path,
    commit_id: comment.commit,
    original_commit_id: comment.commit,
    user: userView(repository.world, comment.author),
    body: comment.body,
    created_at: comment.createdAt,
    updated_at: comment.updatedAt,
    html_url: html,
    pull_request_url: pullUrl,
    author_association: associationOf(repository, comment.author),
    _links: hrefs({ self: url, html, pull_request: pullUrl }),
    start_line: null,
    original_start_line: null,
    ...(comment.line !== null && { line: comment.line }),
    original_line: comment.line ?? 1,
    side: 'RIGHT',
    subject_type: 'line',
    ...(comment.inReplyTo !== null && { in_reply_to_id: comment.inReplyTo }),
  }
}
