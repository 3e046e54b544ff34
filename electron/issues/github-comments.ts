import { z } from 'zod'
import { GithubError } from '../github/github-error.ts'
import { shaped } from '../github/shaped.ts'
import type { IssueComment } from './issue-api.ts'
import { at, ISSUE, type IssuePlace, lastPage, pageOf, PER_PAGE } from './issue-place.ts'
import { answeredComment, commentFrom } from './issue-shapes.ts'

const COMMENT = '/repos/{owner}/{repo}/issues/comments/{comment_id}'

/** GitHub takes 2,500 comments of an issue; a list that goes on for longer than this does not end. */
const MOST_PAGES = 40

/**
 * All of an issue, oldest first. Read from the last page to the first: one that is removed meanwhile moves others to
 * pages that are still to come.
 *
 * @throws GithubError
 */
export async function readComments(place: IssuePlace, number: number): Promise<IssueComment[]> {
  const comments = new Map<number, z.infer<typeof answeredComment>>()
  const read = async (page: number) => {
    const query = { ...at(place), issue_number: number, per_page: PER_PAGE, page }
    const { data, headers } = await place.api.request(`GET ${ISSUE}/comments`, query)
    // One that cannot be read must not pass for one that was removed.
    for (const one of shaped(z.array(answeredComment), data, 'a list of comments')) comments.set(one.id, one)
    return lastPage(headers.link)
  }
  const last = await read(1)
  if (last > MOST_PAGES) throw new GithubError('invalid', `#${number} has more comments than can be read.`)
  for (let page = last; page >= 1 && last > 1; page -= 1) await read(page)
  return [...comments.values()]
    .sort((one, other) => one.id - other.id)
    .map((one) => commentFrom(one, pageOf(place), number))
}

/** @throws GithubError; 403 where the issue is locked and the account may not write in the repository */
export async function addComment(place: IssuePlace, number: number, body: string): Promise<IssueComment> {
  const asked = { ...at(place), issue_number: number, body }
  const { data } = await place.api.request(`POST ${ISSUE}/comments`, asked)
  return commentFrom(shaped(answeredComment, data, 'a comment'), pageOf(place), number)
}

/** @throws GithubError `not_found` when it is gone */
export async function editComment(place: IssuePlace, id: number, body: string): Promise<IssueComment> {
  const { data } = await place.api.request(`PATCH ${COMMENT}`, { ...at(place), comment_id: id, body })
  const given = shaped(answeredComment, data, 'a comment')
  return commentFrom(given, pageOf(place), Number(/\/issues\/(\d+)$/.exec(given.issue_url)?.[1] ?? 0))
}

/** None there is fine. @throws GithubError */
export async function removeComment(place: IssuePlace, id: number): Promise<void> {
  try {
    await place.api.request(`DELETE ${COMMENT}`, { ...at(place), comment_id: id })
  } catch (error) {
    if (!(error instanceof GithubError) || error.failure !== 'not_found') throw error
  }
}
