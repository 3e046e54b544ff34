import { expect, test } from 'vitest'
import { parseMarkdown } from './import-markdown.ts'

const read = (...lines: string[]) => parseMarkdown(lines.join('\n'))
const tree = (...lines: string[]) => read(...lines).drafts.map(({ title, parent }) => [title, parent])

test.each([
  ['- one', 'todo'],
  ['* one', 'todo'],
  ['+ one', 'todo'],
  ['1. one', 'todo'],
  ['12) one', 'todo'],
  ['- [ ] one', 'todo'],
  ['- [x] one', 'done'],
  ['- [X] one', 'done'],
  ['- [-] one', 'cancelled'],
  ['   - one', 'todo'],
  ['\uFEFF- one', 'todo'],
])('%j is a task', (line, status) => {
  expect(read(line)).toMatchObject({ drafts: [{ title: 'one', status, line: 1, remarks: [] }], problems: [] })
})

test('what is begun becomes Todo, and is said', () => {
  expect(read('- [/] one').drafts).toMatchObject([
    { status: 'todo', remarks: [expect.stringContaining('In progress')] },
  ])
})

test('an item below another is part of it, by spaces and by tabs', () => {
  const expected = [
    ['a', null],
    ['b', 0],
    ['c', 1],
    ['d', 0],
    ['e', null],
  ]
  expect(tree('- a', '  - b', '    - c', '  - d', '- e')).toEqual(expected)
  expect(tree('- a', '\t- b', '\t\t- c', '\t- d', '- e')).toEqual(expected)
  expect(tree('1. a', '   - b', '     1. c', '   - d', '2. e')).toEqual(expected)
  expect(tree('- a', '', '  - b', '', '    - c', '', '  - d', '', '- e')).toEqual(expected)
})

test('text below an item is its description, also behind what stands below it', () => {
  const { drafts, problems } = read(
    '- a',
    '  first',
    '',
    '  second',
    '  - b',
    '    of b',
    '',
    '  of a',
    'and so on',
    '- c',
  )
  expect(drafts.map(({ title, description }) => [title, description])).toEqual([
    ['a', 'first\n\nsecond\n\nof a\nand so on'],
    ['b', 'of b'],
    ['c', ''],
  ])
  expect(problems).toEqual([])
})

test('code is no list', () => {
  const { drafts } = read(
    '- a',
    '  ```',
    '  - no task',
    '    # no heading',
    '  ```',
    '- b',
    '  ~~~',
    '  - no',
    '- c',
  )
  expect(drafts.map(({ title, description }) => [title, description])).toEqual([
    ['a', '```\n- no task\n  # no heading\n```'],
    ['b', '~~~\n- no'],
    ['c', ''],
  ])
  const outside = read('```', '- no task', '```', '- task')
  expect(outside.drafts.map(({ title }) => title)).toEqual(['task'])
  expect(outside.problems).toMatchObject([{ line: 1 }])
  expect(read('- task', '', '```', '- lost').problems).toMatchObject([{ line: 3 }, { line: 3 }])
})

test('a heading is the status, the priority or a label of what follows', () => {
  const { drafts, problems } = read(
    '# My list',
    '- plain',
    '## Backlog',
    '- later',
    '- [x] done',
    '## Frontend ##',
    '- of the page',
    '### Done:',
    '- over',
    '### High priority',
    '- soon',
    '# Todo',
    '- now',
  )
  expect(
    drafts.map(({ title, status, priority, labels }) => [title, status, priority, labels.join()]),
  ).toEqual([
    ['plain', 'todo', 'none', ''],
    ['later', 'backlog', 'none', ''],
    ['done', 'done', 'none', ''],
    ['of the page', 'todo', 'none', 'Frontend'],
    ['over', 'done', 'none', 'Frontend'],
    ['soon', 'todo', 'high', 'Frontend'],
    ['now', 'todo', 'none', ''],
  ])
  expect(problems).toEqual([
    { line: 1, message: '“My list” is taken for what the list is called, so no task has it for a label.' },
  ])
})

test('a first heading is a label as those beside it are, and no title', () => {
  const labels = (...lines: string[]) => {
    const { drafts, problems } = read(...lines)
    return [drafts.map((draft) => draft.labels.join()), problems.length]
  }
  expect(labels('# Frontend', '- a', '# Backend', '- b')).toEqual([['Frontend', 'Backend'], 0])
  expect(labels('# Frontend', '- a', '', '```', '# Backend', '```', '- b')).toEqual([['', ''], 2])
  // What is called like a status is no section.
  expect(labels('# Plan', '- a', '# Done', '- b')).toEqual([['', ''], 1])
  expect(labels('## Frontend', '- a')).toEqual([['Frontend'], 0])
})

test('links and addresses are words in a title, and kept below it', () => {
  const { drafts } = read(
    '- See [the *guide*](https://a.example/1) at <https://b.example>',
    '  more',
    '- **bold** `**`',
  )
  expect(drafts.map(({ title, description }) => [title, description])).toEqual([
    [
      'See the *guide* at https://b.example',
      '[the *guide*](https://a.example/1) <https://b.example>\n\nmore',
    ],
    ['bold `**`', ''],
  ])
})

test.each([
  ['a plain line', ['Buy milk', 'and bread', '', '- a'], 1, 'Buy milk'],
  ['a line behind a list', ['- a', '', 'words'], 3, 'words'],
  ['a long heading', ['## What we said about it on Tuesday', '- a'], 1, 'label'],
  ['an item without a title', ['- a', '- [ ]'], 2, 'no title'],
])('%s is a problem with its line', (_, lines, line, words) => {
  const { drafts, problems } = read(...lines)
  expect(drafts.map(({ title }) => title)).toEqual(['a'])
  expect(problems).toEqual([{ line, message: expect.stringContaining(words) }])
})

test('a text without a list says what one looks like', () => {
  expect(read('Hello.').problems.at(-1)?.message).toContain('- [ ]')
})

test('what stands below an item without a title is part of what holds that one', () => {
  expect(tree('- a', '  - [ ]', '    - b')).toEqual([
    ['a', null],
    ['b', 0],
  ])
})

test('an item may begin on the line below its marker', () => {
  expect(read('- [x]', '  a', '  b', '-', '', '  c').drafts).toMatchObject([
    { title: 'a', description: 'b', status: 'done' },
    { title: 'c', description: '' },
  ])
})

test('a list that is indented as a whole is one', () => {
  expect(tree('      - a', '        - b', '      - c')).toEqual([
    ['a', null],
    ['b', 0],
    ['c', null],
  ])
})

test('a rule ends a list', () => {
  expect(tree('- a', '---', '  - b', '* * *', '- c')).toEqual([
    ['a', null],
    ['b', null],
    ['c', null],
  ])
})
