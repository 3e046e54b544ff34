import { spawnSync } from 'node:child_process'
import {
  closeSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import Database from 'better-sqlite3'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { backUp, listBackups } from './backup.ts'
import { DailyBackups } from './daily-backups.ts'
import { DatabaseDamaged } from './damage.ts'
import { stampOf } from './database-file.ts'
import { newestGoodBackup, restoreBackup } from './restore.ts'
import { openStore, type Store } from './store.ts'

let folder: string
let file: string
const opened: Store[] = []
const said: { level: string; message: string; data: Record<string, unknown> | undefined }[] = []
const say = (level: string, message: string, data?: Record<string, unknown>) =>
  void said.push({ level, message, data })

const open = async (onDamage?: (damage: DatabaseDamaged) => void) => {
  const store = await openStore({ folder, log: say, ...(onDamage === undefined ? {} : { onDamage }) })
  opened.push(store)
  return store
}
const closeAll = async () => {
  for (const store of opened.splice(0)) await store.close()
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'openlinear-damage-'))
  file = join(folder, 'openlinear.db')
  said.length = 0
})
afterEach(async () => {
  await closeAll()
  rmSync(folder, { recursive: true })
})

/** Feed events, enough of them for many pages. */
async function fill(store: Store, count = 300, name = 'x'.repeat(300)): Promise<void> {
  await store.write(async (tx) => {
    for (let index = 0; index < count; index += 1) {
      await tx.emit('settings:updated', { id: 'settings', name })
    }
  })
}

/** A closed database with content, of which there is a backup. */
async function used(): Promise<void> {
  const store = await open()
  await fill(store)
  const backups = new DailyBackups({ store, folder, log: say, firstLookMs: 0 })
  backups.start()
  await expect.poll(() => listBackups(folder), { timeout: 10_000 }).toHaveLength(1)
  await backups.close()
  await closeAll()
  writeFileSync(join(folder, 'host-id'), 'used')
}

const overwrite = (path: string, at: number, bytes: Buffer) => {
  const descriptor = openSync(path, 'r+')
  writeSync(descriptor, bytes, 0, bytes.length, at)
  closeSync(descriptor)
}
/** What there is to lose: SQLite's index of a log, and an empty log, come and go. */
const contentOf = () =>
  readdirSync(folder)
    .map((name) => [name, statSync(join(folder, name)).size] as const)
    .filter(([name, size]) => !name.endsWith('-shm') && !(name.endsWith('-wal') && size === 0))

describe('a database that cannot be used', () => {
  it.each<[string, () => void]>([
    ['a garbage header', () => overwrite(file, 0, Buffer.alloc(100, 'no'))],
    ['half of it missing', () => truncateSync(file, statSync(file).size / 2)],
    ['a page overwritten in the middle', () => overwrite(file, 20 * 4096, Buffer.alloc(4096, 0xa5))],
    ['no length', () => truncateSync(file, 0)],
    ['no file', () => rmSync(file)],
  ])('by %s is told damaged, left as it is, and restored from its backup', async (_what, damage) => {
    await used()
    damage()
    const before = contentOf()
    await expect(open()).rejects.toBeInstanceOf(DatabaseDamaged)
    expect(contentOf()).toEqual(before)

    const backup = newestGoodBackup(folder)
    expect(backup?.file).toBe(listBackups(folder)[0])
    const { movedTo } = restoreBackup(folder, backup?.file ?? '')
    const store = await open()
    expect((await store.seq()) % 1_000_000).toBe(300)
    expect(movedTo === null ? null : statSync(movedTo).size).toBe(
      before.find(([name]) => name === 'openlinear.db')?.[1] ?? null,
    )
  })

  it('by a newer version is neither damaged nor restored', async () => {
    await used()
    const database = new Database(file)
    database.prepare(`INSERT INTO kysely_migration VALUES ('9999-newer', '2030-01-01')`).run()
    database.close()
    copyFileSync(file, join(folder, 'backups', `${stampOf(new Date())}-daily.db`))
    await expect(open()).rejects.toMatchObject({ code: 'CONFLICT', details: { migration: '9999-newer' } })
    // Nor would a backup that the newer version made be put in place.
    expect(newestGoodBackup(folder)?.file).toBe(listBackups(folder)[1])
  })

  it('and has no good backup says so', async () => {
    await used()
    for (const backup of listBackups(folder)) truncateSync(backup, 9000)
    expect(newestGoodBackup(folder)).toBeNull()
    expect(() => restoreBackup(folder, listBackups(folder)[0] ?? '')).toThrow(/is damaged/)
    expect(() => restoreBackup(folder, join(folder, 'nowhere.db'))).toThrow(/is not there/)
    await expect(open()).resolves.toBeDefined()
  })
})

