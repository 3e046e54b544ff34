import { Pencil, X } from 'lucide-react'
import { useCallback, useState } from 'react'
import type { Task } from '#shared/tasks.ts'
import { changeTask } from '../../state/actions.ts'
import { useTask, useTasksThat } from '../../state/hooks.ts'
import { t } from '../../strings/t.ts'
import { IconButton } from '../../ui/button.tsx'
import { cn } from '../../ui/cn.ts'
import { Combobox } from '../../ui/select.tsx'
import { TaskLink } from '../task-link.tsx'
import { otherTasks } from '../task-options.tsx'
import { Property, Unset, ValueButton } from './property.tsx'

const OVER =
  'absolute end-0 rounded-s bg-bg opacity-0 group-focus-within:opacity-100 group-hover:opacity-100 has-[[data-state=open]]:opacity-100 coarse:static coarse:opacity-100'

/** Parent and dependencies. The host refuses circles; its words stand beneath the field that made one. */
export function Relations({ task }: { task: Task }) {
  const { id, projectId, dependsOn } = task
  const [problem, setProblem] = useState<{ field: 'parent' | 'depends'; message: string } | null>(null)
  // Made when a list opens: a project may have thousands of tasks.
  const others = useCallback(() => otherTasks(projectId, [id]), [id, projectId])
  const held = useTask(task.parentId)
  const parent = held?.archived === false ? held : undefined
  const needed = useTasksThat(useCallback((one) => dependsOn.includes(one.id), [dependsOn]))
  const blockers = dependsOn.flatMap((of) => needed.find((one) => one.id === of) ?? [])
  const blocked = useTasksThat(
    useCallback((one) => one.dependsOn.includes(id) && one.projectId === projectId, [id, projectId]),
  )
  const open = blockers.filter((one) => one.status !== 'done')

  const change = async (
    field: 'parent' | 'depends',
    patch: { parentId?: string | null; dependsOn?: string[] },
  ) => {
    setProblem(null)
    const refused = await changeTask(task.id, patch)
    if (refused !== null) setProblem({ field, message: refused.message })
  }
  return (
    <>
      <Property name={t('Parent')} error={problem?.field === 'parent' ? problem.message : null}>
        {/* The title has the whole width: what changes it lies over its end while it is pointed at or has the focus. */}
        <div className="group relative flex min-w-0 items-center">
          {parent && (
            <span className="-ms-1.5 min-w-0">
              <TaskLink task={parent} full />
            </span>
          )}
          <span className={cn('flex min-w-0', task.parentId !== null && parent !== undefined && OVER)}>
            <Combobox
              label={t('Choose a parent')}
              width={320}
              value={task.parentId}
              options={others}
              empty={t('No other task in this project')}
              onChange={(parentId) => void change('parent', { parentId })}
              trigger={
                parent ? (
                  <IconButton size="s" label={t('Change the parent')}>
                    <Pencil />
                  </IconButton>
                ) : (
                  <ValueButton aria-label={t('Parent: none')}>
                    <Unset>{t('None')}</Unset>
                  </ValueButton>
                )
              }
            />
            {task.parentId !== null && (
              <IconButton
                size="s"
                label={t('Remove the parent')}
                onClick={() => void change('parent', { parentId: null })}
              >
                <X />
              </IconButton>
            )}
          </span>
        </div>
      </Property>
      <Property name={t('Depends on')} error={problem?.field === 'depends' ? problem.message : null}>
        <div className="grid min-w-0">
          {blockers.map((one) => (
            <div key={one.id} className="-ms-1.5 flex min-w-0 items-center">
              <span className="min-w-0 flex-1">
                <TaskLink task={one} full />
              </span>
              <IconButton
                size="s"
                label={t('No longer depend on {identifier}', { identifier: one.identifier })}
                onClick={() => void change('depends', { dependsOn: dependsOn.filter((of) => of !== one.id) })}
              >
                <X />
              </IconButton>
            </div>
          ))}
          <Combobox
            multiple
            label={t('Depends on')}
            width={320}
            value={task.dependsOn}
            options={others}
            empty={t('No other task in this project')}
            onChange={(dependsOn) => void change('depends', { dependsOn })}
            trigger={
              <ValueButton>
                <span className="sr-only">{t('Depends on:')} </span>
                <Unset>{blockers.length === 0 ? t('Nothing') : t('Change')}</Unset>
                {open.length > 0 && (
                  <span className="text-11 text-wait">{t('waits for {count}', { count: open.length })}</span>
                )}
              </ValueButton>
            }
          />
        </div>
      </Property>
      {blocked.length > 0 && (
        <Property name={t('Blocks')}>
          <div className="-ms-1.5 grid min-w-0">
            {blocked.map((one) => (
              <TaskLink key={one.id} task={one} full />
            ))}
          </div>
        </Property>
      )}
    </>
  )
}
