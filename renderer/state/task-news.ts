import type { Batch } from '#shared/batches.ts'
import { contestNewsOf } from '#shared/contest-news.ts'
import type { Contest } from '#shared/contests.ts'
import type { Request } from '#shared/requests.ts'
import type { Run } from '#shared/runs.ts'
import type { NotifySetting } from '#shared/settings.ts'
import type { Comment } from '#shared/tasks.ts'
import { firstWords, mentionNews } from '../inbox/item-words.ts'
import { t } from '../strings/t.ts'
import type { FeedItem } from './transport.ts'

/** Something of a task that is told to somebody who does not look. */
export type News = {
  setting: NotifySetting
  /** The request, run, contest or comment that it is about. */
  id: string
  /** As the inbox calls it: what is not in there is not told. */
  item: string
  taskId: string
  /** What is so of the task, with its name. */
  title: (task: string) => string
  body: string
}

/** What the news are read from. */
export type NewsSources = {
  request: (id: string) => Request | undefined
  run: (id: string) => Run | undefined
  batch: (id: string) => Pick<Batch, 'status'> | undefined
  contest: (id: string) => Contest | undefined
  /** What a candidate is called; null for any other run. */
  candidate: (runId: string) => string | null
  mention: (id: string) => Comment | undefined
  /** Whether a task is the goal of a brainstorm. */
  isGoal: (taskId: string) => boolean
}

/** What of the feed is news: requests that came and still wait, runs that are over, and contests to choose in. */
export const newsOf = (items: readonly FeedItem[], sources: NewsSources): News[] =>
  items.flatMap((item) => newsOfItem(item, sources) ?? [])

function newsOfItem({ event, data }: FeedItem, sources: NewsSources): News | null {
  const { id } = data
  if (event === 'request:created') {
    const request = sources.request(id)
    return request === undefined ? null : newsOfRequest(id, request, sources)
  }
  if (event === 'contest:updated') {
    const contest = sources.contest(id)
    const body = contest === undefined ? null : contestNewsOf(event, data as Partial<Contest>, contest)
    if (contest === undefined || body === null) return null
    const title = (task: string) => t('{task} waits for your choice', { task })
    return { setting: 'notifyReview', id, item: `contest:${id}`, taskId: contest.taskId, title, body }
  }
  // One that is edited so that it speaks to the user comes whole.
  if (event.startsWith('comment:') && data['isMention'] === true && 'author' in data) {
    const comment = sources.mention(id)
    if (comment?.isMention !== true) return null
    const { taskId, author, body } = comment
    const title = (task: string) => mentionNews(author, task)
    return { setting: 'notifyMention', id, item: `mention:${id}`, taskId, title, body: firstWords(body) }
  }
  if (event !== 'execution:completed') return null
  const run = sources.run(id)
  // In a batch that is the batch's to tell, and of candidates the contest's.
  if (run?.batchId !== null || run.contestId !== null) return null
  return newsOfRun(id, run, sources.isGoal(run.taskId))
}

function newsOfRequest(id: string, request: Request, { run, batch, candidate }: NewsSources): News | null {
  const { answer, kind, runId, taskId, title: body } = request
  if (answer !== null) return null
  // The runs of a batch that is paused all stand still; the batch has said why.
  const batchId = run(runId)?.batchId ?? null
  if (kind === 'limit' && batchId !== null && batch(batchId)?.status === 'paused') return null
  const name = candidate(runId)
  const title = (task: string) =>
    name === null ? t('{task} waits for you', { task }) : t('{task} · {name} waits for you', { task, name })
  return { setting: 'notifyWaiting', id, item: `request:${id}`, taskId, title, body }
}

function newsOfRun(id: string, { status, failure, taskId }: Run, isGoal: boolean): News | null {
  const item = isGoal ? `plan:${id}` : status === 'failed' ? `failed:${id}` : `review:${id}`
  const what = { id, item, taskId }
  if (status === 'failed') {
    const title = (task: string) =>
      isGoal ? t('{task} has no plan', { task }) : t('{task} failed', { task })
    return { ...what, setting: 'notifyFailed', title, body: failure?.message ?? '' }
  }
  if (status !== 'succeeded') return null
  const title = (task: string) => (isGoal ? t('{task} has a plan', { task }) : t('{task} is done', { task }))
  const body = isGoal ? t('Edit it, accept it, or ask for changes.') : t('Its work is ready for review.')
  return { ...what, setting: 'notifyReview', title, body }
}
