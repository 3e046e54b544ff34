import { waitsForChoice } from '#shared/contest-news.ts'
import type { InboxItem, InboxKind } from '#shared/inbox-items.ts'
import type { NotifySetting } from '#shared/settings.ts'
import { aboutOf, itemWords } from '../inbox/item-words.ts'
import { showInInbox } from '../inbox/selected-item.ts'
import { t } from '../strings/t.ts'
import { toast } from '../ui/toast.ts'
import { type NewsOfBatch, newsOfBatches, toastBatch, withdrawNews } from './batch-news.ts'
import { keepWatch, notify } from './browser-notice.ts'
import { candidateName } from './contests.ts'
import { isFrontWindow, watchFront } from './front-window.ts'
import { keepInboxWhole } from './inbox-load.ts'
import { goTo } from './navigation.ts'
import { type NewsOfPublication, newsOfPublications, toastPublication } from './publication-news.ts'
import {
  batches,
  contests,
  inboxMarks,
  mentions,
  onFeed,
  publications,
  requests,
  runs,
  tasks,
} from './stores.ts'
import { type News, newsOf } from './task-news.ts'
import type { FeedItem } from './transport.ts'
import { inboxNow, onInbox } from './use-inbox.ts'

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

const SETTINGS_OF: Record<InboxKind, NotifySetting> = {
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

const isAtInbox = () => location.pathname === '/inbox'

function tellOfBatch(news: NewsOfBatch): void {
  const { kind, batch, title, body } = news
  const say = (setting: NotifySetting, open: () => void) => {
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
  const say = (setting: NotifySetting, open: () => void) => {
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
