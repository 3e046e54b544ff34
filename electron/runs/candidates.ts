import { settingsFor } from '#shared/project-settings.ts'
import type { Candidate } from '#shared/contests.ts'
import type { Run } from '#shared/runs.ts'
import type { Tx } from '../store/store.ts'
import type { Claim, NewRun } from './claim.ts'
import type { Engine } from './engine.ts'
import type { Gate } from './gate.ts'
import { DEFAULT_AGENT } from './mender.ts'
import { requireOver } from './run-rows.ts'
import type { Scheduler } from './scheduler.ts'
import type { Trash } from './trash.ts'

/** What a contest gives to its candidates. */
export interface InContest {
  contestId: string
  /** Candidates at once. */
  parallel: number
  baseBranch: string
  baseCommit: string
  prompt: string
}

/** Runs of a task side by side, of which one is taken: what a contest asks of runs. */
export class Candidates {
  readonly #engine: Engine
  readonly #scheduler: Scheduler
  readonly #gate: Gate
  readonly #claim: Claim
  readonly #trash: Trash

  constructor(engine: Engine, parts: { scheduler: Scheduler; gate: Gate; claim: Claim; trash: Trash }) {
    this.#engine = engine
    this.#scheduler = parts.scheduler
    this.#gate = parts.gate
    this.#claim = parts.claim
    this.#trash = parts.trash
  }

  /** @throws AppError IN_BATCH, IN_CONTEST, TASK_RUNNING, BLOCKED, TASK_ARCHIVED, PROJECT_NOT_READY, PROJECT_NOT_TRUSTED */
  async requireBeginnable(taskId: string): Promise<void> {
    await this.#gate.requireFree(taskId)
    await this.#claim.requireNone(taskId)
    await this.#gate.requireUnblocked(taskId)
    await this.#gate.requireReady(taskId)
  }

  /**
   * @param within the transaction: makes them by `insert`, and throws where they shall not be made
   * @throws AppError TASK_RUNNING, TASK_ARCHIVED, PROJECT_NOT_READY, PROJECT_NOT_TRUSTED, MODEL_NOT_CONFIGURED
   */
  begin(
    taskId: string,
    contest: InContest,
    candidates: readonly Candidate[],
    within: (tx: Tx, insert: () => Promise<void>) => Promise<void>,
  ): Promise<void> {
    return this.#engine.perTask.run(taskId, async () => {
      const runs: NewRun[] = []
      for (const candidate of candidates) runs.push(await this.#valuesOf(taskId, contest, candidate))
      await this.#claim.several(taskId, contest.contestId, runs, within)
    })
  }

  async #valuesOf(taskId: string, contest: InContest, candidate: Candidate): Promise<NewRun> {
    const { task, project } = await this.#gate.requireReady(taskId)
    // The task's variant is one of the task's model.
    const { model, variant } =
      candidate.model === undefined
        ? await this.#gate.modelFor(task, project)
        : { model: candidate.model, variant: null }
    const settings = settingsFor(this.#engine.settings.stored(), project)
    return {
      project_id: project.id,
      step: 'base',
      model,
      agent: candidate.agent ?? task.agent ?? project.agent ?? DEFAULT_AGENT,
      variant: candidate.variant === undefined ? variant : candidate.variant,
      limit_ms: settings.totalLimitMinutes * 60_000,
      prompt: contest.prompt,
      batch_limit: contest.parallel,
      base_branch: contest.baseBranch,
      base_commit: contest.baseCommit,
    }
  }

  /** All candidates of a contest, in the order of their attempts. */
  async list(contestId: string, db: Pick<Tx['db'], 'selectFrom'> = this.#engine.store.db): Promise<Run[]> {
    const rows = await db
      .selectFrom('runs')
      .selectAll()
      .where('contest_id', '=', contestId)
      .orderBy('attempt')
      .execute()
    return this.#engine.records.toRuns(rows, db)
  }

  /**
   * Puts the work of a candidate that was not taken into the trash, and removes worktree and branch. Done again after
   * a crash it goes on where it was.
   */
  async putAway(runId: string): Promise<void> {
    const { records, perTask, store } = this.#engine
    const { task_id } = await records.row(runId)
    // Its driver may still be leaving the folder.
    await this.#scheduler.left(runId)
    await perTask.run(task_id, async () => {
      const row = await records.row(runId)
      requireOver(row, 'put away')
      if (row.discarded_at === null) {
        const kept = await this.#trash.keep(row, 'discarded')
        await store.write(async (tx) => {
          await kept(tx)
          await records.update(tx, runId, { discarded_at: store.now() })
        })
      }
      await this.#trash.sweepRun(runId, 'discarded')
    })
  }
}
