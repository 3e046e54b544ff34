import fc from 'fast-check'
import { expect, test } from 'vitest'
import { IMPORT_FORMATS, type ImportFormat, MOST_IMPORT_ROWS } from './import-words.ts'
import { importRow } from './imports.ts'
import { parseImport } from './parse-import.ts'
import { createTask } from './tasks.ts'

const PROJECT = '01990000-0000-7000-8000-000000000001'

/** What holds of whatever was read. */
function judge(format: ImportFormat, text: string): void {
  const { drafts, problems } = parseImport({ format, text })
  for (const [index, { line: _line, parent, remarks, labels, ...fields }] of drafts.entries()) {
    importRow.parse({ ...fields, line: null, parent, remarks, labels, index, duplicateOf: null })
    createTask.parse({ ...fields, projectId: PROJECT })
    expect(parent === null || (parent !== index && drafts[parent] !== undefined)).toBe(true)
    expect(labels.every((label) => label.length <= 60 && label.trim() !== '')).toBe(true)
    expect(JSON.stringify([fields, labels, remarks]).isWellFormed()).toBe(true)
    expect(fields.status).not.toBe('in_progress')
  }
  if (text.trim() !== '' && drafts.length === 0) expect(problems.length).toBeGreaterThan(0)
}

// Between the dots stands what means something to one of the readers.
const pieces = fc.constantFrom(
  ...'- ·* ·1. ·[ ] ·[x] ·  ·\t·\n·\n\n·\r·# ·## Done\n·```\n·~~~·---\n'.split('·'),
  ...'"·""·,·;·Title·Status,·Parent·ID·sep=·\uFEFF·\0·\ud800·\u202e·[a](b)'.split('·'),
  ...'{·}·[·]·{"title":"a"}·"data":·:·null·**·__proto__·word·2026-01-01·=1'.split('·'),
)
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 400 }),
  fc.array(pieces, { maxLength: 80 }).map((parts) => parts.join('')),
)

test.each(IMPORT_FORMATS)('%s of any text throws nothing and gives tasks that can be made', (format) => {
  fc.assert(
    fc.property(text, (any) => judge(format, any)),
    { numRuns: 400 },
  )
})

test('no row of a table is lost without a problem', () => {
  const cell = fc.oneof(fc.string({ maxLength: 20 }), fc.constantFrom('a\nb', '"', ',', ' ', ''))
  fc.assert(
    fc.property(fc.array(fc.tuple(cell, cell), { maxLength: 30 }), (rows) => {
      const quoted = rows.map((row) => row.map((one) => `"${one.replaceAll('"', '""')}"`).join(','))
      const { drafts, problems } = parseImport({
        format: 'csv',
        text: ['Title,Description', ...quoted].join('\n'),
      })
      const written = rows.filter((row) => row.some((one) => one.replaceAll('\0', '').trim() !== ''))
      expect(drafts.length + problems.length).toBeGreaterThanOrEqual(written.length)
    }),
    { numRuns: 300 },
  )
})

test('no item of a list is lost without a problem', () => {
  const item = fc.tuple(fc.nat(3), fc.constantFrom('one', '[x] two', '[ ]', '', '# three', '**', '[a](b)'))
  fc.assert(
    fc.property(fc.array(item, { maxLength: 30 }), (items) => {
      const lines = items.map(([depth, title]) => `${'  '.repeat(depth)}- ${title}`)
      const { drafts, problems } = parseImport({ format: 'markdown', text: lines.join('\n') })
      const told = drafts.reduce(
        (sum, { description }) => sum + description.split('\n').length,
        problems.length,
      )
      const written = items.filter(([, title]) => !['', '[ ]'].includes(title))
      expect(drafts.length + told).toBeGreaterThanOrEqual(written.length)
    }),
    { numRuns: 300 },
  )
})

test('more rows than can be imported are said, not lost in silence', () => {
  const { drafts, problems } = parseImport({
    format: 'csv',
    text: `Title\n${'a\n'.repeat(MOST_IMPORT_ROWS + 7)}`,
  })
  expect(drafts).toHaveLength(MOST_IMPORT_ROWS)
  expect(problems[0]?.message).toContain('5,007')
})

/** Five times of it can be imported; what takes too long at that is seen at this. */
const LONG = 1_000_000
const fill = (piece: string) => piece.repeat(Math.ceil(LONG / piece.length)).slice(0, LONG)

// Each is what one of the patterns would go through again and again, if it could.
test.each([
  ['csv', 'rows', `Title,Labels\n${fill('Mend the door,"a, b"\n')}`],
  ['csv', 'one cell', `Title\n"${fill('x')}`],
  ['csv', 'quotation marks', `Title\n${fill('"')}`],
  ['csv', 'spaces in a label', `Card Name,Labels\na,a${fill(' ')}b`],
  ['markdown', 'items', fill('- [ ] Mend the door\n')],
  ['markdown', 'plain lines', fill('words\n\n')],
  ['markdown', 'brackets', `- ${fill('[')}`],
  ['markdown', 'stars', `- ${fill('**a')}`],
  ['markdown', 'half links', `- ${fill('[a](')}`],
  ['markdown', 'spaces behind a heading', `# a${fill(' ')}b`],
  ['markdown', 'number signs', `# ${fill('#')}a`],
  ['markdown', 'rules', fill('- ')],
  [
    'markdown',
    'deep lists',
    Array.from({ length: 2000 }, (_, depth) => `${' '.repeat(depth * 2)}- a`).join('\n'),
  ],
  ['vibe_kanban', 'tasks', `[${fill('{"title":"Mend the door","status":"todo"},').replace(/,[^,]*$/, '')}]`],
  ['vibe_kanban', 'brackets', fill('[')],
] as const)('%s with a million characters of %s is read in time', (format, _, text) => {
  const from = performance.now()
  parseImport({ format, text })
  // Some 0.1 s on an idle machine at most; what grows with the square of its length takes minutes.
  expect(performance.now() - from).toBeLessThan(5000)
})
