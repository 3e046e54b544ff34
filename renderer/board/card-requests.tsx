import type { Run } from '#shared/runs.ts'
import type { Task } from '#shared/tasks.ts'
import { RequestView } from '../requests/request-view.tsx'
import { isOpen, useRequestsOf } from '../state/requests.ts'
import { goTo } from '../state/navigation.ts'
import { t } from '../strings/t.ts'
import { Button } from '../ui/button.tsx'

/** What the card's agent asks: the oldest request in full, the others as a number. */
export function CardRequests({
  task,
  run,
  isWaiting,
  total,
}: {
  task: Task
  run: Run
  isWaiting: boolean
  /** Requests of the whole card, where other runs of it ask, too. */
  total?: number
}) {
  const open = useRequestsOf(run.id).filter(isOpen)
  const [first] = open
  const others = (total ?? open.length) - 1
  const goToTask = () => goTo({ to: 'task', identifier: task.identifier })
  if (first !== undefined) {
    return (
      <>
        <RequestView key={first.id} request={first} density="card" />
        {others > 0 && (
          <Button
            size="s"
            variant="ghost"
            className="-my-1 justify-self-start px-1 text-wait hover:text-wait"
            onClick={goToTask}
          >
            {t('and {others} more', { others })}
          </Button>
        )}
      </>
    )
  }
  // The run says that it waits before its request is here.
  if (!isWaiting || run.waiting === null) return null
  return (
    <p className="mt-0.5 line-clamp-4 rounded-m border border-wait/35 bg-wait/10 px-2 py-1.75 text-11 leading-snug [overflow-wrap:anywhere]">
      {run.waiting.title}
    </p>
  )
}
