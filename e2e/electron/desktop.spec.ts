import type { Page } from '@playwright/test'
import { end, expect, startApp, test } from './app.ts'

const trySample = async (board: Page) => {
  await board.getByRole('button', { name: 'Try the sample' }).click()
  await board.getByRole('button', { name: 'Skip to the board' }).click()
}

test('the window opens on the board over its own scheme, and finds it again', async ({
  app,
  board,
  dataFolder,
}) => {
  await trySample(board)
  await expect(board.getByText('Greet people by the time of day')).toBeVisible()
  expect(new URL(board.url()).protocol).toBe('app:')
  await board.evaluate(() => localStorage.setItem('openlinear.project', 'kept'))
  const closed = app.waitForEvent('close')
  await app.evaluate(({ app }) => app.quit()).catch(() => undefined)
  await closed

  const again = await startApp(dataFolder)
  const page = await again.firstWindow()
  await expect(page.getByText('Greet people by the time of day')).toBeVisible()
  expect(await page.evaluate(() => localStorage.getItem('openlinear.project'))).not.toBe(null)
  await end(again)
})

test('a sample task runs, and its log streams', async ({ board }) => {
  test.slow()
  await trySample(board)
  await board.getByText('Greet people by the time of day').click()
  await board.getByRole('button', { name: 'Execute' }).click()
  const log = board.getByRole('list', { name: 'Log of run 1' })
  await expect(log.getByText('Committed')).toBeVisible({ timeout: 60_000 })
})

test('the page has nothing of Node and nothing of Electron but its two ports', async ({ board }) => {
  const seen = await board.evaluate(() => ({
    globals: ['require', 'process', 'module', 'global', 'Buffer', 'electron', 'ipcRenderer'].filter(
      (name) => name in globalThis,
    ),
    bridge: Object.keys((globalThis as unknown as { openlinear: object }).openlinear),
  }))
  expect(seen).toEqual({ globals: [], bridge: ['connect'] })
})

test('the page cannot be led away, open a window, or ask for anything', async ({ app, board }) => {
  await app.evaluate(({ shell }) => {
    shell.openExternal = async (url) => void ((globalThis as { opened?: string[] }).opened ??= []).push(url)
  })
  const home = board.url()
  await board.evaluate(() => {
    location.href = 'https://example.com/'
    window.open('https://example.com/new')
  })
  await expect.poll(() => app.evaluate(() => (globalThis as { opened?: string[] }).opened?.length)).toBe(2)
  expect(new URL(board.url()).origin).toBe(new URL(home).origin)
  expect(app.windows()).toHaveLength(1)
  expect(
    await board.evaluate(async () => (await navigator.permissions.query({ name: 'geolocation' })).state),
  ).toBe('denied')
})

test('files outside of the page are not to be had', async ({ board }) => {
  const statuses = await board.evaluate(async () => {
    const frame = (path: string) =>
      new Promise<string>((resolve) => {
        const script = document.createElement('script')
        script.src = path
        script.onload = () => resolve('loaded')
        script.onerror = () => resolve('refused')
        document.head.append(script)
      })
    return Promise.all([frame('/..%2f..%2fpackage.json'), frame('file:///etc/passwd')])
  })
  expect(statuses).toEqual(['refused', 'refused'])
})

test('a link opens its task, another does nothing', async ({ app, board }) => {
  await trySample(board)
  await expect(board.getByText('Greet people by the time of day')).toBeVisible()
  await app.evaluate(({ app, dialog }) => {
    dialog.showMessageBox = async (...args: unknown[]) => {
      ;((globalThis as { asked?: unknown[] }).asked ??= []).push(args.at(-1))
      return { response: 0, checkboxChecked: false }
    }
    app.emit('second-instance', {}, ['openlinear', 'openlinear://task/SAM-99'], '')
  })
  await expect.poll(() => app.evaluate(() => (globalThis as { asked?: unknown[] }).asked?.length)).toBe(1)
  await app.evaluate(({ app }) => {
    app.emit('second-instance', {}, ['openlinear', 'openlinear://task/SAM-1'], '')
  })
  await expect(board).toHaveURL(/\/task\/SAM-1/)
})

