import { createStore } from 'zustand/vanilla'
import type { AgentHealth } from '#shared/agents.ts'
import type { Batch } from '#shared/batches.ts'
import type { Contest } from '#shared/contests.ts'
import type { InboxMark } from '#shared/inbox.ts'
import type { IssueLink } from '#shared/issues.ts'
import type { Label } from '#shared/labels.ts'
import type { Project } from '#shared/projects.ts'
import type { Publication } from '#shared/publications.ts'
import type { Request, RunMessage } from '#shared/requests.ts'
import type { Run } from '#shared/runs.ts'
import type { Settings } from '#shared/settings.ts'
import type { SystemInfo } from '#shared/system.ts'
import type { Comment, Task } from '#shared/tasks.ts'
import type { Terminal } from '#shared/terminals.ts'
import type { TaskTemplate } from '#shared/templates.ts'
import type { SavedView } from '#shared/views.ts'
import { type Change, EntityStore } from './entity-store.ts'
import { foldBatch } from './fold-batch.ts'
import { mentionChanges } from './mention-changes.ts'
import { withPlainTitle } from './plain-title.ts'
import type { FeedItem, FeedState } from './transport.ts'

export const tasks = new EntityStore<Task>(undefined, withPlainTitle)
export const projects = new EntityStore<Project>()
export const runs = new EntityStore<Run>()
export const labels = new EntityStore<Label>()
/** Those that are not over, and those that somebody has looked at. */
export const batches = new EntityStore<Batch>(foldBatch)
/** Those that are not over, and those that somebody has looked at. */
export const contests = new EntityStore<Contest>()
/** Those that are not over, the newest ones, and those that somebody has looked at. */
export const publications = new EntityStore<Publication>()
/** All of them: every card says whether its task has an issue. */
export const issueLinks = new EntityStore<IssueLink>()
/** What runs ask the user, with answers that wait for a slot. */
export const requests = new EntityStore<Request>()
/** What the user said to runs; those of a run are here once `loadMessages` has brought them. */
export const messages = new EntityStore<RunMessage>()
/** All of them, once a task was looked at. */
export const terminals = new EntityStore<Terminal>()
export const views = new EntityStore<SavedView>()
export const templates = new EntityStore<TaskTemplate>()
/** Comments that speak to the user; one that was answered may stay, and says so. */
export const mentions = new EntityStore<Comment>()
/** What was snoozed or seen to; a mark that was taken back may stay, and says nothing then. */
export const inboxMarks = new EntityStore<InboxMark>()

/** The settings are one entity, under this id. */
export const SETTINGS_ID = 'settings'
export type HeldSettings = Settings & { id: string }
export const settings = new EntityStore<HeldSettings>()

export type Connection = {
  /** `loading` until the first lists are there; `refused` when the host does not take our token. */
  phase: 'loading' | 'ready' | 'failed' | 'refused'
  error: string | null
  feed: FeedState
  /** The host went away and has not answered since: nobody knows whether what goes on here still does. */
  silent: boolean
  /** Offline for so long that what the page shows may no longer be so. */
  stale: boolean
  /** The host, started anew, does not take the token any more with which this page began. */
  turnedAway: boolean
  health: AgentHealth | null
  /** What the host is and can do. */
  system: SystemInfo | null
  /** Tasks of every project are here. */
  complete: boolean
}

export const connection = createStore<Connection>(() => ({
  phase: 'loading',
  error: null,
  feed: 'connecting',
  silent: false,
  stale: false,
  turnedAway: false,
  health: null,
  system: null,
  complete: false,
}))

type FeedListener = (items: readonly FeedItem[]) => void
const feedListeners = new Set<FeedListener>()

/** Hears every event of the feed after the stores have taken it: for kinds that no store holds (comments, activity, trash). */
export function onFeed(listener: FeedListener): () => void {
  feedListeners.add(listener)
  return () => feedListeners.delete(listener)
}

type Kind =
  | 'project'
  | 'task'
  | 'label'
  | 'settings'
  | 'execution'
  | 'batch'
  | 'contest'
  | 'request'
  | 'message'
  | 'publication'
  | 'issue-link'
  | 'terminal'
  | 'view'
  | 'template'
  | 'comment'
  | 'inbox-mark'
