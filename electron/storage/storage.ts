import { statfs } from 'node:fs/promises'
import { AppError } from '#shared/errors.ts'
import type { StorageFreed, StorageItem, StorageReport } from '#shared/storage.ts'
import { OneByOne } from '../process/one-by-one.ts'
import { checkpoint } from '../store/checkpoint.ts'
import type { StorageContext, Thing } from './context.ts'
import { thingsInFolders } from './folders.ts'
import { type Done, Freeing } from './freeing.ts'
import { parseItemName } from './item-names.ts'
import { fileSize } from './measure.ts'
import { databaseFile } from '../store/database-file.ts'
import { Measurement } from './measurement.ts'

/** What is held on the disk, and how it is freed. */
export interface StorageRoom {
  /** What is there now, with the sizes of the last measurement; an old one is made anew in the background. */
  report(): Promise<StorageReport>
  /** Begins to measure; how far it is, the report says. */
  measure(): Promise<StorageReport>
  /**
   * Removes a thing after its work was put into the trash. What is gone already is fine.
   *
   * @throws AppError NOT_FOUND for what is no name; CONFLICT, TASK_RUNNING, IN_BATCH when it has to stay
   */
  free(item: string): Promise<StorageFreed>
  /**
   * Makes a branch of the work that an orphan holds, of a clone a project.
   *
   * @throws AppError NOT_FOUND, CONFLICT
   */
  keep(item: string): Promise<StorageFreed>
  /** Takes the database's log over into it. @returns the bytes that the log was shorter afterwards */
  compact(): Promise<{ bytes: number }>
  emptyTrash(until: string): Promise<{ dropped: number; left: number }>
  close(): Promise<void>
}

/** A look at the disk older than this is made anew when somebody asks. */
const OLD_MS = 10 * 60_000
const SHOWN_UNREADABLE = 20

export function createStorage(context: StorageContext): StorageRoom {
  const { runs, dataFolder, store } = context
  const measurement = new Measurement(context)
  const freeing = new Freeing(context)
  /** By the thing's name. */
  const perItem = new OneByOne()

  async function report(): Promise<StorageReport> {
    const { at } = measurement.findings
    if (at === null || Date.parse(store.now()) - Date.parse(at) > OLD_MS) measurement.start()
    const [things, trash, disk] = await Promise.all([
      thingsInFolders(context),
      runs.listTrash(),
      diskOf(dataFolder),
    ])
    const { sizes, seen, inRepositories } = measurement.findings
    const items = [...things, ...inRepositories].map((thing) => toItem(thing))
    const unreadable = [...sizes.values()].flatMap((size) => size.unreadable)
    return {
      dataFolder,
      disk,
      measuredAt: measurement.findings.at,
      measuring: measurement.progress,
      items: items.sort((one, other) => (other.bytes ?? -1) - (one.bytes ?? -1)),
      unreadable: { count: unreadable.length, paths: unreadable.slice(0, SHOWN_UNREADABLE) },
      trash: {
        entries: trash.items.length,
        firstExpiresAt: trash.items.map(({ expiresAt }) => expiresAt).sort()[0] ?? null,
        newestAt: trash.items[0]?.createdAt ?? null,
      },
    }

    function toItem(thing: Thing): StorageItem {
      const size = sizes.get(thing.item)
      const held = seen.get(thing.item) ?? null
      const { item, kind, orphan, path, name, title, projectId, taskId, status, branch } = thing
      return {
        item,
        kind,
        orphan,
        path,
        name,
        title,
        taskId,
        status,
        projectId: projectId ?? held?.projectId ?? null,
        branch: branch ?? held?.branch ?? null,
        bytes: size?.bytes ?? null,
        changedAt:
          thing.changedAt ?? (size && size.changedAt > 0 ? new Date(size.changedAt).toISOString() : null),
        uncommitted: held?.uncommitted ?? null,
        commits: held?.commits ?? null,
        ...thing.decide(held),
      }
    }
  }

  /** One at a time for each thing; what was measured of it counts no more. */
  async function act(item: string, work: () => Promise<Done>): Promise<StorageFreed> {
    parseItemName(item)
    return perItem.run(item, async () => {
      const { bytes = 0, trashId = null, branch = null, projectId = null } = await work()
      measurement.forget(item)
      return { item, bytes, trashId, branch, projectId }
    })
  }

  return {
    report,
    async measure() {
      measurement.start()
      return report()
    },
    free: (item) => act(item, () => freeing.free(item)),
    keep: (item) => act(item, () => freeing.keep(item)),
    compact: () =>
      perItem.run('database', async () => {
        const wal = `${databaseFile(dataFolder)}-wal`
        const before = await fileSize(wal)
        const answer = await checkpoint(store, dataFolder)
        if ('damage' in answer) {
          store.suspect(new Error(answer.damage))
          throw new AppError('CONFLICT', `The database is damaged: ${answer.damage}`)
        }
        return { bytes: Math.max(0, before - (await fileSize(wal))) }
      }),
    // As the rows have it: a time may be given without seconds.
    emptyTrash: (until) => runs.emptyTrash(new Date(until).toISOString()),
    close: () => measurement.close(),
  }
}

async function diskOf(folder: string): Promise<StorageReport['disk']> {
  try {
    const { bavail, blocks, bsize } = await statfs(folder)
    return { free: bavail * bsize, size: blocks * bsize }
  } catch (error) {
    // Some network disks do not say.
    if (typeof (error as NodeJS.ErrnoException).code === 'string') return null
    throw error
  }
}
