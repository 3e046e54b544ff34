import { z } from 'zod'
import { id, timestamp } from './common.ts'
import { MAX_TYPED } from './terminal-text.ts'

/** `shell`: the user's own. `dev`: the project's dev command. */
const terminalKind = z.enum(['shell', 'dev'])
export type TerminalKind = z.infer<typeof terminalKind>

/** `lost`: the host ended without a word, and its process with it; how it ended nobody knows. */
const terminalStatus = z.enum(['running', 'exited', 'lost'])

/** A process in a worktree, or in a project's own folder, that the user talks with. */
export const terminal = z.object({
  id,
  projectId: id,
  /** The run in whose worktree it was opened; null = in the project's folder. */
  runId: id.nullable(),
  /** Where it works: runs that go on in the same worktree share its terminals. */
  worktreePath: z.string(),
  kind: terminalKind,
  title: z.string(),
  /** The line that it runs; null = a shell. */
  command: z.string().nullable(),
  cols: z.number().int(),
  rows: z.number().int(),
  status: terminalStatus,
  /** null = it goes on, was lost, or ended by a signal. */
  exitCode: z.number().int().nullable(),
  /** Such as `SIGHUP`. */
  signal: z.string().nullable(),
  /** What a dev command was given as `PORT`. */
  port: z.number().int().nullable(),
  /** Where what a dev command serves can be seen: as its output says, or the port it was given once that answers. */
  address: z.string().nullable(),
  createdAt: timestamp,
  endedAt: timestamp.nullable(),
  updatedSeq: z.number().int(),
})
export type Terminal = z.infer<typeof terminal>

/** Terminals of one worktree, ended ones among them. */
export const MAX_PER_WORKTREE = 12
/** Processes that may run at once, over all worktrees. */
export const MAX_RUNNING = 40

const cols = z.number().int().min(2).max(500)
const rows = z.number().int().min(1).max(300)

/** @property id of the run in whose worktree it is opened, or of the project in whose folder */
export const openTerminal = z.strictObject({ id, cols: cols.default(80), rows: rows.default(24) })
export type OpenTerminal = z.infer<typeof openTerminal>

export const writeTerminal = z.strictObject({
  id,
  /** As it is typed: `\r` is Enter. */
  data: z.string().min(1).max(MAX_TYPED),
  /** `base64` for what is no text, such as the NUL of Ctrl+Space. */
  encoding: z.enum(['text', 'base64']).default('text'),
})
export type WriteTerminal = z.infer<typeof writeTerminal>
export const resizeTerminal = z.strictObject({ id, cols, rows })
export type ResizeTerminal = z.infer<typeof resizeTerminal>

/** A terminal's output as it travels. */
export type TerminalBatch =
  /** All that can be seen and scrolled back to, with the modes that are on: takes the place of what is shown. */
  { kind: 'screen'; cols: number; rows: number; data: string } | { kind: 'output'; data: string }
