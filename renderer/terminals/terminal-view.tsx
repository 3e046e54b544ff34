import { useEffect, useRef } from 'react'
import { endWords } from '#shared/terminal-text.ts'
import type { Terminal } from '#shared/terminals.ts'
import { currentKeymap } from '../commands/keys.ts'
import { strokeOf } from '../commands/keymap.ts'
import { showProblem } from '../state/attempt.ts'
import { problemOf } from '../state/errors.ts'
import { restartTerminal } from '../state/terminals.ts'
import { client, followTerminal } from '../state/transport.ts'
import { Button } from '../ui/button.tsx'
import { isMac } from '../ui/platform.ts'
import { toast } from '../ui/toast.ts'
import { askForFocus, showTerminal, usePanel } from './panel-state.ts'
import { Screen } from './screen.ts'
import { Typist } from './typist.ts'

/** What a terminal shows, and what is typed into it. One that is over says how it ended. */
export function TerminalView({ terminal }: { terminal: Terminal }) {
  const { id, title, status } = terminal
  return (
    <div className="flex min-h-0 flex-1 flex-col bg-inset">
      {status === 'lost' ? (
        <p className="grid min-h-0 flex-1 place-items-center px-4 text-center text-12 text-fg-3">
          What it showed went with the host.
        </p>
      ) : (
        <Drawn id={id} title={title} folder={terminal.worktreePath} />
      )}
      {status !== 'running' && <Over terminal={terminal} />}
    </div>
  )
}

function Drawn({ id, title, folder }: { id: string; title: string; folder: string }) {
  const place = useRef<HTMLDivElement>(null)
  const screen = useRef<Screen | null>(null)
  const forReader = usePanel((panel) => panel.forReader)
  const wantsFocus = usePanel(({ focus }) => focus === folder)
  const first = useRef({ forReader, title })

  useEffect(() => {
    const element = place.current
    if (element === null) return
    const typist = new Typist((typed) => client.terminals.write({ id, ...typed }), notTyped)
    const drawn = new Screen({
      element,
      label: `${first.current.title}: what is typed`,
      forReader: first.current.forReader,
      onType: (text) => typist.type(text),
      onBytes: (bytes) => typist.typeBytes(bytes),
      // Of one that is being taken away nobody needs a size.
      onSize: (cols, rows) => void client.terminals.resize({ id, cols, rows }).catch(() => undefined),
      isOurs,
    })
    screen.current = drawn
    const stop = followTerminal(id, {
      batch: (batch) => drawn.batch(batch),
      end: () => undefined,
      error: (problem) => showProblem(problem, 'The terminal cannot be shown'),
    })
    return () => {
      stop()
      screen.current = null
      drawn.dispose()
    }
  }, [id])

  useEffect(() => screen.current?.setForReader(forReader), [forReader])
  useEffect(() => {
    if (!wantsFocus) return
    screen.current?.focus()
    askForFocus(null)
  }, [wantsFocus])

  return (
    <div className="min-h-0 flex-1 ps-3 pt-2 pb-1">
      <div ref={place} dir="ltr" data-terminal={id} className="size-full" />
    </div>
  )
}

/** Said once, however many keys were pressed. That it has ended stands under it. */
function notTyped(error: unknown): void {
  const { code, message } = problemOf(error)
  if (code !== 'CONFLICT')
    toast.error('What was typed did not arrive', { id: 'not-typed', description: message })
}

/** Keys by which one leaves. Ctrl with a letter is the program's all the same: those are few, and it has use for each. */
function isOurs(event: KeyboardEvent): boolean {
  const stroke = strokeOf(event, isMac)
  if (stroke === null || (!isMac && /^mod\+[a-z]$/.test(stroke))) return false
  const keymap = currentKeymap()
  return (['terminal.toggle', 'terminal.leave'] as const).some((command) =>
    keymap.get(command)?.includes(stroke),
  )
}

/** How it ended, and the way on. */
function Over({ terminal }: { terminal: Terminal }) {
  const { kind, status, worktreePath } = terminal
  const again = () =>
    restartTerminal(terminal, ({ id }) => {
      showTerminal(worktreePath, id)
      askForFocus(worktreePath)
    })
  return (
    <div role="status" className="flex flex-none items-center gap-3 border-t border-line px-3 py-1.5 text-12">
      <p className={status === 'lost' || terminal.exitCode !== 0 ? 'text-fg-2' : 'text-fg-3'}>
        {status === 'lost'
          ? 'Lost: OpenLinear ended while it ran, and it ended with it.'
          : `${endWords(terminal)}.`}
      </p>
      <Button size="s" onClick={() => void again()}>
        {kind === 'dev' ? 'Start again' : 'Open a new one'}
      </Button>
    </div>
  )
}
