import { z } from 'zod'
import type { FailedCheck } from '#shared/pull-prompts.ts'
import type { PullRequest } from '#shared/publications.ts'
import { GithubError } from '../github/github-error.ts'
import { shapedList } from '../github/shaped.ts'
import { at, type Place } from './part-reader.ts'
import { ACTIONS, type CheckRun, stateOfRun } from './check-shapes.ts'
import { isDenied, readCheckRuns } from './read-checks.ts'

/** So many failed checks are told of; those of a matrix mostly say the same. */
const MOST_CHECKS = 10
const LOG_LINES = 200
const MOST_ANNOTATIONS = 50

/** What can be found out about the failed checks of a pull request's head. @throws GithubError */
export async function readFailedChecks(place: Place, pull: PullRequest): Promise<FailedCheck[]> {
  const runs = (await readCheckRuns(place, pull.headCommit)).filter((run) => stateOfRun(run) === 'failed')
  const statuses = pull.checks.filter(({ runId, state }) => runId === null && state === 'failed')
  const failed: FailedCheck[] = []
  for (const run of runs.slice(0, MOST_CHECKS)) {
    failed.push({
      runId: run.id,
      name: run.name,
      summary: summaryOf(run),
      annotations: await annotationsOf(place, run),
      log: await logOf(place, run),
    })
  }
  for (const { name, summary, url } of statuses.slice(0, MOST_CHECKS - failed.length)) {
    const said = [summary, url].filter((one) => one !== null).join('\n')
    failed.push({ runId: null, name, summary: said === '' ? null : said, annotations: [], log: null })
  }
  return failed
}

function summaryOf({ output }: CheckRun): string | null {
  const parts = [output?.title, output?.summary, output?.text].filter(
    (part) => part !== null && part !== undefined && part.trim() !== '',
  )
  return parts.length === 0 ? null : parts.join('\n\n')
}

const annotation = z.looseObject({
  path: z.string(),
  start_line: z.number().int(),
  annotation_level: z.string().nullish(),
  title: z.string().nullish(),
  message: z.string().nullish(),
})

async function annotationsOf(place: Place, run: CheckRun): Promise<string[]> {
  if ((run.output?.annotations_count ?? 0) === 0) return []
  const { data } = await place.api.request(
    'GET /repos/{owner}/{repo}/check-runs/{check_run_id}/annotations',
    { ...at(place), check_run_id: run.id, per_page: MOST_ANNOTATIONS },
  )
  return shapedList(annotation, data, 'a list of annotations').map(({ path, start_line, title, message }) =>
    `${path}:${start_line}: ${[title, message].filter(Boolean).join(': ')}`.slice(0, 1_000),
  )
}

/** Of a job of GitHub Actions, which has the id of its check run. Old logs are gone, and some tokens may not see any. */
async function logOf(place: Place, run: CheckRun): Promise<string | null> {
  if (run.app?.slug !== ACTIONS) return null
  try {
    const { data } = await place.api.request('GET /repos/{owner}/{repo}/actions/jobs/{job_id}/logs', {
      ...at(place),
      job_id: run.id,
    })
    const text: unknown = data
    const log =
      typeof text === 'string' ? text : text instanceof ArrayBuffer ? Buffer.from(text).toString() : ''
    return log === '' ? null : tailOf(log)
  } catch (error) {
    // It is large, and comes slowly: the rest of what failed is told without it.
    if (isDenied(error) || (error instanceof GithubError && error.failure === 'timeout')) return null
    throw error
  }
}

/** The end of a log, as somebody would read it: without times at the beginning of lines, and without colours. */
export const tailOf = (log: string): string =>
  log
    .trimEnd()
    .split(/\r?\n/)
    .slice(-LOG_LINES)
    .map((line) =>
      line
        .replace(/^\uFEFF?\d{4}-\d\d-\d\dT[\d:.]+Z ?/, '')
        // oxlint-disable-next-line no-control-regex -- that is what colours begin with
        .replaceAll(/\u001B\[[\d;]*[A-Za-z]/g, '')
        .slice(0, 2_000),
    )
    .join('\n')
