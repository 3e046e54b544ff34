import { BrowserWindow, nativeTheme, shell } from 'electron'

/** The one permission the page has: the copy buttons. */
const ALLOWED = 'clipboard-sanitized-write'

/** Opens the window on our own page, which can go nowhere else. */
export async function openWindow(address: string): Promise<BrowserWindow> {
  const { origin } = new URL(address)
  const window = new BrowserWindow({
    title: 'OpenLinear',
    width: 1440,
    height: 900,
    minWidth: 720,
    minHeight: 480,
    show: false,
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#111113' : '#ffffff',
    webPreferences: { contextIsolation: true, sandbox: true, nodeIntegration: false, webviewTag: false },
  })
  const contents = window.webContents

  contents.session.setPermissionRequestHandler((_contents, permission, answer) =>
    answer(permission === ALLOWED),
  )
  contents.session.setPermissionCheckHandler((_contents, permission) => permission === ALLOWED)
  contents.session.setDevicePermissionHandler(() => false)

  contents.on('will-frame-navigate', (event) => {
    if (originOf(event.url) === origin) return
    event.preventDefault()
    if (event.isMainFrame) openOutside(event.url)
  })
  contents.on('will-redirect', (event) => {
    if (originOf(event.url) !== origin) event.preventDefault()
  })
  contents.setWindowOpenHandler(({ url }) => {
    openOutside(url)
    return { action: 'deny' }
  })

  window.once('ready-to-show', () => window.show())
  await window.loadURL(address)
  return window
}

function originOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).origin : undefined
}

/** Links of tasks and agents end in the user's browser, and only as https. */
function openOutside(url: string): void {
  if (!URL.canParse(url) || new URL(url).protocol !== 'https:') return
  shell.openExternal(new URL(url).href).catch((error: unknown) => {
    console.error('The link could not be opened:', error)
  })
}
