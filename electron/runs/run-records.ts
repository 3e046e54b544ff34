import type { Insertable } from 'kysely'
import { notFound } from '#shared/errors.ts'
import { nextRunState, type RunEvent } from '#shared/run-state.ts'
import { isTerminal, type RunStatus } from '#shared/run-words.ts'
import type { Run, RunStage, Usage } from '#shared/runs.ts'
import type { RunsTable } from '../store/schema.ts'
import type { Store, Tx } from '../store/store.ts'
import type { ExecutionChange, Tasks } from '../tasks/tasks.ts'
import { noteSpending } from './day-spending.ts'
import type { RequestRecords } from './request-records.ts'
import { EMPTY_ROW, type RunChange, type RunRow, toRun } from './run-rows.ts'
import { endTools } from './tool-ends.ts'

/** What the log tells of a run while it goes on. `usage` is added to what is there. */
export interface LiveChange {
  usage?: Usage
  plan?: { done: number; total: number }
  lastAction?: string
}

/** Both changes, one after the other. */
export function mergeLive(first: LiveChange, second: LiveChange): LiveChange {
  const usage =
    first.usage !== undefined && second.usage !== undefined
      ? {
          inputTokens: first.usage.inputTokens + second.usage.inputTokens,
          outputTokens: first.usage.outputTokens + second.usage.outputTokens,
          cost: first.usage.cost + second.usage.cost,
        }
      : (first.usage ?? second.usage)
  return { ...first, ...second, ...(usage === undefined ? {} : { usage }) }
}

/** Queued runs further back than this hear of their new position only when they come nearer. */
const TOLD_POSITIONS = 50

/** Whole percent of the agent's plan. */
const percentOf = (run: Run) =>
  run.plan === null || run.plan.total === 0 ? null : Math.round((100 * run.plan.done) / run.plan.total)

/** The clock of a run stands while it waits: what a change of its status means for that. */
function heldAfter(before: RunRow, status: RunStatus, now: string): RunChange {
  if (before.started_at === null || before.status === status) return {}
  if (status === 'waiting' || status === 'queued')
    return before.held_since === null ? { held_since: now } : {}
  if (before.held_since === null) return {}
  const waited = Math.max(0, Date.parse(now) - Date.parse(before.held_since))
  return { held_ms: before.held_ms + waited, held_since: null }
}

/** The rows of `runs`, each change with its feed event and its mirror on the task. */
export class RunRecords {
  readonly #store: Store
  readonly #tasks: Tasks
  readonly #requests: RequestRecords

  constructor(store: Store, tasks: Tasks, requests: RequestRecords) {
    this.#store = store
    this.#tasks = tasks
    this.#requests = requests
  }

  /** @throws AppError NOT_FOUND */
  async row(id: string, db: Pick<Tx['db'], 'selectFrom'> = this.#store.db): Promise<RunRow> {
    const row = await db.selectFrom('runs').selectAll().where('id', '=', id).executeTakeFirst()
    if (row === undefined) throw notFound('run', id)
    return row
  }

