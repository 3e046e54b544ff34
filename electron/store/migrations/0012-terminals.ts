import { type Kysely, sql } from 'kysely'

/** Processes in worktrees that the user talks with, and the command that serves what is developed. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const STATEMENTS = [
  'ALTER TABLE projects ADD COLUMN dev_command TEXT',
  // A running one of an earlier start is lost: see electron/terminals.
  `CREATE TABLE terminals (
    id TEXT PRIMARY KEY,
    project_id TEXT NOT NULL REFERENCES projects (id),
    -- null = in the project's own folder.
    run_id TEXT REFERENCES runs (id),
    worktree_path TEXT NOT NULL,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    command TEXT,
    cols INTEGER NOT NULL,
    rows INTEGER NOT NULL,
    status TEXT NOT NULL,
    exit_code INTEGER,
    signal TEXT,
    port INTEGER,
    address TEXT,
    created_at TEXT NOT NULL,
    ended_at TEXT,
    updated_seq INTEGER NOT NULL
  ) STRICT`,
  'CREATE INDEX terminals_worktree ON terminals (worktree_path)',
]
