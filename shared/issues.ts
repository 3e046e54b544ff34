import { z } from 'zod'
import { id, line, paging, timestamp } from './common.ts'
import { githubRepository } from './github.ts'
import {
  ISSUE_STATES,
  LINK_STATES,
  MOST_IMPORTED_ISSUES,
  WRITE_DIRECTIONS,
  WRITE_STATUSES,
  WRITE_SUBJECTS,
} from './issue-words.ts'
import { githubFailure } from './publications.ts'
import { taskRef } from './tasks.ts'

const issueState = z.enum(ISSUE_STATES)

/** The values that are kept the same, as GitHub has them. Labels by name, in any order. */
const issueFields = z.object({
  title: z.string(),
  body: z.string(),
  state: issueState,
  labels: z.array(z.string()),
})
export type IssueFields = z.infer<typeof issueFields>

/** Which issues of a repository are meant; a null or empty field lets all through. */
export const issueFilter = z.strictObject({
  state: z.enum(['open', 'closed', 'all']).default('open'),
  /** Those that have all of them. */
  labels: z.array(line(100, 'a label needs a name')).max(20).default([]),
  /** Its number; `none` = those without one, `*` = those with any. */
  milestone: z
    .union([z.number().int().min(1), z.enum(['none', '*'])])
    .nullable()
    .default(null),
  /** Login; `none` = those of nobody, `*` = those of anybody. */
  assignee: line(100, 'an assignee needs a login').nullable().default(null),
})
export type IssueFilter = z.output<typeof issueFilter>

/** Of a project. Off unless the user turns it on. */
export const issueSync = z.strictObject({
  /** Linked issues and their tasks are kept the same, in both directions. */
  enabled: z.boolean(),
  /** New issues that it lets through become tasks of the backlog by themselves; null = none does. */
  newIssues: issueFilter.nullable(),
})
export type IssueSync = z.infer<typeof issueSync>
export const NO_ISSUE_SYNC: IssueSync = { enabled: false, newIssues: null }

/** An issue as it is listed. */
const remoteIssue = z.object({
  number: z.number().int(),
  title: z.string(),
  /** Its beginning; all of it where the issue was asked for by its number. */
  body: z.string(),
  state: issueState,
  labels: z.array(z.string()),
  milestone: z.string().nullable(),
  assignees: z.array(z.string()),
  author: z.string(),
  comments: z.number().int(),
  url: z.string(),
  createdAt: timestamp,
  updatedAt: timestamp,
  /** The task of this project that is linked with it, such as `APP-12`. */
  linkedTo: z.string().nullable(),
})
export type RemoteIssue = z.infer<typeof remoteIssue>

export const listIssues = z.strictObject({
  projectId: id,
  filter: issueFilter.optional(),
  /** Words of title or body, or a number such as `#12`. */
  q: z.string().trim().max(200).optional(),
  cursor: z.string().max(500).optional(),
})
export type ListIssues = z.infer<typeof listIssues>
/** Newest first. */
export const remoteIssues = z.object({ items: z.array(remoteIssue), nextCursor: z.string().optional() })

/** What can be chosen in a filter. */
export const issueChoices = z.object({
  repository: githubRepository,
  labels: z.array(z.string()),
  milestones: z.array(z.object({ number: z.number().int(), title: z.string() })),
  assignees: z.array(z.string()),
})
export type IssueChoices = z.infer<typeof issueChoices>

export const importIssues = z.strictObject({
  projectId: id,
  numbers: z
    .array(z.number().int().min(1))
    .min(1, 'choose an issue')
    .max(MOST_IMPORTED_ISSUES, `at most ${MOST_IMPORTED_ISSUES} at once`),
  /** Of open issues; closed ones are done or cancelled. */
  status: z.enum(['backlog', 'todo']).default('todo'),
})
export type ImportIssues = z.infer<typeof importIssues>
export const importedIssues = z.object({
  taskIds: z.array(id),
  /** Left out: they are linked already, or named twice. */
  skipped: z.number().int(),
})

/** A task and its issue. At most one of each per project. */
export const issueLink = z.object({
  id,
  projectId: id,
  taskId: id,
  repository: githubRepository,
  /** null while it is being made. */
  number: z.number().int().nullable(),
  url: z.string().nullable(),
  state: z.enum(LINK_STATES),
  /** The outbox: what of the task is not at GitHub yet. Empty where nothing is kept the same. */
  waiting: z.array(z.enum(WRITE_SUBJECTS)),
  /** Why it could not be brought up to date; `retryAt` = tried again by itself. */
  failure: githubFailure.nullable(),
  /** When both were last seen to be the same. */
  syncedAt: timestamp.nullable(),
  createdAt: timestamp,
  updatedSeq: z.number().int(),
})
export type IssueLink = z.infer<typeof issueLink>

export const listIssueLinks = z.strictObject({
  projectId: id.optional(),
  taskId: taskRef.optional(),
  ...paging,
})

/**
 * Ties a task and an issue that are both there. Where they differ, `keep` says whose words are taken: they are written
 * to the other side, once, whether or not the project keeps issues the same. Labels are joined.
 */
export const linkIssue = z.strictObject({
  id: taskRef,
  number: z.number().int().min(1),
  keep: z.enum(['task', 'issue']),
})
export type LinkIssue = z.infer<typeof linkIssue>

/** What a sync of a task and its issue would write, or has written. */
const issueChange = z.object({
  taskId: id,
  identifier: z.string(),
  number: z.number().int(),
  direction: z.enum(WRITE_DIRECTIONS),
  subject: z.enum(WRITE_SUBJECTS),
  from: z.string().nullable(),
  to: z.string().nullable(),
  /** What is given up: both sides had changed it, or the user has linked the two and kept the other side’s. */
  lost: z.string().nullable(),
})
export type IssueChange = z.infer<typeof issueChange>

/** What turning the sync on would write. Nothing is written. */
export const issuePlan = z.object({ changes: z.array(issueChange), linked: z.number().int() })
export type IssuePlan = z.infer<typeof issuePlan>

/** One line of the log of writes. */
export const issueWrite = issueChange.extend({
  id,
  linkId: id,
  at: timestamp,
  /** Login of whose change it is, where GitHub tells; null = the user's own. */
  by: z.string().nullable(),
  status: z.enum(WRITE_STATUSES),
  /** Why it `failed`, in words. */
  problem: z.string().nullable(),
  /** It was taken back, which can be done once: see `replacedBy`. */
  restored: z.boolean(),
})
export type IssueWrite = z.infer<typeof issueWrite>

export const listIssueWrites = z.strictObject({
  projectId: id.optional(),
  taskId: taskRef.optional(),
  ...paging,
})

/** How the sync of a project stands. */
export const issueSyncStatus = z.object({
  /** Of the project. */
  id,
  enabled: z.boolean(),
  linked: z.number().int(),
  /** Changes that wait to be written to GitHub. */
  waiting: z.number().int(),
  /** When GitHub was last asked; null = never yet. */
  syncedAt: timestamp.nullable(),
  failure: githubFailure.nullable(),
})
export type IssueSyncStatus = z.infer<typeof issueSyncStatus>
