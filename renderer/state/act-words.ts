import { PRIORITY_NAMES } from '../ui/icons/priority-icon.tsx'
import { STATUS_NAMES } from '../ui/icons/status-icon.tsx'
import type { Outcome, TaskPatch } from './undo.ts'

/** What was changed, in the words that follow a task's name. */
function whatOf(patch: TaskPatch): string {
  const { status, priority, archived, dueDate, estimate, agent, model, variant, parentId } = patch
  if (archived !== undefined) return archived ? ' archived' : ' brought back'
  if (status !== undefined) return `: status ${STATUS_NAMES[status]}`
  if (priority !== undefined) return `: priority ${PRIORITY_NAMES[priority]}`
  if (dueDate !== undefined) return dueDate === null ? ': no due date' : `: due ${dueDate}`
  if (estimate !== undefined) return estimate === null ? ': no estimate' : `: estimate ${estimate}`
  if (model !== undefined) return model === null ? ': model as the project' : `: model ${model}`
  if (agent !== undefined) return agent === null ? ': agent as the project' : `: agent ${agent}`
  if (variant !== undefined) return ': variant changed'
  if (parentId !== undefined) return parentId === null ? ': no parent' : ': parent changed'
  if (patch.labelIds !== undefined) return ': labels changed'
  if (patch.dependsOn !== undefined) return ': dependencies changed'
  if (patch.title !== undefined) return ': title changed'
  if (patch.description !== undefined) return ': description changed'
  return ' moved'
}

/** `APP-12`, or how many there are. */
export const tasksInWords = (names: readonly string[]): string =>
  names.length === 1 ? (names[0] ?? '') : `${names.length} tasks`

/** An act in words: `APP-12: status Done`, `3 tasks archived`. */
export const actWords = (names: readonly string[], patch: TaskPatch): string =>
  `${tasksInWords(names)}${whatOf(patch)}`

/** What is said about an undo (or redo) that could not be done, or not about every task; null = all of it was. */
export function leftWords({ left }: Outcome, nameOf: (id: string) => string): string | null {
  if (left.length === 0) return null
  const names = left.slice(0, 3).map(nameOf).join(', ')
  const more = left.length > 3 ? ` and ${left.length - 3} more` : ''
  return left.length === 1
    ? `${names} was changed since, and is left as it is.`
    : `${names}${more} were changed since, and are left as they are.`
}