  async run(id: string, db: Pick<Tx['db'], 'selectFrom'> = this.#store.db): Promise<Run> {
    const row = await this.row(id, db)
    return toRun(row, row.status === 'queued' ? await this.#positionOf(row, db) : null)
  }

  /** Rows in the contract's shape, with queue positions. */
  async toRuns(rows: RunRow[], db?: Pick<Tx['db'], 'selectFrom'>): Promise<Run[]> {
    if (!rows.some((row) => row.status === 'queued')) return rows.map((row) => toRun(row, null))
    const queue = await this.queue(db)
    const positions = new Map(queue.map((row, index) => [row.id, index + 1]))
    return rows.map((row) => toRun(row, positions.get(row.id) ?? null))
  }

  /**
   * Queued runs, next first: those that the user has answered stand before those that have not begun, and those
   * that wait for their provider at the end.
   */
  async queue(db: Pick<Tx['db'], 'selectFrom'> = this.#store.db) {
    const rows = await db
      .selectFrom('runs')
      .select([
        'id',
        'project_id',
        'batch_id',
        'contest_id',
        'batch_limit',
        'step',
        'queued_at',
        'answered_at',
        'wait_until',
        'pause_requested_at',
      ])
      .where('status', '=', 'queued')
      .execute()
    return rows.sort((a, b) => (isBefore(a, b) ? -1 : 1))
  }

  /** @param actor who began it, for the task's history */
  async insert(
    tx: Tx,
    values: Omit<Insertable<RunsTable>, 'updated_seq'>,
    actor: 'user' | 'engine' = 'user',
  ): Promise<Run> {
    const queued = await this.queue(tx.db)
    const run = toRun({ ...EMPTY_ROW, ...values, updated_seq: 0 } as RunRow, queued.length + 1)
    const seq = await tx.emit('execution:started', { ...run })
    await tx.db
      .insertInto('runs')
      .values({ ...values, updated_seq: seq })
      .execute()
    const inserted = { ...run, updatedSeq: seq }
    // See #recordOnTasks.
    if (run.purpose === 'resolve' || run.contestId !== null) return inserted
    await this.#tasks.recordExecution(tx, run.taskId, {
      status: 'in_progress',
      executionStatus: 'queued',
      executionProgress: null,
      latestRunId: run.id,
      branchName: run.branch,
      activityKind: 'run:queued',
      actor,
    })
    return inserted
  }

  /**
   * Changes a run in the caller's transaction: the row, the feed, the task that mirrors it, and the
   * positions of those still queued. A run that is over asks nothing and has no tool at work: both end with it.
   *
   * @throws AppError ILLEGAL_TRANSITION when `event` does not fit the row's state as it is now
   */
  async update(tx: Tx, id: string, given: RunChange, event?: RunEvent): Promise<RunRow> {
    const before = await this.row(id, tx.db)
    const state = event === undefined ? stateOf(before) : nextRunState(stateOf(before), event)
    const change = {
      ...given,
      ...(leavesWorktree(before, state.status) ? { worktree_path: null } : {}),
      ...heldAfter(before, state.status as RunStatus, this.#store.now()),
    }
    const after: RunRow = { ...before, ...(change as Partial<RunRow>), ...state }
    await noteSpending(tx, this.#store.now(), 0, after.worked_ms - before.worked_ms)
    const from = toRun(before, null)
    const to = toRun(after, null)
    const changed = changedFields(from, to)
    const moved = from.status !== to.status
    if (moved && from.status === 'queued') changed.queuePosition = null

    if (Object.keys(changed).length > 0) {
      const name = moved && isTerminal(to.status) ? 'execution:completed' : 'execution:progress'
      after.updated_seq = await tx.emit(name, { id, taskId: to.taskId, ...changed })
    }
    await tx.db
      .updateTable('runs')
      .set({ ...change, ...state, updated_seq: after.updated_seq })
      .where('id', '=', id)
      .execute()
    await this.#mirrorOnTask(tx, from, to)
    if (moved && isTerminal(to.status)) {
      await endTools(tx, id, this.#store.now())
      for (const request of await this.#requests.ofRun(tx.db, id)) await this.#requests.remove(tx, request)
    }
    if (moved && from.status === 'queued') await this.#tellPositions(tx, before)
    if (moved && to.status === 'queued') await this.#tellPositions(tx, after)
    return after
  }

  /** The run waits with its oldest open request, and gives its slot back. */
  async wait(tx: Tx, id: string, change: RunChange = {}): Promise<void> {
    const { status } = await this.row(id, tx.db)
    const waiting = JSON.stringify(await this.#requests.waitingFor(tx.db, id))
    const all = { ...change, waiting, last_action: null, answered_at: null }
    await this.update(tx, id, all, status === 'waiting' ? undefined : { type: 'pause' })
  }

  /** A waiting run queues for a slot again. `answered` = the user said something, so it is next in line. */
  async goOn(tx: Tx, id: string, answered: boolean, change: RunChange = {}): Promise<void> {
    const now = this.#store.now()
    const queued = { waiting: null, queued_at: now, answered_at: answered ? now : null }
    await this.update(tx, id, { ...change, ...queued }, { type: 'answer' })
  }

  /** A queued run need not wait for its provider any more. */
  async release(tx: Tx, id: string): Promise<void> {
    const after = await this.update(tx, id, { wait_until: null })
    await this.#tellPositions(tx, after)
  }

  /** Tools that were told of after the end of their run have ended with it. */
  async endLate(tx: Tx, id: string): Promise<void> {
    const { status } = await this.row(id, tx.db)
    if (isTerminal(status as RunStatus)) await endTools(tx, id, this.#store.now())
  }

  /** Writes what the log tells into the row, without a word on the feed: {@link tell} does that, less often. */
  async note(tx: Tx, id: string, { usage, plan, lastAction }: LiveChange): Promise<void> {
    if (usage === undefined && plan === undefined && lastAction === undefined) return
    if (usage !== undefined) await noteSpending(tx, this.#store.now(), usage.cost, 0)
    await tx.db
      .updateTable('runs')
      .set((row) => ({
        ...(usage === undefined
          ? {}
          : {
              input_tokens: row('input_tokens', '+', usage.inputTokens),
              output_tokens: row('output_tokens', '+', usage.outputTokens),
              cost: row('cost', '+', usage.cost),
            }),
        ...(plan === undefined ? {} : { plan: JSON.stringify(plan) }),
        ...(lastAction === undefined ? {} : { last_action: lastAction }),
      }))
      .where('id', '=', id)
      .execute()
  }

  /** Tells the feed how far a run is. */
  async tell(tx: Tx, id: string): Promise<void> {
    const run = toRun(await this.row(id, tx.db), null)
    const { taskId, usage, plan, lastAction } = run
    const seq = await tx.emit('execution:progress', { id, taskId, usage, plan, lastAction })
    await tx.db.updateTable('runs').set({ updated_seq: seq }).where('id', '=', id).execute()
    await this.#recordOnTasks(tx, run, { executionProgress: percentOf(run) })
  }

  async #mirrorOnTask(tx: Tx, from: Run, to: Run): Promise<void> {
    const moved = from.status !== to.status
    const progress = percentOf(to)
    if (!moved && progress === percentOf(from) && from.branch === to.branch) return
    const status =
      !moved || to.status === 'queued' || to.status === 'waiting' || to.status === 'running'
        ? undefined
        : to.status === 'succeeded'
          ? 'in_review'
          : 'todo'
    await this.#recordOnTasks(tx, to, {
      ...(status === undefined ? {} : { status }),
      executionStatus: to.status,
      executionProgress: progress,
      branchName: to.branch,
      ...(moved ? { activityKind: `run:${to.status}` } : {}),
      // Only a person cancels.
      actor: to.status === 'cancelled' ? 'user' : 'engine',
    })
  }

  /**
   * A combined run is shown on all of its tasks, but those that were taken out of it while it goes on. One that
   * resolves a conflict is shown on none: the work of its task is done. Nor is a candidate: its contest is shown.
   */
  async #recordOnTasks(
    tx: Tx,
    { id, taskId, purpose, contestId }: Run,
    change: ExecutionChange,
  ): Promise<void> {
    if (purpose === 'resolve' || contestId !== null) return
    if (purpose !== 'combined') return this.#tasks.recordExecution(tx, taskId, change)
    for (const task of await this.#tasks.ofRun(id, tx.db)) {
      const isOut = task.executionStatus === null || isTerminal(task.executionStatus)
      if (!isOut) await this.#tasks.recordExecution(tx, task.id, change)
    }
  }

  /** Tells those who stand at or behind a run that came or went; the others keep their places. */
  async #tellPositions(tx: Tx, moved: Place): Promise<void> {
    const queue = await this.queue(tx.db)
    for (const [index, row] of queue.slice(0, TOLD_POSITIONS).entries()) {
      if (isBefore(row, moved)) continue
      const seq = await tx.emit('execution:progress', { id: row.id, queuePosition: index + 1 })
      await tx.db.updateTable('runs').set({ updated_seq: seq }).where('id', '=', row.id).execute()
    }
  }

  async #positionOf(row: RunRow, db: Pick<Tx['db'], 'selectFrom'>): Promise<number> {
    const queue = await this.queue(db)
    return queue.findIndex((one) => one.id === row.id) + 1
  }
}

type Place = Pick<RunRow, 'id' | 'queued_at' | 'answered_at' | 'wait_until'>

/** Whether `one` stands before `other` in the queue. */
function isBefore(one: Place, other: Place): boolean {
  const isDeferred = one.wait_until !== null
  if (isDeferred !== (other.wait_until !== null)) return !isDeferred
  const isAnswered = one.answered_at !== null
  if (isAnswered !== (other.answered_at !== null)) return isAnswered
  return one.queued_at < other.queued_at || (one.queued_at === other.queued_at && one.id < other.id)
}

/** Where it has resolved a conflict is its batch's to use again, and never to be put away with it. */
const leavesWorktree = ({ purpose }: RunRow, status: RunStatus) => purpose === 'resolve' && isTerminal(status)

const stateOf = (row: RunRow) => ({ status: row.status as RunStatus, stage: row.stage as RunStage | null })

function changedFields(from: Run, to: Run): Partial<Run> {
  const changed: Record<string, unknown> = {}
  for (const key of Object.keys(to) as (keyof Run)[]) {
    if (JSON.stringify(from[key]) !== JSON.stringify(to[key])) changed[key] = to[key]
  }
  return changed
}
