import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { slowTest } from '../../support/slow.ts'
import { type FollowRooms, openFollowRooms } from './follow-rooms.ts'

// What is lost on the way, or happens at GitHub while something stands in the way here.

const CREATE = 'POST /repos/{owner}/{repo}/pulls'
const REPLY = 'POST /repos/{owner}/{repo}/pulls/{pull_number}/comments/{comment_id}/replies'

let rooms: FollowRooms
beforeAll(async () => {
  rooms = await openFollowRooms()
})
afterEach(() => {
  rooms.fake.heal()
  expect(rooms.fake.violations).toEqual([])
})
afterAll(() => rooms.end())

const pullsOf = (branch: string) => rooms.repository.pulls.filter(({ pull }) => pull.head === branch)
const commentsOf = (number: number) => rooms.repository.pull(number).pull.comments
const byGrace = (branch: string, name: string) =>
  rooms.repository.commit(branch, { [name]: 'hers\n' }, { by: 'grace' })

async function sentBack(taskId: string) {
  const { latestRunId } = await rooms.tasks.get(taskId)
  const { id } = await rooms.runs.sendBack(latestRunId ?? '', 'More, please.')
  return rooms.until(id, 'succeeded')
}

/** A publication with a pull request whose next push meets a commit of Grace's. */
async function blocked(title: string) {
  const { task } = await rooms.done(title)
  const opened = await rooms.opened({ taskId: task.id })
  await byGrace(opened.branch, `${title}-hers.txt`)
  await sentBack(task.id)
  await rooms.publications.create({ taskId: task.id })
  await rooms.when(async () =>
    (await rooms.publications.get(opened.id)).status === 'blocked' ? true : undefined,
  )
  return { ...opened, taskId: task.id }
}

describe('a pull request', () => {
  it('that is made and not written down is the one that is published to another base', async () => {
    const { task } = await rooms.done('base')
    await rooms.repository.commit('next', { 'next.txt': 'next\n' })
    rooms.fake.fail(CREATE, { cut: 'after' })
    const { id, branch } = await rooms.publications.create({ taskId: task.id })
    await rooms.publicationWhen(id, ({ status }) => status === 'waiting')
    await rooms.publications.create({ taskId: task.id, base: 'next' })
    const open = await rooms.publicationWhen(id, ({ status }) => status === 'open')
    expect(pullsOf(branch).map(({ number, pull }) => [number, pull.base])).toEqual([[open.prNumber, 'next']])
    expect(open.baseBranch).toBe('next')
  })

  it('stays open when its work goes to a new branch, and that is said', async () => {
    const { id, number, branch, prUrl } = await blocked('aside')
    await rooms.publications.retry({ id, foreign: 'new_branch' })
    const open = await rooms.publicationWhen(id, ({ status }) => status === 'open')
    expect(open.branch).toBe(`${branch}-2`)
    expect(open.prNumber).not.toBe(number)
    expect(rooms.repository.pull(number).state).toBe('open')
    expect(open.notes).toMatchObject([{ url: prUrl, text: expect.stringContaining(`#${number}`) }])
    // Read, it is put away, and GitHub is not asked for anything.
    const calls = rooms.fake.calls('rest').length
    expect(await rooms.publications.retry({ id })).toMatchObject({ status: 'open', notes: [] })
    expect(rooms.fake.calls('rest')).toHaveLength(calls)
  })

  slowTest('that is merged before newer work is pushed gets no commit any more', async () => {
    const { task } = await rooms.done('ended')
    const { id, number, branch, headCommit } = await rooms.opened({ taskId: task.id })
    await sentBack(task.id)
    await rooms.asGrace('PUT', `/pulls/${number}/merge`, { merge_method: 'squash' })
    await rooms.publications.create({ taskId: task.id })
    await rooms.publicationWhen(id, ({ status }) => status === 'merged')
    expect(await rooms.repository.git.commitOf(`refs/heads/${branch}`)).toBe(headCommit)
    expect(await rooms.tasks.get(task.id)).toMatchObject({ status: 'in_review' })
  })

  slowTest('that is merged is told in the history of a task that stays where it is', async () => {
    const { task } = await rooms.done('stays')
    const { id, number } = await rooms.opened({ taskId: task.id })
    await rooms.projects.update({ id: rooms.projectId, settings: { doneOnPullMerge: false } })
    await rooms.asGrace('PUT', `/pulls/${number}/merge`, { merge_method: 'squash' })
    await rooms.publications.refresh(id)
    const last = async () => (await rooms.tasks.activity(task.id)).items.at(-1)
    await rooms.when(async () => ((await last())?.kind === 'publication:merged' ? true : undefined))
    expect(await last()).toMatchObject({ actor: 'engine', from: 'grace', to: null })
    expect(await rooms.tasks.get(task.id)).toMatchObject({ status: 'in_review' })
    await rooms.projects.update({ id: rooms.projectId, settings: { doneOnPullMerge: null } })
  })
})

