import { stat } from 'node:fs/promises'
import { AppError } from '#shared/errors.ts'
import type { RunEvent } from '#shared/run-state.ts'
import type { FailureCode } from '#shared/run-words.ts'
import type { WaitingFor } from '#shared/runs.ts'
import type { AgentSession } from '../agents/runtime.ts'
import type { Engine, Step } from './engine.ts'
import type { RunLog } from './run-log.ts'
import type { RunChange, RunRow } from './run-records.ts'

/** What a step came to. The change, the event and the log so far are written in one transaction. */
export type StepResult =
  | { kind: 'next'; step: Step; change?: RunChange }
  | { kind: 'wait'; step: Step; waiting: WaitingFor; change?: RunChange }
  | { kind: 'fail'; code: FailureCode; message: string; change?: RunChange }
  | { kind: 'succeed'; change: RunChange }

/** What a step sees of its run. */
export interface StepContext {
  engine: Engine
  row: RunRow
  log: RunLog
  /** Aborts when the run is cancelled or the host closes. */
  signal: AbortSignal
  /** The live session, opened on demand and kept over steps. */
  session: () => Promise<AgentSession>
  /** Writes a change of the row in the middle of a step. */
  journal: (change: RunChange, event?: RunEvent) => Promise<void>
  /** Turns in a row that died with the agent's server while this host lived; kept over steps. */
  interrupted: { times: number }
}

/** For steps that come after the worktree was made. @throws AppError GIT_ERROR when it is not there any more */
export async function requireWorktree(path: string | null): Promise<string> {
  const folder = path === null ? null : await stat(path).catch(() => null)
  if (path !== null && folder?.isDirectory() === true) return path
  throw new AppError('GIT_ERROR', 'The run’s worktree is gone. Retry the task to make a new one.', { path })
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
