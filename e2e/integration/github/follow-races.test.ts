import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { git } from '../../support/repository.ts'
import { slowTest } from '../../support/slow.ts'
import { type FollowRooms, openFollowRooms } from './follow-rooms.ts'

let rooms: FollowRooms
beforeAll(async () => {
  rooms = await openFollowRooms()
})
afterAll(() => rooms.end())

const sendBack = async (taskId: string) => {
  const { latestRunId } = await rooms.tasks.get(taskId)
  return rooms.runs.sendBack(latestRunId ?? '', 'More, please.')
}
const sentBack = async (taskId: string) => rooms.until((await sendBack(taskId)).id, 'succeeded')
const filesAt = (ref: string) => rooms.repository.git.git(['ls-tree', '--name-only', ref])
const byGrace = (branch: string, name: string) =>
  rooms.repository.commit(branch, { [name]: 'hers\n' }, { by: 'grace' })

/** Publishes what is new, and merges in what somebody else has put on the branch. */
async function publishOver(id: string, taskId: string) {
  await rooms.publications.create({ taskId })
  await rooms.when(async () => ((await rooms.publications.get(id)).status === 'blocked' ? true : undefined))
  await rooms.publications.retry({ id, foreign: 'merge' })
  return rooms.publicationWhen(id, ({ status }) => status === 'open')
}

describe('a pull request that is merged at GitHub', () => {
  it('before the newest work came to it: that is not done, and can be published', async () => {
    const { task } = await rooms.done('stale')
    const { id, number } = await rooms.opened({ taskId: task.id })
    const { id: runId } = await sentBack(task.id)
    await rooms.asGrace('PUT', `/pulls/${number}/merge`, { merge_method: 'squash' })
    // Nobody knows of it here.
    await rooms.publications.create({ taskId: task.id })
    await rooms.publicationWhen(id, ({ status }) => status === 'merged')
    await rooms.publications.refresh(id)
    expect(await rooms.tasks.get(task.id)).toMatchObject({ status: 'in_review' })
    expect(await rooms.runs.get(runId)).toMatchObject({
      mergedCommit: null,
      worktreePath: expect.any(String),
    })
    const next = await rooms.opened({ taskId: task.id })
    expect(next.number).not.toBe(number)
    expect(await rooms.publications.merge(next.id, 'squash')).toMatchObject({ status: 'merged' })
    expect(await rooms.tasks.get(task.id)).toMatchObject({ status: 'done' })
  })

  it('is merged from here with no commit that nobody has seen here', async () => {
    const { task } = await rooms.done('seen')
    const { id, branch } = await rooms.opened({ taskId: task.id })
    await byGrace(branch, 'seen-1.txt')
    await rooms.publications.refresh(id)
    await byGrace(branch, 'seen-2.txt')
    await expect(rooms.publications.merge(id, 'squash')).rejects.toMatchObject({ code: 'CONFLICT' })
    expect(await rooms.publications.merge(id, 'squash')).toMatchObject({ status: 'merged' })
  })
})

