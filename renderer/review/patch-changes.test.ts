import { describe, expect, test } from 'vitest'
import type { DiffFile, Run } from '#shared/runs.ts'
import { looseNotes, placeNotes, placeOf, readSentNotes } from './past-notes.ts'
import {
  changeAt,
  changesIn,
  findLine,
  firstLineOf,
  hidesLines,
  modeOf,
  reviewedBefore,
  showsEnd,
} from './patch-changes.ts'
import { composeNotes, type ReviewNote } from './review-notes.ts'

const HEAD = 'diff --git a/a b/a\nindex 1..2 100644\n--- a/a\n+++ b/a\n'

describe('changes of a patch', () => {
  const table: [name: string, body: string, found: [hunk: number, before: number[], now: number[]][]][] = [
    ['one line for another', '@@ -1,3 +1,3 @@\n a\n-b\n+B\n c\n', [[0, [2, 1], [2, 1]]]],
    [
      'two in one hunk',
      '@@ -1,5 +1,5 @@\n-a\n+A\n b\n c\n-d\n+D\n e\n',
      [
        [0, [1, 1], [1, 1]],
        [0, [4, 1], [4, 1]],
      ],
    ],
    [
      'lines that came stand behind one of before',
      '@@ -4,2 +4,4 @@ f()\n a\n+b\n+c\n d\n',
      [[0, [4, 0], [5, 2]]],
    ],
    ['lines that went', '@@ -4,3 +4,1 @@\n a\n-b\n-c\n', [[0, [5, 2], [4, 0]]]],
    ['a new file', '@@ -0,0 +1,2 @@\n+a\n+b\n', [[0, [0, 0], [1, 2]]]],
    ['a file that went', '@@ -1 +0,0 @@\n-a\n', [[0, [1, 1], [0, 0]]]],
    [
      'two hunks side by side',
      '@@ -1 +1 @@\n-a\n+A\n@@ -9 +9 @@\n-i\n+I\n',
      [
        [0, [1, 1], [1, 1]],
        [1, [9, 1], [9, 1]],
      ],
    ],
    [
      'no newline at the end',
      '@@ -1,2 +1,2 @@\n a\n-b\n\\ No newline at end of file\n+b\n',
      [[0, [2, 1], [2, 1]]],
    ],
    [
      'content that looks like a header',
      '@@ -1,2 +1,2 @@\n--- a\n+++ b\n @@ -9 +9 @@\n',
      [[0, [1, 1], [1, 1]]],
    ],
    ['an empty line that lost its mark', '@@ -1,3 +1,3 @@\n\n-b\n+B\n c\n', [[0, [2, 1], [2, 1]]]],
  ]
  test.each(table)('%s', (_, body, found) => {
    const changes = changesIn(HEAD + body)
    expect(
      changes.map(({ hunk, before, now }) => [hunk, [before.start, before.count], [now.start, now.count]]),
    ).toEqual(found)
  })

  test('are found by their lines', () => {
    const changes = changesIn(`${HEAD}@@ -1,5 +1,5 @@\n-a\n+A\n b\n-c\n+C\n+D\n d\n`)
    expect(changeAt(changes, 'additions', 4)).toBe(1)
    expect(changeAt(changes, 'deletions', 2)).toBe(-1)
    expect(changes.map(firstLineOf)).toEqual([
      { side: 'additions', line: 1 },
      { side: 'additions', line: 3 },
    ])
  })
})

describe('what a patch shows of its file', () => {
  test.each<[string, string, boolean, boolean]>([
    ['all of it', '@@ -1,3 +1,3 @@\n a\n-b\n+B\n c\n', true, false],
    ['all, but perhaps not its end', '@@ -1,4 +1,4 @@\n-b\n+B\n c\n d\n e\n', false, true],
    [
      'three lines to an end that says so',
      '@@ -1,4 +1,4 @@\n-b\n+B\n c\n d\n e\n\\ No newline at end of file\n',
      true,
      false,
    ],
    ['its end', '@@ -9,4 +9,3 @@\n a\n b\n c\n-d\n', true, true],
    ['both ends', '@@ -1,4 +1,4 @@\n-a\n+A\n b\n c\n d\n@@ -9,2 +9,2 @@\n a\n-d\n+D\n', true, true],
  ])('%s', (_, body, end, hides) => {
    expect(showsEnd(HEAD + body)).toBe(end)
    expect(hidesLines(HEAD + body)).toBe(hides)
  })
})

