import { afterAll, beforeAll, expect, it } from 'vitest'
import { bash, write } from '../../support/scripted.ts'
import { type BatchBench, batchBench } from './fixture.ts'
import { post } from './rest.ts'

let bench: BatchBench
beforeAll(async () => {
  bench = await batchBench()
})
afterAll(() => bench.end())

const statuses = (batch: { tasks: { status: string }[] }) => batch.tasks.map(({ status }) => status)

it('a paused batch stops its agents, begins and merges nothing, and goes on in the same sessions', async () => {
  const { host, task } = bench
  const tasks = [
    await task('One', bash('[ -f begun ] || { touch begun; sleep 60; }'), write('one.txt', '1\n')),
    await task('Two', write('two.txt', '2\n')),
  ]
  const { id } = await host.client.batches.create({
    taskIds: tasks.map((one) => one.id),
    mode: 'parallel',
    options: { parallelLimit: 2 },
  })
  // The first one is at its command, the second one has ended and waits for it.
  const before = await bench.batchWith(id, ({ tasks: [, two] }) => two?.status === 'completed')
  const runId = before.tasks[0]?.runId ?? ''
  await host.logItem(runId, (item) => item.kind === 'tool')
  const { sessionId } = await host.client.runs.get({ id: runId })
  expect((await host.client.batches.pause({ id })).status).toBe('paused')
  const paused = await bench.batchWith(id, ({ tasks: [one] }) => one?.status === 'waiting')
  expect(statuses(paused)).toEqual(['waiting', 'completed'])
  expect(await host.client.runs.get({ id: runId })).toMatchObject({
    status: 'waiting',
    waiting: { kind: 'limit' },
  })
  expect(await post(host, `batches/${id}/pause`)).toMatchObject({
    status: 409,
    body: { code: 'ILLEGAL_TRANSITION', details: { status: 'paused' } },
  })
  expect((await host.client.batches.skipTask({ id, taskId: tasks[1]?.id ?? '' })).status).toBe('paused')
  const retried = await host.client.batches.retryTask({ id, taskId: tasks[1]?.id ?? '' })
  expect(statuses(retried)).toEqual(['waiting', 'queued'])

  const resumed = await host.client.batches.resume({ id })
  expect(resumed.status).toBe('running')
  expect((await post(host, `batches/${id}/resume`)).status).toBe(409)
  const batch = await bench.over(id)
  expect(statuses(batch)).toEqual(['merged', 'merged'])
  expect(await host.client.runs.get({ id: runId })).toMatchObject({ status: 'succeeded', sessionId })
})

it('a run that asks holds up no other one; a run that the user cancels takes its task out', async () => {
  const { host, task } = bench
  const asking = await task(
    'Asking',
    { question: { text: 'Which one?', options: ['A', 'B'] } },
    write('answer.txt', '{{answer|none}}\n'),
  )
  const stopped = await task('Stopped', bash('sleep 100'))
  const quick = await task('Quick', write('quick.txt', 'quick\n'))
  const taskIds = [asking.id, stopped.id, quick.id]
  const { id } = await host.client.batches.create({
    taskIds,
    mode: 'parallel',
    options: { parallelLimit: 1 },
  })
  const busy = await bench.batchWith(
    id,
    ({ tasks: [one, two] }) => one?.status === 'waiting' && two?.runId !== null,
  )
  const runId = busy.tasks[1]?.runId ?? ''
  await host.runWith(runId, 'running')
  await host.client.runs.cancel({ id: runId })
  const waiting = await bench.batchWith(id, ({ status }) => status === 'waiting')
  expect(statuses(waiting)).toEqual(['waiting', 'cancelled', 'completed'])
  expect(waiting.tasks[1]?.reason?.code).toBe('cancelled')

  // What belongs to a single run is the batch's to do.
  const held = waiting.tasks[2]?.runId ?? ''
  for (const [path, body] of [
    [`runs/${held}/merge`, {}],
    [`runs/${held}/discard`, {}],
    [`runs/${held}/retry`, {}],
    [`runs/${held}/send-back`, { comments: 'More.' }],
    [`runs/${runId}/retry`, {}],
    [`tasks/${quick.id}/execute`, {}],
    [`tasks/${stopped.id}/execute`, {}],
  ] as const)
    expect(await post(host, path, body), path).toMatchObject({ status: 409, body: { code: 'IN_BATCH' } })
  await expect(host.client.tasks.remove({ id: quick.id })).rejects.toMatchObject({ code: 'IN_BATCH' })

  const { items } = await host.client.requests.list()
  const request = items.find((one) => one.taskId === asking.id)
  await host.client.requests.answer({ id: request?.id ?? '', answers: [['B']] })
  const batch = await bench.over(id)
  expect(statuses(batch)).toEqual(['merged', 'cancelled', 'merged'])
  expect(await bench.git('show', `${batch.branch}:answer.txt`)).toBe('B')

  const first = await post(host, `batches/${id}/merge`, { moveCheckout: true })
  expect(first.status).toBe(200)
  expect(await post(host, `batches/${id}/merge`)).toEqual(first)
  expect(await bench.git('rev-parse', 'main')).toBe(first.body.commit)
  expect((await host.client.tasks.get({ id: quick.id })).status).toBe('done')
  expect((await host.client.tasks.get({ id: stopped.id })).status).toBe('todo')
  // Nothing is left of the batch that would keep a task from being deleted.
  await host.client.tasks.remove({ id: stopped.id })
})

it('work that fails only with that of others goes back to the same session, which sees both', async () => {
  const { host, task, projectId } = bench
  const checkCommand = '! { [ -f a.txt ] && [ -f b.txt ] && [ ! -f both.txt ]; }'
  await host.client.projects.update({ id: projectId, checkCommand })
  const a = await task('A', write('a.txt', 'a\n'))
  const b = await task('B', write('b.txt', 'b\n'), { onFix: [bash('cat a.txt b.txt > both.txt')] })
  const { id } = await host.client.batches.create({ taskIds: [a.id, b.id], mode: 'parallel' })
  const batch = await bench.over(id)
  expect(statuses(batch)).toEqual(['merged', 'merged'])
  expect(batch.verified).toBe(true)
  expect(await bench.git('show', `${batch.branch}:both.txt`)).toBe('a\nb')
  const { items } = await host.client.tasks.runs({ id: b.id })
  expect(items.map(({ sessionId }) => sessionId)).toEqual([items[1]?.sessionId, items[1]?.sessionId])
})
