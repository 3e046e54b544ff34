import { FileDiff, ScrollText } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import type { Run } from '#shared/runs.ts'
import type { Task } from '#shared/tasks.ts'
import { useCommand } from '../commands/use-command.ts'
import { useKeysHeld } from '../requests/hand-over.ts'
import { useReviewNotes } from '../review/use-review-notes.ts'
import { PlusMinus } from '../run/mini-diff.tsx'
import { useSettings } from '../state/hooks.ts'
import { goTo } from '../state/navigation.ts'
import { t } from '../strings/t.ts'
import { ActionButton } from '../task/action-button.tsx'
import { RunNotice } from '../task/run-notice.tsx'
import { runName } from '../task/run-name.ts'
import { TaskDialogs } from '../task/task-dialogs.tsx'
import { useTaskActions } from '../task/use-task-actions.ts'
import { Button } from '../ui/button.tsx'
import { elapsed, money } from '../ui/duration.ts'
import { Markdown } from '../ui/markdown.tsx'
import { Spinner } from '../ui/spinner.tsx'
import { useOpenKeys } from './inbox-item.tsx'

// The diff renderer is heavy and needed only here.
const Changes = lazy(() => import('../review/changes.tsx'))

/** What came of the latest run of a task: its words, its changes, and what can be done about it. */
export default function RunDetail({ task, run }: { task: Task; run: Run }) {
  // Of what has just gone: the keys of the next one are off until the hands have paused.
  const isHeld = useKeysHeld()
  const actions = useTaskActions(task, run, false, true)
  const notes = useReviewNotes(run)
  const [isOpen, setOpen] = useState(false)
  const hasChanges = run.changes !== null && run.changes.files > 0
  const isFailed = run.status === 'failed'
  const openLog = () => goTo({ to: 'task', identifier: task.identifier, runId: run.id })
  const openTask = () => goTo({ to: 'task', identifier: task.identifier })
  useOpenKeys(isFailed ? openLog : openTask, openTask)
  const toggle = () => {
    if (!isHeld) setOpen(!isOpen)
  }
  useCommand('work.changes', toggle, { enabled: hasChanges })

  const buttons = (
    <>
      {(isFailed ? actions.offered : actions.bar).map((action, index) => (
        <ActionButton
          key={action}
          action={action}
          actions={actions}
          variant={index === 0 ? 'primary' : 'default'}
        />
      ))}
      {isFailed && (
        <Button icon={<ScrollText />} keys="item.open" onClick={openLog}>
          {t('Open the log')}
        </Button>
      )}
      {hasChanges && (
        <Button
          icon={<FileDiff />}
          keys="work.changes"
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
        >
          {isOpen ? t('Hide the changes') : t('Show the changes')}
        </Button>
      )}
    </>
  )
  return (
    <>
      <Figures run={run} />
      {isFailed ? (
        <RunNotice run={run} actions={buttons} />
      ) : (
        <section
          aria-label={t('Review of {run}', { run: runName(run) })}
          className="grid grid-cols-[minmax(0,1fr)] gap-2.5 rounded-l border bg-raised px-3 py-2.5"
        >
          {run.summary !== null && run.summary.trim() !== '' ? (
            <Markdown className="max-h-72 overflow-y-auto">{run.summary}</Markdown>
          ) : (
            <p className="text-fg-2">{t('The agent has said nothing at the end.')}</p>
          )}
          <div className="flex flex-wrap gap-1.5">{buttons}</div>
        </section>
      )}
      {isOpen && (
        <section aria-label={t('Changes')} className="flex min-h-80 flex-1 flex-col">
          <Suspense fallback={<Spinner label={t('Loading the changes')} size={16} />}>
            <Changes
              key={run.id}
              run={run}
              notes={notes}
              canSendBack={actions.offered.includes('send_back')}
              onSendBack={() => actions.sendBack('')}
            />
          </Suspense>
        </section>
      )}
      <TaskDialogs task={task} run={run} actions={actions} notes={notes} />
    </>
  )
}

/** What was done, by what, and what it took. */
function Figures({ run }: { run: Run }) {
  const settings = useSettings()
  const { changes, checkPassed, usage, workedMs } = run
  const model = run.model === settings?.model ? null : run.model
  return (
    <p className="flex flex-wrap gap-x-3 gap-y-0.5 text-12 text-fg-3 tabular-nums">
      <span>{runName(run)}</span>
      {model !== null && <span className="[overflow-wrap:anywhere]">{model}</span>}
      <span>{elapsed(workedMs)}</span>
      <span>{money(usage.cost)}</span>
      {changes !== null && changes.files > 0 && (
        <span>
          {t('{files, plural, one {# file} other {# files}}', { files: changes.files })}{' '}
          <PlusMinus {...changes} />
        </span>
      )}
      {checkPassed !== null && (
        <span className={checkPassed ? 'text-ok' : 'text-bad'}>
          {checkPassed ? t('Checks passed') : t('Checks failed')}
        </span>
      )}
    </p>
  )
}
