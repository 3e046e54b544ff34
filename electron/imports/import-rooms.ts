import { joinStore } from '../store/store.ts'
import { createLabels } from '../tasks/labels.ts'
import { createTasks } from '../tasks/tasks.ts'
import type { ImportRooms } from './import-work.ts'

export { makeImport, previewImport } from './import-work.ts'

/** What an import needs, on the thread: the rooms over a connection of its own. */
export async function openRooms(dataFolder: string, onDamage: (cause: string) => void): Promise<ImportRooms> {
  const store = await joinStore(dataFolder, ({ cause }) => onDamage(String(cause)))
  return { store, tasks: createTasks({ store }), labels: createLabels({ store }) }
}
