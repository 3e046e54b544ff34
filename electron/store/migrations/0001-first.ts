import { type Kysely, sql } from 'kysely'

/** The first schema: every table STRICT, rows that a team may share with `updated_seq` and a tombstone. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const STATEMENTS = [
  `CREATE TABLE projects (
    id TEXT PRIMARY KEY,
    key TEXT NOT NULL,
    name TEXT NOT NULL,
    description TEXT NOT NULL,
    color TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('cloning', 'ready', 'error')),
    error TEXT,
    clone_progress TEXT,
    repo_path TEXT NOT NULL,
    clone_url TEXT,
    default_branch TEXT NOT NULL,
    setup_command TEXT,
    check_command TEXT,
    copy_files TEXT NOT NULL,
    instructions TEXT NOT NULL,
    model TEXT,
    parallel_limit INTEGER,
    trust_agent_files INTEGER NOT NULL,
    is_sample INTEGER NOT NULL,
    next_task_number INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    updated_seq INTEGER NOT NULL,
    deleted_at TEXT
  ) STRICT`,
  `CREATE UNIQUE INDEX projects_key ON projects (key) WHERE deleted_at IS NULL`,
  `CREATE TABLE tasks (
    id TEXT PRIMARY KEY,
    project_id TEXT NOT NULL REFERENCES projects (id),
    number INTEGER NOT NULL,
    identifier TEXT NOT NULL,
    title TEXT NOT NULL,
    description TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('backlog', 'todo', 'in_progress', 'in_review', 'done', 'cancelled')),
    priority TEXT NOT NULL CHECK (priority IN ('none', 'urgent', 'high', 'medium', 'low')),
    sort_order TEXT NOT NULL,
    due_date TEXT,
    estimate REAL,
    parent_id TEXT REFERENCES tasks (id),
    archived INTEGER NOT NULL,
    model TEXT,
    branch_name TEXT,
    execution_status TEXT,
    execution_progress INTEGER,
    latest_run_id TEXT,
    pr_url TEXT,
    pr_number INTEGER,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    updated_seq INTEGER NOT NULL,
    deleted_at TEXT,
    UNIQUE (project_id, number)
  ) STRICT`,
  `CREATE INDEX tasks_board ON tasks (project_id, status, sort_order)`,
  `CREATE INDEX tasks_identifier ON tasks (identifier)`,
  `CREATE INDEX tasks_parent ON tasks (parent_id)`,
  `CREATE TABLE labels (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    color TEXT NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    updated_seq INTEGER NOT NULL,
    deleted_at TEXT
  ) STRICT`,
  `CREATE UNIQUE INDEX labels_name ON labels (lower(name)) WHERE deleted_at IS NULL`,
  `CREATE TABLE task_labels (
    task_id TEXT NOT NULL REFERENCES tasks (id),
    label_id TEXT NOT NULL REFERENCES labels (id),
    PRIMARY KEY (task_id, label_id)
  ) STRICT, WITHOUT ROWID`,
  `CREATE INDEX task_labels_label ON task_labels (label_id)`,
  `CREATE TABLE task_dependencies (
    task_id TEXT NOT NULL REFERENCES tasks (id),
    depends_on_id TEXT NOT NULL REFERENCES tasks (id),
    PRIMARY KEY (task_id, depends_on_id),
    CHECK (task_id <> depends_on_id)
  ) STRICT, WITHOUT ROWID`,
  `CREATE INDEX task_dependencies_on ON task_dependencies (depends_on_id)`,
  `CREATE TABLE comments (
    id TEXT PRIMARY KEY,
    task_id TEXT NOT NULL REFERENCES tasks (id),
    body TEXT NOT NULL,
    author TEXT NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    updated_seq INTEGER NOT NULL,
    deleted_at TEXT
  ) STRICT`,
  `CREATE INDEX comments_task ON comments (task_id, created_at)`,
  `CREATE TABLE activity (
    id TEXT PRIMARY KEY,
    task_id TEXT NOT NULL REFERENCES tasks (id),
    at TEXT NOT NULL,
    actor TEXT NOT NULL CHECK (actor IN ('user', 'engine')),
    kind TEXT NOT NULL,
    from_value TEXT,
    to_value TEXT
  ) STRICT`,
  `CREATE INDEX activity_task ON activity (task_id, id)`,
  // An id of its own: FTS5 finds, changes and deletes a text by number, without a scan.
  `CREATE TABLE search_text (
    id INTEGER PRIMARY KEY,
    task_id TEXT NOT NULL,
    ref_id TEXT NOT NULL UNIQUE,
    body TEXT NOT NULL
  ) STRICT`,
  `CREATE INDEX search_text_task ON search_text (task_id)`,
  `CREATE VIRTUAL TABLE search USING fts5 (
    body, content = 'search_text', content_rowid = 'id', tokenize = 'trigram'
  )`,
  `CREATE TRIGGER search_text_insert AFTER INSERT ON search_text BEGIN
    INSERT INTO search (rowid, body) VALUES (new.id, new.body);
  END`,
  `CREATE TRIGGER search_text_delete AFTER DELETE ON search_text BEGIN
    INSERT INTO search (search, rowid, body) VALUES ('delete', old.id, old.body);
  END`,
  `CREATE TRIGGER search_text_update AFTER UPDATE OF body ON search_text BEGIN
    INSERT INTO search (search, rowid, body) VALUES ('delete', old.id, old.body);
    INSERT INTO search (rowid, body) VALUES (new.id, new.body);
  END`,
  `CREATE TRIGGER tasks_search_insert AFTER INSERT ON tasks BEGIN
    INSERT INTO search_text (task_id, ref_id, body)
    VALUES (new.id, new.id, new.identifier || char(10) || new.title || char(10) || new.description);
  END`,
  `CREATE TRIGGER tasks_search_update AFTER UPDATE OF title, description ON tasks BEGIN
    UPDATE search_text SET body = new.identifier || char(10) || new.title || char(10) || new.description
    WHERE ref_id = new.id;
  END`,
  `CREATE TRIGGER tasks_search_delete AFTER UPDATE OF deleted_at ON tasks WHEN new.deleted_at IS NOT NULL BEGIN
    DELETE FROM search_text WHERE task_id = new.id;
  END`,
  `CREATE TRIGGER comments_search_insert AFTER INSERT ON comments BEGIN
    INSERT INTO search_text (task_id, ref_id, body) VALUES (new.task_id, new.id, new.body);
  END`,
  `CREATE TRIGGER comments_search_update AFTER UPDATE OF body ON comments BEGIN
    UPDATE search_text SET body = new.body WHERE ref_id = new.id;
  END`,
  `CREATE TRIGGER comments_search_delete AFTER UPDATE OF deleted_at ON comments
  WHEN new.deleted_at IS NOT NULL BEGIN
    DELETE FROM search_text WHERE ref_id = new.id;
  END`,
  `CREATE TABLE runs (
    id TEXT PRIMARY KEY,
    task_id TEXT NOT NULL REFERENCES tasks (id),
    project_id TEXT NOT NULL REFERENCES projects (id),
    attempt INTEGER NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('queued', 'running', 'waiting', 'succeeded', 'failed', 'cancelled')),
    stage TEXT CHECK (stage IN ('preparing', 'running', 'checking', 'committing')),
    step TEXT NOT NULL,
    failure_code TEXT,
    failure_message TEXT,
    waiting TEXT,
    cancel_requested_at TEXT,
    base_choice TEXT,
    branch TEXT,
    base_branch TEXT,
    base_commit TEXT,
    head_commit TEXT,
    worktree_path TEXT,
    session_id TEXT,
    model TEXT NOT NULL,
    prompt TEXT NOT NULL,
    message_id TEXT,
    message_text TEXT,
    message_reason TEXT,
    fix_attempts INTEGER NOT NULL,
    check_passed INTEGER,
    summary TEXT,
    last_action TEXT,
    plan TEXT,
    changes TEXT,
    input_tokens INTEGER NOT NULL,
    output_tokens INTEGER NOT NULL,
    cost REAL NOT NULL,
    worked_ms INTEGER NOT NULL,
    limit_ms INTEGER NOT NULL,
    merged_commit TEXT,
    discarded_at TEXT,
    queued_at TEXT NOT NULL,
    created_at TEXT NOT NULL,
    started_at TEXT,
    ended_at TEXT,
    updated_seq INTEGER NOT NULL,
    UNIQUE (task_id, attempt)
  ) STRICT`,
  // Two clicks make one run: the database itself allows a task no second open run.
  `CREATE UNIQUE INDEX runs_one_open ON runs (task_id) WHERE status IN ('queued', 'running', 'waiting')`,
  `CREATE INDEX runs_open ON runs (status, queued_at)`,
  `CREATE TABLE run_events (
    run_id TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    seq INTEGER NOT NULL,
    at TEXT NOT NULL,
    kind TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (run_id, seq)
  ) STRICT, WITHOUT ROWID`,
  `CREATE TABLE trash (
    id TEXT PRIMARY KEY,
    run_id TEXT,
    task_id TEXT,
    project_id TEXT NOT NULL REFERENCES projects (id),
    task_identifier TEXT,
    task_title TEXT,
    branch TEXT NOT NULL,
    commit_id TEXT NOT NULL,
    reason TEXT NOT NULL CHECK (reason IN ('discarded', 'merged', 'expired', 'deleted')),
    created_at TEXT NOT NULL,
    expires_at TEXT NOT NULL
  ) STRICT`,
  `CREATE TABLE settings (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL,
    updated_seq INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID`,
  `CREATE TABLE feed (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,
    event TEXT NOT NULL,
    data TEXT NOT NULL
  ) STRICT`,
  `CREATE INDEX feed_at ON feed (at)`,
]
