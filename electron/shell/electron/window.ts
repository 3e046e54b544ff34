import { type BrowserWindow as Window, BrowserWindow, dialog, ipcMain, nativeTheme, screen } from 'electron'
import type { ShellCommand } from '#shared/port.ts'
import type { Log } from '../../runs/engine.ts'
import type { HostPort } from '../port/host-port.ts'
import type { PageConnection } from '../port/port-shell.ts'
import { CONNECT_CHANNEL } from './channel.ts'
import { CRASH_CHOICES, crashQuestion, onCrash } from './crash.ts'
import type { LookedAt } from './notices.ts'
import { isTrustedSender, ORIGIN } from './origin.ts'
import { guard } from './window-guards.ts'
import { windowOptions } from './window-options.ts'
import { openingBounds, readWindowState, writeWindowState } from './window-state.ts'

export interface MainWindowOptions {
  /** Path of the built preload script. */
  preload: string
  /** Path of the window's icon; undefined where the system takes the app's own. */
  icon: string | undefined
  /** File that keeps where the window was. */
  stateFile: string
  /** Serves the page that holds the other ends. */
  connect: (calls: HostPort, streams: HostPort) => PageConnection
  /** The user closes it: may it go, or be put out of sight? */
  closing: () => 'close' | 'hide'
  /** The page broke down twice and the user has enough. */
  quit: () => void
  openOutside: (url: string) => void
  log: Log
}

/** The app's one window. It is put out of sight rather than closed, so that it is there at once when it is wanted. */
export class MainWindow {
  readonly #options: MainWindowOptions
  #window: Window | null = null
  #connection: PageConnection | null = null
  /** For a page that is not connected yet. */
  #held: ShellCommand[] = []
  #lastCrash: number | null = null

  constructor(options: MainWindowOptions) {
    this.#options = options
    ipcMain.on(CONNECT_CHANNEL, (event) => {
      const [calls, streams] = event.ports
      const isOurs = event.sender === this.#window?.webContents && isTrustedSender(event.senderFrame)
      if (!isOurs || calls === undefined || streams === undefined) {
        for (const port of event.ports) port.close()
        return options.log('warn', 'a connection of a stranger was refused')
      }
      this.#connection?.close()
      this.#connection = options.connect(calls, streams)
      for (const command of this.#held.splice(0)) this.#connection.command(command)
    })
  }

  get browserWindow(): Window | null {
    return this.#window
  }

  /** Brings the window to the front, and opens it if need be. */
  show(): void {
    const window = (this.#window ??= this.#open())
    if (window.isMinimized()) window.restore()
    window.show()
    window.focus()
  }

  hide(): void {
    this.#keepState()
    this.#window?.hide()
  }

  command(command: ShellCommand): void {
    this.show()
    if (this.#connection === null) this.#held.push(command)
    else this.#connection.command(command)
  }

  /** The address of the page if the user has it in front. */
  looksAt(): LookedAt {
    const window = this.#window
    return window?.isFocused() && window.isVisible() ? window.webContents.getURL() : null
  }

  /** Ends the page. The window's place is kept. */
  end(): void {
    this.#keepState()
    this.#connection?.close()
    this.#window?.destroy()
    this.#window = null
  }

  #open(): Window {
    const { preload, icon, stateFile, openOutside, log } = this.#options
    const state = readWindowState(stateFile)
    const main = screen.getPrimaryDisplay()
    const displays = [main, ...screen.getAllDisplays().filter((one) => one.id !== main.id)]
    const bounds = openingBounds(
      state,
      displays.map((display) => display.workArea),
    )
    const isDark = nativeTheme.shouldUseDarkColors
    const window = new BrowserWindow(
      windowOptions({ bounds, isDark, preload, ...(icon === undefined ? {} : { icon }) }),
    )
    if (state?.isMaximized) window.maximize()
    guard(window.webContents, openOutside)
    window.on('close', (event) => {
      this.#keepState()
      if (this.#options.closing() === 'close') return
      event.preventDefault()
      this.#putAway(window)
    })
    window.on('closed', () => {
      this.#window = null
      this.#connection?.close()
      this.#connection = null
    })
    window.webContents.on('render-process-gone', (_event, { reason }) => {
      if (reason !== 'clean-exit') this.#crashed(window, reason)
    })
    window.loadURL(`${ORIGIN}/`).catch((error: unknown) => {
      log('error', 'the page could not be loaded', { error: String(error) })
    })
    return window
  }

  /** A window that fills the screen would leave a black one behind. */
  #putAway(window: Window): void {
    if (!window.isFullScreen()) return window.hide()
    window.once('leave-full-screen', () => window.hide())
    window.setFullScreen(false)
  }

  #keepState(): void {
    const window = this.#window
    if (window === null) return
    try {
      writeWindowState(this.#options.stateFile, {
        bounds: window.getNormalBounds(),
        isMaximized: window.isMaximized(),
      })
    } catch (error) {
      this.#options.log('warn', 'the place of the window could not be kept', { error: String(error) })
    }
  }

  #crashed(window: Window, reason: string): void {
    this.#options.log('error', 'the page broke down', { reason })
    this.#connection?.close()
    this.#connection = null
    const last = this.#lastCrash
    this.#lastCrash = performance.now()
    if (onCrash(this.#lastCrash, last) === 'reload') return window.reload()
    dialog.showMessageBox(window, crashQuestion(reason)).then(
      ({ response }) => (CRASH_CHOICES[response] === 'quit' ? this.#options.quit() : window.reload()),
      (error: unknown) => this.#options.log('error', 'the user could not be asked', { error: String(error) }),
    )
  }
}
