import { type Kysely, sql } from 'kysely'

/** Goals that an agent makes a plan of, which becomes tasks. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const STATEMENTS = [
  // 1 = the goal of a brainstorm. It is archived as well, so that nothing takes it for work to be done.
  'ALTER TABLE tasks ADD COLUMN is_goal INTEGER NOT NULL DEFAULT 0',
  // 1 = a run that only reads and answers with a plan. `purpose` has its words checked, and SQLite cannot change that.
  'ALTER TABLE runs ADD COLUMN is_brainstorm INTEGER NOT NULL DEFAULT 0',
  'CREATE INDEX runs_brainstorm ON runs (task_id, attempt) WHERE is_brainstorm = 1',
  `CREATE TABLE brainstorms (
    -- The goal. What the agent proposed is the summary of its last run at it.
    task_id TEXT PRIMARY KEY REFERENCES tasks (id),
    project_id TEXT NOT NULL REFERENCES projects (id),
    -- The task that it breaks down.
    parent_id TEXT REFERENCES tasks (id),
    -- The plan as its user has changed it; null = as proposed.
    edited TEXT,
    -- The run whose plan that was.
    edited_run_id TEXT REFERENCES runs (id),
    -- Rises with each change of the plan by its user.
    revision INTEGER NOT NULL,
    accepted_at TEXT,
    -- Ids of the tasks that accepting it has made.
    created_task_ids TEXT,
    dismissed_at TEXT,
    created_at TEXT NOT NULL,
    updated_seq INTEGER NOT NULL
  ) STRICT`,
]
