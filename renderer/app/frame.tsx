import { Outlet, useLocation } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { NewBatchDialog } from '../batches/new-batch-dialog.tsx'
import { NewContestDialog } from '../contests/new-contest-dialog.tsx'
import { ExecuteAnewDialog } from '../board/execute-anew-dialog.tsx'
import { NewTaskDialog } from '../board/new-task-dialog.tsx'
import { TaskPicker } from '../board/task-picker.tsx'
import { ImportDialog } from '../imports/import-dialog.tsx'
import { IssueDialogs } from '../issues/issue-dialogs.tsx'
import { AddProjectDialog } from '../projects/add-project-dialog.tsx'
import { PublishDialog } from '../publications/publish-dialog.tsx'
import { TrustDialog } from '../trust/trust-dialog.tsx'
import { useConnection } from '../state/hooks.ts'
import { goTo } from '../state/navigation.ts'
import { tellNews } from '../state/notifications.ts'
import { onShellCommand } from '../state/port-transport.ts'
import { useWaitingCount } from '../state/requests.ts'
import { useView, view } from '../state/view.ts'
import { keepFocus } from '../ui/kept-focus.ts'
import { useShortcut } from '../ui/use-shortcut.ts'
import { Help } from './help.tsx'
import { Palette } from './palette.tsx'
import { obey } from './shell-commands.ts'
import { Sidebar } from './sidebar.tsx'
import { StatusStrip } from './status-strip.tsx'

/** Sidebar, the screen, the strip, and what can lie over any of them. */
export function Frame() {
  const open = useView((state) => state.sidebarOpen)
  const path = useLocation({ select: (location) => location.pathname + location.searchStr })
  const feed = useConnection((state) => state.feed)
  const stale = useConnection((state) => state.stale)

  useShortcut('mod+k', () => view.setState((state) => ({ palette: !state.palette })), { inFields: true })
  useShortcut('?', () => view.setState({ help: true }))
  useShortcut('c', () => {
    view.setState((state) => ({ newTask: { projectId: state.lastProjectId, status: 'todo' } }))
  })
  useEffect(() => view.setState({ sidebarOpen: false }), [path])
  useGoTo()
  useTitle()
  useEffect(tellNews, [])
  useEffect(keepFocus, [])
  useEffect(() => onShellCommand(obey), [])

  return (
    <div className="flex h-full" data-stale={stale || undefined}>
      <a
        href="#main"
        className="sr-only z-60 rounded-m bg-accent px-3 py-1.5 text-on-accent focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
      >
        Skip to the content
      </a>
      {open && (
        <button
          type="button"
          aria-label="Close the sidebar"
          className="enter-fade fixed inset-0 z-30 bg-scrim min-[901px]:hidden"
          onClick={() => view.setState({ sidebarOpen: false })}
        />
      )}
      <Sidebar open={open} />
      <div className="flex min-w-0 flex-1 flex-col">
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
      <Palette />
      <Help />
      <NewTaskDialog />
      <NewBatchDialog />
      <ExecuteAnewDialog />
      <NewContestDialog />
      <PublishDialog />
      <TaskPicker />
      <AddProjectDialog />
      <ImportDialog />
      <IssueDialogs />
      <TrustDialog />
    </div>
  )
}

/** Between the G and the second key of “go to inbox” and “go to batches”, in milliseconds. */
const SEQUENCE = 1000

function useGoTo(): void {
  const pressed = useRef(Number.NEGATIVE_INFINITY)
  useShortcut('g', () => {
    pressed.current = performance.now()
    return false
  })
  useShortcut('i', () => {
    if (performance.now() - pressed.current > SEQUENCE) return false
    goTo({ to: 'inbox' })
  })
  useShortcut('b', () => {
    if (performance.now() - pressed.current > SEQUENCE) return false
    goTo({ to: 'batches' })
  })
}

/** How many wait stands in the window's title, where it is seen from elsewhere. */
function useTitle(): void {
  const waiting = useWaitingCount()
  useEffect(() => {
    document.title = waiting === 0 ? 'OpenLinear' : `(${waiting}) OpenLinear`
  }, [waiting])
}
