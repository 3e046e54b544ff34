/** One line of the results. */
export interface Result {
  name: string
  what: string
  /** `broken off`: the tool was ended in its midst, and it says nothing of what was not over. */
  outcome: 'holds' | 'violated' | 'failed' | 'skipped' | 'broken off'
  ms: number
  /** Sentences that say what did not hold. */
  violations: string[]
}

/** What came of one, as soon as it is over. */
export const verdictOf = ({ name, outcome, ms, violations }: Result): string => {
  const word = outcome === 'violated' || outcome === 'failed' ? outcome.toUpperCase() : outcome
  return [`${name}: ${word} (${seconds(ms)})`, ...violations.map((one) => `  ${one}`)].join('\n')
}

export const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`

/** The results as a Markdown table, with what did not hold below it. */
export function tableOf(results: readonly Result[]): string {
  const rows = results.map(({ name, what, outcome, ms, violations }) => [
    name,
    what,
    outcome,
    String(Math.round(ms)),
    String(violations.length),
  ])
  const lines = [['Name', 'What was done', 'Outcome', 'ms', 'Violations'], ...rows]
  const [head = '', ...body] = aligned(lines)
  const rule = head.replaceAll(/[^|]/g, '-')
  const details = results.flatMap(({ name, violations }) => violations.map((one) => `${name}: ${one}`))
  return [head, rule, ...body, ...(details.length === 0 ? [] : ['', ...details])].join('\n')
}

/** Rows of a Markdown table with columns of one width. */
export function aligned(rows: readonly string[][]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return rows.map((row) => `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`)
}
