import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { FeedEvent } from '#shared/events.ts'
import { DEFAULT_POLICY } from '#shared/permissions.ts'
import { listBackups } from './backup.ts'
import { DatabaseDamaged } from './damage.ts'
import { MIGRATIONS, migrate, openKysely } from './migrate.ts'
import { openStore, type Store } from './store.ts'

let folder: string
const opened: Store[] = []

const open = async (clock?: () => Date) => {
  const store = await openStore(clock === undefined ? { folder } : { folder, clock })
  opened.push(store)
  return store
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'openlinear-store-'))
})
afterEach(async () => {
  for (const store of opened.splice(0)) await store.close()
  rmSync(folder, { recursive: true })
})

const touch = (store: Store, name: string) =>
  store.write((tx) => tx.emit('settings:updated', { id: 'settings', name }))

describe('the data folder', () => {
  it('has one host at a time, and is free again after it', async () => {
    const first = await openStore({ folder })
    await expect(openStore({ folder })).rejects.toMatchObject({ code: 'CONFLICT' })
    await first.close()
    await expect(open()).resolves.toBeDefined()
  })

  it.skipIf(process.platform === 'win32')('is read by nobody else, wherever it lies', async () => {
    chmodSync(folder, 0o755)
    const store = await open()
    await touch(store, 'a')
    const modes = ['', '-wal', '-shm'].map(
      (end) => statSync(join(folder, `openlinear.db${end}`)).mode & 0o777,
    )
    expect(modes).toEqual([0o600, 0o600, 0o600])
  })

  it('is told damaged instead of being emptied, and given free', async () => {
    const file = join(folder, 'openlinear.db')
    writeFileSync(file, 'this is not a database, however long it may be'.repeat(100))
    const before = readFileSync(file)
    await expect(openStore({ folder })).rejects.toBeInstanceOf(DatabaseDamaged)
    expect(readFileSync(file).equals(before)).toBe(true)
    rmSync(file)
    await expect(open()).resolves.toBeDefined()
  })

  it('uses WAL, foreign keys and STRICT tables', async () => {
    const store = await open()
    const mode = await sql<{ journal_mode: string }>`PRAGMA journal_mode`.execute(store.db)
    expect(mode.rows[0]?.journal_mode).toBe('wal')
    const keys = await sql<{ foreign_keys: number }>`PRAGMA foreign_keys`.execute(store.db)
    expect(keys.rows[0]?.foreign_keys).toBe(1)
    const loose = await sql<{ name: string }>`
      SELECT name FROM pragma_table_list
      WHERE type = 'table' AND schema = 'main' AND strict = 0
        AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'kysely_%' AND name NOT LIKE 'search%'`.execute(
      store.db,
    )
    expect(loose.rows).toEqual([])
  })
})

