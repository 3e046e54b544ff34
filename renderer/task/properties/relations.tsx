import { Pencil, X } from 'lucide-react'
import { useMemo, useState } from 'react'
import type { Task } from '#shared/tasks.ts'
import { changeTask } from '../../state/actions.ts'
import { useTasksOf } from '../../state/hooks.ts'
import { IconButton } from '../../ui/button.tsx'
import { cn } from '../../ui/cn.ts'
import { StatusIcon } from '../../ui/icons/status-icon.tsx'
import { Combobox, type Option } from '../../ui/select.tsx'
import { TaskLink } from '../task-link.tsx'
import { Property, Unset, ValueButton } from './property.tsx'

const OVER =
  'absolute end-0 rounded-s bg-bg opacity-0 group-focus-within:opacity-100 group-hover:opacity-100 has-[[data-state=open]]:opacity-100 coarse:static coarse:opacity-100'

/** Parent and dependencies. The host refuses circles; its words stand beneath the field that made one. */
export function Relations({ task }: { task: Task }) {
  const all = useTasksOf(task.projectId)
  const [problem, setProblem] = useState<{ field: 'parent' | 'depends'; message: string } | null>(null)
  const byId = useMemo(() => new Map(all.map((one) => [one.id, one])), [all])
  const others = useMemo<Option[]>(
    () =>
      all
        .filter((one) => one.id !== task.id)
        .map((one) => ({
          id: one.id,
          label: one.title,
          icon: <StatusIcon status={one.status} />,
          hint: one.identifier,
          keywords: [one.identifier],
        })),
    [all, task.id],
  )
  const parent = task.parentId === null ? undefined : byId.get(task.parentId)
  const blockers = task.dependsOn.flatMap((id) => byId.get(id) ?? [])
  const blocked = useMemo(() => all.filter((one) => one.dependsOn.includes(task.id)), [all, task.id])
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
      <Property name="Parent" error={problem?.field === 'parent' ? problem.message : null}>
        {/* The title has the whole width: what changes it lies over its end while it is pointed at or has the focus. */}
        <div className="group relative flex min-w-0 items-center">
          {parent && (
            <span className="-ml-1.5 min-w-0">
              <TaskLink task={parent} full />
            </span>
          )}
          <span className={cn('flex min-w-0', task.parentId !== null && parent !== undefined && OVER)}>
            <Combobox
              label="Choose a parent"
              width={320}
              value={task.parentId}
              options={others}
              empty="No other task in this project"
              onChange={(parentId) => void change('parent', { parentId })}
              trigger={
                parent ? (
                  <IconButton size="s" label="Change the parent">
                    <Pencil />
                  </IconButton>
                ) : (
                  <ValueButton aria-label="Parent: none">
                    <Unset>None</Unset>
                  </ValueButton>
                )
              }
            />
            {task.parentId !== null && (
              <IconButton
                size="s"
                label="Remove the parent"
                onClick={() => void change('parent', { parentId: null })}
              >
                <X />
              </IconButton>
            )}
          </span>
        </div>
      </Property>
      <Property name="Depends on" error={problem?.field === 'depends' ? problem.message : null}>
        <div className="grid min-w-0">
          {blockers.map((one) => (
            <div key={one.id} className="-ml-1.5 flex min-w-0 items-center">
              <span className="min-w-0 flex-1">
                <TaskLink task={one} full />
              </span>
              <IconButton
                size="s"
                label={`No longer depend on ${one.identifier}`}
                onClick={() =>
                  void change('depends', { dependsOn: task.dependsOn.filter((id) => id !== one.id) })
                }
              >
                <X />
              </IconButton>
            </div>
          ))}
          <Combobox
            multiple
            label="Depends on"
            width={320}
            value={task.dependsOn}
            options={others}
            empty="No other task in this project"
            onChange={(dependsOn) => void change('depends', { dependsOn })}
            trigger={
              <ValueButton>
                <span className="sr-only">Depends on: </span>
                <Unset>{blockers.length === 0 ? 'Nothing' : 'Change'}</Unset>
                {open.length > 0 && <span className="text-11 text-wait">waits for {open.length}</span>}
              </ValueButton>
            }
          />
        </div>
      </Property>
      {blocked.length > 0 && (
        <Property name="Blocks">
          <div className="-ml-1.5 grid min-w-0">
            {blocked.map((one) => (
              <TaskLink key={one.id} task={one} full />
            ))}
          </div>
        </Property>
      )}
    </>
  )
}
