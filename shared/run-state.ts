import { AppError } from './errors.ts'
import type { RunStatus } from './run-words.ts'
import type { RunStage } from './runs.ts'

export interface RunState {
  status: RunStatus
  stage: RunStage | null
}

/**
 * What can happen to a run.
 * - `claim`: it got a slot
 * - `stage`: the engine works on a stage (only `preparing` ahead of the slot)
 * - `pause`: it waits for the user and gives its slot back
 * - `defer`: its provider wants no requests for a while; it queues again and gives its slot back
 * - `answer`: the user answered, or what it waited with is gone; it queues for a slot again
 * - `succeed`, `fail`, `cancel`: it is over
 */
export type RunEvent =
  | { type: 'claim' }
  | { type: 'stage'; stage: RunStage }
  | { type: 'pause' }
  | { type: 'defer' }
  | { type: 'answer' }
  | { type: 'succeed' }
  | { type: 'fail' }
  | { type: 'cancel' }

/**
 * The legal transitions of a run.
 *
 * @throws AppError ILLEGAL_TRANSITION for every other pair of state and event
 */
export function nextRunState(state: RunState, event: RunEvent): RunState {
  const { status, stage } = state
  switch (event.type) {
    case 'claim':
      if (status === 'queued') return { status: 'running', stage: stage ?? 'preparing' }
      break
    case 'stage':
      if (status === 'running') return { status, stage: event.stage }
      if (status === 'queued' && event.stage === 'preparing') return { status, stage: 'preparing' }
      break
    case 'pause':
      if (status === 'running' || status === 'queued') return { status: 'waiting', stage }
      break
    case 'defer':
      if (status === 'running') return { status: 'queued', stage }
      break
    case 'answer':
      if (status === 'waiting') return { status: 'queued', stage }
      break
    case 'succeed':
      if (status === 'running') return { status: 'succeeded', stage: null }
      break
    case 'fail':
      // While it waits, too: the agent's open turn may break.
      if (status === 'running' || status === 'queued' || status === 'waiting') {
        return { status: 'failed', stage: null }
      }
      break
    case 'cancel':
      if (status === 'queued' || status === 'running' || status === 'waiting') {
        return { status: 'cancelled', stage: null }
      }
      break
  }
  throw new AppError('ILLEGAL_TRANSITION', `A run that is ${status} cannot ${event.type}.`, {
    status,
    stage,
    event: event.type,
  })
}
