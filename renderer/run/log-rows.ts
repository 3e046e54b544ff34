import type { RunStage } from '#shared/runs.ts'

export type ToolState = 'pending' | 'running' | 'completed' | 'error' | 'interrupted'

export type ToolCall = {
  partId: string
  tool: string
  state: ToolState
  title: string | null
  input: Record<string, unknown>
  output: string | null
  /** Output so far of a call that still runs; void once `output` is there. */
  liveOutput: string
  error: string | null
  patch: string | null
  childSessionId: string | null
  /** Of a shell command that ended by itself; null = not known. */
  exitCode: number | null
  ms: number | null
  /** When it began. */
  at: string
  /** Milliseconds since then in which the run waited for its user: nothing was done in them. */
  heldMs: number
}

/** What every row has: a name that stays, and the time of its first item. */
export type RowBase = { key: string; at: string }
export type StageRow = RowBase & {
  kind: 'stage'
  stage: RunStage
  state: 'started' | 'done'
  text: string
  ms: number | null
}
export type PromptRow = RowBase & {
  kind: 'prompt'
  reason: 'task' | 'fix' | 'send_back' | 'resume' | 'message'
  text: string
}
export type TextRow = RowBase & { kind: 'text' | 'reasoning'; text: string }
/** Usually one call; reads in a row, and searches in a row, share a line. */
export type ToolRow = RowBase & { kind: 'tool'; calls: readonly ToolCall[] }
/** A sub-agent whose `task` call is not known (yet). */
export type SessionRow = RowBase & { kind: 'session'; sessionId: string }
export type CommandRow = RowBase & {
  kind: 'command'
  command: 'setup' | 'check'
  line: string
  output: string
  ended: boolean
  /** null = not ended, or ended by a signal. */
  exitCode: number | null
  ms: number | null
}
export type RetryRow = RowBase & { kind: 'retry'; attempt: number; message: string; nextAt: string }
/** What the run asked the user, and what became of it. */
export type RequestRow = RowBase & {
  kind: 'request'
  requestId: string
  state: 'asked' | 'answered' | 'withdrawn'
  text: string
  /** What was said, once it was. */
  answer: string | null
}
export type NoticeRow = RowBase & { kind: 'notice'; level: 'info' | 'warning' | 'error'; text: string }

export type LogRow =
  | StageRow
  | PromptRow
  | TextRow
  | ToolRow
  | SessionRow
  | CommandRow
  | RetryRow
  | RequestRow
  | NoticeRow

/** The session a row is the header of, or null. */
export function childSession(row: LogRow): string | null {
  if (row.kind === 'session') return row.sessionId
  return row.kind === 'tool' ? (row.calls[0]?.childSessionId ?? null) : null
}

/** Shows nothing (yet), like a text part that was only begun. */
export const isBlank = (row: LogRow) =>
  (row.kind === 'text' || row.kind === 'reasoning') && row.text.trim() === ''

/** Whether a call came to nothing: its tool failed, or the command that it ran says so. */
export const callFailed = ({ state, exitCode }: ToolCall): boolean =>
  state === 'error' || (exitCode !== null && exitCode !== 0)

/** Tells of something that did not work, in the end. */
export function isFailed(row: LogRow): boolean {
  switch (row.kind) {
    case 'tool':
      return row.calls.some(callFailed)
    case 'command':
      return row.ended && row.exitCode !== 0
    case 'notice':
      return row.level === 'error'
    default:
      return false
  }
}

/** Everything a row says, for searching the log. */
export function rowText(row: LogRow): string {
  switch (row.kind) {
    case 'stage':
    case 'prompt':
    case 'text':
    case 'reasoning':
    case 'notice':
      return row.text
    case 'retry':
      return row.message
    case 'request':
      return [row.text, row.answer].filter(Boolean).join('\n')
    case 'command':
      return `${row.line}\n${row.output}`
    case 'session':
      return ''
    case 'tool':
      return row.calls
        .map((call) =>
          [
            call.tool,
            call.title,
            ...Object.values(call.input).filter((value) => typeof value === 'string'),
            call.output ?? call.liveOutput,
            call.error,
            call.patch,
          ]
            .filter(Boolean)
            .join('\n'),
        )
        .join('\n')
  }
}
