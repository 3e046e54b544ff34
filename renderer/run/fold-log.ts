import type { LogItem, TodoItem } from '#shared/run-log.ts'
import type { RunStage } from '#shared/runs.ts'
import {
  type CommandRow,
  isBlank,
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
import { type FoldWatch, type Place, RowLists } from './row-lists.ts'
import { newCall, sharesLine, updatedCall } from './tool-calls.ts'
import { waitedAfter, Waits } from './waits.ts'

/**
 * Folds a run's log into rows, item by item: the cost of a batch is its own length, whatever the log's.
 * A changed row is a new object at its old place, so a view may compare rows by identity.
 */
export class LogFold {
  private readonly lists = new RowLists()
  /** Top-level rows. */
  readonly rows: readonly LogRow[] = this.lists.rows
  /** The latest todo list of the root session; null while it has written none. */
  plan: readonly TodoItem[] | null = null
  /** Keys of rows that tell of a failure, in no order. */
  readonly failed: ReadonlySet<string> = this.lists.failed
  /** When the run waits for its user. */
  readonly waits = new Waits()
  lastSeq = 0

  private readonly claimed = new Set<string>()
  private readonly parts = new Map<string, Place>()
  private readonly commands = new Map<string, Place>()
  private readonly prompts = new Map<string, Place>()
  private readonly requests = new Map<string, Place>()
  private readonly stages = new Map<RunStage, Place>()
  /** Parts of the calls that have not ended. */
  private readonly unended = new Set<string>()
  private readonly usages = new UsageSum()

  /** Tokens and cost of all sessions. */
  get usage(): LogUsage {
    return this.usages.total
  }

  /** Rows of a sub-agent's session. */
  session(sessionId: string): readonly LogRow[] {
    return this.lists.session(sessionId)
  }

  /** Tells from which top-level row on something has changed since it was asked last. */
  watch(): FoldWatch {
    return this.lists.watch()
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
        if (known) this.lists.set(known, { ...row, key: this.lists.at(known).key })
        else this.prompts.set(item.messageId, this.lists.add(row))
        return
      }
      case 'text':
      case 'reasoning': {
        const known = this.parts.get(item.partId)
        const row = known && this.lists.at(known)
        if (known && row && (row.kind === 'text' || row.kind === 'reasoning')) {
          const text = item.replace ? item.delta : row.text + item.delta
          if (text !== row.text) this.lists.set(known, { ...row, text })
        } else {
          const { key, at } = base(item)
          this.parts.set(
            item.partId,
            this.lists.add(
              { kind: item.kind, key, at, text: item.delta },
              this.lists.of(item.sessionId, item.at),
            ),
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
        const place = this.lists.add({
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
          this.lists.set({ list: this.lists.rows, index: this.rows.length - 1 }, { ...row, key: last.key })
        } else this.lists.add(row)
        return
      }
      case 'request':
        return this.request(item)
      case 'notice': {
        const { key, at } = base(item)
        this.lists.add({ kind: 'notice', key, at, level: item.level, text: item.text })
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
      if (open) this.lists.set(open, { ...(this.lists.at(open) as StageRow), state: 'done' })
      this.stages.set(item.stage, this.lists.add(row))
      return
    }
    this.stages.delete(item.stage)
    if (!open) {
      this.lists.add(row)
      return
    }
    const started = this.lists.at(open) as StageRow
    // A stage's line says how it ended, where it began; the agent's work is too long a story for that.
    if (item.stage !== 'running' || open.index === this.rows.length - 1) {
      this.lists.set(open, { ...row, key: started.key, at: started.at })
    } else {
      this.lists.set(open, { ...started, state: 'done' })
      this.lists.add(row)
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
    const before = known && (this.lists.at(known) as RequestRow)
    const answer = state === 'answered' ? text : null
    if (known && before) {
      this.lists.set(known, { ...before, state, answer, text: state === 'asked' ? text : before.text })
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
      this.requests.set(requestId, this.lists.add(row))
    }
  }

  private tool(item: LogItem & { kind: 'tool' }): void {
    const place = this.placed(item)
    if (item.childSessionId === undefined || place === undefined) return
    this.claimed.add(item.childSessionId)
    this.lists.moveBeneath(item.childSessionId, place)
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
    const list = this.lists.of(item.sessionId, item.at)
    const last = lastVisible(list)
    if (last?.row.kind === 'tool' && sharesLine(last.row.calls, call)) {
      const into = { list, index: last.index }
      this.lists.set(into, { ...last.row, calls: [...last.row.calls, call] })
      this.parts.set(item.partId, into)
      return into
    }
    const added = this.lists.add({ kind: 'tool', ...base(item), calls: [call] }, list)
    this.parts.set(item.partId, added)
    return added
  }

  private changeCall(partId: string, change: (call: ToolCall) => ToolCall): void {
    const place = this.parts.get(partId)
    const row = place && this.lists.at(place)
    if (!place || row?.kind !== 'tool') return
    this.lists.set(place, {
      ...row,
      calls: row.calls.map((call) => (call.partId === partId ? change(call) : call)),
    })
  }

  private changeCommand(commandId: string, change: (row: CommandRow) => CommandRow): void {
    const place = this.commands.get(commandId)
    const row = place && this.lists.at(place)
    if (place && row?.kind === 'command') this.lists.set(place, change(row))
  }
}

const base = (item: LogItem): RowBase => ({ key: `i${item.seq}`, at: item.at })

/** The last row that shows something: an empty text part does not part two reads. */
function lastVisible(list: readonly LogRow[]): { row: LogRow; index: number } | null {
  for (let index = list.length - 1; index >= 0; index -= 1) {
    const row = list[index]
    if (row && !isBlank(row)) return { row, index }
  }
  return null
}
