import type { UsageRow } from '#shared/usage.ts'
import { usageCsv } from './csv.ts'
import type { Span } from './days.ts'
import type { Names } from './names.ts'

/** Has the browser save the rows of some days as a table. */
export function saveUsage(rows: readonly UsageRow[], { from, to }: Span, names: Names): void {
  const address = URL.createObjectURL(new Blob([usageCsv(rows, names)], { type: 'text/csv' }))
  const link = document.createElement('a')
  link.href = address
  link.download = `openlinear-usage-${from}-to-${to}.csv`
  link.click()
  // The browser has taken it up by then.
  setTimeout(() => URL.revokeObjectURL(address), 10_000)
}
