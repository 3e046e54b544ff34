import { Check, Ellipsis, X } from 'lucide-react'
import { memo, type ReactNode } from 'react'
import { batchName } from '#shared/batch-news.ts'
import { isBatchOver, isLeftOut } from '#shared/batch-words.ts'
import type { Batch, BatchTask } from '#shared/batches.ts'
import { isTerminal } from '#shared/run-words.ts'
import type { Run } from '#shared/runs.ts'
import { t } from '../strings/t.ts'
import { cn } from '../ui/cn.ts'
import { Spinner } from '../ui/spinner.tsx'
import { useNow } from '../ui/time.tsx'
import { layInLanes } from './lanes.ts'
import { BAR, type Tone } from '../ui/tones.ts'
import { spinnerLook } from './spinner-look.ts'
import { combinedState } from './run-words.ts'
import { clockOf, mergedAtWords, mergeTimes, resolverTone, taskTone } from './task-words.ts'

/** A picture of less time than this, in milliseconds, would say nothing while a batch begins. */
const LEAST_SPAN = 20_000

/** With more tasks than this the cells of the merge lane have no room for names, or for times beside them. */
const NAMED_CELLS = 12
const TIMED_CELLS = 6
/** With more than this there is no room for a mark either: the colour says it. */
const MARKED_CELLS = 40

const BESIDE = t(
  'Beside the slots: a run that waits for you gives its slot to another one, and takes none until it goes on',
)

const IN_ORDER = t('One after the other, as work is merged. This lane has no scale of time.')

type Picked = { onPick: (taskId: string) => void }

type TimeLanesProps = Picked & {
  batch: Batch
  runs: readonly Run[]
  titleOf: (taskId: string) => string
}

/** What an agent says many times a second changes nothing of the picture. */
const sameLanes = (a: TimeLanesProps, b: TimeLanesProps): boolean =>
  a.batch === b.batch &&
  a.titleOf === b.titleOf &&
  a.onPick === b.onPick &&
  a.runs.length === b.runs.length &&
  a.runs.every((run, index) => {
    const other = b.runs[index]
    return (
      run === other ||
      (run.id === other?.id &&
        run.status === other.status &&
        run.startedAt === other.startedAt &&
        run.endedAt === other.endedAt)
    )
  })

/** The batch as a picture of time, a lane for each slot; and under it, without a scale, its merges in their fixed order. */
export const TimeLanes = memo(function TimeLanes({ batch, runs, titleOf, onPick }: TimeLanesProps) {
  const runOf = new Map(runs.map((run) => [run.id, run]))
  const slots = batch.mode !== 'parallel' ? 1 : Math.min(batch.options.parallelLimit, batch.tasks.length)
  return (
    <section aria-label={t('Runs over time')}>
      <SlotLanes batch={batch} runs={runs} slots={slots} titleOf={titleOf} onPick={onPick} />
      <Lane label={t('merge order')} title={IN_ORDER} className="mt-2">
        <div
          className={cn('flex h-full items-center', batch.tasks.length > MARKED_CELLS ? 'gap-px' : 'gap-1')}
        >
          {batch.tasks.map((task) => (
            <MergeCell
              key={task.taskId}
              task={task}
              run={runOf.get(task.runId ?? '')}
              count={batch.tasks.length}
              onPick={onPick}
            />
          ))}
        </div>
      </Lane>
    </section>
  )
}, sameLanes)

const COLUMNS = 'grid grid-cols-[calc(76px*var(--scale))_minmax(0,1fr)]'

const Lane = ({
  label,
  title,
  className,
  children,
}: {
  label: string
  title?: string
  className?: string
  children: ReactNode
}) => (
  <div className={cn(COLUMNS, 'h-9 border-b border-line', className)}>
    <span title={title} className={cn('self-center text-11 text-fg-3', title !== undefined && 'cursor-help')}>
      {label}
    </span>
    <div className="relative">{children}</div>
  </div>
)

/** What the slots' lanes are measured by: the moments at which they begin and end, in milliseconds. */
const Axis = ({ begin, end }: { begin: number; end: number }) => (
  <div className={cn(COLUMNS, 'pt-0.5 text-10 text-fg-3')}>
    <span className="text-11">{t('time')}</span>
    <span className="flex items-center justify-between gap-2 tabular-nums">
      <span>{clockOf(begin)}</span>
      <span>{clockOf(end)}</span>
    </span>
  </div>
)

function SlotLanes({ batch, runs, slots, titleOf, onPick }: Omit<SlotsProps, 'now'>) {
  const isOver = isBatchOver(batch.status)
  return isOver ? (
    <Slots
      now={Date.parse(batch.endedAt ?? batch.createdAt)}
      batch={batch}
      runs={runs}
      slots={slots}
      titleOf={titleOf}
      onPick={onPick}
    />
  ) : (
    <TickingSlots batch={batch} runs={runs} slots={slots} titleOf={titleOf} onPick={onPick} />
  )
}

function TickingSlots(props: Omit<SlotsProps, 'now'>) {
  return <Slots {...props} now={useNow()} />
}

type SlotsProps = TimeLanesProps & {
  slots: number
  /** Where the time of the batch stands, in milliseconds. */
  now: number
}

