import { setImmediate as nextTurn } from 'node:timers/promises'
import { AppError } from '#shared/errors.ts'
import { settingsFor } from '#shared/project-settings.ts'
import type { LogBody } from '#shared/run-log.ts'
import { isTerminal, type RunStatus } from '#shared/run-words.ts'
import type { Run } from '#shared/runs.ts'
import type { Tx } from '../store/store.ts'
import type { Claim } from './claim.ts'
import type { Engine } from './engine.ts'
import type { Gate } from './gate.ts'
import { lastSeq } from './read-log.ts'
import type { Scheduler } from './scheduler.ts'
import { PLANNER } from './steps/brainstorm.ts'

/** Items of a log that are looked through at once. */
const SEARCHED = 5000

/** Makes a run of a goal in the caller's transaction. @throws AppError TASK_RUNNING while one is open */
export type BeginReading = (taskId: string, prompt: string) => Promise<Run>

/** Runs that only read, and answer with a plan: what a brainstorm asks of runs. */
export class Readings {
  readonly #engine: Engine
  readonly #scheduler: Scheduler
  readonly #gate: Gate
  readonly #claim: Claim
  #stop: () => void = () => {}
  #sweeping: Promise<void> = Promise.resolve()

  constructor(engine: Engine, parts: { scheduler: Scheduler; gate: Gate; claim: Claim }) {
    this.#engine = engine
    this.#scheduler = parts.scheduler
    this.#gate = parts.gate
    this.#claim = parts.claim
  }

  /**
   * @param planner its model as `provider/model`, null = the project's, and a variant of that
   * @param within the transaction: makes the run by `begin`, and throws where it shall not be made
   * @throws AppError PROJECT_NOT_READY, NOT_A_REPOSITORY, PROJECT_NOT_TRUSTED, MODEL_NOT_CONFIGURED
   */
  async begin<T>(
    projectId: string,
    planner: { model: string | null; variant: string | null },
    within: (tx: Tx, begin: BeginReading) => Promise<T>,
  ): Promise<T> {
    const { store, trust, settings } = this.#engine
    const project = await this.#gate.readyProjectOf(projectId)
    await trust.requireTrusted(projectId)
    const worker = await this.#gate.modelFor(planner, project)
    const { totalLimitMinutes } = settingsFor(settings.stored(), project)
    const result = await store.write((tx) =>
      within(tx, async (taskId, prompt) => {
        await this.#claim.requireNone(taskId, tx)
        return this.#claim.insertIn(tx, taskId, {
          ...worker,
          project_id: projectId,
          step: 'base',
          agent: PLANNER,
          prompt,
          is_brainstorm: 1,
          // It only reads: which side of a diverged branch it reads is not worth a question.
          base_choice: 'local',
          limit_ms: totalLimitMinutes * 60_000,
        })
      }),
    )
    await this.#scheduler.wake()
    return result
  }

  /** All of a goal, oldest first. */
  async of(taskId: string, db: Pick<Tx['db'], 'selectFrom'> = this.#engine.store.db): Promise<Run[]> {
    const rows = await db
      .selectFrom('runs')
      .selectAll()
      .where('task_id', '=', taskId)
      .where('is_brainstorm', '=', 1)
      .orderBy('attempt')
      .execute()
    return this.#engine.records.toRuns(rows, db)
  }

  /** What a run has asked and was answered, oldest first. */
  async answers(runId: string): Promise<{ asked: string; said: string }[]> {
    const asked = new Map<string, string>()
    const answers: { asked: string; said: string }[] = []
    for await (const item of this.#requestItems(runId)) {
      if (item.state === 'asked') asked.set(item.requestId, item.text)
      else if (item.state === 'answered' && item.answer?.answers !== undefined)
        answers.push({ asked: asked.get(item.requestId) ?? '', said: item.text })
    }
    return answers
  }

  /** The kind has no index: a long log is looked through in parts. */
  async *#requestItems(runId: string): AsyncIterable<Extract<LogBody, { kind: 'request' }>> {
    const { db } = this.#engine.store
    const last = await lastSeq(db, runId)
    for (let after = 0; after < last; after += SEARCHED) {
      const rows = await db
        .selectFrom('run_events')
        .select('body')
        .where('run_id', '=', runId)
        .where('seq', '>', after)
        .where('seq', '<=', after + SEARCHED)
        .where('kind', '=', 'request')
        .orderBy('seq')
        .execute()
      for (const { body } of rows) yield { kind: 'request', ...JSON.parse(body) }
      await nextTurn()
    }
  }

  /** From now on worktrees of runs that are over go, and those that an earlier host left. */
  async start(): Promise<void> {
    this.#stop = this.#engine.store.subscribe((events) => {
      if (events.some(({ event }) => event === 'execution:completed')) this.#sweepSoon()
    })
    this.#sweepSoon()
  }

  async close(): Promise<void> {
    this.#stop()
    await this.#sweeping
  }

  #sweepSoon(): void {
    this.#sweeping = this.#sweeping
      .then(() => this.#sweep())
      .catch((error: unknown) =>
        this.#engine.log('warn', 'worktrees that were only read could not be removed', {
          error: String(error),
        }),
      )
  }

  /** `worktree_path` is the journal: while it is set there is something left to remove. */
  async #sweep(): Promise<void> {
    const { store, log } = this.#engine
    const rows = await store.db
      .selectFrom('runs')
      .select(['id', 'status'])
      .where('is_brainstorm', '=', 1)
      .where('worktree_path', 'is not', null)
      .execute()
    for (const { id, status } of rows) {
      if (!isTerminal(status as RunStatus)) continue
      await this.#throwAway(id).catch((error: unknown) => {
        const why = error instanceof AppError ? error.message : String(error)
        log('warn', 'a worktree that was only read could not be removed', { runId: id, why })
      })
    }
  }

  /** Nothing is kept of it: nobody could write there. */
  async #throwAway(runId: string): Promise<void> {
    const { store, records, git, projects, perTask } = this.#engine
    // Its driver may still be leaving the folder.
    await this.#scheduler.left(runId)
    const { task_id } = await records.row(runId)
    await perTask.run(task_id, async () => {
      const { worktree_path: path, project_id } = await records.row(runId)
      if (path === null) return
      await git.removeWorktree({ repo: await projects.repoPath(project_id), path })
      await store.write((tx) => records.update(tx, runId, { worktree_path: null }))
    })
  }
}
