import type { Activity } from '#shared/tasks.ts'
import { client } from '../state/transport.ts'
import { Button } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty.tsx'
import { Spinner } from '../ui/spinner.tsx'
import { Ago } from '../ui/time.tsx'
import { activityBy, activityWords } from './activity-words.ts'
import { useList } from './use-list.ts'

/** Everything that happened to the task, newest first. */
export function ActivityList({ taskId }: { taskId: string }) {
  const list = useList<Activity>('activity', taskId, (id) => client.tasks.activity({ id }))
  if (list.status === 'loading') {
    return (
      <div className="grid place-items-center py-12">
        <Spinner label="Loading the activity" size={16} />
      </div>
    )
  }
  if (list.status === 'failed') {
    return (
      <EmptyState
        title="The activity could not be read"
        action={<Button onClick={list.reload}>Try again</Button>}
      >
        {list.error}
      </EmptyState>
    )
  }
  return (
    <ol className="max-w-[84ch] py-2" aria-label="Activity, newest first">
      {[...list.items].reverse().map((line) => (
        <li key={line.id} className="flex min-h-7 items-baseline gap-2 py-1 text-12 text-fg-2">
          <span aria-hidden className="size-1.5 flex-none -translate-y-px rounded-full bg-line-strong" />
          <span className="min-w-0 break-words">
            <span className="font-medium text-fg">{activityBy(line)}</span> {activityWords(line)}
          </span>
          <Ago at={line.at} className="ml-auto flex-none text-11 whitespace-nowrap text-fg-3" />
        </li>
      ))}
    </ol>
  )
}
