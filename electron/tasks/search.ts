import { type RawBuilder, type SqlBool, sql } from 'kysely'

/** More words than a person types; each costs a look into the index. */
const MAX_WORDS = 16

/**
 * Conditions that a task's text, or one of its comments, holds each word of `query`. The query is plain
 * text: nothing in it is an operator.
 */
export function searchConditions(query: string): RawBuilder<SqlBool>[] {
  const words = query.split(/[\s\p{Cc}]+/u).filter((word) => word !== '')
  return words.slice(0, MAX_WORDS).map((word) =>
    // The index knows nothing shorter than its trigrams.
    Array.from(word).length < 3 ? contains(word) : matches(word),
  )
}

const matches = (word: string) => sql<SqlBool>`tasks.id IN (
  SELECT search_text.task_id FROM search JOIN search_text ON search_text.id = search.rowid
  WHERE search MATCH ${`"${word.replaceAll('"', '""')}"`}
)`

const contains = (word: string) => sql<SqlBool>`tasks.id IN (
  SELECT task_id FROM search_text WHERE body LIKE ${`%${word.replaceAll(/[\\%_]/g, '\\$&')}%`} ESCAPE '\\'
)`
