import {
  type BatchMode,
  type BatchStatus,
  type ConflictBehavior,
  type PublishWay,
  isBatchOver,
  isSettled,
} from '#shared/batch-words.ts'
import type { Batch, BatchTask } from '#shared/batches.ts'
import type { Run } from '#shared/runs.ts'
import { STAGE_NAMES } from '../board/card-state.ts'

/** The colours of states, as they mean the same everywhere. */
export type Tone = 'run' | 'wait' | 'review' | 'ok' | 'bad' | 'idle'

export const MODE_NAMES: Record<BatchMode, string> = { parallel: 'Parallel', queue: 'Queue' }

export const PUBLISH_NAMES: Record<PublishWay, string> = { local: 'Keep the branch here', push: 'Push it' }

export const CONFLICT_NAMES: Record<ConflictBehavior, string> = {
  skip: 'Leave the task out',
  fail: 'End the batch',
}

const STATUS: Record<BatchStatus, { word: string; tone: Tone }> = {
  running: { word: 'Running', tone: 'run' },
  waiting: { word: 'Waits for you', tone: 'wait' },
  paused: { word: 'Paused', tone: 'idle' },
  completed: { word: 'Completed', tone: 'ok' },
  failed: { word: 'Failed', tone: 'bad' },
  cancelled: { word: 'Cancelled', tone: 'idle' },
}

/** How a batch stands, in a word. */
export function batchState(batch: Pick<Batch, 'status' | 'step' | 'mergedCommit' | 'counts'>): {
  word: string
  tone: Tone
} {
  if (batch.mergedCommit !== null) return { word: 'Merged', tone: 'ok' }
  if (batch.status === 'running' && batch.step === 'publish') return { word: 'Publishing', tone: 'run' }
  if (batch.step === 'clean_up' && !isBatchOver(batch.status)) return { word: 'Cleaning up', tone: 'run' }
  if (batch.status === 'completed' && batch.counts.merged === 0)
    return { word: 'Nothing merged', tone: 'idle' }
  return STATUS[batch.status]
}

/** A batch by its tasks: `APP-1`, `APP-1 and APP-2`, `APP-1, APP-2 and APP-3`, `APP-1, APP-2 and 4 more`. */
export function batchName({ tasks }: Pick<Batch, 'tasks'>): string {
  const names = tasks.map(({ identifier }) => identifier)
  if (names.length > 3) return `${names.slice(0, 2).join(', ')} and ${names.length - 2} more`
  const last = names.pop() ?? 'Batch'
  return names.length === 0 ? last : `${names.join(', ')} and ${last}`
}

export const nTasks = (count: number) => (count === 1 ? '1 task' : `${count} tasks`)

/** Whether a task's run is made but has no slot yet. */
const isInLine = ({ status }: Pick<BatchTask, 'status'>, run: Pick<Run, 'status'> | undefined) =>
  status === 'running' && run?.status === 'queued'

type Counted = 'merged' | 'ready' | 'running' | 'waiting' | 'queued' | 'left out'

function countedAs(task: BatchTask, run: Pick<Run, 'status'> | undefined): Counted {
  switch (task.status) {
    case 'merged':
    case 'waiting':
    case 'queued':
      return task.status
    case 'running':
      return isInLine(task, run) ? 'queued' : 'running'
    case 'completed':
      return 'ready'
    case 'blocked':
    case 'skipped':
    case 'failed':
    case 'cancelled':
      return 'left out'
  }
}

const FIGURES: readonly { name: Counted; tone: Tone | null }[] = [
  { name: 'merged', tone: null },
  { name: 'ready', tone: 'review' },
  { name: 'running', tone: 'run' },
  { name: 'waiting', tone: 'wait' },
  { name: 'queued', tone: null },
  { name: 'left out', tone: 'bad' },
]

/** What there is of a batch, always in these words and this order, so that nothing moves when a number changes. */
export const figures = (
  { tasks }: Pick<Batch, 'tasks'>,
  runOf: ReadonlyMap<string, Pick<Run, 'status'>>,
): { name: Counted; tone: Tone | null; count: number }[] => {
  const counted = tasks.map((task) => countedAs(task, runOf.get(task.runId ?? '')))
  return FIGURES.map((figure) => ({
    ...figure,
    count: counted.filter((name) => name === figure.name).length,
  }))
}

/** The colour of a task in its batch. What the user left out is not bad. */
export function taskTone(task: Pick<BatchTask, 'status' | 'reason'>, run?: Pick<Run, 'status'>): Tone {
  const { status, reason } = task
  switch (status) {
    case 'merged':
      return 'ok'
    case 'running':
      return isInLine(task, run) ? 'idle' : 'run'
    case 'waiting':
      return 'wait'
    case 'completed':
      return 'review'
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
  merging: 'merging',
  setup: 'setting up the merge',
  verifying: 'checking the merge',
} as const

/** What happens to a task right now, or happened, in a few words. */
export function taskWords(
  task: BatchTask,
  batch: Pick<Batch, 'tasks' | 'status'>,
  run: (Pick<Run, 'status' | 'stage' | 'plan'> & Partial<Pick<Run, 'waiting'>>) | undefined,
): string {
  switch (task.status) {
    case 'queued': {
      const missing = batch.tasks.filter(
        ({ taskId, status }) => task.dependsOn.includes(taskId) && status !== 'merged',
      )
      if (missing.length === 0) return 'queued'
      return `waits for ${missing.map(({ identifier }) => identifier).join(', ')}`
    }
    case 'running':
      return runningWords(run)
    case 'waiting':
      if (task.awaitsApproval) return 'waits for approval'
      // An agent may have asked something before it was paused.
      return batch.status === 'paused' && (run?.waiting?.kind ?? 'limit') === 'limit'
        ? 'paused'
        : 'waits for you'
    case 'completed': {
      if (task.stage !== null) return MERGING[task.stage]
      const before = batch.tasks.find(({ status }) => !isSettled(status))
      return before === undefined || before.taskId === task.taskId
        ? 'ready to merge'
        : `ready, after ${before.identifier}`
    }
    case 'merged':
      return 'merged'
    case 'blocked':
      return 'blocked'
    case 'failed':
      return 'failed'
    case 'skipped':
      return 'left out'
    case 'cancelled':
      return 'cancelled'
  }
}

function runningWords(run: Pick<Run, 'status' | 'stage' | 'plan'> | undefined): string {
  if (run === undefined) return 'running'
  if (run.status === 'queued') return 'next in line'
  if (run.stage !== null && run.stage !== 'running') return STAGE_NAMES[run.stage].toLowerCase()
  return run.plan === null ? 'running' : `running ${run.plan.done} of ${run.plan.total}`
}

/** The reason why a task is left out, parted into its first line and what a check wrote. */
export function reasonParts({ message }: { message: string }): { said: string; output: string | null } {
  const [said = '', ...lines] = message.split('\n')
  const output = lines.join('\n').replace(/^\n+/, '').trimEnd()
  return { said, output: output === '' ? null : output }
}
