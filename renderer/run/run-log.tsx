import { use } from 'react'
import { Button } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty.tsx'
import { ReplayClock } from '../ui/time.tsx'
import { useMedia } from '../task/use-media.ts'
import { LogList, type LogListProps } from './log-list.tsx'
import { PinnedPlan } from './pinned-plan.tsx'

/** The story of a run. */
export function RunLog(props: LogListProps) {
  const { log, run } = props
  const replayed = use(ReplayClock)
  const wide = useMedia('(min-width: 1100px)')
  if (log.fold.rows.length > 0) {
    return (
      // What waits is not at work: its clocks stand with the run's.
      <ReplayClock value={run.heldSince === null ? replayed : Date.parse(run.heldSince)}>
        {!wide && <PinnedPlan plan={log.plan} />}
        <LogList {...props} />
      </ReplayClock>
    )
  }
  if (log.status === 'failed') {
    return (
      <EmptyState title="The log could not be read" action={<Button onClick={log.retry}>Try again</Button>}>
        {log.error}
      </EmptyState>
    )
  }
  if (run.status === 'queued') {
    return (
      <EmptyState title="No log yet">
        {run.queuePosition === null || run.queuePosition <= 1
          ? 'The run is next: it begins as soon as a slot is free.'
          : `The run is number ${run.queuePosition} in the queue.`}
      </EmptyState>
    )
  }
  if (log.status === 'ended')
    return <EmptyState title="No log">This run ended before it wrote anything.</EmptyState>
  return <LogSkeleton />
}

const SKELETON = ['w-52', 'w-96', 'w-72', 'w-40', 'w-80', 'w-60']
function LogSkeleton() {
  return (
    <div role="status" aria-label="Loading the log" className="grid content-start gap-3 pt-3">
      {SKELETON.map((width) => (
        <div key={width} className={`h-3.5 max-w-full rounded-s bg-hover ${width}`} />
      ))}
    </div>
  )
}
