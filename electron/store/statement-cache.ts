import type Database from 'better-sqlite3'

/** Statements that are kept; lists of ids make many that differ only in their length. */
const MOST = 250

/** What neither reads the schema nor changes it beyond what SQLite itself takes note of. */
const KEEPS_SCHEMA = /^\s*(?:select|insert|update|delete|begin|commit|rollback)\b/i

/**
 * Statements of one connection, kept once they are prepared: preparing takes longer than most of them run. SQLite
 * prepares one anew by itself where it has to; after a change of the schema none is kept.
 */
export class StatementCache {
  readonly #database: Database.Database
  /** By their text, the one used longest ago first. */
  readonly #statements = new Map<string, Database.Statement>()

  constructor(database: Database.Database) {
    this.#database = database
  }

  prepare(sql: string): Database.Statement {
    if (!KEEPS_SCHEMA.test(sql)) {
      this.#statements.clear()
      return this.#database.prepare(sql)
    }
    const statement = this.#statements.get(sql) ?? this.#database.prepare(sql)
    this.#statements.delete(sql)
    this.#statements.set(sql, statement)
    if (this.#statements.size > MOST) {
      const [oldest] = this.#statements.keys()
      if (oldest !== undefined) this.#statements.delete(oldest)
    }
    return statement
  }

  close(): void {
    this.#statements.clear()
    this.#database.close()
  }
}
