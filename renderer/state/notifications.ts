import type { Batch } from '#shared/batches.ts'
import { contestNewsOf, waitsForChoice } from '#shared/contest-news.ts'
import type { Contest } from '#shared/contests.ts'
import type { InboxItem, InboxKind } from '#shared/inbox-items.ts'
import type { Request } from '#shared/requests.ts'
import type { Run } from '#shared/runs.ts'
import type { StoredSettings } from '#shared/settings.ts'
import type { Comment } from '#shared/tasks.ts'
import { aboutOf, firstWords, itemWords, mentionNews } from '../inbox/item-words.ts'
import { showInInbox } from '../inbox/selected-item.ts'
import { t } from '../strings/t.ts'
import { toast } from '../ui/toast.ts'
import { type NewsOfBatch, newsOfBatches, toastBatch, withdrawNews } from './batch-news.ts'
import { candidateName } from './contests.ts'
import { isFrontWindow, isLookedAt, watchFront } from './front-window.ts'
import { keepInboxWhole } from './inbox-load.ts'
import { goTo } from './navigation.ts'
import { pagePresence } from './presence.ts'
import { type NewsOfPublication, newsOfPublications, toastPublication } from './publication-news.ts'
import {
  batches,
  connection,
  contests,
  inboxMarks,
  mentions,
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
  | 'notifyWaiting'
  | 'notifyReview'
  | 'notifyFailed'
  | 'notifyBatch'
  | 'notifyPull'
  | 'notifyMention'
  | 'notifyFinished'
>

/** Something of a task that is told to somebody who does not look. */
export type News = {
  setting: Setting
  /** The request, run, contest or comment that it is about. */
  id: string
  /** As the inbox calls it: what is not in there is not told. */
  item: string
  taskId: string
  /** What is so of the task, with its name. */
  title: (task: string) => string
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
    mention: (id: string) => Comment | undefined
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
      const title = (task: string) =>
        name === null
          ? t('{task} waits for you', { task })
          : t('{task} · {name} waits for you', { task, name })
      const item = `request:${id}`
      return [{ setting: 'notifyWaiting', id, item, taskId: request.taskId, title, body: request.title }]
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
          title: (task) => t('{task} waits for your choice', { task }),
          body,
        },
      ]
    }
    // One that is edited so that it speaks to the user comes whole.
    if (event.startsWith('comment:') && data['isMention'] === true && 'author' in data) {
      const comment = lookUp.mention(id)
      if (comment?.isMention !== true) return []
      const { taskId, author, body } = comment
      const title = (task: string) => mentionNews(author, task)
      return [{ setting: 'notifyMention', id, item: `mention:${id}`, taskId, title, body: firstWords(body) }]
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
          {
            setting: 'notifyFailed',
            id,
            item: `plan:${id}`,
            taskId: run.taskId,
            title: (task) => t('{task} has no plan', { task }),
            body,
          },
        ]
      return [
        {
          setting: 'notifyFailed',
          id,
          item: `failed:${id}`,
          taskId: run.taskId,
          title: (task) => t('{task} failed', { task }),
          body,
        },
      ]
    }
    if (run.status !== 'succeeded') return []
    if (isGoal) {
      const plan = t('Edit it, accept it, or ask for changes.')
      return [
        {
          setting: 'notifyReview',
          id,
          item: `plan:${id}`,
          taskId: run.taskId,
          title: (task) => t('{task} has a plan', { task }),
          body: plan,
        },
      ]
    }
    const body = t('Its work is ready for review.')
    const item = `review:${id}`
    const title = (task: string) => t('{task} is done', { task })
    return [{ setting: 'notifyReview', id, item, taskId: run.taskId, title, body }]
  })
}

/**
 * Tells of what comes into the inbox, in the page and, where the user allows it, outside of it, until the answer is
 * called. What was put off is told again when it comes back.
 */
export function tellNews(): () => void {
  keepWatch()
  watchFront()
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
    mention: (id: string) => mentions.get(id),
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
  mention: 'notifyMention',
}

/** Of what was snoozed until now. */
function tellAgain(item: InboxItem): void {
  const words = itemWords(item.kind, aboutOf(item))
  if (words === null) return
  const title = words.news
  const open = () => showInInbox(item.id)
  if (notify(SETTINGS_OF[item.kind], { id: item.of, title, body: words.wants }, open)) return
  if (!isAtInbox() && isFrontWindow())
    toast.info(title, {
      id: toastOf(item.of),
      description: words.wants,
      duration: 12_000,
      action: { label: t('Open'), onClick: open },
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
  if (isLookedAt() || !isWatching || notificationState() !== 'granted') return false
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
    if (notify(setting, { id: batch.id, title, body }, open) || (kind === 'waiting' && isAtInbox())) return
    if (isFrontWindow()) toastBatch(news)
  }
  // Whoever cancelled it knows; other pages say it in passing.
  if (kind === 'cancelled') {
    if (isFrontWindow()) toastBatch(news)
  } else if (kind === 'waiting')
    onceThere(
      ({ of }) => of === batch.id,
      ({ id }) => say('notifyBatch', () => showInInbox(id)),
    )
  else say(kind === 'failed' ? 'notifyBatch' : 'notifyFinished', () => goTo({ to: 'batch', id: batch.id }))
}

function tellOfPublication(news: NewsOfPublication): void {
  const say = (setting: Setting, open: () => void) => {
    if (notify(setting, news, open) || (news.kind !== 'finished' && isAtInbox())) return
    if (isFrontWindow()) toastPublication(news)
  }
  if (news.kind === 'finished') say('notifyFinished', news.open)
  else
    onceThere(
      ({ of, kind }) => of === news.id && (kind === 'mention') === (news.kind === 'mentioned'),
      ({ id }) => say(news.kind === 'mentioned' ? 'notifyMention' : 'notifyPull', () => showInInbox(id)),
    )
}

function tell(news: News): void {
  const task = tasks.get(news.taskId)
  if (task === undefined) return
  const title = news.title(task.identifier)
  if (notify(news.setting, { id: news.id, title, body: news.body }, () => showInInbox(news.item))) return
  const isAsked =
    requests.get(news.id) !== undefined ||
    contests.get(news.id) !== undefined ||
    mentions.get(news.id) !== undefined
  if (isAsked) {
    // Where the request is drawn meanwhile, nothing more needs to be said.
    setTimeout(() => {
      if (!isFrontWindow() || isInSight(news) || !stillWaits(news.id)) return
      toast.info(title, {
        id: toastOf(news.id),
        description: news.body,
        duration: 12_000,
        action: {
          label: t('Open'),
          onClick: () =>
            mentions.get(news.id) === undefined
              ? goTo({ to: 'task', identifier: task.identifier })
              : showInInbox(news.item),
        },
      })
    }, 300)
  }
}

const toastOf = (id: string) => `request-${id}`

/** Whether a request or a mention has no answer, or a contest no choice. */
function stillWaits(id: string): boolean {
  const mention = mentions.get(id)
  if (mention !== undefined) return mention.isMention
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
