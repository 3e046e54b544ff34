import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { actWords, leftWords } from './act-words.ts'
import { type Act, addChange, holds, type TaskPatch, UndoStack } from './undo.ts'

type Tasks = Map<string, TaskPatch>

/** Tasks, and who changes them: `act` as the user does, `foreign` as anybody else. */
function world(ids: readonly string[] = ['a', 'b', 'c']) {
  const tasks: Tasks = new Map(
    ids.map((id) => [id, { status: 'todo', priority: 'none', title: id, labelIds: [], order: 'a0' }]),
  )
  const problems = new Map<string, 'refused' | 'offline'>()
  const stack = new UndoStack({
    read: (id) => tasks.get(id),
    write: async (id, patch) => {
      const problem = problems.get(id)
      if (problem !== undefined) return problem
      await Promise.resolve()
      const task = { ...tasks.get(id), ...patch }
      tasks.set(id, task)
      return task
    },
  })
  const foreign = (id: string, patch: TaskPatch) => tasks.set(id, { ...tasks.get(id), ...patch })
  const act = (among: readonly string[], patch: TaskPatch): Act => {
    const changes = among.map((id) => {
      const task = tasks.get(id) ?? {}
      const before = Object.fromEntries(
        Object.keys(patch).map((field) => [field, task[field as keyof TaskPatch]]),
      )
      return { id, before, after: patch }
    })
    for (const { id } of changes) foreign(id, patch)
    const done: Act = { name: 'act', changes, settled: Promise.resolve() }
    stack.add(done)
    return done
  }
  const seen = () =>
    JSON.stringify(
      [...tasks].map(([id, task]) => [id, Object.entries(task).sort(([a], [b]) => (a < b ? -1 : 1))]),
    )
  return { tasks, stack, act, foreign, problems, seen }
}

