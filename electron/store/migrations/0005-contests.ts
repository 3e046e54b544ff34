import { type Kysely, sql } from 'kysely'

/** Several runs at one task, of which one is taken. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const STATEMENTS = [
  `CREATE TABLE contests (
    id TEXT PRIMARY KEY,
    task_id TEXT NOT NULL REFERENCES tasks (id),
    project_id TEXT NOT NULL REFERENCES projects (id),
    status TEXT NOT NULL CHECK (status IN ('running', 'choosing', 'taken', 'cancelled')),
    step TEXT NOT NULL CHECK (step IN ('runs', 'end_runs', 'hand_over', 'put_away', 'done')),
    base_branch TEXT NOT NULL,
    base_commit TEXT NOT NULL,
    prompt TEXT NOT NULL,
    parallel INTEGER NOT NULL,
    taken_run_id TEXT REFERENCES runs (id),
    task_status TEXT NOT NULL,
    created_at TEXT NOT NULL,
    ended_at TEXT,
    updated_seq INTEGER NOT NULL
  ) STRICT`,
  `CREATE UNIQUE INDEX contests_one_open ON contests (task_id) WHERE status IN ('running', 'choosing')`,
  `ALTER TABLE tasks ADD COLUMN contest_id TEXT REFERENCES contests (id)`,
  `ALTER TABLE runs ADD COLUMN contest_id TEXT REFERENCES contests (id)`,
  `CREATE INDEX runs_contest ON runs (contest_id) WHERE contest_id IS NOT NULL`,
  // Candidates of a contest are open side by side; every other run is alone on its task.
  `DROP INDEX runs_one_open`,
  `CREATE UNIQUE INDEX runs_one_open ON runs (task_id)
    WHERE contest_id IS NULL AND status IN ('queued', 'running', 'waiting')`,
]