describe('migrations', () => {
  it('leave the database as it was when one throws, with a backup made before', async () => {
    const first = await openStore({ folder })
    await touch(first, 'kept')
    await first.close()

    const database = new Database(join(folder, 'openlinear.db'))
    const db = openKysely(database)
    const broken = {
      ...MIGRATIONS,
      '9999-broken': {
        async up(target: typeof db) {
          await sql`CREATE TABLE half (id TEXT) STRICT`.execute(target)
          throw new Error('broken on purpose')
        },
      },
    }
    await expect(migrate(db, database, folder, broken)).rejects.toThrow('broken on purpose')
    const tables = await sql<{ name: string }>`SELECT name FROM sqlite_master WHERE name = 'half'`.execute(db)
    expect(tables.rows).toEqual([])
    await db.destroy()

    const [backup] = listBackups(folder)
    expect(backup).toMatch(/before-9999-broken\.db$/)
    const copy = new Database(backup, { readonly: true })
    expect(copy.prepare('SELECT count(*) AS n FROM feed').get()).toEqual({ n: 1 })
    copy.close()
  })

  it('carry a board of the first version over, with what its runs wait for', async () => {
    const database = new Database(join(folder, 'openlinear.db'))
    database.pragma('foreign_keys = ON')
    const db = openKysely(database)
    const first = MIGRATIONS['0001-first']
    if (first === undefined) throw new Error('the first migration is gone')
    await migrate(db, database, folder, { '0001-first': first })
    for (const statement of FIRST_BOARD) database.exec(statement)
    await db.destroy()
    expect(listBackups(folder)).toEqual([])

    const store = await open()
    // Of runs that are over and of those that go on.
    const tools = await store.db
      .selectFrom('run_events')
      .select(['run_id', 'seq', 'at', 'body'])
      .where('kind', '=', 'tool')
      .where('seq', '>', 4)
      .execute()
    expect(tools.map((row) => ({ ...row, body: JSON.parse(row.body) }))).toEqual([
      {
        run_id: 'done-run',
        seq: 5,
        at: '2026-01-02',
        body: { partId: 'own', tool: 'bash', state: 'interrupted' },
      },
      {
        run_id: 'done-run',
        seq: 6,
        at: '2026-01-02',
        body: { partId: 'sub', sessionId: 'ses', tool: 'read', state: 'interrupted' },
      },
    ])
    const requests = await store.db.selectFrom('requests').selectAll().orderBy('id').execute()
    const common = {
      task_id: expect.any(String),
      project_id: 'p',
      agent_ref: null,
      sub_agent: 0,
      answer: null,
      answered_at: null,
      created_at: '2026-01-01',
      updated_seq: 7,
    }
    expect(requests).toEqual([
      {
        ...common,
        id: 'base-run',
        run_id: 'base-run',
        kind: 'question',
        subject: 'base',
        title: 'Which one?',
        body: '{"choices":[{"id":"local","label":"Local"}]}',
      },
      {
        ...common,
        id: 'limit-run',
        run_id: 'limit-run',
        kind: 'limit',
        subject: 'limit',
        title: 'Go on?',
        body: '{"choices":[{"id":"continue","label":"Go on"}]}',
      },
    ])
    const runs = await store.db
      .selectFrom('runs')
      .select(['id', 'status', 'waiting', 'agent', 'variant', 'answered_at', 'pause_requested_at'])
      .orderBy('id')
      .execute()
    const unset = { agent: 'build', variant: null, answered_at: null, pause_requested_at: null }
    expect(runs.map((run) => ({ ...run, waiting: run.waiting && JSON.parse(run.waiting) }))).toEqual([
      {
        id: 'base-run',
        status: 'waiting',
        ...unset,
        waiting: { requestId: 'base-run', kind: 'question', title: 'Which one?' },
      },
      { id: 'done-run', status: 'succeeded', ...unset, waiting: null },
      {
        id: 'limit-run',
        status: 'waiting',
        ...unset,
        waiting: { requestId: 'limit-run', kind: 'limit', title: 'Go on?' },
      },
    ])
    const project = await store.db.selectFrom('projects').selectAll().executeTakeFirstOrThrow()
    expect(project).toMatchObject({ id: 'p', agent: null, variant: null })
    expect(project).not.toHaveProperty('trust_agent_files')
    expect(JSON.parse(project.permissions)).toEqual(DEFAULT_POLICY)

    const [backup] = listBackups(folder)
    expect(backup).toMatch(/before-0002-desktop\.db$/)
    const copy = new Database(backup, { readonly: true })
    expect(copy.prepare(`SELECT waiting ->> 'kind' AS kind FROM runs WHERE id = 'limit-run'`).get()).toEqual({
      kind: 'limit',
    })
    copy.close()
  })

  it('of a newer version are not written over by this one', async () => {
    const first = await openStore({ folder })
    await first.close()
    const database = new Database(join(folder, 'openlinear.db'))
    database.prepare(`INSERT INTO kysely_migration VALUES ('9999-newer', '2030-01-01')`).run()
    database.close()
    await expect(openStore({ folder })).rejects.toMatchObject({
      code: 'CONFLICT',
      details: { migration: '9999-newer' },
    })
  })
})

describe('a transaction', () => {
  it('that is committed is not failed by a listener', async () => {
    const store = await open()
    const seen: FeedEvent[] = []
    store.subscribe(() => {
      throw new Error('a listener of somebody else')
    })
    store.subscribe((events) => seen.push(...events))
    await expect(touch(store, 'kept')).resolves.toBe(1)
    expect(seen).toHaveLength(1)
  })
})

describe('a full disk', () => {
  it('is told as what it is, takes nothing back and nothing half', async () => {
    const store = await open()
    await touch(store, 'kept')
    const { rows } = await sql<{ page_count: number }>`PRAGMA page_count`.execute(store.db)
    await sql`PRAGMA max_page_count = ${sql.lit(rows[0]?.page_count ?? 0)}`.execute(store.db)
    const large = () => touch(store, 'x'.repeat(1 << 20))
    await expect(large()).rejects.toMatchObject({ code: 'SQLITE_FULL' })
    await expect(large()).rejects.toMatchObject({ code: 'SQLITE_FULL' })
    await sql`PRAGMA max_page_count = 1000000`.execute(store.db)
    await expect(large()).resolves.toBe(2)
  })
})

