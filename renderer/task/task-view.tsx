import {
  Archive,
  ArchiveRestore,
  ChevronDown,
  ChevronRight,
  CornerUpLeft,
  Ellipsis,
  FileText,
  GitMerge,
  Link2,
  Play,
  RotateCcw,
  Search,
  Square,
  Trash2,
} from 'lucide-react'
import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { Run } from '#shared/runs.ts'
import type { Task } from '#shared/tasks.ts'
import { TopBar } from '../app/top-bar.tsx'
import { DiscardDialog } from '../review/discard-dialog.tsx'
import { MergeDialog } from '../review/merge-dialog.tsx'
import { SendBackDialog } from '../review/send-back-dialog.tsx'
import { useReviewNotes } from '../review/use-review-notes.ts'
import { PlusMinus } from '../run/mini-diff.tsx'
import { RunLog } from '../run/run-log.tsx'
import { isTerminal } from '#shared/run-words.ts'
import { useRunLog } from '../run/use-run-log.ts'
import {
  archiveTasks,
  cancelTask,
  copy,
  deleteTask,
  executeTasks,
  mutateTask,
  retryRun,
} from '../state/actions.ts'
import {
  useConnection,
  useProject,
  useRun,
  useRunsOf,
  useSettings,
  useTaskByIdentifier,
} from '../state/hooks.ts'
import { loadArchived, loadRunsOf } from '../state/load.ts'
import { goTo } from '../state/navigation.ts'
import { Button, type ButtonVariant, IconButton } from '../ui/button.tsx'
import { ConfirmDialog } from '../ui/dialog.tsx'
import { EmptyState } from '../ui/empty.tsx'
import { STATUS_NAMES } from '../ui/icons/status-icon.tsx'
import { Markdown } from '../ui/markdown.tsx'
import { Menu, MenuItem, MenuSeparator } from '../ui/menu.tsx'
import { Spinner } from '../ui/spinner.tsx'
import { Tabs } from '../ui/tabs.tsx'
import { useShortcut } from '../ui/use-shortcut.ts'
import { ActivityList } from './activity-list.tsx'
import { availableActions, defaultTab, type TaskAction } from './available-actions.ts'
import { Comments } from './comments.tsx'
import { Description } from './description.tsx'
import { PromptDialog } from './prompt-dialog.tsx'
import { Properties, PropertySummary } from './properties.tsx'
import { RunNotice } from './run-notice.tsx'
import { SubTasks } from './sub-tasks.tsx'
import { TaskTitle } from './title.tsx'
import { useMedia } from './use-media.ts'

// The diff renderer is heavy and needed only here.
const Changes = lazy(() => import('../review/changes.tsx'))

type TabId = 'description' | 'run' | 'changes' | 'activity'

/** One task: what it says, its runs as stories, its changes for review. */
export function TaskView({ identifier }: { identifier: string }) {
  const task = useTaskByIdentifier(identifier)
  const complete = useConnection((state) => state.complete)
  const [looked, setLooked] = useState(false)
  // Archived tasks are not loaded at the start.
  useEffect(() => {
    if (task !== undefined || !complete || looked) return
    const done = () => setLooked(true)
    loadArchived(null).then(done, done)
  }, [task, complete, looked])

  if (task === undefined) {
    return (
      <>
        <TopBar crumbs={[]} title={identifier} />
        {looked ? (
          <EmptyState
            title={`There is no task ${identifier}`}
            action={<Button onClick={() => goTo({ to: 'board', projectId: null })}>Go to the board</Button>}
          >
            It may have been deleted.
          </EmptyState>
        ) : (
          <div className="grid place-items-center py-16">
            <Spinner label="Loading the task" size={16} />
          </div>
        )}
      </>
    )
  }
  return <LoadedTask key={task.id} task={task} />
}

const looks: Record<TaskAction, { label: string; keys?: string; icon: React.ReactNode }> = {
  execute: { label: 'Execute', keys: 'e', icon: <Play /> },
  retry: { label: 'Retry', keys: 'e', icon: <RotateCcw /> },
  stop: { label: 'Stop', keys: 'mod+.', icon: <Square /> },
  merge: { label: 'Merge', keys: 'm', icon: <GitMerge /> },
  send_back: { label: 'Send back', keys: 'b', icon: <CornerUpLeft /> },
  discard: { label: 'Discard', keys: 'mod+backspace', icon: <Trash2 /> },
}

