import { Link } from '@tanstack/react-router'
import { ListChecks, ScrollText } from 'lucide-react'
import { useState } from 'react'
import { isUnderWay } from '#shared/brainstorm-state.ts'
import type { WholeBrainstorm } from '#shared/brainstorms.ts'
import type { Run } from '#shared/runs.ts'
import { TopBar } from '../app/top-bar.tsx'
import { attempt } from '../state/actions.ts'
import { dismissBrainstorm } from '../state/brainstorms.ts'
import { useProject, useRun, useTask } from '../state/hooks.ts'
import { goTo } from '../state/navigation.ts'
import { isOpen as isOpenRequest, useRequestsOf } from '../state/requests.ts'
import { runs } from '../state/stores.ts'
import { client } from '../state/transport.ts'
import { view } from '../state/view.ts'
import { rich } from '../strings/rich.tsx'
import { t } from '../strings/t.ts'
import { TaskLink } from '../task/task-link.tsx'
import { Button } from '../ui/button.tsx'
import { cn } from '../ui/cn.ts'
import { elapsed, money } from '../ui/duration.ts'
import { EmptyState } from '../ui/empty.tsx'
import { Markdown } from '../ui/markdown.tsx'
import { Notice } from '../ui/notice.tsx'
import { Spinner } from '../ui/spinner.tsx'
import { useLate } from './use-late.ts'
import { PlanEditor } from './plan-editor.tsx'
import { PlanList } from './plan-list.tsx'
import { Ended, UnderWay } from './run-state.tsx'
import { useBrainstorm } from './use-brainstorm.ts'
import { STATUS_TONES, STATUS_WORDS } from './words.ts'

/** One goal on its way to tasks: what the agent is at or asks, then the plan. */
export function BrainstormScreen({ identifier }: { identifier: string }) {
  const { value, error, reload, put } = useBrainstorm(identifier)
  const late = useLate(value === null && error === null)
  const project = useProject(value?.brainstorm.projectId)
  const crumbs = [
    <Link key="all" to="/brainstorm" activeOptions={{ exact: true }}>
      {t('Brainstorm')}
    </Link>,
    ...(project === undefined ? [] : [project.name]),
  ]
  if (value === null)
    return (
      <>
        <TopBar crumbs={crumbs} title={identifier} />
        {error !== null ? (
          <EmptyState
            className="flex-1 content-center"
            title={t('The brainstorm could not be read')}
            action={<Button onClick={reload}>{t('Try again')}</Button>}
          >
            {error}
          </EmptyState>
        ) : (
          late && (
            <div className="grid place-items-center py-16">
              <Spinner label={t('Loading the brainstorm')} size={16} />
            </div>
          )
        )}
      </>
    )
  return <Loaded whole={value} crumbs={crumbs} put={put} />
}

function Loaded({
  whole,
  crumbs,
  put,
}: {
  whole: WholeBrainstorm
  crumbs: React.ReactNode[]
  put: (whole: WholeBrainstorm) => void
}) {
  const { brainstorm, goal, plan, runIds } = whole
  const run = useRun(runIds.at(-1), true)
  const isOpen = isUnderWay(whole.status)
  // It asks a moment before it stands still.
  const asks = useRequestsOf(runIds.at(-1) ?? '').some(isOpenRequest)
  const status = isOpen && asks ? 'asking' : whole.status
  const dismiss = () => void dismissBrainstorm(brainstorm.id, goal.identifier)
  return (
    <>
      <TopBar
        crumbs={crumbs}
        title={goal.identifier}
        actions={
          <>
            {run !== undefined && (
              <Button
                icon={<ScrollText />}
                className="max-[720px]:hidden"
                onClick={() => goTo({ to: 'task', identifier: goal.identifier, runId: run.id })}
              >
                {t('Open the log')}
              </Button>
            )}
            {status !== 'accepted' && status !== 'dismissed' && !isOpen && (
              <Button onClick={dismiss}>{t('Dismiss')}</Button>
            )}
          </>
        }
      >
        <span role="status" className={cn('truncate text-12 font-medium', STATUS_TONES[status])}>
          {STATUS_WORDS[status]}
        </span>
      </TopBar>
      <div data-scrolls className="flex min-h-0 flex-1 flex-col overflow-y-auto [scrollbar-gutter:stable]">
        <div className="mx-auto grid w-full max-w-[calc(1040px*var(--scale))] grid-cols-[minmax(0,1fr)] gap-5 px-6 py-6">
          <Goal whole={whole} run={run} />
          {isOpen && run !== undefined && <UnderWay whole={whole} status={status} run={run} />}
          {(status === 'failed' || status === 'cancelled') && <Ended whole={whole} run={run} put={put} />}
          {status === 'dismissed' && (
            <Notice
              action={
                <Button
                  size="s"
                  onClick={() =>
                    void attempt(async () =>
                      put(await client.brainstorms.dismiss({ id: brainstorm.id, dismissed: false })),
                    )
                  }
                >
                  {t('Take it up again')}
                </Button>
              }
            >
              {t('It was dismissed, and no task was made of it.')}
            </Notice>
          )}
          {status === 'accepted' && <Accepted whole={whole} />}
          {plan !== null &&
            (isOpen || status === 'accepted' || status === 'dismissed' ? (
              <PlanList plan={plan} title={isOpen ? t('The plan so far') : t('The plan')} />
            ) : (
              <PlanEditor key={brainstorm.id} whole={whole} plan={plan} put={put} />
            ))}
        </div>
      </div>
    </>
  )
}

