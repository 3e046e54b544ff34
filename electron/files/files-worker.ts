/** Searches lists of files on a thread of its own: tens of thousands of names take a while. See `files-thread.ts`. */
import { parentPort } from 'node:worker_threads'
import type { FoundFiles } from '#shared/steering.ts'
import { FileIndex } from './file-index.ts'

/** `listed` takes the place of what was known of a root; `forget` lets it go. */
export type ToFilesWorker =
  | { listed: Uint8Array; root: string }
  | { forget: string }
  | { id: number; root: string; query: string; limit: number }

/** `found` is null when nothing is known of the root. */
export type FromFilesWorker = { id: number; found: FoundFiles | null }

const port = parentPort
if (port === null) throw new Error('This is a thread of the host.')
const indexes = new Map<string, FileIndex>()

port.on('message', (message: ToFilesWorker) => {
  if ('listed' in message) indexes.set(message.root, new FileIndex(message.listed))
  else if ('forget' in message) indexes.delete(message.forget)
  else {
    const found = indexes.get(message.root)?.find(message.query, message.limit) ?? null
    port.postMessage({ id: message.id, found } satisfies FromFilesWorker)
  }
})
