import type { RunEvent } from '#shared/run-state.ts'
import { failureAdvice } from '#shared/failure-advice.ts'
import type { FailureCode } from '#shared/run-words.ts'
import type { AgentSession } from '../agents/runtime.ts'
import { hasWorktree } from '../git/git.ts'
import type { Tx } from '../store/store.ts'
import type { Engine, Step } from './engine.ts'
import type { NewRequest } from './request-records.ts'
import type { AddItems, RunLog } from './run-log.ts'
import type { RunChange, RunRow } from './run-rows.ts'
import type { AskDesk } from './steps/asks.ts'

/** A change of the run's row, or what works it out in the transaction that writes it. */
export type StepChange = RunChange | ((tx: Tx, add: AddItems) => Promise<RunChange>)

/** What a step came to. The change, the event and the log so far are written in one transaction. */
export type StepResult =
  | { kind: 'next'; step: Step; change?: StepChange }
  | { kind: 'wait'; step: Step; request: NewRequest; change?: StepChange }
  /** Its provider wants no requests for so long: others have its slot meanwhile. */
  | { kind: 'defer'; step: Step; waitMs: number; change?: StepChange }
  | { kind: 'fail'; code: FailureCode; message: string; change?: StepChange }
  | { kind: 'succeed'; change: StepChange }

/** What a step sees of its run. */
export interface StepContext {
  engine: Engine
  row: RunRow
  log: RunLog
  /** Aborts when the run is cancelled or the host closes. */
  signal: AbortSignal
  /** The live session, opened on demand and kept over steps. */
  session: () => Promise<AgentSession>
  /** Where what the agent asks is taken. */
  desk: AskDesk
  /** Pulled when the user stops the turn that goes on, to pause the run or to say something at once. */
  brake: Brake
  /** The agent has worked for a while, and that is written. */
  spent: () => void
  /** Writes a change of the row in the middle of a step. */
  journal: (change: RunChange, event?: RunEvent) => Promise<void>
  /** Turns in a row that died with the agent's server while this host lived; kept over steps. */
  interrupted: { times: number }
}

/** Stops a turn from outside. Why stands in the store, where a crash does not lose it. */
export class Brake {
  #stop: (() => void) | null = null

  /** Nothing happens while no turn goes on. */
  pull(): void {
    this.#stop?.()
  }

  /** Calls `stop` at each {@link pull} until the returned function is called. */
  listen(stop: () => void): () => void {
    this.#stop = stop
    return () => (this.#stop = null)
  }
}

/**
 * For steps that come after the worktree was made.
 *
 * @throws StepFailure `worktree_gone` when it is not there any more
 */
export async function requireWorktree(path: string | null): Promise<string> {
  if (path !== null && (await hasWorktree(path))) return path
  throw new StepFailure('worktree_gone', failureAdvice('worktree_gone'))
}

export const describeExit = (exitCode: number | null) =>
  exitCode === null ? 'was ended by a signal' : `ended with exit code ${exitCode}`

/** A step cannot go on, and knows the code that says why. */
export class StepFailure extends Error {
  readonly code: FailureCode

  constructor(code: FailureCode, message: string) {
    super(message)
    this.name = 'StepFailure'
    this.code = code
  }
}
