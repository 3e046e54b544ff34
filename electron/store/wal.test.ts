import { copyFileSync, mkdtempSync, rmSync, statSync, truncateSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { walDamage } from './wal.ts'

let folder: string
let database: Database.Database
const log = () => join(folder, 'some.db-wal')
const insert = (bytes: number) =>
  void database.prepare('INSERT INTO rows (content) VALUES (randomblob(?))').run(bytes)

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'openlinear-wal-'))
  database = new Database(join(folder, 'some.db'))
  database.pragma('journal_mode = WAL')
  database.exec('CREATE TABLE rows (content BLOB)')
})
afterEach(() => {
  database.close()
  rmSync(folder, { recursive: true })
})

it.each([512, 65_536])('is sound in pages of %i bytes', (size) => {
  database.close()
  database = new Database(join(folder, 'paged.db'))
  database.pragma(`page_size = ${size}`)
  database.pragma('journal_mode = WAL')
  database.exec('CREATE TABLE rows (content BLOB)')
  for (let count = 0; count < 10; count += 1) insert(1000)
  expect(statSync(join(folder, 'paged.db-wal')).size).toBeGreaterThan(10 * size)
  expect(walDamage(join(folder, 'paged.db-wal'))).toBeNull()
})

it('is sound after a checkpoint, with what the earlier log left behind', () => {
  for (let count = 0; count < 50; count += 1) insert(10_000)
  const { size } = statSync(log())
  database.pragma('wal_checkpoint(RESTART)')
  insert(10)
  expect(statSync(log()).size).toBe(size)
  expect(walDamage(log())).toBeNull()
})

it('is sound after a large transaction was undone: what it had written stays behind the next commit', () => {
  insert(10)
  database.pragma('cache_size = 5')
  database.exec('BEGIN')
  for (let count = 0; count < 50; count += 1) insert(10_000)
  expect(statSync(log()).size).toBeGreaterThan(400_000)
  database.exec('ROLLBACK')
  insert(10)
  expect(walDamage(log())).toBeNull()
})

it('is sound when it was cut off anywhere', () => {
  for (let count = 0; count < 5; count += 1) insert(10_000)
  const copy = join(folder, 'copy')
  for (let size = statSync(log()).size; size >= 0; size -= 1003) {
    copyFileSync(log(), copy)
    truncateSync(copy, size)
    expect(walDamage(copy)).toBeNull()
  }
})
