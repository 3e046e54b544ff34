import type { Batch } from '#shared/batches.ts'
import { DiffView } from '../review/diff-view.tsx'
import { useReviewNotes } from '../review/use-review-notes.ts'
import { t } from '../strings/t.ts'
import { useBatchDiff } from './use-batch-diff.ts'

/** All that the merged tasks of a batch changed together. One batch for life (give it a key). */
export default function BatchChanges({ batch }: { batch: Batch }) {
  const notes = useReviewNotes(null)
  return (
    <section
      aria-label={t('Changes of the whole batch')}
      className="flex min-h-0 flex-1 flex-col px-7 pt-1.5 max-[1100px]:px-5"
    >
      <DiffView
        id={batch.id}
        hasKeys
        projectId={batch.projectId}
        state={useBatchDiff(batch)}
        base={batch.baseBranch}
        styleKey="openlinear.diff-style"
        style="unified"
        empty={
          batch.counts.merged === 0
            ? t('No task is merged into the batch yet.')
            : t('The merged tasks leave everything as it was.')
        }
        notes={notes}
        canSendBack={false}
        onSendBack={() => undefined}
      />
    </section>
  )
}
