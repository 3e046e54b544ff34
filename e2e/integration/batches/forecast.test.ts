import { access, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Batch } from '#shared/batches.ts'
import type { Forecast } from '#shared/forecasts.ts'
import { TestHost } from '../../support/host.ts'
import { bash, write } from '../../support/scripted.ts'
import { slowTest } from '../../support/slow.ts'
import { type BatchBench, batchBench } from './fixture.ts'
import { feedOf } from './rest.ts'
import { namedFile, openRooms } from './rooms.ts'

let bench: BatchBench
beforeAll(async () => {
  bench = await batchBench()
  await bench.host.client.settings.update({ parallelLimit: 4 })
})
afterAll(() => bench.end())

/** Keeps an agent at work until the test lets it go; its worktree is left as if that had never been. */
const untilTold = bash('while [ ! -e go ]; do sleep 0.05; done; rm go')

const worktreesOf = async (batch: Batch) =>
  Promise.all(
    batch.tasks.map(async ({ runId }) => {
      const run = await bench.host.client.runs.get({ id: runId ?? '' })
      return run.worktreePath ?? ''
    }),
  )
const letGo = (worktree: string) => writeFile(join(worktree, 'go'), '')
const isThere = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  )

/** Waits for a forecast on the feed, or the first one, that is as `look` wants it. */
const forecastWith = (host: TestHost, id: string, look: (forecast: Forecast) => boolean) =>
  host.when(async () => {
    const forecast = await host.client.batches.forecast({ id })
    return look(forecast) ? forecast : undefined
  })
const conflicts = ({ overlaps }: Forecast) =>
  overlaps.filter(({ files }) => files.length > 0).map(({ taskId, withTaskId }) => [taskId, withTaskId])

/** What the host complained of when it made forecasts. */
const complaints = (host: TestHost) =>
  host.stderr
    .join('')
    .split('\n')
    .filter((line) => /^(warn|error).*forecast/.test(line))

