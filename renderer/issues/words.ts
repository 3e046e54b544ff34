import { type GithubFailure, isPassing } from '#shared/publication-words.ts'
import type { IssueState, WriteSubject } from '#shared/issue-words.ts'
import type { IssueChange, IssueFilter, IssueLink, IssueSyncStatus, IssueWrite } from '#shared/issues.ts'
import type { Tone } from '../batches/words.ts'
import type { Problem } from '../state/errors.ts'
import { timeOfDay } from '../ui/day.ts'
import { visible } from '../ui/visible-text.ts'

export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en')} ${count === 1 ? one : many}`

/** `owner/name` */
export const placeName = ({ repository }: Pick<IssueLink, 'repository'>): string =>
  `${repository.owner}/${repository.name}`

/** `owner/name#12` */
export const issueName = (link: Pick<IssueLink, 'repository' | 'number'>): string =>
  link.number === null ? placeName(link) : `${placeName(link)}#${link.number}`

export const STATE_NAMES: Record<IssueState, string> = {
  open: 'Open',
  completed: 'Closed as completed',
  not_planned: 'Closed as not planned',
}

export const SUBJECT_NAMES: Record<WriteSubject, string> = {
  title: 'Title',
  body: 'Description',
  state: 'State',
  labels: 'Labels',
  comment: 'Comment',
  issue: 'Issue',
  link: 'Link',
}

export type LinkWords = { word: string; tone: Tone; detail: string | null }

/** How a task and its issue stand, in a few words, and more where something is wrong. */
export function linkWords(
  { state, waiting, failure, syncedAt }: Pick<IssueLink, 'state' | 'waiting' | 'failure' | 'syncedAt'>,
  isOn: boolean,
): LinkWords {
  const detail = failure === null ? null : withRetry(failure)
  if (state === 'gone')
    return {
      word: 'Gone from GitHub, or out of reach',
      tone: 'bad',
      detail: failure === null || isOfAll(failure.code) ? null : failure.message,
    }
  if (state === 'making')
    return failure === null
      ? { word: 'The issue is being made…', tone: 'run', detail }
      : { word: 'The issue is not made yet', tone: 'wait', detail }
  const changes = waiting.length === 0 ? null : waitingWords(waiting.length)
  if (failure !== null) return { word: changes ?? troubleWord(failure.code), tone: 'wait', detail }
  if (!isOn) return { word: 'Not kept the same', tone: 'idle', detail }
  if (changes !== null) return { word: changes, tone: 'run', detail }
  if (syncedAt === null) return { word: 'Not compared yet', tone: 'idle', detail }
  return { word: 'Same as at GitHub', tone: 'ok', detail }
}

/** What stands in the way of all issues of a project at once. */
export const isOfAll = (code: GithubFailure) =>
  isPassing(code) || code === 'no_account' || code === 'unauthorized' || code === 'sso_required'

const troubleWord = (code: GithubFailure) =>
  isOfAll(code) ? 'Could not be looked at' : 'Not all of it is the same'

/** Whether a link has trouble of its own, which the user alone can end. */
export const isTroubled = ({ state, failure }: Pick<IssueLink, 'state' | 'failure'>): boolean =>
  state === 'gone' || (failure !== null && !isOfAll(failure.code))

/** Failures that somebody can mend on the page of GitHub that they name. */
const MENDABLE: readonly GithubFailure[] = ['missing_permission', 'sso_required', 'unauthorized', 'archived']

/** Where GitHub itself can be made to take it, and how that is called; null = nothing can be mended there. */
export function mendWords({
  state,
  failure,
}: {
  state?: IssueLink['state']
  failure: IssueLink['failure']
}): { url: string; label: string } | null {
  const url = failure?.url ?? null
  if (failure === null || url === null || state === 'gone' || !MENDABLE.includes(failure.code)) return null
  const isSso = failure.code === 'sso_required'
  return { url, label: isSso ? 'Authorise the account at GitHub' : 'Mend it at GitHub' }
}

/** What becomes of issues whose tasks are deleted. */
export const issueStays = (links: readonly Pick<IssueLink, 'repository' | 'number'>[]): string => {
  const [only, ...others] = links
  return only !== undefined && others.length === 0
    ? `Its issue ${issueName(only)} stays at GitHub as it is.`
    : `Their ${counted(links.length, 'issue')} stay at GitHub as they are.`
}

/** `2 changes wait` */
export const waitingWords = (count: number): string =>
  count === 1 ? '1 change waits' : `${count} changes wait`

/** What happened, and when it is tried again. */
export const withRetry = ({ message, retryAt }: { message: string; retryAt: string | null }): string =>
  retryAt === null ? message : `${message} It is tried again at ${timeOfDay(retryAt)} by itself.`

