import { afterAll, beforeAll, expect, test } from 'vitest'
import { notFound } from '#shared/errors.ts'
import { type CreateTemplate, createTemplate } from '#shared/templates.ts'
import type { Tx } from '../store/store.ts'
import { type Fixture, openFixture } from '../tasks/fixture.ts'
import { createTemplates, type Templates } from './templates.ts'

let at: Fixture
let templates: Templates
let projectId: string
let removeProject: (tx: Tx, id: string) => Promise<void>
beforeAll(async () => {
  at = await openFixture()
  projectId = await at.project('TEM')
  templates = createTemplates({
    store: at.store,
    labels: at.labels,
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
const create = (input: CreateTemplate) => templates.create(createTemplate.parse(input))
const label = async (name: string) => (await at.labels.create({ name, color: 'red' })).id
const get = async (id: string) => (await templates.list()).items.find((one) => one.id === id)

test('what the answer says is what is stored', async () => {
  const bug = await label('stored')
  const plain = await create({ name: 'Plain' })
  expect(plain).toMatchObject({ projectId: null, title: '', priority: 'none', labelIds: [], estimate: null })
  const made = await create({
    name: 'Bug',
    projectId,
    title: 'Bug: ',
    description: '## Steps',
    priority: 'high',
    labelIds: [bug, bug],
    estimate: 1.5,
    model: 'a/b',
    agent: 'plan',
    variant: 'high',
  })
  expect(made.labelIds).toEqual([bug])
  expect((await templates.list()).items).toEqual([plain, made])
  const changed = await templates.update({ id: made.id, name: 'Bugs', estimate: null, labelIds: [] })
  expect(await get(made.id)).toEqual(changed)
  expect(changed).toMatchObject({ name: 'Bugs', estimate: null, labelIds: [], description: '## Steps' })
})

test('only what changed is told, and nothing when nothing did', async () => {
  const labelIds = [await label('told')]
  const {
    id,
    updatedAt,
    createdAt,
    updatedSeq,
    projectId: of,
    ...words
  } = await create({ name: 'Told', labelIds })
  expect([of, updatedAt]).toEqual([null, createdAt])
  expect(await at.feedOf(() => templates.update({ id, ...words }))).toEqual([])
  const [event, ...more] = await at.feedOf(() => templates.update({ id, ...words, title: 'x' }))
  expect(more).toEqual([])
  expect(event).toMatchObject({ event: 'template:updated' })
  expect(event?.data).toEqual({ id, title: 'x', updatedAt: expect.any(String) })
  expect(event?.seq).toBeGreaterThan(updatedSeq)
  expect(await get(id)).toMatchObject({ updatedSeq: event?.seq })
})

test('what is not there is refused', async () => {
  const { id } = await create({ name: 'There' })
  for (const [refused, what] of [
    [() => create({ name: 'x', projectId: UNKNOWN }), 'project'],
    [() => create({ name: 'x', labelIds: [UNKNOWN] }), 'label'],
    [() => templates.update({ id, labelIds: [UNKNOWN] }), 'label'],
    [() => templates.update({ id: UNKNOWN, name: 'x' }), 'template'],
    [() => templates.remove(UNKNOWN), 'template'],
  ] as const) {
    await expect(refused()).rejects.toMatchObject({ code: 'NOT_FOUND', details: { what } })
  }
  expect(await templates.remove(id)).toEqual({ id })
  await expect(templates.remove(id)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  expect(await get(id)).toBeUndefined()
})

test('a label that is deleted goes out of the templates that have it', async () => {
  const [kept, gone] = [await label('kept'), await label('gone')]
  const both = await create({ name: 'Both', labelIds: [kept, gone] })
  const one = await create({ name: 'One', labelIds: [kept] })
  const events = await at.feedOf(() => at.labels.remove(gone))
  expect(events.map(({ event, data }) => [event, data.id])).toEqual([
    ['template:updated', both.id],
    ['label:deleted', gone],
  ])
  expect(await get(both.id)).toMatchObject({ labelIds: [kept], updatedSeq: events[0]?.seq })
  expect(await get(one.id)).toEqual(one)
})

test('the templates of a project go with it, and no others', async () => {
  const before = (await templates.list()).items.filter((template) => template.projectId === null)
  const gone = await create({ name: 'Goes', projectId })
  const events = await at.feedOf(() => at.store.write((tx) => removeProject(tx, projectId)))
  expect(events.map(({ event, data }) => [event, data.id])).toContainEqual(['template:deleted', gone.id])
  expect((await templates.list()).items).toEqual(before)
})
