import { type Kysely, sql } from 'kysely'

/** What a reviewer does with the work of a run that is over. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const STATEMENTS = [
  // The journal of a part that is taken back, or brought again: {from, to, what}; `to` is a child of `from`.
  'ALTER TABLE runs ADD COLUMN moving TEXT',
  // The last check that the user has asked for since the run is over: {status, line, startedAt, …}.
  'ALTER TABLE runs ADD COLUMN recheck TEXT',
  // Both are looked for at each start, and the rows before them are long.
  'CREATE INDEX runs_moving ON runs (id) WHERE moving IS NOT NULL',
  'CREATE INDEX runs_recheck ON runs (id) WHERE recheck IS NOT NULL',
]