describe('indexes', () => {
  /** Ten rows with an index, which does not hear of a change: all pages of the file are sound. */
  const changeBlindly = (change: string) => {
    const openAsIs = () => {
      const database = new Database(file)
      database.unsafeMode()
      database.pragma('writable_schema = ON')
      return database
    }
    const before = openAsIs()
    before.exec('CREATE TABLE seen (id TEXT) STRICT; CREATE INDEX seen_ids ON seen (id)')
    for (let index = 0; index < 10; index += 1) before.prepare('INSERT INTO seen VALUES (?)').run(`${index}`)
    const schema = `FROM sqlite_master WHERE name = 'seen_ids'`
    const row = before.prepare(`SELECT type, name, tbl_name, rootpage, sql ${schema}`).get() ?? {}
    before.exec(`DELETE ${schema}`)
    before.close()
    const blind = openAsIs()
    blind.exec(change)
    const insert = 'INSERT INTO sqlite_master (type, name, tbl_name, rootpage, sql) VALUES (?, ?, ?, ?, ?)'
    blind.prepare(insert).run(...Object.values(row))
    blind.close()
  }
  const idsFound = async (store: Store, id: string) =>
    (await sql<{ id: string }>`SELECT id FROM seen WHERE id = ${id}`.execute(store.db)).rows.length
  const MENDED = 'indexes of the database lacked rows and were built anew'

  it('that lack rows are built anew', async () => {
    await used()
    changeBlindly(`INSERT INTO seen VALUES ('new')`)
    expect(await idsFound(await open(), 'new')).toBe(1)
    expect(said.at(-1)).toMatchObject({ level: 'warn', message: MENDED })
  })

  it('whose damage only the full look shows: it is the daily one’s, and the next start mends it', async () => {
    await used()
    changeBlindly(`UPDATE seen SET id = id || ' changed'`)
    const told: DatabaseDamaged[] = []
    const store = await open((damage) => told.push(damage))
    expect(await idsFound(store, '5 changed')).toBe(0)
    utimesSync(listBackups(folder)[0] ?? '', 0, 0)
    const backups = new DailyBackups({ store, folder, log: say, firstLookMs: 0 })
    backups.start()
    await expect.poll(() => told, { timeout: 10_000 }).toHaveLength(1)
    await backups.close()
    await closeAll()
    said.length = 0
    expect(await idsFound(await open(), '5 changed')).toBe(1)
    expect(said.map(({ message }) => message)).toEqual([MENDED, 'the database was looked at in full'])
  })

  it('that have entries without a row are left: rows may be lost', async () => {
    await used()
    changeBlindly(`DELETE FROM seen WHERE id < '5'`)
    await expect(open()).rejects.toBeInstanceOf(DatabaseDamaged)
  })
})

describe('damage that shows while the database is open', () => {
  const damageNow = async (store: Store) => {
    // What it has in memory is still sound.
    await sql`PRAGMA shrink_memory`.execute(store.db)
    overwrite(file, 20 * 4096, Buffer.alloc(40 * 4096, 0xa5))
  }

  it('is told once, stops writing, and is looked for in full at the next start', async () => {
    await used()
    const told: DatabaseDamaged[] = []
    const store = await open((damage) => told.push(damage))
    await damageNow(store)
    const read = () => store.db.selectFrom('feed').selectAll().execute()
    await expect(read()).rejects.toThrow(/malformed/)
    await expect(read()).rejects.toThrow(/malformed/)
    expect(told).toHaveLength(1)
    await expect(fill(store)).rejects.toBeInstanceOf(DatabaseDamaged)
    expect(readFileSync(`${file}.suspect`, 'utf8')).toMatch(/malformed/)
    await closeAll()
    await expect(open()).rejects.toBeInstanceOf(DatabaseDamaged)
    restoreBackup(folder, newestGoodBackup(folder)?.file ?? '')
    await open()
    expect(existsSync(`${file}.suspect`)).toBe(false)
  })

  it('keeps out what waited while it was found elsewhere', async () => {
    const store = await open()
    const written = store.writeElsewhere(async () => store.suspect(new Error('a thread has seen it')))
    const waiting = fill(store, 1)
    const before = await store.seq()
    await expect(waiting).rejects.toBeInstanceOf(DatabaseDamaged)
    await written
    expect(await store.seq()).toBe(before)
  })

  it('is found by the daily backup, which then makes none', async () => {
    await used()
    const told: DatabaseDamaged[] = []
    const store = await open((damage) => told.push(damage))
    const [backup = ''] = listBackups(folder)
    utimesSync(backup, 0, 0)
    await damageNow(store)
    const backups = new DailyBackups({ store, folder, log: say, firstLookMs: 0 })
    backups.start()
    await expect.poll(() => told, { timeout: 10_000 }).toHaveLength(1)
    await backups.close()
    expect(readdirSync(join(folder, 'backups'))).toHaveLength(1)
  })
})

