import { afterEach, expect, it } from 'vitest'
import { code, done, untilAborted } from '../runs/benches.ts'
import { idOf, statuses } from './combined-rooms.ts'
import { clear, namedFile, openRooms, type Rooms } from './rooms.ts'

// What is said to all agents of a batch, and who works from then on.

let rooms: Rooms
afterEach(async () => {
  await rooms.close()
  await clear(rooms)
})

/** Agents go on until they are aborted. @returns when so many turns have begun */
function turnsUntilAborted(count: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  let left = count
  rooms.agent.onTurn = (turn) => {
    left -= 1
    if (left === 0) resolve()
    return untilAborted(turn)
  }
  return promise
}

const nobody = { agent: 'nobody' }
const said = (choice = {}) => ({ text: 'Use tabs.', interrupt: false, choice })
const messagesOf = async (runId: string) =>
  (await rooms.runs.messages(runId)).items.map(({ text, agent, state }) => `${text} ${agent ?? '-'} ${state}`)

it('all agents that go on are told the same at once, and a host that was killed says it with the same choice', async () => {
  rooms = await openRooms()
  const { agent } = rooms
  const begun = turnsUntilAborted(2)
  await rooms.settings.update({ parallelLimit: 2 })
  const { id } = await rooms.batch(['one', 'two', 'three'], { options: { parallelLimit: 2 } })
  await begun
  // The third one waits for a slot.
  const { tasks } = await rooms.batchWith(id, (batch) => batch.tasks.every(({ runId }) => runId !== null))
  const runIds = tasks.flatMap(({ runId }) => runId ?? [])

  // Of a worker there is not, nobody hears anything.
  expect(await rooms.batches.message(id, said(nobody)).catch(code)).toBe('BAD_REQUEST')
  expect((await Promise.all(runIds.map(messagesOf))).flat()).toEqual([])

  const told = await rooms.batches.message(id, said({ agent: 'plan' }))
  expect(told.map(({ runId }) => runId).toSorted()).toEqual(runIds.toSorted())
  expect(new Set((await Promise.all(runIds.map(messagesOf))).flat())).toEqual(
    new Set(['Use tabs. plan queued']),
  )

  await rooms.close()
  rooms = await openRooms({ on: rooms })
  agent.onTurn = namedFile
  await rooms.over(id)
  for (const runId of runIds) {
    expect(await messagesOf(runId)).toEqual(['Use tabs. plan sent'])
    expect((await rooms.runs.get(runId)).agent).toBe('plan')
  }
  expect(agent.told.filter(({ text }) => text.includes('Use tabs.'))).toHaveLength(3)
  expect(await rooms.batches.message(id, said()).catch(code)).toBe('ILLEGAL_TRANSITION')
  expect(rooms.complaints).toEqual([])
})

it('a batch that is paused stays so: its agents hear it when they go on; at once only who is at work', async () => {
  rooms = await openRooms()
  const { agent } = rooms
  const begun = turnsUntilAborted(1)
  const { id } = await rooms.batch(['one'])
  await begun
  await rooms.batches.pause(id)
  const paused = await rooms.batchWith(id, (batch) => statuses(batch)[0] === 'waiting')
  const runId = paused.tasks[0]?.runId ?? ''
  await rooms.batches.message(id, { ...said(), interrupt: true })
  expect((await rooms.runs.get(runId)).status).toBe('waiting')
  expect(agent.told).toHaveLength(1)
  const again = turnsUntilAborted(1)
  await rooms.batches.resume(id)
  await again
  expect(agent.told[1]?.text).toContain('Use tabs.')
  agent.onTurn = done
  await rooms.batches.message(id, { text: 'Now.', interrupt: true, choice: {} })
  expect(statuses(await rooms.over(id))).toEqual(['merged'])
  expect(agent.told.at(-1)?.text).toContain('Now.')
})

it('work of a batch is sent back to whom its user chooses, that of one run for several tasks, too', async () => {
  rooms = await openRooms()
  rooms.agent.onTurn = namedFile
  const { id } = await rooms.batch(['one'], { mode: 'queue', options: { autoApprove: false } })
  const waits =
    (runId: string | null) => (batch: { tasks: { awaitsApproval: boolean; runId: string | null }[] }) =>
      batch.tasks[0]?.awaitsApproval === true && batch.tasks[0].runId !== runId
  const first = await rooms.batchWith(id, waits(null))
  expect(await rooms.batches.sendBackTask(id, idOf(first, 0), 'More.', nobody).catch(code)).toBe(
    'BAD_REQUEST',
  )
  const back = await rooms.batches.sendBackTask(id, idOf(first, 0), 'More.', { agent: 'plan' })
  expect((await rooms.runs.get(back.tasks[0]?.runId ?? '')).agent).toBe('plan')
  const second = await rooms.batchWith(id, waits(first.tasks[0]?.runId ?? null))
  // As it is: nobody else was chosen.
  const again = await rooms.batches.sendBackTask(id, idOf(second, 0), 'Again.')
  expect((await rooms.runs.get(again.tasks[0]?.runId ?? '')).agent).toBe('plan')
  await rooms.batchWith(id, waits(second.tasks[0]?.runId ?? null))
  await rooms.batches.approve(id)
  await rooms.over(id)
})
