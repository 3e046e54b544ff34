import { type Kysely, sql } from 'kysely'

/** Combined batches, resolved conflicts, final checks, budgets, waits for providers, and settings of projects. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

// SQLite cannot change a CHECK: both tables are made anew. Foreign keys are off meanwhile, see migrate.ts.
const STATEMENTS = [
  `CREATE TABLE new_batches (
    id TEXT PRIMARY KEY,
    project_id TEXT NOT NULL REFERENCES projects (id),
    mode TEXT NOT NULL CHECK (mode IN ('parallel', 'queue', 'combined')),
    status TEXT NOT NULL CHECK (status IN ('running', 'waiting', 'paused', 'completed', 'failed', 'cancelled')),
    step TEXT NOT NULL CHECK (step IN ('tasks', 'final_check', 'publish', 'clean_up', 'done')),
    options TEXT NOT NULL,
    base_branch TEXT NOT NULL,
    base_commit TEXT NOT NULL,
    branch TEXT NOT NULL,
    head_commit TEXT NOT NULL,
    prepared_for TEXT,
    verified INTEGER NOT NULL DEFAULT 0,
    final_check TEXT,
    ending TEXT CHECK (ending IN ('complete', 'fail', 'cancel')),
    failure TEXT,
    summary TEXT,
    created_at TEXT NOT NULL,
    ended_at TEXT,
    pushed_commit TEXT,
    merged_commit TEXT,
    worked_ms INTEGER NOT NULL DEFAULT 0,
    raised_cost REAL NOT NULL DEFAULT 0,
    raised_minutes REAL NOT NULL DEFAULT 0,
    updated_seq INTEGER NOT NULL
  ) STRICT`,
  `INSERT INTO new_batches SELECT id, project_id, mode, status, step,
    json_set(options, '$.maxCost', 0, '$.maxMinutes', 0), base_branch, base_commit, branch, head_commit,
    prepared_for, verified, NULL, ending, failure, summary, created_at, ended_at, pushed_commit, merged_commit,
    0, 0, 0, updated_seq FROM batches`,
  `DROP TABLE batches`,
  `ALTER TABLE new_batches RENAME TO batches`,
  `CREATE INDEX batches_open ON batches (status) WHERE status IN ('running', 'waiting', 'paused')`,
  `CREATE TABLE new_batch_tasks (
    batch_id TEXT NOT NULL REFERENCES batches (id) ON DELETE CASCADE,
    task_id TEXT NOT NULL REFERENCES tasks (id),
    identifier TEXT NOT NULL,
    position INTEGER NOT NULL,
    status TEXT NOT NULL CHECK (status IN
      ('queued', 'blocked', 'running', 'waiting', 'completed', 'merged', 'skipped', 'failed', 'cancelled')),
    depends_on TEXT NOT NULL,
    run_id TEXT REFERENCES runs (id),
    awaits_approval INTEGER NOT NULL DEFAULT 0,
    stage TEXT CHECK (stage IN ('merging', 'resolving', 'setup', 'verifying')),
    merge_commit TEXT,
    merged_at TEXT,
    evidence TEXT,
    resolution TEXT,
    resolve_run_id TEXT REFERENCES runs (id),
    reason TEXT,
    given_back INTEGER NOT NULL DEFAULT 0,
    from_tip INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (batch_id, task_id)
  ) STRICT, WITHOUT ROWID`,
  `INSERT INTO new_batch_tasks SELECT batch_id, task_id, identifier, position, status, depends_on, run_id,
    awaits_approval, stage, merge_commit, NULL, NULL, NULL, NULL, reason, given_back, from_tip FROM batch_tasks`,
  `DROP TABLE batch_tasks`,
  `ALTER TABLE new_batch_tasks RENAME TO batch_tasks`,
  `CREATE INDEX batch_tasks_task ON batch_tasks (task_id)`,
  `CREATE INDEX batch_tasks_run ON batch_tasks (run_id)`,
  `ALTER TABLE runs ADD COLUMN purpose TEXT NOT NULL DEFAULT 'task' CHECK (purpose IN ('task', 'combined', 'resolve'))`,
  `ALTER TABLE runs ADD COLUMN wait_until TEXT`,
  `ALTER TABLE runs ADD COLUMN provider_waits INTEGER NOT NULL DEFAULT 0`,
  `ALTER TABLE runs ADD COLUMN raised_cost REAL NOT NULL DEFAULT 0`,
  `ALTER TABLE runs ADD COLUMN conditions TEXT`,
  // Asked at each step of a batch: without it all runs there ever were are read, prompts and all.
  `CREATE INDEX runs_batch ON runs (batch_id) WHERE batch_id IS NOT NULL`,
  `CREATE INDEX tasks_latest_run ON tasks (latest_run_id) WHERE latest_run_id IS NOT NULL`,
  `ALTER TABLE projects ADD COLUMN settings TEXT NOT NULL DEFAULT '{}'`,
  `ALTER TABLE projects ADD COLUMN final_check_command TEXT`,
  `CREATE TABLE day_spending (
    day TEXT PRIMARY KEY,
    cost REAL NOT NULL DEFAULT 0,
    worked_ms INTEGER NOT NULL DEFAULT 0,
    raised_cost REAL NOT NULL DEFAULT 0,
    raised_minutes REAL NOT NULL DEFAULT 0
  ) STRICT, WITHOUT ROWID`,
]
