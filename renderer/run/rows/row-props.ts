import type { LogRow } from '../log-rows.ts'

/** What every row of the log is given. */
export type RowProps<Row extends LogRow = LogRow> = {
  row: Row
  /** The run's worktree, left out of paths. */
  root: string | null
  /** The run goes on: what is running is running. */
  live: boolean
  /** Of a sub-agent's header: how many rows it has, and its last one. */
  childCount: number
  childLast: LogRow | null
  last: boolean
  open: boolean
  onToggle: (row: LogRow) => void
  /** The list's focus is here. */
  focused: boolean
}
