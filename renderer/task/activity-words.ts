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
  if (kind === 'batch:left_out') return 'left the task out of its batch'
  if (kind === 'batch:published') return `published the task in its batch · now ${named(STATUS_NAMES, to)}`
  switch (kind) {
    case 'created':
      return 'created the task'
    case 'imported':
      return to === null ? 'imported the task' : `imported the task from ${to}`
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
