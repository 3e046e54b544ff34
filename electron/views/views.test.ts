import { afterAll, beforeAll, expect, test } from 'vitest'
import { type CreateView, createView, updateView } from '#shared/views.ts'
import { notFound } from '#shared/errors.ts'
import type { Tx } from '../store/store.ts'
import { type Fixture, openFixture } from '../tasks/fixture.ts'
import { createViews, type Views } from './views.ts'

let at: Fixture
let views: Views
let projectId: string
let removeProject: (tx: Tx, id: string) => Promise<void>
beforeAll(async () => {
  at = await openFixture()
  projectId = await at.project('VIEW')
  views = createViews({
    store: at.store,
    projects: {
      getIn: async (_tx, id) => {
        if (id !== projectId) throw notFound('project', id)
        return {} as never
      },
      onRemove: (work) => (removeProject = work),
    },
  })
})
afterAll(() => at.close())

const UNKNOWN = '01990000-0000-7000-8000-00000000ffff'
const create = (input: CreateView) => views.create(createView.parse(input))
const query = createView.shape.query.parse({ conditions: { status: ['todo'], label: [UNKNOWN] } })

test('what the answer says is what is stored, and views of one name are two', async () => {
  const first = await create({ name: 'Mine', query })
  const second = await create({ name: 'Mine', projectId, query: { layout: 'list' }, color: 'red' })
  expect(first).toMatchObject({ projectId: null, color: 'gray', query: { conditions: { label: [UNKNOWN] } } })
  expect(first.order < second.order).toBe(true)
  const changed = await views.update({
    id: second.id,
    name: 'Theirs',
    color: 'blue',
    query,
    order: 'Zz',
  })
  // It stands in front now.
  expect((await views.list()).items).toEqual([changed, first])
  expect((await create({ name: 'Last', query })).order > first.order).toBe(true)
})

test('lanes of the same kind as the columns are refused, also where the columns are as usual', () => {
  const asked = (of: CreateView['query']) => createView.safeParse({ name: 'Lanes', query: of })
  for (const of of [{ lanes: 'status' }, { groupBy: 'label', lanes: 'label' }] as const) {
    expect(asked(of).error?.issues).toMatchObject([{ path: ['query', 'lanes'] }])
    expect(updateView.safeParse({ id: UNKNOWN, query: of }).success).toBe(false)
  }
  expect(asked({ groupBy: 'label', lanes: 'status' }).success).toBe(true)
})

test('only what changed is told, and nothing when nothing did', async () => {
  const view = await create({ name: 'Told', query })
  const { id, name, color, order } = view
  const same = { id, name, color, order, query: createView.shape.query.parse(query) }
  expect(await at.feedOf(() => views.update(same))).toEqual([])
  const [event, ...more] = await at.feedOf(() => views.update({ ...same, name: 'Another' }))
  expect(more).toEqual([])
  expect(event).toMatchObject({ event: 'view:updated' })
  expect(event?.data).toEqual({ id, name: 'Another', updatedAt: expect.any(String) })
  const { items } = await views.list()
  expect(items.find((one) => one.id === id)).toMatchObject({ name: 'Another', updatedSeq: event?.seq })
})

test('what is not there, and a place that is none, is refused', async () => {
  await expect(create({ name: 'x', projectId: UNKNOWN, query })).rejects.toMatchObject({
    code: 'NOT_FOUND',
    details: { what: 'project' },
  })
  const view = await create({ name: 'Placed', query })
  for (const refused of [
    () => create({ name: 'x', query, order: '0' }),
    () => views.update({ id: view.id, order: '0' }),
  ]) {
    await expect(refused()).rejects.toMatchObject({ code: 'BAD_REQUEST', details: { field: 'order' } })
  }
  expect(await views.remove(view.id)).toEqual({ id: view.id })
  for (const refused of [
    () => views.update({ id: view.id, name: 'x' }),
    () => views.remove(view.id),
    () => views.remove(UNKNOWN),
  ]) {
    await expect(refused()).rejects.toMatchObject({ code: 'NOT_FOUND', details: { what: 'view' } })
  }
})

test('the views of a project go with it, and no others', async () => {
  const before = (await views.list()).items.filter((view) => view.projectId === null)
  const gone = await create({ name: 'Goes', projectId, query })
  const events = await at.feedOf(() => at.store.write((tx) => removeProject(tx, projectId)))
  expect(events.map(({ event, data }) => [event, data.id])).toContainEqual(['view:deleted', gone.id])
  expect((await views.list()).items).toEqual(before)
})
