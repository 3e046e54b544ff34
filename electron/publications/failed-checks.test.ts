import { expect, test } from 'vitest'
import { tailOf } from './failed-checks.ts'

test('of a log its last 200 lines are told, as somebody would read them', () => {
  const lines = Array.from({ length: 250 }, (_, index) => `2026-03-01T10:00:00.1234567Z line ${index}`)
  const tail = tailOf(`${lines.join('\r\n')}\n\n`).split('\n')
  expect(tail).toHaveLength(200)
  expect(tail[0]).toBe('line 50')
  expect(tail.at(-1)).toBe('line 249')
  expect(tailOf('\uFEFF2026-03-01T10:00:00Z \u001b[31;1mError:\u001b[0m no\n')).toBe('Error: no')
  expect(tailOf(`${'x'.repeat(5_000)}\nend`)).toBe(`${'x'.repeat(2_000)}\nend`)
})
