import { useCallback, useEffect, useRef, useState } from 'react'
import { endWords } from '#shared/terminal-text.ts'
import type { Terminal } from '#shared/terminals.ts'
import type { CommandId } from '../commands/catalog.ts'
import { currentKeymap } from '../commands/keys.ts'
import { strokeOf } from '../commands/keymap.ts'
import { useCommand } from '../commands/use-command.ts'
import { showProblem } from '../state/attempt.ts'
import { problemOf } from '../state/errors.ts'
import { isFrontWindow } from '../state/front-window.ts'
import { restartTerminal } from '../state/terminals.ts'
import { client, followTerminal } from '../state/transport.ts'
import { t } from '../strings/t.ts'
import { Button } from '../ui/button.tsx'
import { isMac } from '../ui/platform.ts'
import { toast } from '../ui/toast.ts'
import { askForFocus, askForSearch, showTerminal, usePanel } from './panel-state.ts'
import { Screen } from './screen.ts'
import type { ScreenSearch } from './screen-search.ts'
import { TerminalSearch } from './terminal-search.tsx'
import { Typist } from './typist.ts'

/** What a terminal shows, and what is typed into it. One that is over says how it ended. */
export function TerminalView({ terminal }: { terminal: Terminal }) {
  const { status } = terminal
  return (
    <div className="flex min-h-0 flex-1 flex-col bg-inset">
      {status === 'lost' ? (
        <p className="grid min-h-0 flex-1 place-items-center px-4 text-center text-12 text-fg-3">
          {t('What it showed went with the host.')}
        </p>
      ) : (
        <Drawn terminal={terminal} />
      )}
      {status !== 'running' && <Over terminal={terminal} />}
    </div>
  )
}

function Drawn({ terminal }: { terminal: Terminal }) {
  const { id, title, worktreePath: folder, cols, rows, updatedSeq } = terminal
  const place = useRef<HTMLDivElement>(null)
  const screen = useRef<Screen | null>(null)
  const forReader = usePanel((panel) => panel.forReader)
  const wantsFocus = usePanel(({ focus }) => focus === folder)
  const wantsSearch = usePanel(({ search }) => search === folder)
  const first = useRef({ forReader, title })
  const [searching, setSearching] = useState<{ search: ScreenSearch; again: number } | null>(null)
  const openSearch = useCallback(() => {
    if (screen.current === null) return
    const { search } = screen.current
    setSearching((now) => ({ search, again: (now?.again ?? 0) + 1 }))
  }, [])
  useCommand(
    'terminal.search',
    (event) => {
      // The key is that of a search elsewhere, too.
      if (
        event !== null &&
        place.current?.closest('[data-terminal-panel]')?.matches(':focus-within') !== true
      )
        return false
      openSearch()
    },
    { inFields: true },
  )

  useEffect(() => {
    const element = place.current
    if (element === null) return
    const typist = new Typist((typed) => client.terminals.write({ id, ...typed }), notTyped)
    const drawn = new Screen({
      element,
      label: t('{terminal}: what is typed', { terminal: first.current.title }),
      forReader: first.current.forReader,
      onType: (text) => typist.type(text),
      onBytes: (bytes) => typist.typeBytes(bytes),
      onSize: (size) => client.terminals.resize({ id, ...size }),
      onSizeFailed: notSized,
      isFront: isFrontWindow,
      isOurs,
    })
    screen.current = drawn
    const stop = followTerminal(id, {
      batch: (batch) => drawn.batch(batch),
      end: () => undefined,
      error: (problem) => showProblem(problem, t('The terminal cannot be shown')),
    })
    return () => {
      stop()
      setSearching(null)
      screen.current = null
      drawn.dispose()
    }
  }, [id])

  useEffect(() => screen.current?.noted({ cols, rows, updatedSeq }), [cols, rows, updatedSeq])
  useEffect(() => screen.current?.setForReader(forReader), [forReader])
  useEffect(() => {
    if (!wantsFocus) return
    screen.current?.focus()
    askForFocus(null)
  }, [wantsFocus])

  useEffect(() => {
    if (!wantsSearch) return
    openSearch()
    askForSearch(null)
  }, [wantsSearch, openSearch])

  return (
    <div className="relative min-h-0 flex-1 ps-3 pt-2 pb-1 rtl:pe-3">
      {searching !== null && (
        <TerminalSearch
          {...searching}
          onClose={() => {
            setSearching(null)
            screen.current?.focus()
          }}
        />
      )}
      <div
        ref={place}
        dir="ltr"
        data-terminal={id}
        // Its colours are the system's already where that has its own, and the grounds of its marks would be lost.
        className="size-full overflow-auto forced-color-adjust-none"
      />
    </div>
  )
}

/** Said once, however many keys were pressed. That it has ended stands under it. */
function notTyped(error: unknown): void {
  const { code, message } = problemOf(error)
  if (code !== 'CONFLICT')
    toast.error(t('What was typed did not arrive'), { id: 'not-typed', description: message })
}

/**
 * Said once, however often the window changes. That the host is away stands in the strip, and a screen that comes with it
 * is fitted anew; one that was closed meanwhile needs no size.
 */
function notSized(error: unknown): void {
  const { code, message } = problemOf(error)
  if (code !== 'OFFLINE' && code !== 'NOT_FOUND')
    toast.error(t('The terminal keeps its size'), { id: 'not-sized', description: message })
}

/**
 * Keys by which one leaves, and the one that finds. Ctrl with another letter is the program's all the same: those are
 * few, and it has use for each. One that has the whole screen has nothing above to be found, and gets that one, too.
 */
function isOurs(event: KeyboardEvent, hasWholeScreen: boolean): boolean {
  const stroke = strokeOf(event, isMac)
  if (stroke === null) return false
  const keymap = currentKeymap()
  const isFor = (command: CommandId) => keymap.get(command)?.includes(stroke) === true
  const isCtrlLetter = !isMac && /^mod\+[a-z]$/.test(stroke)
  if (isFor('terminal.search')) return !(isCtrlLetter && hasWholeScreen)
  return !isCtrlLetter && (isFor('terminal.toggle') || isFor('terminal.leave'))
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
          ? t('Lost: OpenLinear ended while it ran, and it ended with it.')
          : t('{ended}.', { ended: endWords(terminal) })}
      </p>
      <Button size="s" onClick={() => void again()}>
        {kind === 'dev' ? t('Start again') : t('Open a new one')}
      </Button>
    </div>
  )
}
