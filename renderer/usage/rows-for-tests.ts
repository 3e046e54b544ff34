import fc from 'fast-check'
import type { UsageRow } from '#shared/usage.ts'
import { shiftDay } from './days.ts'

/** A row of one run that succeeded, but for what is said. */
export const row = (fields: Partial<UsageRow> = {}): UsageRow => ({
  day: '2026-11-20',
  projectId: 'one',
  model: 'a/b',
  agent: 'build',
  runs: 1,
  succeeded: 1,
  failed: 0,
  cancelled: 0,
  inputTokens: 100,
  outputTokens: 20,
  cost: 0.5,
  workedMs: 60_000,
  ...fields,
})

/** Rows of some days from 1 January 2026 on. Dollars are halves and quarters, which add up exactly. */
export const anyRows = (days: number) =>
  fc.array(
    fc
      .record({
        day: fc.nat(days - 1).map((by) => shiftDay('2026-01-01', by)),
        projectId: fc.constantFrom('one', 'two', 'three'),
        model: fc.nat(20).map((at) => `a/${at}`),
        agent: fc.constantFrom('build', 'plan'),
        succeeded: fc.nat(5),
        failed: fc.nat(5),
        cancelled: fc.nat(5),
        running: fc.nat(2),
        inputTokens: fc.nat(1_000_000),
        outputTokens: fc.nat(1_000_000),
        cost: fc.nat(400).map((quarters) => quarters / 4),
        workedMs: fc.nat(10_000_000),
      })
      .map(({ running, ...rest }) => ({
        ...rest,
        runs: rest.succeeded + rest.failed + rest.cancelled + running,
      })),
    { maxLength: 60 },
  )