const Slots = memo(function Slots({ batch, runs, slots, now, titleOf, onPick }: SlotsProps) {
  const begun = runs.filter(({ startedAt }) => startedAt !== null)
  const byId = new Map(begun.map((run) => [run.id, run]))
  const taskOf = new Map(batch.tasks.map((task) => [task.taskId, task]))
  const begin = Date.parse(batch.createdAt)
  const end = isBatchOver(batch.status) ? now : Math.max(now, begin + LEAST_SPAN)
  const bars = layInLanes(
    begun.map(({ id, startedAt, endedAt }) => ({
      id,
      from: Date.parse(startedAt ?? ''),
      to: endedAt === null ? null : Date.parse(endedAt),
    })),
    begin,
    now,
    end,
  )
  const lanes = Math.max(slots, ...bars.map(({ lane }) => lane + 1))
  const rows = Array.from({ length: lanes }, (_, lane) => (
    // A run that waits for the user gives its slot to another one, so there can be more lanes than slots.
    <Lane
      key={lane}
      {...(lane < slots
        ? { label: t('slot {number}', { number: lane + 1 }) }
        : { label: t('beside'), title: BESIDE })}
    >
      {bars
        .filter((bar) => bar.lane === lane)
        .map(({ id, left, width }) => {
          const run = byId.get(id)
          const task = run === undefined ? undefined : taskOf.get(run.taskId)
          if (run === undefined || task === undefined) return null
          const tone = runTone(run, task)
          const name = barName(batch, run, task, titleOf)
          return (
            <button
              key={id}
              type="button"
              tabIndex={-1}
              title={name}
              onClick={() => onPick(task.taskId)}
              style={{ insetInlineStart: `${left}%`, width: `calc(${width}% - 3px)` }}
              className={cn(
                'absolute inset-y-1.25 min-w-1 overflow-hidden rounded-m border-s-3 text-start text-11 leading-4 text-ellipsis whitespace-nowrap',
                width > 4 && 'px-2',
                BAR[tone],
              )}
            >
              {width > 4 ? name : <span className="sr-only">{name}</span>}
            </button>
          )
        })}
    </Lane>
  ))
  return (
    <>
      {rows}
      <Axis begin={begin} end={end} />
    </>
  )
})

function barName(batch: Batch, run: Run, task: BatchTask, titleOf: (taskId: string) => string): string {
  switch (run.purpose) {
    case 'combined':
      return batchName(batch)
    case 'resolve':
      return task.resolution === null
        ? t('{identifier} resolving its conflict', { identifier: task.identifier })
        : t('{identifier} resolving {files}', {
            identifier: task.identifier,
            files: task.resolution.files.join(', '),
          })
    case 'task':
      return `${task.identifier} ${titleOf(task.taskId)}`
  }
}

/** An attempt before the last one is of no matter any more; the last one shows what became of the task. */
function runTone(run: Run, task: BatchTask): Tone {
  if (run.purpose === 'resolve') return resolverTone(run, task)
  if (run.id !== task.runId) return 'idle'
  // One run of many tasks, of which some may be left out: its own end counts.
  if (run.purpose === 'combined' && isTerminal(run.status)) return combinedState(run).tone
  return run.status === 'running' ? 'run' : taskTone(task)
}

/** A cell whose task is still at work says how that stands. */
const DASHED: Partial<Record<Tone, string>> = {
  run: 'border-run/45 text-fg-2',
  wait: 'border-wait/60 text-wait',
}

const MergeCell = memo(function MergeCell({
  task,
  run,
  count,
  onPick,
}: Picked & { task: BatchTask; run: Run | undefined; count: number }) {
  const merged = mergedAtWords(task, run)
  const isOpen = task.status === 'queued' || task.status === 'running' || task.status === 'waiting'
  const isMarked = count <= MARKED_CELLS
  const isNamed = count <= NAMED_CELLS
  const tone = taskTone(task, run)
  const open = isMarked
    ? cn('border border-dashed', DASHED[tone] ?? 'border-line-strong text-fg-3')
    : BAR[tone]
  return (
    <button
      type="button"
      tabIndex={-1}
      title={merged === null ? task.identifier : `${task.identifier}, ${merged}`}
      onClick={() => onPick(task.taskId)}
      className={cn(
        'flex h-6.5 min-w-0 flex-1 items-center gap-1.5 overflow-hidden text-11 transition-colors duration-(--mid)',
        isMarked ? 'rounded-m' : 'rounded-s',
        isNamed ? 'px-2' : 'justify-center',
        isOpen ? open : cn(isMarked && 'border-s-3', 'text-fg', BAR[taskTone(task)]),
      )}
    >
      <span className={isMarked ? 'contents' : 'sr-only'}>
        <Mark task={task} />
      </span>
      <span className={isNamed ? 'truncate' : 'sr-only'}>{task.identifier}</span>
      {count <= TIMED_CELLS && (
        <span className="ms-auto flex-none text-10 text-fg-3 tabular-nums max-[1100px]:hidden">
          {mergeTimes(task, run)?.clock}
        </span>
      )}
    </button>
  )
})

function Mark({ task }: { task: BatchTask }) {
  if (task.stage !== null) return <Spinner size={10} className={spinnerLook(task)} />
  if (task.status === 'merged') return <Check aria-label={t('merged')} className="size-3 flex-none text-ok" />
  if (isLeftOut(task.status) || task.status === 'blocked')
    return <X aria-label={t('left out')} className="size-3 flex-none text-fg-3" />
  if (task.status === 'completed')
    return <Ellipsis aria-label={t('ready')} className="size-3 flex-none text-review" />
  return null
}
