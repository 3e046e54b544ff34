import { ChevronRight, Ellipsis, ExternalLink } from 'lucide-react'
import { memo, useRef } from 'react'
import type { Batch, BatchTask } from '#shared/batches.ts'
import type { Run } from '#shared/runs.ts'
import { PlusMinus } from '../run/mini-diff.tsx'
import { goTo } from '../state/navigation.ts'
import { useStartingAgent } from '../state/starting-agent.ts'
import { t } from '../strings/t.ts'
import { withoutMarks } from '../ui/with-code.tsx'
import { IconButton } from '../ui/button.tsx'
import { cn } from '../ui/cn.ts'
import { money } from '../ui/duration.ts'
import { Menu, MenuItem } from '../ui/menu.tsx'
import { Spinner } from '../ui/spinner.tsx'
import { useDragRow } from './drag-row.ts'
import { DropLine } from './drop-line.tsx'
import { ACTION_LOOKS } from './action-looks.tsx'
import { ForecastMark } from './forecast.tsx'
import { actionsFor, type BatchTaskAction } from './task-actions.ts'
import { TaskDetails } from './task-details.tsx'
import { TEXT } from '../ui/tones.ts'
import { spinnerLook } from './spinner-look.ts'
import { reasonParts, taskTone, taskWords } from './task-words.ts'

export type TaskRowProps = {
  batch: Batch
  task: BatchTask
  title: string
  run: Run | undefined
  /** The run that resolves, or has tried to resolve, its conflict. */
  resolver: Run | undefined
  /** Why it will not merge by itself, as far as is known. */
  mark: string | null
  open: boolean
  tabbable: boolean
  movable: boolean
  /** The host has not answered what was asked for last. */
  busy: boolean
  onToggle: (taskId: string) => void
  /** Another row was dropped at a side of this one. */
  onDrop: (dragged: string, over: string, side: 'top' | 'bottom') => void
  onAct: (action: BatchTaskAction, task: BatchTask) => void
}

/**
 * What other tasks do changes little of a row, and an open batch changes often: only what the row tells counts.
 * What hangs on all of its tasks, such as which one is merged next, is in its words.
 */
function sameRow(a: TaskRowProps, b: TaskRowProps): boolean {
  if (!sameFields(a, b)) return false
  if (a.batch === b.batch) return true
  return (
    a.batch.status === b.batch.status &&
    a.batch.step === b.batch.step &&
    taskWords(a.task, a.batch, a.run) === taskWords(b.task, b.batch, b.run) &&
    actionsFor(a.task, a.batch).join() === actionsFor(b.task, b.batch).join()
  )
}

const sameFields = (a: TaskRowProps, b: TaskRowProps): boolean =>
  (Object.keys(b) as (keyof TaskRowProps)[]).every((key) => key === 'batch' || a[key] === b[key])

/**
 * One task of a batch in a line: what happens to it in words, and why. More of it is one press away. Drawn anew only
 * when something of it changes, as its agent and others say much; the callbacks stay the same.
 */
