import { setTimeout } from 'node:timers/promises'
import { AppError } from '#shared/errors.ts'
import { isSameWorker, type Worker } from '#shared/worker.ts'
import { failureAdvice } from '#shared/failure-advice.ts'
import { isTerminal, type RunStatus } from '#shared/run-words.ts'
import type { AgentSession } from '../agents/runtime.ts'
import { hasWorktree } from '../git/git.ts'
import type { Tx } from '../store/store.ts'
import { isDiskFull } from '../process/disk-full.ts'
import { withoutLeave } from '../process/no-leave.ts'
import { noteConditions } from './conditions.ts'
import type { Engine, Step } from './engine.ts'
import { openSession } from './open-session.ts'
import { writeOutcome } from './outcome.ts'
import { requestItem } from './request-records.ts'
import { RunLog } from './run-log.ts'
import type { RunRow } from './run-rows.ts'
import { Brake, type StepContext, StepFailure, type StepResult } from './step.ts'
import { AskDesk, withdraw } from './steps/asks.ts'
import { takePlan } from './steps/brainstorm.ts'
import { checkStep } from './steps/check.ts'
import { commitStep } from './steps/commit.ts'
import { sessionStep, turnStep } from './steps/converse.ts'
import { budgetRequest, limitRequest, PAUSED } from './steps/own-requests.ts'
import { baseStep, setupStep, worktreeStep } from './steps/prepare.ts'
import { commitResolution } from './steps/resolve.ts'

const STEP_WORK: Record<Exclude<Step, 'done'>, (context: StepContext) => Promise<StepResult>> = {
  base: baseStep,
  worktree: worktreeStep,
  setup: setupStep,
  session: sessionStep,
  turn: turnStep,
  check: (context) => (isReading(context) ? takePlan(context) : checkStep(context)),
  commit: (context) =>
    isReading(context)
      ? takePlan(context)
      : context.row.purpose === 'resolve'
        ? commitResolution(context)
        : commitStep(context),
}

const isReading = ({ row }: StepContext) => row.is_brainstorm === 1

/** Steps that may be done while the run still waits for its slot. */
export const AHEAD: ReadonlySet<string> = new Set<Step>(['base', 'worktree', 'setup'])

