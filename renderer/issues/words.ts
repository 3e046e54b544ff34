import { type GithubFailure, isPassing } from '#shared/publication-words.ts'
import type { IssueState, WriteSubject } from '#shared/issue-words.ts'
import type { IssueChange, IssueFilter, IssueLink, IssueSyncStatus, RemoteIssue } from '#shared/issues.ts'
import type { Tone } from '../ui/tones.ts'
import type { Problem } from '../state/errors.ts'
import { t } from '../strings/t.ts'
import { timeOfDay } from '../ui/day.ts'
import { visible } from '../ui/visible-text.ts'

/** `owner/name` */
export const placeName = ({ repository }: Pick<IssueLink, 'repository'>): string =>
  `${repository.owner}/${repository.name}`

/** `owner/name#12` */
export const issueName = (link: Pick<IssueLink, 'repository' | 'number'>): string =>
  link.number === null ? placeName(link) : `${placeName(link)}#${link.number}`

/** An issue where it is read out among others. */
export const issueLabel = ({ number, title, linkedTo }: RemoteIssue): string =>
  linkedTo === null
    ? `#${number} ${visible(title)}`
    : t('#{number} {title}, linked with {task}', { number, title: visible(title), task: linkedTo })

export const STATE_NAMES: Record<IssueState, string> = {
  open: t('Open'),
  completed: t('Closed as completed'),
  not_planned: t('Closed as not planned'),
}

export const SUBJECT_NAMES: Record<WriteSubject, string> = {
  title: t('Title'),
  body: t('Description'),
  state: t('State'),
  labels: t('Labels'),
  comment: t('Comment'),
  issue: t('Issue'),
  link: t('Link'),
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
      word: t('Gone from GitHub, or out of reach'),
      tone: 'bad',
      detail: failure === null || isOfAll(failure.code) ? null : failure.message,
    }
  if (state === 'making')
    return failure === null
      ? { word: t('The issue is being made…'), tone: 'run', detail }
      : { word: t('The issue is not made yet'), tone: 'wait', detail }
  const changes = waiting.length === 0 ? null : waitingWords(waiting.length)
  if (failure !== null) return { word: changes ?? troubleWord(failure.code), tone: 'wait', detail }
  if (!isOn) return { word: t('Not kept the same'), tone: 'idle', detail }
  if (changes !== null) return { word: changes, tone: 'run', detail }
  if (syncedAt === null) return { word: t('Not compared yet'), tone: 'idle', detail }
  return { word: t('Same as at GitHub'), tone: 'ok', detail }
}

/** A link as a sentence, for who hovers its mark or has it read out. */
export function linkSentence(link: IssueLink, isOn: boolean): string {
  const issue = issueName(link)
  const { state, waiting, failure, syncedAt } = link
  const count = waiting.length
  if (state === 'gone') return t('{issue}: gone from GitHub, or out of reach', { issue })
  if (state === 'making')
    return failure === null
      ? t('{issue}: the issue is being made…', { issue })
      : t('{issue}: the issue is not made yet', { issue })
  if (count > 0 && (failure !== null || isOn))
    return t('{count, plural, one {{issue}: # change waits} other {{issue}: # changes wait}}', {
      issue,
      count,
    })
  if (failure !== null)
    return isOfAll(failure.code)
      ? t('{issue}: could not be looked at', { issue })
      : t('{issue}: not all of it is the same', { issue })
  if (!isOn) return t('{issue}: not kept the same', { issue })
  return syncedAt === null
    ? t('{issue}: not compared yet', { issue })
    : t('{issue}: same as at GitHub', { issue })
}

/** What stands in the way of all issues of a project at once. */
export const isOfAll = (code: GithubFailure) =>
  isPassing(code) || code === 'no_account' || code === 'unauthorized' || code === 'sso_required'

const troubleWord = (code: GithubFailure) =>
  isOfAll(code) ? t('Could not be looked at') : t('Not all of it is the same')

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
  return { url, label: isSso ? t('Authorise the account at GitHub') : t('Mend it at GitHub') }
}

/** What becomes of issues whose tasks are deleted. */
export const issueStays = (links: readonly Pick<IssueLink, 'repository' | 'number'>[]): string => {
  const [only, ...others] = links
  return only !== undefined && others.length === 0
    ? t('Its issue {issue} stays at GitHub as it is.', { issue: issueName(only) })
    : t(
        '{count, plural, one {Their # issue stays at GitHub as it is.} other {Their # issues stay at GitHub as they are.}}',
        { count: links.length },
      )
}

/** `2 changes wait` */
export const waitingWords = (count: number): string =>
  t('{count, plural, one {# change waits} other {# changes wait}}', { count })

/** What happened, and when it is tried again. */
export const withRetry = ({ message, retryAt }: { message: string; retryAt: string | null }): string =>
  retryAt === null
    ? message
    : t('{message} It is tried again at {time} by itself.', { message, time: timeOfDay(retryAt) })

/** How the sync of a project stands, in one line. */
export function syncWords({ linked, waiting }: Pick<IssueSyncStatus, 'linked' | 'waiting'>): string {
  const issues =
    linked === 0
      ? t('No issue is linked')
      : t('{linked, plural, one {# issue linked} other {# issues linked}}', { linked })
  return waiting === 0 ? issues : `${issues} · ${waitingWords(waiting)}`
}

/** A value as it is shown: states by their name, nothing where there is nothing. */
export function shownValue(subject: WriteSubject, value: string | null): string {
  if (value === null) return ''
  if (subject === 'state') return (STATE_NAMES as Record<string, string>)[value] ?? value
  return visible(value)
}

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
