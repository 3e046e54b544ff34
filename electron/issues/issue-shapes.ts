import { z } from 'zod'
import { canBeSeen, onOneLine } from '#shared/one-line.ts'
import { type Issue, type IssueComment, stateOf } from './issue-api.ts'

/** What of GitHub's answers about issues is used. Whatever else is in them passes. */

const time = z.iso.datetime({ offset: true }).transform((text) => new Date(text).toISOString())
const count = z.number().int().min(0)
const id = z.number().int().min(1)
const author = z.looseObject({ login: z.string().max(200) }).nullish()
const text = z.string().nullish()

const labelled = z.union([z.string(), z.looseObject({ name: text })])

/** An issue, or a pull request, which GitHub lists and answers as one. */
export const answeredIssue = z.looseObject({
  number: id,
  title: z.string(),
  body: text,
  state: z.string(),
  state_reason: text,
  user: author,
  labels: z.array(labelled).default([]),
  milestone: z.looseObject({ number: id, title: z.string() }).nullish(),
  assignees: z.array(author).nullish(),
  comments: count.default(0),
  created_at: time,
  updated_at: time,
  /** `https://api.github.com/repos/OWNER/NAME`: where it is now, which may be elsewhere than it was asked for. */
  repository_url: z.string().default(''),
  pull_request: z.unknown().optional(),
})
export type AnsweredIssue = z.infer<typeof answeredIssue>

export const answeredComment = z.looseObject({
  id,
  body: text,
  user: author,
  created_at: time,
  updated_at: time,
  issue_url: z.string().default(''),
})

/** Of the events of an issue, those that tell of a change of what is kept the same. */
export const answeredEvent = z.looseObject({ event: z.string(), created_at: time, actor: author })
export type AnsweredEvent = z.infer<typeof answeredEvent>

/** GraphQL alone tells when a body was changed. */
export const answeredEdit = z.looseObject({
  repository: z
    .looseObject({
      issue: z.looseObject({ lastEditedAt: time.nullish(), editor: author }).nullish(),
    })
    .nullish(),
})

const marks = z
  .looseObject({
    comments: z.looseObject({
      totalCount: count,
      nodes: z.array(z.looseObject({ updatedAt: time }).nullish()).nullish(),
    }),
  })
  .nullish()
export const answeredMarks = z.looseObject({ repository: z.record(z.string(), marks).nullish() })

export const answeredLabel = z.looseObject({ name: z.string() })
export const answeredMilestone = z.looseObject({ number: id, title: z.string() })
export const answeredUser = z.looseObject({ login: z.string().max(200) })
export const answeredSearch = z.looseObject({ items: z.array(z.unknown()) })
export const answeredRepository = z.looseObject({ full_name: z.string(), has_issues: z.boolean().optional() })

/** Limits of a task's fields, in characters. */
const MOST_TITLE = 500
const MOST_BODY = 200_000
const MOST_LABEL = 60
const MOST_LABELS = 100
const MOST_NAME = 200

/** @param url of the repository's page: addresses are made here, what an answer says could be any text */
export function issueFrom(given: AnsweredIssue, url: string): Issue {
  const labels = given.labels.map((label) =>
    plain(typeof label === 'string' ? label : label.name, MOST_LABEL),
  )
  return {
    number: given.number,
    url: `${url}/issues/${given.number}`,
    title: titleOf(given),
    body: bodyOf(given.body),
    state: stateOf(given.state, given.state_reason),
    labels: [...new Set(labels.filter(canBeSeen))].slice(0, MOST_LABELS),
    author: loginOf(given.user),
    milestone: given.milestone ? plain(given.milestone.title, MOST_NAME) : null,
    assignees: (given.assignees ?? []).flatMap((one) => (one ? [loginOf(one)] : [])),
    comments: given.comments,
    createdAt: given.created_at,
    updatedAt: given.updated_at,
  }
}

export const commentFrom = (
  given: z.infer<typeof answeredComment>,
  url: string,
  number: number,
): IssueComment => ({
  id: given.id,
  body: bodyOf(given.body),
  author: loginOf(given.user),
  url: `${url}/issues/${number}#issuecomment-${given.id}`,
  createdAt: given.created_at,
  updatedAt: given.updated_at,
})

/** GitHub’s own name for accounts that are gone. */
export const loginOf = (user: z.infer<typeof author>) => plain(user?.login, MOST_NAME) || 'ghost'

export const plain = (words: string | null | undefined, most: number) =>
  onOneLine(words ?? '')
    .slice(0, most)
    .toWellFormed()

function titleOf({ title, number }: AnsweredIssue): string {
  const line = plain(title, MOST_TITLE)
  return canBeSeen(line) ? line : `Issue #${number}`
}

/**
 * With line feeds alone: GitHub keeps line ends as it was given them, and a browser gives it carriage returns before
 * them (github.com/actions/runner/issues/1462).
 */
const bodyOf = (body: string | null | undefined) =>
  (body ?? '').replaceAll(/\r\n?/g, '\n').slice(0, MOST_BODY).toWellFormed()
