import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { checkpoint } from './checkpoint.ts'
import { databaseFile } from './database-file.ts'
import { openStore, type Store } from './store.ts'

let folder: string
let store: Store
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'openlinear-checkpoint-'))
  store = await openStore({ folder })
})
afterEach(async () => {
  await store.close()
  rmSync(folder, { recursive: true })
})

const write = () =>
  store.write((tx) => tx.emit('settings:updated', { id: 'settings', name: 'x'.repeat(3000) }))
const logSize = () => statSync(`${databaseFile(folder)}-wal`).size

it('empties the log', async () => {
  await write()
  expect(logSize()).toBeGreaterThan(0)
  expect(await checkpoint(store, folder)).toEqual({ file: null })
  expect(logSize()).toBe(0)
})

it('that waits for a reader holds up writers, and not all else', async () => {
  await write()
  const reader = new Database(databaseFile(folder), { readonly: true })
  reader.exec('BEGIN; SELECT count(*) FROM feed')
  await write()
  let longest = 0
  let isOver = false
  let writing: Promise<unknown> | null = null
  const over = checkpoint(store, folder).finally(() => {
    isOver = true
  })
  for (let last = performance.now(); !isOver; ) {
    writing ??= write().finally(() => {
      writing = null
    })
    await delay(5)
    const now = performance.now()
    longest = Math.max(longest, now - last)
    last = now
  }
  await writing
  reader.close()
  expect(await over).toEqual({ file: null })
  expect(longest).toBeLessThan(500)
})