test('windows are opened, each with its own place, and are there again after a restart', async ({
  app,
  board,
  dataFolder,
}) => {
  await trySample(board)
  await expect(board.getByText('Greet people by the time of day')).toBeVisible()
  const opened = app.waitForEvent('window')
  await board.getByRole('article', { name: /^SAM-1:/ }).focus()
  await board.keyboard.press('Alt+Enter')
  const second = await opened
  await expect(second).toHaveURL(/^app:\/\/openlinear\/task\/SAM-1/)
  await expect(second.getByRole('textbox', { name: 'Title' })).toBeVisible()
  expect(await second.evaluate(() => window.opener)).toBe(null)
  const third = app.waitForEvent('window')
  await app.evaluate(({ Menu }) => Menu.getApplicationMenu()?.getMenuItemById('new-window')?.click())
  await expect(await third).toHaveURL(/^app:\/\/openlinear\//)

  // A change in one is seen in the others.
  const title = second.getByRole('textbox', { name: 'Title' })
  await title.fill('Greet by the time of day')
  await title.press('Enter')
  await expect(board.getByText('Greet by the time of day')).toBeVisible()

  // One of several is closed for good, and the app goes on.
  await (await third).close()
  await expect.poll(() => app.windows().length).toBe(2)
  const closed = app.waitForEvent('close')
  await app.evaluate(({ app }) => app.quit()).catch(() => undefined)
  await closed

  const again = await startApp(dataFolder)
  await expect.poll(() => again.windows().length).toBe(2)
  const paths = () => again.windows().map((page) => new URL(page.url()).pathname)
  await expect.poll(() => paths().sort()).toEqual(['/', '/task/SAM-1'])
  await end(again)
})

test('a link goes to the window that was used last', async ({ app, board }) => {
  await trySample(board)
  const opened = app.waitForEvent('window')
  await app.evaluate(({ Menu }) => Menu.getApplicationMenu()?.getMenuItemById('new-window')?.click())
  const second = await opened
  await expect(second.getByText('Greet people by the time of day')).toBeVisible()
  const before = board.url()
  await app.evaluate(({ app }) => {
    app.emit('second-instance', {}, ['openlinear', 'openlinear://task/SAM-1'], '')
  })
  await expect(second).toHaveURL(/\/task\/SAM-1/)
  expect(board.url()).toBe(before)
})

test('the menu and the window are there', async ({ app, board }) => {
  await expect(board.locator('#root')).not.toBeEmpty()
  const seen = await app.evaluate(({ Menu, BrowserWindow }) => ({
    items: ['new-task', 'new-window', 'settings', 'command-palette', 'execute', 'board'].filter(
      (id) => Menu.getApplicationMenu()?.getMenuItemById(id) !== null,
    ),
    windows: BrowserWindow.getAllWindows().length,
  }))
  expect(seen).toEqual({
    items: ['new-task', 'new-window', 'settings', 'command-palette', 'execute', 'board'],
    windows: 1,
  })
})

test('quitting while an agent works asks, and does what was chosen', async ({ app, board }) => {
  test.slow()
  await trySample(board)
  await board.getByText('Greet people by the time of day').click()
  await app.evaluate(({ dialog }) => {
    dialog.showMessageBox = async (...args: unknown[]) => {
      const question = args.at(-1) as { buttons: string[] }
      const asked = ((globalThis as { asked?: unknown[] }).asked ??= [])
      asked.push(question)
      // First it stays in the tray, then the run is paused.
      return { response: asked.length - 1, checkboxChecked: false }
    }
  })
  await board.getByRole('button', { name: 'Execute' }).click()
  await expect(board.getByRole('list', { name: 'Log of run 1' })).toBeVisible()
  await app.evaluate(({ app }) => app.quit())
  await expect
    .poll(() => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible()))
    .toBe(false)
  const closed = app.waitForEvent('close')
  await app.evaluate(({ app }) => app.quit()).catch(() => undefined)
  await closed
})
