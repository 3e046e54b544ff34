/** Paths that were marked as viewed, with the fingerprint of what was seen of each. */
export type ViewedMarks = Readonly<Record<string, string>>

/** Diffs whose marks are kept: the storage of a browser is small. */
const MOST_DIFFS = 40
const LIST = 'openlinear.viewed'
const keyOf = (id: string) => `openlinear.viewed.${id}`

function read<T>(storage: Storage, key: string, fallback: T, is: (value: unknown) => value is T): T {
  try {
    const value: unknown = JSON.parse(storage.getItem(key) ?? 'null')
    return is(value) ? value : fallback
  } catch {
    return fallback
  }
}

const isList = (value: unknown): value is string[] => Array.isArray(value)
const isMarks = (value: unknown): value is ViewedMarks =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** @param id of the diff: a run's, a batch's, or that of two runs which are compared */
export const readViewed = (id: string, storage: Storage = localStorage): ViewedMarks =>
  read(storage, keyOf(id), {}, isMarks)

/** Keeps them on this computer; of the diffs that were looked at longest ago they are forgotten. */
export function writeViewed(id: string, marks: ViewedMarks, storage: Storage = localStorage): void {
  try {
    const ids = [id, ...read(storage, LIST, [], isList).filter((one) => one !== id)]
    for (const old of ids.splice(MOST_DIFFS)) storage.removeItem(keyOf(old))
    storage.setItem(LIST, JSON.stringify(ids))
    storage.setItem(keyOf(id), JSON.stringify(marks))
  } catch (error) {
    // A storage that is full or refused costs only that marks survive a reload.
    console.warn('Which files were viewed is not kept', error)
  }
}
