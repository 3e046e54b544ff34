import type { PullCheck, PullRequest } from '#shared/publications.ts'
import { GithubError } from '../github/github-error.ts'
import { shapedList } from '../github/shaped.ts'
import { CHECK_SOURCES, type CheckSource, NEW_FOLLOW } from './follow-state.ts'
import { fieldOf, PartReader, type Place } from './part-reader.ts'
import {
  type CheckRun,
  checkOfJob,
  checkOfWorkflow,
  checkRun,
  checksOf,
  commitStatus,
  statusesOf,
  workflowJob,
  workflowRun,
} from './check-shapes.ts'

const LIST = 'a list of checks'
/** Of GitHub Actions at one commit, the newest. */
const MOST_WORKFLOWS = 10

/** Reads the checks and statuses of a commit as far as the token may see them. @throws GithubError */
export async function readChecks(
  reader: PartReader,
  head: string,
  before: PullRequest | null,
): Promise<Required<Pick<PullRequest, 'checks' | 'checksHidden'>>> {
  if (reader.follow.checksOf !== head) {
    reader.forget('checks', 'workflows', 'statuses')
    reader.follow = { ...reader.follow, checksOf: head, checksFrom: NEW_FOLLOW.checksFrom }
  }
  const old = before?.headCommit === head ? before.checks : []
  const isRun = ({ runId }: PullCheck) => runId !== null
  // The jobs of a workflow that goes on end one by one.
  if (old.some((check) => isRun(check) && check.state === 'pending')) reader.forget('workflows')
  const runs = await checkRunsOf(reader, head)
  const { statuses, isHidden } = await statusesAt(reader, head)
  const checks = [
    ...(runs === null ? old.filter(isRun) : checksOf(runs)),
    ...(statuses === null
      ? old.filter((check) => !isRun(check))
      : statusesOf(shapedList(commitStatus, statuses, LIST))),
  ]
  const hidden = HIDDEN[reader.follow.checksFrom]
  return { checks, checksHidden: isHidden && hidden !== 'all' ? 'statuses' : hidden }
}

/** Without them everything else is followed all the same. `statuses` is null when they have not changed. */
async function statusesAt(
  reader: PartReader,
  head: string,
): Promise<{ statuses: readonly unknown[] | null; isHidden: boolean }> {
  const route = 'GET /repos/{owner}/{repo}/commits/{ref}/status'
  try {
    return { statuses: await reader.list('statuses', route, { ref: head }, 'statuses'), isHidden: false }
  } catch (error) {
    if (!isDenied(error)) throw error
    reader.forget('statuses')
    return { statuses: [], isHidden: true }
  }
}

/** What a source does not tell of. */
const HIDDEN = { check_runs: null, actions: 'others', nowhere: 'all' } as const

/** The check runs of a commit that the token may see. @throws GithubError */
export const readCheckRuns = async (place: Place, head: string): Promise<CheckRun[]> =>
  (await checkRunsOf(new PartReader(place, NEW_FOLLOW), head)) ?? []

/** Of the first source that the token may see, from the last one on. @returns null = they have not changed */
async function checkRunsOf(reader: PartReader, head: string): Promise<CheckRun[] | null> {
  for (const source of CHECK_SOURCES.slice(CHECK_SOURCES.indexOf(reader.follow.checksFrom))) {
    reader.follow = { ...reader.follow, checksFrom: source }
    try {
      return await SOURCES[source](reader, head)
    } catch (error) {
      if (!isDenied(error)) throw error
      reader.forget('checks', 'workflows')
    }
  }
  return []
}

const SOURCES: Record<CheckSource, (reader: PartReader, head: string) => Promise<CheckRun[] | null>> = {
  async check_runs(reader, head) {
    const route = 'GET /repos/{owner}/{repo}/commits/{ref}/check-runs'
    const runs = await reader.list('checks', route, { ref: head }, 'check_runs')
    return runs === null ? null : shapedList(checkRun, runs, LIST)
  },
  async actions(reader, head) {
    const data = await reader.part('workflows', 'GET /repos/{owner}/{repo}/actions/runs', {
      head_sha: head,
      per_page: MOST_WORKFLOWS,
    })
    if (data === null) return null
    const checks: CheckRun[] = []
    const begun = new Set<string>()
    for (const run of shapedList(workflowRun, fieldOf(data, 'workflow_runs'), LIST)) {
      // The newest comes first: it stands for those before.
      const workflow = `${run.workflow_id} ${run.event}`
      if (begun.has(workflow)) continue
      begun.add(workflow)
      const route = 'GET /repos/{owner}/{repo}/actions/runs/{run_id}/jobs'
      const jobs = (await reader.list(null, route, { run_id: run.id }, 'jobs')) ?? []
      // One that has not got so far, or cannot begin, has none.
      if (jobs.length === 0) checks.push(checkOfWorkflow(run))
      else checks.push(...shapedList(workflowJob, jobs, LIST).map(checkOfJob))
    }
    return checks
  },
  nowhere: async () => [],
}

/** The token may not see it: GitHub says so, or does not even say that it is there. */
export const isDenied = (error: unknown): boolean =>
  error instanceof GithubError && (error.failure === 'missing_permission' || error.failure === 'not_found')
