import type { Project } from '#shared/projects.ts'
import { GithubError } from '../github/github.ts'
import { isPassing } from '#shared/publication-words.ts'
import type { IssueContext } from './context.ts'
import { type LinkHead, placeOf } from './issue-records.ts'

/** What GitHub tells at one request. */
const MOST = 100

/**
 * Finds linked issues whose comments are not what was read of them, though nothing else tells: one was removed. And
 * issues that are not there any more.
 *
 * @param after number of the issue after which it goes on, with as many as one request tells of; null = all
 * @returns where the next one goes on
 * @throws GithubError for what passes by itself
 */
export async function lookAtMarks(
  context: IssueContext,
  project: Project,
  after: number | null,
): Promise<number> {
  const { store, records, log } = context
  const { api, repository } = await context.open(project)
  const links = (await records.ofProject(project.id)).filter(
    (link) => link.state === 'linked' && link.place === placeOf(repository) && link.held === 0,
  )
  const all = links.flatMap(({ number }) => number ?? []).toSorted((one, other) => one - other)
  const rest = all.filter((number) => number > (after ?? 0))
  const numbers = after === null ? all : (rest.length === 0 ? all : rest).slice(0, MOST)
  const last = numbers.at(-1)
  if (last === undefined) return 0
  let marks: Awaited<ReturnType<typeof api.commentMarks>>
  try {
    marks = await api.commentMarks(numbers)
  } catch (error) {
    if (!(error instanceof GithubError) || isPassing(error.failure)) throw error
    log('info', 'removed comments are seen late: GraphQL is not open to the token', { reason: error.message })
    return 0
  }
  const known = await records.knownComments(project.id)
  const isNews = ({ id, number, comments_at }: LinkHead) => {
    const mark = marks.get(number ?? 0)
    if (mark === undefined) return true
    const { count = 0, newest = null } = known.get(id) ?? {}
    return comments_at !== null && (mark.count !== count || (mark.changedAt ?? '') > (newest ?? ''))
  }
  const asked = new Set(numbers)
  const news = links.filter((link) => asked.has(link.number ?? 0) && isNews(link))
  await records.updateEach(news, { due_at: store.now(), comments_at: null })
  return after === null ? 0 : last
}
