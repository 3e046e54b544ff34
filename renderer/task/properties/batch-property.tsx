import { Link } from '@tanstack/react-router'
import { Zap } from 'lucide-react'
import { batchName, mergedWords } from '#shared/batch-news.ts'
import type { Run } from '#shared/runs.ts'
import type { Task } from '#shared/tasks.ts'
import { shortBatchName } from '../../batches/work-place.ts'
import { useBatch, useOpenBatchOf } from '../../state/batches.ts'
import { t } from '../../strings/t.ts'
import { Property } from './property.tsx'

/** The batch that the task, or its run, belongs to. */
export function BatchProperty({ task, run }: { task: Task; run: Run | null }) {
  const open = useOpenBatchOf(task.id)
  const id = open?.id ?? run?.batchId ?? null
  return id === null ? null : <OneBatch id={id} />
}

function OneBatch({ id }: { id: string }) {
  const { batch } = useBatch(id)
  return (
    <Property name={t('Batch')}>
      <Link
        to="/batches/$id"
        params={{ id }}
        title={batch === undefined ? undefined : `${batchName(batch)}: ${mergedWords(batch.counts)}`}
        className="flex min-w-0 items-center gap-1.5 rounded-s text-accent-fg hover:underline"
      >
        <Zap aria-hidden className="size-3 flex-none" />
        {batch === undefined ? (
          t('See it')
        ) : (
          <span className="truncate">
            {shortBatchName(batch)}
            <span className="text-fg-3 tabular-nums">
              {' '}
              · {batch.counts.merged}/{batch.counts.total}
            </span>
          </span>
        )}
      </Link>
    </Property>
  )
}
