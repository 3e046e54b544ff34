import { unlessGone } from '#shared/errors.ts'
import { ISSUE_FIELDS } from '#shared/issue-words.ts'
import type { Project } from '#shared/projects.ts'
import type { IssueContext } from './context.ts'
import { fieldsOfIssue, importIn } from './import-issues.ts'
import type { Issue, IssueApi } from './issue-api.ts'
import { baseOf, type LinkRow, placeOf } from './issue-records.ts'
import { pollOf, UNKNOWN_MS, writePoll } from './poll-records.ts'
import { valueOf } from './project-issue.ts'

/** Issues that are read at once; more come with the next look, at once. */
const MOST = 300
/** Of the list of new issues, newest first. */
const MOST_PAGES = 20
/** Before the first answer of GitHub nobody knows how far this machine's clock is off. */
const BEFORE_MS = UNKNOWN_MS

/**
 * Asks which issues of a project have changed: links whose issue has are due, new issues become tasks where the project
 * wants that.
 *
 * @returns whether there is more to be read at once
 * @throws GithubError
 */
export async function pollIssues(context: IssueContext, project: Project): Promise<boolean> {
  const { store, records, onMoment } = context
  const { api, repository } = await context.open(project)
  const place = placeOf(repository)
  const known = await pollOf(store.db, project.id)
  const row = known?.place === place ? known : null
  const cursor = row?.cursor ?? (await beginning(context, project.id, place))
  const answer = await api.changedSince(cursor, row === null || row.cursor === null ? null : row.etag, MOST)
  const offset = answer?.clockOffset ?? row?.clock_offset ?? 0
  const since = row?.since ?? new Date(Date.parse(store.now()) + offset).toISOString()
  const issues = answer?.issues ?? []
  const numbers = issues.map(({ number }) => number)
  const byNumber = await records.ofIssues(project.id, place, numbers)
  const unlinked = issues.filter(({ number }) => !byNumber.has(number))
  const wanted = await newIssues(context, project, api, unlinked, since)
  const news = issues.flatMap((issue) => {
    const link = byNumber.get(issue.number)
    return link !== undefined && isNews(link, issue) ? [link] : []
  })
  await records.updateEach(news, { due_at: store.now() })
  // Only now has it been read so far.
  await store.write(async (tx) => {
    // Never to where tasks are begun by themselves: a stranger may have written it.
    if (wanted.length > 0)
      await importIn(context, tx, { projectId: project.id, repository, login: api.login }, wanted, 'backlog')
    await writePoll(tx, project.id, place, {
      cursor: answer?.until ?? cursor,
      since,
      etag: answer === null ? (row?.etag ?? null) : answer.etag,
      clock_offset: offset,
      polled_at: store.now(),
      failure: null,
      attempts: 0,
      due_at: null,
    })
  })
  onMoment?.(project.id, 'poll:written')
  return answer?.isWhole === false && answer.until !== cursor
}

/** From when on changes are read at the first look: what came after the links were last seen. */
export async function beginning(
  { store, records }: Pick<IssueContext, 'store' | 'records'>,
  projectId: string,
  place: string,
): Promise<string> {
  const links = (await records.ofProject(projectId)).filter((link) => link.place === place)
  const seen = links.map(({ synced_at, created_at }) => synced_at ?? created_at)
  const first = seen.reduce((one, other) => (one < other ? one : other), store.now())
  return new Date(Date.parse(first) - BEFORE_MS).toISOString()
}

/** What is known of it is not what GitHub tells now. */
function isNews(link: LinkRow, issue: Issue): boolean {
  const base = baseOf(link)
  if (base === null || link.held === 1) return false
  const remote = fieldsOfIssue(issue)
  return (
    link.state === 'gone' ||
    link.remote_updated_at === null ||
    issue.updatedAt > link.remote_updated_at ||
    ISSUE_FIELDS.some((field) => valueOf(remote, field) !== valueOf(base.remote, field))
  )
}

/** Of issues that changed those that were made since the sync was turned on, pass the filter, and were never here. */
async function newIssues(
  { records, journal, tasks }: IssueContext,
  project: Project,
  api: IssueApi,
  issues: readonly Issue[],
  since: string,
): Promise<Issue[]> {
  const filter = project.issueSync.newIssues
  const young = issues.filter(({ createdAt }) => createdAt >= since)
  if (filter === null || young.length === 0) return []
  const making = (await records.ofProject(project.id)).filter(({ number }) => number === null)
  const made = await Promise.all(making.map((row) => tasks.get(row.task_id).catch(unlessGone)))
  const titles = new Set(made.map((task) => task?.title))
  const wanted = new Map<number, Issue>()
  for (const issue of young) {
    // Of ours, made just now: its answer is still on its way, or was lost.
    const isOurs = issue.author === api.login && titles.has(issue.title)
    if (!isOurs && !(await journal.knows(project.id, issue.number))) wanted.set(issue.number, issue)
  }
  const passing: Issue[] = []
  const oldest = [...wanted.values()].map(({ createdAt }) => createdAt).toSorted()[0] ?? since
  // GitHub looks itself what its filter lets through; a page may hold nothing but pull requests.
  for (let page = 1; wanted.size > 0 && page <= MOST_PAGES; page += 1) {
    const { items, hasNext } = await api.list(filter, page)
    passing.push(...items.filter(({ number }) => wanted.delete(number)))
    if (!hasNext || items.some(({ createdAt }) => createdAt < oldest)) break
  }
  return passing.reverse()
}
