import fc from 'fast-check'
import Papa from 'papaparse'
import { expect, test } from 'vitest'
import { usageCsv } from './csv.ts'
import { sumOf } from './figures.ts'
import { namesFor } from './names.ts'
import { anyRows, row } from './rows-for-tests.ts'

const NAMES = namesFor([{ id: 'one', name: '=HYPERLINK("http://evil.example")', color: 'teal' }])

const read = (csv: string) =>
  Papa.parse<Record<string, string>>(csv.replace('\uFEFF', ''), { header: true, skipEmptyLines: true }).data

test('has a line for each row, with whole figures', () => {
  const csv = usageCsv([row({ projectId: 'gone', model: 'a/b,"c"', cost: 0.1 + 0.2 })], NAMES)
  expect(csv.startsWith('\uFEFFday,project,model,agent,runs,')).toBe(true)
  expect(read(csv)).toEqual([
    {
      day: '2026-11-20',
      project: 'A deleted project',
      model: 'a/b,"c"',
      agent: 'build',
      runs: '1',
      succeeded: '1',
      failed: '0',
      cancelled: '0',
      input_tokens: '100',
      output_tokens: '20',
      cost_usd: '0.3',
      worked_seconds: '60',
    },
  ])
})

test('without rows it has its headings', () => {
  expect(usageCsv([], NAMES)).toMatch(/^\uFEFFday,.*worked_seconds\r\n/)
})

test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', ' =1', '\r\n=1', '＝1', '|calc'])(
  'what a spreadsheet would take for a formula is text: %j',
  (text) => {
    const [line] = read(usageCsv([row({ agent: text })], NAMES))
    expect(line?.['agent']).toBe(`'${text}`)
    expect(line?.['project']?.startsWith("'=")).toBe(true)
  },
)

test('adds up to what the screen shows', () => {
  fc.assert(
    fc.property(anyRows(40), (rows) => {
      const lines = read(usageCsv(rows, NAMES))
      const sum = (column: string) => lines.reduce((all, line) => all + Number(line[column]), 0)
      const sums = sumOf(rows)
      expect(sum('runs')).toBe(sums.runs)
      expect(sum('cost_usd')).toBeCloseTo(sums.cost, 6)
      expect(sum('worked_seconds')).toBeCloseTo(sums.workedMs / 1000, 3)
      expect(sum('input_tokens') + sum('output_tokens')).toBe(sums.inputTokens + sums.outputTokens)
    }),
  )
})