describe('the feed', () => {
  it('replays what came after a seq, then goes on live, without gap or double', async () => {
    const store = await open()
    for (const name of ['a', 'b', 'c']) await touch(store, name)
    const seen: FeedEvent[] = []
    store.subscribe((events) => seen.push(...events))
    const replay = await store.replay(1)
    if (replay.kind !== 'events') throw new Error('expected events')
    await touch(store, 'd')
    expect([...replay.events, ...seen].map((event) => [event.seq, event.data.name])).toEqual([
      [2, 'b'],
      [3, 'c'],
      [4, 'd'],
    ])
  })

  it('tells nobody of a transaction that was rolled back, and uses its seq again', async () => {
    const store = await open()
    const seen: FeedEvent[] = []
    store.subscribe((events) => seen.push(...events))
    await expect(
      store.write(async (tx) => {
        await tx.emit('settings:updated', { id: 'lost' })
        throw new Error('no')
      }),
    ).rejects.toThrow('no')
    await touch(store, 'kept')
    expect(seen.map((event) => [event.seq, event.data.id])).toEqual([[1, 'settings']])
  })

  it('asks for a reset when the seq is older than what is kept, or from another database', async () => {
    let now = new Date('2026-01-01T00:00:00Z')
    const store = await open(() => now)
    await touch(store, 'old')
    await touch(store, 'old too')
    now = new Date('2026-01-09T00:00:00Z')
    await touch(store, 'new')
    await store.pruneFeed()
    expect(await store.replay(0)).toEqual({ kind: 'reset', seq: 3 })
    expect(await store.replay(99)).toEqual({ kind: 'reset', seq: 3 })
    expect(await store.replay(2)).toMatchObject({ kind: 'events', events: [{ seq: 3 }] })
    expect(await store.replay(3)).toMatchObject({ kind: 'events', events: [] })
  })

  it('has no hole after a clock that was ahead was set right', async () => {
    let now = new Date('2026-03-01T00:00:00Z')
    const store = await open(() => now)
    await touch(store, 'ahead')
    now = new Date('2026-01-01T00:00:00Z')
    await touch(store, 'old')
    now = new Date('2026-01-09T00:00:00Z')
    await touch(store, 'new')
    await store.pruneFeed()
    expect(await store.replay(0)).toMatchObject({
      kind: 'events',
      events: [{ seq: 1 }, { seq: 2 }, { seq: 3 }],
    })
  })

  it('keeps counting when everything in it was pruned', async () => {
    let now = new Date('2026-01-01T00:00:00Z')
    const store = await open(() => now)
    await touch(store, 'old')
    now = new Date('2026-02-01T00:00:00Z')
    await store.pruneFeed()
    expect(await store.seq()).toBe(1)
    expect(await store.replay(0)).toEqual({ kind: 'reset', seq: 1 })
    expect(await touch(store, 'next')).toBe(2)
  })
})

/** A database as the first version left it: two runs wait, one is over. */
const FIRST_BOARD = [
  `INSERT INTO projects (id, key, name, description, color, state, repo_path, default_branch, copy_files,
     instructions, trust_agent_files, is_sample, next_task_number, created_at, updated_at, updated_seq)
   VALUES ('p', 'P', 'P', '', 'blue', 'ready', '/p', 'main', '[]', '', 1, 0, 4, '2026-01-01', '2026-01-01', 1)`,
  ...['base', 'limit', 'done'].map(
    (name, index) =>
      `INSERT INTO tasks (id, project_id, number, identifier, title, description, status, priority, sort_order,
         archived, created_at, updated_at, updated_seq)
       VALUES ('${name}-task', 'p', ${index + 1}, 'P-${index + 1}', '${name}', '', 'in_progress', 'none', 'a${index}',
         0, '2026-01-01', '2026-01-01', 1)`,
  ),
  ...(
    [
      ['base', 'waiting', { kind: 'base', title: 'Which one?', choices: [{ id: 'local', label: 'Local' }] }],
      ['limit', 'waiting', { kind: 'limit', title: 'Go on?', choices: [{ id: 'continue', label: 'Go on' }] }],
      ['done', 'succeeded', null],
    ] as const
  ).map(
    ([name, status, waiting]) =>
      `INSERT INTO runs (id, task_id, project_id, attempt, status, step, waiting, model, prompt, fix_attempts,
         input_tokens, output_tokens, cost, worked_ms, limit_ms, queued_at, created_at, updated_seq)
       VALUES ('${name}-run', '${name}-task', 'p', 1, '${status}', 'turn',
         ${waiting === null ? 'NULL' : `'${JSON.stringify(waiting)}'`}, 'a/b', 'x', 0,
         0, 0, 0, 0, 1, '2026-01-01', '2026-01-01', 7)`,
  ),
  ...['base', 'done'].flatMap((name) =>
    [
      { partId: 'own', tool: 'bash', state: 'running' },
      { partId: 'over', tool: 'edit', state: 'pending' },
      { partId: 'over', tool: 'edit', state: 'completed' },
      { partId: 'sub', sessionId: 'ses', tool: 'read', state: 'pending' },
    ].map(
      (body, index) =>
        `INSERT INTO run_events (run_id, seq, at, kind, body)
         VALUES ('${name}-run', ${index + 1}, '2026-01-02', 'tool', '${JSON.stringify(body)}')`,
    ),
  ),
]
