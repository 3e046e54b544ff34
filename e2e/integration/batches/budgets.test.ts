import { afterEach, expect, it } from 'vitest'
import type { Turn } from '../runs/bench.ts'
import { clear, namedFile, openRooms, type Rooms, type RoomsOptions } from './rooms.ts'

let rooms: Rooms
afterEach(async () => {
  await rooms.close()
  await clear(rooms)
})

const open = async (options: RoomsOptions = {}) => (rooms = await openRooms(options))

let messages = 0
/** Does its work, which costs so much. */
const paid = (cost: number) => async (turn: Turn) => {
  turn.open.report([
    {
      kind: 'usage',
      messageId: `msg_paid_${(messages += 1)}`,
      inputTokens: 100,
      outputTokens: 10,
      reasoningTokens: 0,
      cacheReadTokens: 0,
      cacheWriteTokens: 0,
      cost,
    },
  ])
  return namedFile(turn)
}

it('a batch whose runs cost its budget pauses with words, and Resume adds one more of it', async () => {
  await open()
  rooms.agent.onTurn = paid(1.9)
  const made = await rooms.batch(['one', 'two', 'three'], {
    mode: 'queue',
    options: { autoApprove: true, maxCost: 3 },
  })
  const paused = await rooms.batchWith(made.id, ({ status }) => status === 'paused')
  expect(paused).toMatchObject({
    failure: 'The batch has cost $3.80, the budget for one batch is $3.00. Resume adds $3.00.',
    raised: { cost: 0, minutes: 0 },
  })
  expect(paused.counts.merged).toBeLessThan(3)
  expect(await rooms.batches.resume(made.id)).toMatchObject({ failure: null, raised: { cost: 3 } })

  const over = await rooms.over(made.id)
  expect(over).toMatchObject({ status: 'completed', counts: { merged: 3 }, raised: { cost: 3, minutes: 0 } })
})

it('its time is counted while it goes on, and a host that starts anew goes on counting', async () => {
  await open()
  const held = Promise.withResolvers<void>()
  rooms.agent.onTurn = async (turn) => {
    await held.promise
    return namedFile(turn)
  }
  const { id } = await rooms.batch(['slow'], { options: { maxMinutes: 1 } })
  await rooms.batchWith(id, ({ counts }) => counts.running === 1)
  const before = rooms
  held.resolve()
  await before.close()
  const worked = async () => {
    const row = await rooms.store.db
      .selectFrom('batches')
      .select('worked_ms')
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    return row.worked_ms
  }
  rooms = await openRooms({ on: before })
  expect(await worked()).toBeGreaterThan(0)
  // The rest of the minute goes by.
  await rooms.batches.pause(id)
  await rooms.store.write(async (tx) => {
    await tx.db.updateTable('batches').set({ worked_ms: 60_000 }).where('id', '=', id).execute()
  })
  expect((await rooms.batches.resume(id)).raised).toEqual({ cost: 0, minutes: 1 })
  expect((await rooms.over(id)).status).toBe('completed')
})

it('a run that waits for its provider leaves its place in the batch to the next one', async () => {
  await open()
  const started: string[] = []
  let isLimited = true
  rooms.agent.onTurn = async (turn) => {
    const title = /^# (.+)$/m.exec(turn.text)?.[1] ?? 'again'
    started.push(title)
    if (isLimited && title !== 'four')
      return { kind: 'rate_limited', waitMs: 3_600_000 / 12, message: 'Slow down' }
    return namedFile(turn)
  }
  const { id } = await rooms.batch(['one', 'two', 'three', 'four'], { options: { parallelLimit: 1 } })
  await rooms.batchWith(id, ({ tasks }) => tasks.some(({ status }) => status === 'completed'))
  expect(started.toSorted()).toEqual(['four', 'one', 'three', 'two'])
  const waiting = await rooms.batches.get(id)
  expect(waiting).toMatchObject({ status: 'running', counts: { running: 3, completed: 1 } })
  isLimited = false
  for (const run of await rooms.runs.ofBatch(id))
    if (run.waitUntil !== null) await rooms.runs.message(run.id, 'Now.', true)
  await rooms.batchWith(id, ({ counts }) => counts.running === 0)
})
