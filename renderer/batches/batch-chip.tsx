import { Link } from '@tanstack/react-router'
import type { Batch } from '#shared/batches.ts'
import type { Run } from '#shared/runs.ts'
import type { Task } from '#shared/tasks.ts'
import { useBatchWithWork } from '../state/batches.ts'
import { usePublicationOf } from '../state/publications.ts'
import { cn } from '../ui/cn.ts'
import { Tooltip } from '../ui/tooltip.tsx'
import { Ring } from './batch-mark.tsx'
import { TEXT } from '../ui/tones.ts'
import { shortBatchName, type WorkPlace, workPlace } from './work-place.ts'

/** The batch in which the work of a task lies, and how it stands there; null while there is nothing to say. */
export function useWorkPlace(
  task: Pick<Task, 'id' | 'status' | 'latestRunId'>,
  run: Pick<Run, 'mergedCommit' | 'discardedAt'> | undefined,
): (WorkPlace & { batch: Batch }) | null {
  const batch = useBatchWithWork(task.id)
  const followUp = usePublicationOf(batch?.id ?? null)?.followUp
  const place = batch === undefined ? null : workPlace(task, run, batch, followUp?.runId)
  return batch === undefined || place === null ? null : { ...place, batch }
}

/** Where the work of a task lies, as a link to the batch that has it. */
export function BatchChip({
  place,
  tabbable = false,
}: {
  place: WorkPlace & { batch: Batch }
  tabbable?: boolean
}) {
  const { batch, word, tone, sentence } = place
  return (
    <Tooltip label={sentence}>
      <Link
        to="/batches/$id"
        params={{ id: batch.id }}
        {...(tabbable ? {} : { tabIndex: -1 })}
        className="inline-flex h-5 max-w-full items-center gap-1.25 rounded-full border border-line px-1.75 text-11 whitespace-nowrap text-fg-2 transition-colors duration-(--fast) hover:border-line-strong hover:bg-hover hover:text-fg"
      >
        <Ring share={batch.counts.merged / batch.counts.total} />
        <span aria-hidden className="flex-none">
          {shortBatchName(batch)}
        </span>
        <span aria-hidden className={cn('truncate', TEXT[tone])}>
          {word}
        </span>
        <span className="sr-only">{sentence}</span>
      </Link>
    </Tooltip>
  )
}
