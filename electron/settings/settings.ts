import { resolve } from 'node:path'
import {
  DEFAULT_SETTINGS,
  type Settings,
  type StoredSettings,
  storedSettings,
  type UpdateSettings,
} from '#shared/settings.ts'
import type { Store } from '../store/store.ts'
import { requireFolder, writePointer } from './data-folder.ts'

export interface SettingsService {
  get(): Promise<Settings>
  /**
   * Changes what differs. A new `dataFolder` goes to the pointer file and is taken up at the next start;
   * nothing is moved there.
   *
   * @throws AppError BAD_REQUEST for a folder that is no whole path or cannot be written to
   */
  update(input: UpdateSettings): Promise<Settings>
  /** The settings of the database as of the newest write, at once. */
  stored(): StoredSettings
}

export interface SettingsOptions {
  store: Store
  dataFolder: string
  pointerFile: string
  /** The model of the user's own configuration of the agent. */
  configuredModel: () => Promise<string | null>
}

/** Stands for the settings on the feed: there is one set of them. */
const ID = 'settings'

export async function createSettings(options: SettingsOptions): Promise<SettingsService> {
  const { store, dataFolder, pointerFile, configuredModel } = options
  let { stored, updatedSeq } = await load(store)
  let nextDataFolder: string | null = null

  const get = async (): Promise<Settings> => ({
    ...stored,
    dataFolder,
    nextDataFolder,
    configuredModel: await configuredModel(),
    updatedSeq,
  })

  return {
    get,
    stored: () => stored,

    async update({ dataFolder: wantedFolder, ...input }) {
      const changed = differing(stored, input)
      if (typeof changed.cloneFolder === 'string') await requireFolder('cloneFolder', changed.cloneFolder)
      let next = nextDataFolder
      if (wantedFolder !== undefined && resolve(wantedFolder) !== (nextDataFolder ?? dataFolder)) {
        await requireFolder('dataFolder', wantedFolder)
        await writePointer(pointerFile, resolve(wantedFolder))
        next = resolve(wantedFolder) === dataFolder ? null : resolve(wantedFolder)
      }
      const moved = next !== nextDataFolder
      if (Object.keys(changed).length === 0 && !moved) return get()

      updatedSeq = await store.write(async (tx) => {
        const seq = await tx.emit('settings:updated', {
          id: ID,
          ...changed,
          ...(moved ? { nextDataFolder: next } : {}),
        })
        // The folder itself is kept in the pointer file; its row carries the seq of the change.
        const rows = Object.entries(moved ? { ...changed, nextDataFolder: next } : changed)
        for (const [key, value] of rows) {
          const row = { value: JSON.stringify(value), updated_seq: seq }
          await tx.db
            .insertInto('settings')
            .values({ key, ...row })
            .onConflict((conflict) => conflict.column('key').doUpdateSet(row))
            .execute()
        }
        return seq
      })
      stored = { ...stored, ...changed }
      nextDataFolder = next
      return get()
    },
  }
}

/** A value that this version does not understand counts as not set. */
async function load(store: Store): Promise<{ stored: StoredSettings; updatedSeq: number }> {
  const rows = await store.db.selectFrom('settings').selectAll().execute()
  const values = new Map(rows.map((row) => [row.key, row.value]))
  const known = Object.entries(storedSettings.shape).flatMap(([key, schema]) => {
    const text = values.get(key)
    const read = text === undefined ? undefined : schema.safeParse(JSON.parse(text))
    return read?.success ? [[key, read.data]] : []
  })
  return {
    stored: { ...DEFAULT_SETTINGS, ...(Object.fromEntries(known) as Partial<StoredSettings>) },
    updatedSeq: Math.max(0, ...rows.map((row) => row.updated_seq)),
  }
}

const differing = (stored: StoredSettings, input: Partial<StoredSettings>): Partial<StoredSettings> =>
  Object.fromEntries(
    Object.entries(input).filter(
      ([key, value]) => value !== undefined && value !== stored[key as keyof StoredSettings],
    ),
  )