describe('undo', () => {
  test('takes back the last act, and does it again', async () => {
    const { tasks, stack, act } = world()
    act(['a', 'b'], { status: 'done' })
    act(['a'], { title: 'new' })
    expect((await stack.undo())?.done).toEqual(['a'])
    expect(tasks.get('a')).toMatchObject({ title: 'a', status: 'done' })
    expect((await stack.undo())?.done).toEqual(['a', 'b'])
    expect(tasks.get('b')?.status).toBe('todo')
    expect(await stack.undo()).toBeNull()
    await stack.redo()
    await stack.redo()
    expect(tasks.get('a')).toMatchObject({ title: 'new', status: 'done' })
    expect(await stack.redo()).toBeNull()
  })

  test('what was taken back cannot be done again after something else', async () => {
    const { stack, act } = world()
    act(['a'], { status: 'done' })
    await stack.undo()
    act(['b'], { status: 'done' })
    expect(stack.lastUndone).toBeUndefined()
    expect(await stack.redo()).toBeNull()
  })

  test('leaves what somebody has changed since, and says which', async () => {
    const { tasks, stack, act, foreign } = world()
    act(['a', 'b'], { status: 'done' })
    foreign('a', { status: 'cancelled' })
    const outcome = await stack.undo()
    expect(outcome).toEqual({ name: 'act', done: ['b'], left: ['a'], gone: 0, refused: [] })
    expect(tasks.get('a')?.status).toBe('cancelled')
    expect(tasks.get('b')?.status).toBe('todo')
    // It is not tried a second time.
    expect(stack.last).toBeUndefined()
  })

  test('minds only the fields that it changed', async () => {
    const { tasks, stack, act, foreign } = world()
    act(['a'], { status: 'done' })
    foreign('a', { title: 'theirs' })
    await stack.undo()
    expect(tasks.get('a')).toMatchObject({ status: 'todo', title: 'theirs' })
  })

  test('leaves a task that is gone', async () => {
    const { tasks, stack, act } = world()
    act(['a'], { status: 'done' })
    tasks.delete('a')
    expect(await stack.undo()).toMatchObject({ done: [], left: [], gone: 1 })
  })

  test('waits for the host to have answered, and passes over what it has refused', async () => {
    const { tasks, stack, act } = world()
    act(['a'], { status: 'done' })
    let answer = () => {}
    const late: Act = {
      name: 'late',
      changes: [],
      settled: new Promise((resolve) => (answer = () => resolve(null))),
    }
    stack.add(late)
    const undone = stack.undo()
    answer()
    expect((await undone)?.name).toBe('act')
    expect(tasks.get('a')?.status).toBe('todo')
  })

  test('can be tried again after the host could not be reached, not after it has refused', async () => {
    const { stack, act, problems, tasks } = world()
    act(['a', 'b'], { status: 'done' })
    problems.set('a', 'offline').set('b', 'refused')
    expect(await stack.undo()).toMatchObject({ done: [], refused: ['b', 'a'] })
    problems.clear()
    expect(await stack.undo()).toMatchObject({ done: ['a'] })
    expect(tasks.get('a')?.status).toBe('todo')
    expect(tasks.get('b')?.status).toBe('done')
    expect(await stack.undo()).toBeNull()
  })

  test('takes back one act from among others, once', async () => {
    const { tasks, stack, act } = world()
    const first = act(['a'], { status: 'done' })
    act(['b'], { status: 'done' })
    expect(await stack.undo(first)).toMatchObject({ done: ['a'] })
    expect(await stack.undo(first)).toBeNull()
    expect(tasks.get('a')?.status).toBe('todo')
    expect(tasks.get('b')?.status).toBe('done')
  })

  test('takes back at once what was changed of one task in several steps', async () => {
    const { tasks, stack, foreign } = world()
    const act: Act = { name: 'labels', changes: [], settled: Promise.resolve() }
    stack.add(act)
    addChange(act, { id: 'a', before: { labelIds: [] }, after: { labelIds: ['l'] } })
    addChange(act, { id: 'a', before: { labelIds: ['l'] }, after: { labelIds: ['l', 'm'] } })
    foreign('a', { labelIds: ['l', 'm'] })
    expect(await stack.undo()).toMatchObject({ done: ['a'], left: [] })
    expect(tasks.get('a')?.labelIds).toEqual([])
    await stack.redo()
    expect(tasks.get('a')?.labelIds).toEqual(['l', 'm'])
  })

  test('remembers a hundred acts', async () => {
    const { stack, act } = world()
    for (let n = 0; n < 120; n++) act(['a'], { title: `title ${n}` })
    let undone = 0
    while ((await stack.undo()) !== null) undone++
    expect(undone).toBe(100)
  })
})

const ids = ['a', 'b', 'c']
const patch: fc.Arbitrary<TaskPatch> = fc.oneof(
  fc.record({
    status: fc.constantFrom('backlog', 'todo', 'done', 'cancelled'),
    order: fc.constantFrom('a0', 'a1', 'a2'),
  }),
  fc.record({ priority: fc.constantFrom('none', 'urgent', 'low') }),
  fc.record({ title: fc.constantFrom('x', 'y', 'z') }),
  fc.record({ labelIds: fc.subarray(['l', 'm', 'n']) }),
)
const step = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('act' as const),
      ids: fc.subarray(ids, { minLength: 1 }),
      patch,
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('undo' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('redo' as const) }) },
)

