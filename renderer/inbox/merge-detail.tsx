import { GitMerge } from 'lucide-react'
import { useState } from 'react'
import { batchName, mergedWords } from '#shared/batch-news.ts'
import type { Batch } from '#shared/batches.ts'
import { BatchSummary } from '../batches/batch-summary.tsx'
import { MergeBatchDialog } from '../batches/merge-batch-dialog.tsx'
import { mergeOffer } from '../batches/merge-offer.ts'
import { useCommand } from '../commands/use-command.ts'
import { useKeysHeld } from '../requests/hand-over.ts'
import { goTo } from '../state/navigation.ts'
import { usePublicationOf } from '../state/publications.ts'
import { t } from '../strings/t.ts'
import { Button } from '../ui/button.tsx'
import { InboxItem } from './inbox-item.tsx'

/** A batch that is over, whose work lies on its own branch: what came of it, and its merge. */
export default function MergeDetail({ batch }: { batch: Batch }) {
  const name = batchName(batch)
  // Of what has just gone: the keys of the next one are off until the hands have paused.
  const isHeld = useKeysHeld()
  const publication = usePublicationOf(batch.id)
  const { canMerge, isPublished } = mergeOffer(batch, publication)
  const [isMerging, setMerging] = useState(false)
  const merge = () => setMerging(true)
  useCommand('task.merge', merge, { enabled: canMerge && !isPublished && !isHeld })
  return (
    <>
      <InboxItem
        selected
        projectId={batch.projectId}
        about={t('Batch')}
        title={name}
        label={t('Review: {name}', { name })}
        icon={<GitMerge aria-hidden />}
        action={t('Review')}
        onOpen={() => goTo({ to: 'batch', id: batch.id })}
        more={
          canMerge && (
            <Button icon={<GitMerge />} {...(isPublished ? {} : { keys: 'task.merge' })} onClick={merge}>
              {isPublished ? t('Merge here') : t('Merge')}
            </Button>
          )
        }
      >
        <p className="min-w-0 flex-1">
          <span className="font-medium">
            {t('The batch is over, and its work is not yet in {branch}.', { branch: batch.baseBranch })}
          </span>{' '}
          <span className="whitespace-nowrap text-fg-2">{mergedWords(batch.counts)}</span>
        </p>
      </InboxItem>
      {batch.summary !== null && <BatchSummary text={batch.summary} />}
      {isMerging && <MergeBatchDialog batch={batch} onClose={() => setMerging(false)} />}
    </>
  )
}
