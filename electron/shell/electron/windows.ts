import { ipcMain, screen } from 'electron'
import type { ShellCommand } from '#shared/port.ts'
import type { Log } from '../../runs/engine.ts'
import type { HostPort } from '../port/host-port.ts'
import type { PageConnection } from '../port/port-shell.ts'
import { CONNECT_CHANNEL } from './channel.ts'
import type { LookedAt } from './notices.ts'
import { isTrustedSender } from './origin.ts'
import { AppWindow, type AppWindowOptions } from './window.ts'
import { isLastInSight, leading, toFront } from './window-order.ts'
import {
  type Bounds,
  boundsBeside,
  MOST_WINDOWS,
  openingBounds,
  readWindows,
  type WindowState,
  writeWindows,
} from './window-state.ts'

export interface WindowsOptions
  extends Pick<AppWindowOptions, 'preload' | 'icon' | 'quit' | 'openOutside' | 'log'> {
  /** File that keeps which windows were open, where, and what they showed. */
  stateFile: string
  /** Serves the page that holds the other ends. */
  connect: (calls: HostPort, streams: HostPort) => PageConnection
  /** The user closes the last window in sight: may it go, or be put out of sight? */
  closing: () => 'close' | 'hide'
  /** A window has come. */
  opened: (window: AppWindow) => void
}

/**
 * The app's windows, each a page of its own on the one host. The last one in sight is put away rather than closed, so
 * that it is there at once when it is wanted.
 */
export class Windows {
  readonly #options: WindowsOptions
  readonly #log: Log
  /** The one that was used last first. */
  #all: AppWindow[] = []
  #isEnding = false

  constructor(options: WindowsOptions) {
    this.#options = options
    this.#log = options.log
    ipcMain.on(CONNECT_CHANNEL, (event) => {
      const [calls, streams] = event.ports
      const window = this.#all.find((one) => one.has(event.sender))
      if (!window || !isTrustedSender(event.senderFrame) || calls === undefined || streams === undefined) {
        for (const port of event.ports) port.close()
        return this.#log('warn', 'a connection of a stranger was refused')
      }
      window.connect(options.connect(calls, streams))
    })
  }

  /** The window that is meant where none is named: see {@link leading}. */
  get leading(): AppWindow | null {
    return leading(this.#all)
  }

  get all(): readonly AppWindow[] {
    return this.#all
  }

  /** Brings the app to the front: what was put away comes back, and at first what was open when it ended. */
  show(): void {
    if (this.#all.length === 0) this.#restore()
    const first = this.leading
    for (const one of this.#all.toReversed()) if (one.isAway && one !== first) one.show()
    first?.show()
  }

  /**
   * Opens another window.
   *
   * @param path what of the page it shows; null = what the window used last shows. With no window in sight, those that
   *   were put away are what is asked for then.
   */
  open(path: string | null): void {
    const from = this.leading
    if (from === null || (path === null && from.isAway)) return this.show()
    if (this.#all.length >= MOST_WINDOWS) {
      this.#log('warn', 'no more windows are opened', { open: this.#all.length })
      return this.show()
    }
    const state = from.state()
    const bounds = boundsBeside(state.bounds, displays())
    this.#add({ bounds, isMaximized: false, path: path ?? state.path }).show()
    this.#keep()
  }

  /** Puts all of them out of sight. */
  hide(): void {
    this.#keep()
    for (const one of this.#all) one.hide()
  }

  /** Has the window used last do something, and shows it. */
  command(command: ShellCommand): void {
    this.show()
    this.leading?.command(command)
  }

  /** The address of the page that the user has in front. */
  looksAt(): LookedAt {
    return this.#all.reduce<LookedAt>((found, one) => found ?? one.looksAt(), null)
  }

  /** Ends all pages. The windows are remembered. */
  end(): void {
    this.#keep()
    this.#isEnding = true
    for (const one of this.#all) one.end()
  }

  #restore(): void {
    const kept = readWindows(this.#options.stateFile)
    if (kept.length === 0) this.#add(null)
    // The last one that is shown is in front.
    for (const state of kept.toReversed()) this.#add(state).show()
  }

  #add(state: WindowState | null): AppWindow {
    const { preload, icon, quit, openOutside, opened } = this.#options
    const window = new AppWindow({
      preload,
      icon,
      quit,
      openOutside,
      log: this.#log,
      bounds: openingBounds(state, displays()),
      isMaximized: state?.isMaximized ?? false,
      path: state?.path ?? '/',
      openWindow: (path) => this.open(path),
      closing: () => {
        if (!isLastInSight(this.#all, window)) return 'close'
        this.#keep()
        return this.#options.closing()
      },
      closed: () => {
        this.#all = this.#all.filter((one) => one !== window)
        this.#keep()
      },
      focused: () => {
        this.#all = toFront(this.#all, window)
      },
      // A crash takes no leave: what is known then is not old.
      left: () => this.#keep(),
    })
    this.#all = toFront(this.#all, window)
    opened(window)
    return window
  }

  #keep(): void {
    // What is closed while the app ends was open, and the last one leaves its place behind.
    const open = this.#all.filter(({ browserWindow }) => !browserWindow.isDestroyed())
    if (this.#isEnding || open.length === 0) return
    try {
      writeWindows(
        this.#options.stateFile,
        open.map((one) => one.state()),
      )
    } catch (error) {
      this.#log('warn', 'the places of the windows could not be kept', { error: String(error) })
    }
  }
}

/** Work areas, the main one first. */
function displays(): Bounds[] {
  const main = screen.getPrimaryDisplay()
  const others = screen.getAllDisplays().filter(({ id }) => id !== main.id)
  return [main, ...others].map(({ workArea }) => workArea)
}
