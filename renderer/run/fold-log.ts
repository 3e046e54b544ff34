import type { LogItem, TodoItem } from '#shared/run-log.ts'
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
  ms: number | null
  at: string
}

type Base = { key: string; at: string }
export type StageRow = Base & {
  kind: 'stage'
  stage: RunStage
  state: 'started' | 'done'
  text: string
  ms: number | null
}
export type PromptRow = Base & {
  kind: 'prompt'
  reason: 'task' | 'fix' | 'send_back' | 'resume' | 'message'
  text: string
}
export type TextRow = Base & { kind: 'text' | 'reasoning'; text: string }
/** Usually one call; reads in a row, and searches in a row, share a line. */
export type ToolRow = Base & { kind: 'tool'; calls: readonly ToolCall[] }
/** A sub-agent whose `task` call is not known (yet). */
export type SessionRow = Base & { kind: 'session'; sessionId: string }
export type CommandRow = Base & {
  kind: 'command'
  command: 'setup' | 'check'
  line: string
  output: string
  ended: boolean
  /** null = not ended, or ended by a signal. */
  exitCode: number | null
  ms: number | null
}
export type RetryRow = Base & { kind: 'retry'; attempt: number; message: string; nextAt: string }
/** What the run asked the user, and what became of it. */
export type RequestRow = Base & {
  kind: 'request'
  requestId: string
  state: 'asked' | 'answered' | 'withdrawn'
  text: string
  /** What was said, once it was. */
  answer: string | null
}
export type NoticeRow = Base & { kind: 'notice'; level: 'info' | 'warning' | 'error'; text: string }

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

export type LogUsage = {
  inputTokens: number
  outputTokens: number
  reasoningTokens: number
  cacheReadTokens: number
  cacheWriteTokens: number
  cost: number
}

const NO_USAGE: LogUsage = {
  inputTokens: 0,
  outputTokens: 0,
  reasoningTokens: 0,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
  cost: 0,
}

/** Rows of one session in order; a sub-agent has its own list. */
type RowList = LogRow[]
type Place = { list: RowList; index: number }

const MERGED = new Map([
  ['read', 'read'],
  ['grep', 'search'],
  ['glob', 'glob'],
  ['list', 'list'],
])
/** A merged line stays short enough to be read. */
const MERGE_LIMIT = 12

/**
 * Folds a run's log into rows, item by item: the cost of a batch is its own length, whatever the log's.
 * A changed row is a new object at its old place, so a view may compare rows by identity.
 */
export class LogFold {
  /** Top-level rows. */
  readonly rows: RowList = []
  /** The latest todo list of the root session. */
  plan: readonly TodoItem[] = []
  usage: LogUsage = NO_USAGE
  lastSeq = 0

  private readonly sessions = new Map<string, RowList>()
  private readonly claimed = new Set<string>()
  private readonly parts = new Map<string, Place>()
  private readonly commands = new Map<string, Place>()
  private readonly prompts = new Map<string, Place>()
  private readonly requests = new Map<string, Place>()
  private readonly stages = new Map<RunStage, Place>()
  private readonly usages = new Map<string, LogUsage>()

  /** Rows of a sub-agent's session. */
  session(sessionId: string): readonly LogRow[] {
    return this.sessions.get(sessionId) ?? []
  }

  /** Is this session shown beneath its own `task` call? */
  isClaimed(sessionId: string): boolean {
    return this.claimed.has(sessionId)
  }

  /** Takes items in order; those already seen (by `seq`) are ignored. Answers whether anything changed. */
  push(items: readonly LogItem[]): boolean {
    let changed = false
    for (const item of items) {
      if (item.seq <= this.lastSeq) continue
      this.lastSeq = item.seq
      this.take(item)
      changed = true
    }
    return changed
  }

