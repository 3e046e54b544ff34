import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { notFound } from '#shared/errors.ts'
import type { ImportFormat } from '#shared/import-words.ts'
import type { Project } from '#shared/projects.ts'
import { type Fixture, openFixture } from '../tasks/fixture.ts'
import { createImports } from './imports.ts'

let at: Fixture
let imports: ReturnType<typeof createImports>
beforeAll(async () => {
  at = await openFixture()
  imports = createImports({
    dataFolder: at.folder,
    store: at.store,
    tasks: at.tasks,
    labels: at.labels,
    projects: {
      async get(id) {
        const row = await at.store.db
          .selectFrom('projects')
          .select('id')
          .where('id', '=', id)
          .executeTakeFirst()
        if (row === undefined) throw notFound('project', id)
        return row as unknown as Project
      },
    },
  })
})
afterAll(async () => {
  await imports.close()
  await at.close()
})

const markdown = (projectId: string, ...lines: string[]) => ({
  projectId,
  format: 'markdown' as const,
  text: lines.join('\n'),
})
const sample = (name: string) =>
  readFile(join(import.meta.dirname, '../../e2e/support/imports', name), 'utf8')

test('a preview makes nothing', async () => {
  const project = await at.project('DRY')
  const events = await at.feedOf(async () => {
    const { rows, newLabels } = await imports.preview(markdown(project, '## Web', '- one', '- [x] two'))
    expect(rows).toMatchObject([
      { index: 0, title: 'one', labels: ['Web'], duplicateOf: null },
      { index: 1, title: 'two', status: 'done' },
    ])
    expect(newLabels).toEqual(['Web'])
  })
  expect(events).toEqual([])
  expect(await at.list({ projectId: project })).toEqual([])
})

test('tasks are made in order, below what they are part of, at the ends of their columns', async () => {
  const project = await at.project('MAKE')
  const before = await at.add(project, 'before')
  const known = await at.labels.create({ name: 'Bug', color: 'red' })
  const text = [
    'ID,Title,Description,Status,Priority,Labels,Due date,Estimate,Parent',
    '3,third,,Todo,,,,,1',
    '1,first,"two\nlines",Todo,High,"bug, New thing",2026-05-01,3,',
    '2,second,,Done,,new THING,,,',
  ].join('\n')
  const result = await imports.create({ projectId: project, format: 'csv', text })
  const made = await at.list({ projectId: project })
  expect(made.map(({ identifier, title }) => [identifier, title])).toEqual([
    ['MAKE-1', 'before'],
    ['MAKE-2', 'first'],
    ['MAKE-3', 'third'],
    ['MAKE-4', 'second'],
  ])
  expect(result).toEqual({
    taskIds: made.slice(1).map(({ id }) => id),
    labelIds: [expect.any(String)],
    skipped: 0,
  })
  expect(made[1]).toMatchObject({
    description: 'two\nlines',
    priority: 'high',
    dueDate: '2026-05-01',
    estimate: 3,
    labelIds: [known.id, ...result.labelIds].sort(),
  })
  expect(made[2]?.parentId).toBe(made[1]?.id)
  expect(made[3]).toMatchObject({ status: 'done', labelIds: result.labelIds })
  const orders = [before, made[1], made[2]].map((task) => task?.order ?? '')
  expect([...orders].sort()).toEqual(orders)
  const { items } = await at.tasks.activity(made[1]?.id ?? '')
  expect(items).toMatchObject([{ kind: 'imported', actor: 'user', from: null, to: 'CSV' }])
  expect(items).toHaveLength(1)
})

test('the feed tells what is made as of any other task', async () => {
  const project = await at.project('FEED')
  const events = await at.feedOf(() =>
    imports.create(markdown(project, '## Label of feed', '- one', '- two')),
  )
  expect(events.map(({ event }) => event)).toEqual([
    'label:created',
    'task:created',
    'activity:created',
    'task:created',
    'activity:created',
  ])
  const [made] = await at.list({ projectId: project })
  const { updatedSeq, ...fields } = made ?? {}
  expect(events[1]).toMatchObject({ seq: updatedSeq, data: fields })
})

