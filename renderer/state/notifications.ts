import type { Batch } from '#shared/batches.ts'
import { contestNewsOf, waitsForChoice } from '#shared/contest-news.ts'
import type { Contest } from '#shared/contests.ts'
import type { Request } from '#shared/requests.ts'
import type { Run } from '#shared/runs.ts'
import type { StoredSettings } from '#shared/settings.ts'
import { toast } from '../ui/toast.ts'
import { type NewsOfBatch, newsOfBatches, toastBatch, withdrawNews } from './batch-news.ts'
import { candidateName } from './contests.ts'
import { goTo } from './navigation.ts'
import { pagePresence } from './presence.ts'
import { type NewsOfPublication, newsOfPublications, toastPublication } from './publication-news.ts'
import {
  batches,
  connection,
  contests,
  onFeed,
  publications,
  requests,
  runs,
  SETTINGS_ID,
  settings,
  tasks,
} from './stores.ts'
import type { FeedItem } from './transport.ts'

export type NotificationState = NotificationPermission | 'unsupported'

/** Whether this browser lets the page show notifications. */
export const notificationState = (): NotificationState =>
  typeof Notification === 'undefined' ? 'unsupported' : Notification.permission

/** Asks the browser for them; only a press of the user's may do that. */
export async function askForNotifications(): Promise<NotificationState> {
  if (typeof Notification === 'undefined') return 'unsupported'
  await Notification.requestPermission()
  keepWatch()
  return notificationState()
}

type Setting = keyof Pick<StoredSettings, 'notifyWaiting' | 'notifyFailed' | 'notifyFinished'>

/** Something of a task that is told to somebody who does not look. */
export type News = {
  setting: Setting
  /** The request, run or contest that it is about. */
  id: string
  taskId: string
  /** Follows the task's name. */
  what: string
  body: string
}

/** What of the feed is news: requests that came and still wait, runs that are over, and contests to choose in. */
export function newsOf(
  items: readonly FeedItem[],
  lookUp: {
    request: (id: string) => Request | undefined
    run: (id: string) => Run | undefined
    batch: (id: string) => Pick<Batch, 'status'> | undefined
    contest: (id: string) => Contest | undefined
    /** What a candidate is called; null for any other run. */
    candidate: (runId: string) => string | null
  },
): News[] {
  return items.flatMap(({ event, data }): News[] => {
    const { id } = data
    if (event === 'request:created') {
      const request = lookUp.request(id)
      if (request === undefined || request.answer !== null) return []
      // The runs of a batch that is paused all stand still; the batch has said why.
      const batchId = lookUp.run(request.runId)?.batchId ?? null
      if (request.kind === 'limit' && batchId !== null && lookUp.batch(batchId)?.status === 'paused')
        return []
      const name = lookUp.candidate(request.runId)
      const what = name === null ? 'waits for you' : `· ${name} waits for you`
      return [{ setting: 'notifyWaiting', id, taskId: request.taskId, what, body: request.title }]
    }
    if (event === 'contest:updated') {
      const contest = lookUp.contest(id)
      const body = contest === undefined ? null : contestNewsOf(event, data as Partial<Contest>, contest)
      if (contest === undefined || body === null) return []
      return [{ setting: 'notifyWaiting', id, taskId: contest.taskId, what: 'waits for your choice', body }]
    }
    if (event !== 'execution:completed') return []
    const run = lookUp.run(id)
    // In a batch that is the batch's to tell, and of candidates the contest's.
    if (run?.batchId !== null || run.contestId !== null) return []
    if (run.status === 'failed') {
      const body = run.failure?.message ?? ''
      return [{ setting: 'notifyFailed', id, taskId: run.taskId, what: 'failed', body }]
    }
    if (run.status !== 'succeeded') return []
    const body = 'Its work is ready for review.'
    return [{ setting: 'notifyFinished', id, taskId: run.taskId, what: 'is done', body }]
  })
}

