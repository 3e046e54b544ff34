import { type Kysely, sql } from 'kysely'

/** Requests, messages, grants, trust by content, providers by URL; agents and variants. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

/** What a run of the first schema waited with had its answers in the run's row. */
const MOVE_WAITING = `
  INSERT INTO requests (id, run_id, task_id, project_id, kind, subject, title, body, sub_agent, created_at, updated_seq)
  SELECT runs.id, runs.id, task_id, project_id,
    CASE waiting ->> 'kind' WHEN 'limit' THEN 'limit' ELSE 'question' END,
    waiting ->> 'kind', waiting ->> 'title', json_object('choices', json(waiting -> 'choices')),
    0, runs.created_at, updated_seq
  FROM runs WHERE status = 'waiting' AND waiting IS NOT NULL`

const STATEMENTS = [
  `ALTER TABLE projects DROP COLUMN trust_agent_files`,
  `ALTER TABLE projects ADD COLUMN agent TEXT`,
  `ALTER TABLE projects ADD COLUMN variant TEXT`,
  `ALTER TABLE projects ADD COLUMN permissions TEXT NOT NULL DEFAULT '{"edit":"allow","shell":"allow","outside":"ask","envFiles":"ask","web":"ask","push":"ask","questions":"ask"}'`,
  `ALTER TABLE tasks ADD COLUMN agent TEXT`,
  `ALTER TABLE tasks ADD COLUMN variant TEXT`,
  `ALTER TABLE runs ADD COLUMN answered_at TEXT`,
  `ALTER TABLE runs ADD COLUMN pause_requested_at TEXT`,
  `ALTER TABLE runs ADD COLUMN agent TEXT NOT NULL DEFAULT 'build'`,
  `ALTER TABLE runs ADD COLUMN variant TEXT`,
  `CREATE TABLE requests (
    id TEXT PRIMARY KEY,
    run_id TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    task_id TEXT NOT NULL REFERENCES tasks (id),
    project_id TEXT NOT NULL REFERENCES projects (id),
    kind TEXT NOT NULL CHECK (kind IN ('permission', 'question', 'limit', 'trust')),
    subject TEXT NOT NULL CHECK (subject IN ('agent', 'limit', 'base', 'commit', 'trust')),
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    agent_ref TEXT,
    sub_agent INTEGER NOT NULL,
    answer TEXT,
    answered_at TEXT,
    created_at TEXT NOT NULL,
    updated_seq INTEGER NOT NULL
  ) STRICT`,
  `CREATE INDEX requests_run ON requests (run_id)`,
  MOVE_WAITING,
  // A request that is gone is told from one that never was.
  `CREATE INDEX run_events_requests ON run_events (json_extract(body, '$.requestId')) WHERE kind = 'request'`,
  `UPDATE runs SET waiting = json_object('requestId', id,
     'kind', CASE waiting ->> 'kind' WHEN 'limit' THEN 'limit' ELSE 'question' END,
     'title', waiting ->> 'title')
   WHERE waiting IS NOT NULL`,
  `CREATE TABLE run_messages (
    id TEXT PRIMARY KEY,
    run_id TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    text TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('queued', 'sent')),
    created_at TEXT NOT NULL,
    sent_at TEXT,
    updated_seq INTEGER NOT NULL
  ) STRICT`,
  `CREATE INDEX run_messages_run ON run_messages (run_id, id)`,
  `CREATE TABLE grants (
    id TEXT PRIMARY KEY,
    project_id TEXT NOT NULL REFERENCES projects (id),
    permission TEXT NOT NULL,
    pattern TEXT NOT NULL,
    created_at TEXT NOT NULL,
    updated_seq INTEGER NOT NULL,
    UNIQUE (project_id, permission, pattern)
  ) STRICT`,
  `CREATE TABLE trust (
    project_id TEXT NOT NULL REFERENCES projects (id),
    hash TEXT NOT NULL,
    files TEXT NOT NULL,
    trusted_at TEXT NOT NULL,
    PRIMARY KEY (project_id, hash)
  ) STRICT, WITHOUT ROWID`,
  `CREATE TABLE local_providers (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    base_url TEXT NOT NULL,
    models TEXT NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
  ) STRICT`,
]
