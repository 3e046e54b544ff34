import { lazy, Suspense, useState } from 'react'
import { isTerminal } from '#shared/run-words.ts'
import type { Task } from '#shared/tasks.ts'
import { useCommand } from '../commands/use-command.ts'
import { Candidates } from '../contests/candidates.tsx'
import { publicationTab } from '../publications/state-words.ts'
import { TaskPublication } from '../publications/task-publication.tsx'
import { ExportRecordButton } from '../record/export-record.tsx'
import type { ReviewNotes } from '../review/use-review-notes.ts'
import { PlusMinus } from '../run/mini-diff.tsx'
import { RunLog } from '../run/run-log.tsx'
import type { RunLogState } from '../run/use-run-log.ts'
import { t } from '../strings/t.ts'
import { Loading } from '../ui/loading.tsx'
import { type Tab, Tabs } from '../ui/tabs.tsx'
import { ActivityList } from './activity-list.tsx'
import { AttemptPicker } from './attempt-picker.tsx'
import { Comments } from './comments.tsx'
import { Description } from './description.tsx'
import { useRunNames } from './run-name.ts'
import { SteeringBox } from '../steering/steering-box.tsx'
import { UnsaidMessages } from '../steering/unsaid-messages.tsx'
import { SubTasks } from './sub-tasks.tsx'
import type { ShownRun, TabId } from './use-shown-run.ts'
import type { TaskActions } from './use-task-actions.ts'

// The diff renderer is heavy and needed only here.
const Changes = lazy(() => import('../review/changes.tsx'))

/** What there is to read about a task: its description, a run's story and changes, and what was done. */
export function TaskTabs({
  task,
  shown: { runs, runsError, latest, contest, publication, run, pick, tab, setTab },
  log,
  notes,
  actions,
}: {
  task: Task
  shown: ShownRun
  log: RunLogState
  notes: ReviewNotes
  actions: TaskActions
}) {
  const [logTools, setLogTools] = useState<HTMLElement | null>(null)
  const runName = useRunNames(runs)
  const several = runs.length > 1
  const changes = run?.changes ?? null
  const canSendBack = run !== null && run.id === latest?.id && actions.offered.includes('send_back')
  const tabs: Tab[] = [
    ...(contest === undefined
      ? []
      : [
          {
            id: 'candidates',
            label: t('Candidates'),
            content: (
              <Candidates
                key={contest.id}
                contest={contest}
                onOpen={(runId, next) => {
                  pick(runId)
                  setTab(next)
                }}
              />
            ),
          },
        ]),
    {
      id: 'description',
      label: t('Description'),
      content: (
        <div className="grid min-h-0 flex-1 content-start gap-6 overflow-y-auto pt-4 pb-10">
          <Description task={task} />
          <SubTasks task={task} />
          <Comments taskId={task.id} />
        </div>
      ),
    },
    {
      id: 'run',
      label: run === null ? t('Run') : runName(run),
      disabled: run === null,
      content:
        run === null ? null : (
          <div className="flex min-h-0 flex-1 flex-col pt-2">
            {runsError && !several && run.attempt > 1 && (
              <p className="pb-1 text-12 text-fg-3">{t('Earlier attempts could not be loaded.')}</p>
            )}
            <RunLog key={run.id} log={log} run={run} tools={logTools} />
            <UnsaidMessages run={run} />
            {(run.id === latest?.id || !isTerminal(run.status)) && (
              <SteeringBox
                key={`steer ${run.id}`}
                run={run}
                onSendBack={canSendBack ? () => actions.act('send_back') : null}
              />
            )}
          </div>
        ),
    },
    {
      id: 'changes',
      label: (
        <>
          {t('Changes')}
          {changes !== null && changes.files > 0 && (
            <span className="font-semibold">
              <PlusMinus additions={changes.additions} deletions={changes.deletions} />
            </span>
          )}
        </>
      ),
      disabled: run === null || run.baseCommit === null,
      content:
        run === null ? null : (
          <Suspense fallback={<Loading label={t('Loading the changes')} />}>
            <Changes
              key={run.id}
              run={run}
              review={{
                runs,
                onShowLog: () => setTab('run'),
                onSendBackWith: actions.sendBack,
              }}
              notes={notes}
              canSendBack={canSendBack}
              onSendBack={() => actions.act('send_back')}
            />
          </Suspense>
        ),
    },
    ...(publication === undefined
      ? []
      : [
          {
            id: 'pull_request',
            label: publicationTab(publication),
            content: (
              <TaskPublication task={task} latest={latest} publication={publication} actions={actions} />
            ),
          },
        ]),
    {
      id: 'activity',
      label: t('Activity'),
      content: (
        <div className="min-h-0 flex-1 overflow-y-auto pb-10">
          <ActivityList taskId={task.id} />
        </div>
      ),
    },
  ]
  // Of those that can be opened, around the end.
  const step = (by: 1 | -1) => () => {
    const open = tabs.filter(({ disabled }) => disabled !== true)
    const next = open.at((open.findIndex(({ id }) => id === tab) + by) % open.length)
    if (next !== undefined) setTab(next.id as TabId)
  }
  useCommand('task.next-tab', step(1))
  useCommand('task.previous-tab', step(-1))
  useCommand('work.changes', () => setTab('changes'), {
    room: 'task',
    enabled: tab !== 'changes' && run !== null && run.baseCommit !== null,
  })
  return (
    <Tabs
      label={t('About this task')}
      value={tab}
      onChange={(id) => setTab(id as TabId)}
      // A log, and where one talks to the agent, are of use only where some of both is seen.
      className={tab === 'run' ? 'min-h-68 flex-1' : 'min-h-0 flex-1'}
      contentClassName="flex min-h-0 flex-col"
      trailing={
        <>
          {several && run !== null && (tab === 'run' || tab === 'changes') && (
            <AttemptPicker runs={runs} run={run} onPick={pick} />
          )}
          {tab === 'run' && run !== null && <ExportRecordButton task={task} run={run} />}
          {tab === 'run' && <div ref={setLogTools} className="flex-none empty:hidden" />}
        </>
      }
      tabs={tabs}
    />
  )
}
