import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { AppError } from '#shared/errors.ts'
import type { CreateTask, Task, UpdateTask } from '#shared/tasks.ts'
import { type Fixture, openFixture } from './fixture.ts'

let at: Fixture
beforeAll(async () => {
  at = await openFixture()
})
afterAll(() => at.close())

const UNKNOWN = '01990000-0000-7000-8000-00000000ffff'
const execute = (taskId: string, executionStatus: 'running' | 'waiting' | 'queued' | 'succeeded') =>
  at.store.write((tx) => at.tasks.recordExecution(tx, taskId, { executionStatus }))

test('numbers and places follow each other, and no number is given twice', async () => {
  const project = await at.project('NUM')
  const first = await at.add(project, 'first')
  const second = await at.add(project, 'second')
  await at.tasks.remove(second.id)
  const third = await at.add(project, 'third')
  expect([first, second, third].map((task) => task.identifier)).toEqual(['NUM-1', 'NUM-2', 'NUM-3'])
  expect(first.order < third.order).toBe(true)
  expect(await at.tasks.get('num-3')).toEqual(third)
})

test('what the answer says is what is stored', async () => {
  const project = await at.project('SAME')
  const label = await at.labels.create({ name: 'same', color: 'red' })
  const other = await at.add(project, 'other')
  const made = await at.add(project, 'made', {
    description: '**bold**',
    priority: 'urgent',
    labelIds: [label.id, label.id],
    dependsOn: [other.id],
    parentId: other.id,
    dueDate: '2026-12-24',
    estimate: 2.5,
    model: 'a/b',
    agent: 'plan',
    variant: 'high',
  })
  expect(made.labelIds).toEqual([label.id])
  expect(await at.tasks.get(made.id)).toEqual(made)
  const changed = await at.tasks.update({ id: made.id, labelIds: [], estimate: null, title: 'changed' })
  expect(await at.tasks.get(made.id)).toEqual(changed)
})