/** How the sync of a project stands, in one line. */
export function syncWords({ linked, waiting }: Pick<IssueSyncStatus, 'linked' | 'waiting'>): string {
  const issues = linked === 0 ? 'No issue is linked' : `${counted(linked, 'issue')} linked`
  return waiting === 0 ? issues : `${issues} · ${waitingWords(waiting)}`
}

/** A value as it is shown: states by their name, nothing where there is nothing. */
export function shownValue(subject: WriteSubject, value: string | null): string {
  if (value === null) return ''
  if (subject === 'state') return (STATE_NAMES as Record<string, string>)[value] ?? value
  return visible(value)
}

const VERBS = {
  add: { past: 'added', bare: 'add' },
  change: { past: 'changed', bare: 'change' },
  make: { past: 'made', bare: 'make' },
  remove: { past: 'removed', bare: 'remove' },
} as const

/** Who did a write, and what it did. */
export function writeWords({
  direction,
  subject,
  from,
  to,
  by,
  status,
  lost,
}: Pick<IssueWrite, 'direction' | 'subject' | 'from' | 'to' | 'by' | 'status' | 'lost'>): {
  who: string
  did: string
} {
  const isOut = direction === 'to_github'
  // Whose issue it is stands there; who tied it was the user, or the wish for new issues.
  if (subject === 'link')
    return by === null
      ? { who: 'You', did: 'linked the task and the issue' }
      : { who: by, did: 'wrote the issue that the task was made of' }
  const verb = from === null ? VERBS.add : to === null ? VERBS.remove : VERBS.change
  const done = ({ past, bare }: { past: string; bare: string }) =>
    status === 'failed' ? `could not ${bare}` : past
  // Who it was is asked only where both sides have changed something.
  const who = by ?? 'You'
  if (!isOut && by === null)
    // Who is asked for where both had changed it: else it was the user who chose what is kept.
    return lost === null
      ? unknownWords(subject, verb.past)
      : { who: 'You', did: `kept the ${SUBJECT_NAMES[subject].toLowerCase()} of GitHub` }
  if (subject === 'issue') return { who, did: `${done(VERBS.make)} an issue of the task` }
  const where = isOut ? 'at GitHub' : 'here'
  if (subject === 'comment') return { who, did: `${done(verb)} a comment ${where}` }
  return { who, did: `${done(VERBS.change)} the ${SUBJECT_NAMES[subject].toLowerCase()} ${where}` }
}

/** Of a change whose author GitHub did not tell. */
const unknownWords = (subject: WriteSubject, past: string) => ({
  who: 'At GitHub,',
  did:
    subject === 'comment'
      ? `a comment was ${past}`
      : `the ${SUBJECT_NAMES[subject].toLowerCase()} ${subject === 'labels' ? 'were' : 'was'} changed`,
})

/** Why one side's change was kept where both had made one. */
export const laterWords = (direction: IssueChange['direction']): string =>
  direction === 'to_github'
    ? 'Changed on both sides: yours is the later one, GitHub’s is overwritten.'
    : 'Changed on both sides: GitHub’s is the later one, yours is overwritten.'

/** Which side’s change was given up by a write. */
export const overwrittenWords = (direction: IssueChange['direction']): string =>
  direction === 'to_github'
    ? 'They differed: yours is kept, GitHub’s is overwritten.'
    : 'They differed: GitHub’s is kept, yours is overwritten.'

/** The changes of a plan, by where they are written to. */
export function planGroups(changes: readonly IssueChange[]): {
  toGithub: IssueChange[]
  toTasks: IssueChange[]
} {
  return {
    toGithub: changes.filter(({ direction }) => direction === 'to_github'),
    toTasks: changes.filter(({ direction }) => direction === 'to_task'),
  }
}

/** Why GitHub did not do what was asked; null = it was not GitHub. */
export function githubFailureOf({
  code,
  details,
}: Problem): { failure: GithubFailure; url: string | null } | null {
  if (code !== 'GITHUB_ERROR' || details === null) return null
  const { failure, url } = details
  return typeof failure === 'string'
    ? { failure: failure as GithubFailure, url: typeof url === 'string' ? url : null }
    : null
}

/** Nothing is left out. */
export const OPEN_ISSUES: IssueFilter = { state: 'open', labels: [], milestone: null, assignee: null }

/** Whether a filter leaves anything out beside what its state does. */
export const isNarrow = ({ labels, milestone, assignee }: IssueFilter): boolean =>
  labels.length > 0 || milestone !== null || assignee !== null
