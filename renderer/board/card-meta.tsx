import { Calendar, ListTree, Lock, Shapes } from 'lucide-react'
import { useCallback } from 'react'
import type { Task } from '#shared/tasks.ts'
import { useOpenBatchOf } from '../state/batches.ts'
import { useLabel, useProject, useSelected } from '../state/hooks.ts'
import { tasks } from '../state/stores.ts'
import { type SubTaskCount, useSubTaskCount } from '../state/sub-task-counts.ts'
import { useView } from '../state/view.ts'
import { rich } from '../strings/rich.tsx'
import { t } from '../strings/t.ts'
import { Chip } from '../ui/chip.tsx'
import { colorValue } from '../ui/icons/color.ts'
import { useToday } from '../ui/time.tsx'
import { dueText } from './card-state.ts'
import { groupName } from './group-names.ts'
import { Estimate, estimateWords } from './estimate.tsx'

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
  const count = useSubTaskCount(task.id)
  const below = fields.subTasks ? count : undefined
  if (!hasLabels && due === null && !hasBlockers && !hasEstimate && !fields.project && below === undefined)
    return null
  return (
    <div className="flex flex-wrap items-center gap-1.25">
      {fields.project && <ProjectChip id={task.projectId} />}
      {hasLabels && <Labels ids={task.labelIds} />}
      {due !== null && (
        <Chip icon={<Calendar />} tone={due.isLate && late ? 'bad' : 'plain'}>
          {due.isLate && late ? <Overdue day={due.text} /> : due.text}
        </Chip>
      )}
      {hasEstimate && (
        <Chip icon={<Shapes />} title={estimateWords(task.estimate ?? 0)}>
          <Estimate points={task.estimate ?? 0} />
        </Chip>
      )}
      {below !== undefined && <SubTaskChip {...below} />}
      {hasBlockers && (
        <Chip icon={<Lock />}>{t('blocked by {blockers}', { blockers: blockers.join(', ') })}</Chip>
      )}
    </div>
  )
}

/** Labels that a card shows; the others are a number. */
const MOST_LABELS = 6

function Labels({ ids }: { ids: readonly string[] }) {
  const isMore = ids.length > MOST_LABELS
  const shown = isMore ? ids.slice(0, MOST_LABELS - 1) : ids
  const rest = ids.slice(shown.length)
  return (
    <>
      {shown.map((id) => (
        <LabelChip key={id} id={id} />
      ))}
      {rest.length > 0 && (
        <Chip title={rest.map((id) => groupName('label', id)).join(', ')}>
          {t('+{count}', { count: rest.length })}
        </Chip>
      )}
    </>
  )
}

/** How many of the tasks below are done. */
export function SubTaskChip({ done, total }: SubTaskCount) {
  return (
    <Chip icon={<ListTree />} title={t('{done} of {total} sub-tasks done', { done, total })}>
      <span aria-hidden className="tabular-nums">
        {done}/{total}
      </span>
      <span className="sr-only">{t('{done} of {total} sub-tasks done', { done, total })}</span>
    </Chip>
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
          .filter((other) => other !== undefined && other.status !== 'done')
          .map((other) => other?.identifier)
          .join(' '),
      [dependsOn],
    ),
  )
  return text === '' ? [] : text.split(' ')
}
