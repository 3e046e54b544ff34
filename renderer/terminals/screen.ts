import '@xterm/xterm/css/xterm.css'
import { FitAddon } from '@xterm/addon-fit'
import { WebLinksAddon } from '@xterm/addon-web-links'
import { Terminal } from '@xterm/xterm'
import { isWebLink, pasted } from '#shared/terminal-text.ts'
import type { TerminalBatch } from '#shared/terminals.ts'
import { t } from '../strings/t.ts'
import { isMac } from '../ui/platform.ts'
import { ScreenSearch } from './screen-search.ts'
import { type NotedSize, SharedSize, type Size } from './shared-size.ts'
import { onLook, terminalLook } from './terminal-theme.ts'

/** Lines above the screen that can be scrolled back to: as many as the host has. */
const SCROLLBACK = 2000

Terminal.strings.tooMuchOutput = t('Too much output to announce, navigate to rows manually to read')

export interface ScreenOptions {
  element: HTMLElement
  /** Names what is typed into. */
  label: string
  forReader: boolean
  onType: (text: string) => void
  /** What is no text: each character stands for a byte. */
  onBytes: (bytes: string) => void
  /** Asks for another size of the program. */
  onSize: (size: Size) => Promise<NotedSize>
  /** Is given what was said against a size. */
  onSizeFailed: (error: unknown) => void
  /** Whether this is the window that was used last, whose room decides. */
  isFront: () => boolean
  /** Whether a key is the page's, and not the program's, which may have the whole screen for itself, as editors do. */
  isOurs: (event: KeyboardEvent, hasWholeScreen: boolean) => boolean
}

/** A terminal as it is drawn in the page. */
export class Screen {
  readonly search: ScreenSearch
  readonly #terminal: Terminal
  readonly #fit = new FitAddon()
  readonly #options: ScreenOptions
  readonly #gone = Promise.withResolvers<void>()
  readonly #undo: (() => void)[] = []
  readonly #size: SharedSize