test('what the project has already is left out unless it is named, and holds its sub-tasks', async () => {
  const project = await at.project('DUP')
  const there = await at.add(project, 'Mend  the door')
  const text = ['- mend the DOOR', '  - buy nails', '- other']
  const { rows } = await imports.preview(markdown(project, ...text))
  expect(rows.map(({ duplicateOf }) => duplicateOf)).toEqual(['DUP-1', null, null])
  expect(await imports.create(markdown(project, ...text))).toMatchObject({ skipped: 1 })
  const [, nails] = await at.list({ projectId: project })
  expect(nails).toMatchObject({ title: 'buy nails', parentId: there.id })
  await expect(imports.create(markdown(project, ...text))).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  const again = await imports.create({ ...markdown(project, ...text), rows: [0] })
  expect(again).toMatchObject({ taskIds: [expect.any(String)], skipped: 2 })
})

test('a sub-task without the task that holds it is part of the next one above', async () => {
  const project = await at.project('GAP')
  await imports.create({ ...markdown(project, '- a', '  - b', '    - c', '- d', '  - e'), rows: [0, 2, 4] })
  const [a, c, e] = await at.list({ projectId: project })
  expect([a?.title, c?.title, e?.title]).toEqual(['a', 'c', 'e'])
  expect([a?.parentId, c?.parentId, e?.parentId]).toEqual([null, a?.id, null])
})

test('a row that fails leaves nothing behind', async () => {
  const project = await at.project('ALL')
  // The last task is refused by the database itself.
  await sql`CREATE TRIGGER refuse BEFORE INSERT ON tasks WHEN NEW.title = 'refused' BEGIN SELECT RAISE(ABORT, 'refused'); END`.execute(
    at.store.db,
  )
  const events = await at.feedOf(() =>
    expect(imports.create(markdown(project, '## Label of nothing', '- one', '- refused'))).rejects.toThrow(
      'refused',
    ),
  )
  expect(events).toEqual([])
  expect(await at.list({ projectId: project })).toEqual([])
  expect((await at.labels.list()).items.map(({ name }) => name)).not.toContain('Label of nothing')
  await sql`DROP TRIGGER refuse`.execute(at.store.db)
  // No number is lost by it either.
  await imports.create(markdown(project, '- one'))
  expect(await at.list({ projectId: project })).toMatchObject([{ identifier: 'ALL-1' }])
})

test.each([
  ['a project that is not there', { projectId: '01990000-0000-7000-8000-00000000ffff' }, 'NOT_FOUND'],
  ['a row that is not there', { rows: [5] }, 'BAD_REQUEST'],
  ['no row', { rows: [] }, 'BAD_REQUEST'],
  ['a text without tasks', { text: 'words' }, 'BAD_REQUEST'],
])('%s is refused', async (_, change, code) => {
  const project = await at.project(`R${Math.random().toString(36).slice(2, 8).toUpperCase()}`)
  await expect(imports.create({ ...markdown(project, '- one'), ...change })).rejects.toMatchObject({ code })
})

test('a column of text that is taken for labels is refused', async () => {
  const project = await at.project('MANY')
  const text = [
    'Title,Labels',
    ...Array.from({ length: 301 }, (_, index) => `a${index},label ${index}`),
  ].join('\n')
  const { problems } = await imports.preview({ projectId: project, format: 'csv', text })
  expect(problems[0]?.message).toContain('301 labels')
  await expect(imports.create({ projectId: project, format: 'csv', text })).rejects.toThrow('301 labels')
  expect(await imports.create({ projectId: project, format: 'csv', text, rows: [0] })).toMatchObject({
    skipped: 300,
  })
})