describe('a write-ahead log', () => {
  /** The files of a database that was killed with 20 transactions in its log. */
  const killed = async () => {
    const store = await open()
    for (let index = 0; index < 20; index += 1) await fill(store, 1)
    for (const ending of ['', '-wal']) copyFileSync(file + ending, join(folder, `kept${ending}`))
    await closeAll()
    rmSync(`${file}-shm`, { force: true })
    for (const ending of ['', '-wal']) renameSync(join(folder, `kept${ending}`), file + ending)
  }

  it('of a killed host is taken over without a word', async () => {
    await killed()
    const store = await open()
    expect(await store.seq()).toBe(20)
    expect(said).toEqual([])
  })

  it.each<[string, (size: number) => [number, Buffer]]>([
    ['with garbage in the middle', (size) => [Math.floor(size / 2), Buffer.alloc(100, 0xa5)]],
    ['with a garbage header', () => [0, Buffer.alloc(32, 0xa5)]],
  ])('%s is kept aside and told', async (_what, damage) => {
    await killed()
    overwrite(`${file}-wal`, ...damage(statSync(`${file}-wal`).size))
    const store = await open().catch((error: unknown) => error)
    expect(said).toMatchObject([
      { level: 'error', message: expect.stringContaining('latest changes are lost') },
    ])
    expect(readdirSync(folder).filter((name) => /damaged-.*-wal$/.test(name))).toHaveLength(1)
    if (store instanceof Error) expect(store).toBeInstanceOf(DatabaseDamaged)
    else await tellsNothingMore(store as Store)
  })

  /** Killed again, what SQLite had left out is not taken for a loss once more. */
  const tellsNothingMore = async (store: Store) => {
    await fill(store, 1)
    copyFileSync(`${file}-wal`, join(folder, 'kept-wal'))
    copyFileSync(file, join(folder, 'kept'))
    await closeAll()
    for (const ending of ['', '-wal']) renameSync(join(folder, `kept${ending}`), file + ending)
    rmSync(`${file}-shm`, { force: true })
    said.length = 0
    await open()
    expect(said).toEqual([])
  }

  it('that cannot be used is kept once, however often it is tried', async () => {
    await killed()
    overwrite(`${file}-wal`, 0, Buffer.alloc(32, 0xa5))
    overwrite(file, 0, Buffer.alloc(100, 'no'))
    for (let tries = 0; tries < 2; tries += 1) await expect(open()).rejects.toBeInstanceOf(DatabaseDamaged)
    expect(readdirSync(folder).filter((name) => name.includes('.damaged-'))).toHaveLength(1)
  })
})

