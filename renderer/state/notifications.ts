import type { Batch } from '#shared/batches.ts'
import { contestNewsOf, waitsForChoice } from '#shared/contest-news.ts'
import type { Contest } from '#shared/contests.ts'
import type { Request } from '#shared/requests.ts'
import type { Run } from '#shared/runs.ts'
import type { StoredSettings } from '#shared/settings.ts'
import { aboutOf, itemWords } from '../inbox/item-words.ts'
import { showInInbox } from '../inbox/selected-item.ts'
import { toast } from '../ui/toast.ts'
import { type NewsOfBatch, newsOfBatches, toastBatch, withdrawNews } from './batch-news.ts'
import { candidateName } from './contests.ts'
import type { InboxItem, InboxKind } from './inbox.ts'
import { keepInboxWhole } from './inbox-load.ts'
import { goTo } from './navigation.ts'
import { pagePresence } from './presence.ts'
import { type NewsOfPublication, newsOfPublications, toastPublication } from './publication-news.ts'
import {
  batches,
  connection,
  contests,
  inboxMarks,
  onFeed,
  publications,
  requests,
  runs,
  SETTINGS_ID,
  settings,
  tasks,
} from './stores.ts'
import type { FeedItem } from './transport.ts'
import { inboxNow, onInbox } from './use-inbox.ts'

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

type Setting = keyof Pick<
  StoredSettings,
  'notifyWaiting' | 'notifyReview' | 'notifyFailed' | 'notifyBatch' | 'notifyPull' | 'notifyFinished'
>

/** Something of a task that is told to somebody who does not look. */
export type News = {
  setting: Setting
  /** The request, run or contest that it is about. */
  id: string
  /** As the inbox calls it: what is not in there is not told. */
  item: string
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
    /** Whether a task is the goal of a brainstorm. */
    isGoal: (taskId: string) => boolean
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
      const item = `request:${id}`
      return [{ setting: 'notifyWaiting', id, item, taskId: request.taskId, what, body: request.title }]
    }
    if (event === 'contest:updated') {
      const contest = lookUp.contest(id)
      const body = contest === undefined ? null : contestNewsOf(event, data as Partial<Contest>, contest)
      if (contest === undefined || body === null) return []
      const { taskId } = contest
      return [
        {
          setting: 'notifyReview',
          id,
          item: `contest:${id}`,
          taskId,
          what: 'waits for your choice',
          body,
        },
      ]
    }
    if (event !== 'execution:completed') return []
    const run = lookUp.run(id)
    // In a batch that is the batch's to tell, and of candidates the contest's.
    if (run?.batchId !== null || run.contestId !== null) return []
    const isGoal = lookUp.isGoal(run.taskId)
    if (run.status === 'failed') {
      const body = run.failure?.message ?? ''
      if (isGoal)
        return [
          { setting: 'notifyFailed', id, item: `plan:${id}`, taskId: run.taskId, what: 'has no plan', body },
        ]
      return [{ setting: 'notifyFailed', id, item: `failed:${id}`, taskId: run.taskId, what: 'failed', body }]
    }
    if (run.status !== 'succeeded') return []
    if (isGoal) {
      const plan = 'Edit it, accept it, or ask for changes.'
      return [
        {
          setting: 'notifyReview',
          id,
          item: `plan:${id}`,
          taskId: run.taskId,
          what: 'has a plan',
          body: plan,
        },
      ]
    }
    const body = 'Its work is ready for review.'
    const item = `review:${id}`
    return [{ setting: 'notifyReview', id, item, taskId: run.taskId, what: 'is done', body }]
  })
}

/**
 * Tells of what comes into the inbox, in the page and, where the user allows it, outside of it, until the answer is
 * called. What was put off is told again when it comes back.
 */
export function tellNews(): () => void {
  keepWatch()
  const ends = [keepInboxWhole(), tellOfWoken(tellAgain), onFeed(tellOfFeed)]
  return () => {
    for (const end of ends) end()
  }
}

function tellOfFeed(items: readonly FeedItem[]): void {
  for (const { event, data } of items) {
    const isJudged = event === 'contest:updated' || event === 'contest:taken' || event === 'contest:cancelled'
    if (event === 'request:deleted' || event === 'request:updated' || isJudged)
      toast.dismiss(toastOf(data.id))
  }
  const lookUp = {
    request: (id: string) => requests.get(id),
    run: (id: string) => runs.get(id),
    batch: (id: string) => batches.get(id),
    contest: (id: string) => contests.get(id),
    candidate: (runId: string) => candidateName(runId),
    isGoal: (taskId: string) => tasks.get(taskId)?.isGoal === true,
  }
  for (const news of newsOf(items, lookUp))
    onceThere(
      ({ id }) => id === news.item,
      () => tell(news),
    )
  withdrawNews(items, lookUp.batch)
  for (const news of newsOfBatches(items, lookUp.batch)) tellOfBatch(news)
  void newsOfPublications(items, (id) => publications.get(id)).then((all) => all.forEach(tellOfPublication))
}