describe('work that goes on from what is published', () => {
  it('keeps commits of somebody else, though the base branch came to it at GitHub as well', async () => {
    const { task } = await rooms.done('kept')
    const { id, branch } = await rooms.opened({ taskId: task.id })
    await byGrace(branch, 'hers.txt')
    await sentBack(task.id)
    const published = await publishOver(id, task.id)
    // Published again it stays as it is.
    await rooms.publications.create({ taskId: task.id })
    const again = await rooms.publicationWhen(id, ({ status }) => status === 'open')
    expect(again.pushedCommit).toBe(published.pushedCommit)

    const base = await byGrace('main', 'base.txt')
    const grace = join(rooms.folder, 'grace')
    await git(rooms.folder, 'clone', '--quiet', '--branch', branch, rooms.repository.git.folder, grace)
    const who = ['-c', 'user.name=Grace', '-c', 'user.email=grace@example.com']
    await git(grace, ...who, 'merge', '--quiet', '--no-ff', '-m', 'Merge main', base)
    await git(grace, 'push', '--quiet', 'origin', branch)
    await sentBack(task.id)
    await publishOver(id, task.id)
    await sentBack(task.id)
    await rooms.publications.create({ taskId: task.id })
    await rooms.publicationWhen(id, ({ status }) => status === 'open')
    expect(await filesAt(branch)).toMatch(/^hers\.txt$/m)
  })

  it('begins anew at what is published where an agent has failed at it', async () => {
    const { task } = await rooms.done('failing')
    const { id, number, branch } = await rooms.opened({ taskId: task.id })
    const { agent } = rooms
    const { onTurn } = agent
    rooms.repository.addComment(number, 'Better.', 'grace')
    agent.onTurn = async () => ({ kind: 'failed', code: 'agent_error', message: 'broken' })
    const failed = await rooms.publications.addressReview(id, undefined)
    await rooms.until(failed.id, 'failed')
    agent.onTurn = onTurn
    rooms.repository.addComment(number, 'Better still.', 'grace')
    const { pushedCommit } = await rooms.publications.get(id)
    const next = await rooms.publications.addressReview(id, undefined)
    expect(next.sessionId).not.toBe(failed.sessionId)
    const pushed = await rooms.publicationWhen(
      id,
      (one) => one.status === 'open' && one.pushedCommit !== pushedCommit,
    )
    expect(await rooms.repository.git.commitOf(`refs/heads/${branch}`)).toBe(pushed.headCommit)
  })

  slowTest(
    'is not touched while an agent works on it, though GitHub has brought its branch up to date',
    async () => {
      const { task, run } = await rooms.done('busy')
      const { id } = await rooms.opened({ taskId: task.id })
      await byGrace('main', 'later.txt')
      const { agent } = rooms
      const { onTurn } = agent
      const end = Promise.withResolvers<void>()
      const begun = Promise.withResolvers<void>()
      agent.onTurn = async (turn) => {
        begun.resolve()
        await end.promise
        return onTurn(turn)
      }
      const { id: runId } = await sendBack(task.id)
      await begun.promise
      const head = () => git(run.worktreePath ?? '', 'rev-parse', 'HEAD')
      const before = await head()
      await rooms.publications.updateBranch(id)
      await rooms.publicationWhen(id, ({ pull }) => pull?.headCommit !== before)
      expect(await head()).toBe(before)
      end.resolve()
      agent.onTurn = onTurn
      await rooms.until(runId, 'succeeded')
      const { branch, pushedCommit } = await rooms.publications.create({ taskId: task.id })
      await rooms.publicationWhen(id, (one) => one.status === 'open' && one.pushedCommit !== pushedCommit)
      const files = (await filesAt(branch)).split('\n')
      expect(files).toEqual(expect.arrayContaining(['busy.txt', 'later.txt']))
      expect(files.filter((name) => name.startsWith('after-'))).not.toEqual([])
    },
  )
})

describe('a batch', () => {
  slowTest('one of whose tasks is deleted is published, and merged its other tasks are done', async () => {
    const batch = await rooms.doneBatch(['bone', 'btwo', 'bthree'])
    const [one, two, three] = batch.tasks.map(({ taskId }) => taskId)
    const remove = async (taskId = '') => {
      await rooms.runs.releaseTask(taskId)
      await rooms.tasks.remove(taskId)
    }
    await remove(one)
    const { id } = await rooms.opened({ batchId: batch.id })
    await remove(two)
    expect(await rooms.publications.merge(id, 'squash')).toMatchObject({ status: 'merged' })
    expect(await rooms.tasks.get(three ?? '')).toMatchObject({ status: 'done' })
  })

  slowTest(
    'whose branch the user has gone on with says why what an agent made of it is not pushed',
    async () => {
      const batch = await rooms.doneBatch(['cone'])
      const { id, number } = await rooms.opened({ batchId: batch.id })
      const mine = await rooms.user('commit-tree', '-p', batch.branch, '-m', 'Mine', `${batch.branch}^{tree}`)
      await rooms.user('update-ref', `refs/heads/${batch.branch}`, mine)
      rooms.repository.addComment(number, 'Better.', 'grace')
      await rooms.publications.addressReview(id, undefined)
      const told = await rooms.publicationWhen(id, ({ failure }) => failure !== null)
      expect(told.failure?.message).toContain('was moved by somebody else')
    },
  )
})

it('an attempt from scratch takes back nothing of others that was merged in: the user says what becomes of it', async () => {
  const { task } = await rooms.done('scratch')
  const { id, branch } = await rooms.opened({ taskId: task.id })
  await byGrace(branch, 'scratch-hers.txt')
  await sentBack(task.id)
  await publishOver(id, task.id)
  await rooms.until((await rooms.runs.execute(task.id)).id, 'succeeded')
  await rooms.publications.create({ taskId: task.id })
  const { failure } = await rooms.publicationWhen(id, ({ status }) => status === 'blocked')
  expect(failure).toMatchObject({ code: 'foreign_commits', commits: [{ subject: expect.any(String) }] })
  expect(await filesAt(branch)).toContain('scratch-hers.txt')
})
