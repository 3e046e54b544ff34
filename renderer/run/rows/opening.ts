import { isEdit } from '../describe-tool.ts'
import { childSession, type LogRow } from '../log-rows.ts'

/** Edits are read where they happened; a failed command's output as well. All else is opened on demand. */
export function opensItself(row: LogRow): boolean {
  if (row.kind === 'tool') return row.calls.length === 1 && row.calls.some(isEdit)
  return row.kind === 'command' && row.ended && row.exitCode !== 0
}

/** Is there more to read than the line itself? */
export function canOpen(row: LogRow): boolean {
  switch (row.kind) {
    case 'prompt':
    case 'reasoning':
    case 'session':
      return true
    case 'command':
      return row.output !== ''
    case 'tool':
      return (
        childSession(row) !== null ||
        row.calls.some(
          (call) =>
            Object.keys(call.input).length > 0 ||
            call.output !== null ||
            call.liveOutput !== '' ||
            call.error !== null,
        )
      )
    default:
      return false
  }
}