const KINDS: Record<Kind, (changes: Change[]) => void> = {
  project: (changes) => projects.apply(changes),
  task: (changes) => tasks.apply(changes),
  label: (changes) => labels.apply(changes),
  execution: (changes) => runs.apply(changes),
  batch: (changes) => batches.apply(changes),
  contest: (changes) => contests.apply(changes),
  request: (changes) => requests.apply(changes),
  message: (changes) => messages.apply(changes),
  publication: (changes) => publications.apply(changes),
  'issue-link': (changes) => issueLinks.apply(changes),
  terminal: (changes) => terminals.apply(changes),
  view: (changes) => views.apply(changes),
  template: (changes) => templates.apply(changes),
  // Those that are said to others are held by no store.
  comment: (changes) => mentions.apply(mentionChanges(changes)),
  // Each tells the whole mark, and the first one is no other than those after it.
  'inbox-mark': (changes) => inboxMarks.apply(changes.map((change) => ({ ...change, kind: 'created' }))),
  settings: (changes) =>
    settings.apply(changes.map((change) => ({ ...change, data: { ...change.data, id: SETTINGS_ID } }))),
}

const isKind = (kind: string): kind is Kind => Object.hasOwn(KINDS, kind)

/**
 * `execution:started` creates a run; `execution:progress` and `:completed` change it. `batch:started` tells a status
 * only: the batch came with `batch:created`.
 */
export function changeOf(item: FeedItem): { kind: string; change: Change } {
  const [kind = '', what = ''] = item.event.split(':')
  const verb =
    what === 'created' || item.event === 'execution:started'
      ? 'created'
      : what === 'deleted'
        ? 'deleted'
        : 'updated'
  return { kind, change: { seq: item.seq, kind: verb, data: item.data } }
}

/** Takes events of the feed into the stores: one publication a store. */
export function applyFeed(items: readonly FeedItem[]): void {
  const perKind = new Map<Kind, Change[]>()
  for (const item of items) {
    const { kind, change } = changeOf(item)
    // A forecast is no field of its batch: see forecasts.ts.
    if (!isKind(kind) || item.event === 'batch:forecast') continue
    const changes = perKind.get(kind)
    if (changes === undefined) perKind.set(kind, [change])
    else changes.push(change)
  }
  for (const [kind, changes] of perKind) KINDS[kind](changes)
  dropWhatIsOf(new Set(items.flatMap(({ event, data }) => (event === 'task:deleted' ? [data.id] : []))))
  for (const listener of feedListeners) listener(items)
}

/** No event tells of the runs of a task that is deleted, and a page may stay open for weeks. */
function dropWhatIsOf(taskIds: ReadonlySet<string>): void {
  if (taskIds.size === 0) return
  issueLinks.drop(({ taskId }) => taskIds.has(taskId))
  mentions.drop(({ taskId }) => taskIds.has(taskId))
  const dropped = runs.drop(({ taskId }) => taskIds.has(taskId))
  messages.drop(({ runId }) => dropped.has(runId))
}

/** Least time between two publications, in milliseconds: nobody reads faster, and each has all views drawn anew. */
const REST_MS = 100

/**
 * Gathers events and hands them on with the next frame, or when the last ones have rested while many agents say much.
 * A hidden page has no frames, so there a timer does it. `drop` lets go of what was not handed on yet: what was loaded
 * since may be newer.
 */
export function perFrame(handOn: (items: FeedItem[]) => void): {
  take: (items: FeedItem[]) => void
  drop: () => void
} {
  let waiting: FeedItem[] = []
  let due = false
  let last = Number.NEGATIVE_INFINITY
  const flush = () => {
    due = false
    last = performance.now()
    const items = waiting
    waiting = []
    if (items.length > 0) handOn(items)
  }
  const take = (items: FeedItem[]) => {
    waiting.push(...items)
    if (due) return
    due = true
    const rest = document.hidden ? 250 : last + REST_MS - performance.now()
    const go = () => (document.hidden ? flush() : requestAnimationFrame(flush))
    if (rest > 0) setTimeout(go, rest)
    else go()
  }
  return {
    take,
    drop: () => {
      waiting = []
    },
  }
}
