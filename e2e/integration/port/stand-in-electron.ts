import { fork } from 'node:child_process'
import { EventEmitter } from 'node:events'
import { MessageChannel, type MessagePort } from 'node:worker_threads'
import { ROOT } from '#electron/launch/root.ts'

/**
 * Electron's module as far as the desktop shell uses it, without windows: what would be seen is kept for the test
 * to look at, and what a user would do is done by it.
 */
class StandInContents extends EventEmitter {
  session = Object.assign(new EventEmitter(), {
    setPermissionRequestHandler: () => undefined,
    setPermissionCheckHandler: () => undefined,
    setDevicePermissionHandler: () => undefined,
  })
  url = ''
  /** As the page does it, by `window.open` or a link. */
  open: (to: { url: string }) => unknown = () => undefined
  setWindowOpenHandler(handler: (to: { url: string }) => unknown) {
    this.open = handler
  }
  getURL() {
    return this.url
  }
}

export class StandInWindow extends EventEmitter {
  static all: StandInWindow[] = []
  readonly options: { width?: number; x?: number; y?: number }
  readonly webContents = new StandInContents()
  isShown = false
  hasFocus = false
  reloads = 0
  isGone = false

  constructor(options: { width?: number; x?: number; y?: number }) {
    super()
    this.options = options
    StandInWindow.all.push(this)
  }
  async loadURL(url: string) {
    this.webContents.url = url
  }
  show() {
    this.isShown = true
  }
  hide() {
    this.isShown = false
    this.hasFocus = false
  }
  /** One at a time has it. */
  focus() {
    for (const other of StandInWindow.all) {
      if (other === this || !other.hasFocus) continue
      other.hasFocus = false
      other.emit('blur')
    }
    this.hasFocus = true
    this.emit('focus')
  }
  reload() {
    this.reloads += 1
  }
  destroy() {
    this.#go()
  }
  /** As the user does it. @returns whether it went */
  close(): boolean {
    let isPrevented = false
    this.emit('close', {
      preventDefault: () => {
        isPrevented = true
      },
    })
    if (!isPrevented) this.#go()
    return !isPrevented
  }
  #go() {
    this.isGone = true
    this.hasFocus = false
    this.emit('closed')
  }
  isDestroyed = () => this.isGone
  isMinimized = () => false
  isMaximized = () => false
  isFullScreen = () => false
  isVisible = () => this.isShown
  isFocused = () => this.hasFocus
  maximize() {}
  restore() {}
  getNormalBounds = () => ({ x: 10, y: 20, width: 1000, height: 700 })
  setOverlayIcon() {}
}

class StandInNotification extends EventEmitter {
  static isSupported = () => true
  readonly title: string
  readonly body: string
  constructor({ title, body }: { title: string; body: string }) {
    super()
    this.title = title
    this.body = body
  }
  show() {
    seen.notifications.push(this)
  }
}

class StandInTray extends EventEmitter {
  setImage() {}
  setToolTip(text: string) {
    seen.trayTip = text
  }
  setContextMenu() {}
  setTitle() {}
  destroy() {
    seen.trayTip = null
  }
}

/** What the user would see. */
export const seen = {
  notifications: [] as StandInNotification[],
  trayTip: null as string | null,
  badge: 0,
  questions: [] as { message: string; buttons?: string[] }[],
  errors: [] as string[],
  privileged: [] as object[],
  exit: Promise.withResolvers<number>(),
  handlers: new Map<string, (request: Request) => Promise<Response>>(),
}
/** What the user answers the next questions with: the number of a button. */
export const answers: number[] = []

type Item = { id?: string; click?: () => void; submenu?: Item[] }
let applicationMenu: Item[] = []