/** How long news wait for what puts them into the inbox, in milliseconds: a run is over before its task says so. */
const PATIENCE_MS = 5000

/** Tells of what is in the inbox, or comes into it presently; nothing is told of what was put off. */
function onceThere(isIt: (item: InboxItem) => boolean, then: (item: InboxItem) => void): void {
  const look = () => {
    const item = inboxNow().open.find(isIt)
    if (item === undefined) return false
    then(item)
    return true
  }
  if (look()) return
  const end = onInbox(() => {
    if (look()) stop()
  })
  const timer = setTimeout(() => stop(), PATIENCE_MS)
  const stop = () => {
    end()
    clearTimeout(timer)
  }
}

/** Calls back with what was snoozed and is in the inbox again by itself. */
export function tellOfWoken(back: (item: InboxItem) => void): () => void {
  let before = inboxNow()
  return onInbox(() => {
    const { open, snoozed } = inboxNow()
    if (snoozed !== before.snoozed) {
      const slept = new Set(before.snoozed.map(({ id }) => id))
      // Who has taken it back knows.
      for (const item of open)
        if (slept.has(item.id) && (inboxMarks.get(item.id)?.snoozedUntil ?? null) !== null) back(item)
    }
    before = inboxNow()
  })
}

const SETTINGS_OF: Record<InboxKind, Setting> = {
  request: 'notifyWaiting',
  batch: 'notifyBatch',
  contest: 'notifyReview',
  plan: 'notifyReview',
  review: 'notifyReview',
  merge: 'notifyReview',
  failed: 'notifyFailed',
  pull: 'notifyPull',
}

/** Of what was snoozed until now. */
function tellAgain(item: InboxItem): void {
  const words = itemWords(item.kind, aboutOf(item))
  if (words === null) return
  const title = item.taskId === null ? words.news : `${words.name} ${words.news}`
  const open = () => showInInbox(item.id)
  if (notify(SETTINGS_OF[item.kind], { id: item.of, title, body: words.wants }, open)) return
  if (!isAtInbox())
    toast.info(title, {
      id: toastOf(item.of),
      description: words.wants,
      duration: 12_000,
      action: { label: 'Open', onClick: open },
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

const isAtInbox = () => location.pathname === '/inbox'

function tellOfBatch(news: NewsOfBatch): void {
  const { kind, batch, title, body } = news
  const say = (setting: Setting, open: () => void) => {
    // In the inbox its row says it.
    if (!notify(setting, { id: batch.id, title, body }, open) && !(kind === 'waiting' && isAtInbox()))
      toastBatch(news)
  }
  // Whoever cancelled it knows; other pages say it in passing.
  if (kind === 'cancelled') toastBatch(news)
  else if (kind === 'waiting')
    onceThere(
      ({ of }) => of === batch.id,
      ({ id }) => say('notifyBatch', () => showInInbox(id)),
    )
  else say(kind === 'failed' ? 'notifyBatch' : 'notifyFinished', () => goTo({ to: 'batch', id: batch.id }))
}

function tellOfPublication(news: NewsOfPublication): void {
  const say = (setting: Setting, open: () => void) => {
    if (!notify(setting, news, open) && (news.kind === 'finished' || !isAtInbox())) toastPublication(news)
  }
  if (news.kind === 'finished') say('notifyFinished', news.open)
  else
    onceThere(
      ({ of }) => of === news.id,
      ({ id }) => say('notifyPull', () => showInInbox(id)),
    )
}

function tell(news: News): void {
  const task = tasks.get(news.taskId)
  if (task === undefined) return
  const title = `${task.identifier} ${news.what}`
  if (notify(news.setting, { id: news.id, title, body: news.body }, () => showInInbox(news.item))) return
  const isAsked = requests.get(news.id) !== undefined || contests.get(news.id) !== undefined
  if (isAsked) {
    // Where the request is drawn meanwhile, nothing more needs to be said.
    setTimeout(() => {
      if (isInSight(news) || !stillWaits(news.id)) return
      toast.info(title, {
        id: toastOf(news.id),
        description: news.body,
        duration: 12_000,
        action: { label: 'Open', onClick: () => goTo({ to: 'task', identifier: task.identifier }) },
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

/** Whether a request, a contest, or its row in the inbox is drawn where the reader sees it. */
function isInSight({ id, item }: News): boolean {
  const box = document
    .querySelector(`[data-request="${id}"], [data-contest="${id}"], [data-inbox="${item}"]`)
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
