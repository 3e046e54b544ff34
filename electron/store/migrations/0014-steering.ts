import { type Kysely, sql } from 'kysely'

/** Who works from a message on, and what the user has said before. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

/** What stood before the comments in the prompt of a run that was sent back, when this was written. */
const SENT_BACK =
  'The work was reviewed and comes back with these comments. Address each of them, keep the todo list up to date, and end with a summary of what changed.'

const STATEMENTS = [
  // Who works from the message on; null = as before. A variant stands with its model.
  'ALTER TABLE run_messages ADD COLUMN model TEXT',
  'ALTER TABLE run_messages ADD COLUMN agent TEXT',
  'ALTER TABLE run_messages ADD COLUMN variant TEXT',
  // 1 = the user's words; 0 = a batch's.
  'ALTER TABLE run_messages ADD COLUMN by_user INTEGER NOT NULL DEFAULT 1',
  // The comments that the run was sent back with.
  'ALTER TABLE runs ADD COLUMN sent_back TEXT',
  `UPDATE runs SET sent_back = substr(prompt, ${SENT_BACK.length + 3}) WHERE prompt LIKE '${SENT_BACK}%'`,
  'CREATE INDEX runs_sent_back ON runs (project_id, created_at) WHERE sent_back IS NOT NULL',
  // What a run has used under a model or an agent that it does not have any more; its own row has the sum.
  `CREATE TABLE run_shares (
    id TEXT PRIMARY KEY,
    run_id TEXT NOT NULL REFERENCES runs (id),
    -- Of the run.
    project_id TEXT NOT NULL,
    created_at TEXT NOT NULL,
    model TEXT NOT NULL,
    agent TEXT NOT NULL,
    input_tokens INTEGER NOT NULL,
    output_tokens INTEGER NOT NULL,
    cost REAL NOT NULL,
    worked_ms INTEGER NOT NULL
  ) STRICT`,
  'CREATE INDEX run_shares_run ON run_shares (run_id)',
  'CREATE INDEX run_shares_created ON run_shares (created_at)',
]
