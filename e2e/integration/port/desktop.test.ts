import { readFile, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { MessagePort as NodePort } from 'node:worker_threads'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { createHost } from '#electron/host.ts'
import { headlessPlatform } from '#electron/shell/http/headless-platform.ts'
import type { ShellCommand } from '#shared/port.ts'
import { onShellCommand } from '../../../renderer/state/desktop-window.ts'
import { PortTransport } from '../../../renderer/state/port-transport.ts'
import { makeRepository, temporaryFolder } from '../../support/repository.ts'
import { bash, practiceProject, scripted, write } from '../../support/scripted.ts'
import { answers, electron, preloadPorts, seen, StandInWindow } from './stand-in-electron.ts'

// The whole of `main.ts` as it is, over a stand-in for Electron's module: the host, its ports, the window's
// life, tray, notifications, links and the way out are real.
vi.mock('electron', async () => (await import('./stand-in-electron.ts')).electron)

let dataFolder: string
let repo: string
let page: PortTransport
let projectId: string
const commands: ShellCommand[] = []

const asWeb = (port: NodePort) => port as unknown as MessagePort
/** The window that is there from the start. */
const theWindow = () => {
  const [window] = StandInWindow.all
  if (window === undefined) throw new Error('there is no window')
  return window
}

function connect(
  senderFrame = { url: 'app://openlinear/', parent: null as unknown },
  { webContents: sender } = theWindow(),
) {
  const { page: ours, main } = preloadPorts()
  electron.ipcMain.emit('openlinear:connect', { sender, senderFrame, ports: main })
  return { ours, main }
}

beforeAll(async () => {
  dataFolder = join(await temporaryFolder('desktop'), 'data')
  repo = await makeRepository()
  process.argv.push('--data-dir', dataFolder)
  vi.stubEnv('XDG_CONFIG_HOME', join(dirname(dataFolder), 'config'))
  // Started from a terminal: the user's shell is not asked for its PATH.
  vi.stubEnv('TERM', 'xterm')
  await import('#electron/main.ts')
  await vi.waitFor(() => expect([StandInWindow.all.length, ...seen.errors]).toEqual([1]), { timeout: 30_000 })

  const { ours } = connect()
  page = new PortTransport({ calls: asWeb(ours[0]), streams: asWeb(ours[1]) })
  onShellCommand((command) => commands.push(command))
  projectId = (await practiceProject(page.client, repo)).projectId
})
afterAll(async () => {
  process.argv.splice(process.argv.indexOf('--data-dir'), 2)
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.removeAllListeners(signal)
  await rm(dirname(dataFolder), { recursive: true, force: true })
  await rm(repo, { recursive: true, force: true })
})

/** Starts a task and waits until its agent is at work. */
async function startTask(title: string, ...steps: unknown[]) {
  const task = await page.client.tasks.create({ projectId, title, description: scripted(...steps) })
  const run = await page.client.tasks.execute({ id: task.id })
  return { task, run, status: async () => (await page.client.runs.get({ id: run.id })).status }
}
const lastCommand = () => commands.at(-1)

test('the window shows the page over its own scheme, walled in, and talks with the host', async () => {
  expect(seen.privileged).toMatchObject([
    { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ])
  expect(theWindow().webContents.url).toBe('app://openlinear/')
  expect(theWindow().options).toMatchObject({
    webPreferences: { contextIsolation: true, sandbox: true, nodeIntegration: false },
  })
  const answer = await seen.handlers.get('app')?.(new Request('app://openlinear/'))
  expect(answer?.headers.get('content-security-policy')).toContain("connect-src 'none'")
  expect(await page.client.system.info()).toMatchObject({
    shell: 'electron',
    can: { pickFolder: true, notify: true },
  })
})

test('no frame, no other page and no other window gets a port', () => {
  for (const frame of [
    { url: 'https://example.com/', parent: null },
    { url: 'app://openlinear/', parent: {} },
  ]) {
    expect(connect(frame).main.map((port) => port.isClosed)).toEqual([true, true])
  }
  const { main } = preloadPorts()
  electron.ipcMain.emit('openlinear:connect', {
    sender: {},
    senderFrame: { url: 'app://openlinear/', parent: null },
    ports: main,
  })
  expect(main.map((port) => port.isClosed)).toEqual([true, true])
})

test('a run is seen in the tray, its end in a notification that opens the task', async () => {
  theWindow().hasFocus = false
  const { task, run } = await startTask('Greet', bash('sleep 2'), write('hello.txt', 'hello\n'), {
    text: 'Done.',
  })
  await expect.poll(() => seen.trayTip, { timeout: 60_000 }).toBe('OpenLinear: 1 running')
  await expect.poll(() => seen.notifications.length, { timeout: 60_000 }).toBe(1)
  expect(seen.notifications[0]?.title).toBe(`${task.identifier} Greet is ready for review`)
  await expect.poll(() => seen.trayTip).toBe('OpenLinear: No agent is at work')
  theWindow().hide()
  seen.notifications[0]?.emit('click')
  await expect.poll(lastCommand).toEqual({ name: 'open-task', identifier: task.identifier })
  expect(theWindow().isShown).toBe(true)

  // The one who looks at the task needs no notification.
  theWindow().webContents.url = `app://openlinear/task/${task.identifier}`
  const again = await page.client.runs.sendBack({ id: run.id, comments: 'Say more.' })
  await expect
    .poll(async () => (await page.client.runs.get({ id: again.id })).status, { timeout: 60_000 })
    .not.toMatch(/queued|running/)
  await expect.poll(() => seen.trayTip).toBe('OpenLinear: No agent is at work')
  expect(seen.notifications).toHaveLength(1)
  theWindow().webContents.url = 'app://openlinear/'
})

test('what is put off or seen to is not told; what comes back is told then', async () => {
  theWindow().hasFocus = false
  const told = () => seen.notifications.map(({ title }) => title)
  const before = told().length
  const steps = [bash('sleep 1'), write('later.txt', 'later\n'), { text: 'Done.' }]
  const [later, done] = [await startTask('Later', ...steps), await startTask('Seen', ...steps)]
  const snoozedUntil = new Date(Date.now() + 4000).toISOString()
  await page.client.inbox.mark({ id: `review:${later.run.id}`, snoozedUntil })
  await page.client.inbox.mark({ id: `review:${done.run.id}`, done: true })
  for (const { status } of [later, done]) await expect.poll(status, { timeout: 60_000 }).toBe('succeeded')
  // Whoever looked for news has found none by the time that the next one is there.
  await expect.poll(() => told().length, { timeout: 30_000 }).toBeGreaterThan(before)
  expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(snoozedUntil))
  expect(told().slice(before)).toEqual([`${later.task.identifier} Later is ready for review`])
})

test('a request is a notification, and a number on the app’s icon', async () => {
  theWindow().hasFocus = false
  const { run, status } = await startTask('Ask', {
    tool: 'question',
    input: {
      questions: [
        {
          header: 'Colour',
          question: 'Which colour?',
          options: [{ label: 'Red', description: 'As ever' }],
          multiple: false,
        },
      ],
    },
  })
  await expect.poll(() => seen.badge, { timeout: 60_000 }).toBe(1)
  await expect.poll(() => seen.notifications.at(-1)?.title).toContain('Ask waits for you')
  await expect.poll(status, { timeout: 30_000 }).toBe('waiting')
  await page.client.runs.cancel({ id: run.id })
  await expect.poll(() => seen.badge, { timeout: 30_000 }).toBe(0)
})

test('a batch is seen in the tray, and its end is one notification, however many tasks it has', async () => {
  theWindow().hasFocus = false
  const told = seen.notifications.length
  const make = async (name: string) => {
    const description = scripted(write(`${name}.txt`, `${name}\n`))
    return page.client.tasks.create({ projectId, title: name, description })
  }
  const tasks = [await make('one'), await make('two'), await make('three')]
  const batch = await page.client.batches.create({ taskIds: tasks.map(({ id }) => id), mode: 'parallel' })
  await expect.poll(() => seen.trayTip, { timeout: 60_000 }).toMatch(/batch \d of 3 merged/)
  await expect.poll(() => seen.notifications.length, { timeout: 60_000 }).toBeGreaterThan(told)
  await expect.poll(() => seen.trayTip).toBe('OpenLinear: No agent is at work')
  const [first, second, third] = tasks.map(({ identifier }) => identifier)
  const title = `Batch completed: ${first}, ${second} and ${third}`
  expect(seen.notifications.slice(told).map((one) => [one.title, one.body])).toEqual([
    [title, '3 of 3 tasks merged.'],
  ])
  seen.notifications.at(-1)?.emit('click')
  await expect.poll(lastCommand).toEqual({ name: 'open-batch', id: batch.id })
})

test('a link opens its task; one that leads nowhere says so', async () => {
  const { items } = await page.client.tasks.list({ q: 'Greet' })
  const identifier = items[0]?.identifier ?? ''
  commands.length = 0
  electron.app.emit('second-instance', {}, ['openlinear', `openlinear://task/${identifier.toLowerCase()}`])
  await expect.poll(lastCommand).toEqual({ name: 'open-task', identifier })
  for (const link of ['openlinear://task/NO-1', 'openlinear://execute/APP-1']) {
    electron.app.emit('open-url', { preventDefault: () => undefined }, link)
  }
  await expect.poll(() => seen.questions.length).toBe(2)
  expect(seen.questions[0]?.message).toBe('The link leads nowhere.')
  expect(commands).toHaveLength(1)
})

test('several windows: each has its own ports, and what is asked for goes to the one used last', async () => {
  const { items } = await page.client.tasks.list({ q: 'Greet' })
  const identifier = items[0]?.identifier ?? ''
  const path = `/task/${identifier}`
  const opened = () => StandInWindow.all.slice(1)
  theWindow().focus()
  expect(theWindow().webContents.open({ url: `app://openlinear${path}` })).toEqual({ action: 'deny' })
  expect(opened().map(({ webContents, isShown }) => [webContents.url, isShown])).toEqual([
    [`app://openlinear${path}`, true],
  ])
  const [second] = opened()
  if (second === undefined) throw new Error('there is no second window')
  // A little aside, and not a window that could do more than the first.
  expect(second.options).toMatchObject({
    x: 38,
    y: 48,
    webPreferences: { contextIsolation: true, sandbox: true, nodeIntegration: false },
  })
  const { ours } = connect(undefined, second)
  const other = new PortTransport({ calls: asWeb(ours[0]), streams: asWeb(ours[1]) })
  const heard: string[] = []
  other.subscribe(0, {
    events: (all) => heard.push(...all.map(({ event }) => event)),
    reset() {},
    state() {},
  })

  // A change over the one port comes over the other, whose calls go on too.
  await page.client.tasks.update({ id: items[0]?.id ?? '', priority: 'high' })
  await expect.poll(() => heard).toContain('task:updated')
  expect((await other.client.tasks.get({ id: identifier })).priority).toBe('high')
  expect((await page.client.system.info()).shell).toBe('electron')

  // A link goes to the window used last, and to none beside it.
  commands.length = 0
  theWindow().focus()
  electron.app.emit('second-instance', {}, ['openlinear', `openlinear://task/${identifier}`])
  await expect.poll(() => commands).toEqual([{ name: 'open-task', identifier }])
  expect(theWindow().hasFocus).toBe(true)

  // The menu opens another where that one is.
  second.focus()
  electron.menu('new-window')
  expect(opened().map(({ webContents }) => webContents.url)).toEqual([
    `app://openlinear${path}`,
    `app://openlinear${path}`,
  ])
  expect(JSON.parse(await readFile(join(dataFolder, 'window', 'state.json'), 'utf8'))).toMatchObject({
    windows: [{ path }, { path }, { path: '/' }],
  })
  // One of several goes when it is closed, with its ports; nobody is asked, and the others stay.
  expect([second.close(), theWindow().isShown]).toEqual([true, true])
  expect(JSON.parse(await readFile(join(dataFolder, 'window', 'state.json'), 'utf8'))).toMatchObject({
    windows: [{ path }, { path: '/' }],
  })
  expect(opened()[1]?.close()).toBe(true)
  expect(theWindow().hasFocus || theWindow().isShown).toBe(true)
})

test('a page that breaks down is loaded again once, then the user is asked', async () => {
  const asked = seen.questions.length
  theWindow().webContents.emit('render-process-gone', {}, { reason: 'crashed' })
  expect(theWindow().reloads).toBe(1)
  theWindow().webContents.emit('render-process-gone', {}, { reason: 'oom' })
  expect(theWindow().reloads).toBe(1)
  await expect.poll(() => theWindow().reloads).toBe(2)
  expect(seen.questions).toHaveLength(asked + 1)
  // It connects anew.
  const { ours } = connect()
  page = new PortTransport({ calls: asWeb(ours[0]), streams: asWeb(ours[1]) })
  expect((await page.client.system.info()).shell).toBe('electron')
})

test('while agents work, closing leaves them in the tray, and quitting asks', async () => {
  const { run, status } = await startTask('Long', bash('sleep 300'))
  await expect.poll(() => seen.trayTip, { timeout: 60_000 }).toBe('OpenLinear: 1 running')
  expect(theWindow().close()).toBe(false)
  expect(theWindow().isShown).toBe(false)
  expect(await status()).toBe('running')
  expect((await stat(join(dataFolder, 'window', 'state.json'))).isFile()).toBe(true)

  electron.app.emit('activate')
  expect(theWindow().isShown).toBe(true)
  const asked = seen.questions.length
  const choose = async (button: number) => {
    answers.push(button)
    electron.app.quit()
    await expect.poll(() => answers.length).toBe(0)
  }
  await choose(3)
  expect(seen.questions[asked]?.message).toBe('An agent is at work.')
  expect(theWindow().isShown).toBe(true)
  await choose(0)
  await expect.poll(() => theWindow().isShown).toBe(false)
  expect(await status()).toBe('running')

  // Pause and quit: the host is closed, and the run goes on at the next start.
  await choose(1)
  expect(await seen.exit.promise).toBe(0)
  expect(StandInWindow.all.map(({ isGone }) => isGone)).toEqual([true, true, true])
  const log = () => undefined
  const pointerFile = join(dirname(dataFolder), 'config', 'location.json')
  const next = await createHost({
    dataFolder,
    pointerFile,
    log,
    platform: headlessPlatform({ dataFolder, pointerFile, log }),
  })
  expect((await next.runs.get(run.id)).status).toMatch(/queued|running/)
  await next.runs.cancel(run.id)
  await next.close()
})
