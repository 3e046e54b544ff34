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
import { timeOfDay } from '../ui/day.ts'
import { took } from '../ui/duration.ts'

/** The colours of states, as they mean the same everywhere. */
export type Tone = 'run' | 'wait' | 'review' | 'ok' | 'bad' | 'idle'

export const MODE_NAMES: Record<BatchMode, string> = {
  parallel: 'Parallel',
  queue: 'Queue',
  combined: 'Combined',
}

/** The mode of a batch with what was chosen for it. */
export function modeWords({ mode, options, tasks }: Pick<Batch, 'mode' | 'options' | 'tasks'>): string {
  switch (mode) {
    case 'parallel':
      return `Parallel, ${Math.min(options.parallelLimit, tasks.length)} at once`
    case 'queue':
      return options.autoApprove ? 'Queue' : 'Queue, you approve'
    case 'combined':
      return 'Combined, one agent'
  }
}

export const PUBLISH_NAMES: Record<PublishWay, string> = {
  local: 'Keep the branch here',
  push: 'Push it',
  pull_request: 'Pull request',
}

export const CONFLICT_NAMES: Record<ConflictBehavior, string> = {
  skip: 'Leave it out',
  fail: 'End the batch',
  resolve: 'Resolve it',
}

export const CONFLICT_HINTS: Record<ConflictBehavior, string> = {
  skip: 'The task stays in review; its branch and worktree are kept.',
  fail: 'Nothing is published, and everything is kept.',
  resolve: 'An agent of its own tries first, and the check must pass. Else the task is left out.',
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
  if (batch.status === 'running' && batch.step === 'final_check') return { word: 'Final check', tone: 'run' }
  if (batch.status === 'running' && batch.step === 'publish') return { word: 'Publishing', tone: 'run' }
  if (batch.step === 'clean_up' && !isBatchOver(batch.status)) return { word: 'Cleaning up', tone: 'run' }
  if (batch.status === 'completed' && batch.counts.merged === 0)
    return { word: 'Nothing merged', tone: 'idle' }
  return STATUS[batch.status]
}

/** Whether a task's run is made but has no slot yet. */
const isInLine = ({ status }: Pick<BatchTask, 'status'>, run: Pick<Run, 'status'> | undefined) =>
  status === 'running' && run?.status === 'queued'

type Counted = 'merged' | 'ready' | 'resolving' | 'running' | 'waiting' | 'queued' | 'left out'

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
      return 'left out'
  }
}

/** How a task stands in one word: that under which it is counted, or why it is left out. */
export function taskWord(task: BatchTask, run: Pick<Run, 'status'> | undefined): string {
  const counted = countedAs(task, run)
  return counted === 'left out' && task.status !== 'skipped' ? task.status : counted
}

const FIGURES: readonly { name: Counted; tone: Tone | null }[] = [
  { name: 'merged', tone: null },
  { name: 'ready', tone: 'review' },
  { name: 'resolving', tone: 'wait' },
  { name: 'running', tone: 'run' },
  { name: 'waiting', tone: 'wait' },
  { name: 'queued', tone: null },
  { name: 'left out', tone: 'bad' },
]

/**
 * What there is of a batch, always in these words and this order, so that nothing moves when a number changes.
 * Conflicts are resolved only where that was chosen.
 */
