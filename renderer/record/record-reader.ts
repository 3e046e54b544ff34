import type { LogItem } from '#shared/run-log.ts'
import type { CheckLine, EndLine, RequestLine, RunLine } from '#shared/run-record.ts'
import { RECORD_VERSION } from '#shared/run-record-words.ts'
import { locale, t } from '../strings/t.ts'
import { type Check, isMap, isTime, isWhole, wrongField } from './check-value.ts'
import {
  CHECK_FIELDS,
  END_FIELDS,
  EVENT_FIELDS,
  MESSAGE_FIELDS,
  REQUEST_FIELDS,
  RUN_FIELDS,
} from './record-fields.ts'

/** A run record as it was read. */
export interface RunRecord {
  head: RunLine
  /** The log. */
  items: LogItem[]
  checks: CheckLine[]
  requests: RequestLine[]
  /** Null while the run went on, or where the file was cut off. */
  end: EndLine | null
  isCutOff: boolean
  /** Lines of types that this version does not know. */
  unknown: number
}

/** Longest line, in characters, and most lines. */
export const LONGEST_LINE = 32 << 20
export const MOST_LINES = 500_000

/** A file is no run record, in words. */
export class RecordProblem extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'RecordProblem'
  }
}

/** Reads a run record as its text comes in. Nothing in it is believed before it was looked at. */
export class RecordReader {
  /** Lines read so far. */
  lines = 0
  #head: RunLine | null = null
  #end: EndLine | null = null
  #unknown = 0
  readonly #items: LogItem[] = []
  readonly #checks: CheckLine[] = []
  readonly #requests: RequestLine[] = []
  /** Of a line whose end has not come yet. */
  #open: string[] = []
  #openLength = 0
  #seq = 0

  /** @throws RecordProblem */
  push(text: string): void {
    let from = 0
    for (let to = text.indexOf('\n'); to !== -1; to = text.indexOf('\n', from)) {
      this.#take(text.slice(from, to))
      this.#line()
      from = to + 1
    }
    this.#take(text.slice(from))
  }

  /** @throws RecordProblem */
  finish(): RunRecord {
    const rest = this.#open.join('').trim()
    const isHalf = rest !== '' && !isJson(rest)
    // Cut off in the midst of a line; before that all was well.
    if (isHalf && this.#head !== null) this.#open = []
    else if (rest !== '') this.#line()
    if (this.#head === null) throw new RecordProblem(t('The file is empty.'))
    if (this.#end !== null && this.#end.lastSeq !== this.#seq) {
      throw new RecordProblem(
        t('The record ends after item {last}, but its last line counts {count}.', {
          last: this.#seq,
          count: this.#end.lastSeq,
        }),
      )
    }
    const isOver = OVER.has(this.#head.status)
    return {
      head: this.#head,
      items: this.#items,
      checks: this.#checks,
      requests: this.#requests,
      end: this.#end,
      isCutOff: isHalf || (isOver && this.#end === null),
      unknown: this.#unknown,
    }
  }

  #take(text: string): void {
    this.#openLength += text.length
    if (this.#openLength > LONGEST_LINE) {
      throw new RecordProblem(
        t('Line {line} is longer than {most} million characters.', {
          line: this.lines + 1,
          most: LONGEST_LINE >> 20,
        }),
      )
    }
    if (text !== '') this.#open.push(text)
  }

  #line(): void {
    const text = this.#open.join('').trim()
    this.#open = []
    this.#openLength = 0
    this.lines += 1
    if (this.lines > MOST_LINES) {
      throw new RecordProblem(
        t('The file has more than {most} lines.', { most: MOST_LINES.toLocaleString(locale()) }),
      )
    }
    if (text !== '') this.#read(text)
  }

  #read(text: string): void {
    let line: unknown
    try {
      line = JSON.parse(text)
    } catch {
      throw new RecordProblem(
        this.#head === null
          ? t('Line {line} is not JSON: this is no run record.', { line: this.lines })
          : t('Line {line} is not JSON.', { line: this.lines }),
      )
    }
    if (!isMap(line) || typeof line['type'] !== 'string')
      throw new RecordProblem(t('Line {line} is not a line of a run record.', { line: this.lines }))
    if (this.#head === null) return this.#first(line)
    if (this.#end !== null)
      throw new RecordProblem(t('Line {line} comes after the end.', { line: this.lines }))
    switch (line['type']) {
      case 'run':
        throw new RecordProblem(t('Line {line} begins a second run.', { line: this.lines }))
      case 'message': {
        const { seq, at, messageId, reason, text: words } = this.#item(line, MESSAGE_FIELDS)
        this.#items.push({ seq, at, kind: 'prompt', messageId, reason, text: words } as LogItem)
        return
      }
      case 'request': {
        const { seq, at, requestId, state, text: words } = this.#item(line, REQUEST_FIELDS)
        this.#items.push({ seq, at, kind: 'request', requestId, state, text: words } as LogItem)
        this.#requests.push(line as unknown as RequestLine)
        return
      }
      case 'check': {
        const { seq, at, commandId, exitCode, ms } = this.#item(line, CHECK_FIELDS)
        this.#items.push({ seq, at, kind: 'command_end', commandId, exitCode, ms } as LogItem)
        this.#checks.push(line as unknown as CheckLine)
        return
      }
      case 'event':
        return this.#event(line)
      case 'end':
        this.#require(line, END_FIELDS)
        this.#end = line as unknown as EndLine
        return
      default:
        this.#unknown += 1
    }
  }

  #first(line: Record<string, unknown>): void {
    if (line['type'] !== 'run')
      throw new RecordProblem(
        t('Line {line} does not begin a run: this is no run record.', { line: this.lines }),
      )
    if (line['version'] !== RECORD_VERSION) {
      throw new RecordProblem(
        isWhole(line['version'])
          ? t('The record is of version {version}; this OpenLinear reads version {own}.', {
              version: String(line['version']),
              own: RECORD_VERSION,
            })
          : t('The record says no version.'),
      )
    }
    this.#require(line, RUN_FIELDS)
    this.#head = line as unknown as RunLine
  }

  #event(line: Record<string, unknown>): void {
    const kind = line['kind']
    const fields =
      typeof kind === 'string' && Object.hasOwn(EVENT_FIELDS, kind) ? EVENT_FIELDS[kind] : undefined
    const { type: _, ...item } = this.#item(line, fields ?? {})
    if (fields === undefined) this.#unknown += 1
    else this.#items.push(item as unknown as LogItem)
  }

  /** A line with a number, which has to be the next one. */
  #item(line: Record<string, unknown>, fields: Readonly<Record<string, Check>>): Record<string, unknown> {
    this.#require(line, { seq: isWhole, at: isTime, ...fields })
    if (line['seq'] !== this.#seq + 1) {
      throw new RecordProblem(
        t('Line {line} is item {item}, but {next} was to come.', {
          line: this.lines,
          item: String(line['seq']),
          next: this.#seq + 1,
        }),
      )
    }
    this.#seq += 1
    return line
  }

  #require(line: Record<string, unknown>, fields: Readonly<Record<string, Check>>): void {
    const wrong = wrongField(line, fields)
    if (wrong !== null)
      throw new RecordProblem(t('Line {line} has no sound “{field}”.', { line: this.lines, field: wrong }))
  }
}

const OVER: ReadonlySet<string> = new Set(['succeeded', 'failed', 'cancelled'])

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
