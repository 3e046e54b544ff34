import { type Kysely, sql } from 'kysely'

/** Batches, their tasks, and results of checks. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const STATEMENTS = [
  `CREATE TABLE batches (
    id TEXT PRIMARY KEY,
    project_id TEXT NOT NULL REFERENCES projects (id),
    mode TEXT NOT NULL CHECK (mode IN ('parallel', 'queue')),
    status TEXT NOT NULL CHECK (status IN ('running', 'waiting', 'paused', 'completed', 'failed', 'cancelled')),
    step TEXT NOT NULL CHECK (step IN ('tasks', 'publish', 'clean_up', 'done')),
    options TEXT NOT NULL,
    base_branch TEXT NOT NULL,
    base_commit TEXT NOT NULL,
    branch TEXT NOT NULL,
    head_commit TEXT NOT NULL,
    prepared_for TEXT,
    verified INTEGER NOT NULL DEFAULT 0,
    ending TEXT CHECK (ending IN ('complete', 'fail', 'cancel')),
    failure TEXT,
    summary TEXT,
    created_at TEXT NOT NULL,
    ended_at TEXT,
    pushed_commit TEXT,
    merged_commit TEXT,
    updated_seq INTEGER NOT NULL
  ) STRICT`,
  `CREATE INDEX batches_open ON batches (status) WHERE status IN ('running', 'waiting', 'paused')`,
  `CREATE TABLE batch_tasks (
    batch_id TEXT NOT NULL REFERENCES batches (id) ON DELETE CASCADE,
    task_id TEXT NOT NULL REFERENCES tasks (id),
    identifier TEXT NOT NULL,
    position INTEGER NOT NULL,
    status TEXT NOT NULL CHECK (status IN
      ('queued', 'blocked', 'running', 'waiting', 'completed', 'merged', 'skipped', 'failed', 'cancelled')),
    depends_on TEXT NOT NULL,
    run_id TEXT REFERENCES runs (id),
    awaits_approval INTEGER NOT NULL DEFAULT 0,
    stage TEXT CHECK (stage IN ('merging', 'setup', 'verifying')),
    merge_commit TEXT,
    reason TEXT,
    given_back INTEGER NOT NULL DEFAULT 0,
    from_tip INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (batch_id, task_id)
  ) STRICT, WITHOUT ROWID`,
  `CREATE INDEX batch_tasks_task ON batch_tasks (task_id)`,
  `CREATE INDEX batch_tasks_run ON batch_tasks (run_id)`,
  `ALTER TABLE runs ADD COLUMN batch_id TEXT REFERENCES batches (id)`,
  `ALTER TABLE runs ADD COLUMN batch_limit INTEGER`,
  `CREATE TABLE check_results (
    project_id TEXT NOT NULL REFERENCES projects (id),
    key TEXT NOT NULL,
    exit_code INTEGER,
    output TEXT NOT NULL,
    ms INTEGER NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (project_id, key)
  ) STRICT, WITHOUT ROWID`,
]
