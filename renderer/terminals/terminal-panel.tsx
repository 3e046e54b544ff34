import {
  Accessibility,
  ChevronDown,
  Ellipsis,
  Play,
  Plus,
  RotateCw,
  Search,
  SquareTerminal,
  X,
} from 'lucide-react'
import { type ReactNode, useEffect, useRef } from 'react'
import type { Terminal } from '#shared/terminals.ts'
import { useCommand } from '../commands/use-command.ts'
import { useProject } from '../state/hooks.ts'
import {
  closeTerminal,
  openTerminal,
  restartTerminal,
  startDev,
  stopTerminal,
  type TerminalPlace,
} from '../state/terminals.ts'
import { rich } from '../strings/rich.tsx'
import { t } from '../strings/t.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty.tsx'
import { StopIcon } from '../ui/icons/stop-icon.tsx'
import { Kbd } from '../ui/kbd.tsx'
import { Menu, MenuItem } from '../ui/menu.tsx'
import { scaled } from '../ui/scaled.ts'
import { Spinner } from '../ui/spinner.tsx'
import { Tabs } from '../ui/tabs.tsx'
import { liftToasts } from '../ui/toast-lift.ts'
import { DevAddress } from './dev-address.tsx'
import { PanelEdge } from './panel-edge.tsx'
import { askForFocus, askForSearch, setForReader, showTerminal, usePanel } from './panel-state.ts'
import { TerminalView } from './terminal-view.tsx'
import { useLoadedTerminals, useTerminalsIn } from './use-terminals.ts'

/** The terminals of a folder, at the foot of a task. */
export default function TerminalPanel({
  place,
  onHide,
  onLeave,
}: {
  place: TerminalPlace
  onHide: () => void
  onLeave: () => void
}) {
  const height = usePanel((panel) => panel.height)
  return (
    <section
      ref={liftToasts}
      aria-label={t('Terminal')}
      data-terminal-panel
      className="relative flex max-h-[70vh] min-h-[min(20vh,calc(120px*var(--scale)))] flex-col border-t border-line bg-bg"
      style={{ height: scaled(height) }}
    >
      <PanelEdge />
      <Content key={place.path} place={place} onHide={onHide} onLeave={onLeave} />
    </section>
  )
}

function Content({
  place,
  onHide,
  onLeave,
}: {
  place: TerminalPlace
  onHide: () => void
  onLeave: () => void
}) {
  const { path } = place
  const list = useTerminalsIn(path)
  const { state, retry } = useLoadedTerminals()
  const picked = usePanel(({ shown }) => shown[path])
  const terminal = list.find(({ id }) => id === picked) ?? list.at(-1)
  useCommand('terminal.leave', onLeave, { inFields: true, when: hasFocus })

  const open = async () => {
    const opened = await openTerminal(place)
    if (opened === null) return
    showTerminal(path, opened.id)
    askForFocus(path)
  }
  useCommand('terminal.new', open, { inFields: true })

  const hide = (
    <IconButton size="s" label={t('Hide the terminal')} keys="terminal.toggle" onClick={onHide}>
      <ChevronDown />
    </IconButton>
  )
  const add = (
    <IconButton size="s" label={t('New terminal')} onClick={() => void open()}>
      <Plus />
    </IconButton>
  )
  if (terminal === undefined)
    return (
      <Bare trailing={hide}>
        {state === 'loading' ? (
          <div aria-busy className="grid flex-1 place-items-center">
            <Spinner label={t('Loading the terminals')} />
          </div>
        ) : state === 'failed' ? (
          <EmptyState
            title={t('The terminals could not be loaded')}
            action={<Button onClick={retry}>{t('Try again')}</Button>}
          />
        ) : (
          <NoTerminal place={place} onOpen={open} />
        )}
      </Bare>
    )
  return (
    <Tabs
      label={t('Terminals')}
      value={terminal.id}
      onChange={(id) => showTerminal(path, id)}
      className="min-h-0 flex-1 px-2"
      contentClassName="-mx-2 flex min-h-0 flex-col"
      trailing={
        <>
          <Leaving />
          <Acts key={terminal.id} terminal={terminal} onOpen={open} />
          {add}
          {hide}
        </>
      }
      tabs={list.map((one) => ({
        id: one.id,
        label: (
          <>
            {one.kind === 'dev' ? (
              <Play aria-hidden className="size-3" />
            ) : (
              <SquareTerminal aria-hidden className="size-3" />
            )}
            <span className="text-12">{one.title}</span>
            {one.status !== 'running' && (
              <span className="text-11 text-fg-3">{one.status === 'lost' ? t('lost') : t('ended')}</span>
            )}
          </>
        ),
        content: <TerminalView key={one.id} terminal={one} />,
      }))}
    />
  )
}