describe('an update of the branch that cannot be fetched', () => {
  slowTest('is followed once it can', async () => {
    const { task } = await rooms.done('late')
    const { id, number } = await rooms.opened({ taskId: task.id })
    await byGrace('main', 'late-base.txt')
    rooms.fake.fail('git fetch', { cut: 'before' }, { times: 100 })
    await rooms.publications.updateBranch(id)
    rooms.fake.heal()
    const { pushedCommit } = await rooms.publications.refresh(id)
    expect(pushedCommit).toBe(rooms.repository.pull(number).pull.headCommit)
  })

  slowTest('is no commit of somebody else for newer work', async () => {
    const { task } = await rooms.done('newer')
    const { id, branch } = await rooms.opened({ taskId: task.id })
    await byGrace('main', 'newer-base.txt')
    rooms.fake.fail('git fetch', { cut: 'before' }, { times: 100 })
    await rooms.publications.updateBranch(id)
    rooms.fake.heal()
    await sentBack(task.id)
    await rooms.publications.create({ taskId: task.id })
    await rooms.publicationWhen(id, ({ status, failure }) => status === 'open' && failure === null)
    const files = await rooms.repository.git.git(['ls-tree', '--name-only', branch])
    expect(files.split('\n')).toEqual(expect.arrayContaining(['newer.txt', 'newer-base.txt']))
  })
})

describe('a reply', () => {
  const remarked = async (title: string) => {
    const { task } = await rooms.done(title)
    const opened = await rooms.opened({ taskId: task.id })
    const { id: remark } = rooms.repository.addReviewComment(opened.number, 'Why?', {
      by: 'grace',
      path: `${title}.txt`,
    })
    await rooms.publications.refresh(opened.id)
    return { ...opened, remark }
  }

  slowTest('whose answer is lost is written once, though it is sent again', async () => {
    const { id, number, remark } = await remarked('twice')
    rooms.fake.fail(REPLY, { cut: 'after' })
    await expect(rooms.publications.reply(id, remark, 'Because.')).rejects.toMatchObject({
      code: 'GITHUB_ERROR',
    })
    const { pull } = await rooms.publications.reply(id, remark, 'Because.')
    expect(commentsOf(number).map(({ body }) => body)).toEqual(['Why?', 'Because.'])
    expect(pull?.comments.map(({ addressed }) => addressed)).toEqual([false, true])
    // The same may be said once more.
    await rooms.publications.reply(id, remark, 'Because.')
    expect(commentsOf(number)).toHaveLength(3)
  })

  slowTest('whose answer is lost is found, though nobody sends it again', async () => {
    const { id, remark } = await remarked('found')
    rooms.fake.fail(REPLY, { cut: 'after' })
    await expect(rooms.publications.reply(id, remark, 'Because.')).rejects.toMatchObject({
      code: 'GITHUB_ERROR',
    })
    const { pull } = await rooms.publications.refresh(id)
    expect(pull?.comments.map(({ body, addressed }) => [body, addressed])).toEqual([
      ['Why?', false],
      ['Because.', true],
    ])
  })

  // The last one: it closes the rooms.
  it('is waited for when the host closes', async () => {
    const { id, number, remark } = await remarked('closing')
    const held = rooms.fake.fail(REPLY, { hold: 'after' })
    const replying = rooms.publications.reply(id, remark, 'Because.')
    await held.arrived
    const closing = rooms.publications.close()
    held.release()
    await closing
    // What is written down is there when it is closed, not later.
    const row = await rooms.store.db
      .selectFrom('publications')
      .select(['addressed', 'follow'])
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    expect(JSON.parse(row.addressed)).toEqual([commentsOf(number).at(-1)?.id])
    expect(JSON.parse(row.follow ?? '')).toMatchObject({ replying: null })
    await replying
  })
})
