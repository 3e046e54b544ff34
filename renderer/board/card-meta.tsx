import { Calendar, Lock } from 'lucide-react'
import { useCallback } from 'react'
import type { Task } from '#shared/tasks.ts'
import { useOpenBatchOf } from '../state/batches.ts'
import { useLabel, useProject, useSelected } from '../state/hooks.ts'
import { tasks } from '../state/stores.ts'
import { useView } from '../state/view.ts'
import { rich } from '../strings/rich.tsx'
import { t } from '../strings/t.ts'
import { Chip } from '../ui/chip.tsx'
import { colorValue } from '../ui/icons/color.ts'
import { useToday } from '../ui/time.tsx'
import { dueText } from './card-state.ts'

/** What else a card says of its task. */
export function Meta({ task }: { task: Task }) {
  const fields = useView((state) => state.display.fields)
  const blockers = useBlockers(task)
  // There a task waits for what is merged, not for what is done; the mark of the batch says how it stands.
  const inBatch = useOpenBatchOf(task.id) !== undefined
  const today = useToday()
  const late = task.status !== 'done' && task.status !== 'cancelled'
  const due = task.dueDate === null || !fields.due ? null : dueText(task.dueDate, today)
  const hasLabels = fields.labels && task.labelIds.length > 0
  const isAhead = task.status === 'backlog' || task.status === 'todo'
  const hasBlockers = fields.blocked && isAhead && !inBatch && blockers.length > 0
  const hasEstimate = fields.estimate && task.estimate !== null
  if (!hasLabels && due === null && !hasBlockers && !hasEstimate && !fields.project) return null
  return (
    <div className="flex flex-wrap items-center gap-1.25">
      {fields.project && <ProjectChip id={task.projectId} />}
      {hasLabels && task.labelIds.map((id) => <LabelChip key={id} id={id} />)}
      {due !== null && (
        <Chip icon={<Calendar />} tone={due.isLate && late ? 'bad' : 'plain'}>
          {due.isLate && late ? <Overdue day={due.text} /> : due.text}
        </Chip>
      )}
      {hasEstimate && (
        <Chip>{t('{points, plural, one {# pt} other {# pts}}', { points: task.estimate ?? 0 })}</Chip>
      )}
      {hasBlockers && (
        <Chip icon={<Lock />}>{t('blocked by {blockers}', { blockers: blockers.join(', ') })}</Chip>
      )}
    </div>
  )
}

/** A due day that is over: the colour says it to eyes, a word to ears. */
export const Overdue = ({ day }: { day: string }) =>
  rich('{day}<spoken>, overdue</spoken>', {
    day,
    spoken: (text) => <span className="sr-only">{text}</span>,
  })

export function LabelChip({ id }: { id: string }) {
  const label = useLabel(id)
  return label === undefined ? null : <Chip dot={colorValue(label.color)}>{label.name}</Chip>
}

export function ProjectChip({ id }: { id: string }) {
  const project = useProject(id)
  return project === undefined ? null : <Chip dot={colorValue(project.color)}>{project.name}</Chip>
}

/** Identifiers of the tasks that have to be done first. */
export function useBlockers(task: Task): string[] {
  const { dependsOn } = task
  const text = useSelected(
    tasks.store,
    useCallback(
      ({ byId }: { byId: ReadonlyMap<string, Task> }) =>
        dependsOn
          .map((id) => byId.get(id))
          .filter((other) => other !== undefined && other.status !== 'done' && other.status !== 'cancelled')
          .map((other) => other?.identifier)
          .join(' '),
      [dependsOn],
    ),
  )
  return text === '' ? [] : text.split(' ')
}
