import type { Task } from '#shared/tasks.ts'
import { tasks } from '../state/stores.ts'
import { byOrder } from '../state/task-filter.ts'
import { StatusIcon } from '../ui/icons/status-icon.tsx'
import type { Option } from '../ui/select.tsx'

const optionOf = ({ id, title, status, identifier }: Task): Option => ({
  id,
  label: title,
  icon: <StatusIcon status={status} />,
  hint: identifier,
  keywords: [identifier],
})

/** Tasks of a project to choose a parent or dependencies from: all on the board but these. */
export const otherTasks = (projectId: string, but: readonly string[]): Option[] =>
  [...tasks.all.values()]
    .filter((one) => one.projectId === projectId && !one.archived && !but.includes(one.id))
    .sort(byOrder)
    .map(optionOf)
