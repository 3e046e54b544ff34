import { type Answer, type Call, ok, Refusal } from './call.ts'
import { issueView } from './issue-views.ts'
import type { Issue } from './records.ts'

/** `label:"good first issue"`, `-word`, `"two words"`, `word`. */
const TERM = /(-?)(?:([a-z]+):)?(?:"([^"]*)"|(\S+))/g

interface Term {
  not: boolean
  qualifier: string | null
  value: string
}

const termsOf = (query: string): Term[] =>
  [...query.matchAll(TERM)].map(([, not, qualifier, quoted, plain]) => ({
    not: not === '-',
    qualifier: qualifier ?? null,
    value: (quoted ?? plain ?? '').toLowerCase(),
  }))

function suits(issue: Issue, { qualifier, value }: Term): boolean {
  const logins = issue.assignees.map(({ login }) => login.toLowerCase())
  switch (qualifier) {
    case null:
      return [issue.title, issue.body ?? '', ...issue.comments.map(({ body }) => body)].some((text) =>
        text.toLowerCase().includes(value),
      )
    case 'repo':
      return true
    case 'is':
    case 'type':
      return value === 'issue' ? issue.pull === null : issue.state === value
    case 'state':
      return issue.state === value
    case 'label':
      return issue.labels.some((label) => label.toLowerCase() === value)
    case 'milestone':
      return value === '*' ? issue.milestone !== null : issue.milestone?.title.toLowerCase() === value
    case 'assignee':
      return value === '*' ? logins.length > 0 : logins.includes(value)
    case 'no':
      return value === 'milestone' ? issue.milestone === null : logins.length === 0
    default:
      throw new Error(`The stand-in for GitHub does not search by ${qualifier}.`)
  }
}

const unsearchable = () =>
  new Refusal(422, 'Validation Failed', {
    errors: [
      {
        resource: 'Search',
        field: 'q',
        code: 'invalid',
        message:
          'The listed users and repositories cannot be searched either because the resources do not exist or you do not have permission to view them.',
      },
    ],
  })

/** Issues of the repositories that the query names, newest first. */
export function searchIssues({ world, user, query }: Call): Answer {
  const terms = termsOf(query.get('q') ?? '')
  if (!terms.some(({ qualifier, value }) => qualifier === 'is' && value === 'issue'))
    throw new Refusal(422, "Query must include 'is:issue' or 'is:pull-request'")
  const repositories = terms.flatMap(({ qualifier, value }) => {
    if (qualifier !== 'repo') return []
    const repository = world.repository(value)
    if (!repository || world.accessOf(repository, user?.login ?? null) === null) throw unsearchable()
    return [repository]
  })
  const found = repositories
    .flatMap((repository) => [...repository.issues.values()].map((issue) => ({ repository, issue })))
    .filter(({ issue }) => terms.every((term) => suits(issue, term) !== term.not))
    .sort(
      (one, other) =>
        other.issue.createdAt.localeCompare(one.issue.createdAt) || other.issue.number - one.issue.number,
    )
  const size = Number(query.get('per_page') ?? 30)
  const from = (Number(query.get('page') ?? 1) - 1) * size
  if (from >= 1000) throw new Refusal(422, 'Only the first 1000 search results are available')
  return ok({
    total_count: found.length,
    incomplete_results: false,
    search_type: 'lexical',
    items: found.slice(from, from + size).map(({ repository, issue }) => {
      const { body, ...rest } = issueView(repository, issue)
      // GitHub's description knows of no empty one here.
      return { ...rest, ...(body !== null && { body }), score: 1 }
    }),
  })
}
