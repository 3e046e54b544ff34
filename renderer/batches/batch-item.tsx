import { Hand, Pause } from 'lucide-react'
import { batchName, mergedWords } from '#shared/batch-news.ts'
import type { Batch } from '#shared/batches.ts'
import { InboxItem } from '../inbox/inbox-item.tsx'
import { approvalOf, resumeBatch } from '../state/batches.ts'
import { useTask } from '../state/hooks.ts'
import { goTo } from '../state/navigation.ts'
import { t } from '../strings/t.ts'
import { Button } from '../ui/button.tsx'

/** In the inbox: a batch that waits for approval, or is paused for a reason; the diff is on its own screen. */
export function BatchItem({
  batch,
  selected,
  onSelect,
}: {
  batch: Batch
  selected: boolean
  onSelect: () => void
}) {
  const approval = approvalOf(batch)
  const task = useTask(approval?.taskId)
  const name = batchName(batch)
  return (
    <InboxItem
      selected={selected}
      onSelect={onSelect}
      projectId={batch.projectId}
      about={approval?.identifier ?? t('Batch')}
      title={approval === undefined ? name : task?.title}
      label={
        approval === undefined
          ? t('Paused: {name}', { name })
          : t('Approval: {identifier}', { identifier: approval.identifier })
      }
      icon={approval === undefined ? <Pause aria-hidden /> : <Hand aria-hidden />}
      action={approval === undefined ? t('Open') : t('Review')}
      onOpen={() => goTo({ to: 'batch', id: batch.id })}
      more={
        approval === undefined && <Button onClick={() => void resumeBatch(batch.id)}>{t('Resume')}</Button>
      }
    >
      <p className="min-w-0 flex-1">
        <span className="font-medium">
          {approval === undefined ? batch.failure : t('The queue waits for your approval.')}
        </span>{' '}
        <span className="whitespace-nowrap text-fg-2">
          {approval === undefined
            ? mergedWords(batch.counts)
            : t('{name}, {merged} of {total} merged', {
                name,
                merged: batch.counts.merged,
                total: batch.counts.total,
              })}
        </span>
      </p>
    </InboxItem>
  )
}
