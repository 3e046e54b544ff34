import { expect, test } from 'vitest'
import type { ShellCommand } from '#shared/port.ts'
import { menuTemplate } from './menu.ts'
import { trayTemplate, workInWords } from './tray-menu.ts'

type Item = ReturnType<typeof menuTemplate>[number]

const tasks = (...identifiers: string[]) =>
  identifiers.map((identifier) => ({ runId: identifier, identifier, title: `Title of ${identifier}` }))

/** Every item with what is below it. */
function all(items: readonly Item[]): Item[] {
  return items.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? all(item.submenu) : [])])
}

const click = (item: Item | undefined) =>
  item?.click?.(undefined as never, undefined as never, undefined as never)

test.each(['darwin', 'linux', 'win32'] as const)('the menu of %s sends its commands', (platform) => {
  const sent: ShellCommand[] = []
  let windows = 0
  const items = all(
    menuTemplate(platform, true, {
      send: (command) => sent.push(command),
      openWindow: () => windows++,
      openWebsite: () => undefined,
    }),
  )
  const names = ['new-task', 'settings', 'command-palette', 'execute', 'board']
  for (const name of names) {
    const found = items.filter((item) => item.id === name)
    expect(found, name).toHaveLength(1)
    click(found[0])
  }
  expect(sent.map(({ name }) => name)).toEqual(names)
  click(items.find((item) => item.id === 'new-window'))
  expect(windows).toBe(1)
  expect(items.some((item) => item.role === 'quit')).toBe(true)
  expect(items.some((item) => item.role === 'toggleDevTools')).toBe(false)
  const keys = items.map((item) => item.accelerator).filter((key) => key !== undefined)
  expect(new Set(keys).size).toBe(keys.length)
})

test('a Mac has the menu of its app, the others have its items under File', () => {
  const actions = { send: () => undefined, openWindow: () => undefined, openWebsite: () => undefined }
  const labels = (platform: NodeJS.Platform) =>
    menuTemplate(platform, false, actions).map((item) => item.role ?? item.label)
  expect(labels('darwin')[0]).toBe('appMenu')
  expect(labels('linux')[0]).toBe('File')
  expect(all(menuTemplate('linux', false, actions)).some((item) => item.role === 'toggleDevTools')).toBe(true)
})

test('the tray says what the agents do and leads to their tasks', () => {
  const done: string[] = []
  const batch = { id: 'b1', name: 'APP-1, APP-2 and 10 more', merged: 4, total: 12, isRunning: true }
  const work = { running: tasks('APP-1', 'APP-2'), queued: tasks('APP-3'), batches: [batch], waiting: 1 }
  const items = trayTemplate(work, {
    open: () => done.push('open'),
    openTask: (identifier) => done.push(identifier),
    openBatch: (id) => done.push(id),
    quit: () => done.push('quit'),
  })
  expect(items.map((item) => item.label).filter((label) => label !== undefined)).toEqual([
    'Open OpenLinear',
    '2 running, 1 queued, batch 4 of 12 merged, 1 waits for you',
    'Batch APP-1, APP-2 and 10 more: 4 of 12 merged',
    'APP-1  Title of APP-1',
    'APP-2  Title of APP-2',
    'APP-3  Title of APP-3',
    'Quit',
  ])
  for (const label of ['Open OpenLinear', items[3]?.label ?? '', 'APP-2  Title of APP-2', 'Quit']) {
    click(items.find((item) => item.label === label))
  }
  expect(done).toEqual(['open', 'b1', 'APP-2', 'quit'])
})

test('many tasks and long titles keep the tray’s menu small', () => {
  const work = {
    running: [
      { runId: '1', identifier: 'A-1', title: `R&D ${'x'.repeat(200)}` },
      ...tasks(...Array.from({ length: 20 }, (_, index) => `B-${index}`)),
    ],
    queued: [],
    batches: [],
    waiting: 0,
  }
  const nothing = {
    open: () => undefined,
    openTask: () => undefined,
    openBatch: () => undefined,
    quit: () => undefined,
  }
  const labels = trayTemplate(work, nothing).map((item) => item.label ?? '')
  expect(labels).toContain('and 11 more')
  expect(Math.max(...labels.map((label) => label.length))).toBeLessThan(70)
  expect(labels[3]).toContain('R&&D')
})

test('the work in words', () => {
  expect(workInWords({ running: [], queued: [], batches: [], waiting: 0 })).toBe('No agent is at work')
  expect(workInWords({ running: [], queued: [], batches: [], waiting: 2 })).toBe('2 wait for you')
  const batch = { id: 'b1', name: 'APP-1', merged: 4, total: 12, isRunning: true }
  const batches = [batch, { ...batch, merged: 1, total: 3 }]
  expect(workInWords({ running: [], queued: [], batches, waiting: 0 })).toBe('2 batches: 5 of 15 merged')
})
