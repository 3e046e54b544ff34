import { Link, useLocation } from '@tanstack/react-router'
import { CircleAlert, Columns3, Inbox, Plus, Search, Settings as SettingsIcon, Zap } from 'lucide-react'
import { useCallback } from 'react'
import type { Project } from '#shared/projects.ts'
import type { Task } from '#shared/tasks.ts'
import { useOpenBatchCount } from '../state/batches.ts'
import { useProjects, useSelected, useTaskByIdentifier } from '../state/hooks.ts'
import { goTo } from '../state/navigation.ts'
import { useWaitingCount } from '../state/requests.ts'
import { tasks } from '../state/stores.ts'
import { view } from '../state/view.ts'
import { IconButton } from '../ui/button.tsx'
import { cn } from '../ui/cn.ts'
import { Dot } from '../ui/dot.tsx'
import { colorValue } from '../ui/icons/color.ts'
import { Kbd } from '../ui/kbd.tsx'
import { ContextMenu, MenuItem } from '../ui/menu.tsx'
import { Spinner } from '../ui/spinner.tsx'
import { Brand } from './brand.tsx'

const ROW =
  'group flex h-7 items-center gap-2 rounded-m px-2 text-fg-2 transition-colors duration-(--fast) hover:bg-hover hover:text-fg coarse:h-9 [&_svg]:size-[15px] [&_svg]:shrink-0'
const ON = 'bg-active! text-fg font-medium'

export function Sidebar({ open }: { open: boolean }) {
  const list = useProjects()
  const current = useCurrent()
  return (
    <aside
      aria-label="Sidebar"
      onClick={(event) => {
        // Whatever was chosen lies under it in a narrow window.
        if (open && (event.target as Element).closest('a, button') !== null)
          view.setState({ sidebarOpen: false })
      }}
      className={cn(
        'flex w-(--side) shrink-0 flex-col border-r bg-side px-2 py-2.5',
        'max-[900px]:fixed max-[900px]:inset-y-0 max-[900px]:left-0 max-[900px]:z-30 max-[900px]:shadow-float',
        !open && 'max-[900px]:hidden',
      )}
    >
      <div className="mb-2 flex items-center justify-between">
        <Brand />
        <button
          type="button"
          aria-label="Search and commands"
          onClick={() => view.setState({ palette: true })}
          className="mr-1 flex h-6 items-center gap-1.5 rounded-m px-1.5 text-fg-3 hover:bg-hover hover:text-fg"
        >
          <Search className="size-3.5" />
          <Kbd keys="mod+k" />
        </button>
      </div>
      <nav aria-label="Main" className="flex min-h-0 flex-1 flex-col gap-0.5">
        <InboxLink current={current === 'inbox'} />
        <Link to="/" search={{}} {...mark(current === 'all')}>
          <Columns3 />
          All tasks
        </Link>
        <BatchesLink current={current === 'batches'} />
        <div className="mt-3.5 flex items-center justify-between pr-0.5 pl-2">
          <h2 className="text-11 font-medium text-fg-3">Projects</h2>
          <IconButton label="Add a project" size="s" onClick={() => view.setState({ addProject: true })}>
            <Plus />
          </IconButton>
        </div>
        <div className="-mx-0.5 flex min-h-0 flex-1 flex-col gap-0.5 overflow-y-auto px-0.5 py-0.5">
          {list.map((project) => (
            <ProjectRow key={project.id} project={project} current={current === project.id} />
          ))}
          {list.length === 0 && <p className="px-2 py-1 text-12 text-fg-3">No project yet</p>}
        </div>
        <Link to="/settings" search={{}} {...mark(current === 'settings')}>
          <SettingsIcon />
          Settings
        </Link>
      </nav>
    </aside>
  )
}

function InboxLink({ current }: { current: boolean }) {
  const count = useWaitingCount()
  return (
    <Link to="/inbox" aria-label={count === 0 ? 'Inbox' : `Inbox, ${count} waiting`} {...mark(current)}>
      <Inbox />
      <span className="flex-1">Inbox</span>
      {count > 0 && (
        <span className="rounded-full bg-wait/22 px-1.5 text-11 leading-4.5 font-semibold text-wait tabular-nums">
          {count}
        </span>
      )}
    </Link>
  )
}

function BatchesLink({ current }: { current: boolean }) {
  const count = useOpenBatchCount()
  return (
    <Link to="/batches" aria-label={count === 0 ? 'Batches' : `Batches, ${count} open`} {...mark(current)}>
      <Zap />
      <span className="flex-1">Batches</span>
      {count > 0 && <span className="text-11 font-normal text-fg-3 tabular-nums">{count}</span>}
    </Link>
  )
}

/** Where one is: a project's id, `all`, `inbox`, `batches` or `settings`. A task is in its project. */
function useCurrent(): string | null {
  const path = useLocation({ select: (location) => location.pathname })
  const project = useLocation({ select: (location) => location.search.project })
  const identifier = path.startsWith('/task/') ? decodeURIComponent(path.slice(6)) : ''
  const task = useTaskByIdentifier(identifier)
  if (path === '/') return project ?? 'all'
  if (path === '/settings' || path === '/inbox') return path.slice(1)
  if (path.startsWith('/batches')) return 'batches'
  if (path.startsWith('/projects/')) return path.split('/')[2] ?? null
  return task?.projectId ?? null
}

const mark = (current: boolean) =>
  current
    ? ({ className: cn(ROW, ON), 'aria-current': 'page' } as const)
    : ({ className: ROW, 'aria-current': undefined } as const)

const isOpen = (task: Task) => !task.archived && task.status !== 'done' && task.status !== 'cancelled'

function ProjectRow({ project, current }: { project: Project; current: boolean }) {
  const { id } = project
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
          <MenuItem onSelect={() => goTo({ to: 'board', projectId: id })}>Open board</MenuItem>
          <MenuItem
            onSelect={() => view.setState({ newTask: { projectId: id, status: 'todo' } })}
            disabled={project.state === 'cloning'}
          >
            New task
          </MenuItem>
          <MenuItem
            onSelect={() => view.setState({ importing: { projectId: id } })}
            disabled={project.state === 'cloning'}
          >
            Import tasks…
          </MenuItem>
          <MenuItem onSelect={() => goTo({ to: 'project-settings', projectId: id })}>
            Project settings
          </MenuItem>
        </>
      }
    >
      <div className="relative">
        <Link
          to="/"
          search={{ project: id }}
          aria-current={current ? 'page' : undefined}
          className={cn(ROW, 'peer', current && ON)}
        >
          {project.state === 'cloning' ? (
            <Spinner size={10} className="-mx-px" />
          ) : project.state === 'error' ? (
            <CircleAlert className="-mx-0.5 size-3! text-bad" aria-label="Problem" />
          ) : (
            <Dot color={colorValue(project.color)} />
          )}
          <span className="min-w-0 flex-1 truncate">{project.name}</span>
          <span className="text-11 font-normal text-fg-3 tabular-nums group-hover:invisible group-focus-visible:invisible">
            {count > 0 && count}
          </span>
        </Link>
        <Link
          to="/projects/$id/settings"
          params={{ id }}
          aria-label={`Settings of ${project.name}`}
          className="absolute top-1 right-1 grid size-5 place-items-center rounded-s text-fg-3 opacity-0 peer-hover:opacity-100 hover:bg-active hover:text-fg hover:opacity-100 focus-visible:opacity-100"
        >
          <SettingsIcon className="size-3" />
        </Link>
      </div>
    </ContextMenu>
  )
}
