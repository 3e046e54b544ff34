import { type Kysely, sql } from 'kysely'

/** Runs that have ended before each end of a run ended its tools: nothing in their logs is at work any more. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw(STATEMENT).execute(db)
}

// Beside `max`, the other columns are those of the last item.
const STATEMENT = `
  WITH tools AS (
    SELECT e.run_id, e.body ->> 'partId' AS part, e.body ->> 'sessionId' AS session, e.body ->> 'tool' AS tool,
      e.body ->> 'state' AS state, max(e.seq) AS seq, r.ended_at
    FROM run_events e JOIN runs r ON r.id = e.run_id
    WHERE e.kind = 'tool' AND e.body ->> 'partId' IS NOT NULL AND r.status IN ('succeeded', 'failed', 'cancelled')
    GROUP BY e.run_id, part
  )
  INSERT INTO run_events (run_id, seq, at, kind, body)
  SELECT run_id,
    (SELECT max(seq) FROM run_events WHERE run_id = tools.run_id)
      + row_number() OVER (PARTITION BY run_id ORDER BY seq),
    coalesce(ended_at, (SELECT at FROM run_events WHERE run_id = tools.run_id AND seq = tools.seq)),
    'tool',
    json_patch('{}', json_object('partId', part, 'sessionId', session, 'tool', tool, 'state', 'interrupted'))
  FROM tools WHERE state IN ('pending', 'running')`