describe('a restore', () => {
  it('moves the feed on, so that a page that is connected loads anew', async () => {
    await used()
    const seq = 320
    restoreBackup(folder, newestGoodBackup(folder)?.file ?? '')
    const store = await open()
    await fill(store, 1)
    expect(await store.seq()).toBeGreaterThan(seq)
    for (const after of [300, seq]) expect(await store.replay(after)).toMatchObject({ kind: 'reset' })
  })

  it('is refused while a host has the folder', async () => {
    await used()
    await open()
    expect(() => restoreBackup(folder, listBackups(folder)[0] ?? '')).toThrow(/already runs/)
  })

  it('that is killed at any of its renames ends right with the next start', async () => {
    await used()
    truncateSync(file, statSync(file).size / 2)
    writeFileSync(`${file}-wal`, 'of the old one')
    const [backup = ''] = listBackups(folder)
    const old = readFileSync(file)
    const url = pathToFileURL(join(import.meta.dirname, 'restore.ts')).href
    const kill = (at: number) => `
      import fs from 'node:fs'
      import { syncBuiltinESMExports } from 'node:module'
      const rename = fs.renameSync
      let left = ${at}
      fs.renameSync = (...names) => { if (left-- === 0) process.kill(process.pid, 'SIGKILL'); rename(...names) }
      syncBuiltinESMExports()
      const { restoreBackup } = await import(${JSON.stringify(url)})
      restoreBackup(${JSON.stringify(folder)}, ${JSON.stringify(backup)})`
    // The first one is the decision: killed before it, nothing has happened.
    let kills = 0
    for (; ; kills += 1) {
      const { signal, status, stderr } = spawnSync(process.execPath, [
        '--input-type=module',
        '-e',
        kill(kills),
      ])
      if (signal === null) {
        expect([status, stderr.toString()]).toEqual([0, ''])
        break
      }
      if (kills === 0) {
        await expect(open()).rejects.toBeInstanceOf(DatabaseDamaged)
        expect(readFileSync(file).equals(old)).toBe(true)
        continue
      }
      const store = await open()
      expect((await store.seq()) % 1_000_000).toBe(300)
      await closeAll()
      const names = readdirSync(folder).filter((name) => name.includes('.damaged-'))
      const [aside = ''] = names.sort()
      expect(names).toContain(`${aside}-wal`)
      expect(readFileSync(join(folder, aside)).equals(old)).toBe(true)
      for (const name of names) rmSync(join(folder, name))
      writeFileSync(file, old)
      writeFileSync(`${file}-wal`, 'of the old one')
    }
    expect(kills).toBeGreaterThanOrEqual(4)
  })
})

describe('backups', () => {
  it('are made when the newest is a day old, and the five newest of each sort are kept', async () => {
    const store = await open()
    await fill(store, 1)
    const backups = join(folder, 'backups')
    const backUp = async () => {
      const daily = new DailyBackups({ store, folder, log: say, firstLookMs: 0 })
      daily.start()
      const before = said.length
      await expect.poll(() => said.length, { timeout: 10_000 }).toBe(before + 1)
      await daily.close()
    }
    await backUp()
    const [first = ''] = listBackups(folder)
    for (let day = 1; day <= 6; day += 1) {
      copyFileSync(first, join(backups, `2026-01-0${day}T00-00-00-000Z-daily.db`))
      copyFileSync(first, join(backups, `2026-01-0${day}T00-00-00-000Z-before-x.db`))
    }
    writeFileSync(join(backups, '2026-01-01T00-00-00-000Z-daily.db.part'), 'of a killed host')
    for (const old of listBackups(folder)) utimesSync(old, 0, 0)
    // One that was made while the clock was wrong keeps no other from being made.
    const future = join(backups, '2999-01-01T00-00-00-000Z-before-x.db')
    copyFileSync(first, future)
    utimesSync(future, 4e9, 4e9)
    await backUp()
    expect(said.at(-1)).toMatchObject({ level: 'info' })
    const names = readdirSync(backups)
    expect(names.filter((name) => name.endsWith('-daily.db'))).toHaveLength(5)
    expect(names.filter((name) => name.endsWith('-before-x.db'))).toHaveLength(5)
    expect(names).toHaveLength(10)
    expect(names).not.toContain('2026-01-03T00-00-00-000Z-daily.db')
  })

  it('that were made while the clock was ahead do not stand before those of now, nor push them out', async () => {
    await used()
    for (let day = 1; day <= 6; day += 1)
      copyFileSync(file, join(folder, 'backups', `2999-01-0${day}T00-00-00-000Z-daily.db`))
    const database = new Database(file)
    const made = backUp(database, folder)
    database.close()
    expect(listBackups(folder)).toHaveLength(5)
    expect(newestGoodBackup(folder)?.file).toBe(made)
  })

  it('that cannot be made are told of, and the host works on', async () => {
    const store = await open()
    await fill(store, 1)
    writeFileSync(join(folder, 'backups'), 'no folder')
    const daily = new DailyBackups({ store, folder, log: say, firstLookMs: 0 })
    daily.start()
    await expect.poll(() => said, { timeout: 10_000 }).toMatchObject([{ level: 'warn' }])
    rmSync(join(folder, 'backups'))
    await daily.close()
  })
})