test('parents and dependencies may be named by identifier', async () => {
  const project = await at.project('NAME')
  const one = await at.add(project, 'one')
  const two = await at.add(project, 'two')
  const made = await at.add(project, 'made', { dependsOn: ['name-1', two.id], parentId: 'NAME-2' })
  expect([made.dependsOn, made.parentId]).toEqual([[one.id, two.id].toSorted(), two.id])
  const { id } = made
  const changed = await at.tasks.update({ id, dependsOn: ['NAME-2'], parentId: 'name-1' })
  expect([changed.dependsOn, changed.parentId]).toEqual([[two.id], one.id])
  await expect(at.tasks.update({ id, dependsOn: ['NAME-9'] })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await expect(at.tasks.update({ id, dependsOn: [made.identifier] })).rejects.toMatchObject({
    code: 'DEPENDENCY_CYCLE',
  })
  expect((await at.tasks.update({ id, parentId: null })).parentId).toBe(null)
})

test('of several changes each is by itself', async () => {
  const project = await at.project('MANY')
  const [one, two, busy] = [
    await at.add(project, 'one'),
    await at.add(project, 'two'),
    await at.add(project, 'busy'),
  ]
  await execute(busy.id, 'running')
  const { items, refused } = await at.tasks.updateMany([
    { id: one.id, status: 'done' },
    { id: busy.id, status: 'done' },
    { id: 'MANY-9', status: 'done' },
    { id: two.identifier, status: 'done' },
  ])
  expect(items.map(({ id, status }) => [id, status])).toEqual([
    [one.id, 'done'],
    [two.id, 'done'],
  ])
  expect(refused.map(({ id, code }) => [id, code])).toEqual([
    [busy.id, 'TASK_RUNNING'],
    ['MANY-9', 'NOT_FOUND'],
  ])
  expect((await at.tasks.get(busy.id)).status).toBe('todo')
})

test('of several new tasks all are made, in order, or none', async () => {
  const project = await at.project('BULK')
  const label = await at.labels.create({ name: 'bulk', color: 'red' })
  const first = await at.add(project, 'first', { description: 'Words' })
  const make = (...tasks: Omit<CreateTask, 'projectId'>[]) =>
    at.tasks.createMany({ projectId: project, tasks })
  const asked = [
    { title: 'one', labelIds: [label.id], parentId: 'BULK-1' },
    { title: 'two', status: 'done' as const, order: 'a5' },
    { title: 'three', copyOf: first.id, description: 'Words' },
  ]
  let made: Task[] = []
  const events = await at.feedOf(async () => (made = await make(...asked)))
  expect(made.map(({ identifier, title, parentId }) => [identifier, title, parentId])).toEqual([
    ['BULK-2', 'one', first.id],
    ['BULK-3', 'two', null],
    ['BULK-4', 'three', null],
  ])
  expect([made[1]?.order, (made[2]?.order ?? '') > (made[0]?.order ?? '')]).toEqual(['a5', true])
  expect(events.map(({ event }) => event)).toEqual(made.flatMap(() => ['task:created', 'activity:created']))
  expect(await Promise.all(made.map(({ id }) => at.tasks.get(id)))).toEqual(made)
  expect((await at.tasks.activity(made[2]?.id ?? '')).items.map(({ kind, to }) => [kind, to])).toEqual([
    ['created', 'BULK-1'],
  ])

  // What is wrong with the last of them is wrong with all: nothing is told, and no number is gone.
  const refused: [Omit<CreateTask, 'projectId'>, string][] = [
    [{ title: 'no label', labelIds: [UNKNOWN] }, 'NOT_FOUND'],
    [{ title: 'no parent', parentId: 'BULK-99' }, 'NOT_FOUND'],
    [{ title: 'no place', order: '!' }, 'ZodError'],
    [{ title: 'no place', order: 'a' }, 'BAD_REQUEST'],
    [{ title: 'a copy of nothing', copyOf: UNKNOWN }, 'NOT_FOUND'],
  ]
  for (const [wrong, code] of refused) {
    const told = await at.feedOf(async () => {
      const error: unknown = await make({ title: 'fine' }, wrong).catch((problem: unknown) => problem)
      expect([wrong.title, error instanceof AppError ? error.code : (error as Error).name]).toEqual([
        wrong.title,
        code,
      ])
    })
    expect(told).toEqual([])
  }
  expect((await at.list({ projectId: project })).map(({ title }) => title).toSorted()).toEqual([
    'first',
    'one',
    'three',
    'two',
  ])
  expect((await at.add(project, 'next')).identifier).toBe('BULK-5')
})

test('only what changed is told, and nothing when nothing did', async () => {
  const task = await at.add(await at.project('TELL'), 'a task', { priority: 'low' })
  const same: UpdateTask = { id: task.id, title: 'a task', priority: 'low', labelIds: [] }
  expect(await at.feedOf(() => at.tasks.update(same))).toEqual([])
  const events = await at.feedOf(() => at.tasks.update({ ...same, priority: 'high' }))
  expect(events.map((event) => event.event)).toEqual(['task:updated', 'activity:created'])
  expect(events[0]?.data).toEqual({ id: task.id, priority: 'high', updatedAt: expect.any(String) })
  expect((await at.tasks.get(task.id)).updatedSeq).toBe(events[0]?.seq)
})

test('history names what changed, from what to what', async () => {
  const project = await at.project('HIST')
  const label = await at.labels.create({ name: 'history', color: 'red' })
  const other = await at.add(project, 'other')
  const { id } = await at.add(project, 'a task')
  await at.tasks.update({ id, title: 'better', labelIds: [label.id], dependsOn: [other.id] })
  await at.tasks.update({ id, labelIds: [], archived: true, order: 'a5' })
  await at.tasks.update({ id, agent: 'plan', variant: 'high' })
  await at.store.write((tx) =>
    at.tasks.recordExecution(tx, id, { status: 'in_progress', activityKind: 'run:queued' }),
  )
  const { items } = await at.tasks.activity(id)
  expect(items.map(({ actor, kind, from, to }) => [actor, kind, from, to])).toEqual([
    ['user', 'created', null, null],
    ['user', 'title', 'a task', 'better'],
    ['user', 'labelIds', null, 'history'],
    ['user', 'dependsOn', null, 'HIST-1'],
    ['user', 'labelIds', 'history', null],
    ['user', 'archived', 'false', 'true'],
    ['user', 'agent', null, 'plan'],
    ['user', 'variant', null, 'high'],
    ['engine', 'run:queued', 'todo', 'in_progress'],
  ])
})

test('a card that changes its column goes to its end', async () => {
  const project = await at.project('COL')
  const there = await at.add(project, 'there', { status: 'done', order: 'a7' })
  const moved = await at.add(project, 'moved')
  const after = await at.tasks.update({ id: moved.id, status: 'done' })
  expect(after.order > there.order).toBe(true)
  const placed = await at.tasks.update({ id: moved.id, status: 'todo', order: 'Zz' })
  expect(placed.order).toBe('Zz')
  // Also where that is the place it has now, in another column.
  const back = await at.tasks.update({ id: moved.id, status: 'done', order: 'Zz' })
  expect(back.order).toBe('Zz')
})

describe('what cannot be is refused by name', () => {
  const cases: [name: string, change: Partial<UpdateTask>, code: string, says: string][] = [
    ['an unknown label', { labelIds: [UNKNOWN] }, 'NOT_FOUND', UNKNOWN],
    ['an unknown parent', { parentId: UNKNOWN }, 'NOT_FOUND', UNKNOWN],
    ['an unknown dependency', { dependsOn: [UNKNOWN] }, 'NOT_FOUND', UNKNOWN],
    ['no fractional index', { order: 'zzz' }, 'BAD_REQUEST', 'order'],
  ]
  test.each(cases)('%s', async (_name, change, code, says) => {
    const task = await at.add(await at.project('REF'), 'a task').catch(async () => {
      throw new Error('setup')
    })
    await expect(at.tasks.update({ id: task.id, ...change })).rejects.toMatchObject({
      code,
      message: expect.stringContaining(says),
    })
    expect(await at.tasks.get(task.id)).toEqual(task)
    await at.store.db
      .updateTable('projects')
      .set({ key: 'OLD', deleted_at: 'now' })
      .where('key', '=', 'REF')
      .execute()
  })

  test('a task of another project', async () => {
    const stranger = await at.add(await at.project('FAR'), 'stranger')
    const project = await at.project('NEAR')
    for (const fields of [{ parentId: stranger.id }, { dependsOn: [stranger.id] }]) {
      await expect(at.add(project, 'x', fields)).rejects.toMatchObject({
        code: 'BAD_REQUEST',
        message: expect.stringContaining('FAR-1'),
      })
    }
    // The number of a task that was refused is not lost: its transaction is undone.
    expect((await at.add(project, 'x')).identifier).toBe('NEAR-1')
  })

  test('dependencies in a circle', async () => {
    const project = await at.project('CYC')
    const first = await at.add(project, 'first')
    const second = await at.add(project, 'second', { dependsOn: [first.id] })
    const third = await at.add(project, 'third', { dependsOn: [second.id] })
    await expect(at.tasks.update({ id: first.id, dependsOn: [third.id] })).rejects.toMatchObject({
      code: 'DEPENDENCY_CYCLE',
      message: expect.stringContaining('CYC-1 → CYC-3 → CYC-2 → CYC-1'),
      details: { cycle: ['CYC-1', 'CYC-3', 'CYC-2'] },
    })
    await expect(at.tasks.update({ id: first.id, dependsOn: [first.id] })).rejects.toMatchObject({
      code: 'DEPENDENCY_CYCLE',
    })
    expect((await at.tasks.get(first.id)).dependsOn).toEqual([])
  })

  test('a task below itself', async () => {
    const project = await at.project('PAR')
    const parent = await at.add(project, 'parent')
    const child = await at.add(project, 'child', { parentId: parent.id })
    for (const parentId of [parent.id, child.id]) {
      await expect(at.tasks.update({ id: parent.id, parentId })).rejects.toMatchObject({
        code: 'DEPENDENCY_CYCLE',
      })
    }
  })

  test.each(['queued', 'running', 'waiting'] as const)('moving a task that is %s', async (status) => {
    const project = await at.project(`RUN${status.length}${status.charAt(0)}`)
    const { id } = await at.add(project, 'runs')
    await execute(id, status)
    const refused: (() => Promise<unknown>)[] = [
      () => at.tasks.update({ id, status: 'done' }),
      () => at.tasks.update({ id, archived: true }),
      () => at.tasks.requireRemovable(id),
      () => at.tasks.remove(id),
    ]
    for (const attempt of refused) await expect(attempt()).rejects.toMatchObject({ code: 'TASK_RUNNING' })
    await expect(at.store.write((tx) => at.tasks.removeAllIn(tx, project))).rejects.toMatchObject({
      code: 'PROJECT_BUSY',
    })
    expect(await at.tasks.update({ id, title: 'renamed', status: 'todo' })).toMatchObject({
      title: 'renamed',
    })
    await execute(id, 'succeeded')
    expect((await at.tasks.update({ id, status: 'done' })).status).toBe('done')
    expect(await at.tasks.remove(id)).toEqual({ id })
  })
})

test('removing a task lets go of what needs it', async () => {
  const project = await at.project('DEL')
  const gone = await at.add(project, 'gone')
  const dependent = await at.add(project, 'dependent', { dependsOn: [gone.id] })
  const child = await at.add(project, 'child', { parentId: gone.id })
  const comment = await at.comments.add(gone.id, 'a comment')

  const events = await at.feedOf(() => at.tasks.remove(gone.id))
  expect(events.map(({ event, data }) => [event, data])).toEqual([
    ['task:updated', { id: dependent.id, dependsOn: [], updatedAt: expect.any(String) }],
    ['task:updated', { id: child.id, parentId: null, updatedAt: expect.any(String) }],
    ['task:deleted', { id: gone.id }],
  ])
  expect((await at.list({ projectId: project })).map((task) => [task.dependsOn, task.parentId])).toEqual([
    [[], null],
    [[], null],
  ])
  await expect(at.tasks.get(gone.id)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await expect(at.tasks.get(gone.identifier)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await expect(at.comments.update(comment.id, 'x')).rejects.toMatchObject({ code: 'NOT_FOUND' })
  expect(await at.list({ projectId: project, q: 'gone' })).toEqual([])
})

test('a run is mirrored on its task in the caller’s transaction', async () => {
  const task = await at.add(await at.project('MIR'), 'mirrored')
  const change = { executionStatus: 'running', executionProgress: 40, branchName: 'b' } as const
  await expect(
    at.store.write(async (tx) => {
      await at.tasks.recordExecution(tx, task.id, change)
      throw new Error('undone')
    }),
  ).rejects.toThrow('undone')
  expect(await at.tasks.get(task.id)).toEqual(task)

  const events = await at.feedOf(() => at.store.write((tx) => at.tasks.recordExecution(tx, task.id, change)))
  expect(events.map(({ event, data }) => [event, data])).toEqual([
    ['task:updated', { id: task.id, ...change, updatedAt: expect.any(String) }],
  ])
  expect(
    await at.feedOf(() => at.store.write((tx) => at.tasks.recordExecution(tx, UNKNOWN, change))),
  ).toEqual([])
})

describe('comments from GitHub', () => {
  const said = (author: string | null, day: number, body = `said on day ${day}`) => ({
    author,
    body,
    url: `https://github.com/o/r/issues/1#issuecomment-${day}`,
    isMention: false,
    createdAt: `2026-01-0${day}T00:00:00Z`,
    updatedAt: `2026-01-0${day}T00:00:00Z`,
  })
  const add = (taskId: string, comment: ReturnType<typeof said>) =>
    at.store.write((tx) => at.comments.addFromGithub(tx, taskId, comment))

  test('stand where they were said, with who said it and where', async () => {
    const task = await at.add(await at.project('CGH'), 'discussed')
    const own = await at.comments.add(task.id, 'said here')
    const third = await add(task.id, said('octocat', 3))
    const second = await add(task.id, said(null, 2))
    // Somebody with this login must not pass for the one person here.
    const first = await add(task.id, said('user', 1))
    const { items } = await at.comments.list(task.id)
    expect(items).toEqual([first, second, third, own])
    expect(items.map(({ author }) => author)).toEqual(['@user', 'user', 'octocat', 'user'])
    expect(items.map(({ url }) => url)).toEqual([first.url, second.url, third.url, null])
    expect((await at.tasks.forPrompt(task.id)).comments).toEqual(items)
  })

  test('of others can be changed at GitHub alone', async () => {
    const task = await at.add(await at.project('COT'), 'discussed')
    const other = await add(task.id, said('octocat', 1))
    const refused = {
      code: 'NOT_POSSIBLE_HERE',
      message: expect.stringContaining('octocat wrote this comment on GitHub.'),
      details: { id: other.id, url: other.url },
    }
    await expect(at.comments.update(other.id, 'x')).rejects.toMatchObject(refused)
    await expect(at.comments.remove(other.id)).rejects.toMatchObject(refused)
    expect(await at.comments.ofTask(task.id)).toEqual([other])

    const change = { body: 'better words', updatedAt: '2026-02-01T00:00:00Z' }
    const changed = await at.store.write((tx) => at.comments.updateFromGithub(tx, other.id, change))
    expect(changed).toMatchObject({ ...other, ...change, updatedSeq: expect.any(Number) })
    expect(await at.comments.ofTask(task.id)).toEqual([changed])
    expect(
      await at.feedOf(() => at.store.write((tx) => at.comments.updateFromGithub(tx, other.id, change))),
    ).toEqual([])

    const remove = () => at.store.write((tx) => at.comments.removeFromGithub(tx, other.id))
    expect((await at.feedOf(remove)).map(({ event }) => event)).toEqual(['comment:deleted'])
    expect(await at.feedOf(remove)).toEqual([])
  })

  test('that speak to the user wait until the user has said something there', async () => {
    const now = Date.parse(at.store.now())
    const on = (days: number, author: string | null, isMention = true) => {
      const moment = new Date(now + days * 86_400_000).toISOString()
      return { ...said(author, 1), isMention, createdAt: moment, updatedAt: moment }
    }
    const task = await at.add(await at.project('CME'), 'discussed')
    const elsewhere = await at.add(await at.project('CMF'), 'discussed too')
    const waiting = async () => (await at.comments.mentions()).items.map(({ id }) => id)
    const old = await add(task.id, on(-100, 'octocat'))
    const first = await add(task.id, on(-3, 'octocat'))
    const second = await add(task.id, on(-1, 'hubot'))
    const other = await add(elsewhere.id, on(-2, 'octocat'))
    await add(task.id, on(0, 'octocat', false))
    expect(await waiting()).toEqual([second.id, other.id, first.id])

    // What was put off longer than they stand there comes back all the same.
    const later = new Date(now + 86_400_000).toISOString()
    await at.store.db
      .insertInto('inbox_marks')
      .values({ id: `mention:${old.id}`, snoozed_until: later, updated_at: later, updated_seq: 0 })
      .execute()
    expect(await waiting()).toEqual([second.id, other.id, first.id, old.id])

    // Said at GitHub, it answers what was said there before it; said here, all of the task.
    await add(task.id, on(-2, null, false))
    expect(await waiting()).toEqual([second.id, other.id])
    const told = await at.feedOf(() => at.comments.add(task.id, 'So it is.'))
    expect(told.map(({ event, data }) => [event, data.id === second.id, data['isMention']])).toEqual([
      ['comment:created', false, false],
      ['comment:updated', true, false],
    ])
    expect(await waiting()).toEqual([other.id])

    // An edit may speak to the user, and then comes whole.
    const edit = { body: '@ada, please', isMention: true }
    const edited = await at.feedOf(() =>
      at.store.write((tx) => at.comments.updateFromGithub(tx, second.id, edit)),
    )
    expect(edited[0]?.data).toMatchObject({ ...edit, taskId: task.id, author: 'hubot' })
    expect(await waiting()).toEqual([second.id, other.id])
    await at.store.write((tx) => at.comments.removeFromGithub(tx, other.id))
    expect(await waiting()).toEqual([second.id])
  })

  test('one of ours that is posted keeps its words and its time', async () => {
    const task = await at.add(await at.project('CPO'), 'discussed')
    const own = await at.comments.add(task.id, 'said here')
    const { url } = said(null, 1)
    const posted = await at.store.write((tx) => at.comments.updateFromGithub(tx, own.id, { url }))
    expect(posted).toEqual({ ...own, url, updatedSeq: posted.updatedSeq })
    expect((await at.comments.update(own.id, 'other words')).url).toBe(url)
    await at.comments.remove(own.id)
  })
})

describe('what an issue at GitHub changes', () => {
  const record = (taskId: string, change: Parameters<typeof at.tasks.recordIssue>[2]) =>
    at.store.write((tx) => at.tasks.recordIssue(tx, taskId, change))

  test('is told as its change, once', async () => {
    const label = await at.labels.create({ name: 'from there', color: 'red' })
    const task = await at.add(await at.project('ISS'), 'a task', { status: 'backlog' })
    const words = { title: 'renamed', description: 'other words', status: 'done' } as const
    const change = { ...words, labelIds: [label.id] }
    const changed = await record(task.id, { ...change, labelIds: [label.id, label.id] })
    expect(changed).toMatchObject(change)
    expect(await at.tasks.get(task.id)).toEqual(changed)
    const { items } = await at.tasks.activity(task.id)
    expect(items.slice(1).map(({ actor, kind, from, to }) => [actor, kind, from, to])).toEqual([
      ['engine', 'issue:title', 'a task', 'renamed'],
      ['engine', 'issue:body', null, null],
      ['engine', 'issue:state', 'backlog', 'done'],
      ['engine', 'issue:labels', null, 'from there'],
    ])
    expect(await at.feedOf(() => record(task.id, change))).toEqual([])
  })

  test('is somebody’s text until the user writes another one', async () => {
    const project = await at.project('ISW')
    const item = {
      description: 'theirs',
      status: 'todo',
      priority: 'none',
      dueDate: null,
      estimate: null,
    } as const
    const items = [
      { ...item, title: 'by grace', labelIds: [], parent: null, author: 'grace' },
      { ...item, title: 'by the user', labelIds: [], parent: null },
    ]
    const [one, other] = await at.store.write((tx) => at.tasks.importIn(tx, project, items, 'GitHub'))
    const author = async (id = '') => (await at.tasks.forPrompt(id)).author
    expect([await author(one?.id), await author(other?.id)]).toEqual(['grace', null])
    await at.tasks.update({ id: one?.id ?? '', description: 'mine' })
    expect(await author(one?.id)).toBe(null)
    await record(one?.id ?? '', { description: 'theirs again' })
    expect(await author(one?.id)).toBe('somebody')
  })

  test('does not move a task that is being executed', async () => {
    const task = await at.add(await at.project('ISR'), 'a task')
    await execute(task.id, 'running')
    await expect(record(task.id, { status: 'done' })).rejects.toMatchObject({ code: 'TASK_RUNNING' })
    expect(await record(task.id, { title: 'renamed' })).toMatchObject({ title: 'renamed' })
  })

  test.each([
    ['opened the issue again', 'ISO', 'done', { status: 'todo' }],
    ['renamed it', 'IST', 'todo', { title: 'Print the keys' }],
    ['asked for something else', 'ISB', 'todo', { description: 'Print the keys.' }],
  ] as const)('begins no work: a stranger may have %s', async (_, key, status, change) => {
    const project = await at.project(key)
    const task = await at.add(project, 'a task', { status })
    await record(task.id, change)
    expect(await at.tasks.ready([project])).toEqual([])
    await at.tasks.update({ id: task.id, title: 'The user wants it' })
    expect(await at.tasks.ready([project])).toHaveLength(1)
  })
})

test('a prompt gets the task with its labels and comments, and what it waits for', async () => {
  const project = await at.project('PRM')
  const done = await at.add(project, 'done', { status: 'done' })
  const open = await at.add(project, 'open')
  const label = await at.labels.create({ name: 'prompt', color: 'red' })
  const task = await at.add(project, 'task', { dependsOn: [done.id, open.id], labelIds: [label.id] })
  await at.comments.add(task.id, 'first')
  const second = await at.comments.add(task.id, 'second')
  await at.comments.remove(second.id)
  await at.comments.add(task.id, 'third')
  const parts = await at.tasks.forPrompt(task.id)
  expect(parts.task).toEqual(task)
  expect(parts.labels).toEqual([label])
  expect(parts.comments.map((comment) => comment.body)).toEqual(['first', 'third'])
  expect(await at.tasks.openDependencies(task.id)).toEqual([
    { id: open.id, identifier: 'PRM-2', title: 'open', status: 'todo' },
  ])
})

test('labels: a name is taken whatever its capitals, and a removed label leaves its tasks', async () => {
  const label = await at.labels.create({ name: 'Bug', color: 'red' })
  await expect(at.labels.create({ name: 'bug', color: 'red' })).rejects.toMatchObject({ code: 'CONFLICT' })
  expect(await at.store.write((tx) => at.labels.ensureIn(tx, 'BUG'))).toEqual(label)
  expect(await at.labels.update({ id: label.id, name: 'BUG' })).toMatchObject({ name: 'BUG', color: 'red' })
  const task = await at.add(await at.project('LAB'), 'labelled', { labelIds: [label.id] })
  const events = await at.feedOf(() => at.labels.remove(label.id))
  expect(events.map((event) => event.event)).toEqual(['task:updated', 'label:deleted'])
  expect((await at.tasks.get(task.id)).labelIds).toEqual([])
  expect((await at.labels.create({ name: 'bug', color: 'blue' })).id).not.toBe(label.id)
})

test('two thousand tasks are listed in no time', async () => {
  const project = await at.project('BIG')
  const label = await at.labels.create({ name: 'big', color: 'red' })
  await at.store.write(async (tx) => {
    for (let made = 0; made < 2000; made += 1) {
      await at.tasks.createIn(tx, { projectId: project, title: `Task ${made}`, labelIds: [label.id] })
    }
  })
  const readAll = async () => {
    const first = await at.tasks.list({ projectId: project, archived: false, limit: 1000 })
    const cursor = first.nextCursor
    const second = await at.tasks.list({ projectId: project, archived: false, limit: 1000, cursor })
    return [...first.items, ...second.items]
  }
  await readAll()
  const start = performance.now()
  expect((await readAll()).length).toBe(2000)
  const ms = performance.now() - start
  console.log(`listed 2,000 tasks in ${ms.toFixed(1)} ms`)
  expect(ms).toBeLessThan(250)
})
