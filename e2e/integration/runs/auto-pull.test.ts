import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type AutoPullRoom, createAutoPull } from '#electron/auto-pull/auto-pull.ts'
import { localDay } from '#shared/budget.ts'
import { AppError } from '#shared/errors.ts'
import type { CreateTask } from '#shared/tasks.ts'
import { type Bench, type BenchOptions, clear, openBench } from './bench.ts'

let bench: Bench
let pull: AutoPullRoom
/** Tasks of batches that are not over. */
let inBatches: Set<string>
/** Titles of tasks whose agents are at work, in the order in which they began. */
let begun: string[]
/** How often auto-pull has looked for something to begin. */
let looks = 0
/** What an agent does when it is let go on, by the title of its task. */
let gates: Map<string, (end: 'done' | 'failed') => void>

async function open(options: BenchOptions = {}): Promise<void> {
  bench = await openBench(options)
  bench.agent.onTurn = async ({ open: { directory }, text, aborted }) => {
    const title = /^# (.+)$/m.exec(text)?.[1] ?? ''
    begun.push(title)
    const gate = Promise.withResolvers<'done' | 'failed'>()
    gates.set(title, gate.resolve)
    // So that those who wait for something look again.
    await bench.store.write((tx) => tx.emit('label:updated', { id: title }))
    const end = await Promise.race([gate.promise, aborted])
    if (end === 'done') {
      await writeFile(join(directory, `${title}.txt`), title)
      return { kind: 'completed', text: 'Done.' }
    }
    return { kind: 'failed', code: 'agent_error', message: 'No.' }
  }
  const { store, settings, projects, tasks, runs } = bench
  pull = createAutoPull({
    store,
    settings,
    projects: {
      ...projects,
      list: () => {
        looks++
        return projects.list()
      },
    },
    tasks,
    runs,
    batches: { openTaskIds: async () => inBatches },
    log: (level, message, data) => {
      throw new Error(`${level} ${message} ${JSON.stringify(data)}`)
    },
  })
  pull.start()
}
const shut = async () => {
  await pull.close()
  await bench.close()
}

beforeEach(() => {
  inBatches = new Set()
  begun = []
  gates = new Map()
})
afterEach(async () => {
  await shut()
  await clear(bench)
})

const task = (title: string, fields: Partial<CreateTask> = {}) =>
  bench.tasks.create({ projectId: bench.projectId, title, ...fields })
const turnOn = (more: Parameters<Bench['settings']['update']>[0] = {}) =>
  bench.settings.update({ autoPull: true, ...more })
/** Waits until exactly these agents have begun, and nothing stands in line. */
const until = (...titles: string[]) =>
  bench.when(async () => {
    const { items } = await bench.runs.list()
    const isStill = items.every(({ status }) => status !== 'queued')
    return isStill && begun.toSorted().join() === titles.toSorted().join() ? true : undefined
  })
const statusOf = async (id: string) => (await bench.tasks.get(id)).status
/** Waits until a task stands where it shall. */
const stands = (id: string, status: string) =>
  bench.when(async () => ((await statusOf(id)) === status ? true : undefined))
/** Until auto-pull has come to an end with all that was written so far. Runs that it has begun by then. */
async function quiet(): Promise<number> {
  // Rounds are one after the other: the second begins when the first has ended.
  for (const _ of [1, 2]) {
    const before = looks
    await bench.store.write((tx) => tx.emit('execution:progress', { id: 'none', status: 'running' }))
    await vi.waitFor(() => expect(looks).toBeGreaterThan(before))
  }
  return (await bench.store.db.selectFrom('runs').select('id').execute()).length
}

