import { sql } from 'kysely'
import type { Tx } from '../store/store.ts'
import { lastSeq } from './read-log.ts'

/**
 * Ends the tools that a run's log leaves at work, in the transaction that ends the run: whoever was killed, or
 * ended, could not say how they came out.
 */
export async function endTools(tx: Tx, runId: string, at: string): Promise<void> {
  // Beside `max`, the other columns are those of the last item.
  const { rows } = await sql<{ partId: string; sessionId: string | null; tool: string }>`
    SELECT * FROM (
      SELECT body ->> 'partId' AS partId, body ->> 'sessionId' AS sessionId, body ->> 'tool' AS tool,
        body ->> 'state' AS state, max(seq) AS seq
      FROM run_events WHERE run_id = ${runId} AND kind = 'tool' GROUP BY 1
    ) WHERE state IN ('pending', 'running') ORDER BY seq`.execute(tx.db)
  if (rows.length === 0) return
  const seq = await lastSeq(tx.db, runId)
  const ends = rows.map(({ partId, sessionId, tool }, index) => {
    const body = { partId, ...(sessionId !== null && { sessionId }), tool, state: 'interrupted' }
    return { run_id: runId, seq: seq + 1 + index, at, kind: 'tool', body: JSON.stringify(body) }
  })
  await tx.db.insertInto('run_events').values(ends).execute()
}