export const TaskRow = memo(function TaskRow({
  batch,
  task,
  title,
  run,
  resolver,
  mark,
  open,
  tabbable,
  movable,
  busy,
  onToggle,
  onDrop,
  onAct,
}: TaskRowProps) {
  const element = useRef<HTMLLIElement>(null)
  const { edge, isDragged } = useDragRow(
    element,
    `batch ${batch.id}`,
    task.taskId,
    movable,
    (dragged, side) => onDrop(dragged, task.taskId, side),
  )
  const live = liveRunOf(batch, task, run, resolver)
  const offered = actionsFor(task, batch)
  const starting = useStartingAgent(run)
  return (
    <li
      ref={element}
      data-batch-task={task.taskId}
      // Rows out of sight cost no layout and no paint; they stay in the page for keys, drags and the browser's find.
      className={cn(
        'group relative border-b border-line [contain-intrinsic-block-size:auto_35px] [content-visibility:auto] [overflow-clip-margin:14px] coarse:[contain-intrinsic-block-size:auto_41px]',
        isDragged && 'opacity-40',
      )}
    >
      {edge !== null && <DropLine edge={edge} />}
      <div className="flex items-center">
        <button
          type="button"
          data-row
          tabIndex={tabbable ? 0 : -1}
          aria-expanded={open}
          onClick={() => onToggle(task.taskId)}
          className="-mx-2 grid h-8.5 min-w-0 flex-1 grid-cols-[calc(12px*var(--scale))_calc(64px*var(--scale))_minmax(0,1.1fr)_calc(156px*var(--scale))_minmax(0,1fr)] items-center gap-2.5 rounded-m px-2 text-start text-12 transition-colors duration-(--fast) hover:bg-hover coarse:h-10 max-[1100px]:grid-cols-[calc(12px*var(--scale))_calc(60px*var(--scale))_minmax(0,1fr)_calc(140px*var(--scale))_minmax(0,0.8fr)]"
        >
          <ChevronRight
            aria-hidden
            className={cn('size-3 text-fg-3 transition-transform duration-(--fast)', open && 'rotate-90')}
          />
          <span className="truncate text-fg-3">{task.identifier}</span>
          <span className="truncate">{title}</span>
          <span className={cn('flex items-center gap-1.5 font-medium', TEXT[taskTone(task, run)])}>
            {task.stage !== null && <Spinner size={10} className={spinnerLook(task)} />}
            <span className="truncate">{taskWords(task, batch, run, starting)}</span>
            {mark !== null && task.stage !== 'resolving' && <ForecastMark words={mark} />}
          </span>
          <Aside batch={batch} task={task} run={run} live={live} />
        </button>
        <Menu
          align="end"
          trigger={
            <IconButton
              bare
              size="s"
              tabIndex={-1}
              label={t('More about {identifier}', { identifier: task.identifier })}
              className="ms-2 opacity-0 group-focus-within:opacity-100 group-hover:opacity-100 data-[state=open]:opacity-100 coarse:opacity-100"
            >
              <Ellipsis />
            </IconButton>
          }
        >
          {offered.map((action) => {
            const { label, icon, keys } = ACTION_LOOKS[action]
            return (
              <MenuItem
                key={action}
                icon={icon}
                disabled={busy}
                {...(keys === undefined ? {} : { keys })}
                onSelect={() => onAct(action, task)}
              >
                {label}
              </MenuItem>
            )
          })}
          <MenuItem
            icon={<ExternalLink />}
            keys="item.task"
            onSelect={() => goTo({ to: 'task', identifier: task.identifier })}
          >
            {t('Open the task')}
          </MenuItem>
        </Menu>
      </div>
      {open && (
        <TaskDetails batch={batch} task={task} run={run} resolver={resolver} busy={busy} onAct={onAct} />
      )}
    </li>
  )
}, sameRow)

/** The run whose doings the row tells. What one agent does for all tasks is told once, above them. */
function liveRunOf(
  batch: Batch,
  task: BatchTask,
  run: Run | undefined,
  resolver: Run | undefined,
): Run | null {
  const one =
    task.stage === 'resolving'
      ? resolver
      : task.status === 'running' && batch.mode !== 'combined'
        ? run
        : undefined
  return one?.status === 'running' ? one : null
}

/** The right end of a row: the agent's last action, what came of the work, or why it is left out. */
function Aside({
  batch,
  task,
  run,
  live,
}: {
  batch: Batch
  task: BatchTask
  run: Run | undefined
  live: Run | null
}) {
  if (task.reason !== null)
    return (
      <span className="truncate text-end text-11 text-fg-3" title={withoutMarks(task.reason.message)}>
        {task.reason.code === 'conflict' && task.reason.files !== undefined
          ? t('conflicts in {files}', { files: task.reason.files.join(', ') })
          : withoutMarks(reasonParts(task.reason).said)}
      </span>
    )
  if (live !== null)
    return <span className="truncate text-end font-mono-11 text-fg-3">{live.lastAction ?? ''}</span>
  if (batch.mode === 'combined')
    return (
      <span className="truncate text-end text-11 text-fg-3" title={withoutMarks(task.evidence ?? '')}>
        {withoutMarks(task.evidence ?? '')}
      </span>
    )
  if (run === undefined || run.changes === null) return <span />
  const { files, additions, deletions } = run.changes
  return (
    <span className="truncate text-end text-11 text-fg-3 tabular-nums">
      {task.resolution !== null && <span className="text-fg-2">{t('conflict resolved')} · </span>}
      {run.checkPassed === true && `${t('checks passed')} · `}
      {t('{files, plural, one {# file} other {# files}}', { files })}{' '}
      <PlusMinus additions={additions} deletions={deletions} /> · {money(run.usage.cost)}
    </span>
  )
}
