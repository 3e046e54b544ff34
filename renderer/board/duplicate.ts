import type { Task } from '#shared/tasks.ts'
import { createTasks, recordCreated, undo } from '../state/actions.ts'
import { goTo } from '../state/navigation.ts'
import { tasks } from '../state/stores.ts'
import { byOrder } from '../state/task-filter.ts'
import { t } from '../strings/t.ts'
import { toast } from '../ui/toast.ts'
import { keepFocus } from './focus.ts'
import { placeKeys } from './place.ts'

/** Makes the same tasks once more, each beside its model; what agents did stays with that. */
export async function duplicateTasks(ids: readonly string[]): Promise<void> {
  const byProject = Map.groupBy(
    ids.flatMap((id) => tasks.get(id) ?? []),
    ({ projectId }) => projectId,
  )
  const made: Task[] = []
  for (const [projectId, all] of byProject) made.push(...(await createTasks(projectId, all.map(copyOf))))
  const [first] = made
  if (first === undefined) return
  const act = recordCreated(made)
  if (made.length > 1) {
    toast.success(t('{count, plural, one {# task} other {# tasks}} duplicated', { count: made.length }), {
      action: { label: t('Undo'), onClick: () => void undo(act) },
    })
    return
  }
  keepFocus(first.id)
  toast.success(t('Duplicated as {identifier}', { identifier: first.identifier }), {
    action: { label: t('Open'), onClick: () => goTo({ to: 'task', identifier: first.identifier }) },
  })
}

/** It has yet to be done, wherever the other one stands. */
const BEGUN = new Set<Task['status']>(['in_progress', 'in_review', 'done', 'cancelled'])

function copyOf(task: Task) {
  const status = BEGUN.has(task.status) ? 'todo' : task.status
  const column = [...tasks.all.values()]
    .filter((one) => one.projectId === task.projectId && one.status === status && !one.archived)
    .sort(byOrder)
  const [order] = placeKeys(column, ['new'], column.findIndex(({ id }) => id === task.id) + 1)
  return {
    title: task.title,
    description: task.description,
    status,
    priority: task.priority,
    labelIds: task.labelIds,
    dueDate: task.dueDate,
    estimate: task.estimate,
    parentId: task.parentId,
    dependsOn: task.dependsOn,
    model: task.model,
    agent: task.agent,
    variant: task.variant,
    copyOf: task.id,
    // Where the other one stands elsewhere, at the end.
    ...(status !== task.status || order === undefined ? {} : { order }),
  }
}
