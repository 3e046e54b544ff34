import type { Task } from '#shared/tasks.ts'
import { mutateTask } from '../../state/actions.ts'
import { t } from '../../strings/t.ts'
import { PRIORITY_NAMES, PriorityIcon } from '../../ui/icons/priority-icon.tsx'
import { STATUS_NAMES, StatusIcon } from '../../ui/icons/status-icon.tsx'
import { ChoiceProperty } from './choice-property.tsx'
import { Unset } from './property.tsx'

export function StatusProperty({ task }: { task: Task }) {
  return (
    <ChoiceProperty
      name={t('Status')}
      label={t('Change status')}
      command="task.status"
      names={STATUS_NAMES}
      value={task.status}
      icon={(status) => <StatusIcon status={status} />}
      onChange={(status) => void mutateTask(task.id, { status })}
    />
  )
}

export function PriorityProperty({ task }: { task: Task }) {
  return (
    <ChoiceProperty
      name={t('Priority')}
      label={t('Change priority')}
      command="task.priority"
      names={PRIORITY_NAMES}
      value={task.priority}
      icon={(priority) => <PriorityIcon priority={priority} />}
      shown={task.priority === 'none' ? <Unset>{t('No priority')}</Unset> : PRIORITY_NAMES[task.priority]}
      onChange={(priority) => void mutateTask(task.id, { priority })}
    />
  )
}
