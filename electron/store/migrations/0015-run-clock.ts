import { type Kysely, sql } from 'kysely'

/** How long a run has stood still since it started: its clock is to show what it worked, not what it waited. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const STATEMENTS = [
  // Milliseconds, of the pauses that are over.
  'ALTER TABLE runs ADD COLUMN held_ms INTEGER NOT NULL DEFAULT 0',
  // Since when it waits, for the user or for a slot; null while it works.
  'ALTER TABLE runs ADD COLUMN held_since TEXT',
  // Since when those that wait now do so is not known; from here on they stand.
  `UPDATE runs SET held_since = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
    WHERE started_at IS NOT NULL AND status IN ('waiting', 'queued')`,
]
