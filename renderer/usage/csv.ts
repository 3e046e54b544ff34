import Papa from 'papaparse'
import type { UsageRow } from '#shared/usage.ts'
import type { Names } from './names.ts'

/**
 * A line for each day, project, model and agent, to be reckoned with elsewhere. What a spreadsheet would take for a
 * formula is written as text.
 */
export function usageCsv(rows: readonly UsageRow[], names: Pick<Names, 'nameOf'>): string {
  const lines = rows.map((row) => ({
    day: row.day,
    project: names.nameOf('project', row.projectId),
    model: row.model,
    agent: row.agent,
    runs: row.runs,
    succeeded: row.succeeded,
    failed: row.failed,
    cancelled: row.cancelled,
    input_tokens: row.inputTokens,
    output_tokens: row.outputTokens,
    cost_usd: exact(row.cost),
    worked_seconds: row.workedMs / 1000,
  }))
  // The mark at the beginning tells spreadsheets that it is UTF-8.
  return `\uFEFF${Papa.unparse({ fields: COLUMNS, data: lines }, { escapeFormulae: FORMULA })}\r\n`
}

const COLUMNS = [
  'day',
  'project',
  'model',
  'agent',
  'runs',
  'succeeded',
  'failed',
  'cancelled',
  'input_tokens',
  'output_tokens',
  'cost_usd',
  'worked_seconds',
]

/** Also behind what spreadsheets skip, and written wide. */
const FORMULA = /^\s*[=+\-@\t\r\n＝＋－＠|]/u

/** Without the dust that adding up leaves: 0.30000000000000004. */
const exact = (dollars: number) => Number(dollars.toPrecision(12))