/** Longest goal that is shown whole, in characters. */
const SHORT = 600

function Goal({
  whole: { goal, brainstorm, runIds },
  run,
}: {
  whole: WholeBrainstorm
  run: Run | undefined
}) {
  const parent = useTask(brainstorm.parentId)
  const [open, setOpen] = useState(false)
  const isLong = goal.description.length > SHORT
  return (
    <section aria-label={t('Goal')} className="grid gap-2">
      <h2 dir="auto" className="text-20 font-semibold [overflow-wrap:anywhere]">
        {goal.title}
      </h2>
      {goal.description !== '' && (
        <div className={cn('max-w-[68ch]', isLong && !open && 'max-h-32 overflow-hidden mask-b-from-60%')}>
          <Markdown>{goal.description}</Markdown>
        </div>
      )}
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-12 text-fg-3 tabular-nums">
        {isLong && (
          <Button size="s" variant="ghost" aria-expanded={open} onClick={() => setOpen(!open)}>
            {open ? t('Show less') : t('Show all of it')}
          </Button>
        )}
        {parent !== undefined && (
          <span className="flex min-w-0 items-center">
            {rich('Breaks down {task}', { task: <TaskLink task={parent} full /> })}
          </span>
        )}
        {run !== undefined && (
          <>
            <span className="[overflow-wrap:anywhere]">{run.model}</span>
            <Figures runIds={runIds} last={run} />
          </>
        )}
      </p>
    </section>
  )
}

/** What all its runs took; those that are not here count as soon as they are looked at. */
function Figures({ runIds, last }: { runIds: readonly string[]; last: Run }) {
  const all = runIds.map((id) => (id === last.id ? last : runs.get(id))).filter((run) => run !== undefined)
  const sum = (of: (run: Run) => number) => all.reduce((total, run) => total + of(run), 0)
  return (
    <>
      <span>{elapsed(sum(({ workedMs }) => workedMs))}</span>
      <span>{money(sum(({ usage }) => usage.cost))}</span>
      {runIds.length > 1 && (
        <span>{t('{count, plural, one {# round} other {# rounds}}', { count: runIds.length })}</span>
      )}
    </>
  )
}

/** What has become of it. */
function Accepted({ whole: { brainstorm } }: { whole: WholeBrainstorm }) {
  const ids = brainstorm.createdTaskIds
  return (
    <section
      aria-label={t('Tasks that were created')}
      className="grid gap-2 rounded-l border bg-raised px-4 py-3"
    >
      <div className="flex items-center gap-2">
        <p className="flex-1 font-medium">
          {t('{count, plural, one {# task was created.} other {# tasks were created.}}', {
            count: ids.length,
          })}
        </p>
        <Button icon={<ListChecks />} onClick={() => view.setState({ newBatch: ids })}>
          {t('Execute as a batch…')}
        </Button>
      </div>
      <ul className="-mx-1.5 grid grid-cols-[minmax(0,1fr)]">
        {ids.map((id) => (
          <Created key={id} id={id} />
        ))}
      </ul>
    </section>
  )
}

function Created({ id }: { id: string }) {
  const task = useTask(id)
  return task === undefined ? null : (
    <li>
      <TaskLink task={task} full />
    </li>
  )
}