function LoadedTask({ task }: { task: Task }) {
  const project = useProject(task.projectId)
  const settings = useSettings()
  const runs = useRunsOf(task.id)
  const latestLoaded = useRun(task.latestRunId, true)
  const latest = task.latestRunId === null ? null : (latestLoaded ?? null)
  const waitsForRun = task.latestRunId !== null && latest === null
  const [runsError, setRunsError] = useState(false)
  useEffect(() => {
    loadRunsOf(task.id).then(
      () => setRunsError(false),
      () => setRunsError(true),
    )
  }, [task.id])

  const [picked, setPicked] = useState<string | null>(null)
  const run = runs.find((one) => one.id === picked) ?? latest
  const [tab, setTab] = useState<TabId | null>(null)
  // What a tab tells most is settled when the view opens and when a new run begins, not in mid-reading.
  const seenRun = useRef<string | null | undefined>(undefined)
  useEffect(() => {
    if (waitsForRun || seenRun.current === task.latestRunId) return
    seenRun.current = task.latestRunId
    setPicked(null)
    setTab(defaultTab(task, latest))
  }, [waitsForRun, task, latest])
  const shownTab = tab ?? (waitsForRun ? 'description' : defaultTab(task, latest))

  const wantsLog = run !== null && (shownTab === 'run' || !isTerminal(run.status) || run.plan !== null)
  const log = useRunLog(wantsLog ? run.id : null)
  const notes = useReviewNotes(latest?.id ?? null)
  const wide = useMedia('(min-width: 1100px)')
  const [strip, setStrip] = useState(false)
  const [searching, setSearching] = useState(false)

  const actions = useTaskActions(task, latest)
  const offered = availableActions(task, waitsForRun ? null : latest).filter(
    (action) => !(waitsForRun && action === 'execute'),
  )
  const [prompt, setPrompt] = useState(false)
  useShortcut('escape', () => goTo({ to: 'board', projectId: task.projectId }))
  const [deleting, setDeleting] = useState(false)

  const busyWith = actions.busy
  const actionButton = (action: TaskAction, variant: ButtonVariant) => (
    <Button
      key={action}
      variant={variant}
      icon={looks[action].icon}
      busy={busyWith === action}
      disabled={busyWith !== null}
      {...(looks[action].keys === undefined ? {} : { keys: looks[action].keys })}
      onClick={() => actions.act(action)}
    >
      {looks[action].label}
    </Button>
  )
  const [first] = offered
  // A failure says what can be done where it stands; twice would be noise.
  const failed = latest?.status === 'failed' && latest.failure !== null && latest.discardedAt === null
  const bar = failed ? [] : offered.filter((action) => action !== 'discard')

  for (const action of Object.keys(looks) as TaskAction[]) {
    // The order of hooks is fixed: the table's.
    // oxlint-disable-next-line react-hooks/rules-of-hooks
    useShortcut(looks[action].keys ?? action, () => actions.act(action), {
      enabled: offered.includes(action) && busyWith === null,
    })
  }

  // Beside the log, the task's first paragraph says what the story is about.
  const opening = task.description.trim().split(/\n\s*\n/, 1)[0] ?? ''
  const properties = (
    <>
      <Properties task={task} run={run} plan={log.fold.plan} />
      {task.archived && <p className="mt-3 text-12 text-fg-3">This task is archived.</p>}
    </>
  )
  const changes = run?.changes ?? null
  const several = runs.length > 1
  const attemptPicker = several && run !== null && (shownTab === 'run' || shownTab === 'changes') && (
    <Menu
      label="Choose an attempt"
      align="end"
      trigger={
        <Button size="s" variant="ghost">
          Run {run.attempt} of {runs.length}
          <ChevronDown />
        </Button>
      }
    >
      {runs.map((one) => (
        <MenuItem
          key={one.id}
          checked={one.id === run.id}
          hint={one.mergedCommit !== null ? 'merged' : one.discardedAt !== null ? 'discarded' : one.status}
          onSelect={() => setPicked(one.id)}
        >
          Run {one.attempt}
        </MenuItem>
      ))}
    </Menu>
  )
  const canSendBack = run !== null && run.id === latest?.id && offered.includes('send_back')

  return (
    <>
      <TopBar
        crumbs={[
          <button
            key="project"
            type="button"
            role="link"
            className="rounded-s hover:text-fg"
            onClick={() => goTo({ to: 'board', projectId: task.projectId })}
          >
            {project?.name ?? 'Board'}
          </button>,
          STATUS_NAMES[task.status],
        ]}
        title={task.identifier}
        actions={
          <>
            {task.archived ? (
              <Button icon={<ArchiveRestore />} onClick={() => void mutateTask(task.id, { archived: false })}>
                Bring back
              </Button>
            ) : (
              [...bar]
                .reverse()
                .map((action) =>
                  actionButton(
                    action,
                    action === first ? (action === 'stop' ? 'default' : 'primary') : 'ghost',
                  ),
                )
            )}
            <Menu
              label="More about this task"
              align="end"
              trigger={
                <IconButton label="More" bare>
                  <Ellipsis />
                </IconButton>
              }
            >
              <MenuItem icon={<FileText />} onSelect={() => setPrompt(true)}>
                Show the prompt
              </MenuItem>
              <MenuItem icon={<Link2 />} onSelect={() => void copy(task.identifier, 'Identifier')}>
                Copy {task.identifier}
              </MenuItem>
              {!task.archived && (
                <MenuItem
                  icon={<Archive />}
                  disabled={latest !== null && !isTerminal(latest.status)}
                  onSelect={() => void archiveTasks([task.id])}
                >
                  Archive
                </MenuItem>
              )}
              <MenuSeparator />
              {offered.includes('discard') && (
                <MenuItem
                  icon={<Trash2 />}
                  danger
                  keys="mod+backspace"
                  onSelect={() => actions.act('discard')}
                >
                  Discard the work…
                </MenuItem>
              )}
              <MenuItem
                icon={<Trash2 />}
                danger
                disabled={latest !== null && !isTerminal(latest.status)}
                onSelect={() => setDeleting(true)}
              >
                Delete the task…
              </MenuItem>
            </Menu>
          </>
        }
      />
      {!wide && (
        <div className="flex-none border-b border-line">
          <button
            type="button"
            aria-expanded={strip}
            aria-controls="task-properties"
            onClick={() => setStrip((open) => !open)}
            className="flex h-9 w-full items-center gap-2 px-4 text-left hover:bg-hover"
          >
            <ChevronRight
              aria-hidden
              className={`size-3.5 flex-none text-fg-3 transition-transform duration-(--fast) ${strip ? 'rotate-90' : ''}`}
            />
            <span className="sr-only">Properties: </span>
            <PropertySummary task={task} run={run} />
          </button>
          {strip && (
            <aside
              id="task-properties"
              aria-label="Properties"
              className="max-h-[50vh] overflow-y-auto px-4 pb-3 [&>dl]:grid-cols-2 [&>dl]:gap-x-8"
            >
              {properties}
            </aside>
          )}
        </div>
      )}
      <div className="flex min-h-0 flex-1">
        <div className="flex min-h-0 min-w-0 flex-1 flex-col gap-3 px-7 pt-4 max-[1100px]:px-5">
          <div className="flex-none">
            <TaskTitle task={task} />
            {shownTab === 'run' && opening !== '' && (
              <Markdown className="mt-1.5 line-clamp-2 max-w-[68ch] text-fg-2 max-[1100px]:hidden [@media(max-height:760px)]:hidden">
                {opening}
              </Markdown>
            )}
          </div>
          {latest !== null && (
            <div className="max-h-[35vh] flex-none overflow-y-auto empty:hidden">
              <RunNotice
                run={latest}
                actions={offered.map((action) =>
                  actionButton(action, action === first ? 'primary' : 'default'),
                )}
              />
            </div>
          )}
          <Tabs
            label="About this task"
            value={shownTab}
            onChange={(id) => setTab(id as TabId)}
            className="min-h-0 flex-1"
            contentClassName="flex min-h-0 flex-col"
            trailing={
              <>
                {attemptPicker}
                {shownTab === 'run' && (
                  <IconButton
                    size="s"
                    label="Search this log"
                    keys="mod+f"
                    onClick={() => setSearching(true)}
                  >
                    <Search />
                  </IconButton>
                )}
              </>
            }
            tabs={[
              {
                id: 'description',
                label: 'Description',
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
                label: run === null ? 'Run' : `Run ${run.attempt}`,
                disabled: run === null,
                content:
                  run === null ? null : (
                    <div className="flex min-h-0 flex-1 flex-col pt-2">
                      {runsError && several === false && run.attempt > 1 && (
                        <p className="pb-1 text-12 text-fg-3">Earlier attempts could not be loaded.</p>
                      )}
                      <RunLog
                        key={run.id}
                        log={log}
                        run={run}
                        searching={searching}
                        onSearching={setSearching}
                      />
                    </div>
                  ),
              },
              {
                id: 'changes',
                label: (
                  <>
                    Changes
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
                    <Suspense
                      fallback={
                        <div className="grid place-items-center py-12">
                          <Spinner label="Loading the changes" size={16} />
                        </div>
                      }
                    >
                      <Changes
                        key={run.id}
                        run={run}
                        notes={notes}
                        canSendBack={canSendBack}
                        onSendBack={() => actions.act('send_back')}
                      />
                    </Suspense>
                  ),
              },
              {
                id: 'activity',
                label: 'Activity',
                content: (
                  <div className="min-h-0 flex-1 overflow-y-auto pb-10">
                    <ActivityList taskId={task.id} />
                  </div>
                ),
              },
            ]}
          />
        </div>
        {wide && (
          <aside
            aria-label="Properties"
            className="w-67 flex-none overflow-y-auto border-l border-line px-4 py-3.5"
          >
            {properties}
          </aside>
        )}
      </div>
      <PromptDialog open={prompt} onOpenChange={setPrompt} task={task} />
      <ConfirmDialog
        open={deleting}
        onOpenChange={setDeleting}
        danger
        title={`Delete ${task.identifier}?`}
        description="The task, its comments and its runs’ logs are gone for good. Its branches go to the trash."
        confirmLabel="Delete"
        onConfirm={async () => {
          if (await deleteTask(task.id)) goTo({ to: 'board', projectId: task.projectId })
        }}
      />
      {latest !== null && (
        <>
          <MergeDialog
            open={actions.dialog === 'merge'}
            onOpenChange={(open) => actions.setDialog(open ? 'merge' : null)}
            task={task}
            run={latest}
            onSendBack={actions.sendBack}
          />
          <SendBackDialog
            open={actions.dialog === 'send_back'}
            onOpenChange={(open) => actions.setDialog(open ? 'send_back' : null)}
            task={task}
            run={latest}
            notes={notes}
            prefill={actions.prefill}
          />
          <DiscardDialog
            open={actions.dialog === 'discard'}
            onOpenChange={(open) => actions.setDialog(open ? 'discard' : null)}
            task={task}
            run={latest}
            retentionDays={settings?.trashRetentionDays ?? 30}
          />
        </>
      )}
    </>
  )
}

type DialogId = 'merge' | 'send_back' | 'discard'

/** What the buttons, shortcuts and menu do. */
function useTaskActions(task: Task, latest: Run | null) {
  const [busy, setBusy] = useState<TaskAction | null>(null)
  const [dialog, setDialog] = useState<DialogId | null>(null)
  const [prefill, setPrefill] = useState('')
  const during = useCallback((action: TaskAction, work: () => Promise<unknown>) => {
    setBusy(action)
    void work().finally(() => setBusy(null))
  }, [])
  const act = useCallback(
    (action: TaskAction) => {
      switch (action) {
        case 'execute':
          return during(action, () => executeTasks([task.id]))
        case 'stop':
          return during(action, () => cancelTask(task.id))
        case 'retry':
          return latest === null ? undefined : during(action, () => retryRun(latest.id))
        default:
          setPrefill('')
          return setDialog(action)
      }
    },
    [during, task.id, latest],
  )
  const sendBack = useCallback((comment: string) => {
    setPrefill(comment)
    setDialog('send_back')
  }, [])
  return useMemo(
    () => ({ busy, dialog, setDialog, prefill, act, sendBack }),
    [busy, dialog, prefill, act, sendBack],
  )
}
