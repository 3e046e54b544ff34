import { realpath } from 'node:fs/promises'
import { type ConfigGuard, createConfigGuard } from './config-guard.ts'
import type { Connection } from './connection.ts'
import type { Log, Server } from './server.ts'

/** Directories that a server has loaded although no session is open in them yet. Their paths are taken as text. */
export interface LoadedAhead {
  /**
   * Does nothing unless the server runs and needs no replacing: that is for who needs it. Never throws: whoever
   * opens a session there is told what is wrong. No session may be open there.
   */
  load(server: Server, path: string): Promise<void>
  /** For a session, whose end frees the directory: what watches its configuration. */
  take(path: string): Promise<ConfigGuard>
  /** Frees, soon, a directory in which no session will be opened. Not having loaded it is fine. */
  letGo(path: string): void
}

interface Loaded {
  directory: string
  guard: ConfigGuard
  by: Connection
}

/** What the first turn would have to wait for: the configuration, then the catalog of models. */
const ASKED = ['/agent', '/config/providers']

/** Longest wait for a directory to be freed, in milliseconds. */
const TIDY_PATIENCE_MS = 5_000

/** A second of each run passes while its directory is loaded: it can pass while the run stands in line. */
export function createLoadedAhead(log: Log): LoadedAhead {
  /** What a server's memory holds, and lost with it; null = it was not loaded, or is being let go. */
  const entries = new Map<string, Promise<Loaded | null>>()

  async function load(server: Server, path: string): Promise<Loaded | null> {
    const directory = await realpath(path)
    const guard = createConfigGuard(directory)
    const by = server.current()
    if (by === null || server.status().running?.restartPending === true) return null
    const release = server.lease()
    try {
      await by.load(async () => {
        await guard.remember()
        for (const path of ASKED) await by.client.touch(path, { directory })
      })
    } finally {
      await guard.restore()
      release()
    }
    return { directory, guard, by }
  }

  function forget(path: string): Promise<Loaded | null> {
    const entry = entries.get(path) ?? Promise.resolve(null)
    entries.delete(path)
    return entry
  }

  return {
    async load(server, path) {
      if (entries.has(path)) return
      const entry = load(server, path).catch((error: unknown) => {
        log('info', 'A directory was not loaded ahead.', { path, error: String(error) })
        return null
      })
      entries.set(path, entry)
      if ((await entry) === null && entries.get(path) === entry) entries.delete(path)
    },
    async take(path) {
      return (await forget(path))?.guard ?? createConfigGuard(await realpath(path))
    },
    letGo(path) {
      if (!entries.has(path)) return
      // Whoever takes it meanwhile waits for the end of it.
      const gone = dispose(forget(path))
        .catch((error: unknown) => {
          log('warn', 'A directory was not freed.', { path, error: String(error) })
        })
        .then(() => {
          if (entries.get(path) === gone) entries.delete(path)
          return null
        })
      entries.set(path, gone)
    },
  }
}

async function dispose(loaded: Promise<Loaded | null>): Promise<void> {
  const entry = await loaded
  if (entry === null || entry.by.lost.aborted) return
  const { by, directory } = entry
  await by.client.post('/instance/dispose', { directory }, undefined, TIDY_PATIENCE_MS)
}
