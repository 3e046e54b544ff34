import { beforeEach, expect, test, vi } from 'vitest'

/** Electron as far as the window uses it; the binary is not needed to see what the window allows. */
const fake = vi.hoisted(() => {
  type Handler = (...args: never[]) => unknown
  const handlers = new Map<string, Handler>()
  const set = (name: string) => (handler: Handler) => void handlers.set(name, handler)
  return {
    handlers,
    options: {} as { webPreferences?: object },
    opened: [] as string[],
    contents: {
      session: {
        setPermissionRequestHandler: set('request'),
        setPermissionCheckHandler: set('check'),
        setDevicePermissionHandler: set('device'),
      },
      on: (name: string, handler: Handler) => void handlers.set(name, handler),
      setWindowOpenHandler: set('open'),
    },
  }
})

vi.mock('electron', () => ({
  BrowserWindow: class {
    webContents = fake.contents
    constructor(options: object) {
      fake.options = options
    }
    once() {}
    loadURL = () => Promise.resolve()
  },
  nativeTheme: { shouldUseDarkColors: false },
  shell: {
    openExternal: (url: string) => {
      fake.opened.push(url)
      return Promise.resolve()
    },
  },
}))

const { openWindow } = await import('./window.ts')

beforeEach(async () => {
  fake.opened = []
  await openWindow('http://127.0.0.1:4567/#token=x')
})

function call(name: string, ...args: unknown[]): unknown {
  const handler = fake.handlers.get(name)
  if (!handler) throw new Error(`nothing handles ${name}`)
  return handler(...(args as never[]))
}

/** @returns whether the page may go there */
function go(name: 'will-frame-navigate' | 'will-redirect', url: string, isMainFrame = true): boolean {
  const preventDefault = vi.fn<() => void>()
  call(name, { url, isMainFrame, preventDefault })
  return preventDefault.mock.calls.length === 0
}

test('the page is walled in', () => {
  expect(fake.options.webPreferences).toEqual({
    contextIsolation: true,
    sandbox: true,
    nodeIntegration: false,
    webviewTag: false,
  })
})

test('it stays on its own origin', () => {
  expect(go('will-frame-navigate', 'http://127.0.0.1:4567/tasks/1')).toBe(true)
  for (const url of [
    'http://127.0.0.1:4568/',
    'http://localhost:4567/',
    'file:///etc/passwd',
    'data:text/html,x',
    '',
  ]) {
    expect(go('will-frame-navigate', url)).toBe(false)
    expect(go('will-redirect', url)).toBe(false)
  }
  expect(fake.opened).toEqual([])
})

test('an https link opens in the browser, any other nowhere', () => {
  for (const url of [
    'https://example.com/a',
    'http://example.com/',
    'file:///etc/passwd',
    'smb://x/',
    'nonsense',
  ]) {
    expect(call('open', { url })).toEqual({ action: 'deny' })
  }
  expect(fake.opened).toEqual(['https://example.com/a'])
  expect(go('will-frame-navigate', 'https://example.com/b')).toBe(false)
  expect(go('will-frame-navigate', 'https://example.com/c', false)).toBe(false)
  expect(fake.opened).toEqual(['https://example.com/a', 'https://example.com/b'])
})

test('it may fill the clipboard and nothing else', () => {
  for (const permission of ['media', 'geolocation', 'notifications', 'clipboard-read', 'openExternal']) {
    const answer = vi.fn<(granted: boolean) => void>()
    call('request', null, permission, answer)
    expect(answer).toHaveBeenCalledWith(false)
    expect(call('check', null, permission)).toBe(false)
  }
  expect(call('check', null, 'clipboard-sanitized-write')).toBe(true)
  expect(call('device')).toBe(false)
})
