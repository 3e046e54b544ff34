import { AppError } from '#shared/errors.ts'
import type { Recheck } from '#shared/review.ts'
import type { Run } from '#shared/runs.ts'
import { tellingLines } from '#shared/check-output.ts'
import { hasWorktree } from '../git/git.ts'
import type { Engine } from './engine.ts'
import { type Gate, requireOwn } from './gate.ts'
import { RunLog } from './run-log.ts'
import { requireOver, type RunRow } from './run-rows.ts'
import type { Scheduler } from './scheduler.ts'
import { StepFailure } from './step.ts'
import { runProjectCommand } from './steps/command.ts'

/**
 * The project's check, once more, on the work of a run that is over. The row says that it goes on; what is kept here
 * are only the live ones, which a crash may lose.
 */
export class Rechecks {
  readonly #engine: Engine
  readonly #gate: Gate
  readonly #scheduler: Scheduler
  readonly #live = new Map<string, { controller: AbortController; done: Promise<void> }>()

  constructor(engine: Engine, scheduler: Scheduler, gate: Gate) {
    this.#engine = engine
    this.#gate = gate
    this.#scheduler = scheduler
    scheduler.onLeave((runId) => this.end(runId))
  }

  /**
   * Begins a check; its output goes to the run's log. One that goes on already is answered.
   *
   * @throws AppError ILLEGAL_TRANSITION, IN_BATCH, IN_CONTEST; CONFLICT when the project has no check, or the worktree
   *   is not at the run's commit
   */
  async start(runId: string): Promise<Run> {
    const { records, perTask } = this.#engine
    const { task_id } = await records.row(runId)
    return perTask.run(task_id, async () => {
      if (this.#live.has(runId)) return records.run(runId)
      const row = await records.row(runId)
      const line = await this.#requireCheckable(row)
      await this.#scheduler.left(runId)
      const log = new RunLog(this.#engine.store, records, this.#engine.bell, runId)
      const begun: Recheck = {
        status: 'running',
        line,
        commit: row.head_commit ?? '',
        startedAt: this.#engine.store.now(),
        endedAt: null,
        exitCode: null,
        output: '',
      }
      await log.commit(async (tx) => {
        await records.update(tx, runId, { recheck: JSON.stringify(begun) })
      })
      const controller = new AbortController()
      const done = this.#run(row, begun, log, controller.signal).finally(() => this.#live.delete(runId))
      this.#live.set(runId, { controller, done })
      return records.run(runId)
    })
  }

  /** Breaks a check off and waits until nobody works for it any more. */
  async end(runId: string): Promise<void> {
    const live = this.#live.get(runId)
    live?.controller.abort(new Error('The check was broken off.'))
    await live?.done
  }

  async stop(runId: string): Promise<Run> {
    await this.end(runId)
    return this.#engine.records.run(runId)
  }

  /** Writes down that those which a crash has ended are over. */
  async settle(): Promise<void> {
    const { store } = this.#engine
    const rows = await store.db
      .selectFrom('runs')
      .select(['id', 'recheck'])
      .where('recheck', 'is not', null)
      .execute()
    for (const { id, recheck } of rows) {
      const told = JSON.parse(recheck ?? '') as Recheck
      if (told.status === 'running') await this.#write(id, { ...told, status: 'ended' }, null)
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.#live.keys()].map((runId) => this.end(runId)))
  }

  /** @returns the command line */
  async #requireCheckable(row: RunRow): Promise<string> {
    const { projects, git } = this.#engine
    requireOver(row, 'checked')
    await this.#gate.requireFree(row.task_id)
    requireOwn(row.purpose, 'checked')
    await this.#gate.requireLatest(row)
    const { head_commit: commit, branch, worktree_path: worktree } = row
    if (row.merged_commit !== null || row.discarded_at !== null || commit === null || branch === null)
      throw new AppError('ILLEGAL_TRANSITION', 'There is no work of this run to check.')
    const { checkCommand } = await projects.get(row.project_id)
    if (checkCommand === null)
      throw new AppError('CONFLICT', 'The project has no check command. Give it one in its settings.')
    if (worktree === null || !(await hasWorktree(worktree)))
      throw new AppError('CONFLICT', 'The run’s worktree is gone, so there is nothing to check it in.')
    if ((await git.whyNotAt({ worktree, branch, commit })) === 'moved')
      throw new AppError('CONFLICT', `${worktree} is not at the run’s commit. Bring it back first.`, {
        path: worktree,
      })
    return checkCommand
  }

  async #run(row: RunRow, begun: Recheck, log: RunLog, signal: AbortSignal): Promise<void> {
    const engine = this.#engine
    try {
      const ended = await runProjectCommand({ engine, row, log, signal }, 'check', begun.line)
      const { exitCode, tail } = ended
      const status = exitCode === 0 ? 'passed' : 'failed'
      await this.#write(row.id, { ...begun, status, exitCode, output: tellingLines(tail) }, log)
    } catch (error) {
      if (!signal.aborted)
        engine.log('warn', 'a check was broken off', { runId: row.id, error: String(error) })
      const output = error instanceof StepFailure ? error.message : ''
      const status = error instanceof StepFailure ? 'failed' : 'ended'
      await this.#write(row.id, { ...begun, status, output }, log).catch((cause: unknown) => {
        engine.log('error', 'the end of a check could not be written', {
          runId: row.id,
          error: String(cause),
        })
      })
    } finally {
      await log.close().catch((error: unknown) => {
        engine.log('error', 'the log of a check could not be closed', { runId: row.id, error: String(error) })
      })
      // Who follows the log hears that nothing more comes.
      engine.bell.ring(row.id)
    }
  }

  async #write(runId: string, ended: Recheck, own: RunLog | null): Promise<void> {
    const { store, records, bell } = this.#engine
    const log = own ?? new RunLog(store, records, bell, runId)
    await log.commit(async (tx, add) => {
      if (ended.status === 'ended') add({ kind: 'notice', level: 'info', text: 'The check was broken off.' })
      const { head_commit } = await records.row(runId, tx.db)
      const isOfIt = head_commit === ended.commit && ended.status !== 'ended'
      await records.update(tx, runId, {
        recheck: JSON.stringify({ ...ended, endedAt: store.now() }),
        last_action: null,
        ...(isOfIt ? { check_passed: ended.status === 'passed' ? 1 : 0 } : {}),
      })
    })
    if (own === null) await log.close()
  }
}
