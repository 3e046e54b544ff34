import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { backUp } from './backup.ts'
import { DatabaseDamaged } from './damage.ts'
import { openDatabase } from './open-database.ts'
import { restoreBackup } from './restore.ts'
import { openStore } from './store.ts'

let folder: string
let file: string
const say = () => undefined

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'openlinear-restore-'))
  file = join(folder, 'openlinear.db')
  await addEvents(300)
})
afterEach(() => rmSync(folder, { recursive: true }))

async function addEvents(count: number): Promise<number> {
  const store = await openStore({ folder })
  await store.write(async (tx) => {
    for (let index = 0; index < count; index += 1) await tx.emit('settings:updated', { id: 'settings' })
  })
  const seq = await store.seq()
  await store.close()
  return seq
}

function makeBackup(): string {
  const database = openDatabase(folder, say)
  try {
    return backUp(database, folder)
  } finally {
    database.close()
  }
}

it('takes what stands only in the log of the named database', async () => {
  const database = new Database(file)
  database.prepare(`INSERT INTO feed (at, event, data) VALUES ('', 'settings:updated', '{}')`).run()
  const named = join(folder, 'put-aside.db')
  for (const ending of ['', '-wal']) copyFileSync(file + ending, named + ending)
  database.close()
  restoreBackup(folder, named)
  const restored = openDatabase(folder, say)
  const seq = restored.prepare(`SELECT seq FROM sqlite_sequence WHERE name = 'feed'`).pluck().get()
  restored.close()
  expect(Number(seq) % 1_000_000).toBe(301)
})

it('of one backup twice begins the feed at another place each time', async () => {
  const backup = makeBackup()
  restoreBackup(folder, backup)
  const first = await addEvents(1)
  restoreBackup(folder, backup)
  const second = await addEvents(1)
  expect(Math.abs(second - first)).toBeGreaterThan(1000)
})

it('that fails leaves an earlier one, which was cut off, to be finished, and no half copy', async () => {
  const backup = makeBackup()
  const strange = join(folder, 'strange.db')
  const database = new Database(strange)
  database.exec(
    'CREATE TABLE kysely_migration (name TEXT); CREATE TABLE feed (seq INTEGER); CREATE TABLE runs (id)',
  )
  database.close()
  writeFileSync(`${file}-wal`, 'of the old one')
  const url = pathToFileURL(join(import.meta.dirname, 'restore.ts')).href
  // Killed once the log was moved aside.
  const { signal } = spawnSync(process.execPath, [
    '--input-type=module',
    '-e',
    `import fs from 'node:fs'
     import { syncBuiltinESMExports } from 'node:module'
     const rename = fs.renameSync
     let left = 2
     fs.renameSync = (...names) => { if (left-- === 0) process.kill(process.pid, 'SIGKILL'); rename(...names) }
     syncBuiltinESMExports()
     const { restoreBackup } = await import(${JSON.stringify(url)})
     restoreBackup(${JSON.stringify(folder)}, ${JSON.stringify(backup)})`,
  ])
  expect(signal).toBe('SIGKILL')
  expect(() => restoreBackup(folder, strange)).toThrow(/sqlite_sequence/)
  expect(await addEvents(1)).toBeGreaterThan(1_000_000)
  const names = readdirSync(folder)
  expect(names.filter((name) => name.includes('.restoring'))).toEqual([])
  const [aside = ''] = names.filter((name) => /\.damaged-[^.]*Z$/.test(name))
  expect(names).toContain(`${aside}-wal`)
})

it('is offered, not forced, when an index cannot be built anew because two rows have its key', async () => {
  const openAsIs = () => {
    const database = new Database(file)
    database.unsafeMode()
    database.pragma('writable_schema = ON')
    return database
  }
  const before = openAsIs()
  before.exec(`CREATE TABLE seen (id TEXT) STRICT; CREATE UNIQUE INDEX seen_ids ON seen (id)`)
  before.exec(`INSERT INTO seen VALUES ('1'), ('2')`)
  const schema = `FROM sqlite_master WHERE name = 'seen_ids'`
  const row = before.prepare(`SELECT type, name, tbl_name, rootpage, sql ${schema}`).get() ?? {}
  before.exec(`DELETE ${schema}`)
  before.close()
  const blind = openAsIs()
  blind.exec(`INSERT INTO seen VALUES ('2')`)
  const insert = 'INSERT INTO sqlite_master (type, name, tbl_name, rootpage, sql) VALUES (?, ?, ?, ?, ?)'
  blind.prepare(insert).run(...Object.values(row))
  blind.close()
  await expect(openStore({ folder })).rejects.toBeInstanceOf(DatabaseDamaged)
})