const hasFocus = () => document.querySelector('[data-terminal-panel] :focus') !== null

/** The way out, for whoever has no mouse: in there Tab is the program's. */
function Leaving() {
  return (
    <span className="flex items-center gap-1.5 text-11 text-fg-3 max-[720px]:hidden">
      {rich('{key} leaves it', { key: <Kbd keys="terminal.leave" /> })}
    </span>
  )
}

/** What can be done with the terminal that is shown. */
function Acts({ terminal, onOpen }: { terminal: Terminal; onOpen: () => Promise<void> }) {
  const { kind, status, title, worktreePath, address } = terminal
  const forReader = usePanel((panel) => panel.forReader)
  const restart = () =>
    restartTerminal(terminal, ({ id }) => {
      showTerminal(worktreePath, id)
      askForFocus(worktreePath)
    })
  // What was pressed goes away with it.
  const close = async () => {
    await closeTerminal(terminal)
    askForFocus(worktreePath)
  }
  return (
    <>
      {address !== null && status === 'running' && <DevAddress address={address} />}
      {kind === 'dev' && status === 'running' && (
        <>
          <IconButton size="s" label={t('Restart the dev command')} onClick={() => void restart()}>
            <RotateCw />
          </IconButton>
          <IconButton size="s" label={t('Stop the dev command')} onClick={() => void stopTerminal(terminal)}>
            <StopIcon />
          </IconButton>
        </>
      )}
      <IconButton size="s" label={t('Close {title}', { title })} onClick={() => void close()}>
        <X />
      </IconButton>
      <Menu
        label={t('Terminal')}
        align="end"
        side="top"
        trigger={
          <IconButton size="s" bare label={t('More about the terminal')}>
            <Ellipsis />
          </IconButton>
        }
      >
        <MenuItem icon={<Plus />} onSelect={() => void onOpen()}>
          {t('New terminal')}
        </MenuItem>
        <MenuItem icon={<RotateCw />} onSelect={() => void restart()}>
          {kind === 'dev' ? t('Restart the dev command') : t('Open it anew')}
        </MenuItem>
        {status !== 'lost' && (
          <MenuItem
            icon={<Search />}
            keys="terminal.search"
            onSelect={() => setTimeout(() => askForSearch(worktreePath))}
          >
            {t('Search this terminal')}
          </MenuItem>
        )}
        <MenuItem icon={<Accessibility />} checked={forReader} onSelect={() => setForReader(!forReader)}>
          {t('Read out by a screen reader')}
        </MenuItem>
      </Menu>
    </>
  )
}

/** The bar without tabs, and what stands under it. */
function Bare({ trailing, children }: { trailing: ReactNode; children: ReactNode }) {
  return (
    <>
      <div className="flex h-tab flex-none items-center border-b border-line px-2 coarse:h-touch">
        <h2 className="px-2.5 text-12 font-medium">{t('Terminal')}</h2>
        <div className="ms-auto flex items-center gap-2">{trailing}</div>
      </div>
      <div className="flex min-h-0 flex-1 flex-col overflow-y-auto">{children}</div>
    </>
  )
}

/** A folder in which nothing is open. */
function NoTerminal({ place, onOpen }: { place: TerminalPlace; onOpen: () => Promise<void> }) {
  const { runId, projectId, path } = place
  const project = useProject(projectId)
  const first = useRef<HTMLButtonElement>(null)
  const wantsFocus = usePanel(({ focus }) => focus === path)
  useEffect(() => {
    if (!wantsFocus) return
    first.current?.focus()
    askForFocus(null)
  }, [wantsFocus])
  const start = (ofRun: string) =>
    startDev(ofRun, ({ id }) => {
      showTerminal(path, id)
      askForFocus(path)
    })
  return (
    <EmptyState
      className="my-auto py-4"
      title={t('No terminal is open here')}
      action={
        <>
          <Button ref={first} onClick={() => void onOpen()}>
            {t('New terminal')}
          </Button>
          {runId !== null && project !== undefined && project.devCommand !== null && (
            <Button icon={<Play />} onClick={() => void start(runId)}>
              {t('Start the dev command')}
            </Button>
          )}
        </>
      }
    >
      {runId === null
        ? t('This task has no worktree now, so it would work in the project’s own folder.')
        : t('It works in the worktree of this run, beside the agent.')}
    </EmptyState>
  )
}
