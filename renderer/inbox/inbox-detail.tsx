import { Lightbulb } from 'lucide-react'
import { lazy, Suspense } from 'react'
import type { Request } from '#shared/requests.ts'
import type { Run } from '#shared/runs.ts'
import type { Task } from '#shared/tasks.ts'
import { BatchItem } from '../batches/batch-item.tsx'
import { useCommand } from '../commands/use-command.ts'
import { ContestItem } from '../contests/contest-item.tsx'
import { PublicationItem } from '../publications/publication-item.tsx'
import { RequestView } from '../requests/request-view.tsx'
import { useCandidateName } from '../state/contests.ts'
import type { InboxItem as Item } from '#shared/inbox-items.ts'
import { goTo } from '../state/navigation.ts'
import { t } from '../strings/t.ts'
import { WithCode } from '../ui/with-code.tsx'
import { Button } from '../ui/button.tsx'
import { InboxHead, InboxItem } from './inbox-item.tsx'
import { PullActs } from './pull-acts.tsx'
import { useAbout } from './use-about.ts'

// What can be done about a run is that of its task's own screen, which is loaded when it is needed.
const RunDetail = lazy(() => import('./run-detail.tsx'))

/** It is written in, and loaded when it is needed. */
const MentionDetail = lazy(() => import('./mention-detail.tsx'))

/** Its summary is Markdown, and it may be merged there. */
const MergeDetail = lazy(() => import('./merge-detail.tsx'))

const nothing = () => undefined

/** The selected item, answered here; one for life (give it a key). */
export function InboxDetail({ item }: { item: Item }) {
  const { task, request, batch, contest, run, publication, mention } = useAbout(item)
  if (item.kind === 'mention')
    return mention === undefined ? null : (
      <Suspense>
        <MentionDetail item={item} mention={mention} task={task} batch={batch} publication={publication} />
      </Suspense>
    )
  if (request !== undefined) return <RequestDetail request={request} task={task} />
  if (contest !== undefined) return <ContestItem contest={contest} selected onSelect={nothing} />
  if (publication !== undefined)
    return (
      <>
        <PublicationItem publication={publication} selected onSelect={nothing} />
        <PullActs publication={publication} />
      </>
    )
  if (batch !== undefined)
    return item.kind === 'merge' ? (
      <Suspense>
        <MergeDetail batch={batch} />
      </Suspense>
    ) : (
      <BatchItem batch={batch} selected onSelect={nothing} />
    )
  if (task === undefined || run === undefined) return null
  if (item.kind === 'plan') return <PlanDetail task={task} run={run} />
  return (
    <>
      <InboxHead projectId={task.projectId} about={task.identifier} title={task.title}>
        <OpenTask task={task} />
      </InboxHead>
      <Suspense>
        <RunDetail task={task} run={run} />
      </Suspense>
    </>
  )
}

/** What an agent asks. */
function RequestDetail({ request, task }: { request: Request; task: Task | undefined }) {
  const candidate = useCandidateName(request.runId)
  useCommand('item.task', () => task !== undefined && openTask(task))
  return (
    <>
      <InboxHead
        projectId={request.projectId}
        about={
          <>
            {task?.identifier}
            {candidate !== null && ` · ${candidate}`}
          </>
        }
        title={task?.title}
      >
        {task !== undefined && <OpenTask task={task} />}
      </InboxHead>
      <RequestView request={request} density="inbox" active />
    </>
  )
}

const openTask = ({ identifier }: Task) => goTo({ to: 'task', identifier })

function OpenTask({ task }: { task: Task }) {
  return (
    <Button size="s" keys="item.task" onClick={() => openTask(task)}>
      {task.isGoal ? t('Open the brainstorm') : t('Open the task')}
    </Button>
  )
}

/** A goal whose agent has made a plan, or none. */
function PlanDetail({ task, run }: { task: Task; run: Run }) {
  const isFailed = run.status === 'failed'
  return (
    <InboxItem
      selected
      projectId={task.projectId}
      about={task.identifier}
      title={task.title}
      label={t('Plan: {title}', { title: task.title })}
      icon={<Lightbulb aria-hidden />}
      action={isFailed ? t('Look at it') : t('Open the plan')}
      onOpen={() => openTask(task)}
    >
      <p className="min-w-0 flex-1 [overflow-wrap:anywhere]">
        {isFailed ? (
          <span className="font-medium">
            <WithCode text={run.failure?.message ?? t('The agent has made no plan.')} />
          </span>
        ) : (
          <>
            <span className="font-medium">{t('The plan is ready.')}</span>{' '}
            <span className="text-fg-2">{t('Edit it, accept it, or ask for changes.')}</span>
          </>
        )}
      </p>
    </InboxItem>
  )
}
