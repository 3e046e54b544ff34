import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ProjectSettings } from '#shared/project-settings.ts'
import { clear, namedFile, openRooms, type Rooms } from './rooms.ts'

// `doneWhen` is looked at in final-check.test.ts, `autoPull` and `reviewLimit` in runs/auto-pull.test.ts.

let rooms: Rooms
beforeAll(async () => {
  rooms = await openRooms()
  rooms.agent.onTurn = namedFile
})
afterAll(async () => {
  await rooms.close()
  await clear(rooms)
})

const own = (settings: Partial<ProjectSettings>) => rooms.projects.update({ id: rooms.projectId, settings })

describe('what a project has of its own', () => {
  it('is changed name by name, and the app’s again once it is null', async () => {
    await own({ maxBatchSize: 1, autoApprove: true })
    expect((await own({ stopOnFailure: true })).settings).toMatchObject({
      maxBatchSize: 1,
      autoApprove: true,
      stopOnFailure: true,
      publish: null,
    })
    await expect(rooms.batch(['a', 'b'])).rejects.toMatchObject({
      code: 'BATCH_TOO_LARGE',
      message: expect.stringContaining('in the project’s settings'),
      details: { limit: 1 },
    })
    expect((await own({ maxBatchSize: null })).settings.maxBatchSize).toBeNull()
    const { id } = await rooms.batch(['a', 'b'])
    await rooms.over(id)
  })

  it('is what a new batch starts from, and what its options say stands above it', async () => {
    await rooms.settings.update({ conflictBehavior: 'skip', publish: 'local', maxBatchCost: 9 })
    await own({ conflictBehavior: 'fail', publish: 'push', maxBatchMinutes: 7 })
    const { id, options } = await rooms.batch(['c'], { options: { publish: 'local' } })
    expect(options).toMatchObject({
      autoApprove: true,
      stopOnFailure: true,
      conflictBehavior: 'fail',
      publish: 'local',
      maxCost: 9,
      maxMinutes: 7,
    })
    await rooms.over(id)
    await own({ conflictBehavior: null, publish: null, maxBatchMinutes: null })
  })

  it('says how long a run and its commands may take, and how often an agent may mend', async () => {
    await rooms.settings.update({ totalLimitMinutes: 120, maxFixAttempts: 2 })
    await own({ totalLimitMinutes: 5, maxFixAttempts: 0 })
    await rooms.projects.update({ id: rooms.projectId, checkCommand: 'echo no; exit 1' })
    const limitOf = async (id: string) =>
      (await rooms.store.db.selectFrom('runs').select('limit_ms').where('id', '=', id).executeTakeFirst())
        ?.limit_ms
    const told = rooms.agent.told.length
    const { id } = await rooms.start('d')
    expect(await limitOf(id)).toBe(5 * 60_000)
    await rooms.until(id, 'failed')
    expect(rooms.agent.told.length - told).toBe(1)

    await own({ totalLimitMinutes: null, maxFixAttempts: 1 })
    const next = await rooms.start('e')
    expect(await limitOf(next.id)).toBe(120 * 60_000)
    await rooms.until(next.id, 'failed')
    expect(rooms.agent.told.length - told).toBe(3)
  })
})
