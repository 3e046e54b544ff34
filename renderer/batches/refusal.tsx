import type { ReactNode } from 'react'
import type { BatchMode } from '#shared/batch-words.ts'
import { useProjects } from '../state/hooks.ts'
import type { Problem } from '../state/errors.ts'
import { goTo } from '../state/navigation.ts'
import { batches } from '../state/stores.ts'
import { t } from '../strings/t.ts'
import { WithCode } from '../ui/with-code.tsx'
import { Button } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'

export type Group = { projectId: string; taskIds: string[] }

/** Ways out of a refusal. */
export type WaysOut = {
  /** Of the batch that was asked for. */
  taskIds: readonly string[]
  mode: BatchMode
  onRemove: (taskId: string) => void
  /** Leaves out all but the first `count`, in the order in which they are merged. */
  onFirst: (count: number) => void
  onAdd: (taskIds: readonly string[]) => void
  onSplit: (groups: readonly Group[]) => void
  onBase: (base: 'local' | 'remote') => void
  onClose: () => void
}

/** Why a batch was not made, in words, with what can be done about it. */
export function Refusal({ problem, ...ways }: WaysOut & { problem: Problem }) {
  const projects = useProjects()
  const nameOf = (id: string) => projects.find((project) => project.id === id)?.name ?? t('a project')
  const { code, details } = problem
  switch (code) {
    case 'MIXED_PROJECTS': {
      const groups = groupsOf(details)
      return (
        <Said
          text={
            <>
              {t('These tasks belong to {count} projects, and a batch has one: {tasks}.', {
                count: groups.length,
                tasks: groups
                  .map(({ projectId, taskIds }) =>
                    t('{count, plural, one {# task} other {# tasks}} of {project}', {
                      count: taskIds.length,
                      project: nameOf(projectId),
                    }),
                  )
                  .join(', '),
              })}
              {ways.mode === 'combined' &&
                groups.some(({ taskIds }) => taskIds.length === 1) &&
                ` ${t('One task alone cannot be combined; its batch will be parallel.')}`}
            </>
          }
        >
          <Button size="s" variant="primary" onClick={() => ways.onSplit(groups)}>
            {t('Make {count} batches', { count: groups.length })}
          </Button>
        </Said>
      )
    }
    case 'BASE_DIVERGED':
      return (
        <Said text={problem.message}>
          <Button size="s" onClick={() => ways.onBase('local')}>
            {t('Start from the branch here')}
          </Button>
          <Button size="s" onClick={() => ways.onBase('remote')}>
            {t('Start from the remote’s')}
          </Button>
        </Said>
      )
    case 'BATCH_TOO_LARGE': {
      const projectId = textOf(details, 'projectId')
      const limit = typeof details?.['limit'] === 'number' ? details['limit'] : null
      return (
        <Said text={problem.message}>
          {limit !== null && (
            <Button size="s" variant="primary" onClick={() => ways.onFirst(limit)}>
              {t('{limit, plural, one {Take the first one} other {Take the first #}}', { limit })}
            </Button>
          )}
          {projectId === null ? (
            <Leading onClick={() => goTo({ to: 'settings', section: 'runs' })} onClose={ways.onClose}>
              {t('Open Settings › Runs')}
            </Leading>
          ) : (
            <Leading
              onClick={() => goTo({ to: 'project-settings', projectId, page: 'runs' })}
              onClose={ways.onClose}
            >
              {t('Open Project settings › Runs')}
            </Leading>
          )}
        </Said>
      )
    }
    case 'MODEL_NOT_CONFIGURED':
      return (
        <Said text={problem.message}>
          <Leading onClick={() => goTo({ to: 'settings', section: 'model' })} onClose={ways.onClose}>
            {t('Open Settings')}
          </Leading>
        </Said>
      )
    case 'IN_BATCH': {
      const batchId = textOf(details, 'batchId')
      const inside = batchId === null ? undefined : batches.get(batchId)
      const taskId =
        textOf(details, 'taskId') ??
        ways.taskIds.find((id) => inside?.tasks.some((task) => task.taskId === id)) ??
        null
      return (
        <Said text={problem.message}>
          {batchId !== null && (
            <Leading onClick={() => goTo({ to: 'batch', id: batchId })} onClose={ways.onClose}>
              {t('Open that batch')}
            </Leading>
          )}
          <LeaveOut taskId={taskId} {...ways} />
        </Said>
      )
    }
    case 'BLOCKED': {
      const missing = tasksOf(details)
      return (
        <Said text={problem.message}>
          {missing.length > 0 && (
            <Button size="s" onClick={() => ways.onAdd(missing.map(({ id }) => id))}>
              {t('Add {tasks}', { tasks: missing.map(({ identifier }) => identifier).join(', ') })}
            </Button>
          )}
          <LeaveOut taskId={textOf(details, 'id')} {...ways} />
        </Said>
      )
    }
    default:
      return (
        <Said text={problem.message}>
          <LeaveOut taskId={textOf(details, 'id')} {...ways} />
        </Said>
      )
  }
}

const Said = ({ text, children }: { text: ReactNode; children?: ReactNode }) => (
  <Notice tone="bad" live>
    <p>{typeof text === 'string' ? <WithCode text={text} /> : text}</p>
    <div className="mt-2 flex flex-wrap gap-1.5 empty:hidden">{children}</div>
  </Notice>
)

/** Goes elsewhere, and closes the dialog for it. */
const Leading = ({
  onClick,
  onClose,
  children,
}: {
  onClick: () => void
  onClose: () => void
  children: ReactNode
}) => (
  <Button
    size="s"
    onClick={() => {
      onClose()
      onClick()
    }}
  >
    {children}
  </Button>
)

function LeaveOut({ taskId, taskIds, onRemove }: WaysOut & { taskId: string | null }) {
  if (taskId === null || taskIds.length < 2 || !taskIds.includes(taskId)) return null
  return (
    <Button size="s" onClick={() => onRemove(taskId)}>
      {t('Leave it out')}
    </Button>
  )
}

const textOf = (details: Problem['details'], key: string): string | null => {
  const value = details?.[key]
  return typeof value === 'string' ? value : null
}

const listOf = (details: Problem['details'], key: string): Record<string, unknown>[] => {
  const value = details?.[key]
  return Array.isArray(value) ? (value as Record<string, unknown>[]) : []
}

const groupsOf = (details: Problem['details']): Group[] =>
  listOf(details, 'groups').map((group) => ({
    projectId: String(group['projectId']),
    taskIds: Array.isArray(group['taskIds']) ? group['taskIds'].map(String) : [],
  }))

const tasksOf = (details: Problem['details']) =>
  listOf(details, 'tasks').map((task) => ({ id: String(task['id']), identifier: String(task['identifier']) }))
