import { Archive, Calendar, Check, Lock } from 'lucide-react'
import { memo } from 'react'
import type { Contest } from '#shared/contests.ts'
import type { Run } from '#shared/runs.ts'
import type { Task } from '#shared/tasks.ts'
import { BatchMark } from '../batches/batch-mark.tsx'
import { TEXT } from '../ui/tones.ts'
import { CandidateDots } from '../contests/candidate-dots.tsx'
import { contestState } from '../contests/words.ts'
import { IssueMark } from '../issues/issue-mark.tsx'
import { useCandidates } from '../state/contests.ts'
import { useTask } from '../state/hooks.ts'
import { useStartingAgent } from '../state/starting-agent.ts'
import { useSubTaskCount } from '../state/sub-task-counts.ts'
import { useView } from '../state/view.ts'
import { rich } from '../strings/rich.tsx'
import { t } from '../strings/t.ts'
import { withoutMarks } from '../ui/with-code.tsx'
import { cn } from '../ui/cn.ts'
import { PriorityIcon } from '../ui/icons/priority-icon.tsx'
import { StatusIcon } from '../ui/icons/status-icon.tsx'
import { Spinner } from '../ui/spinner.tsx'
import { Ago, useToday } from '../ui/time.tsx'
import type { CardProps } from './card.tsx'
import { LabelChip, Overdue, ProjectChip, SubTaskChip, useBlockers } from './card-meta.tsx'
import { cardState, dueText } from './card-state.ts'
import { DropLine } from './drop-line.tsx'
import { Estimate, estimateWords } from './estimate.tsx'
import { ExecuteButton } from './execute-button.tsx'
import { groupName } from './group-names.ts'
import { TitleEditor } from './title-editor.tsx'
import { pick, useCard } from './use-card.ts'

/** A task on one line. It follows its own task and run, so the list is not drawn anew with them. */
export const ListRow = memo(function ListRow({ id, cell, tabbable }: CardProps) {
  const task = useTask(id)
  return task === undefined ? null : <TaskRow task={task} cell={cell} tabbable={tabbable} />
})

function TaskRow({ task, cell, tabbable }: Omit<CardProps, 'id'> & { task: Task }) {
  const { id } = task
  const fields = useView((state) => state.display.fields)
  const { selected, editing, dragged, edge, contest, run, inBatch, article } = useCard(task, cell, tabbable)
  return (
    <article
      {...article}
      className={cn(
        'group relative flex h-full scroll-mt-row cursor-default items-center gap-2 border-b px-3 text-12 outline-none hover:bg-hover',
        'focus:bg-hover focus:shadow-[inset_2px_0_var(--fg-3)]',
        selected &&
          'bg-accent-soft hover:bg-accent-soft focus:bg-accent-soft focus:shadow-[inset_2px_0_var(--accent)]',
        dragged && 'opacity-40',
        task.archived && 'opacity-60',
      )}
    >
      {edge !== null && <DropLine edge={edge} flush />}
      <SelectBox id={id} cell={cell} selected={selected} name={task.identifier} />
      <PriorityIcon priority={task.priority} label />
      <span className="w-17 shrink-0 truncate text-fg-3 tabular-nums">{task.identifier}</span>
      <StatusIcon status={task.status} label />
      {editing ? (
        <TitleEditor task={task} oneLine />
      ) : (
        <span dir="auto" title={task.title} className="min-w-24 flex-1 truncate text-13 font-medium">
          {task.title}
        </span>
      )}
      <Marks task={task} />
      {fields.subTasks && <SubTasks id={task.id} />}
      {fields.labels && <Labels ids={task.labelIds} />}
      {fields.project && (
        <span className="max-w-32 min-w-0">
          <ProjectChip id={task.projectId} />
        </span>
      )}
      {contest === undefined ? <RunState task={task} run={run} /> : <ContestState contest={contest} />}
      {fields.estimate && (
        <span
          title={task.estimate === null ? undefined : estimateWords(task.estimate)}
          className="hidden w-11 shrink-0 text-end text-11 whitespace-nowrap text-fg-3 tabular-nums @min-[69em]:block"
        >
          {task.estimate !== null && <Estimate points={task.estimate} />}
        </span>
      )}
      {fields.due && <Due task={task} />}
      <span className="hidden w-16 shrink-0 truncate text-end text-11 text-fg-3 tabular-nums @min-[52em]:block">
        <Ago at={task.updatedAt} />
      </span>
      <span className="grid w-5.5 shrink-0 place-items-center">
        <ExecuteButton
          task={task}
          inBatch={inBatch || contest !== undefined}
          isShared={run?.purpose === 'combined'}
          isQuiet
        />
      </span>
    </article>
  )
}

function SelectBox({
  id,
  cell,
  selected,
  name,
}: {
  id: string
  cell: string
  selected: boolean
  name: string
}) {
  return (
    <button
      type="button"
      role="checkbox"
      aria-checked={selected}
      aria-label={t('Select {name}', { name })}
      tabIndex={-1}
      onClick={() => pick(id, cell)}
      className={cn(
        'grid size-3.5 shrink-0 place-items-center rounded-s border [&_svg]:size-2.5',
        selected
          ? 'border-accent bg-accent text-on-accent'
          : 'border-line-strong opacity-0 group-hover:opacity-100 group-focus:opacity-100 coarse:opacity-100',
      )}
    >
      {selected && <Check strokeWidth={3} aria-hidden />}
    </button>
  )
}

