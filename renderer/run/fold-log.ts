import type { LogItem, TodoItem } from '#shared/run-log.ts'
import type { RunStage } from '#shared/runs.ts'
import {
  type CommandRow,
  isBlank,
  isFailed,
  type LogRow,
  type PromptRow,
  type RequestRow,
  type RetryRow,
  type RowBase,
  type StageRow,
  type ToolCall,
} from './log-rows.ts'
import { type LogUsage, UsageSum } from './log-usage.ts'
import { goesOn } from './describe-tool.ts'
import { newCall, sharesLine, updatedCall } from './tool-calls.ts'
import { waitedAfter, Waits } from './waits.ts'

/** Rows of one session in order; a sub-agent has its own list. */
type RowList = LogRow[]
type Place = { list: RowList; index: number }

/**
 * Folds a run's log into rows, item by item: the cost of a batch is its own length, whatever the log's.
 * A changed row is a new object at its old place, so a view may compare rows by identity.
 */
export class LogFold {
  /** Top-level rows. */
  readonly rows: RowList = []
  /** The latest todo list of the root session; null while it has written none. */
  plan: readonly TodoItem[] | null = null
  /** Keys of rows that tell of a failure, in no order. */
  readonly failed = new Set<string>()
  /** When the run waits for its user. */
  readonly waits = new Waits()
  lastSeq = 0

  private readonly sessions = new Map<string, RowList>()
  private readonly claimed = new Set<string>()
  private readonly parts = new Map<string, Place>()
  private readonly commands = new Map<string, Place>()
  private readonly prompts = new Map<string, Place>()
  private readonly requests = new Map<string, Place>()
  private readonly stages = new Map<RunStage, Place>()
  /** Parts of the calls that have not ended. */
  private readonly unended = new Set<string>()
  private readonly usages = new UsageSum()
  /** Where each sub-agent's rows stand: beneath its `task` call, or beneath a header of its own. */
  private readonly homes = new Map<RowList, Place>()
  private readonly watches = new Set<FoldWatch>()

  /** Tokens and cost of all sessions. */
  get usage(): LogUsage {
    return this.usages.total
  }

  /** Rows of a sub-agent's session. */
  session(sessionId: string): readonly LogRow[] {
    return this.sessions.get(sessionId) ?? []
  }

  /** Tells from which top-level row on something has changed since it was asked last. */
  watch(): FoldWatch {
    const watch = new FoldWatch()
    this.watches.add(watch)
    return watch
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
      case 'usage':
        this.usages.take(item)
        return
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
    const wait = this.waits.take(requestId, state, at)
    if (wait !== null)
      for (const partId of this.unended)
        this.changeCall(partId, (call) => ({
          ...call,
          heldMs: call.heldMs + waitedAfter(call.at, wait),
        }))
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
    const place = this.placed(item)
    if (item.childSessionId === undefined || place === undefined) return
    this.claimed.add(item.childSessionId)
    const list = this.sessions.get(item.childSessionId) ?? []
    const before = this.homes.get(list)
    if (before !== undefined) this.touch(before)
    this.sessions.set(item.childSessionId, list)
    this.homes.set(list, place)
    this.touch(place)
  }

  /** Takes what is said of a call, and answers where its row is. */
  private placed(item: LogItem & { kind: 'tool' }): Place | undefined {
    if (goesOn(item.state)) this.unended.add(item.partId)
    else this.unended.delete(item.partId)
    if (this.parts.has(item.partId)) {
      this.changeCall(item.partId, (call) => updatedCall(call, item, this.waits.since))
      return this.parts.get(item.partId)
    }
    const call = newCall(item)
    const list = this.list(item.sessionId, item)
    const last = lastVisible(list)
    if (last?.row.kind === 'tool' && sharesLine(last.row.calls, call)) {
      const into = { list, index: last.index }
      this.set(into, { ...last.row, calls: [...last.row.calls, call] })
      this.parts.set(item.partId, into)
      return into
    }
    const added = this.add(list, { kind: 'tool', ...base(item), calls: [call] })
    this.parts.set(item.partId, added)
    return added
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
    const header = { kind: 'session' as const, key: `session-${sessionId}`, at: item.at, sessionId }
    this.homes.set(list, this.add(this.rows, header))
    return list
  }

  private at(place: Place): LogRow {
    return place.list[place.index] as LogRow
  }

  private set(place: Place, row: LogRow): void {
    place.list[place.index] = row
    if (isFailed(row)) this.failed.add(row.key)
    else this.failed.delete(row.key)
    this.touch(place)
  }

  private add(list: RowList, row: LogRow): Place {
    list.push(row)
    if (isFailed(row)) this.failed.add(row.key)
    const place = { list, index: list.length - 1 }
    this.touch(place)
    return place
  }

  private touch(place: Place): void {
    if (this.watches.size === 0) return
    let at: Place | undefined = place
    // A log that says that a session is its own parent is not worth more.
    for (let depth = 0; at !== undefined && at.list !== this.rows && depth < 16; depth += 1)
      at = this.homes.get(at.list)
    const index = at?.list === this.rows ? at.index : 0
    for (const watch of this.watches) watch.from = Math.min(watch.from, index)
  }
}

/** See {@link LogFold.watch}. */
export class FoldWatch {
  from = 0

  /** The first top-level row that has changed; Infinity = none. */
  take(): number {
    const { from } = this
    this.from = Number.POSITIVE_INFINITY
    return from
  }
}

const base = (item: LogItem): RowBase => ({ key: `i${item.seq}`, at: item.at })

/** The last row that shows something: an empty text part does not part two reads. */
function lastVisible(list: RowList): { row: LogRow; index: number } | null {
  for (let index = list.length - 1; index >= 0; index -= 1) {
    const row = list[index]
    if (row && !isBlank(row)) return { row, index }
  }
  return null
}
