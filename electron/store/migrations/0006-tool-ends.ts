import { type Kysely, sql } from 'kysely'

/** Runs that have ended before each end of a run ended its tools: nothing in their logs is at work any more. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw(STATEMENT).execute(db)
}

// Each item is read once, and only what is small of it is sorted. Beside `max`, the other columns are those of the last
// item.
const STATEMENT = `
  WITH items AS MATERIALIZED (
    SELECT e.run_id, e.seq, e.body ->> 'partId' AS part, e.body ->> 'state' IN ('pending', 'running') AS at_work
    FROM runs r CROSS JOIN run_events e ON e.run_id = r.id
    WHERE e.kind = 'tool' AND r.status IN ('succeeded', 'failed', 'cancelled')
  ), last AS (
    SELECT run_id, part, at_work, max(seq) AS seq FROM items WHERE part IS NOT NULL GROUP BY run_id, part
  ), tools AS MATERIALIZED (
    SELECT run_id, seq, part, e.body, coalesce(r.ended_at, e.at) AS at
    FROM last JOIN run_events e USING (run_id, seq) JOIN runs r ON r.id = run_id
    WHERE at_work
  )
  INSERT INTO run_events (run_id, seq, at, kind, body)
  SELECT run_id,
    (SELECT max(seq) FROM run_events WHERE run_id = tools.run_id)
      + row_number() OVER (PARTITION BY run_id ORDER BY seq),
    at,
    'tool',
    json_patch('{}', json_object(
      'partId', part, 'sessionId', body ->> 'sessionId', 'tool', body ->> 'tool', 'state', 'interrupted'
    ))
  FROM tools`