function Marks({ task }: { task: Task }) {
  const fields = useView((state) => state.display.fields)
  const blockers = useBlockers(task)
  return (
    <>
      {task.archived && <Archive aria-label={t('archived')} className="size-3 shrink-0 text-fg-3" />}
      <IssueMark taskId={task.id} projectId={task.projectId} />
      <BatchMark taskId={task.id} />
      {fields.blocked && blockers.length > 0 && (
        <span
          title={t('blocked by {blockers}', { blockers: blockers.join(', ') })}
          className="inline-flex shrink-0 items-center gap-1 text-11 text-fg-3"
        >
          <Lock aria-hidden className="size-3" />
          {rich('<spoken>blocked by </spoken>{task}', {
            task: blockers[0],
            spoken: (text) => <span className="sr-only">{text}</span>,
          })}
          {blockers.length > 1 && ` +${blockers.length - 1}`}
        </span>
      )}
    </>
  )
}

function SubTasks({ id }: { id: string }) {
  const count = useSubTaskCount(id)
  return count === undefined ? null : (
    <span className="hidden flex-none @min-[32em]:inline-flex">
      <SubTaskChip {...count} />
    </span>
  )
}

/** Labels for which there is room; the others are a number. */
const MOST_LABELS = 2

function Labels({ ids }: { ids: readonly string[] }) {
  if (ids.length === 0) return null
  const rest = ids.slice(MOST_LABELS)
  return (
    <span className="hidden min-w-0 items-center gap-1.25 @min-[32em]:flex">
      {ids.slice(0, MOST_LABELS).map((id, index) => (
        <span key={id} className={cn('max-w-28', index === 0 ? 'shrink-0' : 'min-w-0')}>
          <LabelChip id={id} />
        </span>
      ))}
      {rest.length > 0 && (
        <span
          title={rest.map((id) => groupName('label', id)).join(', ')}
          className="text-11 text-fg-3 tabular-nums"
        >
          +{rest.length}
        </span>
      )}
    </span>
  )
}

/** What its agent does, or what came of it, in a word. As wide whatever it says: nothing moves while it changes. */
function RunState({ task, run }: { task: Task; run: Run | undefined }) {
  const starting = useStartingAgent(run)
  const state = run === undefined ? null : cardState(task, run, starting)
  return (
    <span
      className={cn(
        'w-36 shrink-0 items-center gap-1.5 text-11 tabular-nums',
        // Where there is little room, only what has something to say takes some.
        state === null || state.kind === 'none' ? 'hidden @min-[69em]:flex' : 'flex',
      )}
    >
      {state?.kind === 'live' && run !== undefined && (
        <>
          {state.isQueued ? (
            <span aria-hidden className="size-3 shrink-0 rounded-full border-2 border-line-strong" />
          ) : (
            <Spinner />
          )}
          <span title={run.lastAction ?? undefined} className="truncate text-fg-2">
            {state.word}
            {run.plan !== null && ` ${run.plan.done}/${run.plan.total}`}
          </span>
        </>
      )}
      {state?.kind === 'waiting' && (
        <span className="truncate rounded-full bg-wait/22 px-1.75 font-medium text-wait">
          {t('Waiting for you')}
        </span>
      )}
      {state?.kind === 'failed' && (
        <span title={withoutMarks(state.message)} className="truncate text-bad">
          {state.name}
        </span>
      )}
      {state?.kind === 'review' && (
        <span className={cn('truncate', state.tone === 'ok' ? 'text-ok' : 'text-review')}>{state.word}</span>
      )}
      {state?.kind === 'merged' && <span className="truncate text-fg-3">{t('Merged')}</span>}
    </span>
  )
}

/** How its candidates stand. */
function ContestState({ contest }: { contest: Contest }) {
  const candidates = useCandidates(contest)
  const state = contestState(contest, candidates)
  return (
    <span className="flex w-36 shrink-0 items-center gap-1.5 text-11">
      <CandidateDots candidates={candidates} />
      <span className={cn('truncate', TEXT[state.tone])}>{state.word}</span>
    </span>
  )
}

function Due({ task }: { task: Task }) {
  const today = useToday()
  const due = task.dueDate === null ? null : dueText(task.dueDate, today)
  const isLate = due?.isLate === true && task.status !== 'done' && task.status !== 'cancelled'
  return (
    <span
      className={cn(
        'flex w-20 shrink-0 items-center gap-1 text-11 whitespace-nowrap tabular-nums',
        isLate ? 'text-bad' : 'text-fg-2',
      )}
    >
      {due !== null && (
        <>
          <Calendar aria-hidden className="size-3 shrink-0" />
          {isLate ? <Overdue day={due.text} /> : due.text}
        </>
      )}
    </span>
  )
}
