import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Task } from '#shared/tasks.ts'
import { type Fixture, startFixture } from './fixture.ts'

let at: Fixture
beforeAll(async () => {
  at = await startFixture()
})
afterAll(() => at.close())

const UNKNOWN = '01990000-0000-7000-8000-00000000ffff'

test('a task goes through its whole life', async () => {
  const project = await at.project()
  const made = await at.call('POST', '/api/tasks', { projectId: project.id, title: ' Write it ' })
  expect(made.status).toBe(201)
  expect(made.body).toMatchObject({ title: 'Write it', identifier: `${project.key}-1`, status: 'todo' })

  const changed = await at.call('PATCH', `/api/tasks/${made.body.id}`, { status: 'done', priority: 'high' })
  expect(changed).toMatchObject({ status: 200, body: { status: 'done', priority: 'high' } })
  expect(changed.body.updatedSeq).toBeGreaterThan(made.body.updatedSeq)

  const comment = await at.call('POST', `/api/tasks/${made.body.id}/comments`, { body: 'Well done' })
  expect(comment).toMatchObject({ status: 201, body: { body: 'Well done', author: 'user' } })
  const activity = await at.call('GET', `/api/tasks/${made.body.id}/activity`)
  expect(activity.body.items.map((line: { kind: string }) => line.kind)).toEqual([
    'created',
    'status',
    'priority',
  ])
  expect((await at.call('GET', `/api/tasks/${made.body.identifier}`)).body.id).toBe(made.body.id)

  expect((await at.call('DELETE', `/api/tasks/${made.body.id}`)).body).toEqual({ id: made.body.id })
  expect((await at.call('GET', `/api/tasks/${made.body.id}`)).status).toBe(404)
})

test('the page’s client calls the same under its own names', async () => {
  const project = await at.project()
  const made = await at.call('POST', '/rpc/tasks/create', {
    json: { projectId: project.id, title: 'By rpc' },
  })
  expect(made).toMatchObject({ status: 200, body: { json: { title: 'By rpc' } } })
  const failed = await at.call('POST', '/rpc/tasks/get', { json: { id: UNKNOWN } })
  expect(failed.status).toBe(404)
  expect(failed.body.json).toMatchObject({
    code: 'NOT_FOUND',
    status: 404,
    message: `There is no task with the id ${UNKNOWN}.`,
    data: { what: 'task', id: UNKNOWN },
  })
  expect((await at.call('POST', '/rpc/tasks/nothing', {})).body.json).toMatchObject({ code: 'NOT_FOUND' })
  expect((await at.call('GET', '/rpc/tasks/create')).status).toBe(405)
  const malformed = { json: { id: UNKNOWN }, meta: 5 }
  expect((await at.call('POST', '/rpc/tasks/get', malformed)).status).toBe(400)
  expect((await at.call('POST', '/rpc/labels/list')).body.json).toMatchObject({ items: [] })
})

test('pages hold every task once while tasks are made between them', async () => {
  const project = await at.project()
  for (let number = 0; number < 7; number += 1) await at.task(project.id)
  const seen: string[] = []
  let cursor: string | undefined
  do {
    const query: string = `/api/tasks?projectId=${project.id}&limit=3${cursor ? `&cursor=${cursor}` : ''}`
    const { body } = await at.call('GET', query)
    seen.push(...body.items.map((task: Task) => task.identifier))
    cursor = body.nextCursor
    if (seen.length === 3) await at.task(project.id)
  } while (cursor !== undefined)
  expect(seen).toEqual(Array.from({ length: 8 }, (_, index) => `${project.key}-${index + 1}`))
})

test('filters narrow the list', async () => {
  const project = await at.project()
  const label = (await at.call('POST', '/api/labels', { name: 'filter me' })).body
  const done = await at.task(project.id, { status: 'done', title: 'finished' })
  const labelled = await at.task(project.id, { labelIds: [label.id], title: 'labelled' })
  const old = await at.task(project.id, { title: 'old' })
  await at.call('PATCH', `/api/tasks/${old.id}`, { archived: true })
  const list = async (query: string) => {
    const { body } = await at.call('GET', `/api/tasks?projectId=${project.id}&${query}`)
    return body.items.map((task: Task) => task.id)
  }
  expect(await list('')).toEqual([done.id, labelled.id])
  expect(await list('status=done,cancelled')).toEqual([done.id])
  expect(await list(`label=${label.id}`)).toEqual([labelled.id])
  expect(await list('archived=true')).toEqual([old.id])
  expect(await list('q=LABELLED')).toEqual([labelled.id])
})

