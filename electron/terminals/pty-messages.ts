import type { TerminalBatch } from '#shared/terminals.ts'

/** What a process is started with in a terminal of its own. */
export interface PtyOrder {
  file: string
  args: string[]
  cwd: string
  env: Record<string, string>
  cols: number
  rows: number
  /** Its output is read for where it serves, this port before others; null = it is not read. */
  port: number | null
}

export interface PtyEnd {
  /** null = ended by a signal. */
  exitCode: number | null
  /** Its number. */
  signal: number | null
}

export type ToPtyWorker =
  | { kind: 'open'; id: string; order: PtyOrder }
  | { kind: 'write'; id: string; data: string | Uint8Array }
  | { kind: 'resize'; id: string; cols: number; rows: number }
  /** Wants the next batch; the first one of a reader is the screen. */
  | { kind: 'read'; id: string; reader: number }
  | { kind: 'leave'; id: string; reader: number }
  /** What it shows is not needed any more. */
  | { kind: 'forget'; id: string }

export type FromPtyWorker =
  | { kind: 'opened'; id: string; pid: number }
  | { kind: 'failed'; id: string; message: string }
  /** null = there will be no more. */
  | { kind: 'batch'; reader: number; batch: TerminalBatch | null }
  | { kind: 'address'; id: string; address: string }
  | { kind: 'ended'; id: string; end: PtyEnd }