test('while many tasks are made the host goes on', async () => {
  const project = await at.project('TURNS')
  const item = { description: '', status: 'todo', priority: 'none', dueDate: null, estimate: null } as const
  const items = Array.from({ length: 1000 }, (_, index) => ({
    ...item,
    title: `Task ${index}`,
    labelIds: [],
    parent: index === 0 ? null : { place: index - 1 },
  }))
  let turns = 0
  let turn = setImmediate(function next() {
    turns += 1
    turn = setImmediate(next)
  })
  const made = await at.store.write((tx) => at.tasks.importIn(tx, project, items, 'Markdown'))
  clearImmediate(turn)
  expect(made).toHaveLength(1000)
  // Without pauses there is none but around the transaction.
  expect(turns).toBeGreaterThan(10)
})

describe('a large file', () => {
  const large = (projectId: string, count: number) =>
    markdown(projectId, '## Label of many', ...Array.from({ length: count }, (_, index) => `- many ${index}`))

  test('is previewed and written on a thread: reads go on, writes wait, and the feed is told in order', async () => {
    const project = await at.project('LARGE')
    await at.add(project, 'Many 7')
    const preview = await imports.preview(large(project, 700))
    expect(preview.newLabels).toEqual(['Label of many'])
    expect(preview.rows.map(({ index }) => index)).toEqual(Array.from({ length: 700 }, (_, index) => index))
    expect(preview.rows.filter(({ duplicateOf }) => duplicateOf !== null)).toMatchObject([
      { index: 7, duplicateOf: 'LARGE-1' },
    ])

    const before = await at.store.seq()
    const told: number[] = []
    const stop = at.store.subscribe((events) => told.push(...events.map(({ seq }) => seq)))
    const work = imports.create(large(project, 700))
    // Asked for while it is written: it comes after it.
    const later = at.add(project, 'later')
    const result = await work
    stop()
    expect(result).toMatchObject({ skipped: 1, labelIds: [expect.any(String)] })
    expect(result.taskIds).toHaveLength(699)
    const made = await at.list({ projectId: project })
    expect(made).toHaveLength(701)
    expect(new Set(made.map(({ identifier }) => identifier)).size).toBe(701)
    expect((await later).identifier).toMatch(/^LARGE-(?:2|701)$/)
    const last = await at.store.seq()
    expect(told).toEqual(Array.from({ length: last - before }, (_, index) => before + 1 + index))
  })

  test('that is refused leaves nothing behind, and says why', async () => {
    const project = await at.project('LREF')
    await expect(imports.create({ ...large(project, 300), rows: [300] })).rejects.toMatchObject({
      code: 'BAD_REQUEST',
      message: expect.stringContaining('there is no row 300'),
    })
    await sql`CREATE TRIGGER refuse_many BEFORE INSERT ON tasks WHEN NEW.title = 'many 299' BEGIN SELECT RAISE(ABORT, 'refused'); END`.execute(
      at.store.db,
    )
    const events = await at.feedOf(() =>
      expect(imports.create(large(project, 300))).rejects.toMatchObject({
        code: 'SQLITE_CONSTRAINT_TRIGGER',
        message: 'refused',
      }),
    )
    await sql`DROP TRIGGER refuse_many`.execute(at.store.db)
    expect(events).toEqual([])
    expect(await at.list({ projectId: project })).toEqual([])
    // Whoever waited goes on.
    expect((await at.add(project, 'next')).identifier).toBe('LREF-1')
  })
})

