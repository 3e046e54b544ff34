import { type Kysely, sql } from 'kysely'

/** Files that texts refer to. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const STATEMENTS = [
  `CREATE TABLE attachment_files (
    -- Of the content, which lies at attachments/<sha256>/file<extension> in the data folder.
    sha256 TEXT PRIMARY KEY,
    extension TEXT NOT NULL,
    mime TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    -- 0 = it is being written or removed: what lies there is worth nothing.
    is_whole INTEGER NOT NULL
  ) STRICT`,
  `CREATE INDEX attachment_files_broken ON attachment_files (sha256) WHERE is_whole = 0`,
  `CREATE TABLE attachments (
    id TEXT PRIMARY KEY,
    sha256 TEXT NOT NULL REFERENCES attachment_files (sha256),
    name TEXT NOT NULL,
    created_at TEXT NOT NULL,
    -- Since then no text refers to it; null = one does.
    unused_since TEXT
  ) STRICT`,
  `CREATE INDEX attachments_sha256 ON attachments (sha256)`,
  `CREATE INDEX attachments_unused ON attachments (unused_since) WHERE unused_since IS NOT NULL`,
  // What the user has put into a text of a task. A text from elsewhere can name an attachment; only these go along.
  `CREATE TABLE task_attachments (
    task_id TEXT NOT NULL REFERENCES tasks (id),
    attachment_id TEXT NOT NULL REFERENCES attachments (id) ON DELETE CASCADE,
    PRIMARY KEY (task_id, attachment_id)
  ) STRICT, WITHOUT ROWID`,
  `CREATE INDEX task_attachments_attachment ON task_attachments (attachment_id)`,
]
