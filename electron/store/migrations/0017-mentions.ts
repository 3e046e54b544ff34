import { type Kysely, sql } from 'kysely'

/** What others have said to the user, at GitHub. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const STATEMENTS = [
  // It names the user and has no answer. What was said before this was known is old.
  'ALTER TABLE comments ADD COLUMN is_mention INTEGER NOT NULL DEFAULT 0',
  // They are few, and asked for by each page that comes.
  'CREATE INDEX comments_mentions ON comments (task_id) WHERE is_mention = 1',
]