export const figures = (
  { tasks, mode, options }: Pick<Batch, 'tasks' | 'mode' | 'options'>,
  runOf: ReadonlyMap<string, Pick<Run, 'status'>>,
): { name: Counted; tone: Tone | null; count: number }[] => {
  const counted = tasks.map((task) => countedAs(task, runOf.get(task.runId ?? '')))
  const resolves = mode !== 'combined' && options.conflictBehavior === 'resolve'
  return FIGURES.filter(({ name }) => name !== 'resolving' || resolves).map((figure) => ({
    ...figure,
    count: counted.filter((name) => name === figure.name).length,
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
  merging: 'merging',
  resolving: 'resolving conflict',
  setup: 'setting up the merge',
  verifying: 'checking the merge',
} as const

/** What happens to a task right now, or happened, in a few words. */
export function taskWords(
  task: BatchTask,
  batch: Pick<Batch, 'tasks' | 'status' | 'mode'>,
  run: (Pick<Run, 'status' | 'stage' | 'plan'> & Partial<Pick<Run, 'waiting' | 'waitUntil'>>) | undefined,
): string {
  switch (task.status) {
    case 'queued': {
      const missing = batch.tasks.filter(
        ({ taskId, status }) => task.dependsOn.includes(taskId) && status !== 'merged',
      )
      if (missing.length === 0) return 'queued'
      return `queued, after ${missing.map(({ identifier }) => identifier).join(', ')}`
    }
    case 'running':
      // One agent has them all: what it does right now is said once, above.
      return batch.mode === 'combined' && run?.status !== 'queued' ? 'in work' : runningWords(run)
    case 'waiting':
      if (task.awaitsApproval) return 'waits for approval'
      // An agent may have asked something before it was paused.
      return batch.status === 'paused' && (run?.waiting?.kind ?? 'limit') === 'limit'
        ? 'waiting, paused'
        : 'waits for you'
    case 'completed': {
      if (task.stage !== null) return MERGING[task.stage]
      if (batch.mode === 'combined') return 'ready to merge'
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

function runningWords(
  run: (Pick<Run, 'status' | 'stage' | 'plan'> & Partial<Pick<Run, 'waitUntil'>>) | undefined,
): string {
  if (run === undefined) return 'running'
  if (run.waitUntil !== null && run.waitUntil !== undefined)
    return `rate limited until ${timeOfDay(run.waitUntil)}`
  if (run.status === 'queued') return 'queued'
  if (run.stage !== null && run.stage !== 'running') return STAGE_NAMES[run.stage].toLowerCase()
  return run.plan === null ? 'running' : `running ${run.plan.done} of ${run.plan.total}`
}

/** The reason why a task is left out, parted into its first line and what a check wrote. */
export function reasonParts({ message }: { message: string }): { said: string; output: string | null } {
  const [said = '', ...lines] = message.split('\n')
  const output = lines.join('\n').replace(/^\n+/, '').trimEnd()
  return { said, output: output === '' ? null : output }
}

// Made once: to make one takes longer than to write all the times of a batch.
const clock = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' })

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
  return `merged at ${times.clock}${times.after === null ? '' : `, ${times.after} after its work was done`}`
}

/** What the one agent of a combined batch does, in a few words. */
export function combinedState(run: Pick<Run, 'status' | 'stage' | 'plan' | 'checkPassed'>): {
  word: string
  tone: Tone
} {
  switch (run.status) {
    case 'queued':
      return { word: 'One agent for all tasks, queued', tone: 'idle' }
    case 'running': {
      const word =
        run.stage === null || run.stage === 'running' ? 'works on all tasks' : STAGE_NAMES[run.stage]
      const plan = run.plan === null ? '' : `, ${run.plan.done} of ${run.plan.total} done`
      return { word: `One agent: ${word.toLowerCase()}${plan}`, tone: 'run' }
    }
    case 'waiting':
      return { word: 'The agent waits for you', tone: 'wait' }
    case 'succeeded':
      return {
        word: run.checkPassed === true ? 'The agent is done, checks passed' : 'The agent is done',
        tone: 'ok',
      }
    case 'failed':
      return { word: 'The run failed', tone: 'bad' }
    case 'cancelled':
      return { word: 'The run was cancelled', tone: 'idle' }
  }
}

const nFiles = (count: number) => (count === 1 ? '1 file' : `${count} files`)

/** How the conflict of a task stands; null = there was none, or nobody has tried. */
export function resolutionWords(
  task: Pick<BatchTask, 'resolution' | 'stage'>,
  resolver: Pick<Run, 'status'> | undefined,
): string | null {
  if (task.resolution !== null) {
    const { files, otherFiles, runId } = task.resolution
    const others = otherFiles.length === 0 ? '' : `, changing ${nFiles(otherFiles.length)} beside`
    return runId === null
      ? `It conflicted in ${nFiles(files.length)}. Git remembered how that was resolved before.`
      : `It conflicted in ${nFiles(files.length)}, and an agent resolved it${others}.`
  }
  if (resolver === undefined) return null
  if (task.stage === 'resolving') return 'It conflicts, and an agent resolves that right now.'
  return 'An agent has tried to resolve its conflict.'
}

/** What became of a run that resolves a conflict. */
export function resolverTone(
  run: Pick<Run, 'id' | 'status'>,
  task: Pick<BatchTask, 'resolution' | 'stage'>,
): Tone {
  if (task.resolution?.runId === run.id) return 'ok'
  return task.stage === 'resolving' || run.status === 'running' || run.status === 'waiting' ? 'wait' : 'bad'
}
