import { expect, it } from 'vitest'
import { git } from '../../support/repository.ts'
import { isSlow } from '../../support/slow.ts'
import { violations } from '../../faults/invariants.ts'
import { World } from '../../faults/scenario.ts'
import { endKilled, halfChosen } from '../../faults/scenarios/contest-support.ts'
import { setFreeStage } from '../../faults/scenarios/world-support.ts'

/** All moments of the first contest, then those of the second that are not the same for both; fewer on each push. */
const DEATHS = isSlow
  ? ['chosen', 'runs ended', 'handed over', 'put one away', 'put away', 'chosen', 'handed over']
  : ['put one away', 'handed over']

it('a take and a cancel that are killed at their moments come to the same end', async () => {
  const world = await World.make()
  try {
    const stage = await setFreeStage(world)
    const [first, second] = await Promise.all([halfChosen(stage, true), halfChosen(stage, false)])
    const [other = '', taken = '', open = ''] = first.runIds
    await stage.host.stop()
    const { host, contests, killed } = await endKilled(
      world,
      [
        { contest: first, end: ({ client }) => client.contests.take({ id: first.id, runId: taken }) },
        { contest: second, end: ({ client }) => client.contests.cancel({ id: second.id }) },
      ],
      DEATHS.map((moment) => ({ at: `contest:${moment}` })),
    )
    expect(killed).toBe(DEATHS.length)
    expect(contests).toMatchObject([
      { status: 'taken', step: 'done', takenRunId: taken },
      { status: 'cancelled', step: 'done', takenRunId: null },
    ])
    const { client } = host
    const put = await Promise.all([other, open, ...second.runIds].map((id) => client.runs.get({ id })))
    expect(put.map(({ status, worktreePath }) => [status, worktreePath])).toEqual([
      ['succeeded', null],
      ['cancelled', null],
      ['succeeded', null],
      ['succeeded', null],
    ])
    const { items: trash } = await client.trash.list()
    expect(trash).toHaveLength(3)
    expect(new Set(trash.map(({ runId }) => runId))).toEqual(new Set([other, ...second.runIds]))
    expect(await client.tasks.get({ id: first.taskId })).toMatchObject({
      status: 'in_review',
      latestRunId: taken,
      contestId: null,
    })
    expect(await client.tasks.get({ id: second.taskId })).toMatchObject({
      status: 'todo',
      executionStatus: null,
      latestRunId: null,
      contestId: null,
    })
    await client.runs.merge({ id: taken })
    expect(await git(world.repo, 'show', 'main:count.txt')).toBe('once')
    await world.stop()
    expect(await violations(world)).toEqual([])
  } finally {
    await world.close()
  }
})
