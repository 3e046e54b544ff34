import { Hand, Pause } from 'lucide-react'
import { batchName, mergedWords } from '#shared/batch-news.ts'
import type { Batch } from '#shared/batches.ts'
import { InboxItem } from '../inbox/inbox-item.tsx'
import { approvalOf, resumeBatch } from '../state/batches.ts'
import { useTask } from '../state/hooks.ts'
import { goTo } from '../state/navigation.ts'
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
      about={approval?.identifier ?? 'Batch'}
      title={approval === undefined ? name : task?.title}
      label={approval === undefined ? `Paused: ${name}` : `Approval: ${approval.identifier}`}
      icon={approval === undefined ? <Pause aria-hidden /> : <Hand aria-hidden />}
      action={approval === undefined ? 'Open' : 'Review'}
      onOpen={() => goTo({ to: 'batch', id: batch.id })}
      more={approval === undefined && <Button onClick={() => void resumeBatch(batch.id)}>Resume</Button>}
    >
      <p className="min-w-0 flex-1">
        <span className="font-medium">
          {approval === undefined ? batch.failure : 'The queue waits for your approval.'}
        </span>{' '}
        <span className="whitespace-nowrap text-fg-2">
          {approval !== undefined && `${name}, `}
          {mergedWords(batch.counts)}
        </span>
      </p>
    </InboxItem>
  )
}