  /** @throws where the page cannot draw one */
  constructor(options: ScreenOptions) {
    this.#options = options
    const { element, label, forReader } = options
    const open = (event: MouseEvent, uri: string) => {
      event.preventDefault()
      if (isWebLink(uri)) window.open(uri, '_blank', 'noopener,noreferrer')
    }
    // A link may say anything; where it leads stands under the pointer.
    const hover = (_event: MouseEvent, uri: string) => {
      element.title = uri
    }
    const leave = () => element.removeAttribute('title')
    this.#terminal = new Terminal({
      ...terminalLook(),
      scrollback: SCROLLBACK,
      lineHeight: 1.25,
      cursorInactiveStyle: 'outline',
      screenReaderMode: forReader,
      // What was found is marked by it.
      allowProposedApi: true,
      linkHandler: { activate: open, hover, leave, allowNonHttpProtocols: false },
    })
    this.#terminal.loadAddon(this.#fit)
    this.#terminal.loadAddon(new WebLinksAddon(open, { hover, leave }))
    this.search = new ScreenSearch(this.#terminal)
    this.#leaveAnswersToHost()
    this.#terminal.open(element)
    this.#terminal.textarea?.setAttribute('aria-label', label)
    this.#terminal.attachCustomKeyEventHandler((event) => this.#isPrograms(event))
    this.#size = new SharedSize((size) => this.#draw(size), options.onSize, options.onSizeFailed)
    this.#terminal.onData(options.onType)
    this.#terminal.onBinary(options.onBytes)
    const paste = (event: ClipboardEvent) => {
      event.preventDefault()
      event.stopPropagation()
      this.#terminal.paste(pasted(event.clipboardData?.getData('text/plain') ?? ''))
    }
    element.addEventListener('paste', paste, { capture: true })
    const sizes = new ResizeObserver(() => this.fit())
    sizes.observe(element)
    // Whoever turns to this window, or types into it, wants it in the room that is here.
    const turn = () => this.#takeRoom()
    for (const sign of ['focus', 'pointerdown']) window.addEventListener(sign, turn)
    element.addEventListener('keydown', turn, { capture: true })
    this.#undo.push(
      () => {
        for (const sign of ['focus', 'pointerdown']) window.removeEventListener(sign, turn)
      },
      () => element.removeEventListener('keydown', turn, { capture: true }),
      () => element.removeEventListener('paste', paste, { capture: true }),
      () => sizes.disconnect(),
      onLook(() => {
        Object.assign(this.#terminal.options, terminalLook())
        this.fit()
      }),
    )
  }

  /** @returns once it is drawn, or never will be */
  async batch(batch: TerminalBatch): Promise<void> {
    if (batch.kind === 'output') return this.#write(batch.data)
    this.#terminal.reset()
    // As it was drawn there: in another width its lines would break elsewhere.
    this.#size.drawn({ cols: batch.cols, rows: batch.rows })
    await this.#write(batch.data)
    this.fit()
  }

  /** Takes the room there is, where it is this window's to say; else the size that the program has. */
  fit(): void {
    if (this.#options.isFront() || this.#size.shown === null) this.#takeRoom()
    else this.#draw(this.#size.shown)
  }

  /** The host says which size the program has. */
  noted(size: NotedSize): void {
    this.#size.noted(size)
  }

  #takeRoom(): void {
    const size = this.#fit.proposeDimensions()
    if (size === undefined || !(size.cols >= 2) || !(size.rows >= 1)) return
    this.#size.take({ cols: Math.min(500, size.cols), rows: Math.min(300, size.rows) })
  }

  #draw({ cols, rows }: Size): void {
    if (cols !== this.#terminal.cols || rows !== this.#terminal.rows) this.#terminal.resize(cols, rows)
  }

  focus(): void {
    this.#terminal.focus()
  }

  setForReader(forReader: boolean): void {
    this.#terminal.options.screenReaderMode = forReader
  }

  dispose(): void {
    this.#size.dispose()
    for (const undo of this.#undo) undo()
    this.search.dispose()
    this.#gone.resolve()
    this.#terminal.dispose()
  }

  async #write(data: string): Promise<void> {
    const written = new Promise<void>((resolve) => this.#terminal.write(data, resolve))
    await Promise.race([written, this.#gone.promise])
  }

  /** Programs ask where the cursor is and what we are. The host answers: of two pages each would. */
  #leaveAnswersToHost(): void {
    const { parser } = this.#terminal
    for (const id of [
      { final: 'n' },
      { prefix: '?', final: 'n' },
      { final: 'c' },
      { prefix: '>', final: 'c' },
      { intermediates: '$', final: 'p' },
      { prefix: '?', intermediates: '$', final: 'p' },
    ])
      parser.registerCsiHandler(id, () => true)
    parser.registerDcsHandler({ intermediates: '$', final: 'q' }, () => true)
    // Which colours there are only a page knows: the one that was used last answers.
    for (const id of [4, 10, 11, 12])
      parser.registerOscHandler(id, (data) => data.includes('?') && !this.#options.isFront())
  }

  #isPrograms(event: KeyboardEvent): boolean {
    if (event.type !== 'keydown') return true
    if (this.#options.isOurs(event, this.#terminal.buffer.active.type === 'alternate')) return false
    // On a Mac ⌘ copies and pastes, which no program ever sees.
    if (isMac || !event.ctrlKey || event.altKey) return true
    if (event.code === 'KeyV') return false
    if (event.code !== 'KeyC' || !(event.shiftKey || this.#terminal.hasSelection())) return true
    event.preventDefault()
    if (this.#terminal.hasSelection()) {
      void navigator.clipboard.writeText(this.#terminal.getSelection()).catch(() => undefined)
      this.#terminal.clearSelection()
    }
    return false
  }
}
