import { Link } from '@tanstack/react-router'
import { CircleAlert, Plus, Settings as SettingsIcon } from 'lucide-react'
import { useCallback } from 'react'
import type { Project } from '#shared/projects.ts'
import type { Task } from '#shared/tasks.ts'
import { useProjects, useSelected } from '../state/hooks.ts'
import { goTo } from '../state/navigation.ts'
import { tasks } from '../state/stores.ts'
import { view } from '../state/view.ts'
import { t } from '../strings/t.ts'
import { IconButton } from '../ui/button.tsx'
import { Dot } from '../ui/dot.tsx'
import { colorValue } from '../ui/icons/color.ts'
import { ContextMenu, MenuItem } from '../ui/menu.tsx'
import { Spinner } from '../ui/spinner.tsx'
import { sidebarRow } from './sidebar-row.ts'

/** The projects, oldest first; `current` is the id of the one that is shown. */
export function SidebarProjects({ current }: { current: string | null }) {
  const list = useProjects()
  return (
    <section aria-labelledby="sidebar-projects" className="flex flex-col gap-0.5">
      <div className="flex items-center justify-between ps-2 pe-0.5">
        <h2 id="sidebar-projects" className="text-11 font-medium text-fg-3">
          {t('Projects')}
        </h2>
        <IconButton label={t('Add a project')} size="s" onClick={() => view.setState({ addProject: true })}>
          <Plus />
        </IconButton>
      </div>
      {list.map((project) => (
        <ProjectRow key={project.id} project={project} isCurrent={current === project.id} />
      ))}
      {list.length === 0 && <p className="px-2 py-1 text-12 text-fg-3">{t('No project yet')}</p>}
    </section>
  )
}

const isOpen = (task: Task) => !task.archived && task.status !== 'done' && task.status !== 'cancelled'

function ProjectRow({ project, isCurrent }: { project: Project; isCurrent: boolean }) {
  const { id } = project
  const isCloning = project.state === 'cloning'
  const count = useSelected(
    tasks.store,
    useCallback(
      ({ byId }: { byId: ReadonlyMap<string, Task> }) => {
        let open = 0
        for (const task of byId.values()) if (task.projectId === id && isOpen(task)) open++
        return open
      },
      [id],
    ),
  )
  return (
    <ContextMenu
      label={project.name}
      menu={
        <>
          <MenuItem onSelect={() => goTo({ to: 'board', projectId: id })}>{t('Open board')}</MenuItem>
          <MenuItem
            onSelect={() => view.setState({ newTask: { projectId: id, status: 'todo' } })}
            disabled={isCloning}
            hint={isCloning ? t('once it is cloned') : undefined}
          >
            {t('New task')}
          </MenuItem>
          <MenuItem
            onSelect={() => view.setState({ importing: { projectId: id } })}
            disabled={isCloning}
            hint={isCloning ? t('once it is cloned') : undefined}
          >
            {t('Import tasks…')}
          </MenuItem>
          <MenuItem onSelect={() => goTo({ to: 'project-settings', projectId: id })}>
            {t('Project settings')}
          </MenuItem>
        </>
      }
    >
      <div className="relative">
        <Link to="/" search={{ project: id }} {...sidebarRow(isCurrent, 'peer')}>
          {isCloning ? (
            <Spinner size={10} className="-mx-px" />
          ) : project.state === 'error' ? (
            <CircleAlert className="-mx-0.5 size-3! text-bad" aria-label={t('Problem')} />
          ) : (
            <Dot color={colorValue(project.color)} />
          )}
          <span dir="auto" className="min-w-0 flex-1 truncate">
            {project.name}
          </span>
          <span className="text-11 font-normal text-fg-3 tabular-nums group-hover:invisible group-focus-visible:invisible">
            {count > 0 && count}
          </span>
        </Link>
        <Link
          to="/projects/$id/settings"
          params={{ id }}
          aria-label={t('Settings of {name}', { name: project.name })}
          className="absolute inset-y-0 end-1 my-auto grid size-5 place-items-center rounded-s text-fg-3 opacity-0 peer-hover:opacity-100 hover:bg-active hover:text-fg hover:opacity-100 focus-visible:opacity-100 coarse:hidden"
        >
          <SettingsIcon className="size-3" />
        </Link>
      </div>
    </ContextMenu>
  )
}
