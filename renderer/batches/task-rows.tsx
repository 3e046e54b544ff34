import { useCallback, useDeferredValue, useEffect, useRef } from 'react'
import { isBatchOver } from '#shared/batch-words.ts'
import type { Batch, BatchTask } from '#shared/batches.ts'
import type { Run } from '#shared/runs.ts'
import { useCommand } from '../commands/use-command.ts'
import { reorderBatch } from '../state/batches.ts'
import { goTo } from '../state/navigation.ts'
import { t } from '../strings/t.ts'
import { toast } from '../ui/toast.ts'
import { placeOfDrop } from './drag-row.ts'
import { useForecastMarks } from './forecast.tsx'
import { moveTask } from './move-task.ts'
import { actionsFor, type BatchTaskAction, whyNoRetry } from './task-actions.ts'
import { TaskRow } from './task-row.tsx'
import type { BatchActions } from './use-batch-actions.ts'

/** The row that holds the focus. */
const focusedRow = () => document.activeElement?.closest<HTMLElement>('[data-batch-task]') ?? null

export const rowOf = (taskId: string) =>
  document.querySelector<HTMLElement>(`[data-batch-task="${taskId}"] [data-row]`)

/** Rows of the first picture; more do not fit a screen, and follow when nothing else is to be done. */
const FIRST = 32

type TaskRowsProps = {
  batch: Batch
  runOf: ReadonlyMap<string, Run>
  titleOf: (taskId: string) => string
  open: ReadonlySet<string>
  onToggle: (taskId: string) => void
  actions: BatchActions
  /** The task whose approval is asked for above: keys act on it while no row has the focus. */
  approval: BatchTask | undefined
}

/** What happens to each task, in the order in which they are merged. */
export function TaskRows({ batch, runOf, titleOf, open, onToggle, actions, approval }: TaskRowsProps) {
  const { tasks } = batch
  const merged = tasks.filter(({ status }) => status === 'merged').length
  // One run has all tasks of a combined batch: there is no order of merging.
  const movable =
    batch.mode !== 'combined' &&
    !isBatchOver(batch.status) &&
    batch.step === 'tasks' &&
    tasks.length - merged > 1
  const drawn = useDeferredValue(tasks.length, Math.min(FIRST, tasks.length))
  const marks = useForecastMarks(batch)
  const moving = useRef<{ taskId: string; from: number } | null>(null)
  // A row that was moved may be made anew at its place.
  useEffect(() => {
    if (moving.current === null) return
    const { taskId, from } = moving.current
    if (tasks[from]?.taskId === taskId) return
    rowOf(taskId)?.focus()
    moving.current = null
  })

  const move = (taskId: string, to: number) => {
    const ordered = tasks.map((task) => ({ id: task.taskId, dependsOn: task.dependsOn }))
    const moved = moveTask(ordered, taskId, to, merged)
    if (moved === null) return
    moving.current = { taskId, from: tasks.findIndex((task) => task.taskId === taskId) }
    void reorderBatch(
      batch,
      moved.map(({ id }) => id),
    )
  }
  // The rows keep what they are given, so that only those whose task has changed are drawn anew.
  const drop = (dragged: string, over: string, side: 'top' | 'bottom') =>
    move(
      dragged,
      placeOfDrop(
        tasks.map(({ taskId }) => taskId),
        dragged,
        over,
        side,
      ),
    )
  const latest = useRef({ drop, act: actions.act })
  useEffect(() => {
    latest.current = { drop, act: actions.act }
  })
  const onDrop = useCallback(
    (dragged: string, over: string, side: 'top' | 'bottom') => latest.current.drop(dragged, over, side),
    [],
  )
  const onAct = useCallback(
    (action: BatchTaskAction, task: BatchTask) => latest.current.act(action, task),
    [],
  )

  const focusedTask = () => tasks.find(({ taskId }) => taskId === focusedRow()?.dataset['batchTask']) ?? null

  const step = (by: 1 | -1) => () => {
    const task = focusedTask()
    const at = task === null ? (by === 1 ? -1 : tasks.length) : tasks.indexOf(task)
    const next = tasks[at + by]
    if (next === undefined) return false
    rowOf(next.taskId)?.focus()
  }
  useCommand('list.next', step(1))
  useCommand('list.previous', step(-1))
  const shift = (by: 1 | -1) => () => {
    const task = focusedTask()
    if (task === null || !movable) return false
    move(task.taskId, tasks.indexOf(task) + by)
  }
  useCommand('card.down', shift(1))
  useCommand('card.up', shift(-1))
  useCommand(
    'item.task',
    () => {
      const task = focusedTask() ?? approval
      if (task === undefined) return false
      goTo({ to: 'task', identifier: task.identifier })
    },
    { when: () => (focusedTask() ?? approval) !== undefined },
  )
  const may = (action: BatchTaskAction) => () => {
    const task = focusedTask() ?? approval
    return task !== undefined && !actions.busy && actionsFor(task, batch).includes(action)
  }
  const act = (action: BatchTaskAction) => () => {
    const task = focusedTask() ?? approval
    if (task === undefined || !may(action)()) return false
    actions.act(action, task)
  }
  useCommand('batch.skip', act('skip'), { when: may('skip') })
  useCommand('task.send-back', act('send_back'), { when: may('send_back') })
  const noRetry = () => {
    const task = focusedTask()
    const not = task === null ? null : whyNoRetry(task, batch)
    return task === null || not === null ? null : { task, not }
  }
  useCommand(
    'batch.retry',
    () => {
      if (act('retry')() !== false) return
      const refused = noRetry()
      if (refused === null) return false
      const { task, not } = refused
      toast.info(not.why, {
        description: not.instead,
        action: { label: t('Open'), onClick: () => goTo({ to: 'task', identifier: task.identifier }) },
      })
    },
    { when: () => may('retry')() || noRetry() !== null },
  )
  useCommand('batch.approve', () => approval !== undefined && actions.act('approve', approval), {
    enabled: approval !== undefined && !actions.busy,
  })

  return (
    <section aria-label={t('Tasks, in the order in which they are merged')}>
      <ol>
        {tasks.slice(0, drawn).map((task, index) => (
          <TaskRow
            key={task.taskId}
            batch={batch}
            task={task}
            title={titleOf(task.taskId)}
            run={task.runId === null ? undefined : runOf.get(task.runId)}
            resolver={runOf.get(task.resolveRunId ?? '')}
            mark={marks.get(task.taskId) ?? null}
            open={open.has(task.taskId)}
            tabbable={index === 0}
            movable={movable && index >= merged}
            busy={actions.busy}
            onToggle={onToggle}
            onDrop={onDrop}
            onAct={onAct}
          />
        ))}
      </ol>
    </section>
  )
}
