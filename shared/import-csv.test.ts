import { expect, test } from 'vitest'
import { parseCsv, suggestColumns } from './import-csv.ts'

const titles = (text: string) => parseCsv(text).drafts.map(({ title }) => title)

test.each([
  ['commas', 'Title,Status\none,Done\ntwo,Todo'],
  ['semicolons', 'Title;Status\none;Done\ntwo;Todo'],
  ['tabs', 'Title\tStatus\none\tDone\ntwo\tTodo'],
  ['bars', 'Title|Status\none|Done\ntwo|Todo'],
  ['a byte order mark and CRLF', '\uFEFFTitle,Status\r\none,Done\r\ntwo,Todo\r\n'],
  ['old line breaks', 'Title,Status\rone,Done\rtwo,Todo\r'],
  ['what Excel writes ahead', 'sep=;\nTitle;Status\none;Done\ntwo;Todo'],
  ['empty lines', '\n\nTitle,Status\n\none,Done\n,\ntwo,Todo\n\n'],
])('%s', (_, text) => {
  const { drafts, problems } = parseCsv(text)
  expect(drafts.map(({ title, status }) => [title, status])).toEqual([
    ['one', 'done'],
    ['two', 'todo'],
  ])
  expect(problems).toEqual([])
})

test('line breaks and quotation marks in a cell stay, and lines are counted with them', () => {
  const { drafts } = parseCsv('Title,Description\n"a ""b""","1\n2\n3"\nlast,')
  expect(drafts.map(({ title, description, line }) => [title, description, line])).toEqual([
    ['a "b"', '1\n2\n3', 2],
    ['last', '', 5],
  ])
})

test.each(['=1+1', '+1', '-1', '@SUM(A1)', '=HYPERLINK("http://x","y")'])(
  'the formula %s is text',
  (formula) => {
    expect(titles(`Title,Status\n"${formula.replaceAll('"', '""')}",Done`)).toEqual([formula])
  },
)

test('of several headings the one that says it best is taken; labels add up', () => {
  expect(suggestColumns(['Name', 'Title', 'Labels', 'Tags', 'Labels', 'Status Category', 'Who'])).toEqual([
    null,
    'title',
    'labels',
    'labels',
    'labels',
    null,
    null,
  ])
})

test('columns that are named win over headings', () => {
  const text = 'Title,Note,Area\none,words,web'
  expect(parseCsv(text, [null, 'title', 'labels'])).toMatchObject({
    drafts: [{ title: 'words', labels: ['web'], description: '' }],
    headings: [
      { heading: 'Title', field: null },
      { heading: 'Note', field: 'title' },
      { heading: 'Area', field: 'labels' },
    ],
  })
})

test('without a column of titles nothing is made, and the headings are told', () => {
  const { drafts, headings, problems } = parseCsv('Buy milk,Today\nBuy bread,Tomorrow')
  expect(drafts).toEqual([])
  expect(headings.map(({ heading }) => heading)).toEqual(['Buy milk', 'Today'])
  expect(problems).toEqual([{ line: 1, message: expect.stringContaining('titles') }])
})

test('a parent is found by its number, its key or its title, also further down', () => {
  const { drafts } = parseCsv(
    [
      'ID,Key,Title,Parent',
      '1,A-1,first,A-2',
      '2,A-2,second,',
      '3,A-3,third,1',
      '4,A-4,fourth,SECOND',
      '5,A-5,fifth,A-9',
      '6,A-6,sixth,A-6',
      '7,A-7,seventh,A-8',
      '8,A-8,eighth,A-7',
    ].join('\n'),
  )
  expect(drafts.map(({ parent }) => parent)).toEqual([1, null, 0, 1, null, null, null, 6])
  expect(drafts.map(({ remarks }) => remarks.length)).toEqual([0, 0, 0, 0, 1, 1, 1, 0])
})

test.each([
  ['a row without a title', 'Title,Status\n,Done\nb,Done', 2, 'no title'],
  ['a row with too many cells', 'Title,Status\na,Done,more', 2, '3 cells'],
  ['a quotation mark that is never closed', 'Title,Status\na,Done\n"b,Done\nc,Done', 3, 'never closed'],
])('%s is a problem with its line', (_, text, line, words) => {
  expect(parseCsv(text).problems).toContainEqual({ line, message: expect.stringContaining(words) })
})

test('tasks of several projects are said', () => {
  const { problems } = parseCsv('Title,Project\na,One\nb,Two\nc,One')
  expect(problems).toEqual([{ line: null, message: expect.stringContaining('2 projects (One, Two)') }])
})

test('what is not understood is said, and stands for nothing', () => {
  const [draft] = parseCsv(
    'Title,Status,Priority,Due date,Estimate,Labels\na,Waiting,Severe,soon,XL,"a,A, b;c"',
  ).drafts
  expect(draft).toMatchObject({
    status: 'todo',
    priority: 'none',
    dueDate: null,
    estimate: null,
    labels: ['a', 'b', 'c'],
  })
  expect(draft?.remarks.join('\n')).toMatch(/Waiting[^]*Severe[^]*soon[^]*XL/)
})

test.each([
  ['In progress', '', '', 'todo', /nothing works at it/],
  ['Doing', '2026-01-01', '', 'done', undefined],
  ['Todo', 'false', 'false', 'todo', undefined],
  ['Todo', '', 'true', 'cancelled', /Archived/],
  ['Done', '', '2026-01-01', 'done', undefined],
])('%s, completed %j, archived %j is %s', (status, completed, archived, expected, remark) => {
  const [draft] = parseCsv(`Title,Status,Completed,Archived\na,${status},${completed},${archived}`).drafts
  expect(draft?.status).toBe(expected)
  if (remark === undefined) expect(draft?.remarks).toEqual([])
  else expect(draft?.remarks).toEqual([expect.stringMatching(remark)])
})

test('a title that is too long is cut, and all of it begins the description', () => {
  const title = `${'x'.repeat(499)}😀 end`
  const [draft] = parseCsv(`Title,Description\n${title},more`).drafts
  expect(draft?.title).toBe(`${'x'.repeat(499)}…`)
  expect(draft?.description).toBe(`${title}\n\nmore`)
  expect(draft?.remarks).toHaveLength(1)
})

test('the same title twice is said', () => {
  const [, second] = parseCsv('Title\nMend it\n mend  IT ').drafts
  expect(second?.remarks).toEqual([expect.stringContaining('line 2')])
})