  private take(item: LogItem): void {
    switch (item.kind) {
      case 'stage':
        return this.stage(item)
      case 'prompt': {
        const { key, at } = base(item)
        const row: PromptRow = { kind: 'prompt', key, at, reason: item.reason, text: item.text }
        const known = this.prompts.get(item.messageId)
        if (known) this.set(known, { ...row, key: this.at(known).key })
        else this.prompts.set(item.messageId, this.add(this.rows, row))
        return
      }
      case 'text':
      case 'reasoning': {
        const known = this.parts.get(item.partId)
        const row = known && this.at(known)
        if (known && row && (row.kind === 'text' || row.kind === 'reasoning')) {
          const text = item.replace ? item.delta : row.text + item.delta
          if (text !== row.text) this.set(known, { ...row, text })
        } else {
          const { key, at } = base(item)
          this.parts.set(
            item.partId,
            this.add(this.list(item.sessionId, item), { kind: item.kind, key, at, text: item.delta }),
          )
        }
        return
      }
      case 'tool':
        return this.tool(item)
      case 'tool_output':
        this.changeCall(item.partId, (call) =>
          call.output === null ? { ...call, liveOutput: call.liveOutput + item.delta } : call,
        )
        return
      case 'todo':
        if (item.sessionId === undefined) this.plan = item.items
        return
      case 'usage': {
        const id = `${item.sessionId ?? ''}/${item.messageId}`
        const { inputTokens, outputTokens, reasoningTokens, cacheReadTokens, cacheWriteTokens, cost } = item
        const next = {
          inputTokens,
          outputTokens,
          reasoningTokens,
          cacheReadTokens,
          cacheWriteTokens,
          cost,
        }
        const before = this.usages.get(id) ?? NO_USAGE
        this.usages.set(id, next)
        const total = { ...this.usage }
        for (const field of Object.keys(NO_USAGE) as (keyof LogUsage)[]) {
          total[field] += next[field] - before[field]
        }
        this.usage = total
        return
      }
      case 'command_start': {
        const { key, at } = base(item)
        const { command, line } = item
        const place = this.add(this.rows, {
          kind: 'command',
          key,
          at,
          command,
          line,
          output: '',
          ended: false,
          exitCode: null,
          ms: null,
        })
        this.commands.set(item.commandId, place)
        return
      }
      case 'command_output':
        this.changeCommand(item.commandId, (row) => ({ ...row, output: row.output + item.text }))
        return
      case 'command_end':
        this.changeCommand(item.commandId, (row) => ({
          ...row,
          ended: true,
          exitCode: item.exitCode,
          ms: item.ms,
        }))
        return
      case 'retry': {
        const { key, at } = base(item)
        const { attempt, message, nextAt } = item
        const row: RetryRow = { kind: 'retry', key, at, attempt, message, nextAt }
        const last = this.rows.at(-1)
        if (last?.kind === 'retry') {
          this.set({ list: this.rows, index: this.rows.length - 1 }, { ...row, key: last.key })
        } else this.add(this.rows, row)
        return
      }
      case 'request':
        return this.request(item)
      case 'notice': {
        const { key, at } = base(item)
        this.add(this.rows, { kind: 'notice', key, at, level: item.level, text: item.text })
        return
      }
    }
  }

  private stage(item: LogItem & { kind: 'stage' }): void {
    const { key, at } = base(item)
    const row: StageRow = {
      kind: 'stage',
      key,
      at,
      stage: item.stage,
      state: item.state,
      text: item.text,
      ms: item.ms ?? null,
    }
    const open = this.stages.get(item.stage)
    if (item.state === 'started') {
      // Left open by a host that went away: what follows begins the stage anew.
      if (open) this.set(open, { ...(this.at(open) as StageRow), state: 'done' })
      this.stages.set(item.stage, this.add(this.rows, row))
      return
    }
    this.stages.delete(item.stage)
    if (!open) {
      this.add(this.rows, row)
      return
    }
    const started = this.at(open) as StageRow
    // A stage's line says how it ended, where it began; the agent's work is too long a story for that.
    if (item.stage !== 'running' || open.index === this.rows.length - 1) {
      this.set(open, { ...row, key: started.key, at: started.at })
    } else {
      this.set(open, { ...started, state: 'done' })
      this.add(this.rows, row)
    }
  }

  /** One line a request: where it was asked, with what was said to it. Asked again, it is open again. */
  private request(item: LogItem & { kind: 'request' }): void {
    const { key, at } = base(item)
    const { requestId, state, text } = item
    const known = this.requests.get(requestId)
    const before = known && (this.at(known) as RequestRow)
    const answer = state === 'answered' ? text : null
    if (known && before) {
      this.set(known, { ...before, state, answer, text: state === 'asked' ? text : before.text })
    } else {
      const row: RequestRow = {
        kind: 'request',
        key,
        at,
        requestId,
        state,
        text: state === 'asked' ? text : '',
        answer,
      }
      this.requests.set(requestId, this.add(this.rows, row))
    }
  }