/** Steps in which the agent works. */
export const SPENDING: ReadonlySet<string> = new Set<Step>(['session', 'turn'])

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
  readonly #brake = new Brake()
  readonly #onSlot: () => void
  readonly #onSpent: () => void
  #desk: AskDesk | undefined
  #session: AgentSession | undefined
  /** Who works in it. */
  #opened: Worker | null = null
  /** {@link #loadAhead} was tried. */
  #isLoaded = false

  /**
   * @param onSlot told when the run has given its slot back, or wants one again, while the driver goes on
   * @param onSpent told when it is written that the run has cost more, or worked
   */
  constructor(engine: Engine, runId: string, onSlot: () => void, onSpent: () => void) {
    this.#engine = engine
    this.#runId = runId
    this.#onSlot = onSlot
    this.#onSpent = onSpent
  }

  /** Ends what the run is doing. `cancel` makes it `cancelled`; `close` leaves the row for the next start. */
  stop(why: 'cancel' | 'close'): void {
    if (!this.#controller.signal.aborted) this.#controller.abort(new Stopped(why))
  }

  /** The run has its slot again, or an answer has come. */
  look(): void {
    this.#desk?.look()
  }

  /** Ends the agent's turn: the row says that the run shall wait, or there is a message to say at once. */
  brake(): void {
    this.#brake.pull()
  }

  /** Every way out leaves the row in a state that says so. */
  async drive(): Promise<void> {
    const { store, records, bell, log } = this.#engine
    const runLog = new RunLog(store, records, bell, this.#runId, this.#onSpent)
    const desk = new AskDesk(this.#engine, this.#runId, runLog, this.#onSlot)
    this.#desk = desk
    try {
      for (;;) {
        const row = await records.row(this.#runId)
        if (isTerminal(row.status as RunStatus)) {
          // Leaving the session may take a while, in which the next run can begin.
          this.#onSlot()
          return
        }
        if (this.#controller.signal.aborted || row.cancel_requested_at !== null) {
          await this.#endStopped(row, runLog)
          return
        }
        if (row.pause_requested_at !== null) {
          await this.#writeAtLast(row, pauseAt(row), runLog)
          continue
        }
        if (this.#mustRest(row)) {
          if (!(await this.#loadAhead(row))) return
          continue
        }
        await this.#takeAnswers(row, runLog)
        const used = SPENDING.has(row.step) ? await this.#engine.budgets.stopping(row) : null
        if (used !== null) {
          const request = budgetRequest(used, hasWork(row))
          await this.#writeAtLast(row, { kind: 'wait', step: row.step as Step, request }, runLog)
          continue
        }
        const result = await this.#step(row, runLog, desk)
        this.#engine.onStep?.(row.id, row.step as Step, 'worked')
        await this.#writeAtLast(row, result, runLog)
        this.#engine.onStep?.(row.id, row.step as Step, 'written')
      }
    } catch (error) {
      if (!(error instanceof Stopped)) {
        log('error', 'a run could not be carried on', { runId: this.#runId, error: describe(error) })
        await this.#failAtLast(error, runLog)
      }
    } finally {
      await this.#leave(runLog)
    }
  }

  #mustRest(row: RunRow): boolean {
    return row.status === 'waiting' || (row.status === 'queued' && !AHEAD.has(row.step))
  }

  /**
   * The agent loads the directory while the run stands in line, unless something in it has to be asked about
   * first. @returns whether time has passed by it
   */
  async #loadAhead(row: RunRow): Promise<boolean> {
    const { agents, trust } = this.#engine
    const { worktree_path: worktree, purpose, session_id } = row
    const isNext = row.status === 'queued' && row.step === 'session' && row.wait_until === null
    // The worktree of one that resolves is not as the agent will find it.
    if (!isNext || session_id !== null || purpose === 'resolve' || worktree === null || this.#isLoaded)
      return false
    this.#isLoaded = true
    if (!(await hasWorktree(worktree))) return false
    if ((await trust.untrusted(row.project_id, worktree)) !== null) return false
    const { signal } = this.#controller
    const stopped = new Promise<void>((resolve) => {
      signal.addEventListener('abort', () => resolve(), { once: true })
    })
    if (!signal.aborted) await Promise.race([agents.loadAhead(row.model, worktree), stopped])
    return true
  }

  /** Answers to questions of ours are in the row already; the run goes on with them now. */
  async #takeAnswers(row: RunRow, log: RunLog): Promise<void> {
    const { requests, store } = this.#engine
    const own = await requests.ofRun(store.db, row.id, 'own')
    const answered = own.filter(({ answer }) => answer !== null)
    if (answered.length === 0) return
    await log.commit(async (tx, add) => {
      for (const request of answered) {
        add(requestItem(request, 'answered'))
        await requests.remove(tx, request)
      }
    })
  }

  async #step(row: RunRow, log: RunLog, desk: AskDesk): Promise<StepResult> {
    const step = row.step as Exclude<Step, 'done'>
    this.#engine.onStep?.(row.id, step, 'begin')
    try {
      return await STEP_WORK[step]({
        engine: this.#engine,
        row,
        log,
        signal: this.#controller.signal,
        session: () => this.#open(row, log, desk),
        desk,
        brake: this.#brake,
        spent: this.#onSpent,
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
    if (isDiskFull(error)) return { kind: 'fail', code: 'disk_full', message: failureAdvice('disk_full') }
    if (error instanceof AppError && error.code !== 'INTERNAL') {
      const code = error.code === 'UNAVAILABLE' ? 'agent_error' : 'git_error'
      return { kind: 'fail', code, message: error.message }
    }
    const closed = withoutLeave(error)
    if (closed !== null) return { kind: 'fail', code: 'git_error', message: closed.message }
    this.#engine.log('error', 'a step of a run threw', { runId: this.#runId, error: describe(error) })
    return { kind: 'fail', code: 'internal', message: error instanceof Error ? error.message : String(error) }
  }

  async #open(row: RunRow, log: RunLog, desk: AskDesk): Promise<AgentSession> {
    if (this.#session !== undefined && this.#opened !== null && isSameWorker(row, this.#opened))
      return this.#session
    // Another worker goes on in the same session, opened anew: its server may be another one, and what it may do too.
    const { model, agent, variant } = row
    const before = this.#session
    this.#session = undefined
    await before?.close().catch((error: unknown) => this.#complain(error))
    this.#session = await openSession(this.#engine, row, log, desk)
    this.#opened = { model, agent, variant }
    await noteConditions(this.#engine, row, log, this.#session)
    return this.#session
  }

  /** What a step came to is not lost to a full disk: it is written as soon as there is room. */
  async #writeAtLast(row: RunRow, result: StepResult, log: RunLog): Promise<void> {
    for (let told = false; ; told = true) {
      try {
        await this.#write(row, result, log)
        return
      } catch (error) {
        if (!isDiskFull(error) || this.#controller.signal.aborted) throw error
        if (!told) this.#engine.log('error', 'the disk is full: a run waits for room', { runId: row.id })
        await this.#bePatient()
      }
    }
  }

  #bePatient(): Promise<void> {
    const { signal } = this.#controller
    return setTimeout(STORE_PATIENCE_MS, undefined, { signal }).catch(() => undefined)
  }

  async #write(row: RunRow, result: StepResult, log: RunLog): Promise<void> {
    await log.commit(async (tx, add) => {
      await writeOutcome(this.#engine, tx, add, row, result)
    })
  }

  /**
   * The store refused what the run came to. No run may hang in between: its failure is written as soon as
   * the store takes it, or the next start goes on from the row.
   */
  async #failAtLast(cause: unknown, runLog: RunLog): Promise<void> {
    const code = isDiskFull(cause) ? 'disk_full' : 'internal'
    const change = { failure_code: code, failure_message: failureAdvice(code), last_action: null }
    const { store, records } = this.#engine
    const fail = async (tx: Tx) => {
      await records.update(tx, this.#runId, { ...change, ended_at: store.now() }, { type: 'fail' })
    }
    while (!this.#controller.signal.aborted) {
      try {
        // Else without the log, which may be what the store does not take.
        await (code === 'disk_full' ? runLog.commit(fail) : store.write(fail))
        return
      } catch (error) {
        if (error instanceof AppError) return
        await this.#bePatient()
      }
    }
  }

  /** Cancels the run; on `close` the row stays as it is. */
  async #endStopped(row: RunRow, log: RunLog): Promise<void> {
    const reason: unknown = this.#controller.signal.reason
    if (row.cancel_requested_at === null && reason instanceof Stopped && reason.why === 'close') return
    await this.#session?.abort().catch((error: unknown) => this.#complain(error))
    await log.commit(async (tx, add) => {
      const { records, requests, store } = this.#engine
      await withdraw(this.#engine, tx, add, await requests.ofRun(tx.db, row.id))
      const kept =
        row.purpose === 'resolve' || row.is_brainstorm === 1
          ? ''
          : ' The work so far is kept in the worktree.'
      add({ kind: 'notice', level: 'info', text: `Cancelled.${kept}` })
      const ended = { ended_at: store.now(), waiting: null, last_action: null }
      await records.update(tx, row.id, ended, { type: 'cancel' })
    })
  }

  async #leave(log: RunLog): Promise<void> {
    try {
      const row = await this.#engine.records.row(this.#runId)
      if (this.#controller.signal.aborted && !isTerminal(row.status as RunStatus)) {
        await this.#endStopped(row, log)
      }
      const isOver = isTerminal(row.status as RunStatus) || row.cancel_requested_at !== null
      if (this.#session === undefined && isOver && row.worktree_path !== null)
        this.#engine.agents.letGo(row.worktree_path)
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

/** Whether the agent has done something that could be taken as it is. */
export const hasWork = (row: RunRow) => row.session_id !== null && SPENDING.has(row.step)

/** The user has paused the run. It goes on from the same step; a turn is looked for before it is said. */
function pauseAt(row: RunRow): StepResult {
  return { kind: 'wait', step: row.step as Step, request: limitRequest(PAUSED, hasWork(row)) }
}

const describe = (error: unknown) => (error instanceof Error ? (error.stack ?? error.message) : String(error))
