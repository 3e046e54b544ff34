import { Link } from '@tanstack/react-router'
import { batchName } from '#shared/batch-news.ts'
import { useOpenBatchOf } from '../state/batches.ts'
import { t } from '../strings/t.ts'
import { cn } from '../ui/cn.ts'
import { Tooltip } from '../ui/tooltip.tsx'
import { taskTone } from './task-words.ts'

/** On a card: its batch, how far that is, and whether the task is left out of it. */
export function BatchMark({ taskId }: { taskId: string }) {
  const batch = useOpenBatchOf(taskId)
  const task = batch?.tasks.find((one) => one.taskId === taskId)
  if (batch === undefined || task === undefined) return null
  const { merged, total } = batch.counts
  const isOut = taskTone(task) === 'bad'
  const about = { name: batchName(batch), merged, total }
  const words = isOut
    ? t('Left out of batch {name}: {merged} of {total} merged', about)
    : t('In batch {name}: {merged} of {total} merged', about)
  return (
    <Tooltip label={words}>
      <Link
        to="/batches/$id"
        params={{ id: batch.id }}
        tabIndex={-1}
        className={cn(
          'flex h-4 items-center gap-1 rounded-s px-1 text-10 tabular-nums hover:bg-active',
          isOut ? 'text-bad' : 'text-fg-3 hover:text-fg',
        )}
      >
        <Ring share={merged / total} />
        <span aria-hidden>
          {merged}/{total}
        </span>
        <span className="sr-only">{words}</span>
      </Link>
    </Tooltip>
  )
}

/** The length of the ring below. */
const AROUND = 2 * Math.PI * 4

/** How much of the batch is merged. */
export const Ring = ({ share }: { share: number }) => (
  <svg aria-hidden viewBox="0 0 12 12" className="size-2.75 flex-none -rotate-90">
    <circle cx="6" cy="6" r="4" fill="none" stroke="currentColor" strokeWidth="2" opacity="0.3" />
    <circle
      cx="6"
      cy="6"
      r="4"
      fill="none"
      stroke="var(--ok)"
      strokeWidth="2"
      strokeDasharray={`${share * AROUND} ${AROUND}`}
    />
  </svg>
)
