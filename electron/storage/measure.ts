import { lstat, opendir, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** What was found in one place. */
export interface Measured {
  /** Allocated on the disk. */
  bytes: number
  files: number
  /** Newest change of a file, in epoch milliseconds; 0 = there is none. */
  changedAt: number
  /** Places that may not be read. */
  unreadable: string[]
}

export interface MeasureOptions {
  /** Told of each file or folder. */
  onFile?: () => void
  signal?: AbortSignal
  /** Files with several names that were counted; they count once in all measurements that share this. */
  seen?: Set<string>
}

/** Files looked at at once: the four threads that Node has for files stay free for others. */
const AT_ONCE = 8

/**
 * Measures files and folders the way `du` does: blocks, not lengths; a link counts for itself and is not followed; a
 * file with several names counts once; other disks mounted inside do not count. What vanishes meanwhile is fine.
 *
 * @throws the signal's reason
 */
export async function measure(
  paths: readonly string[],
  { onFile = () => {}, signal, seen = new Set() }: MeasureOptions = {},
): Promise<Measured> {
  const found: Measured = { bytes: 0, files: 0, changedAt: 0, unreadable: [] }
  const folders: { path: string; device: number }[] = []

  async function look(path: string, device: number | null): Promise<void> {
    const stats = await ignoring(path, found, () => lstat(path))
    if (stats === null || (device !== null && stats.dev !== device)) return
    onFile()
    if (stats.nlink > 1 && !stats.isDirectory()) {
      const key = `${stats.dev}:${stats.ino}`
      if (seen.has(key)) return
      seen.add(key)
    }
    // Where the system counts no blocks, the length has to do.
    found.bytes += stats.blocks === undefined ? stats.size : stats.blocks * 512
    if (stats.isDirectory()) folders.push({ path, device: stats.dev })
    else {
      found.files += 1
      // A clock that was wrong, or an archive, may say anything.
      if (stats.mtimeMs <= Date.now()) found.changedAt = Math.max(found.changedAt, stats.mtimeMs)
    }
  }

  async function lookInto({ path, device }: { path: string; device: number }): Promise<void> {
    const some: Promise<void>[] = []
    for await (const entry of await opendir(path, { bufferSize: 256 })) {
      // Here, not in what is begun below: nobody waits for that yet, and its error would be nobody's.
      signal?.throwIfAborted()
      some.push(look(join(path, entry.name), device))
      if (some.length === AT_ONCE) await Promise.all(some.splice(0))
    }
    await Promise.all(some)
  }

  for (const path of paths) await look(path, null)
  for (let next = folders.pop(); next !== undefined; next = folders.pop()) {
    const folder = next
    signal?.throwIfAborted()
    await ignoring(folder.path, found, () => lookInto(folder))
  }
  return found
}

/** @returns null for what is gone, and for what may not be read, which is noted */
async function ignoring<T>(path: string, found: Measured, read: () => Promise<T>): Promise<T | null> {
  try {
    return await read()
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return null
    if (typeof code !== 'string') throw error
    found.unreadable.push(path)
    return null
  }
}

/** In bytes; 0 = there is none. */
export async function fileSize(path: string): Promise<number> {
  try {
    return (await stat(path)).size
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0
    throw error
  }
}