test('views and templates go with their project, and a label out of templates', async () => {
  const [kept, gone] = [await at.project(), await at.project()]
  const { body: label } = await at.call('POST', '/api/labels', { name: 'of templates' })
  const make = async (path: string, projectId: string | null) => {
    const fields = path === '/api/views' ? { query: { groupBy: 'label' } } : { labelIds: [label.id] }
    const answer = await at.call('POST', path, { name: 'One', projectId, ...fields })
    expect([path, answer.status]).toEqual([path, 201])
    return answer.body
  }
  for (const path of ['/api/views', '/api/templates']) {
    for (const project of [null, kept.id, gone.id]) await make(path, project)
    const unknown = await at.call('PATCH', `${path}/${UNKNOWN}`, { name: 'x' })
    expect(unknown).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } })
  }
  await at.call('DELETE', `/api/projects/${gone.id}`)
  await at.call('DELETE', `/api/labels/${label.id}`)
  const { items: views } = (await at.call('GET', '/api/views')).body
  expect(views).toMatchObject([
    { projectId: null, query: { layout: 'board', groupBy: 'label', conditions: {} } },
    { projectId: kept.id },
  ])
  const { items: templates } = (await at.call('GET', '/api/templates')).body
  expect(templates).toMatchObject([
    { projectId: null, labelIds: [] },
    { projectId: kept.id, labelIds: [] },
  ])
})

test('what is in the inbox is snoozed, but not until a moment that has passed', async () => {
  const id = `review:${UNKNOWN}`
  const snoozedUntil = '2999-01-01T08:00:00.000Z'
  const mark = (fields: object) => at.call('POST', '/api/inbox/marks', { id, ...fields })
  expect(await mark({ snoozedUntil })).toMatchObject({
    status: 200,
    body: { id, snoozedUntil, doneAt: null },
  })
  expect((await at.call('GET', '/api/inbox/marks')).body.items).toMatchObject([{ id, snoozedUntil }])
  const late = await mark({ snoozedUntil: '2001-01-01T08:00:00.000Z' })
  expect(late).toMatchObject({ status: 400, body: { code: 'BAD_REQUEST' } })
  expect(late.body.message).toContain('this moment has passed')
  expect((await mark({})).body.message).toContain('Say snoozedUntil or done')
})

test('usage is asked for by days', async () => {
  const ask = (query: string) => at.call('GET', `/api/usage?${query}`)
  expect(await ask('from=2026-01-01&to=2026-01-31')).toMatchObject({ status: 200, body: { rows: [] } })
  for (const query of ['from=2026-02-01&to=2026-01-31', 'from=2020-01-01&to=2026-01-31', 'to=2026-01-31'])
    expect([query, (await ask(query)).status]).toEqual([query, 400])
})

test('tasks made at the same time get different identifiers', async () => {
  const project = await at.project()
  const made = await Promise.all(Array.from({ length: 20 }, () => at.task(project.id)))
  expect(new Set(made.map((task) => task.identifier)).size).toBe(20)
  expect(new Set(made.map((task) => task.order)).size).toBe(20)
})

const failures: [name: string, method: string, path: string, body: unknown, status: number, code: string][] =
  [
    ['an unknown call', 'GET', '/api/nothing', undefined, 404, 'NOT_FOUND'],
    ['a wrong method', 'PUT', '/api/tasks', {}, 405, 'METHOD_NOT_ALLOWED'],
    ['a wrong method of a stream', 'POST', '/api/events', {}, 405, 'METHOD_NOT_ALLOWED'],
    ['an unknown task', 'GET', `/api/tasks/${UNKNOWN}`, undefined, 404, 'NOT_FOUND'],
    ['an unknown identifier', 'GET', '/api/tasks/NOPE-1', undefined, 404, 'NOT_FOUND'],
    ['an unknown project', 'GET', `/api/projects/${UNKNOWN}`, undefined, 404, 'NOT_FOUND'],
    ['an unknown run', 'GET', `/api/runs/${UNKNOWN}`, undefined, 404, 'NOT_FOUND'],
    ['the log of an unknown run', 'GET', `/api/runs/${UNKNOWN}/logs/stream`, undefined, 404, 'NOT_FOUND'],
    ['an unknown comment', 'DELETE', `/api/comments/${UNKNOWN}`, undefined, 404, 'NOT_FOUND'],
    ['an unknown label', 'PATCH', `/api/labels/${UNKNOWN}`, { name: 'x' }, 404, 'NOT_FOUND'],
    ['no id', 'DELETE', '/api/tasks/1', undefined, 400, 'BAD_REQUEST'],
    ['a traversal', 'GET', '/api/projects/..%2f..%2fetc%2fpasswd', undefined, 400, 'BAD_REQUEST'],
    ['no JSON', 'POST', '/api/labels', '{"name":', 400, 'INVALID_JSON'],
    ['JSON, but no object', 'POST', '/api/labels', '[1]', 400, 'INVALID_JSON'],
    ['a missing field', 'POST', '/api/labels', {}, 400, 'BAD_REQUEST'],
    ['a wrong filter', 'GET', '/api/tasks?status=nothing', undefined, 400, 'BAD_REQUEST'],
    ['a foreign cursor', 'GET', '/api/tasks?cursor=%27%20OR%201=1', undefined, 400, 'BAD_REQUEST'],
    ['a filter where there is none', 'GET', '/api/runs?limit=-1', undefined, 400, 'BAD_REQUEST'],
    ['a field where there is none', 'POST', '/api/agents/restart', { now: true }, 400, 'BAD_REQUEST'],
    ['a limit too large', 'GET', '/api/tasks?limit=5000', undefined, 400, 'BAD_REQUEST'],
    ['a project of nothing', 'POST', '/api/projects', { name: 'x' }, 400, 'BAD_REQUEST'],
    ['a relative folder', 'POST', '/api/projects', { localPath: 'x' }, 400, 'BAD_REQUEST'],
    [
      'a wrong clone address',
      'POST',
      '/api/projects',
      { cloneUrl: '--upload-pack=x' },
      400,
      'INVALID_CLONE_URL',
    ],
    ['an unknown setting', 'PATCH', '/api/settings', { themes: 'dark' }, 400, 'BAD_REQUEST'],
    ['a wrong setting', 'PATCH', '/api/settings', { parallelLimit: 0 }, 400, 'BAD_REQUEST'],
  ]
