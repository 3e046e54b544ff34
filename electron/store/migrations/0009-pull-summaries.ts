import { type Kysely, sql } from 'kysely'

/** Pull requests in full have a table of their own; a publication holds its one in short. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

// Of each reviewer the last word counts, where a comment takes nothing back.
const verdict = (state: string) => `(
    SELECT json_object('count', count(*), 'by', json_group_array(author))
    FROM (
      SELECT author, state FROM (
        SELECT value ->> 'author' AS author, value ->> 'state' AS state, max(key)
        FROM json_each(pull, '$.reviews')
        WHERE value ->> 'state' <> 'commented'
        GROUP BY author
      ) WHERE state = '${state}' LIMIT 3
    )
  )`

const count = (state: string) =>
  `'${state}', (SELECT count(*) FROM json_each(pull, '$.checks') WHERE value ->> 'state' = '${state}')`

const STATEMENTS = [
  `CREATE TABLE pull_requests (
    publication_id TEXT PRIMARY KEY REFERENCES publications (id) ON DELETE CASCADE,
    data TEXT NOT NULL
  ) STRICT`,
  `INSERT INTO pull_requests SELECT id, pull FROM publications WHERE pull IS NOT NULL`,
  `UPDATE publications SET pull = json_set(
    json_remove(pull, '$.checks', '$.reviews', '$.comments'),
    '$.checkCounts', json_object(${['failed', 'pending', 'passed', 'neutral'].map(count).join(', ')}),
    '$.approved', json(${verdict('approved')}),
    '$.requested', json(${verdict('changes_requested')}),
    '$.openRemarks', (
      SELECT count(*) FROM json_each(pull, '$.comments')
      WHERE value ->> 'id' NOT IN (SELECT value FROM json_each(addressed))
    )
  ) WHERE pull IS NOT NULL`,
  `UPDATE publications SET notes = (
    SELECT json_group_array(json_object('text', value, 'url', NULL, 'again', json('true'))) FROM json_each(notes)
  )`,
]
