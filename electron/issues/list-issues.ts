import type { z } from 'zod'
import { AppError } from '#shared/errors.ts'
import type { GithubRepository } from '#shared/github.ts'
import { type IssueChoices, issueFilter, type ListIssues, type remoteIssues } from '#shared/issues.ts'
import { GithubError } from '../github/github-error.ts'
import type { IssueContext } from './context.ts'
import type { Issue, IssueApi } from './issue-api.ts'
import { placeOf } from './issue-records.ts'

/** Of a body: a list shows how it begins. */
const SHOWN = 300
/** Pull requests are left out of what GitHub lists, which may leave nothing of a page. */
const FEWEST = 20
const MOST_PAGES = 5

type Found = Awaited<ReturnType<IssueApi['list']>>

/** Issues of a project's repository as they are now, newest first. @throws AppError NOT_FOUND; GithubError */
export async function listIssues(
  context: IssueContext,
  { projectId, filter: given, q = '', cursor }: ListIssues,
): Promise<z.infer<typeof remoteIssues>> {
  const project = await context.projects.get(projectId)
  const { api, repository } = await context.open(project)
  const filter = given ?? issueFilter.parse({})
  const number = /^#(\d{1,9})$/.exec(q)?.[1]
  if (number !== undefined) {
    const issues = await oneOf(api, Number(number))
    return { items: await withLinks(context, projectId, repository, issues, Number.POSITIVE_INFINITY) }
  }
  let page = pageOf(cursor)
  const issues: Issue[] = []
  for (let read = 1; ; read += 1) {
    const found: Found = q === '' ? await api.list(filter, page) : await api.search(q, filter, page)
    issues.push(...found.items)
    page += 1
    const isEnough = issues.length >= FEWEST || read === MOST_PAGES
    if (found.hasNext && !isEnough) continue
    const items = await withLinks(context, projectId, repository, issues, SHOWN)
    return found.hasNext ? { items, nextCursor: String(page) } : { items }
  }
}

/** What a filter can name. @throws AppError NOT_FOUND; GithubError */
export async function issueChoices(context: IssueContext, projectId: string): Promise<IssueChoices> {
  const { api, repository } = await context.open(await context.projects.get(projectId))
  return { repository, ...(await api.choices()) }
}

/** The identifiers of the tasks of a project that are linked with issues of a repository, by the issues' numbers. */
export async function linkedNumbers(
  db: IssueContext['store']['db'],
  projectId: string,
  repository: GithubRepository,
): Promise<Map<number, string>> {
  const rows = await db
    .selectFrom('issue_links')
    .innerJoin('tasks', 'tasks.id', 'issue_links.task_id')
    .select(['issue_links.number', 'tasks.identifier'])
    .where('issue_links.project_id', '=', projectId)
    .where('issue_links.place', '=', placeOf(repository))
    .execute()
  return new Map(rows.flatMap(({ number, identifier }) => (number === null ? [] : [[number, identifier]])))
}

/** One that is not there is no error in a search. */
async function oneOf(api: IssueApi, number: number): Promise<Issue[]> {
  try {
    return [await api.get(number)]
  } catch (error) {
    if (error instanceof GithubError && error.failure === 'not_found') return []
    throw error
  }
}

async function withLinks(
  { store }: IssueContext,
  projectId: string,
  repository: GithubRepository,
  issues: readonly Issue[],
  /** Of a body, in characters. */
  most: number,
) {
  const linked = await linkedNumbers(store.db, projectId, repository)
  return issues.map((issue) => ({
    ...issue,
    body: issue.body.slice(0, most).toWellFormed(),
    linkedTo: linked.get(issue.number) ?? null,
  }))
}

function pageOf(cursor: string | undefined): number {
  if (cursor === undefined) return 1
  if (/^[1-9]\d{0,4}$/.test(cursor)) return Number(cursor)
  throw new AppError('BAD_REQUEST', 'cursor: not one of this list')
}
