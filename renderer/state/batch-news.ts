import type { Batch } from '#shared/batches.ts'
import { batchName, batchState, nTasks } from '../batches/words.ts'
import { toast } from '../ui/toast.ts'
import { approvalOf } from './batches.ts'
import { goTo } from './navigation.ts'
import { batches } from './stores.ts'
import type { FeedItem } from './transport.ts'

/** What is to be told of a batch. */
export type BatchNews = { kind: 'over' | 'approval'; batch: Batch; title: string; body: string }

const OVER = new Set<FeedItem['event']>(['batch:completed', 'batch:failed', 'batch:cancelled'])

/** What of the feed is news of batches: those that are over, and work that waits for approval. */
export function batchNewsOf(
  items: readonly FeedItem[],
  lookUp: (id: string) => Batch | undefined,
): BatchNews[] {
  const news = new Map<string, BatchNews>()
  for (const { event, data } of items) {
    if (!event.startsWith('batch:')) continue
    const batch = lookUp(data.id)
    if (batch === undefined) continue
    if (OVER.has(event)) {
      const { merged, total } = batch.counts
      const title = `Batch ${batchState(batch).word.toLowerCase()}: ${batchName(batch)}`
      const body = batch.failure ?? `${merged} of ${nTasks(total)} merged.`
      news.set(batch.id, { kind: 'over', batch, title, body })
    } else if (event === 'batch:task:updated') {
      const approval = approvalOf(batch)
      const changed = (data as Partial<Batch>).tasks ?? []
      if (approval === undefined || !changed.some(({ taskId }) => taskId === approval.taskId)) continue
      const title = `${approval.identifier} waits for your approval`
      news.set(batch.id, { kind: 'approval', batch, title, body: `In the batch ${batchName(batch)}` })
    }
  }
  return [...news.values()]
}

const toastOf = (batchId: string) => `batch-${batchId}`
const isShown = (batchId: string) => location.pathname === `/batches/${batchId}`

/** Tells of batches where their own screen is not shown; what is not so any more goes away. */
export function tellOfBatches(items: readonly FeedItem[]): void {
  for (const { event, data } of items) {
    const batch = event.startsWith('batch:') ? batches.get(data.id) : undefined
    if (batch !== undefined && approvalOf(batch) === undefined && !OVER.has(event))
      toast.dismiss(toastOf(data.id))
  }
  for (const { kind, batch, title, body } of batchNewsOf(items, (id) => batches.get(id))) {
    if (isShown(batch.id)) continue
    const show = kind === 'over' && batch.status === 'completed' ? toast.success : toast.info
    show(title, {
      id: toastOf(batch.id),
      description: body,
      duration: 12_000,
      action: {
        label: kind === 'over' ? 'Open' : 'Review',
        onClick: () => goTo({ to: 'batch', id: batch.id }),
      },
    })
  }
}
