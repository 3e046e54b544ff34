import { type Kysely, sql } from 'kysely'

/** Issues at GitHub that tasks are kept the same with. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const STATEMENTS = [
  `ALTER TABLE projects ADD COLUMN issue_sync TEXT NOT NULL DEFAULT '{"enabled":false,"newIssues":null}'`,
  // Where a comment that came from elsewhere stands.
  `ALTER TABLE comments ADD COLUMN url TEXT`,
  `CREATE TABLE issue_links (
    id TEXT PRIMARY KEY,
    project_id TEXT NOT NULL REFERENCES projects (id),
    task_id TEXT NOT NULL REFERENCES tasks (id),
    repository TEXT NOT NULL,
    -- host/owner/name in lower case: what makes a repository the same.
    place TEXT NOT NULL,
    number INTEGER,
    url TEXT,
    state TEXT NOT NULL CHECK (state IN ('making', 'linked', 'gone')),
    -- What each side had when they were last the same: {local, remote}, each of IssueFields.
    base TEXT,
    -- As GitHub's clock says.
    remote_updated_at TEXT,
    -- When its comments were read; null = they are to be read.
    comments_at TEXT,
    waiting TEXT NOT NULL DEFAULT '[]',
    failure TEXT,
    attempts INTEGER NOT NULL DEFAULT 0,
    due_at TEXT,
    -- A field went to and fro: nothing is written until the user says so.
    held INTEGER NOT NULL DEFAULT 0,
    synced_at TEXT,
    created_at TEXT NOT NULL,
    updated_seq INTEGER NOT NULL
  ) STRICT`,
  `CREATE UNIQUE INDEX issue_links_task ON issue_links (task_id)`,
  `CREATE UNIQUE INDEX issue_links_issue ON issue_links (project_id, place, number) WHERE number IS NOT NULL`,
  `CREATE INDEX issue_links_project ON issue_links (project_id, id)`,
  `CREATE INDEX issue_links_due ON issue_links (due_at) WHERE due_at IS NOT NULL`,
  `CREATE TABLE issue_comments (
    id TEXT PRIMARY KEY,
    link_id TEXT NOT NULL REFERENCES issue_links (id) ON DELETE CASCADE,
    comment_id TEXT,
    remote_id INTEGER,
    author TEXT,
    base_local TEXT,
    base_remote TEXT,
    remote_updated_at TEXT
  ) STRICT`,
  `CREATE UNIQUE INDEX issue_comments_local ON issue_comments (link_id, comment_id) WHERE comment_id IS NOT NULL`,
  `CREATE UNIQUE INDEX issue_comments_remote ON issue_comments (link_id, remote_id) WHERE remote_id IS NOT NULL`,
  `CREATE TABLE issue_writes (
    id TEXT PRIMARY KEY,
    link_id TEXT NOT NULL,
    project_id TEXT NOT NULL,
    task_id TEXT NOT NULL,
    at TEXT NOT NULL,
    direction TEXT NOT NULL CHECK (direction IN ('to_github', 'to_task')),
    subject TEXT NOT NULL,
    comment_id TEXT,
    number INTEGER,
    from_value TEXT,
    to_value TEXT,
    lost TEXT,
    actor TEXT,
    status TEXT NOT NULL CHECK (status IN ('begun', 'written', 'failed')),
    problem TEXT,
    restored INTEGER NOT NULL DEFAULT 0
  ) STRICT`,
  `CREATE INDEX issue_writes_task ON issue_writes (task_id, id)`,
  `CREATE INDEX issue_writes_project ON issue_writes (project_id, id)`,
  `CREATE INDEX issue_writes_begun ON issue_writes (link_id) WHERE status = 'begun'`,
  // How far a project's repository was read.
  `CREATE TABLE issue_polls (
    project_id TEXT PRIMARY KEY REFERENCES projects (id),
    place TEXT NOT NULL,
    -- The newest change that was seen, as GitHub's clock says.
    cursor TEXT,
    -- When the sync was turned on, as GitHub's clock says: issues made later are new.
    since TEXT,
    etag TEXT,
    -- So far GitHub's clock is ahead of ours, in milliseconds.
    clock_offset INTEGER NOT NULL DEFAULT 0,
    polled_at TEXT,
    failure TEXT,
    attempts INTEGER NOT NULL DEFAULT 0,
    due_at TEXT,
    updated_seq INTEGER NOT NULL
  ) STRICT`,
]
