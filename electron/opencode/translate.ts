import type { LogBody, LogItem, TodoItem } from '#shared/run-log.ts'
import { humanLine } from './errors.ts'
import { createToolBook, type ToolBook } from './translate-tools.ts'
import type { AgentEvent, Message, Part, StoredMessage, Todo } from './wire.ts'

/**
 * Folds what OpenCode says about one session tree into log items. Events and stored messages go through
 * the same code, and whatever the log holds already is not said again: replaying either is harmless.
 */
export interface Translator {
  /** An event of the root session or of one of its sub-agents. */
  event(event: AgentEvent): void
  /** Messages as stored, oldest first, after a connection was lost or at the end of a turn. */
  stored(messages: readonly StoredMessage[]): void
  todos(sessionId: string, todos: readonly Todo[]): void
  /** Says something once in the life of the log. */
  notice(level: 'info' | 'warning' | 'error', text: string): void
  /** The turn is over: what still runs in the log runs no more. */
  endTools(): void
  /** Tools at work now, those left out that only wait for a sub-agent. */
  runningTools(): number
}

export interface TranslatorOptions {
  rootId: string
  history: readonly LogItem[]
  emit: (item: LogBody) => void
}

/** The latest moment that a date can name, in epoch milliseconds: providers ask for any wait. */
const LATEST = 8.64e15

interface Prose {
  kind: 'text' | 'reasoning'
  text: string
  /** Its whole text is known; deltas that arrive late are in it already. */
  whole: boolean
}

/** Makes the translator of one session tree. */
export function createTranslator({ rootId, history, emit }: TranslatorOptions): Translator {
  const prose = new Map<string, Prose>()
  const tools: ToolBook = createToolBook(emit)
  const told = new Set<string>()
  const counted = new Set<string>()
  const todoLists = new Map<string, string>()
  const speakers = new Map<string, 'agent' | 'silent'>()
  let lastRetry = ''

  const of = (sessionId: string) => (sessionId === rootId ? {} : { sessionId })

  for (const item of history) {
    if (item.kind === 'text' || item.kind === 'reasoning') {
      const known = prose.get(item.partId)
      const text = known === undefined || item.replace === true ? item.delta : known.text + item.delta
      prose.set(item.partId, { kind: item.kind, text, whole: false })
    } else if (item.kind === 'tool' || item.kind === 'tool_output') tools.seed(item)
    else if (item.kind === 'usage') counted.add(item.messageId)
    else if (item.kind === 'todo') todoLists.set(item.sessionId ?? rootId, JSON.stringify(item.items))
    else if (item.kind === 'notice') told.add(item.text)
    else if (item.kind === 'retry') lastRetry = `${item.attempt} ${item.nextAt}`
  }

  function message(info: Message) {
    // What users say is logged by those who say it; a summary made to save context is not for readers.
    const silent = info.role === 'user' || info.summary === true || info.agent === 'compaction'
    speakers.set(info.id, silent ? 'silent' : 'agent')
    if (info.role === 'user' || counted.has(info.id)) return
    if (info.finish === undefined && info.time.completed === undefined) return
    const { input, output, reasoning, cache } = info.tokens
    if (input + output + reasoning + cache.read + cache.write === 0 && info.cost === 0) return
    counted.add(info.id)
    emit({
      kind: 'usage',
      ...of(info.sessionID),
      messageId: info.id,
      inputTokens: Math.round(input),
      outputTokens: Math.round(output),
      reasoningTokens: Math.round(reasoning),
      cacheReadTokens: Math.round(cache.read),
      cacheWriteTokens: Math.round(cache.write),
      cost: info.cost,
    })
  }

  function part(one: Part) {
    if (speakers.get(one.messageID) !== 'agent') return
    if (one.type === 'tool') tools.part(one, of(one.sessionID))
    else if (one.type === 'text' || one.type === 'reasoning') {
      if (one.type === 'text' && one.synthetic === true) return
      words(one.id, one.type, one.sessionID, one.text, one.time?.end !== undefined)
    }
  }

  /** Text of a part as stored: "" while it is written, all of it once it is done. */
  function words(partId: string, kind: Prose['kind'], sessionId: string, text: string, done: boolean) {
    let known = prose.get(partId)
    if (known === undefined) {
      known = { kind, text: '', whole: false }
      prose.set(partId, known)
    }
    if (done) known.whole = true
    if (text.length > known.text.length && text.startsWith(known.text)) {
      const delta = text.slice(known.text.length)
      known.text = text
      emit({ kind, partId, ...of(sessionId), delta })
    } else if (done && text !== '' && text.trimEnd() !== known.text.trimEnd()) {
      known.text = text
      emit({ kind, partId, ...of(sessionId), delta: text, replace: true })
    }
  }

  function delta(sessionId: string, partId: string, field: string, text: string) {
    const known = prose.get(partId)
    // A part whose beginning was missed is told in full when it is done.
    if (known === undefined || known.whole || field !== 'text' || text === '') return
    known.text += text
    emit({ kind: known.kind, partId, ...of(sessionId), delta: text })
  }

  function todos(sessionId: string, list: readonly Todo[]) {
    const items = list.map(({ content, status }): TodoItem => ({ content, status: todoStatus(status) }))
    const key = JSON.stringify(items)
    if (todoLists.get(sessionId) === key || (items.length === 0 && !todoLists.has(sessionId))) return
    todoLists.set(sessionId, key)
    emit({ kind: 'todo', ...of(sessionId), items })
  }

  function retry(attempt: number, text: string, next: number) {
    const nextAt = new Date(Math.min(Math.max(next, 0), LATEST)).toISOString()
    const key = `${attempt} ${nextAt}`
    if (key === lastRetry) return
    lastRetry = key
    emit({ kind: 'retry', attempt, message: humanLine(text), nextAt })
  }

  function notice(level: 'info' | 'warning' | 'error', text: string) {
    if (told.has(text)) return
    told.add(text)
    emit({ kind: 'notice', level, text })
  }

  return {
    event(event) {
      switch (event.type) {
        case 'message.updated':
          return message(event.properties.info)
        case 'message.part.updated':
          return part(event.properties.part)
        case 'message.part.delta': {
          const { sessionID, partID, field, delta: text } = event.properties
          return delta(sessionID, partID, field, text)
        }
        case 'todo.updated':
          return todos(event.properties.sessionID, event.properties.todos)
        case 'session.status': {
          const { status } = event.properties
          if (status.type === 'retry') retry(status.attempt, status.message, status.next)
          return
        }
        case 'session.compacted':
          // May happen again in a long run, and is worth saying each time.
          emit({ kind: 'notice', level: 'info', text: 'The conversation was shortened to fit the model.' })
          return
        default:
      }
    },
    stored(messages) {
      for (const { info, parts } of messages) {
        message(info)
        for (const one of parts) part(one)
      }
    },
    todos,
    notice,
    endTools: () => tools.end(),
    runningTools: () => tools.running(),
  }
}

function todoStatus(status: string): TodoItem['status'] {
  return status === 'in_progress' || status === 'completed' || status === 'cancelled' ? status : 'pending'
}
