import { useEntity, useRequest, useRun, useTask } from '../state/hooks.ts'
import type { InboxItem } from '#shared/inbox-items.ts'
import { batches, contests, mentions, publications } from '../state/stores.ts'
import { type About, isOfBatch, isOfPull, isOfRun, mentionOf } from './item-words.ts'

/** What an item is about, followed. */
export function useAbout({ id, kind, of, taskId }: InboxItem): About {
  const publication = useEntity(publications, isOfPull(kind) ? of : null)
  const comment = useEntity(mentions, kind === 'mention' ? of : null)
  return {
    task: useTask(taskId),
    request: useRequest(kind === 'request' ? of : null),
    batch: useEntity(batches, publication?.batchId ?? (isOfBatch(kind) ? of : null)),
    contest: useEntity(contests, kind === 'contest' ? of : null),
    run: useRun(isOfRun(kind) ? of : null),
    publication,
    mention: kind === 'mention' ? mentionOf(id, comment, publication) : undefined,
  }
}
