import { type BrowserWindow as Window, BrowserWindow, dialog, nativeTheme, type WebContents } from 'electron'
import type { ShellCommand } from '#shared/port.ts'
import type { Log } from '../../runs/engine.ts'
import type { PageConnection } from '../port/port-shell.ts'
import { CRASH_CHOICES, crashQuestion, onCrash } from './crash.ts'
import type { LookedAt } from './notices.ts'
import { ORIGIN, pathOf } from './origin.ts'
import { guard } from './window-guards.ts'
import { windowOptions } from './window-options.ts'
import type { Bounds, WindowState } from './window-state.ts'

export interface AppWindowOptions {
  /** Path of the built preload script. */
  preload: string
  /** Path of the window's icon; undefined where the system takes the app's own. */
  icon: string | undefined
  bounds: Partial<Bounds> & { width: number; height: number }
  isMaximized: boolean
  /** What of the page it shows. */
  path: string
  /** The user closes it: may it go, or be put out of sight? */
  closing: () => 'close' | 'hide'
  closed: () => void
  /** The user turned to it. */
  focused: () => void
  /** The user turned away from it. */
  left: () => void
  /** The page broke down twice and the user has enough. */
  quit: () => void
  openOutside: (url: string) => void
  /** Opens what of the page is at a path in a window of its own. */
  openWindow: (path: string) => void
  log: Log
}

/** One window of the app, and the page in it. */
export class AppWindow {
  readonly browserWindow: Window
  readonly #options: AppWindowOptions
  #connection: PageConnection | null = null
  /** For a page that is not connected yet. */
  #held: ShellCommand[] = []
  #lastCrash: number | null = null
  #isAway = false

  constructor(options: AppWindowOptions) {
    this.#options = options
    const { preload, icon, bounds, path, openOutside, openWindow, log } = options
    const isDark = nativeTheme.shouldUseDarkColors
    const window = new BrowserWindow(
      windowOptions({ bounds, isDark, preload, ...(icon === undefined ? {} : { icon }) }),
    )
    this.browserWindow = window
    if (options.isMaximized) window.maximize()
    guard(window.webContents, { openOutside, openWindow })
    window.on('focus', options.focused)
    window.on('blur', options.left)
    window.on('close', (event) => {
      if (options.closing() === 'close') return
      event.preventDefault()
      this.hide()
    })
    window.on('closed', () => {
      this.#connection?.close()
      this.#connection = null
      options.closed()
    })
    window.webContents.on('render-process-gone', (_event, { reason }) => {
      if (reason !== 'clean-exit') this.#crashed(reason)
    })
    window.loadURL(`${ORIGIN}${path}`).catch((error: unknown) => {
      log('error', 'the page could not be loaded', { error: String(error) })
    })
  }

  /** It was put out of sight, so that it is there at once when it is wanted. */
  get isAway(): boolean {
    return this.#isAway
  }

  has(contents: WebContents): boolean {
    return this.browserWindow.webContents === contents
  }

  /** The page is connected from now on; an earlier connection of it ends. */
  connect(connection: PageConnection): void {
    this.#connection?.close()
    this.#connection = connection
    for (const command of this.#held.splice(0)) connection.command(command)
  }

  /** Brings it to the front. */
  show(): void {
    const window = this.browserWindow
    this.#isAway = false
    if (window.isMinimized()) window.restore()
    window.show()
    window.focus()
  }

  /** Puts it out of sight. One that fills the screen would leave a black one behind. */
  hide(): void {
    const window = this.browserWindow
    this.#isAway = true
    if (!window.isFullScreen()) return window.hide()
    window.once('leave-full-screen', () => {
      if (this.#isAway) window.hide()
    })
    window.setFullScreen(false)
  }

  command(command: ShellCommand): void {
    if (this.#connection === null) this.#held.push(command)
    else this.#connection.command(command)
  }

  /** The address of the page if the user has it in front. */
  looksAt(): LookedAt {
    const window = this.browserWindow
    return window.isFocused() && window.isVisible() ? window.webContents.getURL() : null
  }

  /** As it is to be remembered. */
  state(): WindowState {
    const window = this.browserWindow
    const path = pathOf(window.webContents.getURL()) ?? this.#options.path
    return { bounds: window.getNormalBounds(), isMaximized: window.isMaximized(), path }
  }

  /** Ends the page, and the window with it. */
  end(): void {
    this.#connection?.close()
    this.#connection = null
    this.browserWindow.destroy()
  }

  #crashed(reason: string): void {
    const { log, quit } = this.#options
    const window = this.browserWindow
    log('error', 'the page broke down', { reason })
    this.#connection?.close()
    this.#connection = null
    const last = this.#lastCrash
    this.#lastCrash = performance.now()
    if (onCrash(this.#lastCrash, last) === 'reload') return window.reload()
    dialog.showMessageBox(window, crashQuestion(reason)).then(
      ({ response }) => (CRASH_CHOICES[response] === 'quit' ? quit() : window.reload()),
      (error: unknown) => log('error', 'the user could not be asked', { error: String(error) }),
    )
  }
}
