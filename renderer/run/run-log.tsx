import { use } from 'react'
import { t } from '../strings/t.ts'
import { Button } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty.tsx'
import { ReplayClock } from '../ui/time.tsx'
import { useMedia } from '../task/use-media.ts'
import { LogList, type LogListProps } from './log-list.tsx'
import { PinnedPlan } from './pinned-plan.tsx'
import { standsAt } from './waits.ts'

/** The story of a run. */
export function RunLog(props: LogListProps) {
  const { log, run } = props
  const replayed = use(ReplayClock)
  const wide = useMedia('(min-width: 1100px)')
  if (log.fold.rows.length > 0) {
    // What waits is not at work: its clocks stand with the run's.
    const stood = standsAt(log.fold.waits, run.heldSince)
    return (
      <ReplayClock value={stood === null ? replayed : Date.parse(stood)}>
        {!wide && <PinnedPlan plan={log.plan} />}
        <LogList {...props} />
      </ReplayClock>
    )
  }
  if (log.status === 'failed') {
    return (
      <EmptyState
        title={t('The log could not be read')}
        action={<Button onClick={log.retry}>{t('Try again')}</Button>}
      >
        {log.error}
      </EmptyState>
    )
  }
  if (run.status === 'queued') {
    return (
      <EmptyState title={t('No log yet')}>
        {run.queuePosition === null || run.queuePosition <= 1
          ? t('The run is next: it begins as soon as a slot is free.')
          : t('The run is number {queuePosition} in the queue.', { queuePosition: run.queuePosition })}
      </EmptyState>
    )
  }
  if (log.status === 'ended')
    return <EmptyState title={t('No log')}>{t('This run ended before it wrote anything.')}</EmptyState>
  return <LogSkeleton />
}

const SKELETON = ['w-52', 'w-96', 'w-72', 'w-40', 'w-80', 'w-60']
function LogSkeleton() {
  return (
    <div role="status" aria-label={t('Loading the log')} className="grid content-start gap-3 pt-3">
      {SKELETON.map((width) => (
        <div key={width} className={`h-3.5 max-w-full rounded-s bg-hover ${width}`} />
      ))}
    </div>
  )
}
