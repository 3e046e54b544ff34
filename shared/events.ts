import { z } from 'zod'
import { timestamp } from './common.ts'

/**
 * Names on the feed. `execution:*` carry fields of a run, `batch:*` of a batch: its `counts`, and in `tasks` those
 * that changed. Log lines travel on the run's own stream only.
 */
const FEED_EVENTS = [
  'project:created',
  'project:updated',
  'project:deleted',
  'task:created',
  'task:updated',
  'task:deleted',
  'label:created',
  'label:updated',
  'label:deleted',
  'comment:created',
  'comment:updated',
  'comment:deleted',
  'activity:created',
  'settings:updated',
  'trash:created',
  'trash:deleted',
  'execution:started',
  'execution:progress',
  'execution:completed',
  'batch:created',
  'batch:started',
  'batch:updated',
  'batch:task:started',
  'batch:task:updated',
  'batch:task:completed',
  'batch:task:merged',
  'batch:task:failed',
  'batch:task:skipped',
  'batch:task:cancelled',
  'batch:merging',
  'batch:verifying',
  'batch:forecast',
  'batch:completed',
  'batch:failed',
  'batch:cancelled',
  'contest:created',
  'contest:updated',
  'contest:taken',
  'contest:cancelled',
  'request:created',
  'request:updated',
  'request:deleted',
  'message:created',
  'message:updated',
  'message:deleted',
  'grant:created',
  'grant:deleted',
  'provider:updated',
  'github-account:created',
  'github-account:updated',
  'github-account:deleted',
  'github-repositories:updated',
  'publication:created',
  'publication:updated',
  'publication:checks_failed',
  'publication:mentioned',
  'publication:changes_requested',
  'publication:merged',
  'publication:closed',
  'issue-link:created',
  'issue-link:updated',
  'issue-link:deleted',
  'issue-sync:updated',
  'auto-pull:updated',
  'view:created',
  'view:updated',
  'view:deleted',
  'template:created',
  'template:updated',
  'template:deleted',
  'inbox-mark:updated',
  'brainstorm:created',
  'brainstorm:updated',
  'terminal:created',
  'terminal:updated',
  'terminal:deleted',
] as const
export const feedEventName = z.enum(FEED_EVENTS)
export type FeedEventName = z.infer<typeof feedEventName>

/**
 * One change. `data` holds the entity's id and the fields that changed (all of them on `created`);
 * the entity's `updatedSeq` is `seq`. A holder of an entity with a higher `updatedSeq` ignores it.
 */
const feedEvent = z.object({
  seq: z.number().int(),
  at: timestamp,
  event: feedEventName,
  data: z.looseObject({ id: z.string() }),
})
export type FeedEvent = z.infer<typeof feedEvent>

/** Days that the feed is kept; a subscriber older than that is told to `reset` (load everything anew). */
export const FEED_DAYS = 7
