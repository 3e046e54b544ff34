import { isSameText, labelKey, stateOfStatus } from '#shared/issue-merge.ts'
import type { RemoteIssue } from '#shared/issues.ts'
import type { Label } from '#shared/labels.ts'
import type { Task } from '#shared/tasks.ts'

/** Whose words are kept where a task and an issue are tied. */
export type Keep = 'task' | 'issue'

export type Difference = { field: 'title' | 'body' | 'state'; local: string; remote: string }

/** In what a task and an issue differ; labels are joined anyway. */
export function differencesOf(
  task: Pick<Task, 'title' | 'description' | 'status'>,
  issue: Pick<RemoteIssue, 'title' | 'body' | 'state'>,
): Difference[] {
  const fields: Difference[] = [
    { field: 'title', local: task.title, remote: issue.title },
    { field: 'body', local: task.description, remote: issue.body },
    { field: 'state', local: stateOfStatus(task.status), remote: issue.state },
  ]
  return fields.filter(({ local, remote }) => !isSameText(local, remote))
}

/** Whose words are kept unless somebody says otherwise; null = the task has words of its own, which may not just go. */
export const keptByItself = (differences: readonly Difference[]): Keep | null =>
  differences.some(({ field, local }) => field !== 'state' && local.trim() !== '') ? null : 'issue'

/** The labels that both have once they are tied, when one of them gets any by that; else null. */
export function joinedLabels(
  own: readonly Pick<Label, 'name'>[],
  theirs: readonly string[],
): string[] | null {
  const names = new Map([...theirs, ...own.map(({ name }) => name)].map((name) => [labelKey(name), name]))
  const isSame = names.size === own.length && names.size === theirs.length
  return isSame || names.size === 0 ? null : [...names.values()].sort((a, b) => a.localeCompare(b))
}
