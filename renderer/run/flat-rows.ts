import type { LogFold } from './fold-log.ts'
import { childSession, isBlank, type LogRow } from './log-rows.ts'

/** A question stands in the log as a request, with its answer: the call of its tool says nothing more. */
const isAskedAnyway = (row: LogRow) =>
  row.kind === 'tool' && row.calls.every((call) => call.tool === 'question' && call.state !== 'error')

/** The stage `checking` ends with what its command has just said. */
const saysAgain = (row: LogRow, before: LogRow | undefined) =>
  row.kind === 'stage' &&
  row.stage === 'checking' &&
  row.state === 'done' &&
  before?.kind === 'command' &&
  before.command === 'check' &&
  before.exitCode === 0

/** A row as the list shows it: indented by `depth` beneath its sub-agent's call. */
export type FlatRow = { row: LogRow; depth: number }

/** Rows in reading order; those of a sub-agent follow their header while it is open. */
export function flatten(fold: LogFold, isOpen: (key: string) => boolean): FlatRow[] {
  const flat: FlatRow[] = []
  const walk = (rows: readonly LogRow[], depth: number) => {
    for (const row of rows) {
      if (isBlank(row) || isAskedAnyway(row)) continue
      if (row.kind === 'session' && fold.isClaimed(row.sessionId)) continue
      if (saysAgain(row, flat.at(-1)?.row)) continue
      flat.push({ row, depth })
      const session = depth < 8 ? childSession(row) : null
      if (session !== null && isOpen(row.key)) walk(fold.session(session), depth + 1)
    }
  }
  walk(fold.rows, 0)
  return flat
}
