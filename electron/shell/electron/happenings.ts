import { type BatchNews, batchName, batchNewsOf, waitsForUser } from '#shared/batch-news.ts'
import type { Batch } from '#shared/batches.ts'
import { contestNewsOf, waitsForChoice } from '#shared/contest-news.ts'
import type { Contest } from '#shared/contests.ts'
import type { FeedEvent } from '#shared/events.ts'
import { batchItemId, inboxItems } from '#shared/inbox-items.ts'
import { pullReason } from '#shared/inbox-pulls.ts'
import { PULL_EVENTS, type PublicationNews, publicationNewsOf } from '#shared/publication-news.ts'
import type { Publication } from '#shared/publications.ts'
import type { Request } from '#shared/requests.ts'
import type { Run } from '#shared/runs.ts'
import type { Comment, Task } from '#shared/tasks.ts'
import type { Host } from '../../host-api.ts'

/** What happened that the user may want to know of. */
export type Happening = {
  /** As the inbox calls it: what was put off there is not told. null = it is in no inbox. */
  item: string | null
} & (
  | ({ of: 'task'; identifier: string; title: string } & (
      | { kind: 'waiting'; request: string }
      | { kind: 'failed'; message: string }
      | { kind: 'finished' }
      /** Its brainstorm has a plan. */
      | { kind: 'planned' }
      /** Somebody else has spoken to the user. */
      | { kind: 'mentioned'; author: string; words: string }
    ))
  | { of: 'batch'; id: string; news: BatchNews }
  /** A pull request: of a task (`identifier`), or of a batch (`batchId`). */
  | { of: 'pull'; name: string; identifier: string | null; batchId: string | null; news: PublicationNews }
)

/** Events of a batch that may be news; the others are progress. */
const OF_BATCH = new Set([
  'batch:updated',
  'batch:task:updated',
  'batch:completed',
  'batch:failed',
  'batch:cancelled',
])
const OF_PULL = new Set<string>(PULL_EVENTS)

/** Whether {@link happeningOf} may find something in it. */
export const mayBeNews = ({ event, data }: FeedEvent): boolean =>
  event === 'request:created' ||
  event === 'execution:completed' ||
  event === 'contest:updated' ||
  OF_BATCH.has(event) ||
  OF_PULL.has(event) ||
  isMentionNews(event, data)

/** A comment that becomes one is told whole. */
const isMentionNews = (event: string, data: FeedEvent['data']): boolean =>
  event.startsWith('comment:') && data['isMention'] === true && 'author' in data

/** What an event of the feed means to somebody who does not look; null = nothing. @throws AppError NOT_FOUND */
export async function happeningOf(host: Host, { event, data }: FeedEvent): Promise<Happening | null> {
  if (OF_BATCH.has(event)) {
    const batch = await host.batches.get(data.id)
    return ofBatch(batch, batchNewsOf(event, data as Partial<Batch>, batch))
  }
  if (OF_PULL.has(event)) {
    const publication = await host.publications.get(data.id)
    const account = (await host.github.accounts()).find(({ id }) => id === publication.accountId)
    return await ofPull(host, publication, publicationNewsOf(event, publication, account?.login ?? null))
  }
  if (event === 'contest:updated') {
    // Once all candidates are over, whatever came of each.
    const contest = await host.contests.get(data.id)
    return await ofContest(host, contest, contestNewsOf(event, data as Partial<Contest>, contest))
  }
  if (isMentionNews(event, data)) return await ofMention(host, data as unknown as Comment)
  if (event === 'request:created') return await ofRequest(host, data as unknown as Request)
  const run = await host.runs.get(data.id)
  // In a batch that is the batch's to tell, and of candidates the contest's.
  return run.batchId !== null || run.contestId !== null ? null : await ofRun(host, run)
}

/** What was put off is back in the inbox; null = it is not in there any more. @throws AppError NOT_FOUND */
export async function happeningAgain(host: Host, item: string): Promise<Happening | null> {
  const [kind, id = '', reason = ''] = item.split(':')
  switch (kind) {
    case 'request': {
      const request = (await host.runs.requests()).items.find((one) => one.id === id)
      return request === undefined || request.answer !== null ? null : await ofRequest(host, request)
    }
    case 'contest': {
      const contest = await host.contests.get(id)
      return await ofContest(
        host,
        contest,
        contestNewsOf('contest:updated', { status: contest.status }, contest),
      )
    }
    case 'mention': {
      if (reason !== '') return await ofPullMention(host, await host.publications.get(id), reason)
      const comment = (await host.comments.mentions()).items.find((one) => one.id === id)
      return comment === undefined ? null : await ofMention(host, comment)
    }
    case 'batch': {
      const batch = await host.batches.get(id)
      if (reason === 'review') {
        if (
          !(await isInInbox(
            host,
            item,
            batch.tasks.map(({ taskId }) => taskId),
          ))
        )
          return null
        return { of: 'batch', id, item, news: batchNewsOf('batch:completed', {}, batch) ?? NO_NEWS }
      }
      if (!waitsForUser(batch) || batchItemId(batch) !== item) return null
      const asked = batchNewsOf('batch:task:updated', batch, batch)
      return ofBatch(batch, asked ?? batchNewsOf('batch:updated', batch, batch))
    }
    case 'publication': {
      const publication = await host.publications.get(id)
      const told = await ofPull(host, publication, wishNews(publication, reason))
      return told?.item === item ? told : null
    }
    case 'review':
    case 'failed':
    case 'plan': {
      const run = await host.runs.get(id)
      return (await isInInbox(host, item, [run.taskId])) ? await ofRun(host, run) : null
    }
    default:
      return null
  }
}

