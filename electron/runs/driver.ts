import { setTimeout } from 'node:timers/promises'
import { AppError } from '#shared/errors.ts'
import { FAILURE_ADVICE, isTerminal, type RunStatus } from '#shared/run-words.ts'
import type { AgentSession } from '../agents/runtime.ts'
import type { Tx } from '../store/store.ts'
import { isDiskFull } from './disk-full.ts'
import type { Engine, Step } from './engine.ts'
import { readWholeLog, RunLog } from './run-log.ts'
import type { RunRow } from './run-records.ts'
import { requireWorktree, type StepContext, StepFailure, type StepResult } from './step.ts'
import { checkStep } from './steps/check.ts'
import { commitStep } from './steps/commit.ts'
import { sessionStep, turnStep } from './steps/converse.ts'
import { baseStep, setupStep, worktreeStep } from './steps/prepare.ts'

const STEP_WORK: Record<Exclude<Step, 'done'>, (context: StepContext) => Promise<StepResult>> = {
  base: baseStep,
  worktree: worktreeStep,
  setup: setupStep,
  session: sessionStep,
  turn: turnStep,
  check: checkStep,
  commit: commitStep,
}

/** Steps that may be done while the run still waits for its slot. */
export const AHEAD: ReadonlySet<string> = new Set<Step>(['base', 'worktree', 'setup'])

/** Pause before the store is asked again to take a failure. */
const STORE_PATIENCE_MS = 2_000

/** Why a driver was told to stop. */
class Stopped extends Error {
  readonly why: 'cancel' | 'close'

  constructor(why: 'cancel' | 'close') {
    super(why === 'cancel' ? 'The run was cancelled.' : 'OpenLinear closes.')
    this.name = 'Stopped'
    this.why = why
  }
}

/**
 * Carries one run through its steps until it is over, waits, or needs a slot. It holds nothing that a
 * crash would lose: a new driver goes on from the row.
 */
export class RunDriver {
  readonly #engine: Engine
  readonly #runId: string
  readonly #controller = new AbortController()
  readonly #interrupted = { times: 0 }
  #session: AgentSession | undefined

  constructor(engine: Engine, runId: string) {
    this.#engine = engine
    this.#runId = runId
  }

