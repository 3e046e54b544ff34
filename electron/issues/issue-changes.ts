import { ISSUE_FIELDS, type IssueField } from '#shared/issue-words.ts'
import { GithubError } from '../github/github-error.ts'
import { shaped, shapedList } from '../github/shaped.ts'
import type { Issue } from './issue-api.ts'
import { at, ISSUE, type IssuePlace, lastPage, PER_PAGE } from './issue-place.ts'
import { answeredEdit, type AnsweredEvent, answeredEvent, answeredMarks, loginOf } from './issue-shapes.ts'

/** When something was changed, by GitHub's clock, and by whom. */
type ChangedAt = { at: string; by: string | null }

/** So many events back a change is looked for, by hundreds. */
const MOST_PAGES = 30

/** Which field an event has changed (docs.github.com, “Issue event types”). There is none for the body. */
const FIELD_OF: Readonly<Record<string, IssueField>> = {
  renamed: 'title',
  closed: 'state',
  reopened: 'state',
  labeled: 'labels',
  unlabeled: 'labels',
}

const BODY_QUERY = `query ($owner: String!, $name: String!, $number: Int!) {
  repository(owner: $owner, name: $name) {
    issue(number: $number) { lastEditedAt editor { login } }
  }
}`

/** When the fields of an issue were last changed. @throws GithubError */
export async function timesOfChange(place: IssuePlace, issue: Issue): Promise<Record<IssueField, ChangedAt>> {
  const made = { at: issue.createdAt, by: issue.author }
  const last = await lastEvents(place, issue.number)
  const times = ISSUE_FIELDS.map((field) => {
    const event = last.get(field)
    return [field, event === undefined ? made : { at: event.created_at, by: loginOf(event.actor) }] as const
  })
  return {
    ...(Object.fromEntries(times) as Record<IssueField, ChangedAt>),
    body: await bodyChange(place, issue),
  }
}

/** GitHub lists them oldest first: the newest are on the last page. */
async function lastEvents(place: IssuePlace, number: number) {
  const last = new Map<IssueField, AnsweredEvent>()
  const read = async (page: number) => {
    const query = { ...at(place), issue_number: number, per_page: PER_PAGE, page }
    const { data, headers } = await place.api.request(`GET ${ISSUE}/events`, query)
    const events = shapedList(answeredEvent, data, 'a list of events')
    for (const event of events) {
      const field = FIELD_OF[event.event]
      const known = field === undefined ? undefined : last.get(field)
      if (field !== undefined && (known === undefined || known.created_at <= event.created_at))
        last.set(field, event)
    }
    return lastPage(headers.link)
  }
  const pages = await read(1)
  const oldest = Math.max(2, pages - MOST_PAGES)
  const wanted = new Set(Object.values(FIELD_OF)).size
  const isFound = () => last.size === wanted
  if (pages > 1) last.clear()
  for (let page = pages; page >= oldest && !isFound(); page -= 1) await read(page)
  if (pages > 1 && !isFound()) await read(1)
  return last
}

/** Where GraphQL does not answer, it may be as late as anything of the issue. */
async function bodyChange({ api, repository, signal }: IssuePlace, issue: Issue): Promise<ChangedAt> {
  const { owner, name } = repository
  const asked = { owner, name, number: issue.number }
  try {
    const data = await api.graphql<unknown>(BODY_QUERY, asked, { signal, missing: true })
    const edit = shaped(answeredEdit, data, 'an issue').repository?.issue
    if (!edit) return { at: issue.updatedAt, by: null }
    const { lastEditedAt, editor } = edit
    return lastEditedAt
      ? { at: lastEditedAt, by: editor ? loginOf(editor) : null }
      : { at: issue.createdAt, by: issue.author }
  } catch (error) {
    const isDenied = error instanceof GithubError && DENIED.has(error.failure)
    if (!isDenied) throw error
    return { at: issue.updatedAt, by: null }
  }
}

const DENIED: ReadonlySet<string> = new Set(['missing_permission', 'not_found', 'invalid'])

/**
 * How many comments issues have, and when one was changed last. Removing a comment leaves `updatedAt` of its issue as
 * it was (github.com/neomjs/neo/issues/10092), and no event tells of it.
 *
 * @throws GithubError
 */
export async function commentMarks(
  { api, repository, signal }: IssuePlace,
  numbers: readonly number[],
): Promise<Map<number, { count: number; changedAt: string | null }>> {
  const marks = new Map<number, { count: number; changedAt: string | null }>()
  for (let from = 0; from < numbers.length; from += PER_PAGE) {
    const some = numbers.slice(from, from + PER_PAGE)
    const { owner, name } = repository
    const data = await api.graphql<unknown>(marksQuery(some), { owner, name }, { signal, missing: true })
    const answered = shaped(answeredMarks, data, 'issues').repository ?? {}
    for (const number of some) {
      const comments = answered[`i${number}`]?.comments
      if (comments !== undefined)
        marks.set(number, { count: comments.totalCount, changedAt: comments.nodes?.[0]?.updatedAt ?? null })
    }
  }
  return marks
}

const marksQuery = (numbers: readonly number[]) => `query ($owner: String!, $name: String!) {
  repository(owner: $owner, name: $name) {
${numbers.map((number) => `    i${Math.trunc(number)}: issue(number: ${Math.trunc(number)}) { ...marks }`).join('\n')}
  }
}
fragment marks on Issue {
  comments(first: 1, orderBy: { field: UPDATED_AT, direction: DESC }) { totalCount nodes { updatedAt } }
}`
