import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { LogBody } from '#shared/run-log.ts'

/** Puts a log in the place of a run's own, straight into the database: no agent is that quick. The run must be over. */
export function seedLog(dataFolder: string, runId: string, items: Iterable<LogBody>): void {
  const database = new DatabaseSync(join(dataFolder, 'openlinear.db'))
  try {
    database.exec('PRAGMA busy_timeout = 5000')
    database.exec('BEGIN IMMEDIATE')
    database.prepare('DELETE FROM run_events WHERE run_id = ?').run(runId)
    const insert = database.prepare(
      'INSERT INTO run_events (run_id, seq, at, kind, body) VALUES (?, ?, ?, ?, ?)',
    )
    const began = Date.parse('2026-01-01T10:00:00Z')
    let seq = 0
    for (const { kind, ...body } of items) {
      seq += 1
      insert.run(runId, seq, new Date(began + seq * 40).toISOString(), kind, JSON.stringify(body))
    }
    database.exec('COMMIT')
  } finally {
    database.close()
  }
}
