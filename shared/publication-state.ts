import { AppError } from './errors.ts'
import type { PublicationStatus, PublicationStep } from './publication-words.ts'

/**
 * What can happen to a publication.
 * - `push`, `find`, `detail`: its step is done, and the next one begins; `find`: there is a pull request
 * - `push_alone`: its branch is at the remote, and that is all there is to do
 * - `wait`: a step failed and is tried again by itself; `block`: the user has to do something first
 * - `retry`: the step is tried again; `republish`: it begins anew, with other work; `reword`: with other words alone
 * - `give_up`: what was to be changed is not, and its pull request stays as it is
 * - `merge`, `close`, `reopen`: its pull request is; `cancel`: it is over without
 * - `adopt`: somebody has made a pull request of its branch by hand
 */
export type PublicationEvent =
  | 'push'
  | 'push_alone'
  | 'find'
  | 'detail'
  | 'wait'
  | 'block'
  | 'retry'
  | 'republish'
  | 'reword'
  | 'give_up'
  | 'merge'
  | 'close'
  | 'reopen'
  | 'adopt'
  | 'cancel'

export interface PublicationState {
  status: PublicationStatus
  step: PublicationStep
}

const LIVE: readonly PublicationStatus[] = ['working', 'waiting', 'blocked']

/** From these, and at these steps if some are named, to that; what is left out stays. */
interface Rule {
  from: readonly PublicationStatus[]
  at?: readonly PublicationStep[]
  to: Partial<PublicationState>
}

const RULES: Record<PublicationEvent, Rule> = {
  push: { from: ['working'], at: ['push'], to: { step: 'pull_request' } },
  push_alone: { from: ['working'], at: ['push'], to: { status: 'pushed', step: 'done' } },
  find: { from: ['working'], at: ['pull_request'], to: { step: 'details' } },
  detail: { from: ['working'], at: ['details'], to: { status: 'open', step: 'done' } },
  wait: { from: ['working'], to: { status: 'waiting' } },
  block: { from: ['working', 'waiting'], to: { status: 'blocked' } },
  retry: { from: ['waiting', 'blocked'], to: { status: 'working' } },
  republish: { from: [...LIVE, 'open'], to: { status: 'working', step: 'push' } },
  reword: {
    from: [...LIVE, 'open'],
    at: ['details', 'done'],
    to: { status: 'working', step: 'pull_request' },
  },
  give_up: { from: LIVE, to: { status: 'open', step: 'done' } },
  merge: { from: [...LIVE, 'open'], to: { status: 'merged', step: 'done' } },
  close: { from: [...LIVE, 'open'], to: { status: 'closed', step: 'done' } },
  reopen: { from: ['closed'], to: { status: 'open', step: 'done' } },
  adopt: { from: ['pushed'], to: { status: 'open', step: 'done' } },
  cancel: { from: [...LIVE, 'open'], to: { status: 'cancelled' } },
}

/**
 * The legal transitions of a publication.
 *
 * @throws AppError ILLEGAL_TRANSITION for every other state
 */
export function nextPublication(state: PublicationState, event: PublicationEvent): PublicationState {
  const { status, step } = state
  const { from, at, to } = RULES[event]
  if (from.includes(status) && (at === undefined || at.includes(step))) return { status, step, ...to }
  throw new AppError(
    'ILLEGAL_TRANSITION',
    `A publication that is ${status} (${step.replace('_', ' ')}) cannot ${event.replace('_', ' ')}.`,
    { status, step, event },
  )
}
