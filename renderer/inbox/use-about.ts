import { useEntity, useRequest, useRun, useTask } from '../state/hooks.ts'
import type { InboxItem } from '../state/inbox.ts'
import { batches, contests, publications } from '../state/stores.ts'
import { type About, isOfBatch, isOfRun } from './item-words.ts'

/** What an item is about, followed. */
export function useAbout({ kind, of, taskId }: InboxItem): About {
  const publication = useEntity(publications, kind === 'pull' ? of : null)
  return {
    task: useTask(taskId),
    request: useRequest(kind === 'request' ? of : null),
    batch: useEntity(batches, publication?.batchId ?? (isOfBatch(kind) ? of : null)),
    contest: useEntity(contests, kind === 'contest' ? of : null),
    run: useRun(isOfRun(kind) ? of : null),
    publication,
  }
}
