import { t } from '../strings/t.ts'
import { PRIORITY_NAMES } from '../ui/icons/priority-icon.tsx'
import { STATUS_NAMES } from '../ui/icons/status-icon.tsx'
import { listWords } from '../ui/list-words.ts'
import type { Outcome, TaskPatch } from './undo.ts'

/** An act in words: `APP-12: status Done`, `3 tasks archived`. */
export function actWords(names: readonly string[], patch: TaskPatch): string {
  const { status, priority, archived, dueDate, estimate, agent, model, variant, parentId } = patch
  const tasks = tasksInWords(names)
  if (archived !== undefined)
    return archived ? t('{tasks} archived', { tasks }) : t('{tasks} brought back', { tasks })
  if (status !== undefined) return t('{tasks}: status {status}', { tasks, status: STATUS_NAMES[status] })
  if (priority !== undefined)
    return t('{tasks}: priority {priority}', { tasks, priority: PRIORITY_NAMES[priority] })
  if (dueDate !== undefined)
    return dueDate === null
      ? t('{tasks}: no due date', { tasks })
      : t('{tasks}: due {dueDate}', { tasks, dueDate })
  if (estimate !== undefined)
    return estimate === null
      ? t('{tasks}: no estimate', { tasks })
      : t('{tasks}: estimate {estimate}', { tasks, estimate })
  if (model !== undefined)
    return model === null
      ? t('{tasks}: model as the project', { tasks })
      : t('{tasks}: model {model}', { tasks, model })
  if (agent !== undefined)
    return agent === null
      ? t('{tasks}: agent as the project', { tasks })
      : t('{tasks}: agent {agent}', { tasks, agent })
  if (variant !== undefined) return t('{tasks}: variant changed', { tasks })
  if (parentId !== undefined)
    return parentId === null ? t('{tasks}: no parent', { tasks }) : t('{tasks}: parent changed', { tasks })
  if (patch.labelIds !== undefined) return t('{tasks}: labels changed', { tasks })
  if (patch.dependsOn !== undefined) return t('{tasks}: dependencies changed', { tasks })
  if (patch.title !== undefined) return t('{tasks}: title changed', { tasks })
  if (patch.description !== undefined) return t('{tasks}: description changed', { tasks })
  return t('{tasks} moved', { tasks })
}

/** `APP-12`, or how many there are. */
export const tasksInWords = (names: readonly string[]): string =>
  names.length === 1
    ? (names[0] ?? '')
    : t('{count, plural, one {# task} other {# tasks}}', { count: names.length })

/** What is said about an undo (or redo) that could not be done, or not about every task; null = all of it was. */
export function leftWords(
  { left, gone }: Pick<Outcome, 'left' | 'gone'>,
  nameOf: (id: string) => string,
): string | null {
  const deleted =
    gone === 0
      ? null
      : t('{count, plural, one {The task was deleted meanwhile.} other {# tasks were deleted meanwhile.}}', {
          count: gone,
        })
  if (left.length === 0) return deleted
  const names = left.slice(0, 3).map(nameOf)
  const more = left.length - names.length
  const changed = t(
    '{count, plural, one {{tasks} was changed since, and is left as it is.} other {{tasks} were changed since, and are left as they are.}}',
    {
      count: left.length,
      tasks: listWords(more === 0 ? names : [...names, t('{more} more', { more })]),
    },
  )
  return deleted === null ? changed : `${changed} ${deleted}`
}