describe('a forecast', () => {
  it('tells conflicts while agents are at work, with an order in which fewer are left out, which then is so', async () => {
    const { host, task } = bench
    const hub = await task('Hub', write('one.txt', 'hub\n'), write('two.txt', 'hub\n'), untilTold)
    const one = await task(
      'One',
      write('one.txt', 'a\nb\n'),
      write('README.md', '# Hello\n\none\n'),
      untilTold,
    )
    const two = await task('Two', write('two.txt', 'two\n'), untilTold)
    await host.client.tasks.update({ id: hub.id, priority: 'urgent' })
    const { id } = await host.client.batches.create({
      taskIds: [hub.id, one.id, two.id],
      mode: 'parallel',
      options: { parallelLimit: 3 },
    })
    const forecast = await forecastWith(host, id, (now) => conflicts(now).length === 2)
    expect(conflicts(forecast)).toEqual([
      [one.id, hub.id],
      [two.id, hub.id],
    ])
    expect(forecast.overlaps[0]?.files).toEqual([
      {
        path: 'one.txt',
        kind: 'added',
        hunks: [{ ours: { start: 1, lines: 2 }, theirs: { start: 1, lines: 1 } }],
      },
    ])
    expect(forecast).toMatchObject({
      unavailable: null,
      hindered: [one.id, two.id],
      hinderedThen: [hub.id],
      suggestedOrder: [one.id, two.id, hub.id],
    })
    expect(new Set(forecast.compared)).toEqual(new Set([hub.id, one.id, two.id]))
    const batch = await host.client.batches.get({ id })
    const worktrees = await worktreesOf(batch)
    // The agents' own index and files are as they have left them.
    const [own = ''] = worktrees
    expect(await readdir(join(own))).toEqual(expect.arrayContaining(['one.txt', 'two.txt']))
    expect(await bench.git('-C', own, '--no-optional-locks', 'diff', '--cached', '--name-only')).toBe('')
    const events = (await feedOf(host, /^batch:forecast$/)).filter(({ data }) => data.id === id)
    expect(events.at(-1)?.data).toMatchObject({
      id,
      forecast: expect.objectContaining({ hinderedThen: [hub.id] }),
    })

    await host.client.batches.reorder({ id, taskIds: forecast.suggestedOrder ?? [] })
    for (const worktree of worktrees) await letGo(worktree)
    const over = await bench.over(id)
    expect(over.tasks.map(({ taskId, status }) => [taskId, status])).toEqual([
      [one.id, 'merged'],
      [two.id, 'merged'],
      [hub.id, 'skipped'],
    ])
    expect(await host.client.batches.forecast({ id })).toMatchObject({ overlaps: [], suggestedOrder: null })
    await expect.poll(() => isThere(join(bench.dataFolder, 'forecast', id))).toBe(false)
  })

  it('says what conflicts with what is merged, and shrinks when a worktree is deleted by hand', async () => {
    const { host, task } = bench
    const quick = await task('Quick', write('same.txt', 'quick\n'), write('both.txt', 'x\n'))
    const slow = await task('Slow', write('same.txt', 'slow\n'), write('both.txt', 'x\n'), untilTold)
    const { id } = await host.client.batches.create({ taskIds: [quick.id, slow.id], mode: 'parallel' })
    const forecast = await forecastWith(host, id, (now) =>
      now.overlaps.some(({ withTaskId }) => withTaskId === null),
    )
    expect(forecast.overlaps).toMatchObject([
      { taskId: slow.id, withTaskId: null, files: [{ path: 'same.txt' }], shared: ['both.txt'] },
    ])
    expect(forecast).toMatchObject({ hindered: [slow.id], suggestedOrder: null })
    const [, worktree = ''] = await worktreesOf(await host.client.batches.get({ id }))
    await rm(worktree, { recursive: true })
    // Something has to happen before anybody looks again.
    const runId = (await host.client.batches.get({ id })).tasks[1]?.runId ?? ''
    await host.client.runs.pause({ id: runId })
    await forecastWith(host, id, ({ overlaps }) => overlaps.length === 0)
    await host.client.batches.cancel({ id })
    expect(complaints(host)).toEqual([])
  })

  slowTest('is worked out anew after kill -9, and leaves nothing behind', async () => {
    const { task } = bench
    const one = await task('One', write('killed.txt', 'one\n'), untilTold)
    const two = await task('Two', write('killed.txt', 'two\n'), untilTold)
    const { id } = await bench.host.client.batches.create({ taskIds: [one.id, two.id], mode: 'parallel' })
    const before = await forecastWith(bench.host, id, (now) => conflicts(now).length === 1)
    await bench.host.kill()
    const host = await TestHost.start(bench.dataFolder)
    try {
      const { at: _, ...said } = before
      expect(await forecastWith(host, id, (now) => conflicts(now).length === 1)).toMatchObject(said)
      await host.client.batches.cancel({ id })
      await expect.poll(() => readdir(join(bench.dataFolder, 'forecast')).catch(() => [])).toEqual([])
      expect(complaints(host)).toEqual([])
    } finally {
      await host.stop()
    }
  })
})

it('a forecast says kindly that git is too old, and the batch goes on without', async () => {
  const { promise: free, resolve } = Promise.withResolvers<void>()
  const rooms = await openRooms({
    between: ({ git }) => ({
      git: { ...git, version: async () => ({ version: '2.34.1', path: '/usr/bin/git', supported: false }) },
    }),
  })
  rooms.agent.onTurn = async (turn) => {
    await free
    return namedFile(turn)
  }
  const { id } = await rooms.batch(['A', 'B'])
  expect(await rooms.batches.forecast(id)).toMatchObject({
    unavailable: expect.stringMatching(/git 2\.38 or newer.*2\.34\.1/),
    overlaps: [],
  })
  resolve()
  expect((await rooms.over(id)).counts.merged).toBe(2)
  expect(rooms.complaints).toEqual([])
  await rooms.close()
})

it('a forecast that takes long holds up that of no other batch', async () => {
  const { promise: free, resolve } = Promise.withResolvers<void>()
  let asked = 0
  const rooms = await openRooms({
    between: ({ git }) => ({
      git: {
        ...git,
        version: async () => {
          asked += 1
          if (asked === 1) await free
          return git.version()
        },
      },
    }),
  })
  rooms.agent.onTurn = async (turn) => {
    await free
    return namedFile(turn)
  }
  const large = await rooms.batch(['A', 'B'])
  const slow = rooms.batches.forecast(large.id)
  await expect.poll(() => asked).toBe(1)
  const small = await rooms.batch(['C', 'D'])
  expect(await rooms.batches.forecast(small.id)).toMatchObject({ unavailable: null, overlaps: [] })
  resolve()
  expect(await slow).toMatchObject({ unavailable: null, overlaps: [] })
  for (const { id } of [large, small]) expect((await rooms.over(id)).counts.merged).toBe(2)
  expect(rooms.complaints).toEqual([])
  await rooms.close()
})
