import { EventEmitter } from 'node:events'
import { beforeEach, expect, test, vi } from 'vitest'
import type { Host } from '../../host-api.ts'
import type { ExitOptions } from './exit.ts'
import type { OpenBatch, WorkWatch } from './work.ts'

/** The app and its dialogs; the test answers with the number of a button. */
const fake = vi.hoisted(() => ({
  app: null as unknown as EventEmitter & { exit: (code: number) => void },
  left: [] as number[],
  ask: null as unknown as () => Promise<number>,
}))
vi.mock('electron', () => ({
  get app() {
    return fake.app
  },
  dialog: { showMessageBox: async () => ({ response: await fake.ask() }) },
}))
const { Exit } = await import('./exit.ts')

/** Runs by id with their state, as a host has them. */
let runs: Map<string, string>
let batches: OpenBatch[]
let isClosed: boolean
let isKept: boolean
let asked: number

function makeExit() {
  const tasks = (status: string) =>
    [...runs].filter(([, now]) => now === status).map(([runId]) => ({ runId, identifier: runId, title: '' }))
  const now = () => ({ running: tasks('running'), queued: tasks('queued'), batches, waiting: 0 })
  const options: ExitOptions = {
    host: {
      runs: {
        async cancel(id: string) {
          if (id === 'gone') throw new Error('it is over')
          runs.set(id, 'cancelled')
        },
      },
      batches: {
        async pause(id: string) {
          if (id === 'over') throw new Error('it is over')
          // What is cancelled before would make room for its next task.
          runs.set(id, `paused before ${[...runs.values()].filter((now) => now === 'cancelled').length} ends`)
        },
      },
      close: async () => {
        isClosed = true
      },
    } as unknown as Host,
    work: {
      get now() {
        return now()
      },
      look: async () => now(),
    } as unknown as WorkWatch,
    window: () => null,
    keep: () => {
      isKept = true
    },
    end: () => undefined,
    log: () => undefined,
  }
  return new Exit(options)
}

beforeEach(() => {
  runs = new Map([
    ['a', 'running'],
    ['gone', 'running'],
    ['b', 'queued'],
  ])
  batches = []
  isClosed = false
  isKept = false
  asked = 0
  fake.left = []
  fake.app = Object.assign(new EventEmitter(), { exit: (code: number) => void fake.left.push(code) })
  answer(3)
})

const answer = (button: number) => {
  fake.ask = async () => {
    asked += 1
    return button
  }
}

test('stopping pauses every batch and ends every run, also when one has just ended by itself', async () => {
  const open = { name: 'APP-1', merged: 0, total: 1, isRunning: true }
  batches = [
    { id: 'over', ...open },
    { id: 'batch', ...open },
  ]
  const exit = makeExit()
  answer(2)
  exit.quit()
  await expect.poll(() => fake.left).toEqual([0])
  expect(Object.fromEntries(runs)).toEqual({
    a: 'cancelled',
    gone: 'running',
    b: 'cancelled',
    batch: 'paused before 0 ends',
  })
  expect(isClosed).toBe(true)
})

test('pausing leaves them as they are', async () => {
  const exit = makeExit()
  answer(1)
  exit.quit()
  await expect.poll(() => fake.left).toEqual([0])
  expect(runs.get('a')).toBe('running')
  expect(isClosed).toBe(true)
})

test('whoever thinks better of it stays, and is asked again the next time', async () => {
  const exit = makeExit()
  fake.app.emit('before-quit', { preventDefault: () => undefined })
  await expect.poll(() => asked).toBe(1)
  answer(0)
  exit.quit()
  await expect.poll(() => isKept).toBe(true)
  expect([asked, isClosed, fake.left]).toEqual([2, false, []])
})

test('a question that is open is not asked twice, and a signal does not wait for it', async () => {
  const exit = makeExit()
  const { promise, resolve } = Promise.withResolvers<number>()
  fake.ask = () => {
    asked += 1
    return promise
  }
  exit.quit()
  await expect.poll(() => asked).toBe(1)
  exit.quit()
  exit.quitAtOnce()
  await expect.poll(() => fake.left).toEqual([0])
  // Whatever is said then is too late.
  resolve(2)
  await promise
  expect([asked, runs.get('a')]).toEqual([1, 'running'])
})

test('with nobody at work nobody is asked', async () => {
  runs.clear()
  const exit = makeExit()
  exit.quit()
  await expect.poll(() => fake.left).toEqual([0])
  expect(asked).toBe(0)
  expect(exit.closing()).toBe('close')
})

test('a batch that merges while no agent is at work is work, too; one that waits is not', async () => {
  runs.clear()
  batches = [{ id: 'b1', name: 'APP-1', merged: 1, total: 2, isRunning: true }]
  const exit = makeExit()
  expect(exit.closing()).toBe('hide')
  answer(3)
  exit.quit()
  await expect.poll(() => asked).toBe(1)
  expect(fake.left).toEqual([])
  batches = [{ id: 'b1', name: 'APP-1', merged: 1, total: 2, isRunning: false }]
  exit.quit()
  await expect.poll(() => fake.left).toEqual([0])
})
