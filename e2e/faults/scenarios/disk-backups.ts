import assert from 'node:assert/strict'
import { readdir, utimes } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { MIGRATIONS, migrate, openKysely } from '#electron/store/migrate.ts'
import { openDatabase } from '#electron/store/open-database.ts'
import { expectDone, setStage, stageOn, until, WORK } from '../agent.ts'
import type { Scenario, World } from '../scenario.ts'
import { backUpNow, growDatabase } from './database-support.ts'
import { onSmallDisk } from './disk-support.ts'

const MB = 1 << 20
const DAY_S = 86_400

const backupsOf = async ({ dataFolder }: World) => (await readdir(join(dataFolder, 'backups'))).sort()

/** A database as the first version of the app has left it. */
async function makeOldDatabase({ dataFolder }: World): Promise<void> {
  const [oldest] = Object.entries(MIGRATIONS)
  assert.ok(oldest)
  const database = openDatabase(dataFolder, () => {})
  const db = openKysely(database)
  await migrate(db, database, dataFolder, Object.fromEntries([oldest]))
  await db.destroy()
}

export const scenarios: Scenario[] = [
  {
    name: 'disk-full-backup',
    what: 'no room for the daily backup: the old one stays, the half one goes, the host works on; with room it is made at the next start',
    inCi: false,
    async run(world) {
      const disk = await onSmallDisk(world, world.dataFolder, 320)
      const stage = await setStage(world)
      await expectDone(stage, await stage.start('Before', ...WORK))
      await stage.host.stop()
      // A large one is backed up soon after the start.
      growDatabase(world, 70 * MB)
      const old = backUpNow(world)
      const daysAgo = Date.now() / 1_000 - 3 * DAY_S
      await utimes(old, daysAgo, daysAgo)

      await disk.fill(40 * MB)
      const next = stageOn(world, await world.start(), stage.project)
      const said = (text: string) => () => next.host.stderr.join('').includes(text)
      await until(said('the database could not be backed up'), 'words of a backup that failed')
      assert.deepEqual(await backupsOf(world), [basename(old)])
      await expectDone(next, await next.start('Meanwhile', ...WORK))
      await next.host.stop()

      await disk.free()
      const last = await world.start()
      await until(() => last.stderr.join('').includes('the database was backed up'), 'a backup')
      const backups = await backupsOf(world)
      assert.equal(backups.length, 2, backups.join())
      assert.ok(backups.every((name) => name.endsWith('-daily.db')))
    },
  },
  {
    name: 'disk-full-migration',
    what: 'no room for the backup before a migration: the host says why it does not start, the database stays as it was; with room it migrates',
    inCi: true,
    async run(world) {
      const disk = await onSmallDisk(world, world.dataFolder, 120)
      await makeOldDatabase(world)
      // More than SQLite keeps in memory: half a copy has a journal beside it.
      growDatabase(world, 30 * MB)
      const old = backUpNow(world)
      await disk.fill(4 * MB)
      for (let times = 0; times < 2; times += 1) {
        await assert.rejects(world.start(), /disk is full/i)
        assert.deepEqual(await backupsOf(world), [basename(old)])
      }
      await disk.free()
      const host = await world.start()
      assert.match((await backupsOf(world)).join(), /-before-0002-\w+\.db/)
      assert.deepEqual((await host.client.tasks.list({})).items, [])
    },
  },
]
