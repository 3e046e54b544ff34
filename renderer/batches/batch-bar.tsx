import { memo } from 'react'
import { isLeftOut } from '#shared/batch-words.ts'
import type { BatchTask } from '#shared/batches.ts'
import type { Run } from '#shared/runs.ts'
import { t } from '../strings/t.ts'
import { cn } from '../ui/cn.ts'
import { FILL } from '../ui/tones.ts'
import { taskTone } from './task-words.ts'

/** How far a batch is: a segment for each task, in the order of merging and in the colour of its state. */
export function BatchBar({
  tasks,
  runOf,
  className,
}: {
  tasks: readonly BatchTask[]
  runOf?: ReadonlyMap<string, Run>
  className?: string
}) {
  const merged = tasks.filter(({ status }) => status === 'merged').length
  const fills = tasks.map((task) => {
    const tone = taskTone(task, runOf?.get(task.runId ?? ''))
    return tone === 'idle' && !isLeftOut(task.status) ? 'bg-active' : FILL[tone]
  })
  return (
    <div
      role="progressbar"
      aria-label={t('Tasks merged')}
      aria-valuemin={0}
      aria-valuemax={tasks.length}
      aria-valuenow={merged}
      className={cn(
        'flex h-[3px] overflow-hidden rounded-full',
        tasks.length > 40 ? 'gap-px' : 'gap-0.5',
        className,
      )}
    >
      <Segments fills={fills.join(' ')} />
    </div>
  )
}

/** Drawn anew only when a colour changes. */
const Segments = memo(function Segments({ fills }: { fills: string }) {
  return fills.split(' ').map((fill, index) => (
    <span
      // oxlint-disable-next-line react/no-array-index-key -- a segment is its place
      key={index}
      className={cn('min-w-0 flex-1 rounded-full transition-colors duration-(--mid)', fill)}
    />
  ))
})
