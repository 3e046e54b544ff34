import { pausedRuns, waitsForUser } from '#shared/batch-news.ts'
import type { Batch } from '#shared/batches.ts'
import { waitsForChoice } from '#shared/contest-news.ts'
import type { Contest } from '#shared/contests.ts'
import type { InboxMark } from '#shared/inbox.ts'
import { batchItemId } from '#shared/inbox-items.ts'
import { isPutAway } from '#shared/inbox-places.ts'
import type { Request } from '#shared/requests.ts'

/**
 * How much waits for the user at a moment: requests, batches and contests. What was put off until later does not, as in
 * the page's own inbox.
 */
export function waitingIn(
  {
    requests,
    batches,
    contests,
  }: {
    requests: readonly Pick<Request, 'id' | 'answeredAt' | 'kind' | 'runId'>[]
    batches: readonly Batch[]
    contests: readonly Contest[]
  },
  marks: readonly InboxMark[],
  now: number,
): number {
  const away = new Set(marks.filter((mark) => isPutAway(mark, now)).map(({ id }) => id))
  // A batch that is paused says so itself, once for all of its runs.
  const paused = pausedRuns(batches)
  return [
    ...requests
      .filter(
        ({ answeredAt, kind, runId }) => answeredAt === null && !(kind === 'limit' && paused.has(runId)),
      )
      .map(({ id }) => `request:${id}`),
    ...batches.filter(waitsForUser).map(batchItemId),
    ...contests.filter(waitsForChoice).map(({ id }) => `contest:${id}`),
  ].filter((item) => !away.has(item)).length
}
