import { beforeEach, expect, test } from 'vitest'
import { guard } from './window-guards.ts'
import { windowOptions } from './window-options.ts'

/** Electron's `WebContents` as far as the guard uses it: whoever listens is called by the test. */
type Handler = (...args: never[]) => unknown
let handlers: Map<string, Handler>
let opened: string[]
let windows: string[]

beforeEach(() => {
  handlers = new Map()
  opened = []
  windows = []
  const set = (name: string) => (handler: Handler) => void handlers.set(name, handler)
  const on = (name: string, handler: Handler) => void handlers.set(name, handler)
  const contents = {
    session: {
      setPermissionRequestHandler: set('request'),
      setPermissionCheckHandler: set('check'),
      setDevicePermissionHandler: set('device'),
      on,
    },
    on,
    setWindowOpenHandler: set('open'),
  }
  guard(contents as unknown as Parameters<typeof guard>[0], {
    openOutside: (url) => opened.push(url),
    openWindow: (path) => windows.push(path),
  })
})

function call(name: string, ...args: unknown[]): unknown {
  const handler = handlers.get(name)
  if (!handler) throw new Error(`nothing handles ${name}`)
  return handler(...(args as never[]))
}

/** @returns whether it may happen */
function happens(name: string, event: object = {}): boolean {
  let isPrevented = false
  call(name, {
    ...event,
    preventDefault: () => {
      isPrevented = true
    },
  })
  return !isPrevented
}

test('the page is walled in', () => {
  const options = windowOptions({ bounds: { width: 1, height: 1 }, isDark: true, preload: '/p.cjs' })
  expect(options.webPreferences).toMatchObject({
    preload: '/p.cjs',
    contextIsolation: true,
    sandbox: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webviewTag: false,
    webSecurity: true,
    spellcheck: false,
  })
  expect(options).toMatchObject({ show: false, minWidth: 720, minHeight: 480, backgroundColor: '#111113' })
})

test('it stays on its own origin', () => {
  const at = (url: string) => ({ url, isMainFrame: true })
  expect(happens('will-frame-navigate', at('app://openlinear/task/APP-1'))).toBe(true)
  for (const url of [
    'app://other/',
    'app://openlinear.evil/',
    'app://openlinear:80/',
    'http://openlinear/',
    'file:///etc/passwd',
    'data:text/html,x',
    'javascript:alert(1)',
    '',
  ]) {
    expect(happens('will-frame-navigate', at(url)), url).toBe(false)
    expect(happens('will-redirect', at(url)), url).toBe(false)
  }
  // Not even the page itself belongs into a frame.
  expect(happens('will-frame-navigate', { url: 'app://openlinear/', isMainFrame: false })).toBe(false)
  expect(opened).toEqual([])
})

test('a link opens in the browser as https, or to this machine, and any other nowhere', () => {
  for (const url of [
    'https://example.com/a',
    'http://localhost:5173/app',
    'http://127.0.0.1:3000/',
    'http://example.com/',
    'http://localhost.example.com/',
    'file:///etc/passwd',
    'smb://x/',
    'app://openlinear/',
    'nonsense',
  ]) {
    expect(call('open', { url })).toEqual({ action: 'deny' })
  }
  const here = ['http://localhost:5173/app', 'http://127.0.0.1:3000/']
  expect(opened).toEqual(['https://example.com/a', ...here])
  expect(happens('will-frame-navigate', { url: 'https://example.com/b', isMainFrame: true })).toBe(false)
  expect(happens('will-frame-navigate', { url: 'https://example.com/c', isMainFrame: false })).toBe(false)
  expect(opened).toEqual(['https://example.com/a', ...here, 'https://example.com/b'])
})

test('it opens windows of its own pages, which are made as ours are', () => {
  for (const url of [
    'app://openlinear/',
    'app://openlinear/task/APP-1?run=2#log',
    'app://other/task/APP-1',
    'app://openlinear.evil/',
    'about:blank',
    'blob:app://openlinear/0199aaaa',
  ])
    expect(call('open', { url })).toEqual({ action: 'deny' })
  expect(windows).toEqual(['/', '/task/APP-1?run=2#log'])
  expect(opened).toEqual([])
})

test('what several windows share is guarded once', () => {
  let listeners = 0
  const session = {
    setPermissionRequestHandler: () => undefined,
    setPermissionCheckHandler: () => undefined,
    setDevicePermissionHandler: () => undefined,
    on: () => void listeners++,
  }
  const contents = { session, on: () => undefined, setWindowOpenHandler: () => undefined }
  const ways = { openOutside: () => undefined, openWindow: () => undefined }
  for (let window = 0; window < 20; window += 1)
    guard(contents as unknown as Parameters<typeof guard>[0], ways)
  expect(listeners).toBe(1)
})

test('it may fill the clipboard and nothing else', () => {
  for (const permission of ['media', 'geolocation', 'notifications', 'clipboard-read', 'openExternal']) {
    let answer: boolean | undefined
    call('request', null, permission, (granted: boolean) => {
      answer = granted
    })
    expect(answer, permission).toBe(false)
    expect(call('check', null, permission), permission).toBe(false)
  }
  expect(call('check', null, 'clipboard-sanitized-write')).toBe(true)
  expect(call('device')).toBe(false)
})

test('it saves what it has made itself, and loads nothing else down', () => {
  const download = (url: string) => {
    let isPrevented = false
    call('will-download', { preventDefault: () => (isPrevented = true) }, { getURL: () => url })
    return !isPrevented
  }
  expect(download('blob:app://openlinear/0199aaaa-bbbb')).toBe(true)
  for (const url of [
    'https://example.org/x.zip',
    'app://openlinear/x.zip',
    'blob:https://example.org/0199aaaa',
    'data:text/plain,x',
    'file:///etc/passwd',
  ])
    expect(download(url), url).toBe(false)
})

test('it holds no other page', () => {
  expect(happens('will-attach-webview')).toBe(false)
})
