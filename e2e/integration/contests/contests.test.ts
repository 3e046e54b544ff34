import { rename } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { write } from '../../support/scripted.ts'
import { A, B, CHECK, type ContestBench, contestBench, writeUnless } from './fixture.ts'

let bench: ContestBench
beforeAll(async () => {
  bench = await contestBench({ checkCommand: CHECK })
})
afterAll(() => bench.end())

const ASKS = [
  { question: { text: 'How shall I answer?', options: ['yes', 'no'] } },
  write('answer.txt', '{{answer|no}}\nand more\n'),
]
const SLOW = [{ text: 'Let me think.', chunks: 100, delayMs: 300 }, write('answer.txt', 'yes\n')]

const refusal = (call: Promise<unknown>) =>
  call.then(
    () => null,
    (error: unknown) => error,
  )
const refusals = (calls: Promise<unknown>[]) => Promise.all(calls.map(refusal))

/** Answers the question that is asked, when it is. */
async function answer(runId: string, words: string): Promise<void> {
  const { client } = bench.host
  await bench.host.runWith(runId, 'waiting')
  const { items } = await client.requests.list()
  const request = items.find((one) => one.runId === runId)
  await client.requests.answer({ id: request?.id ?? '', answers: [[words]] })
}

describe('several candidates of one task', () => {
  it('are put in order, one is taken, and the others come back from the trash', async () => {
    const { client } = bench.host
    const { id: taskId } = await bench.task('Answer', [writeUnless(2)], ASKS)
    const contest = await client.contests.create({ id: taskId, candidates: [A, A, B] })
    expect(contest).toMatchObject({ taskId, status: 'running', step: 'runs', parallel: 3, takenRunId: null })
    const [passes = '', fails = '', asks = ''] = contest.runIds
    await bench.host.runWith(fails, 'failed')
    await bench.host.runWith(passes, 'succeeded')
    await bench.host.runWith(asks, 'waiting')
    await bench.host.when(async () => {
      const task = await client.tasks.get({ id: taskId })
      return task.executionStatus === 'waiting' && task.executionProgress === 67 ? task : undefined
    })
    expect(await client.tasks.get({ id: taskId })).toMatchObject({ status: 'in_progress', latestRunId: null })
    const order = async () => (await client.contests.candidates({ id: contest.id })).items.map(({ id }) => id)
    expect(await order()).toEqual([passes, asks, fails])
    // One that goes on cannot be taken.
    expect(await refusal(client.contests.take({ id: contest.id, runId: asks }))).toMatchObject({
      code: 'ILLEGAL_TRANSITION',
      data: { status: 'waiting' },
    })
    await answer(asks, 'yes')
    expect(await bench.choosing(contest.id)).toMatchObject({ step: 'runs', endedAt: null })
    await bench.host.when(
      async () => (await client.tasks.get({ id: taskId })).status === 'in_review' || undefined,
    )
    expect(await client.tasks.get({ id: taskId })).toMatchObject({
      executionStatus: 'succeeded',
      executionProgress: 100,
      contestId: contest.id,
    })
    // Both have passed; the other one has written more.
    expect(await order()).toEqual([passes, asks, fails])
    expect((await client.runs.list()).items.map(({ id }) => id)).toEqual(
      expect.arrayContaining([passes, asks, fails]),
    )
    const between = await client.contests.diff({ id: contest.id, a: passes, b: asks })
    expect(between.files).toMatchObject([{ path: 'answer.txt', additions: 1, deletions: 0 }])

    const taken = await client.contests.take({ id: contest.id, runId: asks })
    expect(taken.takenRunId).toBe(asks)
    expect(await bench.over(contest.id)).toMatchObject({ status: 'taken', step: 'done', takenRunId: asks })
    expect(await client.contests.take({ id: contest.id, runId: asks })).toMatchObject({ status: 'taken' })
    expect(await refusal(client.contests.take({ id: contest.id, runId: passes }))).toMatchObject({
      code: 'ILLEGAL_TRANSITION',
    })
    const run = await client.runs.get({ id: asks })
    expect(await client.tasks.get({ id: taskId })).toMatchObject({
      status: 'in_review',
      executionStatus: 'succeeded',
      latestRunId: asks,
      contestId: null,
      branchName: run.branch,
    })
    const { items: trash } = await client.trash.list()
    const mine = trash.filter((entry) => entry.taskId === taskId)
    expect(new Map(mine.map(({ runId, reason }) => [runId, reason]))).toEqual(
      new Map([
        [passes, 'discarded'],
        [fails, 'discarded'],
      ]),
    )
    expect(mine).toHaveLength(2)
    expect(await bench.git('worktree', 'list')).toContain(run.worktreePath)
    expect((await bench.git('worktree', 'list')).split('\n')).toHaveLength(2)
    const kept = mine.find(({ runId }) => runId === fails)
    const restored = await client.trash.restore({ id: kept?.id ?? '' })
    expect(await bench.git('show', `${restored.branch}:answer.txt`)).toBe('no')
    // What was not taken is nobody's any more.
    const notTaken = await refusals([
      client.runs.merge({ id: passes }),
      client.runs.retry({ id: fails }),
      client.runs.sendBack({ id: passes, comments: 'Again.' }),
    ])
    for (const error of notTaken) expect(error).toMatchObject({ code: 'ILLEGAL_TRANSITION' })
    await client.runs.merge({ id: asks, moveCheckout: true })
    expect(await bench.git('show', 'main:answer.txt')).toBe('yes\nand more')
    expect((await client.tasks.get({ id: taskId })).status).toBe('done')
    const record = await bench.host.fetch(`/api/runs/${fails}/record`)
    const [line = ''] = (await record.text()).split('\n')
    expect(JSON.parse(line)).toMatchObject({ runId: fails, contestId: contest.id })
    const { items: story } = await client.tasks.activity({ id: taskId })
    expect(story.map(({ kind, to }) => [kind, to])).toEqual([
      ['created', null],
      ['contest:created', 'in_progress'],
      ['contest:choosing', 'in_review'],
      ['contest:taken', null],
      ['run:merged', 'done'],
    ])
  })

  it('exclude all else that could be done with the task, until they are cancelled', async () => {
    const { client } = bench.host
    const { id: taskId, projectId, identifier } = await bench.task('Slow', SLOW)
    await client.projects.update({ id: projectId, variant: 'high' })
    await client.tasks.update({ id: taskId, model: B.model })
    const wanted = { id: taskId, candidates: [A, A, A] }
    const both = await Promise.allSettled([client.contests.create(wanted), client.contests.create(wanted)])
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    expect(both.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'IN_CONTEST' } })
    const { items: open } = await client.contests.list()
    const [contest] = open
    if (contest === undefined || open.length !== 1) throw new Error('there is not one contest')
    const [first = ''] = contest.runIds
    await bench.host.runWith(first, 'running')
    const refused = await refusals([
      client.tasks.execute({ id: taskId }),
      client.tasks.cancel({ id: taskId }),
      client.tasks.update({ id: taskId, status: 'todo' }),
      client.tasks.update({ id: taskId, archived: true }),
      client.tasks.remove({ id: taskId }),
      client.batches.create({ taskIds: [taskId], mode: 'parallel' }),
    ])
    for (const error of refused)
      expect(error).toMatchObject({ code: 'IN_CONTEST', data: { id: taskId, contestId: contest.id } })
    await client.runs.cancel({ id: first })
    // Nor with one of them that is over.
    const withOne = await refusals([
      client.runs.merge({ id: first }),
      client.runs.discard({ id: first }),
      client.runs.retry({ id: first }),
      client.runs.sendBack({ id: first, comments: 'Faster.' }),
    ])
    for (const error of withOne) expect(error).toMatchObject({ code: 'IN_CONTEST' })
    expect(await refusal(client.projects.remove({ id: projectId }))).toMatchObject({ code: 'PROJECT_BUSY' })

    await client.contests.add({ id: contest.id, candidate: { ...B, agent: 'build' } })
    await client.contests.add({ id: contest.id, candidate: A })
    const full = await client.contests.add({ id: contest.id, candidate: {} })
    expect(full.runIds).toHaveLength(6)
    // What the task names, without the variant of the project's model.
    const last = await client.runs.get({ id: full.runIds.at(-1) ?? '' })
    expect(last).toMatchObject({ ...B, variant: null })
    await client.projects.update({ id: projectId, variant: null })
    expect(await refusal(client.contests.add({ id: contest.id, candidate: A }))).toMatchObject({
      code: 'ILLEGAL_TRANSITION',
    })

    await client.contests.cancel({ id: contest.id })
    const over = await bench.over(contest.id)
    expect(over).toMatchObject({ status: 'cancelled', step: 'done', takenRunId: null })
    expect(over.endedAt).not.toBeNull()
    for (const id of full.runIds)
      expect(await client.runs.get({ id })).toMatchObject({ status: 'cancelled', worktreePath: null })
    expect(await client.tasks.get({ id: taskId })).toMatchObject({
      status: 'todo',
      executionStatus: null,
      executionProgress: null,
      latestRunId: null,
      contestId: null,
    })
    expect(await bench.git('branch', '--list', `openlinear/${identifier.toLowerCase()}*`)).toBe('')
    expect(await client.contests.cancel({ id: contest.id })).toEqual(over)
    expect(await refusal(client.contests.add({ id: contest.id, candidate: A }))).toMatchObject({
      code: 'ILLEGAL_TRANSITION',
    })

    // It is in Todo, before the other one; but nobody has asked for it since.
    const ready = await bench.task('Ready', [{ text: 'Nothing to do.' }])
    await client.projects.update({ id: projectId, settings: { autoPull: true } })
    await bench.host.when(async () => (await client.tasks.get({ id: ready.id })).executionStatus ?? undefined)
    await client.projects.update({ id: projectId, settings: { autoPull: false } })
    expect((await client.tasks.runs({ id: taskId })).items).toHaveLength(6)
    await client.tasks.remove({ id: taskId })
  })

  it('are refused where the task is at work already', async () => {
    const { client } = bench.host
    const wanted = (id: string) => ({ id, candidates: [A, B] })
    const running = await bench.task('Running', SLOW)
    const run = await client.tasks.execute({ id: running.id })
    expect(await refusal(client.contests.create(wanted(running.id)))).toMatchObject({
      code: 'TASK_RUNNING',
      data: { runId: run.id },
    })
    await client.tasks.cancel({ id: running.id })
    const batched = await bench.task('Batched', SLOW)
    const batch = await client.batches.create({ taskIds: [batched.id], mode: 'parallel' })
    expect(await refusal(client.contests.create(wanted(batched.id)))).toMatchObject({
      code: 'IN_BATCH',
      data: { batchId: batch.id },
    })
    await client.batches.cancel({ id: batch.id })
    await client.tasks.update({ id: batched.id, dependsOn: [running.id] })
    expect(await refusal(client.contests.create(wanted(batched.id)))).toMatchObject({ code: 'BLOCKED' })
    expect((await client.contests.list()).items).toEqual([])
  })

  it('give the task back as it was when they are cancelled, with the run that was in review', async () => {
    const { client } = bench.host
    const { id: taskId } = await bench.task('Twice', [write('answer.txt', 'yes, once\n')])
    const earlier = await client.tasks.execute({ id: taskId })
    await bench.host.runWith(earlier.id, 'succeeded')
    const before = await client.tasks.get({ id: taskId })
    const contest = await client.contests.create({ id: taskId, candidates: [A, A] })
    expect(await client.tasks.get({ id: taskId })).toMatchObject({
      status: 'in_progress',
      latestRunId: earlier.id,
      contestId: contest.id,
    })
    expect(await refusal(client.runs.merge({ id: earlier.id }))).toMatchObject({ code: 'IN_CONTEST' })
    await bench.choosing(contest.id)
    await client.contests.cancel({ id: contest.id })
    await bench.over(contest.id)
    const { status, executionStatus, latestRunId, branchName } = before
    expect(await client.tasks.get({ id: taskId })).toMatchObject({
      status,
      executionStatus,
      latestRunId,
      branchName,
      contestId: null,
    })
    await client.runs.merge({ id: earlier.id, moveCheckout: true })
    expect(await bench.git('show', 'main:answer.txt')).toBe('yes, once')
  })

  it('may fail all together, and one that failed is taken and sent back', async () => {
    const { client } = bench.host
    const { id: taskId } = await bench.task('Never', [
      write('answer.txt', 'no\n'),
      { onFix: [write('answer.txt', 'yes after all\n')] },
    ])
    const contest = await client.contests.create({ id: taskId, candidates: [A, A], parallel: 1 })
    await bench.choosing(contest.id)
    expect(await client.tasks.get({ id: taskId })).toMatchObject({ executionStatus: 'failed' })
    // One at a time, as was asked for.
    const both = await Promise.all(contest.runIds.map((id) => client.runs.get({ id })))
    expect(both[1]?.startedAt?.localeCompare(both[0]?.endedAt ?? '')).toBe(1)
    const more = await client.contests.add({ id: contest.id, candidate: B })
    expect(more).toMatchObject({ status: 'running' })
    expect(await client.tasks.get({ id: taskId })).toMatchObject({ status: 'in_progress' })
    await bench.choosing(contest.id)
    const [, second = ''] = more.runIds
    await client.contests.take({ id: contest.id, runId: second })
    await bench.over(contest.id)
    expect(await client.tasks.get({ id: taskId })).toMatchObject({
      status: 'todo',
      executionStatus: 'failed',
      latestRunId: second,
    })
    // It is no candidate any more, and waits for no other run.
    const beside = await client.tasks.execute({ id: (await bench.task('Beside', SLOW)).id })
    await bench.host.runWith(beside.id, 'running')
    const again = await client.runs.sendBack({ id: second, comments: 'Say yes.' })
    expect(again).toMatchObject({ contestId: null, attempt: 4 })
    const ended = await bench.host.runWith(again.id, 'succeeded', 'failed')
    expect(ended).toMatchObject({ status: 'succeeded', checkPassed: true })
    expect((await client.tasks.get({ id: taskId })).status).toBe('in_review')
    expect(await client.runs.cancel({ id: beside.id })).toMatchObject({ status: 'cancelled' })
    expect((await client.runs.get({ id: beside.id })).endedAt?.localeCompare(ended.endedAt ?? '')).toBe(1)
  })

  it('leave a task done whose earlier work was merged meanwhile, with its batch', async () => {
    const { client } = bench.host
    const { id: taskId } = await bench.task('Batched', [write('answer.txt', 'yes, batched\n')])
    const batch = await client.batches.create({ taskIds: [taskId], mode: 'parallel' })
    await bench.host.when(async () => (await client.batches.get({ id: batch.id })).endedAt ?? undefined)
    const contest = await client.contests.create({ id: taskId, candidates: [A, A] })
    await bench.choosing(contest.id)
    await client.batches.merge({ id: batch.id, moveCheckout: true })
    expect(await bench.git('show', 'main:answer.txt')).toBe('yes, batched')
    expect(await client.tasks.get({ id: taskId })).toMatchObject({
      status: 'in_review',
      contestId: contest.id,
    })
    await client.contests.cancel({ id: contest.id })
    await bench.over(contest.id)
    expect(await client.tasks.get({ id: taskId })).toMatchObject({ status: 'done', contestId: null })
  })

  it('come to their end where the repository is gone', async () => {
    const { client } = bench.host
    const { id: taskId } = await bench.task('Gone', [write('answer.txt', 'yes, gone\n')])
    const contest = await client.contests.create({ id: taskId, candidates: [A, A] })
    await bench.choosing(contest.id)
    const aside = `${bench.repo}-aside`
    await rename(bench.repo, aside)
    await client.contests.cancel({ id: contest.id })
    const over = await bench.over(contest.id)
    await rename(aside, bench.repo)
    expect(over.status).toBe('cancelled')
    // Nothing could be kept, so nothing was removed.
    for (const id of over.runIds) {
      const run = await client.runs.get({ id })
      expect(run.discardedAt).toBeNull()
      expect(await bench.git('-C', run.worktreePath ?? '', 'show', 'HEAD:answer.txt')).toBe('yes, gone')
    }
  })
})
