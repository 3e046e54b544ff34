import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { DailyBackups } from './daily-backups.ts'
import { DatabaseDamaged } from './damage.ts'
import { damageOf } from './open-database.ts'
import { openStore } from './store.ts'

// A database so large that looking at it would hold the start up.
let folder: string
let file: string
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'openlinear-large-'))
  file = join(folder, 'openlinear.db')
  const store = await openStore({ folder })
  for (let count = 0; count < 70; count += 1) {
    await store.write(async (tx) => {
      await tx.emit('settings:updated', { id: 'settings', name: 'x'.repeat(1 << 20) })
    })
  }
  await store.close()
})
afterAll(() => rmSync(folder, { recursive: true }))

it('is looked at once the host works: damage ends it, and is told at the next start', async () => {
  const descriptor = openSync(file, 'r+')
  // What nobody reads at the start, and a link from one page to the next.
  for (let at = 30 << 20; at < 31 << 20; at += 4096) writeSync(descriptor, Buffer.alloc(4, 0xa5), 0, 4, at)
  closeSync(descriptor)
  const seen = Promise.withResolvers<DatabaseDamaged>()
  const store = await openStore({ folder, onDamage: seen.resolve })
  const looks = new DailyBackups({ store, folder, log: () => undefined, firstLookMs: 0 })
  looks.start()
  expect(await seen.promise).toBeInstanceOf(DatabaseDamaged)
  await looks.close()
  await store.close()
  await expect(openStore({ folder })).rejects.toBeInstanceOf(DatabaseDamaged)
  // As --restore asks: in full, too, when nothing was seen.
  rmSync(`${file}.suspect`)
  expect(damageOf(folder)).toBeInstanceOf(DatabaseDamaged)
})

it('is told damaged at once when what the start reads is', async () => {
  const descriptor = openSync(file, 'r+')
  writeSync(descriptor, Buffer.alloc(20 * 4096, 0xa5), 0, 20 * 4096, 4096)
  closeSync(descriptor)
  await expect(openStore({ folder })).rejects.toBeInstanceOf(DatabaseDamaged)
})
