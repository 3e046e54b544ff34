import { Outlet, useLocation } from '@tanstack/react-router'
import { lazy, Suspense, useEffect, useSyncExternalStore } from 'react'
import { useAppCommands } from '../commands/use-app-commands.ts'
import { loadEditorWhenIdle } from '../editor/editor.tsx'
import { useConnection, useTaskByIdentifier } from '../state/hooks.ts'
import { tellNews } from '../state/notifications.ts'
import { onShellCommand } from '../state/desktop-window.ts'
import { useResumedNotice } from '../state/resumed.ts'
import { useWaitingCount } from '../state/requests.ts'
import { useView, view } from '../state/view.ts'
import { t } from '../strings/t.ts'
import { loadTaskViewWhenIdle } from '../task/load-task-view.ts'
import { showFullText } from '../ui/full-text.ts'
import { keepFocus } from '../ui/kept-focus.ts'
import { Dialogs } from './dialogs.tsx'
import { obey } from './shell-commands.ts'
import { Sidebar } from './sidebar.tsx'
import { narrowWindow } from './sidebar-layout.ts'
import { StatusStrip } from './status-strip.tsx'

// After the first picture, and all that is brought for it. Nobody asked for it: a page without it is whole.
const WarmUp = lazy(async () => {
  await new Promise((resolve) => requestIdleCallback(resolve))
  const brought = await import('./warm-up.tsx').catch(() => null)
  return { default: brought?.WarmUp ?? (() => null) }
})

/** Sidebar, the screen, the strip, and what can lie over any of them. */
export function Frame() {
  const open = useView((state) => state.sidebarOpen)
  const path = useLocation({ select: (location) => location.pathname + location.searchStr })
  const feed = useConnection((state) => state.feed)
  const silent = useConnection((state) => state.silent)

  const isNarrow = useSyncExternalStore(subscribeNarrow, () => narrowWindow().matches)

  useAppCommands()
  useEffect(() => view.setState({ sidebarOpen: false }), [path])
  useTitle(path)
  useEffect(tellNews, [])
  useResumedNotice()
  useEffect(keepFocus, [])
  useEffect(showFullText, [])
  useEffect(loadEditorWhenIdle, [])
  useEffect(loadTaskViewWhenIdle, [])
  useEffect(() => onShellCommand(obey), [])

  return (
    <div className="flex h-full" data-silent={silent || undefined}>
      <a
        href="#main"
        className="sr-only z-60 rounded-m bg-accent px-3 py-1.5 text-on-accent focus:not-sr-only focus:fixed focus:start-2 focus:top-2"
      >
        {t('Skip to the content')}
      </a>
      {open && (
        <button
          type="button"
          aria-label={t('Close the sidebar')}
          tabIndex={-1}
          className="enter-fade fixed inset-0 z-30 bg-scrim min-[901px]:hidden"
          onClick={() => view.setState({ sidebarOpen: false })}
        />
      )}
      <Sidebar open={open} />
      <div className="flex min-w-0 flex-1 flex-col" inert={open && isNarrow}>
        <main
          id="main"
          tabIndex={-1}
          className="flex min-h-0 flex-1 flex-col"
          aria-busy={feed === 'connecting'}
        >
          <Outlet />
        </main>
        <StatusStrip />
      </div>
      <Dialogs />
      <Suspense fallback={null}>
        <WarmUp />
      </Suspense>
    </div>
  )
}

function subscribeNarrow(changed: () => void): () => void {
  const query = narrowWindow()
  query.addEventListener('change', changed)
  return () => query.removeEventListener('change', changed)
}

/** How many wait and which task is shown stand in the window's title, where windows are told apart from elsewhere. */
function useTitle(path: string): void {
  const waiting = useWaitingCount()
  const task = useTaskByIdentifier(/^\/(?:task|brainstorm)\/([\w-]+)/.exec(path)?.[1] ?? '')
  useEffect(() => {
    const shown = task === undefined ? 'OpenLinear' : `${task.identifier} ${task.title} – OpenLinear`
    document.title = waiting === 0 ? shown : `(${waiting}) ${shown}`
  }, [waiting, task])
}
