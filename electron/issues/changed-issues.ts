import { shapedList } from '../github/shaped.ts'
import type { Issue, IssueApi } from './issue-api.ts'
import { at, inSeconds, isIssue, type IssuePlace, ISSUES, pageOf, PER_PAGE } from './issue-place.ts'
import { answeredIssue, issueFrom } from './issue-shapes.ts'

/** Lists come from copies of GitHub's database: one issue may be seen later than another that was changed after it. */
const OVERLAP_MS = 5_000

/**
 * {@link IssueApi.changedSince}. GitHub's `since` is inclusive, by whole seconds. Each page is asked for from the last
 * change of the one before: by page number an issue that is changed meanwhile would move to the end, and the one after
 * it be missed.
 */
export async function changedIssues(
  place: IssuePlace,
  since: string | null,
  etag: string | null,
  most: number,
): ReturnType<IssueApi['changedSince']> {
  const all = new Map<number, Issue>()
  let from = since === null ? null : new Date(Date.parse(since) - OVERLAP_MS).toISOString()
  let until = since
  let clockOffset = 0
  let page = 1
  for (let isFirst = true; ; isFirst = false) {
    const before = Date.now()
    const query = { state: 'all', sort: 'updated', direction: 'asc', per_page: PER_PAGE, page }
    const asked = { ...at(place), ...query, ...(from === null ? {} : { since: inSeconds(from) }) }
    const answer = await place.api.ifChanged<unknown>(ISSUES, asked, isFirst ? etag : null)
    if (answer === null) return null
    // It tells whole seconds, cut off.
    if (isFirst && answer.date !== null)
      clockOffset = Math.round(answer.date + 500 - (before + Date.now()) / 2)
    const given = shapedList(answeredIssue, answer.data, 'a list of issues')
    for (const one of given.filter(isIssue)) all.set(one.number, issueFrom(one, pageOf(place)))
    const last = given.at(-1)?.updated_at ?? null
    if (last !== null && (until === null || last > until)) until = last
    const isWhole = !answer.hasNext
    // The next look has to begin further on than this one did, however many changed in the same seconds.
    if (isWhole || (all.size >= most && until !== since)) {
      const known = isFirst && isWhole ? answer.etag : null
      return { issues: [...all.values()], until, etag: known, isWhole, clockOffset }
    }
    const isFurther = last !== null && (from === null || inSeconds(last) > inSeconds(from))
    page = isFurther ? 1 : page + 1
    if (isFurther) from = last
  }
}