describe('samples', () => {
  let samples = 0
  const read = async (format: ImportFormat, name: string) => {
    samples += 1
    const project = await at.project(`S${samples}`)
    const { rows, problems } = await imports.preview({ projectId: project, format, text: await sample(name) })
    return { rows, problems }
  }
  const brief = ({ rows }: Awaited<ReturnType<typeof read>>) =>
    rows.map((row) => [
      row.title,
      row.status,
      row.priority,
      row.labels.join(),
      row.parent,
      row.dueDate,
      row.estimate,
    ])

  test('Linear', async () => {
    expect(brief(await read('csv', 'linear.csv'))).toEqual([
      ['Search finds nothing in archived notes', 'todo', 'high', 'Bug,Search', null, '2026-04-01', 3],
      ['Index archived notes', 'todo', 'medium', 'Search', 0, null, 2],
      ['Old importer', 'cancelled', 'none', '', null, null, null],
      ['Write the changelog', 'done', 'urgent', 'Docs', null, null, null],
    ])
  })

  test('Jira', async () => {
    const read_ = await read('csv', 'jira.csv')
    expect(brief(read_)).toEqual([
      ['Sign in with a passkey', 'todo', 'urgent', 'auth,web', null, '2026-05-05', 5],
      ['Passkeys on the phone', 'in_review', 'medium', 'auth', 0, null, null],
      ['Cart forgets vouchers', 'todo', 'none', '', null, null, null],
    ])
    expect(read_.rows[2]?.remarks).toHaveLength(2)
  })

  test('Asana', async () => {
    expect(brief(await read('csv', 'asana.csv'))).toEqual([
      ['Plan the launch', 'todo', 'high', 'launch', null, '2026-06-01', null],
      ['Choose a date', 'done', 'low', 'launch,dates', 0, null, null],
    ])
  })

  test('Trello', async () => {
    const read_ = await read('csv', 'trello.csv')
    expect(brief(read_)).toEqual([
      ['Paint the fence', 'todo', 'none', 'Garden,Outside', null, '2026-07-01', null],
      ['Sell the car', 'cancelled', 'none', '', null, null, null],
      ['=HYPERLINK("http://example.com")', 'todo', 'none', '', null, null, null],
    ])
  })

  test('GitHub', async () => {
    const read_ = await read('csv', 'github.csv')
    expect(brief(read_)).toEqual([
      ['Crash on empty input', 'todo', 'none', 'bug,crash', null, null, null],
      ['Add a dark theme', 'done', 'none', 'enhancement', null, null, null],
    ])
    expect(read_.rows[0]?.description).toBe('It crashes.\nLog attached; see below.')
  })

  test('vibe-kanban', async () => {
    const issues = await read('vibe_kanban', 'vibe-kanban-issues.csv')
    expect(brief(issues)).toEqual([
      ['Parse dates', 'in_review', 'high', 'parser,dates', null, '2026-05-01', null],
      ['Parse time zones', 'todo', 'none', '', 0, null, null],
      ['Landing page', 'done', 'low', '', null, null, null],
    ])
    expect(issues.problems).toMatchObject([
      { message: expect.stringContaining('2 projects (Importer, Website)') },
    ])
    const tasks = await read('vibe_kanban', 'vibe-kanban-tasks.json')
    expect(brief(tasks).map(([title, status]) => [title, status])).toEqual([
      ['Choose a place for uploads', 'done'],
      ['Show the progress of an upload', 'in_review'],
      ['Retry the upload when the network is back', 'todo'],
    ])
    expect(tasks.problems).toMatchObject([{ message: expect.stringContaining('Attempts of 1 task') }])
  })

  test('Markdown', async () => {
    const list = await read('markdown', 'list.md')
    expect(
      list.rows.map(({ title, status, labels, parent, line }) => [
        title,
        status,
        labels.join(),
        parent,
        line,
      ]),
    ).toEqual([
      ['Translate the manual, see the guide', 'backlog', '', null, 7],
      ['Find a translator', 'done', '', 0, 13],
      ['Agree on a price', 'backlog', '', 0, 14],
      ['Ask for an offer', 'backlog', '', 2, 15],
      ['Mend the build', 'todo', '', null, 19],
      ['Dark theme', 'todo', 'Frontend', null, 23],
      ['Light theme', 'done', 'Frontend', null, 25],
      ['Sepia theme', 'cancelled', 'Frontend', null, 26],
      ['Choose a name', 'todo', '', null, 30],
    ])
    expect(list.problems.map(({ line }) => line)).toEqual([1, 3, 28])
  })
})
