import { type BatchTaskStatus, isSettled } from '#shared/batch-words.ts'
import type { Batch, BatchTask } from '#shared/batches.ts'
import type { Run } from '#shared/runs.ts'
import { t } from '../strings/t.ts'
import { dateLocale } from '../ui/day.ts'
import { took } from '../ui/duration.ts'
import type { Tone } from '../ui/tones.ts'
import { runningWords } from './run-words.ts'

/** Whether a task's run is made but has no slot yet. */
const isInLine = ({ status }: Pick<BatchTask, 'status'>, run: Pick<Run, 'status'> | undefined) =>
  status === 'running' && run?.status === 'queued'

type Counted = 'merged' | 'ready' | 'resolving' | 'running' | 'waiting' | 'queued' | 'left_out'

function countedAs(task: BatchTask, run: Pick<Run, 'status'> | undefined): Counted {
  switch (task.status) {
    case 'merged':
    case 'waiting':
    case 'queued':
      return task.status
    case 'running':
      return isInLine(task, run) ? 'queued' : 'running'
    case 'completed':
      return task.stage === 'resolving' ? 'resolving' : 'ready'
    case 'blocked':
    case 'skipped':
    case 'failed':
    case 'cancelled':
      return 'left_out'
  }
}

/** How a task stands in one word: that under which it is counted, or why it is left out. */
export function taskWord(task: BatchTask, run: Pick<Run, 'status'> | undefined): string {
  const counted = countedAs(task, run)
  return counted === 'left_out'
    ? outWord(task.status)
    : (FIGURES.find(({ id }) => id === counted)?.name ?? '')
}

function outWord(status: BatchTaskStatus): string {
  if (status === 'blocked') return t('blocked')
  if (status === 'failed') return t('failed')
  return status === 'cancelled' ? t('cancelled') : t('left out')
}

const FIGURES: readonly { id: Counted; name: string; tone: Tone | null }[] = [
  { id: 'merged', name: t('merged'), tone: null },
  { id: 'ready', name: t('ready'), tone: 'review' },
  { id: 'resolving', name: t('resolving'), tone: 'wait' },
  { id: 'running', name: t('running'), tone: 'run' },
  { id: 'waiting', name: t('waiting'), tone: 'wait' },
  { id: 'queued', name: t('queued'), tone: null },
  { id: 'left_out', name: t('left out'), tone: 'bad' },
]

/**
 * What there is of a batch, always in these words and this order, so that nothing moves when a number changes.
 * Conflicts are resolved only where that was chosen.
 */
export const figures = (
  { tasks, mode, options }: Pick<Batch, 'tasks' | 'mode' | 'options'>,
  runOf: ReadonlyMap<string, Pick<Run, 'status'>>,
): { id: Counted; name: string; tone: Tone | null; count: number }[] => {
  const counted = tasks.map((task) => countedAs(task, runOf.get(task.runId ?? '')))
  const resolves = mode !== 'combined' && options.conflictBehavior === 'resolve'
  return FIGURES.filter(({ id }) => id !== 'resolving' || resolves).map((figure) => ({
    ...figure,
    count: counted.filter((id) => id === figure.id).length,
  }))
}

/** The colour of a task in its batch. What the user left out is not bad. */
export function taskTone(
  task: Pick<BatchTask, 'status' | 'reason'> & Partial<Pick<BatchTask, 'stage'>>,
  run?: Pick<Run, 'status'>,
): Tone {
  const { status, reason, stage } = task
  switch (status) {
    case 'merged':
      return 'ok'
    case 'running':
      return isInLine(task, run) ? 'idle' : 'run'
    case 'waiting':
      return 'wait'
    case 'completed':
      return stage === 'resolving' ? 'wait' : 'review'
    case 'failed':
      return 'bad'
    case 'skipped':
      return reason === null || reason.code === 'skipped' || reason.code === 'no_changes' ? 'idle' : 'bad'
    case 'queued':
    case 'blocked':
    case 'cancelled':
      return 'idle'
  }
}

const MERGING = {
  merging: t('merging'),
  resolving: t('resolving conflict'),
  setup: t('setting up the merge'),
  verifying: t('checking the merge'),
} as const

/**
 * What happens to a task right now, or happened, in a few words.
 *
 * @param starting the program that its run waits for, see `startingAgent`
 */
