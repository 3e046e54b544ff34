import type { Activity, Priority, TaskStatus } from '#shared/tasks.ts'
import { t } from '../strings/t.ts'
import { PRIORITY_NAMES } from '../ui/icons/priority-icon.tsx'
import { STATUS_NAMES } from '../ui/icons/status-icon.tsx'

const runWords: Record<string, string> = {
  queued: t('queued a run'),
  started: t('started a run'),
  running: t('started a run'),
  waiting: t('paused the run: it waits for an answer'),
  succeeded: t('finished the run'),
  failed: t('ended the run: it failed'),
  cancelled: t('stopped the run'),
  merged: t('merged the run'),
  found_merged: t('found the run merged'),
  discarded: t('discarded the run'),
  sent_back: t('sent the run back'),
}

const contestWords: Record<string, string> = {
  'contest:created': t('began several candidates'),
  'contest:candidate_added': t('added a candidate'),
  'contest:choosing': t('waits for a choice: all candidates are done'),
  'contest:taken': t('took a candidate'),
  'contest:cancelled': t('ended the candidates without taking one'),
}

const publicationWords: Record<string, string> = {
  'publication:opened': t('published the task in a pull request'),
  'publication:pushed': t('pushed the branch of the task'),
  'publication:closed': t('found the pull request closed unmerged'),
}

const named = (names: Record<string, string>, value: string | null) =>
  value === null ? null : (names[value] ?? value)

/** What was done, and the status that the task has since; null = it was not moved. */
const andNow = (act: string, status: string | null): string =>
  status === null ? act : t('{act} · now {status}', { act, status: named(STATUS_NAMES, status) ?? status })

/** @param by login of who has merged it at GitHub, if that is known */
function mergedWords(by: string | null, actor: Activity['actor']): string {
  if (actor === 'user') return t('merged the pull request')
  return by === null
    ? t('found the pull request merged')
    : t('found the pull request merged by {login}', { login: by })
}

/** Fields of the task that were changed because its issue was. */
const FROM_ISSUE: Record<string, string> = {
  'issue:title': 'title',
  'issue:body': 'description',
  'issue:state': 'status',
  'issue:labels': 'labelIds',
}

/** Who did what a line of a task's history tells. */
export const activityBy = ({ kind, actor }: Pick<Activity, 'kind' | 'actor'>): string =>
  kind in FROM_ISSUE ? 'GitHub' : actor === 'engine' ? 'OpenLinear' : t('You')

/** How a task and its issue were tied or parted; null = another kind. */
function issueWords(kind: string, from: string | null, to: string | null): string | null {
  switch (kind) {
    case 'issue:linked':
      return to === null
        ? t('linked the task with an issue')
        : t('linked the task with the issue {issue}', { issue: to })
    case 'issue:unlinked':
      return from === null
        ? t('unlinked the task from an issue')
        : t('unlinked the task from the issue {issue}', { issue: from })
    case 'issue:made':
      return to === null
        ? t('made an issue of the task')
        : t('made the issue {issue} of the task', { issue: to })
    default:
      return null
  }
}

/** Fields of a task, as objects of a sentence. */
const FIELDS: Record<string, string> = {
  labelIds: t('the labels'),
  dueDate: t('the due date'),
  estimate: t('the estimate'),
  parentId: t('the parent task'),
  dependsOn: t('what it depends on'),
  agent: t('the agent'),
  variant: t('the variant of the model'),
  model: t('the model'),
}

/** @param field of the task, as the object of a sentence */
function changed(field: string, before: string | null, after: string | null): string {
  if (after !== null)
    return before === null
      ? t('set {field} to {after}', { field, after })
      : t('changed {field} from {before} to {after}', { field, before, after })
  return before === null
    ? t('removed {field}', { field })
    : t('removed {field} ({before})', { field, before })
}

/** A line of a task's history in words, to be read after who did it. */
export function activityWords({
  kind,
  from,
  to,
  actor,
}: Pick<Activity, 'kind' | 'from' | 'to' | 'actor'>): string {
  const moved = to === from ? null : to
  if (kind.startsWith('run:')) {
    const event = kind.slice('run:'.length)
    return andNow(runWords[event] ?? t('run: {event}', { event }), moved)
  }
  const contest = contestWords[kind]
  if (contest !== undefined) return contest
  if (kind === 'publication:merged') return andNow(mergedWords(from, actor), to)
  const published = publicationWords[kind]
  if (published !== undefined) return andNow(published, moved)
  const issue = issueWords(kind, from, to)
  if (issue !== null) return issue
  if (kind === 'batch:left_out') return t('left the task out of its batch')
  if (kind === 'batch:published') return andNow(t('published the task in its batch'), to)
  const field = FROM_ISSUE[kind] ?? kind
  switch (field) {
    case 'created':
      return to === null ? t('created the task') : t('created the task as a copy of {task}', { task: to })
    case 'imported':
      if (to === null) return t('imported the task')
      return from === null
        ? t('imported the task from {to}', { to })
        : t('imported the task from {to}, written by {from}', { to, from })
    case 'title':
      return t('renamed the task to “{to}”', { to: to ?? '' })
    case 'description':
      return t('changed the description')
    case 'status': {
      const names: Record<TaskStatus, string> = STATUS_NAMES
      return t('moved it from {from} to {to}', {
        from: named(names, from) ?? t('nowhere'),
        to: named(names, to) ?? t('nowhere'),
      })
    }
    case 'priority': {
      const names: Record<Priority, string> = PRIORITY_NAMES
      return changed(t('the priority'), named(names, from), named(names, to))
    }
    case 'archived':
      return to === 'true' ? t('archived the task') : t('brought the task back')
    default:
      return changed(FIELDS[field] ?? field, from, to)
  }
}
