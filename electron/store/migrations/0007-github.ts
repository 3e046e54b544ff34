import { type Kysely, sql } from 'kysely'

/** Accounts at GitHub, what they can see, and pull requests. Tokens are in the secret store alone. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const STATEMENTS = [
  `CREATE TABLE github_accounts (
    id TEXT PRIMARY KEY,
    host TEXT NOT NULL,
    login TEXT NOT NULL,
    name TEXT,
    kind TEXT NOT NULL CHECK (kind IN ('device', 'token', 'gh')),
    scopes TEXT,
    state TEXT NOT NULL CHECK (state IN ('ready', 'refused', 'missing')),
    problem TEXT,
    repositories_at TEXT,
    repositories_etag TEXT,
    created_at TEXT NOT NULL,
    updated_seq INTEGER NOT NULL
  ) STRICT`,
  `CREATE UNIQUE INDEX github_accounts_one ON github_accounts (host, login COLLATE NOCASE)`,
  // A cache: what is listed offline.
  `CREATE TABLE github_repositories (
    account_id TEXT NOT NULL REFERENCES github_accounts (id) ON DELETE CASCADE,
    full_name TEXT NOT NULL,
    position INTEGER NOT NULL,
    data TEXT NOT NULL,
    PRIMARY KEY (account_id, full_name)
  ) STRICT`,
  `ALTER TABLE projects ADD COLUMN github TEXT`,
  `ALTER TABLE projects ADD COLUMN github_account_id TEXT`,
  `ALTER TABLE projects ADD COLUMN blobless INTEGER NOT NULL DEFAULT 0`,
  `CREATE TABLE publications (
    id TEXT PRIMARY KEY,
    project_id TEXT NOT NULL REFERENCES projects (id),
    task_id TEXT REFERENCES tasks (id),
    batch_id TEXT REFERENCES batches (id),
    run_id TEXT REFERENCES runs (id),
    account_id TEXT,
    repository TEXT,
    status TEXT NOT NULL CHECK (status IN
      ('working', 'waiting', 'blocked', 'open', 'pushed', 'merged', 'closed', 'cancelled')),
    step TEXT NOT NULL CHECK (step IN ('push', 'pull_request', 'details', 'done')),
    local_branch TEXT NOT NULL,
    branch TEXT NOT NULL,
    base_branch TEXT NOT NULL,
    head_commit TEXT NOT NULL,
    pushed_commit TEXT,
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    draft INTEGER NOT NULL,
    labels TEXT NOT NULL,
    reviewers TEXT NOT NULL,
    own_words TEXT NOT NULL DEFAULT '[]',
    said TEXT,
    foreign_choice TEXT CHECK (foreign_choice IN ('merge', 'new_branch')),
    pr_number INTEGER,
    pr_url TEXT,
    compare_url TEXT,
    failure TEXT,
    notes TEXT NOT NULL DEFAULT '[]',
    attempts INTEGER NOT NULL DEFAULT 0,
    due_at TEXT,
    pull TEXT,
    follow TEXT,
    addressed TEXT NOT NULL DEFAULT '[]',
    created_at TEXT NOT NULL,
    ended_at TEXT,
    updated_seq INTEGER NOT NULL,
    CHECK ((task_id IS NULL) <> (batch_id IS NULL))
  ) STRICT`,
  `CREATE UNIQUE INDEX publications_task ON publications (task_id)
    WHERE task_id IS NOT NULL AND status IN ('working', 'waiting', 'blocked', 'open')`,
  `CREATE UNIQUE INDEX publications_batch ON publications (batch_id)
    WHERE batch_id IS NOT NULL AND status IN ('working', 'waiting', 'blocked', 'open')`,
  `CREATE INDEX publications_open ON publications (project_id, status)`,
]
