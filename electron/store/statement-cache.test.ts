import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { StatementCache } from './statement-cache.ts'

let cache: StatementCache
beforeEach(() => {
  cache = new StatementCache(new Database(':memory:'))
  cache.prepare('CREATE TABLE notes (id INTEGER PRIMARY KEY)').run()
  cache.prepare('INSERT INTO notes DEFAULT VALUES').run()
})
afterEach(() => cache.close())

it('prepares a statement once', () => {
  expect(cache.prepare('SELECT * FROM notes')).toBe(cache.prepare('SELECT * FROM notes'))
})

it('keeps none over a change of the schema', () => {
  const before = cache.prepare('SELECT * FROM notes')
  expect(before.all()).toEqual([{ id: 1 }])
  cache.prepare("ALTER TABLE notes ADD COLUMN text TEXT NOT NULL DEFAULT 'a'").run()
  expect(cache.prepare('SELECT * FROM notes').all()).toEqual([{ id: 1, text: 'a' }])
  expect(cache.prepare('SELECT * FROM notes')).not.toBe(before)
})

it('lets go of what was used longest ago', () => {
  const text = (at: number) => `SELECT ${at} AS at FROM notes`
  const [first, second] = [cache.prepare(text(0)), cache.prepare(text(1))]
  for (let at = 2; at < 250; at += 1) cache.prepare(text(at))
  expect(cache.prepare(text(0))).toBe(first)
  cache.prepare(text(250))
  expect(cache.prepare(text(0))).toBe(first)
  expect(cache.prepare(text(1))).not.toBe(second)
})
