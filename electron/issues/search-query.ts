import type { IssueFilter } from '#shared/issues.ts'

/**
 * What GitHub's search is asked: words of title, body or comments of a repository's issues, and a filter in its own
 * terms. Without `is:issue` it refuses (422, “Query must include 'is:issue' or 'is:pull-request'”). Words that the
 * search would obey, such as `repo:` or `OR`, are taken for what they say.
 *
 * @param milestone its title; `none` and `*` as in the filter
 */
export function searchQuery(
  fullName: string,
  words: string,
  { state, labels, assignee }: Pick<IssueFilter, 'state' | 'labels' | 'assignee'>,
  milestone: string | null,
): string {
  return [
    plainWords(words),
    `repo:${fullName}`,
    'is:issue',
    ...(state === 'all' ? [] : [`state:${state}`]),
    ...labels.filter(isQuotable).map((label) => `label:"${label}"`),
    ...qualifier('milestone', milestone),
    ...qualifier('assignee', assignee),
  ]
    .filter((part) => part !== '')
    .join(' ')
}

function qualifier(name: string, value: string | null): string[] {
  if (value === null || !isQuotable(value)) return []
  if (value === 'none') return [`no:${name}`]
  return [value === '*' ? `${name}:*` : `${name}:"${value}"`]
}

/** A name with quotes in it cannot be asked for: what is found is looked through for it. */
const isQuotable = (name: string) => !/["\\]/.test(name)

const plainWords = (words: string) =>
  words
    .replaceAll(/["():\\]/g, ' ')
    .split(/\s+/)
    .map((word) => word.replace(/^-+/, '').replace(/^(?:AND|OR|NOT)$/, (operator) => operator.toLowerCase()))
    .filter((word) => word !== '')
    .join(' ')