/** Tells of requests in the page and, where the user allows it, outside of it, until the answer is called. */
export function tellNews(): () => void {
  keepWatch()
  return onFeed((items) => {
    for (const { event, data } of items) {
      const isJudged =
        event === 'contest:updated' || event === 'contest:taken' || event === 'contest:cancelled'
      if (event === 'request:deleted' || event === 'request:updated' || isJudged)
        toast.dismiss(toastOf(data.id))
    }
    const lookUp = {
      request: (id: string) => requests.get(id),
      run: (id: string) => runs.get(id),
      batch: (id: string) => batches.get(id),
      contest: (id: string) => contests.get(id),
      candidate: (runId: string) => candidateName(runId),
    }
    for (const news of newsOf(items, lookUp)) tell(news)
    withdrawNews(items, lookUp.batch)
    for (const news of newsOfBatches(items, lookUp.batch)) tellOfBatch(news)
    void newsOfPublications(items, (id) => publications.get(id)).then((all) => all.forEach(tellOfPublication))
  })
}

/**
 * Shows it outside of the page, where nobody looks at that and the user allows it.
 *
 * @returns whether it was for there: then the page itself says nothing
 */
function notify(
  setting: Setting,
  text: { id: string; title: string; body: string },
  open: () => void,
): boolean {
  if (document.hasFocus() || !isWatching || notificationState() !== 'granted') return false
  const isWanted = settings.get(SETTINGS_ID)?.[setting] ?? true
  const byShell = connection.getState().system?.can.notify ?? false
  if (byShell || !isWanted) return true
  // The same news from another page takes the place of this one.
  const notification = new Notification(text.title, { body: text.body, tag: `openlinear-${text.id}` })
  notification.addEventListener('click', () => {
    window.focus()
    notification.close()
    open()
  })
  return true
}

const SETTING_OF: Record<Exclude<NewsOfBatch['kind'], 'cancelled'>, Setting> = {
  waiting: 'notifyWaiting',
  failed: 'notifyFailed',
  finished: 'notifyFinished',
}

function tellOfBatch(news: NewsOfBatch): void {
  const { kind, batch, title, body } = news
  const open = () => goTo({ to: 'batch', id: batch.id })
  // Whoever cancelled it knows; other pages say it in passing.
  if (kind === 'cancelled' || !notify(SETTING_OF[kind], { id: batch.id, title, body }, open)) toastBatch(news)
}

function tellOfPublication(news: NewsOfPublication): void {
  if (!notify(SETTING_OF[news.kind], news, news.open)) toastPublication(news)
}

function tell(news: News): void {
  const task = tasks.get(news.taskId)
  if (task === undefined) return
  const open = () => goTo({ to: 'task', identifier: task.identifier })
  const title = `${task.identifier} ${news.what}`
  if (notify(news.setting, { id: news.id, title, body: news.body }, open)) return
  if (news.setting === 'notifyWaiting') {
    // Where the request is drawn meanwhile, nothing more needs to be said.
    setTimeout(() => {
      if (isInSight(news.id) || !stillWaits(news.id)) return
      toast.info(title, {
        id: toastOf(news.id),
        description: news.body,
        duration: 12_000,
        action: { label: 'Open', onClick: open },
      })
    }, 300)
  }
}

const toastOf = (id: string) => `request-${id}`

/** Whether a request has no answer, or a contest no choice. */
function stillWaits(id: string): boolean {
  const contest = contests.get(id)
  return contest === undefined ? requests.get(id)?.answer === null : waitsForChoice(contest)
}

/** Whether a request, or a contest, is drawn where the reader sees it. */
function isInSight(id: string): boolean {
  const box = document
    .querySelector(`[data-request="${id}"], [data-contest="${id}"]`)
    ?.getBoundingClientRect()
  if (box === undefined || box.height === 0) return false
  return box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth
}

let isWatching = false

/**
 * A hidden page is let go of after a while. One of them has to hear the news: whichever holds this lock
 * stays, and the next one takes it when that page is closed.
 */
function keepWatch(): void {
  if (isWatching || notificationState() !== 'granted' || !('locks' in navigator)) return
  void navigator.locks.request('openlinear-watch', () => {
    isWatching = true
    pagePresence().watch()
    return new Promise<never>(() => undefined)
  })
}