test.each(failures)(
  '%s is a failure in the one envelope',
  async (_name, method, path, body, status, code) => {
    const answer = await at.call(method, path, body)
    expect(answer).toMatchObject({ status, body: { code } })
    expect(Object.keys(answer.body).sort()).toEqual(['code', 'details', 'message'])
    expect(answer.body.message).toMatch(/\S \S/)
    expect(answer.body.details === null || typeof answer.body.details === 'object').toBe(true)
    expect(JSON.stringify(answer.body)).not.toContain(at.folder)
  },
)

test('an invalid field is named', async () => {
  const { body } = await at.call('POST', '/api/tasks', { projectId: UNKNOWN, title: ' ', labelIds: ['x'] })
  expect(body.message).toContain('title: a task needs a title')
  expect(body.details.issues).toEqual([
    { field: 'title', message: 'a task needs a title' },
    { field: 'labelIds.0', message: 'not an id' },
  ])
})

test('a wrong method says which ones are right', async () => {
  const { headers } = await at.call('PUT', `/api/tasks/${UNKNOWN}`, {})
  expect(headers.get('allow')).toBe('DELETE, GET, PATCH')
})

test('an unexpected failure leaves nothing but a reference to the log', async () => {
  const task = await at.task((await at.project()).id)
  for (const [path, body] of [
    [`/api/tasks/${task.id}/execute`, undefined],
    ['/rpc/tasks/execute', { json: { id: task.id } }],
  ] as const) {
    const answer = await at.call('POST', path, body)
    expect(answer.status).toBe(500)
    const text = JSON.stringify(answer.body)
    expect(text).not.toMatch(/SECRET|sk-123|somebody|\.ts/)
    const reference = /reference ([0-9a-f]{8})/.exec(text)?.[1]
    expect(at.logged.some((line) => line.includes(`${reference}`) && line.includes('SECRET'))).toBe(true)
  }
})

test('the description of the API is whole', async () => {
  const { body: document } = await at.call('GET', '/openapi.json')
  expect(document).toMatchObject({
    openapi: expect.stringMatching(/^3\.1\./),
    info: { title: 'OpenLinear', version: '1.2.3' },
    servers: [{ url: '/api' }],
  })
  expect(document.paths['/runs'].get).toMatchObject({
    summary: 'Runs that are not over, and those of tasks in review.',
    parameters: [],
  })
  const operations = Object.entries(document.paths as Record<string, Record<string, Operation>>).flatMap(
    ([path, methods]) => Object.values(methods).map((operation) => ({ path, operation })),
  )
  const names = operations.map(({ operation }) => operation.operationId)
  expect(new Set(names).size).toBe(names.length)
  for (const { path, operation } of operations) {
    const inPath = (operation.parameters ?? []).filter((parameter) => parameter.in === 'path')
    const named = [...path.matchAll(/\{([^}]+)\}/g)].map((match) => match[1])
    expect([path, inPath.map((parameter) => parameter.name)]).toEqual([path, named])
    expect(Object.keys(operation.responses).some((status) => status.startsWith('2'))).toBe(true)
    expect(operation.responses).toHaveProperty('default')
  }
  for (const [, reference = ''] of JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)) {
    const target = reference.split('/').reduce((node, key) => node?.[key], document)
    expect([reference, typeof target]).toEqual([reference, 'object'])
  }
})

interface Operation {
  operationId: string
  parameters?: { in: string; name: string }[]
  responses: Record<string, unknown>
}
