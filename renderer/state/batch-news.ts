import { type BatchNews, batchNewsOf, waitsForUser } from '#shared/batch-news.ts'
import { isBatchOver } from '#shared/batch-words.ts'
import type { Batch } from '#shared/batches.ts'
import { t } from '../strings/t.ts'
import { toast } from '../ui/toast.ts'
import { approvalOf } from './batches.ts'
import { goTo } from './navigation.ts'
import type { FeedItem } from './transport.ts'

/** News of a batch that the page holds. */
export type NewsOfBatch = BatchNews & { batch: Batch }

/** What of the feed is news of batches: of each the last. */
export function newsOfBatches(
  items: readonly FeedItem[],
  lookUp: (id: string) => Batch | undefined,
): NewsOfBatch[] {
  const news = new Map<string, NewsOfBatch>()
  for (const { event, data } of items) {
    const batch = event.startsWith('batch:') ? lookUp(data.id) : undefined
    if (batch === undefined) continue
    const told = batchNewsOf(event, data as Partial<Batch>, batch)
    if (told !== null) news.set(batch.id, { ...told, batch })
  }
  return [...news.values()]
}

const toastOf = (batchId: string) => `batch-${batchId}`

/** Puts away what is not so any more: the work is judged, or the batch goes on. */
export function withdrawNews(items: readonly FeedItem[], lookUp: (id: string) => Batch | undefined): void {
  for (const { event, data } of items) {
    const batch = event.startsWith('batch:') ? lookUp(data.id) : undefined
    if (batch !== undefined && !isBatchOver(batch.status) && !waitsForUser(batch))
      toast.dismiss(toastOf(batch.id))
  }
}

/** Tells of a batch in the page, unless its own screen is shown. */
export function toastBatch({ kind, batch, title, body }: NewsOfBatch): void {
  if (location.pathname === `/batches/${batch.id}`) return
  const show = kind === 'finished' && batch.counts.merged > 0 ? toast.success : toast.info
  show(title, {
    id: toastOf(batch.id),
    description: body,
    duration: 12_000,
    action: {
      label: approvalOf(batch) === undefined ? t('Open') : t('Review'),
      onClick: () => goTo({ to: 'batch', id: batch.id }),
    },
  })
}
