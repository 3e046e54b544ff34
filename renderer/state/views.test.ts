import { beforeEach, expect, test } from 'vitest'
import { taskQuery } from '#shared/task-query.ts'
import type { SavedView } from '#shared/views.ts'
import { applyFeed, templates, views } from './stores.ts'
import { templatesFor } from './templates.ts'
import { setTransport, type Transport } from './transport.ts'
import { deleteView, moveView, updateView } from './views.ts'

const view = (id: string, order: string): SavedView => ({
  id,
  name: id,
  color: 'gray',
  projectId: null,
  query: taskQuery.parse({}),
  order,
  createdAt: '2026-05-01T12:00:00.000Z',
  updatedAt: '2026-05-01T12:00:00.000Z',
  updatedSeq: 1,
})

/** What the host was asked to write. */
let written: Partial<SavedView>[]
let refuses: boolean
beforeEach(() => {
  written = []
  refuses = false
  views.replace([view('a', 'a0'), view('b', 'a1'), view('c', 'a1'), view('d', 'a2')])
  const update = async (input: Partial<SavedView> & { id: string }) => {
    if (refuses) throw new Error('no')
    written.push(input)
    return { ...view(input.id, 'a0'), ...input, updatedSeq: 1 + written.length }
  }
  const remove = async (input: { id: string }) => {
    if (refuses) throw new Error('no')
    return input
  }
  setTransport({ client: { views: { update, remove } } } as unknown as Transport)
})

const names = () =>
  [...views.all.values()]
    .toSorted((a, b) => (a.order < b.order ? -1 : a.order > b.order ? 1 : a.id < b.id ? -1 : 1))
    .map(({ id }) => id)

test('a view is put in front of another one, or behind all of them', async () => {
  await moveView('d', 'a')
  expect(names()).toEqual(['d', 'a', 'b', 'c'])
  await moveView('a', null)
  expect(names()).toEqual(['d', 'b', 'c', 'a'])
  await moveView('a', 'b')
  expect(names()).toEqual(['d', 'a', 'b', 'c'])
})

test('one is put between two that share an order, as far as that goes', async () => {
  await moveView('a', 'c')
  // Behind both: nothing is between two of the same order.
  expect(names()).toEqual(['b', 'c', 'a', 'd'])
})

test('a view is changed at once, and back when the host refuses', async () => {
  refuses = true
  const changed = updateView('a', { name: 'Another' })
  expect(views.get('a')?.name).toBe('Another')
  expect(await changed).toBeNull()
  expect(views.get('a')?.name).toBe('a')
  expect(await deleteView('a')).toBe(false)
  expect(names()).toContain('a')
  refuses = false
  expect(await deleteView('a')).toBe(true)
  expect(names()).not.toContain('a')
})

test('views and templates follow the feed', () => {
  const template = { ...view('t', ''), projectId: 'p' }
  applyFeed([
    { seq: 10, event: 'view:updated', data: { id: 'b', name: 'Renamed' } },
    { seq: 11, event: 'view:deleted', data: { id: 'c' } },
    { seq: 12, event: 'template:created', data: template },
    { seq: 13, event: 'template:created', data: { ...template, id: 's', name: 'Of all', projectId: null } },
  ])
  expect(views.get('b')?.name).toBe('Renamed')
  expect(names()).toEqual(['a', 'b', 'd'])
  expect(templatesFor('p').map(({ id }) => id)).toEqual(['s', 't'])
  expect(templatesFor(null).map(({ id }) => id)).toEqual(['s'])
  applyFeed([{ seq: 14, event: 'template:deleted', data: { id: 't' } }])
  expect([...templates.all.keys()]).toEqual(['s'])
})
