import type { Annotation, CheckRun, CommitStatus } from './records.ts'
import type { FakeRepository } from './repository.ts'
import { webOfCheck } from './action-views.ts'
import { minimalRepositoryView, nodeId, repositoryApi, userView, webOf } from './views.ts'

/** What reports a check. */
function appView(repository: FakeRepository, slug: string) {
  const { world } = repository
  return {
    id: 15368,
    slug,
    node_id: nodeId('App', 15368),
    owner: userView(world, repository.owner),
    name: slug,
    description: 'Automate your workflow from idea to production',
    external_url: `${world.url}/features/actions`,
    html_url: `${world.url}/apps/${slug}`,
    created_at: repository.createdAt,
    updated_at: repository.createdAt,
    permissions: {
      checks: 'write',
      contents: 'read',
      issues: 'write',
      metadata: 'read',
      deployments: 'write',
    },
    events: [],
  }
}

export function checkView(repository: FakeRepository, check: CheckRun) {
  const url = `${repositoryApi(repository)}/check-runs/${check.id}`
  const page = webOfCheck(repository, check)
  return {
    id: check.id,
    head_sha: check.commit,
    node_id: nodeId('CheckRun', check.id),
    external_id: String(check.id),
    url,
    html_url: page,
    details_url: page,
    status: check.status,
    conclusion: check.conclusion,
    started_at: check.startedAt,
    completed_at: check.completedAt,
    output: {
      title: check.title,
      summary: check.summary,
      text: check.text,
      annotations_count: check.annotations.length,
      annotations_url: `${url}/annotations`,
    },
    name: check.name,
    check_suite: { id: check.id },
    app: appView(repository, check.app),
    pull_requests: [],
  }
}

export const annotationView = (repository: FakeRepository, check: CheckRun, annotation: Annotation) => ({
  path: annotation.path,
  blob_href: `${webOf(repository)}/blob/${check.commit}/${annotation.path}`,
  start_line: annotation.line,
  end_line: annotation.line,
  start_column: null,
  end_column: null,
  annotation_level: annotation.level,
  title: annotation.title ?? null,
  message: annotation.message,
  raw_details: null,
})

const statusView = (repository: FakeRepository, status: CommitStatus) => ({
  url: `${repositoryApi(repository)}/statuses/${status.commit}`,
  avatar_url: null,
  id: status.id,
  node_id: nodeId('StatusContext', status.id),
  state: status.state,
  description: status.description,
  target_url: status.targetUrl,
  context: status.context,
  created_at: status.createdAt,
  updated_at: status.createdAt,
})

/** All statuses of a commit in one: GitHub says `pending` where there is none. */
export function combinedStatusView(repository: FakeRepository, commit: string) {
  const last = new Map(
    repository.statuses.filter((each) => each.commit === commit).map((each) => [each.context, each]),
  )
  const statuses = [...last.values()]
  const states = statuses.map((each) => each.state)
  const failed = states.includes('failure') || states.includes('error')
  const waits = states.length === 0 || states.includes('pending')
  const url = `${repositoryApi(repository)}/commits/${commit}`
  return {
    state: failed ? 'failure' : waits ? 'pending' : 'success',
    statuses: statuses.map((each) => statusView(repository, each)),
    sha: commit,
    total_count: statuses.length,
    repository: minimalRepositoryView(repository),
    commit_url: url,
    url: `${url}/status`,
  }
}
