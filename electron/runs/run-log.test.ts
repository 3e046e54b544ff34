import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { LogBody, LogItem } from '#shared/run-log.ts'
import type { Store } from '../store/store.ts'
import { type Fixture, openFixture } from '../tasks/fixture.ts'
import { followLog, LogBell, readLog, readLogBefore, readPlan, readWholeLog } from './read-log.ts'
import { RequestRecords } from './request-records.ts'
import { RunLog } from './run-log.ts'
import { RunRecords } from './run-records.ts'

let fixture: Fixture
let store: Store
let records: RunRecords
let runId: string
const bell = new LogBell()

beforeEach(async () => {
  fixture = await openFixture()
  store = fixture.store
  records = new RunRecords(store, fixture.tasks, new RequestRecords(store))
  const projectId = await fixture.project('APP')
  const task = await fixture.add(projectId, 'Log me')
  const now = store.now()
  runId = store.newId()
  await store.write((tx) =>
    records.insert(tx, {
      id: runId,
      task_id: task.id,
      project_id: projectId,
      attempt: 1,
      status: 'queued',
      step: 'base',
      model: 'practice/scripted',
      agent: 'build',
      prompt: 'x',
      fix_attempts: 0,
      input_tokens: 0,
      output_tokens: 0,
      cost: 0,
      worked_ms: 0,
      limit_ms: 1000,
      queued_at: now,
      created_at: now,
    }),
  )
})
afterEach(() => fixture.close())

const text = (delta: string, partId = 'p1'): LogBody => ({ kind: 'text', partId, delta })
const usage = (inputTokens: number): LogBody => ({
  kind: 'usage',
  messageId: `m${inputTokens}`,
  inputTokens,
  outputTokens: 2,
  reasoningTokens: 1,
  cacheReadTokens: 10,
  cacheWriteTokens: 0,
  cost: 0.5,
})

describe('RunLog on a full disk', () => {
  const mostPages = (count: number) => sql`PRAGMA max_page_count = ${sql.lit(count)}`.execute(store.db)

  it('asks for an end when too much waits in memory, and stores all of it when there is room', async () => {
    const { rows } = await sql<{ page_count: number }>`PRAGMA page_count`.execute(store.db)
    await mostPages(rows[0]?.page_count ?? 0)
    const log = new RunLog(store, records, bell, runId)
    const causes: unknown[] = []
    log.onStuck((cause) => causes.push(cause))
    // Little is no reason.
    log.add(text('x'.repeat(1 << 20), 'little'))
    await expect(log.commit()).rejects.toMatchObject({ code: 'SQLITE_FULL' })
    expect(causes).toEqual([])
    for (let part = 0; part < 20; part += 1) log.add(text('x'.repeat(1 << 20), `p${part}`))
    await expect.poll(() => causes.length, { timeout: 10_000 }).toBeGreaterThan(0)
    expect(causes[0]).toMatchObject({ code: 'SQLITE_FULL' })
    await mostPages(1_000_000)
    await log.close()
    const items = await readWholeLog(store, runId)
    expect(items.map(({ seq }) => seq)).toEqual(items.map((_, index) => index + 1))
    expect(items).toHaveLength(21)
  })
})

describe('RunLog', () => {
  it('joins the deltas of a part, keeps the order, and numbers without gaps over restarts', async () => {
    const first = new RunLog(store, records, bell, runId)
    first.add(text('Hel'), text('lo'), text('other', 'p2'), text(' again'))
    await first.close()
    const second = new RunLog(store, records, bell, runId)
    second.add({ kind: 'notice', level: 'info', text: 'back' })
    await second.close()
    const items = await readWholeLog(store, runId)
    expect(items.map((item) => [item.seq, 'delta' in item ? item.delta : item.kind])).toEqual([
      [1, 'Hello'],
      [2, 'other'],
      [3, ' again'],
      [4, 'notice'],
    ])
  })

  it('does not join what replaces', async () => {
    const log = new RunLog(store, records, bell, runId)
    log.add(text('draft'), { kind: 'text', partId: 'p1', delta: 'final', replace: true }, text('!'))
    await log.close()
    expect(await readWholeLog(store, runId)).toHaveLength(3)
  })

  it('counts tokens in the same transaction as the items that say them', async () => {
    const log = new RunLog(store, records, bell, runId)
    log.add(usage(100), usage(200))
    await log.close()
    expect((await records.run(runId)).usage).toEqual({ inputTokens: 320, outputTokens: 6, cost: 1 })
    const replay = await store.replay(0)
    const told =
      replay.kind === 'events'
        ? replay.events.findLast((event) => event.event === 'execution:progress')
        : null
    expect(told?.data.usage).toEqual({ inputTokens: 320, outputTokens: 6, cost: 1 })
  })

  it.each([
    ['bash', { command: 'npm test\n' }, 'npm test'],
    ['edit', { filePath: 'src/server.ts' }, 'Editing src/server.ts'],
    ['todowrite', { todos: [] }, 'Updating the plan'],
    ['weather_now', { path: 'Oslo' }, 'weather_now Oslo'],
  ])('says of a call of %s what the agent is at', async (tool, input, said) => {
    const log = new RunLog(store, records, bell, runId)
    log.add({ kind: 'tool', partId: 'p', tool, state: 'running', input })
    await log.commit()
    expect((await records.run(runId)).lastAction).toBe(said)
  })

  it('keeps items when the transaction fails, and stores them once with the next', async () => {
    const log = new RunLog(store, records, bell, runId)
    log.add(text('kept'), usage(1))
    await expect(
      log.commit(async () => {
        throw new Error('disk full')
      }),
    ).rejects.toThrow('disk full')
    expect(await readWholeLog(store, runId)).toEqual([])
    await log.close()
    expect((await readWholeLog(store, runId)).map((item) => item.seq)).toEqual([1, 2])
    expect((await records.run(runId)).usage.inputTokens).toBe(11)
  })

  it('stores what a transaction adds with it, after what came before, or not at all', async () => {
    const log = new RunLog(store, records, bell, runId)
    log.add(text('before'))
    await log.commit(async (_tx, add) => add({ kind: 'notice', level: 'info', text: 'decided' }))
    const refused = log.commit(async (_tx, add) => {
      add({ kind: 'notice', level: 'info', text: 'never' })
      throw new Error('changed its mind')
    })
    await expect(refused).rejects.toThrow('changed its mind')
    log.add(text('after'))
    await log.close()
    const items = await readWholeLog(store, runId)
    expect(
      items.map((item) => [item.seq, 'delta' in item ? item.delta : 'text' in item && item.text]),
    ).toEqual([
      [1, 'before'],
      [2, 'decided'],
      [3, 'after'],
    ])
  })

  it('tells the feed seldom while text streams, and the plan at last', async () => {
    const log = new RunLog(store, records, bell, runId)
    const before = await store.seq()
    for (let index = 0; index < 50; index++) {
      log.add({
        kind: 'todo',
        items: [
          { content: 'a', status: index === 49 ? 'completed' : 'in_progress' },
          { content: 'b', status: 'pending' },
        ],
      })
      await log.commit()
    }
    await log.commit(async () => {})
    await log.close()
    const replay = await store.replay(before)
    const told =
      replay.kind === 'events' ? replay.events.filter((event) => event.event === 'execution:progress') : []
    expect(told.length).toBeLessThan(10)
    expect(told.at(-1)?.data.plan).toEqual({ done: 1, total: 2 })
  })
})

