import type { Run, RunStage } from '#shared/runs.ts'
import { t } from '../strings/t.ts'
import { timeOfDay } from '../ui/day.ts'
import type { Tone } from '../ui/tones.ts'

const STAGE_WORDS: Record<RunStage, string> = {
  preparing: t('preparing'),
  running: t('running'),
  checking: t('checking'),
  committing: t('committing'),
}

/** @param starting the program that the run waits for, see `startingAgent` */
const stageWord = (stage: RunStage | null, starting: string | null, working: string): string => {
  if (starting !== null) return t('starting {agent}', { agent: starting })
  return stage === null || stage === 'running' ? working : STAGE_WORDS[stage]
}

/** What the run of a task in a batch does, in a few words. */
export function runningWords(
  run: (Pick<Run, 'status' | 'stage' | 'plan'> & Partial<Pick<Run, 'waitUntil'>>) | undefined,
  starting: string | null = null,
): string {
  if (run === undefined) return t('running')
  if (run.waitUntil !== null && run.waitUntil !== undefined)
    return t('rate limited until {time}', { time: timeOfDay(run.waitUntil) })
  if (run.status === 'queued') return t('queued')
  const word = stageWord(run.stage, starting, t('running'))
  return run.plan === null || starting !== null || (run.stage !== null && run.stage !== 'running')
    ? word
    : t('running {done} of {total}', { done: run.plan.done, total: run.plan.total })
}

/** What the one agent of a combined batch does, in a few words. */
export function combinedState(
  run: Pick<Run, 'status' | 'stage' | 'plan' | 'checkPassed'>,
  starting: string | null = null,
): {
  word: string
  tone: Tone
} {
  switch (run.status) {
    case 'queued':
      return { word: t('One agent for all tasks, queued'), tone: 'idle' }
    case 'running': {
      const state = stageWord(run.stage, starting, t('works on all tasks'))
      const word =
        run.plan === null
          ? t('One agent: {state}', { state })
          : t('One agent: {state}, {done} of {total} done', { state, ...run.plan })
      return { word, tone: 'run' }
    }
    case 'waiting':
      return { word: t('The agent waits for you'), tone: 'wait' }
    case 'succeeded':
      return {
        word: run.checkPassed === true ? t('The agent is done, checks passed') : t('The agent is done'),
        tone: 'ok',
      }
    case 'failed':
      return { word: t('The run failed'), tone: 'bad' }
    case 'cancelled':
      return { word: t('The run was cancelled'), tone: 'idle' }
  }
}
