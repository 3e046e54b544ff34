import type { BackupAnswer } from './backup-worker.ts'
import { startDatabaseThread } from './database-thread.ts'
import type { Store } from './store.ts'

/** Takes the log of a database that is open over into it, on a thread, and empties it unless somebody reads there. */
export async function checkpoint(store: Store, folder: string): Promise<BackupAnswer> {
  const have = (what: 'checkpoint' | 'truncate') => startDatabaseThread({ folder, what }).answer
  // First what can be done beside the host's own writing, which would wait for the rest on the host's thread.
  const answer = await have('checkpoint')
  return 'damage' in answer ? answer : store.writeElsewhere(() => have('truncate'))
}
