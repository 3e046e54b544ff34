import type { Activity, Priority, TaskStatus } from '#shared/tasks.ts'
import { PRIORITY_NAMES } from '../ui/icons/priority-icon.tsx'
import { STATUS_NAMES } from '../ui/icons/status-icon.tsx'

const runWords: Record<string, string> = {
  queued: 'queued a run',
  started: 'started a run',
  running: 'started a run',
  waiting: 'paused the run: it waits for an answer',
  succeeded: 'finished the run',
  failed: 'ended the run: it failed',
  cancelled: 'stopped the run',
  merged: 'merged the run',
  found_merged: 'found the run merged',
  discarded: 'discarded the run',
  sent_back: 'sent the run back',
}

const contestWords: Record<string, string> = {
  'contest:created': 'began several candidates',
  'contest:candidate_added': 'added a candidate',
  'contest:choosing': 'waits for a choice: all candidates are done',
  'contest:taken': 'took a candidate',
  'contest:cancelled': 'ended the candidates without taking one',
}

const publicationWords: Record<string, string> = {
  'publication:opened': 'published the task in a pull request',
  'publication:pushed': 'pushed the branch of the task',
  'publication:closed': 'found the pull request closed unmerged',
}

const named = (names: Record<string, string>, value: string | null) =>
  value === null ? null : (names[value] ?? value)

/** @param by login of who has merged it at GitHub, if that is known */
function mergedWords(by: string | null, to: string | null, actor: Activity['actor']): string {
  const moved = to === null ? '' : ` · now ${named(STATUS_NAMES, to)}`
  if (actor === 'user') return `merged the pull request${moved}`
  return `found the pull request merged${by === null ? '' : ` by ${by}`}${moved}`
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
  kind in FROM_ISSUE ? 'GitHub' : actor === 'engine' ? 'OpenLinear' : 'You'

/** How a task and its issue were tied or parted; null = another kind. */
function issueWords(kind: string, from: string | null, to: string | null): string | null {
  const named = (issue: string | null) => (issue === null ? 'an issue' : `the issue ${issue}`)
  switch (kind) {
    case 'issue:linked':
      return `linked the task with ${named(to)}`
    case 'issue:unlinked':
      return `unlinked the task from ${named(from)}`
    case 'issue:made':
      return to === null ? 'made an issue of the task' : `made ${named(to)} of the task`
    default:
      return null
  }
}

/** A line of a task's history in words, to be read after who did it. */
export function activityWords({
  kind,
  from,
  to,
  actor,
}: Pick<Activity, 'kind' | 'from' | 'to' | 'actor'>): string {
  const changed = (what: string, before: string | null, after: string | null) => {
    if (after === null) return `removed ${what}${before === null ? '' : ` (${before})`}`
    return before === null ? `set ${what} to ${after}` : `changed ${what} from ${before} to ${after}`
  }
  if (kind.startsWith('run:')) {
    const event = kind.slice('run:'.length)
    const moved = to === null || to === from ? '' : ` · now ${named(STATUS_NAMES, to)}`
    return `${runWords[event] ?? `run: ${event}`}${moved}`
  }
  const contest = contestWords[kind]
  if (contest !== undefined) return contest
  if (kind === 'publication:merged') return mergedWords(from, to, actor)
  const published = publicationWords[kind]
  if (published !== undefined)
    return to === null || to === from ? published : `${published} · now ${named(STATUS_NAMES, to)}`
  const issue = issueWords(kind, from, to)
  if (issue !== null) return issue
  if (kind === 'batch:left_out') return 'left the task out of its batch'
  if (kind === 'batch:published') return `published the task in its batch · now ${named(STATUS_NAMES, to)}`
  switch (FROM_ISSUE[kind] ?? kind) {
    case 'created':
      return 'created the task'
    case 'imported':
      if (to === null) return 'imported the task'
      return from === null
        ? `imported the task from ${to}`
        : `imported the task from ${to}, written by ${from}`
    case 'title':
      return `renamed the task to “${to ?? ''}”`
    case 'description':
      return 'changed the description'
    case 'status': {
      const names: Record<TaskStatus, string> = STATUS_NAMES
      return `moved it from ${named(names, from) ?? 'nowhere'} to ${named(names, to) ?? 'nowhere'}`
    }
    case 'priority': {
      const names: Record<Priority, string> = PRIORITY_NAMES
      return changed('the priority', named(names, from), named(names, to))
    }
    case 'labelIds':
      return changed('the labels', from, to)
    case 'dueDate':
      return changed('the due date', from, to)
    case 'estimate':
      return changed('the estimate', from, to)
    case 'parentId':
      return changed('the parent task', from, to)
    case 'dependsOn':
      return changed('what it depends on', from, to)
    case 'agent':
      return changed('the agent', from, to)
    case 'variant':
      return changed('the variant of the model', from, to)
    case 'model':
      return changed('the model', from, to)
    case 'archived':
      return to === 'true' ? 'archived the task' : 'brought the task back'
    default:
      return changed(kind, from, to)
  }
}
