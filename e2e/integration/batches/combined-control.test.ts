import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { type CombinedRooms, idOf, openCombined, statuses, works } from './combined-rooms.ts'
import type { RunStatus } from '#shared/run-words.ts'
import { clear, type RoomsOptions } from './rooms.ts'

// Git, the database and the commands of the project are real here; only what the agent does is told.

let rooms: CombinedRooms
afterEach(async () => {
  await rooms.close()
  await clear(rooms)
})

async function open(options: RoomsOptions = {}): Promise<void> {
  rooms = await openCombined(options)
}

/** The batch is paused when its run has ended so, and the engine has not yet written what that means. */
async function openPausing(at: RunStatus): Promise<void> {
  let isPaused = false
  await open({
    between: ({ runs }, batches) => ({
      runs: {
        ...runs,
        async ofBatch(id) {
          const found = await runs.ofBatch(id)
          if (isPaused || !found.some(({ status }) => status === at)) return found
          isPaused = true
          await batches().pause(id)
          return found
        },
      },
    }),
  })
}

describe('while its run goes on', () => {
  it('a task that is left out leaves the run to the others, and the agent hears of it', async () => {
    await open()
    const agent = rooms.hold()
    const { id, tasks } = await rooms.combined(['one', 'two', 'three'])
    await agent.begun
    // The first one, whose run it is.
    const lead = tasks[0]?.taskId ?? ''
    const left = await rooms.batches.skipTask(id, lead)
    expect(statuses(left)).toEqual(['skipped', 'running', 'running'])
    expect((await rooms.cards(left))[0]).toBe('todo cancelled')
    await expect(rooms.batches.retryTask(id, lead)).rejects.toMatchObject({
      code: 'ILLEGAL_TRANSITION',
      message: expect.stringContaining('goes on without BEN-1'),
    })
    await expect(rooms.batches.approve(id)).rejects.toMatchObject({ code: 'ILLEGAL_TRANSITION' })
    const order = left.tasks.map(({ taskId }) => taskId).toReversed()
    await expect(rooms.batches.reorder(id, order)).rejects.toMatchObject({
      message: expect.stringContaining('one run'),
    })
    await expect(rooms.batches.sendBackTask(id, order[0] ?? '', 'More.')).rejects.toMatchObject({
      code: 'ILLEGAL_TRANSITION',
    })
    rooms.agent.onTurn = async ({ open: { directory }, text }) => {
      expect(text).toContain('BEN-1 is not wanted any more')
      await rm(join(directory, 'one.txt'))
      return { kind: 'completed', text: '## Report\n- BEN-2: done — two.txt\n- BEN-3: done — three.txt' }
    }
    agent.go()
    const batch = await rooms.over(id)
    expect(statuses(batch)).toEqual(['skipped', 'merged', 'merged'])
    expect(await rooms.cards(batch)).toEqual(['todo cancelled', 'in_review succeeded', 'in_review succeeded'])
    expect(await rooms.user('ls-tree', '--name-only', batch.branch)).not.toContain('one.txt')
    expect(await rooms.user('log', '-1', '--format=%B', batch.branch)).not.toContain('BEN-1')
    await rooms.batches.merge(id, true)
    expect(await rooms.cards(batch)).toEqual(['todo cancelled', 'done succeeded', 'done succeeded'])
    expect(rooms.complaints).toEqual([])
  })

  it('the last task that is cancelled ends the run', async () => {
    await open()
    const agent = rooms.hold()
    const { id, tasks } = await rooms.combined(['one', 'two'])
    await agent.begun
    for (const { taskId } of tasks) await rooms.batches.cancelTask(id, taskId)
    const batch = await rooms.over(id)
    expect(statuses(batch)).toEqual(['cancelled', 'cancelled'])
    expect((await rooms.runs.get(batch.tasks[0]?.runId ?? '')).status).toBe('cancelled')
    expect(await rooms.cards(batch)).toEqual(['todo cancelled', 'todo cancelled'])
  })

  it('a cancelled batch has open cards and keeps the work', async () => {
    await open()
    const agent = rooms.hold()
    const { id } = await rooms.combined(['one', 'two'])
    await agent.begun
    const batch = await rooms.batches.cancel(id)
    expect([batch.status, ...statuses(batch)]).toEqual(['cancelled', 'cancelled', 'cancelled'])
    expect(await rooms.cards(batch)).toEqual(['todo cancelled', 'todo cancelled'])
    expect(await rooms.user('branch', '--list', batch.branch)).not.toBe('')
  })

  it('a pause stops it for all tasks, and it goes on in the same session', async () => {
    await open()
    const agent = rooms.hold()
    const { id } = await rooms.combined(['one', 'two'])
    await agent.begun
    await rooms.batches.pause(id)
    const paused = await rooms.batchWith(id, (one) => statuses(one).every((status) => status === 'waiting'))
    expect(paused.status).toBe('paused')
    expect(await rooms.cards(paused)).toEqual(['in_progress waiting', 'in_progress waiting'])
    const { prompt, sessionId } = await rooms.runs.get(paused.tasks[0]?.runId ?? '')
    rooms.agent.onTurn = async (turn) => works()({ ...turn, text: prompt })
    await rooms.batches.resume(id)
    const batch = await rooms.over(id)
    expect(statuses(batch)).toEqual(['merged', 'merged'])
    expect((await rooms.runs.get(batch.tasks[1]?.runId ?? '')).sessionId).toBe(sessionId)
  })

  it('what has failed can be begun anew while the batch is paused, on a branch of its own', async () => {
    await openPausing('failed')
    rooms.agent.onTurn = async () => ({ kind: 'failed', code: 'agent_error', message: 'It broke.' })
    const { id, branch } = await rooms.combined(['one', 'two', 'three'])
    const paused = await rooms.batchWith(id, (one) => statuses(one).every((status) => status === 'failed'))
    expect(paused.status).toBe('paused')
    rooms.agent.onTurn = works()
    await rooms.batches.retryTask(id, idOf(paused, 1))
    await rooms.batches.retryTask(id, idOf(paused, 2))
    await rooms.batches.resume(id)
    const batch = await rooms.over(id)
    expect(statuses(batch)).toEqual(['failed', 'merged', 'merged'])
    expect(batch.branch).toBe(`${branch}-2`)
    expect(await rooms.user('ls-tree', '--name-only', batch.branch)).not.toContain('one.txt')
    expect(await rooms.cards(batch)).toEqual(['todo failed', 'in_review succeeded', 'in_review succeeded'])
    expect(rooms.complaints).toEqual([])
  })

  it('finished work can be sent back before it is taken, for all of its tasks', async () => {
    await openPausing('succeeded')
    const { id } = await rooms.combined(['one', 'two', 'three'])
    const paused = await rooms.batchWith(id, (one) => statuses(one).every((status) => status === 'completed'))
    expect(paused.status).toBe('paused')
    const left = await rooms.batches.skipTask(id, idOf(paused, 0))
    expect(left.tasks[0]?.reason?.message).toContain('in the branch still')
    expect((await rooms.cards(left))[0]).toBe('todo succeeded')
    rooms.agent.onTurn = async ({ open: { directory }, text }) => {
      expect(text).toContain('Say it twice.')
      await writeFile(join(directory, 'two.txt'), 'two two\n')
      return { kind: 'completed', text: 'Done.' }
    }
    const back = await rooms.batches.sendBackTask(id, idOf(paused, 1), 'Say it twice.')
    expect(statuses(back)).toEqual(['skipped', 'running', 'running'])
    const held = await rooms.batchWith(id, (one) => statuses(one).join() === 'skipped,waiting,waiting')
    expect(await rooms.cards(held)).toEqual(['todo cancelled', 'in_progress waiting', 'in_progress waiting'])
    await rooms.batches.resume(id)
    const batch = await rooms.over(id)
    expect(statuses(batch)).toEqual(['skipped', 'merged', 'merged'])
    expect(await rooms.user('show', `${batch.branch}:two.txt`)).toBe('two two')
    expect((await rooms.cards(batch))[0]).toBe('todo cancelled')
    expect(rooms.complaints).toEqual([])
  })
})
