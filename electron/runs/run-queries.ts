import type { LogItem, TodoItem } from '#shared/run-log.ts'
import type { Recheck } from '#shared/review.ts'
import type { Conditions } from '#shared/run-record.ts'
import { isTerminal, type RunStatus } from '#shared/run-words.ts'
import type { Run } from '#shared/runs.ts'
import type { Engine } from './engine.ts'
import { followLog, lastSeq, type LogRange, readLog, readLogBefore, readPlan } from './read-log.ts'
import type { Scheduler } from './scheduler.ts'

/** What goes on in a project. */
export interface ProjectLoad {
  /** Runs that have a slot or stand in line for one. */
  taken: number
  /** Runs that wait for their provider, without a slot. */
  deferred: number
}

/** A run as it is at a moment. */
export interface RecordedRun {
  run: Run
  /** Null where nothing was written down: it never came so far, or is older than that. */
  conditions: Conditions | null
  /** Number of the log's last item. */
  lastSeq: number
  /** Nothing more will be said of it. */
  isComplete: boolean
}

/** Most runs of tasks in review that a list carries. */
const MANY = 1000

/** What the rest of the host and the page ask about runs. */
export class RunQueries {
  readonly #engine: Engine
  readonly #scheduler: Scheduler

  constructor(engine: Engine, scheduler: Scheduler) {
    this.#engine = engine
    this.#scheduler = scheduler
  }

  /** Open runs, the latest run of each task in review, and all candidates of contests that are not over. */
  async list(): Promise<{ items: Run[]; seq: number }> {
    const { store, tasks, records, openContests } = this.#engine
    const seq = await store.seq()
    const reviewed = (await tasks.latestRunIds('in_review')).slice(0, MANY)
    const contests = await openContests()
    const rows = await store.db
      .selectFrom('runs')
      .selectAll()
      .where((row) =>
        row.or([
          row('status', 'in', ['queued', 'running', 'waiting']),
          row('id', 'in', reviewed),
          row('contest_id', 'in', contests),
        ]),
      )
      .orderBy('id')
      .execute()
    return { items: await records.toRuns(rows), seq }
  }

  /** All attempts of a task, newest first. */
  async ofTask(taskId: string): Promise<{ items: Run[]; seq: number }> {
    const { store, tasks, records } = this.#engine
    const seq = await store.seq()
    const task = await tasks.get(taskId)
    const rows = await store.db
      .selectFrom('runs')
      .selectAll()
      // A combined run may be another task's, and is the latest one then.
      .where((row) => row.or([row('task_id', '=', task.id), row('id', '=', task.latestRunId)]))
      .orderBy('attempt', 'desc')
      .execute()
    const isOther = (row: { task_id: string }) => Number(row.task_id !== task.id)
    rows.sort((one, other) => isOther(other) - isOther(one))
    return { items: await records.toRuns(rows), seq }
  }

  /** The latest run of each task of a batch; see {@link resolversOf} for those that only resolve a conflict. */
  ofBatch(batchId: string): Promise<Run[]> {
    return this.#latestOf(batchId, '!=')
  }

  /** The latest run of each task of a batch that resolves, or has tried to resolve, its conflict. */
  resolversOf(batchId: string): Promise<Run[]> {
    return this.#latestOf(batchId, '=')
  }

  /** @param resolving `=` for runs that resolve a conflict, `!=` for all others */
  async #latestOf(batchId: string, resolving: '=' | '!='): Promise<Run[]> {
    const { store, records } = this.#engine
    const rows = await store.db
      .selectFrom('runs')
      .selectAll()
      .where('batch_id', '=', batchId)
      .where('purpose', resolving, 'resolve')
      .orderBy('attempt')
      .execute()
    return records.toRuns([...new Map(rows.map((row) => [row.task_id, row])).values()])
  }

  /** How much goes on in each project. */
  async load(): Promise<Map<string, ProjectLoad>> {
    const rows = await this.#engine.store.db
      .selectFrom('runs')
      .select((row) => [
        'project_id',
        row.fn.countAll<number>().as('all'),
        row.fn.count<number>('wait_until').as('deferred'),
      ])
      .where('status', 'in', ['queued', 'running'])
      .groupBy('project_id')
      .execute()
    return new Map(
      rows.map(({ project_id, all, deferred }) => [project_id, { taken: all - deferred, deferred }]),
    )
  }

  /** Log items after `after`, or the last ones before `before`; oldest first. @throws AppError NOT_FOUND */
  async logs({ id, after, before, limit }: LogRange): Promise<{ items: LogItem[]; lastSeq: number }> {
    const { store, records } = this.#engine
    await records.row(id)
    const items =
      before === undefined
        ? await readLog(store, id, after, limit)
        : await readLogBefore(store, id, after, before, limit)
    return { items, lastSeq: await lastSeq(store.db, id) }
  }

  /** See {@link readPlan}. @throws AppError NOT_FOUND */
  async plan(runId: string): Promise<TodoItem[]> {
    const { store, records } = this.#engine
    await records.row(runId)
    return readPlan(store, runId)
  }

  /** See {@link followLog}. */
  follow(runId: string, after: number, signal: AbortSignal): AsyncIterable<LogItem[]> {
    const { store, bell } = this.#engine
    return followLog(store, bell, runId, after, () => this.#isSilent(runId), signal)
  }

  /** What a record of the run says besides its log. @throws AppError NOT_FOUND */
  async recorded(runId: string): Promise<RecordedRun> {
    const { store, records } = this.#engine
    // First: what is complete stays so.
    const isComplete = await this.#isSilent(runId)
    const row = await records.row(runId)
    return {
      run: await records.run(runId),
      conditions: row.conditions === null ? null : (JSON.parse(row.conditions) as Conditions),
      lastSeq: await lastSeq(store.db, runId),
      isComplete,
    }
  }

  /** Nothing more will be written: the last words of a run come after its end. */
  async #isSilent(runId: string): Promise<boolean> {
    const { status, recheck } = await this.#engine.records.row(runId)
    const isChecked = recheck !== null && (JSON.parse(recheck) as Recheck).status === 'running'
    return isTerminal(status as RunStatus) && !isChecked && !this.#scheduler.isDriven(runId)
  }
}
