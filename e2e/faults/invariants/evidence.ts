import { existsSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import type { Selectable } from 'kysely'
import type {
  BatchesTable,
  BatchTasksTable,
  ContestsTable,
  RunsTable,
  TasksTable,
  TrashTable,
} from '#electron/store/schema.ts'
import type { Batch } from '#shared/batches.ts'
import type { LogItem } from '#shared/run-log.ts'

export type RunRow = Selectable<RunsTable>

/** One part of an answer of the agent, as its own database has it. */
export interface AgentPart {
  id: string
  /** Id of the prompt that it answers; null for a sub-agent's. */
  promptId: string | null
  type: 'text' | 'tool'
  /** Prose that was said to its end, or a tool's status. */
  text: string | null
  status: string | null
}

/** Everything the invariants look at, read from the files while no host is alive. */
export interface Evidence {
  quickCheck: string[]
  runs: RunRow[]
  logs: Map<string, LogItem[]>
  tasks: Selectable<TasksTable>[]
  projects: { id: string; repo_path: string }[]
  trash: Selectable<TrashTable>[]
  requests: { id: string; run_id: string; answer: string | null }[]
  contests: Selectable<ContestsTable>[]
  batches: Selectable<BatchesTable>[]
  /** In the order in which they are merged. */
  batchTasks: Selectable<BatchTasksTable>[]
  /** What the feed said of batches, in order. */
  batchFeed: { seq: number; event: string; data: Partial<Batch> & { id: string } }[]
  feed: { least: number | null; most: number | null; count: number }
  /** Ids of the user messages in each of the agent's sessions, and the answers' parts. */
  agent: { prompts: Map<string, { id: string; text: string }[]>; parts: Map<string, AgentPart[]> }
}

/** Reads a data folder's databases; null when there is none yet. */
export function readEvidence(dataFolder: string): Evidence | null {
  const file = join(dataFolder, 'openlinear.db')
  if (!existsSync(file)) return null
  const db = new Database(file, { readonly: true })
  try {
    const all = <T>(sql: string) => db.prepare(sql).all() as T[]
    const quickCheck = [
      ...(db.pragma('quick_check') as { quick_check: string }[]).map((row) => row.quick_check),
      ...(db.pragma('foreign_key_check') as unknown[]).map((row) => `foreign key ${JSON.stringify(row)}`),
    ].filter((line) => line !== 'ok')
    const logs = new Map<string, LogItem[]>()
    const rows = all<{ run_id: string; seq: number; at: string; kind: string; body: string }>(
      'SELECT * FROM run_events ORDER BY run_id, seq',
    )
    for (const { run_id, seq, at, kind, body } of rows) {
      const item = { seq, at, kind, ...(JSON.parse(body) as object) } as LogItem
      logs.set(run_id, [...(logs.get(run_id) ?? []), item])
    }
    return {
      quickCheck,
      runs: all<RunRow>('SELECT * FROM runs ORDER BY task_id, attempt'),
      logs,
      tasks: all('SELECT * FROM tasks WHERE deleted_at IS NULL'),
      projects: all('SELECT id, repo_path FROM projects WHERE deleted_at IS NULL'),
      trash: all('SELECT * FROM trash'),
      requests: all('SELECT id, run_id, answer FROM requests'),
      contests: all('SELECT * FROM contests ORDER BY id'),
      batches: all('SELECT * FROM batches ORDER BY id'),
      batchTasks: all('SELECT * FROM batch_tasks ORDER BY batch_id, position'),
      batchFeed: all<{ seq: number; event: string; data: string }>(
        `SELECT seq, event, data FROM feed WHERE event LIKE 'batch:%' ORDER BY seq`,
      ).map(({ seq, event, data }) => ({ seq, event, data: JSON.parse(data) })),
      feed: all<Evidence['feed']>(
        'SELECT min(seq) AS least, max(seq) AS most, count(*) AS count FROM feed',
      )[0] ?? {
        least: null,
        most: null,
        count: 0,
      },
      agent: agentEvidence(dataFolder),
    }
  } finally {
    db.close()
  }
}

/** What the agent itself remembers: a witness that the engine has no hand in. */
function agentEvidence(dataFolder: string): Evidence['agent'] {
  const prompts: Evidence['agent']['prompts'] = new Map()
  const parts: Evidence['agent']['parts'] = new Map()
  const file = join(dataFolder, 'opencode/practice/data/opencode/opencode.db')
  if (!existsSync(file)) return { prompts, parts }
  const db = new Database(file, { readonly: true })
  try {
    // Killed while it made its tables, it has heard nothing yet.
    const tables = `SELECT count(*) FROM sqlite_master WHERE name IN ('part', 'message', 'session')`
    if (db.prepare(tables).pluck().get() !== 3) return { prompts, parts }
    const rows = db
      .prepare(
        `SELECT part.id, part.message_id, part.session_id, part.data, message.data AS message, session.parent_id
         FROM part JOIN message ON message.id = part.message_id JOIN session ON session.id = part.session_id
         ORDER BY part.id`,
      )
      .all() as Record<'id' | 'message_id' | 'session_id' | 'data' | 'message', string>[]
    for (const row of rows) {
      const message = JSON.parse(row.message) as { role: string; parentID?: string }
      const part = JSON.parse(row.data) as {
        type: string
        tool?: string
        text?: string
        synthetic?: boolean
        time?: { end?: number }
        state?: { status: string }
      }
      if (message.role === 'user' && part.type === 'text' && part.synthetic !== true) {
        const said = { id: row.message_id, text: part.text ?? '' }
        prompts.set(row.session_id, [...(prompts.get(row.session_id) ?? []), said])
      }
      if (message.role !== 'assistant' || (part.type !== 'text' && part.type !== 'tool')) continue
      const one: AgentPart = {
        id: row.id,
        promptId: message.parentID ?? null,
        type: part.type,
        text: part.time?.end === undefined ? null : (part.text ?? ''),
        // A call that it cannot read OpenCode completes as one of `invalid`; the log says that it failed.
        status: part.tool === 'invalid' ? 'error' : (part.state?.status ?? null),
      }
      parts.set(row.session_id, [...(parts.get(row.session_id) ?? []), one])
    }
  } finally {
    db.close()
  }
  return { prompts, parts }
}