export function taskWords(
  task: BatchTask,
  batch: Pick<Batch, 'tasks' | 'status' | 'mode'>,
  run: (Pick<Run, 'status' | 'stage' | 'plan'> & Partial<Pick<Run, 'waiting' | 'waitUntil'>>) | undefined,
  starting: string | null = null,
): string {
  switch (task.status) {
    case 'queued': {
      const missing = batch.tasks.filter(
        ({ taskId, status }) => task.dependsOn.includes(taskId) && status !== 'merged',
      )
      if (missing.length === 0) return t('queued')
      return t('queued, after {tasks}', { tasks: missing.map(({ identifier }) => identifier).join(', ') })
    }
    case 'running':
      // One agent has them all: what it does right now is said once, above.
      return batch.mode === 'combined' && run?.status !== 'queued'
        ? t('in work')
        : runningWords(run, starting)
    case 'waiting':
      if (task.awaitsApproval) return t('waits for approval')
      // An agent may have asked something before it was paused.
      return batch.status === 'paused' && (run?.waiting?.kind ?? 'limit') === 'limit'
        ? t('waiting, paused')
        : t('waits for you')
    case 'completed': {
      if (task.stage !== null) return MERGING[task.stage]
      if (batch.mode === 'combined') return t('ready to merge')
      const before = batch.tasks.find(({ status }) => !isSettled(status))
      return before === undefined || before.taskId === task.taskId
        ? t('ready to merge')
        : t('ready, after {identifier}', { identifier: before.identifier })
    }
    case 'merged':
      return t('merged')
    case 'blocked':
    case 'failed':
    case 'skipped':
    case 'cancelled':
      return outWord(task.status)
  }
}

/** The reason why a task is left out, parted into its first line and what a check wrote. */
export function reasonParts({ message }: { message: string }): { said: string; output: string | null } {
  const [said = '', ...lines] = message.split('\n')
  const output = lines.join('\n').replace(/^\n+/, '').trimEnd()
  return { said, output: output === '' ? null : output }
}

// Made once: to make one takes longer than to write all the times of a batch.
const clock = new Intl.DateTimeFormat(dateLocale(), { timeStyle: 'medium' })

/** The time of day of a moment in milliseconds, such as `14:32:05`. */
export const clockOf = (at: number): string => clock.format(at)

/** When a task was merged, and how long after its work was done; null = not yet. */
export function mergeTimes(
  { mergedAt }: Pick<BatchTask, 'mergedAt'>,
  run: Pick<Run, 'endedAt'> | undefined,
): { clock: string; after: string | null } | null {
  if (mergedAt === null) return null
  const at = new Date(mergedAt)
  const ended = run?.endedAt ?? null
  return {
    clock: clock.format(at),
    after: ended === null ? null : took(Math.max(0, at.getTime() - Date.parse(ended))),
  }
}

/** The same as a sentence: `merged at 14:32:05, 4.2s after its work was done`. */
export function mergedAtWords(task: Pick<BatchTask, 'mergedAt'>, run: Pick<Run, 'endedAt'> | undefined) {
  const times = mergeTimes(task, run)
  if (times === null) return null
  const { clock: time, after } = times
  return after === null
    ? t('merged at {time}', { time })
    : t('merged at {time}, {after} after its work was done', { time, after })
}

/** How the conflict of a task stands; null = there was none, or nobody has tried. */
export function resolutionWords(
  task: Pick<BatchTask, 'resolution' | 'stage'>,
  resolver: Pick<Run, 'status'> | undefined,
): string | null {
  if (task.resolution !== null) {
    const { files, otherFiles, runId } = task.resolution
    const count = files.length
    if (runId === null)
      return t(
        'It conflicted in {count, plural, one {# file} other {# files}}. Git remembered how that was resolved before.',
        { count },
      )
    return otherFiles.length === 0
      ? t('It conflicted in {count, plural, one {# file} other {# files}}, and an agent resolved it.', {
          count,
        })
      : t(
          'It conflicted in {count, plural, one {# file} other {# files}}, and an agent resolved it, changing {others, plural, one {# file} other {# files}} beside.',
          { count, others: otherFiles.length },
        )
  }
  if (resolver === undefined) return null
  if (task.stage === 'resolving') return t('It conflicts, and an agent resolves that right now.')
  return t('An agent has tried to resolve its conflict.')
}

/** What became of a run that resolves a conflict. */
export function resolverTone(
  run: Pick<Run, 'id' | 'status'>,
  task: Pick<BatchTask, 'resolution' | 'stage'>,
): Tone {
  if (task.resolution?.runId === run.id) return 'ok'
  return task.stage === 'resolving' || run.status === 'running' || run.status === 'waiting' ? 'wait' : 'bad'
}