  private tool(item: LogItem & { kind: 'tool' }): void {
    const place = this.parts.get(item.partId)
    if (item.childSessionId !== undefined) this.claimed.add(item.childSessionId)
    if (place) {
      this.changeCall(item.partId, (call) => {
        const output = item.output ?? call.output
        return {
          ...call,
          tool: item.tool,
          state: item.state,
          title: item.title ?? call.title,
          input: item.input ?? call.input,
          output,
          liveOutput: output === null ? call.liveOutput : '',
          error: item.error ?? call.error,
          patch: item.patch ?? call.patch,
          childSessionId: item.childSessionId ?? call.childSessionId,
          ms: item.ms ?? call.ms,
          at: call.state === 'pending' && item.state === 'running' ? item.at : call.at,
        }
      })
      return
    }
    const { key, at } = base(item)
    const call: ToolCall = {
      partId: item.partId,
      tool: item.tool,
      state: item.state,
      title: item.title ?? null,
      input: item.input ?? {},
      output: item.output ?? null,
      liveOutput: '',
      error: item.error ?? null,
      patch: item.patch ?? null,
      childSessionId: item.childSessionId ?? null,
      ms: item.ms ?? null,
      at,
    }
    const list = this.list(item.sessionId, item)
    const last = lastVisible(list)
    const group = MERGED.get(item.tool)
    if (group !== undefined && last?.row.kind === 'tool' && last.row.calls.length < MERGE_LIMIT) {
      const first = last.row.calls[0]
      if (first && MERGED.get(first.tool) === group) {
        const into = { list, index: last.index }
        this.set(into, { ...last.row, calls: [...last.row.calls, call] })
        this.parts.set(item.partId, into)
        return
      }
    }
    this.parts.set(item.partId, this.add(list, { kind: 'tool', key, at, calls: [call] }))
  }

  private changeCall(partId: string, change: (call: ToolCall) => ToolCall): void {
    const place = this.parts.get(partId)
    const row = place && this.at(place)
    if (!place || row?.kind !== 'tool') return
    this.set(place, {
      ...row,
      calls: row.calls.map((call) => (call.partId === partId ? change(call) : call)),
    })
  }

  private changeCommand(commandId: string, change: (row: CommandRow) => CommandRow): void {
    const place = this.commands.get(commandId)
    const row = place && this.at(place)
    if (place && row?.kind === 'command') this.set(place, change(row))
  }

  private list(sessionId: string | undefined, item: LogItem): RowList {
    if (sessionId === undefined) return this.rows
    const known = this.sessions.get(sessionId)
    if (known) return known
    const list: RowList = []
    this.sessions.set(sessionId, list)
    if (!this.claimed.has(sessionId)) {
      this.add(this.rows, { kind: 'session', key: `session-${sessionId}`, at: item.at, sessionId })
    }
    return list
  }

  private at(place: Place): LogRow {
    return place.list[place.index] as LogRow
  }

  private set(place: Place, row: LogRow): void {
    place.list[place.index] = row
  }

  private add(list: RowList, row: LogRow): Place {
    list.push(row)
    return { list, index: list.length - 1 }
  }
}

const base = (item: LogItem): Base => ({ key: `i${item.seq}`, at: item.at })

/** The last row that shows something: an empty text part does not part two reads. */
function lastVisible(list: RowList): { row: LogRow; index: number } | null {
  for (let index = list.length - 1; index >= 0; index -= 1) {
    const row = list[index]
    if (row && !isBlank(row)) return { row, index }
  }
  return null
}

const isBlank = (row: LogRow) => (row.kind === 'text' || row.kind === 'reasoning') && row.text.trim() === ''

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

/** The session a row is the header of, or null. */
export function childSession(row: LogRow): string | null {
  if (row.kind === 'session') return row.sessionId
  return row.kind === 'tool' ? (row.calls[0]?.childSessionId ?? null) : null
}

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