const app = Object.assign(new EventEmitter(), {
  isPackaged: false,
  whenReady: () => Promise.resolve(),
  setPath: () => undefined,
  setAppUserModelId: () => undefined,
  requestSingleInstanceLock: () => true,
  getAppPath: () => ROOT,
  setBadgeCount: (count: number) => {
    seen.badge = count
  },
  quit: () => app.emit('before-quit', { preventDefault: () => undefined }),
  exit: (code: number) => seen.exit.resolve(code),
})

export const electron = {
  app,
  BrowserWindow: StandInWindow,
  Notification: StandInNotification,
  Tray: StandInTray,
  ipcMain: new EventEmitter(),
  powerMonitor: new EventEmitter(),
  nativeTheme: { shouldUseDarkColors: true, themeSource: 'system' },
  nativeImage: { createFromPath: () => ({ setTemplateImage: () => undefined }) },
  Menu: {
    setApplicationMenu: (menu: { template: Item[] }) => {
      applicationMenu = menu.template
    },
    buildFromTemplate: (template: Item[]) => ({ template }),
  },
  /** Chooses an item of the application's menu. */
  menu(id: string): void {
    const items = applicationMenu.flatMap(({ submenu }) => (Array.isArray(submenu) ? submenu : []))
    items.find((item) => item.id === id)?.click?.()
  },
  screen: {
    getPrimaryDisplay: () => ({ id: 1, workArea: { x: 0, y: 0, width: 1920, height: 1080 } }),
    getAllDisplays: () => [{ id: 1, workArea: { x: 0, y: 0, width: 1920, height: 1080 } }],
  },
  shell: {},
  dialog: {
    async showMessageBox(...args: object[]) {
      seen.questions.push(args.at(-1) as { message: string })
      return { response: answers.shift() ?? 0, checkboxChecked: false }
    },
    showErrorBox: (_title: string, text: string) => seen.errors.push(text),
  },
  safeStorage: {
    isAsyncEncryptionAvailable: async () => true,
    getSelectedStorageBackend: () => 'gnome_libsecret',
    encryptStringAsync: async (text: string) => Buffer.from(text).reverse(),
    decryptStringAsync: async (sealed: Buffer) => ({ result: Buffer.from(sealed).reverse().toString() }),
  },
  protocol: {
    registerSchemesAsPrivileged: (schemes: object[]) => seen.privileged.push(...schemes),
    handle: (scheme: string, handler: (request: Request) => Promise<Response>) =>
      seen.handlers.set(scheme, handler),
  },
  utilityProcess: {
    fork(entry: string, _args: string[], { env }: { env: Record<string, string> }) {
      const child = fork(entry, [], { execArgv: [], env, stdio: ['ignore', 'ignore', 'pipe', 'ipc'] })
      const utility = Object.assign(new EventEmitter(), {
        stderr: child.stderr,
        postMessage: (message: object) => void child.send(message),
        kill: () => child.kill('SIGKILL'),
      })
      child.on('message', (message) => utility.emit('message', message))
      child.on('exit', (code) => utility.emit('exit', code ?? 1))
      return utility
    },
  },
}

/** A port in the shape of Electron's `MessagePortMain`. */
export class MainPort {
  readonly #port: MessagePort
  isClosed = false
  constructor(port: MessagePort) {
    this.#port = port
  }
  on(event: 'message' | 'close', listener: (message?: { data: unknown }) => void) {
    if (event === 'message') this.#port.on('message', (data: unknown) => listener({ data }))
    else this.#port.on('close', () => listener())
    return this
  }
  postMessage(message: unknown) {
    this.#port.postMessage(message)
  }
  start() {
    this.#port.start()
  }
  close() {
    this.isClosed = true
    this.#port.close()
  }
}

/** Two ports as the preload script makes them: ours, calls first, and those that go to the main process. */
export function preloadPorts(): { page: [MessagePort, MessagePort]; main: [MainPort, MainPort] } {
  const calls = new MessageChannel()
  const streams = new MessageChannel()
  return {
    page: [calls.port1, streams.port1],
    main: [new MainPort(calls.port2), new MainPort(streams.port2)],
  }
}