describe('any acts, undos and redos', () => {
  test('come to what a list of pictures says, and undone all end where they began', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const { stack, act, seen } = world(ids)
        // The model: a picture of everything after each act, and which of them is shown.
        let pictures = [seen()]
        let at = 0
        for (const one of steps) {
          if (one.kind === 'act') {
            act(one.ids, one.patch)
            pictures = [...pictures.slice(0, at + 1), seen()]
            at++
          } else if (one.kind === 'undo') {
            await stack.undo()
            at = Math.max(0, at - 1)
          } else {
            await stack.redo()
            at = Math.min(pictures.length - 1, at + 1)
          }
          expect(seen()).toBe(pictures[at])
        }
        while ((await stack.undo()) !== null);
        expect(seen()).toBe(pictures[0])
      }),
    )
  })

  test('asked for at once are done one after the other', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        const one = world(ids)
        const all = world(ids)
        for (const { ids: among, patch: how } of steps.filter(({ kind }) => kind === 'act') as {
          ids: string[]
          patch: TaskPatch
        }[]) {
          one.act(among, how)
          all.act(among, how)
        }
        const turns = steps.filter(({ kind }) => kind !== 'act')
        for (const { kind } of turns) await (kind === 'undo' ? one.stack.undo() : one.stack.redo())
        await Promise.all(turns.map(({ kind }) => (kind === 'undo' ? all.stack.undo() : all.stack.redo())))
        expect(all.seen()).toBe(one.seen())
      }),
    )
  })

  test('never overwrite what somebody else has written', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 30 }),
        fc.array(fc.tuple(fc.nat(29), fc.constantFrom(...ids)), { maxLength: 5 }),
        async (steps, foreign) => {
          const { tasks, stack, act, foreign: write } = world(ids)
          const theirs = new Map<string, string>()
          for (const [index, one] of steps.entries()) {
            for (const [at, id] of foreign) {
              if (at !== index) continue
              theirs.set(id, `theirs ${index}`)
              write(id, { title: `theirs ${index}` })
            }
            if (one.kind === 'act') {
              act(one.ids, one.patch)
              // Written over on purpose: it is the user's again.
              if (one.patch.title !== undefined) for (const id of one.ids) theirs.delete(id)
            } else await (one.kind === 'undo' ? stack.undo() : stack.redo())
            for (const [id, title] of theirs) expect(tasks.get(id)?.title).toBe(title)
          }
        },
      ),
    )
  })
})

test('an act that is about something else turns itself round', async () => {
  const { stack, act } = world()
  const turned: string[] = []
  let came: 'done' | 'refused' | 'offline' = 'done'
  act(['a'], { priority: 'high' })
  stack.add({
    name: 'took back',
    changes: [],
    settled: Promise.resolve(),
    turn: async (to) => {
      turned.push(to)
      return came
    },
  })
  expect(await stack.undo()).toMatchObject({ name: 'took back', done: ['took back'], refused: [] })
  await stack.redo()
  came = 'offline'
  expect(await stack.undo()).toMatchObject({ done: [], refused: ['took back'] })
  came = 'refused'
  await stack.undo()
  expect(turned).toEqual(['before', 'after', 'before', 'before'])
  // What was refused is not tried again.
  expect(await stack.undo()).toMatchObject({ name: 'act' })
})

test('labels are the same in any order', () => {
  expect(holds({ labelIds: ['a', 'b'] }, { labelIds: ['b', 'a'] })).toBe(true)
  expect(holds({ labelIds: ['a'] }, { labelIds: ['b', 'a'] })).toBe(false)
  expect(holds({ dueDate: null }, { dueDate: null })).toBe(true)
})

test('acts have names', () => {
  expect(actWords(['APP-1'], { status: 'in_review', order: 'a' })).toBe('APP-1: status In review')
  expect(actWords(['APP-1', 'APP-2'], { archived: true })).toBe('2 tasks archived')
  expect(actWords(['APP-1'], { order: 'a' })).toBe('APP-1 moved')
  expect(actWords(['APP-1'], { dueDate: null })).toBe('APP-1: no due date')
  const outcome = { name: '', done: [], refused: [], gone: 0 }
  expect(leftWords({ ...outcome, left: [] }, String)).toBeNull()
  expect(leftWords({ ...outcome, left: ['A-1'] }, String)).toMatch(/^A-1 was changed since/)
  expect(leftWords({ ...outcome, left: ['A', 'B', 'C', 'D'] }, String)).toMatch(/^A, B, C and 1 more were/)
  expect(leftWords({ ...outcome, left: [], gone: 1 }, String)).toBe('The task was deleted meanwhile.')
})
