// The page loads this file, so nothing of zod may stand in it.

/** What of an issue and its task is kept the same. Comments are kept so too, one by one. */
export const ISSUE_FIELDS = ['title', 'body', 'state', 'labels'] as const
export type IssueField = (typeof ISSUE_FIELDS)[number]

/**
 * GitHub's `state` and `state_reason` in one: `duplicate` counts as `not_planned`, no reason as `completed`
 * (docs.github.com, REST, “Issues”).
 */
export const ISSUE_STATES = ['open', 'completed', 'not_planned'] as const
export type IssueState = (typeof ISSUE_STATES)[number]

/**
 * `making`: the issue is being made at GitHub. `linked`: both are there. `gone`: the issue was deleted, moved, or is
 * out of the account's reach; nothing is written any more until the user unlinks it or it can be seen again.
 */
export const LINK_STATES = ['making', 'linked', 'gone'] as const
export type LinkState = (typeof LINK_STATES)[number]

/** Where a change was written to. */
export const WRITE_DIRECTIONS = ['to_github', 'to_task'] as const
export type WriteDirection = (typeof WRITE_DIRECTIONS)[number]

/** What a line of the log is about. `issue`: it was made; `link`: the two were tied. */
export const WRITE_SUBJECTS = [...ISSUE_FIELDS, 'comment', 'issue', 'link'] as const
export type WriteSubject = (typeof WRITE_SUBJECTS)[number]

/**
 * The journal of one write. `begun`: asked for, the answer is not known yet, or was lost; it is looked up before
 * anything is asked for again. `failed`: GitHub, or a rule here, did not take it.
 */
export const WRITE_STATUSES = ['begun', 'written', 'failed'] as const
export type WriteStatus = (typeof WRITE_STATUSES)[number]

/**
 * What a write has replaced and can be had back, once: what lost to it, and what the task had before GitHub changed it
 * alone. null = nothing. Labels are joined, and a comment that only its author has changed is the author's.
 */
export function replacedBy({
  direction,
  subject,
  status,
  from,
  lost,
  restored,
}: {
  direction: WriteDirection
  subject: WriteSubject
  status: WriteStatus
  from: string | null
  lost: string | null
  restored: boolean
}): string | null {
  if (status !== 'written' || restored) return null
  return lost ?? (direction === 'to_task' && SINGLE.has(subject) ? from : null)
}

const SINGLE: ReadonlySet<WriteSubject> = new Set(['title', 'body', 'state'])

/** What GitHub takes at most, in characters (seen in its answers; not documented). */
export const MOST_ISSUE_TITLE = 256
export const MOST_ISSUE_BODY = 65_536
export const MOST_ISSUE_LABEL = 50

/** Issues that one import takes. */
export const MOST_IMPORTED_ISSUES = 500
