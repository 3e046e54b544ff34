import { SquareTerminal } from 'lucide-react'
import { lazy, Suspense, useRef } from 'react'
import { useCommand } from '../commands/use-command.ts'
import { attempt } from '../state/attempt.ts'
import { useProject } from '../state/hooks.ts'
import { loadTerminals, openTerminal, startDev, type TerminalPlace } from '../state/terminals.ts'
import { t } from '../strings/t.ts'
import { IconButton } from '../ui/button.tsx'
import { scaled } from '../ui/scaled.ts'
import { askForFocus, hidePanel, isPanelOpen, openPanel, showTerminal, usePanel } from './panel-state.ts'
import { terminalsIn, useDevOf } from './use-terminals.ts'

// What draws a terminal is heavy, and needed only here.
const TerminalPanel = lazy(() => import('./terminal-panel.tsx'))

/** Marks the button that shows the panel: it takes the focus when the panel goes and nobody else had it. */
const BUTTON = 'terminal-toggle'
const hasFocus = (selector: string) => document.querySelector(`${selector} :focus`) !== null
const panelHasFocus = () => hasFocus('[data-terminal-panel]')
/** The key goes to the terminal first, and only from there away. */
const isThrough = () =>
  panelHasFocus() && (document.querySelector('[data-terminal]') === null || hasFocus('[data-terminal]'))

/** Shows the terminals of a place; a first one is opened, for whoever asks for a terminal wants one. */
async function show(place: TerminalPlace): Promise<void> {
  openPanel(place.path)
  const isLoaded = await attempt(async () => {
    await loadTerminals()
    return true
  }, t('The terminals could not be loaded'))
  if (isLoaded !== null && terminalsIn(place.path).length === 0) {
    const opened = await openTerminal(place)
    if (opened !== null) showTerminal(place.path, opened.id)
  }
  // Not before: what says that nothing is open here would take it.
  askForFocus(place.path)
}

/** The button in a task's bar. */
export function TerminalButton({ place }: { place: TerminalPlace | null }) {
  const isOpen = usePanel(({ open }) => place !== null && open.includes(place.path))
  if (place === null) return null
  return (
    <IconButton
      id={BUTTON}
      label={isOpen ? t('Hide the terminal') : t('Show the terminal')}
      keys="terminal.toggle"
      aria-expanded={isOpen}
      onClick={() => {
        if (isOpen) hidePanel(place.path)
        else void show(place)
      }}
    >
      <SquareTerminal />
    </IconButton>
  )
}

/** The place of the terminals at the foot of a task, and their commands. */
export function TerminalDock({ place }: { place: TerminalPlace | null }) {
  const isOpen = usePanel(({ open }) => place !== null && open.includes(place.path))
  const height = usePanel((panel) => panel.height)
  const before = useRef<Element | null>(null)
  const project = useProject(place?.projectId)
  const dev = useDevOf(place?.path ?? null)
  const runId = place?.runId ?? null

  const leave = () => {
    const back = before.current
    const isThere = back instanceof HTMLElement && back.isConnected && back !== document.body
    ;(isThere ? back : document.getElementById(BUTTON))?.focus()
  }
  const hide = () => {
    if (place === null) return
    // First: the focus of what goes away would be lost.
    if (panelHasFocus()) leave()
    hidePanel(place.path)
  }
  const enabled = place !== null
  useCommand(
    'terminal.toggle',
    () => {
      if (place === null) return
      if (isPanelOpen(place.path) && isThrough()) return hide()
      if (!panelHasFocus()) before.current = document.activeElement
      void show(place)
    },
    { enabled, inFields: true },
  )
  useCommand(
    'terminal.new',
    async () => {
      if (place === null) return
      openPanel(place.path)
      const opened = await openTerminal(place)
      if (opened === null) return
      showTerminal(place.path, opened.id)
      askForFocus(place.path)
    },
    { enabled: enabled && !isOpen },
  )
  useCommand(
    'dev.start',
    () => {
      if (runId === null || place === null) return
      void startDev(runId, ({ id }) => {
        showTerminal(place.path, id)
        openPanel(place.path)
      })
    },
    { enabled: runId !== null && (project?.devCommand ?? null) !== null && dev?.status !== 'running' },
  )
  const address = dev?.status === 'running' ? dev.address : null
  useCommand('dev.open', () => window.open(address ?? '', '_blank', 'noopener,noreferrer'), {
    enabled: address !== null,
  })

  if (place === null || !isOpen) return null
  return (
    <Suspense
      fallback={
        <div
          className="max-h-[70vh] min-h-[min(20vh,calc(120px*var(--scale)))] border-t border-line"
          style={{ height: scaled(height) }}
        />
      }
    >
      <TerminalPanel place={place} onHide={hide} onLeave={leave} />
    </Suspense>
  )
}
