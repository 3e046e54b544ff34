import Database from 'better-sqlite3'

/** The database file is damaged or gone: its holder offers the newest good backup instead of losing data silently. */
export class DatabaseDamaged extends Error {
  readonly file: string

  /** @param what `is damaged`, or what else is the matter, in words that follow the file's name */
  constructor(file: string, cause: unknown, what = 'is damaged') {
    super(`The database ${file} ${what}.`, { cause })
    this.name = 'DatabaseDamaged'
    this.file = file
  }
}

/** Whether SQLite says that what it reads is no sound database. */
export const isDamage = (error: unknown) =>
  error instanceof Database.SqliteError && /^SQLITE_(CORRUPT|NOTADB)/.test(error.code)

/**
 * What is wrong with a database, in SQLite's words; empty = nothing.
 *
 * @param depth `quick` looks at the pages, `full` also compares every index with its table
 * @throws SqliteError when it cannot even be looked at
 */
export function problemsOf(database: Database.Database, depth: 'quick' | 'full'): string[] {
  const check = depth === 'quick' ? 'quick_check(1)' : 'integrity_check(1000)'
  const said = database.prepare(`PRAGMA ${check}`).pluck().all().map(String)
  return said.length === 1 && said[0] === 'ok' ? [] : said
}

/**
 * Whether indexes lack rows of their table and nothing else is wrong: the tables have everything then. Any
 * other problem may mean lost rows.
 */
export function isMendable(problems: readonly string[]): boolean {
  const lacking = new Set(problems.map((one) => /^row \d+ missing from index (.+)$/.exec(one)?.[1]))
  return problems.every((one) =>
    lacking.has(/^(?:row \d+ missing from|wrong # of entries in) index (.+)$/.exec(one)?.[1] ?? ''),
  )
}

/**
 * Builds all indexes anew, unless the database would not be sound then.
 *
 * @throws what is still wrong with it; it is as it was then
 */
export function mendIndexes(database: Database.Database): void {
  try {
    database.transaction(() => {
      database.exec('REINDEX')
      const [problem] = problemsOf(database, 'full')
      if (problem !== undefined) throw new Error(problem)
    })()
  } catch (error) {
    const isOfRows = error instanceof Database.SqliteError && error.code.startsWith('SQLITE_CONSTRAINT')
    // While an index lacked rows, others of the same key could come.
    throw isOfRows ? new Error(`an index cannot be built anew: ${error.message}`, { cause: error }) : error
  }
}
