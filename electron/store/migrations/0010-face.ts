import { type Kysely, sql } from 'kysely'

/** What the page keeps of how its user works. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const STATEMENTS = [
  `ALTER TABLE projects ADD COLUMN wip_limits TEXT NOT NULL DEFAULT '{}'`,
  `CREATE TABLE views (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    color TEXT NOT NULL,
    project_id TEXT REFERENCES projects (id),
    query TEXT NOT NULL,
    sort_order TEXT NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    updated_seq INTEGER NOT NULL,
    deleted_at TEXT
  ) STRICT`,
  `CREATE TABLE templates (
    id TEXT PRIMARY KEY,
    project_id TEXT REFERENCES projects (id),
    name TEXT NOT NULL,
    -- The fields that a task of it begins with.
    fields TEXT NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    updated_seq INTEGER NOT NULL,
    deleted_at TEXT
  ) STRICT`,
  `CREATE TABLE inbox_marks (
    id TEXT PRIMARY KEY,
    snoozed_until TEXT,
    done_at TEXT,
    updated_at TEXT NOT NULL,
    updated_seq INTEGER NOT NULL
  ) STRICT`,
  // Usage is summed up by day over a span of them. It holds all that is summed up: a run's own row has its prompt
  // before these columns, which would be read with them.
  `CREATE INDEX runs_created ON runs (
    created_at, project_id, model, agent, status, input_tokens, output_tokens, cost, worked_ms
  )`,
]
