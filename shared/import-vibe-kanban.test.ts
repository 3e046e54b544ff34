import { expect, test } from 'vitest'
import { parseVibeKanban } from './import-vibe-kanban.ts'

const task = (fields: object) => ({
  id: '1',
  project_id: 'p',
  title: 'a',
  description: null,
  status: 'todo',
  ...fields,
})
const read = (value: unknown) => parseVibeKanban(JSON.stringify(value))

test.each([
  ['what its API answers', { success: true, data: [task({})], error_data: null, message: null }],
  ['the bare list', [task({})]],
  ['what its MCP server answers', { tasks: [task({})], count: 1 }],
  ['both', { success: true, data: { tasks: [task({})] } }],
  ['one task', task({})],
])('%s', (_, value) => {
  expect(read(value)).toMatchObject({
    drafts: [{ title: 'a', status: 'todo', description: '' }],
    problems: [],
  })
})

test.each([
  ['todo', 'todo'],
  ['inprogress', 'todo'],
  ['inreview', 'in_review'],
  ['done', 'done'],
  ['cancelled', 'cancelled'],
])('%s is %s', (status, expected) => {
  expect(read([task({ status })]).drafts).toMatchObject([{ status: expected }])
})

test('tasks come in the order in which they were made', () => {
  const list = ['2026-01-03', '2026-01-01', '2026-01-02'].map((day) =>
    task({ id: day, title: day, created_at: `${day}T10:00:00Z` }),
  )
  expect(read(list).drafts.map(({ title }) => title)).toEqual(['2026-01-01', '2026-01-02', '2026-01-03'])
})

test('an issue has its priority, its tags, its day and its parent', () => {
  const { drafts } = read({
    issues: [
      task({ id: 'i2', parent_issue_id: 'i1', status: { name: 'In review' }, priority: 'urgent' }),
      task({ id: 'i1', title: 'b', tags: [{ name: 'web' }, 'api'], target_date: '2026-05-01T00:00:00Z' }),
    ],
  })
  expect(drafts).toMatchObject([
    { parent: 1, status: 'in_review', priority: 'urgent' },
    { parent: null, labels: ['web', 'api'], dueDate: '2026-05-01' },
  ])
})

test('attempts are left out in words', () => {
  const { drafts, problems } = read([
    task({ has_in_progress_attempt: true }),
    task({ id: '2', title: 'b', last_attempt_failed: true, parent_workspace_id: 'w' }),
  ])
  expect(problems).toEqual([{ line: null, message: expect.stringContaining('Attempts of 2 tasks stay') }])
  expect(drafts[1]?.remarks).toEqual([expect.stringContaining('attempt at another task')])
})

test.each([
  ['no JSON', '[{"title": }', 'no whole JSON'],
  ['no list', '{"success":true,"data":3}', 'no list'],
  ['an error', '{"success":false,"data":null,"message":"No such project"}', 'No such project'],
  ['an item without a title', '[{"title":""},5]', 'Item 1'],
  ['a deleted task', JSON.stringify([task({ deleted_at: '2026-01-01T00:00:00Z' })]), 'deleted'],
  ['tasks of two projects', JSON.stringify([task({}), task({ id: '2', project_id: 'q' })]), '2 projects'],
])('%s is a problem', (_, text, words) => {
  expect(parseVibeKanban(text).problems[0]?.message).toContain(words)
})

test('the issues.csv of its export is read, too', () => {
  expect(parseVibeKanban('Issue ID,Title,Status\nVK-1,a,In review').drafts).toMatchObject([
    { status: 'in_review' },
  ])
})

test('text that no database keeps is mended', () => {
  expect(parseVibeKanban('[{"title":"a\\u0000b\\ud800"}]').drafts[0]?.title).toBe('ab\uFFFD')
})