describe('followLog', () => {
  it('gives each of 20,000 deltas once and in order while they are written, and ends with the run', async () => {
    const log = new RunLog(store, records, bell, runId)
    let over = false
    const seen: LogItem[] = []
    const following = (async () => {
      const controller = new AbortController()
      for await (const items of followLog(store, bell, runId, 0, async () => over, controller.signal))
        seen.push(...items)
    })()
    for (let index = 0; index < 20_000; index++) {
      log.add(text(`${index} `))
      if (index % 100 === 99) await log.commit()
    }
    await log.close()
    over = true
    bell.ring(runId)
    await following
    expect(seen.map((item) => item.seq)).toEqual(seen.map((_, index) => index + 1))
    const all = seen.map((item) => ('delta' in item ? item.delta : '')).join('')
    expect(all).toBe(Array.from({ length: 20_000 }, (_, index) => `${index} `).join(''))
  })

  it('starts after the seq it is given and stops when its reader leaves', async () => {
    const log = new RunLog(store, records, bell, runId)
    log.add(text('a'), text('b', 'p2'), text('c', 'p3'))
    await log.close()
    const controller = new AbortController()
    const batches: LogItem[][] = []
    for await (const items of followLog(store, bell, runId, 1, async () => false, controller.signal)) {
      batches.push(items)
      controller.abort()
    }
    expect(batches.flat().map((item) => item.seq)).toEqual([2, 3])
    expect(await readLog(store, runId, 3, 10)).toEqual([])
  })
})

describe('reading from the end', () => {
  const seqs = (items: LogItem[]) => items.map(({ seq }) => seq)

  it('gives the last items before one, fewer where they are long, and never none where there is one', async () => {
    const log = new RunLog(store, records, bell, runId)
    for (let n = 1; n <= 6; n += 1) log.add({ kind: 'notice', level: 'info', text: `${n}` })
    log.add({ kind: 'notice', level: 'info', text: 'x'.repeat(400_000) })
    log.add({ kind: 'notice', level: 'info', text: 'y'.repeat(400_000) })
    await log.close()
    expect(seqs(await readLogBefore(store, runId, 0, 1e9, 5))).toEqual([8])
    expect(seqs(await readLogBefore(store, runId, 0, 8, 5))).toEqual([3, 4, 5, 6, 7])
    expect(seqs(await readLogBefore(store, runId, 4, 7, 5))).toEqual([5, 6])
    expect(await readLogBefore(store, runId, 0, 1, 5)).toEqual([])
  })

  it('finds the todo list that the run’s own agent wrote last, however long ago', async () => {
    const log = new RunLog(store, records, bell, runId)
    expect(await readPlan(store, runId)).toEqual([])
    log.add(
      { kind: 'todo', items: [{ content: 'Older', status: 'pending' }] },
      { kind: 'todo', items: [{ content: 'Mine', status: 'pending' }] },
      { kind: 'todo', sessionId: 'sub', items: [{ content: 'Of a sub-agent', status: 'pending' }] },
    )
    for (let n = 0; n < 5200; n += 1) log.add({ kind: 'notice', level: 'info', text: '' })
    await log.close()
    expect(await readPlan(store, runId)).toEqual([{ content: 'Mine', status: 'pending' }])
  })
})
