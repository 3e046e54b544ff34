import { useEffect, useState } from 'react'
import { withoutReferences } from '#shared/attachment-refs.ts'
import { isTerminal } from '#shared/run-words.ts'
import type { Task } from '#shared/tasks.ts'
import { TopBar } from '../app/top-bar.tsx'
import { comeBackTo } from '../board/focus.ts'
import { useFieldCommands } from '../board/use-field-commands.ts'
import { InBatchNotice } from '../batches/in-batch-notice.tsx'
import { useCommand } from '../commands/use-command.ts'
import { CandidateRequests } from '../contests/candidate-requests.tsx'
import { PublicationLine } from '../publications/publication-line.tsx'
import { useReviewNotes } from '../review/use-review-notes.ts'
import { useLateLog } from '../run/use-late-log.ts'
import { useRunLog } from '../run/use-run-log.ts'
import { mutateTask } from '../state/actions.ts'
import { useConnection, useTask, useTaskByIdentifier } from '../state/hooks.ts'
import { openOrLinkIssue } from '../state/issues.ts'
import { loadArchived } from '../state/load.ts'
import { goTo, openWindowHere } from '../state/navigation.ts'
import { isLeftOut } from '../state/publications.ts'
import { type Picker, view } from '../state/view.ts'
import { t } from '../strings/t.ts'
import { TerminalDock } from '../terminals/terminal-dock.tsx'
import { useTakingTurns } from '../terminals/use-taking-turns.ts'
import { useTerminalPlace } from '../terminals/use-terminals.ts'
import { Button } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty.tsx'
import { Markdown } from '../ui/markdown.tsx'
import { Spinner } from '../ui/spinner.tsx'
import { ActionButton } from './action-button.tsx'
import { mergesThere } from './available-actions.ts'
import { Properties } from './properties/properties.tsx'
import { PropertiesStrip } from './properties/properties-strip.tsx'
import { runName } from './run-name.ts'
import { RunNotice } from './run-notice.tsx'
import { RunRequests } from './run-requests.tsx'
import { addSubTask } from './sub-tasks.tsx'
import { TaskDialogs } from './task-dialogs.tsx'
import { TaskHeader } from './task-header.tsx'
import { TaskTabs } from './task-tabs.tsx'
import { TaskTitle } from './title.tsx'
import { useMedia } from './use-media.ts'
import { useShownRun } from './use-shown-run.ts'
import { useTaskActions } from './use-task-actions.ts'

/** Of a low window long notices give way, but not below a few lines; short ones take what they need. */
const NOTICES =
  'max-h-[46vh] min-h-[calc-size(min-content,min(size,20*var(--grid)))] overflow-y-auto empty:hidden'

/** One task: what it says, its runs as stories, its changes for review. */
export function TaskView({
  identifier,
  runId = null,
}: {
  identifier: string
  /** The run to begin with; null = what tells most. */
  runId?: string | null
}) {
  const task = useTaskByIdentifier(identifier)
  const complete = useConnection((state) => state.complete)
  const [looked, setLooked] = useState(false)
  // Archived tasks are not loaded at the start.
  useEffect(() => {
    if (task !== undefined || !complete || looked) return
    const done = () => setLooked(true)
    loadArchived(null).then(done, done)
  }, [task, complete, looked])

  if (task === undefined) return <MissingTask identifier={identifier} looked={looked} />
  return <LoadedTask key={task.id} task={task} runId={runId} />
}

/** In the place of a task that is not there, or not yet. */
function MissingTask({ identifier, looked }: { identifier: string; looked: boolean }) {
  return (
    <>
      <TopBar crumbs={[]} title={identifier} />
      {looked ? (
        <EmptyState
          title={t('There is no task {identifier}', { identifier })}
          action={
            <Button onClick={() => goTo({ to: 'board', projectId: null })}>{t('Go to the board')}</Button>
          }
        >
          {t('It may have been deleted.')}
        </EmptyState>
      ) : (
        <div className="grid place-items-center py-16">
          <Spinner label={t('Loading the task')} size={16} />
        </div>
      )}
    </>
  )
}