  /** Ends what the run is doing. `cancel` makes it `cancelled`; `close` leaves the row for the next start. */
  stop(why: 'cancel' | 'close'): void {
    if (!this.#controller.signal.aborted) this.#controller.abort(new Stopped(why))
  }

  /**
   * Every way out leaves the row in a state that says so.
   *
   * @throws what the store threw, when not even the log can be opened
   */
  async drive(): Promise<void> {
    const { store, records, bell, log } = this.#engine
    const runLog = await RunLog.open(store, records, bell, this.#runId)
    try {
      for (;;) {
        const row = await records.row(this.#runId)
        if (this.#mustRest(row)) return
        if (this.#controller.signal.aborted || row.cancel_requested_at !== null) {
          if (await this.#endStopped(row, runLog)) return
        }
        const result = await this.#step(row, runLog)
        this.#engine.onStep?.(row.id, row.step as Step, 'worked')
        await this.#write(row, result, runLog)
      }
    } catch (error) {
      if (!(error instanceof Stopped)) {
        log('error', 'a run could not be carried on', { runId: this.#runId, error: describe(error) })
        await this.#failAtLast(error)
      }
    } finally {
      await this.#leave(runLog)
    }
  }

  #mustRest(row: RunRow): boolean {
    if (isTerminal(row.status as RunStatus) || row.status === 'waiting') return true
    return row.status === 'queued' && !AHEAD.has(row.step)
  }

  async #step(row: RunRow, log: RunLog): Promise<StepResult> {
    const step = row.step as Exclude<Step, 'done'>
    this.#engine.onStep?.(row.id, step, 'begin')
    try {
      return await STEP_WORK[step]({
        engine: this.#engine,
        row,
        log,
        signal: this.#controller.signal,
        session: () => this.#open(row, log),
        journal: (change, event) =>
          log.commit(async (tx) => {
            await this.#engine.records.update(tx, row.id, change, event)
          }),
        interrupted: this.#interrupted,
      })
    } catch (error) {
      return this.#failureOf(error)
    }
  }

  #failureOf(error: unknown): StepResult {
    if (this.#controller.signal.aborted) throw this.#controller.signal.reason
    if (error instanceof StepFailure) return { kind: 'fail', code: error.code, message: error.message }
    if (isDiskFull(error)) return { kind: 'fail', code: 'disk_full', message: FAILURE_ADVICE.disk_full }
    if (error instanceof AppError && error.code !== 'INTERNAL') {
      const code = error.code === 'UNAVAILABLE' ? 'agent_error' : 'git_error'
      return { kind: 'fail', code, message: error.message }
    }
    this.#engine.log('error', 'a step of a run threw', { runId: this.#runId, error: describe(error) })
    return { kind: 'fail', code: 'internal', message: error instanceof Error ? error.message : String(error) }
  }

  async #open(row: RunRow, log: RunLog): Promise<AgentSession> {
    if (this.#session !== undefined) return this.#session
    const directory = await requireWorktree(row.worktree_path)
    const task = await this.#engine.tasks.get(row.task_id)
    await log.commit()
    const history = await historyOf(this.#engine, row)
    try {
      this.#session = await this.#engine.agents.openSession({
        directory,
        key: row.id,
        title: `${task.identifier} ${task.title}`,
        model: row.model,
        sessionId: row.session_id,
        history,
        report: (items) => log.add(...items),
      })
    } catch (cause) {
      if (cause instanceof AppError || isDiskFull(cause)) throw cause
      const said = cause instanceof Error ? cause.message : String(cause)
      throw new AppError('UNAVAILABLE', `The agent could not be started: ${said}`, null, { cause })
    }
    return this.#session
  }

  async #write(row: RunRow, result: StepResult, log: RunLog): Promise<void> {
    const { records, store } = this.#engine
    const ended = () => ({ ended_at: store.now(), waiting: null, last_action: null })
    const write = async (tx: Tx) => {
      switch (result.kind) {
        case 'next':
          await records.update(tx, row.id, { ...result.change, step: result.step })
          return
        case 'wait':
          await records.update(
            tx,
            row.id,
            {
              ...result.change,
              step: result.step,
              waiting: JSON.stringify(result.waiting),
              last_action: null,
            },
            { type: 'pause' },
          )
          return
        case 'fail':
          await records.update(
            tx,
            row.id,
            { ...result.change, ...ended(), failure_code: result.code, failure_message: result.message },
            { type: 'fail' },
          )
          return
        case 'succeed':
          await records.update(
            tx,
            row.id,
            { ...result.change, ...ended(), step: 'done' },
            { type: 'succeed' },
          )
      }
    }
    if (result.kind === 'fail') log.add({ kind: 'notice', level: 'error', text: result.message })
    await log.commit(write)
    this.#engine.onStep?.(row.id, row.step as Step, 'written')
  }

  /**
   * The store refused what the run came to. No run may hang in between: its failure is written as soon as
   * the store takes it, or the next start goes on from the row.
   */
  async #failAtLast(cause: unknown): Promise<void> {
    const code = isDiskFull(cause) ? 'disk_full' : 'internal'
    const change = { failure_code: code, failure_message: FAILURE_ADVICE[code], last_action: null }
    const { store, records } = this.#engine
    while (!this.#controller.signal.aborted) {
      try {
        // Without the log, which may be what the store does not take.
        await store.write(async (tx) => {
          await records.update(tx, this.#runId, { ...change, ended_at: store.now() }, { type: 'fail' })
        })
        return
      } catch (error) {
        if (error instanceof AppError) return
        await setTimeout(STORE_PATIENCE_MS, undefined, { signal: this.#controller.signal }).catch(() => {})
      }
    }
  }

  /** @returns whether the driver is done: on `close` the row stays as it is. */
  async #endStopped(row: RunRow, log: RunLog): Promise<boolean> {
    const reason: unknown = this.#controller.signal.reason
    if (row.cancel_requested_at === null && reason instanceof Stopped && reason.why === 'close') return true
    await this.#session?.abort().catch((error: unknown) => this.#complain(error))
    log.add({ kind: 'notice', level: 'info', text: 'Cancelled. The work so far is kept in the worktree.' })
    await log.commit(async (tx) => {
      await this.#engine.records.update(
        tx,
        row.id,
        { ended_at: this.#engine.store.now(), waiting: null, last_action: null },
        { type: 'cancel' },
      )
    })
    return true
  }

  async #leave(log: RunLog): Promise<void> {
    try {
      const row = await this.#engine.records.row(this.#runId)
      if (this.#controller.signal.aborted && !isTerminal(row.status as RunStatus)) {
        await this.#endStopped(row, log)
      }
    } catch (error) {
      this.#complain(error)
    }
    // The session before the log: closing it brings the agent's last words.
    await this.#session?.close().catch((error: unknown) => this.#complain(error))
    await log.close().catch((error: unknown) => this.#complain(error))
  }

  #complain(error: unknown): void {
    this.#engine.log('error', 'a run could not be left in order', {
      runId: this.#runId,
      error: describe(error),
    })
  }
}

/** A send-back goes on in the session of earlier runs: what their logs hold is not told again. */
async function historyOf(engine: Engine, row: RunRow) {
  if (row.session_id === null) return readWholeLog(engine.store, row.id)
  const runs = await engine.store.db
    .selectFrom('runs')
    .select('id')
    .where('task_id', '=', row.task_id)
    .where('session_id', '=', row.session_id)
    .orderBy('attempt')
    .execute()
  const logs = await Promise.all(runs.map((run) => readWholeLog(engine.store, run.id)))
  return logs.flat()
}

const describe = (error: unknown) => (error instanceof Error ? (error.stack ?? error.message) : String(error))
