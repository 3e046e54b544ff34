/**
 * Writes the lines of a run record without secrets, on a thread of its own: a log may hold very much text, and each
 * word of it is looked at. `workerData` is a {@link RecordOrder}; each {@link RecordPiece} is answered with its lines.
 */
import { parentPort, workerData } from 'node:worker_threads'
import { createRedact } from '../doctor/redact.ts'
import type { StoredItem } from '../runs/runs.ts'
import { createItemLines } from './record-lines.ts'

export interface RecordOrder {
  /** The user's home folder. */
  home: string
  /** Texts that stand nowhere in it. */
  secrets: readonly string[]
}

/** One line as it is, or the next items of the log. */
export type RecordPiece = { line: object } | { items: readonly StoredItem[] }

/** Names that OpenLinear or OpenCode has made up: some of them look like keys. */
const NAMES: ReadonlySet<string> = new Set([
  'type',
  'kind',
  'at',
  'runId',
  'partId',
  'sessionId',
  'childSessionId',
  'messageId',
  'commandId',
  'requestId',
])

const { home, secrets } = workerData as RecordOrder
const redact = createRedact({
  home,
  hide: secrets.map((secret) => [secret, '<hidden>'] as const),
  what: 'record',
})
const toLine = createItemLines()

const write = (line: object) =>
  `${JSON.stringify(
    Object.fromEntries(
      Object.entries(line).map(([name, value]) => [name, NAMES.has(name) ? value : redact(value)]),
    ),
  )}\n`

parentPort?.on('message', (piece: RecordPiece) => {
  const lines = 'line' in piece ? [piece.line] : piece.items.map(toLine)
  parentPort?.postMessage(lines.map(write).join(''))
})
