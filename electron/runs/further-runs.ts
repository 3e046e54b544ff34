import { AppError } from '#shared/errors.ts'
import { settingsFor } from '#shared/project-settings.ts'
import { buildSendBackPrompt, commentsIn } from '#shared/prompt.ts'
import type { Run } from '#shared/runs.ts'
import type { WorkerChoice } from '#shared/worker.ts'
import type { Fields } from './attempts.ts'
import type { Also, Claim } from './claim.ts'
import type { Engine, Step } from './engine.ts'
import { type Gate, requireOwn } from './gate.ts'
import { menderFor } from './mender.ts'
import { requireOver, type RunRow } from './run-rows.ts'
import type { Scheduler } from './scheduler.ts'
import type { Workers } from './workers.ts'

/** Runs that go on from the work of one that is over: what is said to its agent becomes a run of its own. */
export class FurtherRuns {
  readonly #engine: Engine
  readonly #scheduler: Scheduler
  readonly #gate: Gate
  readonly #claim: Claim
  readonly #workers: Workers

  constructor(engine: Engine, parts: { scheduler: Scheduler; gate: Gate; claim: Claim; workers: Workers }) {
    this.#engine = engine
    this.#scheduler = parts.scheduler
    this.#gate = parts.gate
    this.#claim = parts.claim
    this.#workers = parts.workers
  }

  /**
   * Goes on in the session, worktree and branch of a run that is over, with the reviewer's comments.
   *
   * @param choice another worker than the run's, such as the agent `build` for what `plan` has planned
   */
  async sendBack(runId: string, comments: string, choice: WorkerChoice = {}): Promise<Run> {
    const row = await this.#engine.records.row(runId)
    const { task_id, purpose } = row
    return this.#engine.perTask.run(task_id, async () => {
      await this.#gate.requireFree(task_id)
      requireOwn(purpose, 'sent back')
      const worker = await this.#workers.instead(row, choice, row.worktree_path)
      return this.#sendBack(runId, buildSendBackPrompt(comments), worker)
    })
  }

  /**
   * Runs the check once more on the work of a run that has failed because of it, where that lies: a run of its own, which
   * commits the work when it passes. Its agent is asked to mend only as often as it may still.
   *
   * @throws AppError as {@link sendBack}; CONFLICT when the project has no check
   */
  async checkAgain(runId: string): Promise<Run> {
    const row = await this.#engine.records.row(runId)
    const { task_id, purpose, project_id } = row
    return this.#engine.perTask.run(task_id, async () => {
      await this.#gate.requireFree(task_id)
      requireOwn(purpose, 'checked')
      if ((await this.#engine.projects.get(project_id)).checkCommand === null)
        throw new AppError('CONFLICT', 'The project has no check command. Give it one in its settings.')
      const { summary, changes, fix_attempts, prompt } = row
      const nothingSaid = { message_text: null, message_reason: null, sent_back: null }
      return this.#sendBack(runId, prompt, { ...nothingSaid, step: 'check', summary, changes, fix_attempts })
    })
  }

  /**
   * The same as {@link sendBack} for a run's batch.
   *
   * @param text what the agent is told
   * @param baseCommit what its work is compared with from now on
   * @param choice who works then; left out = who has, or who can mend it
   */
  async giveBack(
    runId: string,
    text: string,
    baseCommit: string,
    also: Also,
    choice?: WorkerChoice,
  ): Promise<Run> {
    const row = await this.#engine.records.row(runId)
    return this.#engine.perTask.run(row.task_id, async () => {
      const worker =
        choice === undefined
          ? await this.#mender(row)
          : await this.#workers.instead(row, choice, row.worktree_path)
      return this.#sendBack(runId, text, { ...worker, base_commit: baseCommit }, also)
    })
  }

  /** The same for its pull request, where its task is held already. */
  async goOn(runId: string, text: string, also: Also): Promise<Run> {
    const row = await this.#engine.records.row(runId)
    return this.#sendBack(runId, text, await this.#mender(row), also)
  }

  /**
   * Begins a run that resolves the conflict of a run's work with that of others, in a worktree of the batch's.
   *
   * @param conflict.automatic the merge as git makes it by itself
   * @param also is written together with the new run
   */
  async resolve(
    runId: string,
    conflict: { automatic: string; worktreePath: string; prompt: string },
    also: Also,
  ): Promise<Run> {
    const row = await this.#engine.records.row(runId)
    return this.#engine.perTask.run(row.task_id, async () => {
      const task = await this.#engine.tasks.get(row.task_id)
      const project = await this.#gate.readyProject(task)
      const settings = settingsFor(this.#engine.settings.stored(), project)
      return this.#claim.one(
        row.task_id,
        {
          project_id: row.project_id,
          batch_id: row.batch_id,
          purpose: 'resolve',
          step: 'session',
          model: row.model,
          ...(await this.#mender(row)),
          variant: row.variant,
          prompt: conflict.prompt,
          base_branch: row.base_branch,
          base_commit: conflict.automatic,
          worktree_path: conflict.worktreePath,
          limit_ms: settings.totalLimitMinutes * 60_000,
        },
        also,
      )
    })
  }

  /** Who mends a run's work where nobody was chosen: an agent that only reads would read it once more. */
  async #mender({ agent, worktree_path }: RunRow): Promise<{ agent: string }> {
    return { agent: (await menderFor(this.#engine, agent, worktree_path)) ?? agent }
  }

  async #sendBack(runId: string, text: string, fields: Fields & { step?: Step }, also?: Also): Promise<Run> {
    const row = await this.#engine.records.row(runId)
    requireOver(row, 'sent back')
    await this.#gate.requireLatest(row)
    const isGone = row.merged_commit !== null || row.discarded_at !== null
    if (row.worktree_path === null || row.session_id === null || isGone) {
      throw new AppError(
        'ILLEGAL_TRANSITION',
        'This run’s worktree or session is gone, so there is nothing to send back to. Retry the task instead.',
      )
    }
    const task = await this.#engine.tasks.get(row.task_id)
    const project = await this.#gate.readyProject(task)
    await this.#scheduler.left(runId)
    const settings = settingsFor(this.#engine.settings.stored(), project)
    return this.#claim.one(
      row.task_id,
      {
        project_id: row.project_id,
        batch_id: row.batch_id,
        // A candidate that was taken is none any more.
        batch_limit: row.batch_id === null ? null : row.batch_limit,
        purpose: row.purpose,
        // Its report holds until there is another one.
        summary: row.purpose === 'combined' ? row.summary : null,
        step: 'session',
        model: row.model,
        agent: row.agent,
        variant: row.variant,
        prompt: text,
        message_text: text,
        message_reason: 'send_back',
        sent_back: commentsIn(text),
        branch: row.branch,
        base_branch: row.base_branch,
        base_commit: row.base_commit,
        worktree_path: row.worktree_path,
        session_id: row.session_id,
        limit_ms: settings.totalLimitMinutes * 60_000,
        ...fields,
      },
      also,
    )
  }
}
