import { attachClosestEdge } from '@atlaskit/pragmatic-drag-and-drop-hitbox/closest-edge'
import { combine } from '@atlaskit/pragmatic-drag-and-drop/combine'
import { draggable, dropTargetForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter'
import { setCustomNativeDragPreview } from '@atlaskit/pragmatic-drag-and-drop/element/set-custom-native-drag-preview'
import { Archive, Calendar, Lock, Play, Square } from 'lucide-react'
import { memo, type MouseEvent, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'
import type { Task } from '#shared/tasks.ts'
import { BatchChip, useWorkPlace } from '../batches/batch-chip.tsx'
import { BatchMark } from '../batches/batch-mark.tsx'
import { ContestFoot } from '../contests/contest-foot.tsx'
import { IssueMark } from '../issues/issue-mark.tsx'
import { CardPublication } from '../publications/card-publication.tsx'
import { cancelTask, executeTasks, mutateTask } from '../state/actions.ts'
import { useOpenBatchOf } from '../state/batches.ts'
import { useOpenContestOf } from '../state/contests.ts'
import { useLabel, useProject, useRun, useSelected, useTask } from '../state/hooks.ts'
import { goTo } from '../state/navigation.ts'
import { tasks } from '../state/stores.ts'
import { toggleSelected, useView, view } from '../state/view.ts'
import { IconButton } from '../ui/button.tsx'
import { Chip } from '../ui/chip.tsx'
import { cn } from '../ui/cn.ts'
import { colorValue } from '../ui/icons/color.ts'
import { PriorityIcon } from '../ui/icons/priority-icon.tsx'
import { useToday } from '../ui/time.tsx'
import { CardFoot, Scripted } from './card-foot.tsx'
import { CardRequests } from './card-requests.tsx'
import { cardState, dueText, isRunOpen } from './card-state.ts'
import { drag } from './drag.ts'
import { leaveFocus, takeFocus } from './focus.ts'

/** A card knows its id only: it follows its own task and run, so the board does not draw anew with them. */
export const Card = memo(function Card({ id, tabbable }: { id: string; tabbable: boolean }) {
  const task = useTask(id)
  return task === undefined ? null : <TaskCard task={task} tabbable={tabbable} />
})

function TaskCard({ task, tabbable }: { task: Task; tabbable: boolean }) {
  const { id } = task
  const element = useRef<HTMLElement>(null)
  const selected = useView(useCallback((state) => state.selection.has(id), [id]))
  const editing = useView(useCallback((state) => state.editingId === id, [id]))
  const contest = useOpenContestOf(task)
  const latest = useRun(task.latestRunId, task.executionStatus === 'failed' || task.status === 'in_review')
  // What was tried before its candidates is no news while they go on.
  const run = contest === undefined ? latest : undefined
  const dragged = useSelected(
    drag,
    useCallback((state) => state.ids.includes(id), [id]),
  )
  const edge = useSelected(
    drag,
    useCallback((state) => (state.over?.cardId === id ? state.over.edge : null), [id]),
  )

  useLayoutEffect(() => {
    const node = element.current
    if (node === null) return
    takeFocus(id, node)
    return () => leaveFocus(id, node)
  }, [id])

  const { status } = task
  useEffect(() => {
    const node = element.current
    const row = node?.parentElement
    if (!node || !row || editing) return
    return combine(
      draggable({
        element: node,
        getInitialData: () => ({ kind: 'card', id }),
        onGenerateDragPreview: ({ nativeSetDragImage }) => {
          const { selection } = view.getState()
          if (!selection.has(id) || selection.size < 2) return
          setCustomNativeDragPreview({
            nativeSetDragImage,
            render: ({ container }) => {
              const badge = document.createElement('div')
              badge.textContent = `${selection.size} tasks`
              badge.className = 'rounded-l bg-accent px-3 py-1.5 text-12 font-medium text-on-accent'
              container.append(badge)
            },
          })
        },
      }),
      dropTargetForElements({
        element: row,
        canDrop: ({ source }) => source.data['kind'] === 'card',
        getData: ({ input, element: over }) =>
          attachClosestEdge(
            { kind: 'card', id, status },
            { input, element: over, allowedEdges: ['top', 'bottom'] },
          ),
      }),
    )
  }, [id, status, editing])

  const open = (event: MouseEvent) => {
    // What a dialog of the card is pressed for reaches here through React, not through the page.
    if (event.defaultPrevented || !event.currentTarget.contains(event.target as Node)) return
    if ((event.target as Element).closest('button, a, input, textarea') !== null) return
    if (event.metaKey || event.ctrlKey || event.shiftKey || view.getState().selection.size > 0) {
      toggleSelected(id)
      return
    }
    goTo({ to: 'task', identifier: task.identifier })
  }
  const state = run === undefined ? null : cardState(task, run)
  // Its batch begins and retries it.
  const inBatch = useOpenBatchOf(id) !== undefined
  const place = useWorkPlace(task, latest)

  return (
    <article
      ref={element}
      data-card={id}
      // Drawn with it: set by `draggable` later, it would have every card styled once more.
      draggable={!editing}
      tabIndex={tabbable ? 0 : -1}
      aria-label={`${task.identifier}: ${task.title}${selected ? ', selected' : ''}`}
      onClick={open}
      onFocus={() => view.setState({ focusedId: id })}
      className={cn(
        'group relative grid cursor-default grid-cols-[minmax(0,1fr)] gap-1.5 rounded-l border bg-raised px-2.75 pt-2.25 pb-2.5 outline-none',
        'transition-[border-color,background-color] duration-(--fast) hover:border-line-strong',
        'focus:border-fg-3 focus:ring-1 focus:ring-fg-3',
        selected &&
          'border-accent ring-1 ring-accent hover:border-accent focus:border-accent-fg focus:ring-accent-fg',
        dragged && 'opacity-40',
        task.archived && 'border-dashed bg-transparent opacity-70',
      )}
    >
      {edge !== null && <DropLine edge={edge} />}
      <div className="flex h-3.75 items-center gap-1.5 text-11 text-fg-3">
        <PriorityIcon priority={task.priority} label />
        <span>{task.identifier}</span>
        <IssueMark taskId={id} projectId={task.projectId} />
        {task.archived && <Archive aria-label="archived" className="size-3" />}
        {run !== undefined && <Scripted run={run} />}
        {place === null && <BatchMark taskId={id} />}
        {contest === undefined && (
          <ExecuteButton task={task} inBatch={inBatch} isShared={run?.purpose === 'combined'} />
        )}
      </div>
      {editing ? (
        <TitleEditor task={task} />
      ) : (
        <div className="line-clamp-3 leading-[1.38] font-medium [overflow-wrap:anywhere]">{task.title}</div>
      )}
      <Meta task={task} />
      <CardPublication taskId={id} batchId={place?.batch.id ?? null} prUrl={task.prUrl}>
        {place !== null && <BatchChip place={place} />}
      </CardPublication>
      {run !== undefined && isRunOpen(run.status) && (
        <CardRequests task={task} run={run} isWaiting={run.status === 'waiting'} />
      )}
      {run !== undefined && state !== null && state.kind !== 'none' && state.kind !== 'waiting' && (
        <CardFoot task={task} run={run} state={state} inBatch={inBatch} />
      )}
      {contest !== undefined && <ContestFoot task={task} contest={contest} />}
    </article>
  )
}

export const DropLine = ({ edge }: { edge: 'top' | 'bottom' }) => (
  <span
    aria-hidden
    className={cn(
      'pointer-events-none absolute inset-x-0 z-10 h-0.5 rounded-full bg-accent',
      edge === 'top' ? '-top-[5px]' : '-bottom-[5px]',
    )}
  />
)

function ExecuteButton({
  task,
  inBatch,
  isShared,
}: {
  task: Task
  inBatch: boolean
  /** Its run does other tasks, too: only its batch can stop that. */
  isShared: boolean
}) {
  const running = isRunOpen(task.executionStatus)
  if (running && isShared) return null
  if (!running && (inBatch || task.status === 'done' || task.status === 'cancelled' || task.archived))
    return null
  return (
    <span
      className={cn(
        'absolute top-1.25 right-1.25 group-focus-within:opacity-100 group-hover:opacity-100 coarse:opacity-100',
        // Where a task has yet to begin, the way to begin it is always in sight.
        (running || (task.status !== 'backlog' && task.status !== 'todo')) && 'opacity-0',
      )}
    >
      {running ? (
        <IconButton label="Stop the run" size="s" side="top" onClick={() => void cancelTask(task.id)}>
          <Square className="fill-current" />
        </IconButton>
      ) : (
        <IconButton
          label={`Execute ${task.identifier}`}
          keys="e"
          size="s"
          side="top"
          className="text-fg-3 group-focus-within:text-fg-2 group-hover:text-fg-2 hover:text-fg focus-visible:text-fg"
          onClick={() => void executeTasks([task.id])}
        >
          <Play className="fill-current" />
        </IconButton>
      )}
    </span>
  )
}

function TitleEditor({ task }: { task: Task }) {
  const [text, setText] = useState(task.title)
  const done = useRef(false)
  const close = (save: boolean) => {
    if (done.current) return
    done.current = true
    const title = text.trim()
    if (save && title !== '' && title !== task.title) void mutateTask(task.id, { title })
    view.setState({ editingId: null })
    document.querySelector<HTMLElement>(`[data-card="${task.id}"]`)?.focus()
  }
  return (
    <textarea
      autoFocus
      aria-label="Title"
      rows={Math.max(1, Math.ceil(text.length / 26))}
      value={text}
      maxLength={500}
      onFocus={(event) => event.target.select()}
      onChange={(event) => setText(event.target.value.replaceAll('\n', ' '))}
      onBlur={() => close(true)}
      onKeyDown={(event) => {
        event.stopPropagation()
        if (event.key === 'Enter') {
          event.preventDefault()
          close(true)
        }
        if (event.key === 'Escape') close(false)
      }}
      className="-mx-1 resize-none rounded-s bg-inset px-1 leading-[1.38] font-medium ring-1 ring-accent outline-none"
    />
  )
}

function Meta({ task }: { task: Task }) {
  const fields = useView((state) => state.display.fields)
  const blockers = useBlockers(task)
  // There a task waits for what is merged, not for what is done; the mark of the batch says how it stands.
  const inBatch = useOpenBatchOf(task.id) !== undefined
  const today = useToday()
  const late = task.status !== 'done' && task.status !== 'cancelled'
  const due = task.dueDate === null || !fields.due ? null : dueText(task.dueDate, today)
  const hasLabels = fields.labels && task.labelIds.length > 0
  const isAhead = task.status === 'backlog' || task.status === 'todo'
  const hasBlockers = fields.blocked && isAhead && !inBatch && blockers.length > 0
  const hasEstimate = fields.estimate && task.estimate !== null
  if (!hasLabels && due === null && !hasBlockers && !hasEstimate && !fields.project) return null
  return (
    <div className="flex flex-wrap items-center gap-1.25">
      {fields.project && <ProjectChip id={task.projectId} />}
      {hasLabels && task.labelIds.map((id) => <LabelChip key={id} id={id} />)}
      {due !== null && (
        <Chip icon={<Calendar />} tone={due.isLate && late ? 'bad' : 'plain'}>
          {due.text}
          {due.isLate && late && <span className="sr-only">, overdue</span>}
        </Chip>
      )}
      {hasEstimate && (
        <Chip>
          {task.estimate} {task.estimate === 1 ? 'pt' : 'pts'}
        </Chip>
      )}
      {hasBlockers && <Chip icon={<Lock />}>blocked by {blockers.join(', ')}</Chip>}
    </div>
  )
}

function LabelChip({ id }: { id: string }) {
  const label = useLabel(id)
  return label === undefined ? null : <Chip dot={colorValue(label.color)}>{label.name}</Chip>
}

function ProjectChip({ id }: { id: string }) {
  const project = useProject(id)
  return project === undefined ? null : <Chip dot={colorValue(project.color)}>{project.name}</Chip>
}

/** Identifiers of the tasks that have to be done first. */
function useBlockers(task: Task): string[] {
  const { dependsOn } = task
  const text = useSelected(
    tasks.store,
    useCallback(
      ({ byId }: { byId: ReadonlyMap<string, Task> }) =>
        dependsOn
          .map((id) => byId.get(id))
          .filter((other) => other !== undefined && other.status !== 'done' && other.status !== 'cancelled')
          .map((other) => other?.identifier)
          .join(' '),
      [dependsOn],
    ),
  )
  return text === '' ? [] : text.split(' ')
}
