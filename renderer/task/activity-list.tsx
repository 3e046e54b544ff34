import type { Activity } from '#shared/tasks.ts'
import { client } from '../state/transport.ts'
import { rich } from '../strings/rich.tsx'
import { t } from '../strings/t.ts'
import { Button } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty.tsx'
import { Loading } from '../ui/loading.tsx'
import { Ago } from '../ui/time.tsx'
import { activityBy, activityWords } from './activity-words.ts'
import { useList } from './use-list.ts'

/** Everything that happened to the task, newest first. */
export function ActivityList({ taskId }: { taskId: string }) {
  const list = useList<Activity>('activity', taskId, (id) => client.tasks.activity({ id }))
  if (list.status === 'loading') {
    return <Loading label={t('Loading the activity')} />
  }
  if (list.status === 'failed') {
    return (
      <EmptyState
        title={t('The activity could not be read')}
        action={<Button onClick={list.reload}>{t('Try again')}</Button>}
      >
        {list.error}
      </EmptyState>
    )
  }
  return (
    <ol className="max-w-[84ch] py-2" aria-label={t('Activity, newest first')}>
      {[...list.items].reverse().map((line) => (
        <li key={line.id} className="flex min-h-7 items-baseline gap-2 py-1 text-12 text-fg-2">
          <span aria-hidden className="size-1.5 flex-none -translate-y-px rounded-full bg-line-strong" />
          <span className="min-w-0 break-words">
            {rich('<b>{who}</b> {act}', {
              who: activityBy(line),
              act: activityWords(line),
              b: (text) => <span className="font-medium text-fg">{text}</span>,
            })}
          </span>
          <Ago at={line.at} className="ms-auto flex-none text-11 whitespace-nowrap text-fg-3" />
        </li>
      ))}
    </ol>
  )
}
