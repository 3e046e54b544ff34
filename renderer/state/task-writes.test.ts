import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Task, UpdateTask } from '#shared/tasks.ts'
import { problemOf } from './errors.ts'
import { tasks } from './stores.ts'
import { task } from './tasks-for-tests.ts'
import { writeTask } from './task-writes.ts'
import { setTransport, type Transport } from './transport.ts'

const IDS = Array.from({ length: 250 }, (_, n) => `t${n}`)
/** What the host was asked for, a list for each call. */
let calls: UpdateTask[][]
let held: Map<string, Task>
let isOffline: boolean

beforeEach(() => {
  calls = []
  isOffline = false
  held = new Map(IDS.map((id) => [id, task({ id })]))
  tasks.replace([...held.values()])
  let seq = 1
  const change = ({ id, ...patch }: UpdateTask): Task => {
    const next = { ...(held.get(id) as Task), ...patch, updatedSeq: ++seq } as Task
    held.set(id, next)
    return next
  }
  const update = async (input: UpdateTask) => {
    calls.push([input])
    if (isOffline) throw new TypeError('no network')
    return change(input)
  }
  const updateMany = async ({ changes }: { changes: UpdateTask[] }) => {
    calls.push(changes)
    if (isOffline) throw new TypeError('no network')
    const refuse = ({ id }: UpdateTask) => id === 't7'
    return {
      items: changes.filter((one) => !refuse(one)).map(change),
      refused: changes
        .filter(refuse)
        .map(({ id }) => ({ id, code: 'TASK_RUNNING', message: 'It runs.', details: null })),
    }
  }
  setTransport({ client: { tasks: { update, updateMany } } } as unknown as Transport)
})
afterEach(() => tasks.replace([]))

const settled = (promises: readonly Promise<Task>[]) => Promise.allSettled(promises)
const statuses = () => new Set(IDS.map((id) => tasks.get(id)?.status))

test('many changes are shown in one step, and asked for in few calls', async () => {
  let told = 0
  const stop = tasks.store.subscribe(() => told++)
  const writes = IDS.map((id) => writeTask(id, { status: 'done' }))
  expect(tasks.get('t0')?.status).toBe('done')
  await Promise.resolve()
  expect(statuses()).toEqual(new Set(['done']))
  expect(told).toBe(2)
  const results = await settled(writes)
  stop()
  expect(calls.map(({ length }) => length)).toEqual([100, 100, 50])
  expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(1)
  // The one that was refused is as it was, and says why.
  expect(tasks.get('t7')?.status).toBe('todo')
  await expect(writes[7]).rejects.toSatisfy((error) => problemOf(error).code === 'TASK_RUNNING')
  expect(told).toBe(5)
})

test('one change is asked for by itself, and what is changed twice keeps its order', async () => {
  await writeTask('t1', { title: 'one' })
  expect(calls).toEqual([[{ id: 't1', title: 'one' }]])
  const writes = [
    writeTask('t1', { title: 'two' }),
    writeTask('t2', { title: 'two' }),
    writeTask('t1', { title: 'three' }),
  ]
  expect(tasks.get('t1')?.title).toBe('three')
  await settled(writes)
  expect(calls.slice(1).map((list) => list.map(({ id, title }) => `${id} ${title}`))).toEqual([
    ['t1 two', 't2 two'],
    ['t1 three'],
  ])
  expect([tasks.get('t1')?.title, held.get('t1')?.title]).toEqual(['three', 'three'])
})

test('without a host all of it is as it was', async () => {
  isOffline = true
  const results = await settled(IDS.map((id) => writeTask(id, { status: 'done' })))
  expect(new Set(results.map(({ status }) => status))).toEqual(new Set(['rejected']))
  expect(statuses()).toEqual(new Set(['todo']))
})