describe('auto-pull', () => {
  it('begins what is ready by priority, then as on the board, never more than there are slots', async () => {
    await open()
    await bench.settings.update({ parallelLimit: 2 })
    await task('later')
    const parent = await task('parent', { priority: 'high' })
    const child = await task('child', { priority: 'urgent', dependsOn: [parent.id] })
    await task('backlog', { status: 'backlog', priority: 'urgent' })
    const put = await task('archived', { priority: 'urgent' })
    await bench.tasks.update({ id: put.id, archived: true })
    const taken = await task('in a batch', { priority: 'urgent' })
    inBatches.add(taken.id)
    await task('latest')
    expect(await quiet()).toBe(0)
    await turnOn()
    await until('parent', 'later')
    expect((await bench.tasks.activity(parent.id)).items.at(-2)).toMatchObject({
      actor: 'engine',
      kind: 'run:queued',
    })

    gates.get('parent')?.('done')
    await until('parent', 'later', 'latest')
    gates.get('later')?.('done')
    await stands(parent.id, 'in_review')
    await bench.tasks.update({ id: parent.id, status: 'done' })
    await until('parent', 'later', 'latest', 'child')
    expect(await statusOf(child.id)).toBe('in_progress')
    expect(await statusOf(taken.id)).toBe('todo')
    // What the user begins takes slots as well.
    await bench.settings.update({ parallelLimit: 1 })
    gates.get('latest')?.('done')
    const late = await task('late')
    gates.get('child')?.('done')
    await until('parent', 'later', 'latest', 'child', 'late')
    expect(await statusOf(late.id)).toBe('in_progress')
  })

  it('gives the slot of a run that waits for its provider to the next one, but begins no crowd to wait', async () => {
    await open()
    bench.agent.onTurn = async () => ({ kind: 'rate_limited', waitMs: 600_000, message: 'Slow down' })
    for (const title of ['one', 'two', 'three', 'four']) await task(title)
    await turnOn({ parallelLimit: 1 })
    const waiting = () =>
      bench.store.db.selectFrom('runs').select('id').where('wait_until', 'is not', null).execute()
    await bench.when(async () => ((await waiting()).length > 0 ? true : undefined))
    expect(await quiet()).toBe(1)
    await bench.settings.update({ parallelLimit: 2 })
    await bench.when(async () => ((await waiting()).length > 2 ? true : undefined))
    expect(await quiet()).toBe(3)
  })

  it('leaves what failed or was cancelled alone until the user moves or changes it, also after a restart', async () => {
    await open()
    await turnOn()
    const failing = await task('failing')
    const stopped = await task('stopped')
    await until('failing', 'stopped')
    gates.get('failing')?.('failed')
    await stands(failing.id, 'todo')
    await bench.runs.cancelTask(stopped.id)
    await stands(stopped.id, 'todo')
    expect(await quiet()).toBe(2)

    await shut()
    await open({ on: bench, agent: bench.agent })
    expect(await quiet()).toBe(2)

    begun = []
    await bench.tasks.update({ id: failing.id, description: 'Now with more words.' })
    await until('failing')
    await bench.tasks.update({ id: stopped.id, status: 'backlog' })
    await bench.tasks.update({ id: stopped.id, status: 'todo' })
    await until('failing', 'stopped')
  })

  it('is held while too many tasks are in review: the project’s own count where it has a limit', async () => {
    await open()
    await turnOn({ parallelLimit: 1, reviewLimit: 1 })
    const one = await task('one')
    await task('two')
    await until('one')
    gates.get('one')?.('done')
    await stands(one.id, 'in_review')
    expect(await quiet()).toBe(1)
    await bench.projects.update({ id: bench.projectId, settings: { reviewLimit: 1 } })
    await bench.settings.update({ reviewLimit: 0 })
    expect(await quiet()).toBe(1)
    await bench.tasks.update({ id: one.id, status: 'done' })
    await until('one', 'two')
  })

  it('follows the project where it says otherwise than the app', async () => {
    await open()
    await turnOn()
    await bench.projects.update({ id: bench.projectId, settings: { autoPull: false } })
    await task('one')
    expect(await quiet()).toBe(0)
    await bench.settings.update({ autoPull: false })
    await bench.projects.update({ id: bench.projectId, settings: { autoPull: true } })
    await until('one')
  })

  it('says what refuses a project, does not try it in a loop, and goes on once that is mended', async () => {
    let tries = 0
    let isTrusted = false
    await open({
      trust: {
        requireTrusted: async () => {
          tries++
          if (!isTrusted) throw new AppError('PROJECT_NOT_TRUSTED', 'Read them first.')
        },
      },
    })
    const told: unknown[] = []
    bench.store.subscribe((events) => {
      for (const { event, data } of events) if (event === 'auto-pull:updated') told.push(data['refusals'])
    })
    await turnOn()
    for (const title of ['one', 'two', 'three']) await task(title)
    const refusal = { projectId: bench.projectId, code: 'PROJECT_NOT_TRUSTED', message: 'Read them first.' }
    await bench.when(async () => (told.length > 0 ? true : undefined))
    await quiet()
    expect((await pull.report()).refusals).toEqual([refusal])
    expect(tries).toBe(1)
    isTrusted = true
    pull.retry(bench.projectId)
    await until('one', 'two', 'three')
    await bench.when(async () => (told.length > 1 ? true : undefined))
    expect(told).toEqual([[refusal], []])
  })

  it('begins what names a model of its own where there is no other', async () => {
    await open()
    await bench.projects.update({ id: bench.projectId, model: null })
    await task('without', { priority: 'urgent' })
    await task('with', { model: 'fake/model' })
    await turnOn()
    await until('with')
    await quiet()
    expect((await pull.report()).refusals).toMatchObject([{ code: 'MODEL_NOT_CONFIGURED' }])
    await bench.settings.update({ model: 'fake/model' })
    await until('with', 'without')
  })

  it('is held while the budget of the day is used up', async () => {
    await open()
    const day = localDay(new Date())
    await bench.store.db.insertInto('day_spending').values({ day, cost: 2, worked_ms: 0 }).execute()
    await task('one')
    await turnOn({ maxDayCost: 1 })
    expect(await quiet()).toBe(0)
    expect((await pull.report()).held).toContain('$2.00')
    await bench.settings.update({ maxDayCost: 3 })
    await until('one')
    await quiet()
    expect((await pull.report()).held).toBeNull()
  })

  it('takes nothing that the user has moved in this moment', async () => {
    await open()
    const { id } = await task('one')
    await bench.tasks.update({ id, status: 'backlog' })
    await expect(bench.runs.pull(id)).rejects.toMatchObject({ code: 'ILLEGAL_TRANSITION' })
    expect((await bench.runs.listForTask(id)).items).toEqual([])
    expect(await statusOf(id)).toBe('backlog')
  })
})