test('a line is found where it stands now', () => {
  const patch = `${HEAD}@@ -1,4 +1,5 @@\n+new\n x\n-}\n+ }\n x\n x\n`
  expect(findLine(patch, 'additions', 'x', 4)).toBe(4)
  expect(findLine(patch, 'additions', 'x', 1)).toBe(2)
  expect(findLine(patch, 'deletions', '}', 9)).toBe(2)
  expect(findLine(patch, 'additions', '}', 9)).toBe(0)
  expect(findLine(patch, 'additions', '', 1)).toBe(0)
})

test.each([
  ['old mode 100644\nnew mode 100755\n', 'executable'],
  ['old mode 100755\nnew mode 100644\nindex 1..2\n@@ -1 +1 @@\n-a\n+b\n', 'plain'],
  ['new file mode 120000\nindex 0..2\n@@ -0,0 +1 @@\n+a\n', 'link'],
  ['new file mode 100755\nindex 0..2\n@@ -0,0 +1 @@\n+a\n', 'executable'],
  ['new file mode 100644\nindex 0..2\n', 'empty'],
  ['new file mode 100644\nindex 0..2\n@@ -0,0 +1 @@\n+new mode 100755\n', null],
  ['index 1..2 100644\n@@ -1 +1 @@\n-a\n+b\n', null],
])('the head %j says %s', (head, mode) => expect(modeOf(`diff --git a/a b/a\n${head}`)).toBe(mode))

describe('what a run was sent back with', () => {
  const note = (fields: Partial<ReviewNote>): ReviewNote => ({
    id: '',
    path: 'src/a.ts',
    side: 'additions',
    line: 3,
    quote: 'x',
    text: 'Why?',
    ...fields,
  })
  const notes = [
    note({ text: 'Two\n\nparagraphs: `a:1`' }),
    note({ line: 7, side: 'deletions', quote: '  if (a: b)', text: 'Keep it.' }),
    note({ line: 0, quote: '', text: 'Rename it.' }),
    note({ path: 'b c.ts', line: 1, quote: '', text: 'An empty line.' }),
    note({ line: 9, from: 7, quote: 'if (x) {\n\n}', text: '> quoted words\nare mine.' }),
  ]
  test('is read as it was written', () => {
    const text = `All well.\n\nsrc/other.ts\nis no note.\n\n${composeNotes(notes)}`
    const read = readSentNotes(text, new Set(['src/a.ts']))
    expect(read.map((one) => ({ ...one, id: '' }))).toEqual(notes)
    expect(readSentNotes('Do it: a.ts:3\n> x', new Set())).toEqual([])
  })
  test('stands where its line is', () => {
    const file = { path: 'src/a.ts', patch: `${HEAD}@@ -1,2 +1,3 @@\n a\n+b\n x\n` } as DiffFile
    expect(
      placeNotes(file, [note({}), note({ quote: 'gone' }), note({ path: 'b' })]).map(({ line }) => line),
    ).toEqual([3, 0])
    expect(placeNotes(file, [note({ line: 2, from: 1, quote: 'a\nx' })])).toMatchObject([
      { line: 3, from: 2 },
    ])
  })
  test('is not lost with its file', () => {
    const files = [{ path: 'src/b.ts', oldPath: 'src/a.ts' }] as DiffFile[]
    expect(looseNotes(files, [note({}), note({ path: 'c.ts' })]).map(placeOf)).toEqual(['c.ts:3'])
    expect(looseNotes([], notes).map(placeOf)).toEqual([
      'src/a.ts:3',
      'src/a.ts:7 (before)',
      'src/a.ts',
      'b c.ts:1',
      'src/a.ts:7-9',
    ])
  })
})

test('the run before is the last one of the same branch that has work', () => {
  const run = (attempt: number, branch: string, headCommit: string | null = 'c') =>
    ({ taskId: 't', purpose: 'task', attempt, branch, headCommit }) as Run
  const [one, two, three, other] = [run(1, 'a'), run(2, 'a'), run(3, 'a', null), run(5, 'a-r2')]
  const runs = [other, three, one, two]
  expect(reviewedBefore(run(4, 'a'), runs)).toBe(two)
  expect(reviewedBefore(two, runs)).toBe(one)
  expect(reviewedBefore(one, runs)).toBe(null)
  expect(reviewedBefore(other, runs)).toBe(null)
})