const NO_NEWS: BatchNews = { kind: 'finished', title: 'A batch is ready for review', body: '' }

/** What a pull request still wants, as it was told first. */
function wishNews(publication: Publication, reason: string): PublicationNews | null {
  const { prNumber, failure } = publication
  const told = (event: string) => publicationNewsOf(event, publication, null)
  if (reason === 'closed') return told('publication:closed')
  if (reason.startsWith('checks')) return told('publication:checks_failed')
  if (reason.startsWith('changes')) return told('publication:changes_requested')
  const what = prNumber === null ? 'not published' : `pull request #${prNumber} cannot go on`
  return { kind: 'waiting', what, body: failure?.message ?? 'It conflicts with its base branch.' }
}

/** Whether what came of these tasks stands in the inbox under this name. */
async function isInInbox(host: Host, item: string, taskIds: readonly string[]): Promise<boolean> {
  const tasks = await Promise.all(taskIds.map((id) => host.tasks.get(id)))
  const runs = await Promise.all(
    tasks.flatMap(({ latestRunId }) => (latestRunId === null ? [] : host.runs.get(latestRunId))),
  )
  const batchIds = [...new Set(runs.flatMap(({ batchId }) => batchId ?? []))]
  const batches = await Promise.all(batchIds.map((id) => host.batches.get(id)))
  const published = await Promise.all([
    ...taskIds.map((taskId) => host.publications.list({ taskId, open: false, limit: MOST_PUBLICATIONS })),
    ...batchIds.map((batchId) => host.publications.list({ batchId, open: false, limit: MOST_PUBLICATIONS })),
  ])
  const items = inboxItems({
    tasks: byId(tasks),
    runs: byId(runs),
    batches: byId(batches),
    publications: byId(published.flatMap((page) => page.items)),
    requests: new Map(),
    contests: new Map(),
    mentions: new Map(),
  })
  return items.some(({ id }) => id === item)
}

/** Of a task or batch: the newest one counts. */
const MOST_PUBLICATIONS = 20

const byId = <T extends { id: string }>(list: readonly T[]): Map<string, T> =>
  new Map(list.map((one) => [one.id, one]))

const taskOf = ({ identifier, title }: Task) => ({ of: 'task' as const, identifier, title })

async function ofRequest(
  host: Host,
  { id, runId, kind, title }: Pick<Request, 'id' | 'runId' | 'kind' | 'title'>,
): Promise<Happening | null> {
  const run = await host.runs.get(runId)
  // The runs of a batch that is paused all stand still; the batch has said why.
  if (kind === 'limit' && run.batchId !== null && (await host.batches.get(run.batchId)).status === 'paused')
    return null
  const task = taskOf(await host.tasks.get(run.taskId))
  // Candidates ask the same: which one it is says its model.
  const request = run.contestId === null ? title : `${run.model}: ${title}`
  return { ...task, item: `request:${id}`, kind: 'waiting', request }
}

async function ofContest(host: Host, contest: Contest, request: string | null): Promise<Happening | null> {
  if (request === null || !waitsForChoice(contest)) return null
  const task = taskOf(await host.tasks.get(contest.taskId))
  return { ...task, item: `contest:${contest.id}`, kind: 'waiting', request }
}

async function ofRun(host: Host, { id, taskId, status, failure }: Run): Promise<Happening | null> {
  const whole = await host.tasks.get(taskId)
  const task = taskOf(whole)
  if (status === 'succeeded')
    return whole.isGoal
      ? { ...task, item: `plan:${id}`, kind: 'planned' }
      : { ...task, item: `review:${id}`, kind: 'finished' }
  if (status !== 'failed') return null
  return {
    ...task,
    item: `${whole.isGoal ? 'plan' : 'failed'}:${id}`,
    kind: 'failed',
    message: failure?.message ?? '',
  }
}

const ofBatch = (batch: Batch, news: BatchNews | null): Happening | null =>
  news === null
    ? null
    : { of: 'batch', id: batch.id, item: news.kind === 'waiting' ? batchItemId(batch) : null, news }

async function ofPull(
  host: Host,
  publication: Publication,
  news: PublicationNews | null,
): Promise<Happening | null> {
  if (news === null) return null
  const { id, taskId, batchId } = publication
  const task = taskId === null ? undefined : await host.tasks.get(taskId)
  const reason = news.kind === 'finished' ? null : pullReason(publication, task)
  const mention = news.kind === 'mentioned' ? publication.pull?.mentions?.at(-1)?.id : undefined
  const wanted = reason === null ? null : `publication:${id}:${reason}`
  const item = mention === undefined ? wanted : `mention:${id}:${mention}`
  const name = batchId === null ? (task?.identifier ?? '') : batchName(await host.batches.get(batchId))
  return { of: 'pull', item, name, identifier: task?.identifier ?? null, batchId, news }
}

/** Of a remark that stands there still. */
async function ofPullMention(host: Host, publication: Publication, id: string): Promise<Happening | null> {
  const { pull, status } = publication
  const mention = pull?.mentions?.find((one) => String(one.id) === id)
  if (pull === null || mention === undefined || status !== 'open') return null
  const alone = { ...publication, pull: { ...pull, mentions: [mention] } }
  return await ofPull(host, alone, publicationNewsOf('publication:mentioned', alone, null))
}

async function ofMention(
  host: Host,
  { id, taskId, author, body }: Pick<Comment, 'id' | 'taskId' | 'author' | 'body'>,
): Promise<Happening> {
  const task = taskOf(await host.tasks.get(taskId))
  return { ...task, item: `mention:${id}`, kind: 'mentioned', author, words: body }
}
