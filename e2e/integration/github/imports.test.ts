import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Fixture, startFixture } from '../http/fixture.ts'

let at: Fixture
beforeAll(async () => {
  at = await startFixture()
})
afterAll(() => at.close())

test('a list is previewed and imported over HTTP', async () => {
  const { id: projectId } = await at.project()
  const input = { projectId, format: 'markdown', text: '# Plan\n\n- [ ] one\n  - [x] two\n\nwords' }
  const preview = await at.call('POST', '/api/imports/preview', input)
  expect(preview).toMatchObject({
    status: 200,
    body: {
      rows: [
        { index: 0, title: 'one', status: 'todo', parent: null, duplicateOf: null },
        { index: 1, title: 'two', status: 'done', parent: 0 },
      ],
      newLabels: [],
      headings: [],
      problems: [
        { line: 1, message: expect.stringContaining('“Plan”') },
        { line: 6, message: expect.stringContaining('words') },
      ],
    },
  })
  const created = await at.call('POST', '/api/imports', input)
  expect(created).toMatchObject({ status: 201, body: { labelIds: [], skipped: 0 } })
  const { items } = (await at.call('GET', `/api/tasks?projectId=${projectId}`)).body
  expect(items.map(({ id }: { id: string }) => id)).toEqual(created.body.taskIds)
  expect((await at.call('POST', '/api/imports', input)).body).toMatchObject({ code: 'BAD_REQUEST' })
})

test.each([
  ['nothing', { text: '' }, 400],
  ['another format', { format: 'xlsx' }, 400],
  ['an unknown column', { columns: ['owner'] }, 400],
  ['half a surrogate pair', { text: '- \ud800' }, 400],
  ['too much', { text: 'x'.repeat(5_000_001) }, 400],
  ['far too much', { text: 'x'.repeat(21 << 20) }, 413],
])('%s is refused', async (_, change, status) => {
  const { id: projectId } = await at.project()
  const input = { projectId, format: 'csv', text: 'Title\na', ...change }
  expect((await at.call('POST', '/api/imports/preview', input)).status).toBe(status)
})

test('a file of megabytes is imported, which no other call may hold', async () => {
  const { id: projectId } = await at.project()
  const row = (index: number) =>
    `Task ${index},"${'Words, and more words.\n'.repeat(430)}",Todo,High,"web, api"`
  const rows = Array.from({ length: 300 }, (_, index) => row(index))
  const text = ['Title,Description,Status,Priority,Labels', ...rows].join('\n')
  expect(text.length).toBeGreaterThan(2 << 20)
  const input = { projectId, format: 'csv', text }
  expect((await at.call('POST', '/api/imports/preview', input)).body.rows).toHaveLength(300)
  expect((await at.call('POST', '/api/imports', input)).body.taskIds).toHaveLength(300)
  expect((await at.call('POST', '/api/tasks', input)).status).toBe(413)
})
