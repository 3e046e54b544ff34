import type { UsageRow } from '#shared/usage.ts'
import { saveFile } from '../ui/save-file.ts'
import { usageCsv } from './csv.ts'
import type { Span } from './days.ts'
import type { Names } from './names.ts'

/** Has the browser save the rows of some days as a table. */
export const saveUsage = (rows: readonly UsageRow[], { from, to }: Span, names: Names): void =>
  saveFile(new Blob([usageCsv(rows, names)], { type: 'text/csv' }), `openlinear-usage-${from}-to-${to}.csv`)
