import type { UsageRow } from '#shared/usage.ts'
import { binsOf, isWithin, type Span, spanBefore, spanOf } from './days.ts'
import { type Sums, sumOf } from './figures.ts'
import type { Names } from './names.ts'
import type { MeasureId, UsageChoice } from './search.ts'
import { type Stack, stacksOf } from './stacks.ts'
import type { Usage } from './use-usage.ts'

/** All that the screen shows of what the host told. */
export type UsageView = {
  span: Span
  bins: readonly Span[]
  rows: readonly UsageRow[]
  sums: Sums
  /** What came before; null = it is compared with nothing. */
  before: { span: Span; sums: Sums } | null
  stacks: readonly Stack[]
}

export function viewOf(
  { report, range, today }: Usage,
  { measure, split, projectId }: Pick<UsageChoice, 'split' | 'projectId'> & { measure: MeasureId },
  names: Names,
): UsageView {
  const all = report.rows.filter((row) => projectId === null || row.projectId === projectId)
  const rowsOf = (span: Span) => all.filter(({ day }) => isWithin(day, span))
  const span = spanOf(range, today, all[0]?.day ?? null)
  const before = spanBefore(range, span)
  const bins = binsOf(span)
  const rows = rowsOf(span)
  return {
    span,
    bins,
    rows,
    sums: sumOf(rows),
    before: before === null ? null : { span: before, sums: sumOf(rowsOf(before)) },
    stacks: stacksOf(rows, bins, { measure, split }, names),
  }
}