function LoadedTask({ task, runId }: { task: Task; runId: string | null }) {
  // Followed by its id it stays in the page while it is looked at, archived or not.
  useTask(task.id)
  const shown = useShownRun(task, runId)
  const { latest, current, contest, run, tab } = shown
  // What resolves a conflict is its batch's: nothing can be done with it here.
  const actions = useTaskActions(task, latest, shown.waitsForRun, run?.purpose !== 'resolve')
  const read = tab === 'run' || tab === 'changes' ? run : null
  // What a candidate is and costs is not the task's: it stands beside it only while that one is read.
  const beside = contest === undefined ? run : read
  const wantsLog = beside !== null && (tab === 'run' || !isTerminal(beside.status) || beside.plan !== null)
  const log = useRunLog(wantsLog ? beside.id : null, tab === 'run')
  useLateLog(beside, log)
  const notes = useReviewNotes(latest)
  const terminals = useTerminalPlace(task.projectId, run)
  const wide = useMedia('(min-width: 1100px)')
  const [strip, setStrip] = useTakingTurns(terminals?.path ?? null)
  useCommand('view.back', () => {
    comeBackTo(task.id)
    goTo({ to: 'board', projectId: task.projectId })
  })

  useCommand('item.window', openWindowHere, { room: 'task' })

  const openPublication = () => shown.setTab('pull_request')
  // Both are done there.
  useCommand('task.publish', openPublication, {
    enabled: shown.publication !== undefined && !actions.offered.includes('publish'),
  })
  useCommand('task.merge', openPublication, {
    enabled: mergesThere(actions.publishing) && tab !== 'pull_request',
  })

  // Not with the property: in a narrow window that may be out of sight.
  useCommand('task.issue', () => openOrLinkIssue(task.id))
  const pick = (kind: Picker['kind']) => () => view.setState({ picker: { kind, ids: [task.id] } })
  useCommand('task.agent', pick('agent'))
  // Else the property itself answers, with its list beneath it.
  const isFolded = !wide && !strip
  useCommand('task.status', pick('status'), { room: 'task', enabled: isFolded })
  useCommand('task.priority', pick('priority'), { room: 'task', enabled: isFolded })
  useCommand('task.labels', pick('labels'), { room: 'task', enabled: isFolded })
  useFieldCommands('task', () => [task.id])
  useCommand('task.archive', () => void mutateTask(task.id, { archived: !task.archived }), {
    room: 'task',
    enabled: !task.isGoal,
    label: () => (task.archived ? t('Bring back from the archive') : null),
  })
  useCommand('task.sub-task', () => {
    shown.setTab('description')
    addSubTask(task.id)
  })
  const asked = () => document.querySelector<HTMLElement>('main [data-request][tabindex]')
  useCommand('task.answer', () => asked()?.focus(), { when: () => asked() !== null })

  // Beside everything but the description itself, its first paragraph says what the task is about.
  const opening =
    withoutReferences(task.description)
      .trim()
      .split(/\n\s*\n/, 1)[0] ?? ''
  const properties = <Properties task={task} run={beside} plan={log.plan} />
  return (
    <>
      <TaskHeader task={task} latest={latest} read={read} actions={actions} terminals={terminals} />
      {!wide && (
        <PropertiesStrip task={task} run={beside} open={strip} onOpenChange={setStrip}>
          {properties}
        </PropertiesStrip>
      )}
      {/* Of a low window the properties and the terminal give way first: here one reads. */}
      <div className="flex min-h-[min(56vh,calc(380px*var(--scale)))] flex-1">
        <div className="flex min-h-0 min-w-0 flex-1 flex-col gap-3 overflow-y-auto px-7 pt-4 max-[1100px]:px-5">
          <div className="flex-none">
            <TaskTitle task={task} />
            {tab !== 'description' && opening !== '' && (
              <Markdown className="mt-1.5 line-clamp-2 max-w-[68ch] text-fg-2 max-[1100px]:hidden [@media(max-height:760px)]:hidden">
                {opening}
              </Markdown>
            )}
          </div>
          <InBatchNotice task={task} run={latest} />
          {contest !== undefined && (
            <div className={NOTICES}>
              <CandidateRequests contest={contest} />
            </div>
          )}
          {contest === undefined && latest !== null && (
            <div className={NOTICES}>
              <RunRequests run={current ?? latest} />
              <RunNotice
                run={latest}
                actions={actions.offered.map((action, index) => (
                  <ActionButton
                    key={action}
                    action={action}
                    actions={actions}
                    variant={index === 0 ? 'primary' : 'default'}
                  />
                ))}
              />
            </div>
          )}
          {shown.publication !== undefined && tab !== 'pull_request' && (
            <PublicationLine
              publication={shown.publication}
              newer={
                actions.publishing === 'update' && latest !== null && isLeftOut(shown.publication, latest)
                  ? runName(latest)
                  : null
              }
              // One key has one meaning: while there is something to publish it is the header's.
              keys={actions.offered.includes('publish') ? 'task.merge' : 'task.publish'}
              onOpen={openPublication}
            />
          )}
          <TaskTabs task={task} shown={shown} log={log} notes={notes} actions={actions} />
        </div>
        {wide && (
          <aside
            aria-label={t('Properties')}
            className="w-67 flex-none overflow-y-auto border-s border-line px-4 py-3.5"
          >
            {properties}
          </aside>
        )}
      </div>
      <TerminalDock place={terminals} />
      {latest !== null && <TaskDialogs task={task} run={latest} actions={actions} notes={notes} />}
    </>
  )
}
