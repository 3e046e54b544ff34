import { Link, useLocation } from '@tanstack/react-router'
import {
  ChartColumn,
  Columns3,
  Inbox,
  Lightbulb,
  PanelLeftClose,
  Search,
  Settings as SettingsIcon,
  Zap,
} from 'lucide-react'
import { useEffect, useRef } from 'react'
import { useCommand } from '../commands/use-command.ts'
import { useOpenBatchCount } from '../state/batches.ts'
import { useTaskByIdentifier } from '../state/hooks.ts'
import { useWaitingCount } from '../state/requests.ts'
import { view } from '../state/view.ts'
import { t } from '../strings/t.ts'
import { IconButton } from '../ui/button.tsx'
import { cn } from '../ui/cn.ts'
import { Kbd } from '../ui/kbd.tsx'
import { Brand } from './brand.tsx'
import { SidebarEdge } from './sidebar-edge.tsx'
import { toggleSidebar, useSidebarLayout } from './sidebar-layout.ts'
import { SidebarProjects } from './sidebar-projects.tsx'
import { sidebarRow } from './sidebar-row.ts'
import { SidebarViews } from './sidebar-views.tsx'

/** Where everything is. `open`: in a narrow window it lies over the page now. */
export function Sidebar({ open }: { open: boolean }) {
  const current = useCurrent()
  const isCollapsed = useSidebarLayout((state) => state.isCollapsed)
  const aside = useRef<HTMLElement>(null)
  useCommand('app.sidebar', toggleSidebar)
  useOverlayFocus(aside, open)
  useFocusOnHide(aside, isCollapsed)
  return (
    <aside
      ref={aside}
      id="sidebar"
      aria-label={t('Sidebar')}
      onClick={(event) => {
        // Whatever was chosen lies under it in a narrow window.
        if (open && (event.target as Element).closest('a, button') !== null)
          view.setState({ sidebarOpen: false })
      }}
      onKeyDown={(event) => {
        if (open && event.key === 'Escape') view.setState({ sidebarOpen: false })
      }}
      className={cn(
        '@container relative flex w-(--side) max-w-[85vw] shrink-0 flex-col border-e bg-side px-2 py-2.5',
        'max-[900px]:fixed max-[900px]:inset-y-0 max-[900px]:start-0 max-[900px]:z-30 max-[900px]:shadow-float',
        !open && 'max-[900px]:hidden',
        isCollapsed && 'min-[901px]:hidden',
      )}
    >
      <div className="mb-2 flex items-center justify-between">
        <Brand />
        <button
          type="button"
          onClick={() => view.setState({ palette: true })}
          className="flex h-control shrink-0 items-center gap-1.5 rounded-m px-1.5 text-fg-3 hover:bg-hover hover:text-fg coarse:h-touch"
        >
          <Search aria-hidden className="size-3.5" />
          <span className="sr-only">{t('Search and commands')}</span>
          <span className="@max-[14.2em]:hidden">
            <Kbd keys="app.palette" />
          </span>
        </button>
      </div>
      <nav aria-label={t('Main')} className="flex min-h-0 flex-1 flex-col gap-0.5">
        <InboxLink current={current === 'inbox'} />
        <Link to="/" search={{}} {...sidebarRow(current === 'all')}>
          <Columns3 />
          {t('All tasks')}
        </Link>
        <BatchesLink current={current === 'batches'} />
        <Link to="/brainstorm" search={{}} {...sidebarRow(current === 'brainstorm')}>
          <Lightbulb />
          {t('Brainstorm')}
        </Link>
        <Link to="/usage" search={{}} {...sidebarRow(current === 'usage')}>
          <ChartColumn />
          {t('Usage')}
        </Link>
        <div className="-mx-0.5 mt-3.5 flex min-h-0 flex-1 flex-col gap-3.5 overflow-y-auto px-0.5 pb-0.5">
          <SidebarProjects current={current} />
          <SidebarViews current={current} />
        </div>
        <div className="flex items-center gap-0.5">
          <Link to="/settings" search={{}} {...sidebarRow(current === 'settings', 'flex-1')}>
            <SettingsIcon />
            {t('Settings')}
          </Link>
          <IconButton label={t('Hide the sidebar')} keys="app.sidebar" side="top" onClick={toggleSidebar}>
            <PanelLeftClose />
          </IconButton>
        </div>
      </nav>
      <SidebarEdge />
    </aside>
  )
}

/** Over the page it has the keys while it is there, and gives them back to what opened it. */
function useOverlayFocus(aside: React.RefObject<HTMLElement | null>, open: boolean): void {
  const wasOpen = useRef(false)
  useEffect(() => {
    if (open) aside.current?.querySelector<HTMLElement>('nav a')?.focus()
    else if (wasOpen.current && isLeftBehind(aside.current)) focusOpener()
    wasOpen.current = open
  }, [aside, open])
}

/** Whoever hides it with a key or its button goes on at what brings it back. */
function useFocusOnHide(aside: React.RefObject<HTMLElement | null>, isCollapsed: boolean): void {
  const before = useRef(isCollapsed)
  useEffect(() => {
    if (isCollapsed && !before.current && isLeftBehind(aside.current)) focusOpener()
    before.current = isCollapsed
  }, [aside, isCollapsed])
}

/** Whether the focus is nobody's, or of what is hidden now; else what was chosen has taken it. */
function isLeftBehind(aside: HTMLElement | null): boolean {
  const active = document.activeElement
  return active === document.body || aside?.contains(active) === true
}

const focusOpener = () => document.getElementById('show-sidebar')?.focus()

function InboxLink({ current }: { current: boolean }) {
  const count = useWaitingCount()
  return (
    <Link
      to="/inbox"
      aria-label={count === 0 ? t('Inbox') : t('Inbox, {count} waiting', { count })}
      {...sidebarRow(current)}
    >
      <Inbox />
      <span className="flex-1">{t('Inbox')} </span>
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
    <Link
      to="/batches"
      aria-label={count === 0 ? t('Batches') : t('Batches, {count} open', { count })}
      {...sidebarRow(current)}
    >
      <Zap />
      <span className="flex-1">{t('Batches')} </span>
      {count > 0 && <span className="text-11 font-normal text-fg-3 tabular-nums">{count}</span>}
    </Link>
  )
}

/** Where one is: the id of a view or a project, `all`, `inbox`, `batches`, `usage` or `settings`. A task is in its project. */
function useCurrent(): string | null {
  const path = useLocation({ select: (location) => location.pathname })
  const project = useLocation({ select: (location) => location.search.project })
  const savedView = useLocation({ select: (location) => location.search.view })
  const identifier = path.startsWith('/task/') ? decodeURIComponent(path.slice(6)) : ''
  const task = useTaskByIdentifier(identifier)
  if (path === '/') return savedView ?? project ?? 'all'
  if (path === '/settings' || path === '/inbox' || path === '/usage') return path.slice(1)
  if (path.startsWith('/batches')) return 'batches'
  if (path.startsWith('/brainstorm')) return 'brainstorm'
  if (path.startsWith('/projects/')) return path.split('/')[2] ?? null
  return task?.projectId ?? null
}
