import {
  type BatchMode,
  type BatchStatus,
  type ConflictBehavior,
  type PublishWay,
  isBatchOver,
} from '#shared/batch-words.ts'
import type { Batch } from '#shared/batches.ts'
import { t } from '../strings/t.ts'
import type { Tone } from '../ui/tones.ts'

export const MODE_NAMES: Record<BatchMode, string> = {
  parallel: t('Parallel'),
  queue: t('Queue'),
  combined: t('Combined'),
}

/** The mode of a batch with what was chosen for it. */
export function modeWords({ mode, options, tasks }: Pick<Batch, 'mode' | 'options' | 'tasks'>): string {
  switch (mode) {
    case 'parallel':
      return t('Parallel, {count} at once', { count: Math.min(options.parallelLimit, tasks.length) })
    case 'queue':
      return options.autoApprove ? t('Queue') : t('Queue, you approve')
    case 'combined':
      return t('Combined, one agent')
  }
}

export const PUBLISH_NAMES: Record<PublishWay, string> = {
  local: t('Keep the branch here'),
  push: t('Push it'),
  pull_request: t('Pull request'),
}

export const CONFLICT_NAMES: Record<ConflictBehavior, string> = {
  skip: t('Leave it out'),
  fail: t('End the batch'),
  resolve: t('Resolve it'),
}

export const CONFLICT_HINTS: Record<ConflictBehavior, string> = {
  skip: t('The task stays in review; its branch and worktree are kept.'),
  fail: t('Nothing is published, and everything is kept.'),
  resolve: t('An agent of its own tries first, and the check must pass. Else the task is left out.'),
}

const STATUS: Record<BatchStatus, { word: string; tone: Tone }> = {
  running: { word: t('Running'), tone: 'run' },
  waiting: { word: t('Waits for you'), tone: 'wait' },
  paused: { word: t('Paused'), tone: 'idle' },
  completed: { word: t('Completed'), tone: 'ok' },
  failed: { word: t('Failed'), tone: 'bad' },
  cancelled: { word: t('Cancelled'), tone: 'idle' },
}

/** How a batch stands, in a word. */
export function batchState(batch: Pick<Batch, 'status' | 'step' | 'mergedCommit' | 'counts'>): {
  word: string
  tone: Tone
} {
  if (batch.mergedCommit !== null) return { word: t('Merged'), tone: 'ok' }
  if (batch.status === 'running' && batch.step === 'final_check')
    return { word: t('Final check'), tone: 'run' }
  if (batch.status === 'running' && batch.step === 'publish') return { word: t('Publishing'), tone: 'run' }
  if (batch.step === 'clean_up' && !isBatchOver(batch.status)) return { word: t('Cleaning up'), tone: 'run' }
  if (batch.status === 'completed' && batch.counts.merged === 0)
    return { word: t('Nothing merged'), tone: 'idle' }
  return STATUS[batch.status]
}
