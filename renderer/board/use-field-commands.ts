import type { TaskStatus } from '#shared/tasks.ts'
import type { CommandId } from '../commands/catalog.ts'
import { useCommand } from '../commands/use-command.ts'
import { copy, mutateTasks } from '../state/actions.ts'
import { linkTo } from '../state/navigation.ts'
import { tasks } from '../state/stores.ts'
import { type Picker, view } from '../state/view.ts'
import { t } from '../strings/t.ts'
import { duplicateTasks } from './duplicate.ts'
import { focusedCard, keepFocus } from './focus.ts'

/** The commands whose keys set a status. */
const STATUSES = {
  'status.backlog': 'backlog',
  'status.todo': 'todo',
  'status.in-progress': 'in_progress',
  'status.in-review': 'in_review',
  'status.done': 'done',
  'status.cancelled': 'cancelled',
} as const satisfies Partial<Record<CommandId, TaskStatus>>

/**
 * What is done to tasks without looking at them, the same on the board and in a task: their fields, and copies.
 *
 * @param meant the tasks that a key means now
 */
export function useFieldCommands(room: 'selection' | 'task', meant: () => readonly string[]): void {
  const has = () => meant().length > 0
  const hasOne = () => meant().length === 1
  const only = () => (hasOne() ? tasks.get(meant()[0] ?? '') : undefined)
  const pick = (kind: Picker['kind']) => () => view.setState({ picker: { kind, ids: meant() } })
  const set = (id: keyof typeof STATUSES) => () => {
    const focused = focusedCard()
    void mutateTasks(meant(), { status: STATUSES[id] })
    if (focused !== null) keepFocus(focused)
  }
  useCommand('status.backlog', set('status.backlog'), { room, when: has })
  useCommand('status.todo', set('status.todo'), { room, when: has })
  useCommand('status.in-progress', set('status.in-progress'), { room, when: has })
  useCommand('status.in-review', set('status.in-review'), { room, when: has })
  useCommand('status.done', set('status.done'), { room, when: has })
  useCommand('status.cancelled', set('status.cancelled'), { room, when: has })

  useCommand('task.due', pick('due'), { room, when: has })
  useCommand('task.estimate', pick('estimate'), { room, when: has })
  useCommand('task.parent', pick('parent'), { room, when: has })
  useCommand('task.depends', pick('depends'), { room, when: has })
  useCommand('task.duplicate', () => void duplicateTasks(meant()), { room, when: has })

  useCommand('task.copy-link', () => void copyLinks(meant()), { room, when: has })
  useCommand('task.copy-identifier', () => void copyIdentifiers(meant()), { room, when: has })
  useCommand('task.copy-branch', () => void copy(only()?.branchName ?? '', t('Branch name')), {
    room,
    when: () => (only()?.branchName ?? null) !== null,
  })
}

const namesOf = (ids: readonly string[]) => ids.flatMap((id) => tasks.get(id)?.identifier ?? [])

/** Addresses of tasks, a line each. */
export const copyLinks = (ids: readonly string[]): Promise<void> =>
  copy(
    namesOf(ids)
      .map((identifier) => linkTo({ to: 'task', identifier }))
      .join('\n'),
    t('{count, plural, one {Link} other {# links}}', { count: ids.length }),
  )

/** What tasks are called, a line each. */
export const copyIdentifiers = (ids: readonly string[]): Promise<void> =>
  copy(
    namesOf(ids).join('\n'),
    t('{count, plural, one {Identifier} other {# identifiers}}', { count: ids.length }),
  )
