import { ACTIONS, type CheckRun } from './records.ts'
import type { FakeRepository } from './repository.ts'
import { minimalRepositoryView, nodeId, repositoryApi, webOf } from './views.ts'

/** What GitHub Actions does at a commit: one run of one workflow, whose jobs are its checks. */
export interface WorkflowRun {
  id: number
  commit: string
  jobs: CheckRun[]
}

/** Newest first. */
export function workflowRuns({ checks }: FakeRepository): WorkflowRun[] {
  const runs = new Map<string, WorkflowRun>()
  for (const job of checks.filter(({ app }) => app === ACTIONS)) {
    const { commit } = job
    const run = runs.get(commit) ?? { id: job.id, commit, jobs: [] }
    runs.set(commit, { ...run, jobs: [...run.jobs, job] })
  }
  return [...runs.values()].reverse()
}

/** Where a check is seen. */
export function webOfCheck(repository: FakeRepository, check: CheckRun): string {
  const run = workflowRuns(repository).find(({ jobs }) => jobs.includes(check))
  return run === undefined
    ? `${webOf(repository)}/runs/${check.id}`
    : `${webOf(repository)}/actions/runs/${run.id}/job/${check.id}`
}

const FAILED = new Set(['failure', 'timed_out', 'cancelled'])

function stateOf({ jobs }: WorkflowRun) {
  if (jobs.some(({ status }) => status !== 'completed')) return { status: 'in_progress', conclusion: null }
  const failed = jobs.some(({ conclusion }) => conclusion !== null && FAILED.has(conclusion))
  return { status: 'completed', conclusion: failed ? 'failure' : 'success' }
}

export function runView(repository: FakeRepository, run: WorkflowRun) {
  const url = `${repositoryApi(repository)}/actions/runs/${run.id}`
  const at = run.jobs.map(({ startedAt, completedAt }) => completedAt ?? startedAt).toSorted()
  return {
    id: run.id,
    name: 'CI',
    node_id: nodeId('WorkflowRun', run.id),
    head_branch: null,
    head_sha: run.commit,
    path: '.github/workflows/ci.yml',
    display_title: 'CI',
    run_number: 1,
    run_attempt: 1,
    event: 'pull_request',
    ...stateOf(run),
    workflow_id: 1,
    url,
    html_url: `${webOf(repository)}/actions/runs/${run.id}`,
    pull_requests: [],
    created_at: at[0],
    updated_at: at.at(-1),
    jobs_url: `${url}/jobs`,
    logs_url: `${url}/logs`,
    check_suite_url: `${repositoryApi(repository)}/check-suites/${run.id}`,
    artifacts_url: `${url}/artifacts`,
    cancel_url: `${url}/cancel`,
    rerun_url: `${url}/rerun`,
    workflow_url: `${repositoryApi(repository)}/actions/workflows/1`,
    head_commit: null,
    repository: minimalRepositoryView(repository),
    head_repository: minimalRepositoryView(repository),
  }
}

export function jobView(repository: FakeRepository, run: WorkflowRun, job: CheckRun) {
  const api = repositoryApi(repository)
  const { status, conclusion, startedAt, completedAt } = job
  return {
    id: job.id,
    run_id: run.id,
    run_url: `${api}/actions/runs/${run.id}`,
    run_attempt: 1,
    node_id: nodeId('CheckRun', job.id),
    head_sha: job.commit,
    url: `${api}/actions/jobs/${job.id}`,
    html_url: webOfCheck(repository, job),
    status,
    conclusion,
    created_at: startedAt,
    started_at: startedAt,
    completed_at: completedAt,
    name: job.name,
    steps: [{ name: 'Run it', number: 1, status, conclusion }],
    check_run_url: `${api}/check-runs/${job.id}`,
    labels: ['ubuntu-latest'],
    runner_id: null,
    runner_name: null,
    runner_group_id: null,
    runner_group_name: null,
    workflow_name: 'CI',
    head_branch: null,
  }
}
