import { afterEach, expect, it } from 'vitest'
import { verdictOnRun } from '#electron/storage/policy.ts'
import { type CombinedRooms, idOf, openCombined } from './combined-rooms.ts'
import { clear } from './rooms.ts'

let rooms: CombinedRooms
afterEach(async () => {
  await rooms.close()
  await clear(rooms)
})

it('a combined run’s worktree is needed while one of its tasks may need it', async () => {
  rooms = await openCombined()
  const agent = rooms.hold()
  const { id, tasks } = await rooms.combined(['first', 'second'])
  await agent.begun
  const batch = await rooms.batchWith(id, (one) => one.tasks.every(({ runId }) => runId !== null))
  const runId = batch.tasks[0]?.runId ?? ''
  const held = async () => {
    const found = (await rooms.runs.heldWorktrees()).find((one) => one.runId === runId)
    if (found === undefined) throw new Error('the combined run has no worktree')
    return { names: found.tasks.map(({ identifier }) => identifier), verdict: verdictOnRun(found) }
  }
  await rooms.runs.cancel(runId)
  await rooms.over(id)
  expect(await held()).toMatchObject({
    names: tasks.map(({ identifier }) => identifier),
    verdict: { unneeded: false },
  })

  await rooms.tasks.update({ id: idOf(batch, 0), status: 'done' })
  expect((await held()).verdict).toMatchObject({ actions: ['free'], unneeded: false })
  await rooms.tasks.update({ id: idOf(batch, 1), archived: true })
  expect((await held()).verdict).toMatchObject({ actions: ['free'], unneeded: true })
})
