import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { type BatchStatus, isBatchOver } from '#shared/batch-words.ts'
import type { TestHost } from '../support/host.ts'
import { git } from '../support/repository.ts'
import { type BatchLife, describeBatch, type PlannedBatch } from './batch-kills-plan.ts'
import { expectedOf } from './batch-kills-tasks.ts'
import type { Inhabitant } from './kills-life.ts'
import type { Kill } from './kills-plan.ts'
import type { World } from './scenario.ts'

const LOOK_MS = 60
/** So long nothing is written before all is taken to be at rest: a batch is over a moment before it is left. */
const QUIET_MS = 700
/** Longest that nothing is written although something should go on. */
const STUCK_MS = 60_000

/** Errors that only say that somebody else was quicker. */
const RACES = new Set(['CONFLICT', 'ILLEGAL_TRANSITION', 'UNAVAILABLE', 'TASK_RUNNING'])

/** A batch, with the tasks that were made for it. */
export interface MadeBatch extends PlannedBatch {
  taskIds: string[]
}

/** What the user sees; read from the file, so that looking costs the host nothing. */
interface State {
  /** In the order they were made in. */
  batches: {
    id: string
    status: string
    branch: string
    merged_commit: string | null
    awaits: number
    merged: number
  }[]
  tasks: { batch_id: string; task_id: string; status: string }[]
  pausedRuns: number
  written: number
}

function readState(dataFolder: string): State {
  const db = new Database(join(dataFolder, 'openlinear.db'), { readonly: true })
  try {
    const all = <T>(sql: string) => db.prepare(sql).all() as T[]
    return {
      batches: all(
        `SELECT id, status, branch, merged_commit,
           (SELECT count(*) FROM batch_tasks WHERE batch_id = id AND awaits_approval = 1) AS awaits,
           (SELECT count(*) FROM batch_tasks WHERE batch_id = id AND batch_tasks.status = 'merged') AS merged
         FROM batches ORDER BY id`,
      ),
      tasks: all('SELECT batch_id, task_id, status FROM batch_tasks ORDER BY batch_id, position'),
      pausedRuns: all(`SELECT id FROM requests WHERE answer IS NULL AND subject = 'limit'`).length,
      written:
        all<{ n: number | null }>(
          'SELECT (SELECT max(seq) FROM feed) + (SELECT count(*) FROM run_events) AS n',
        )[0]?.n ?? 0,
    }
  } finally {
    db.close()
  }
}

/** A user who has batches carried out one after the other, approves, pauses and goes on, and merges what is over. */
export class BatchUser implements Inhabitant<BatchLife> {
  readonly #world: World
  readonly #planned: readonly MadeBatch[]
  readonly #troubles: string[] = []

  constructor(world: World, planned: readonly MadeBatch[]) {
    this.#world = world
    this.#planned = planned
  }

  async live(
    host: TestHost,
    life: Omit<BatchLife, keyof Kill>,
    arm: () => void,
    signal: AbortSignal,
  ): Promise<boolean> {
    arm()
    let { act } = life
    let seen = -1
    let since = performance.now()
    while (!signal.aborted && host.isAlive) {
      const state = readState(this.#world.dataFolder)
      if (state.written !== seen) since = performance.now()
      seen = state.written
      const open = state.batches.find(({ status }) => !isBatchOver(status as BatchStatus))
      if (open !== undefined) {
        if (act === 'pause' && open.status === 'running') {
          act = null
          await this.#ask(host, 'pause', () => host.client.batches.pause({ id: open.id }))
        } else await this.#carryOn(host, open, state)
      } else if ((await this.#next(host, state)) && performance.now() - since > QUIET_MS) return true
      if (performance.now() - since > STUCK_MS) {
        this.#troubles.push(
          `nothing went on for ${STUCK_MS / 1000} s: ${JSON.stringify([state.batches, state.tasks])}`,
        )
        return false
      }
      await delay(LOOK_MS)
    }
    return false
  }

  async #carryOn(host: TestHost, open: State['batches'][number], state: State): Promise<void> {
    const { batches } = host.client
    const { id, status, awaits } = open
    // A resume that was cut may have left runs that are paused.
    if (status === 'paused' || (status === 'waiting' && awaits === 0 && state.pausedRuns > 0))
      await this.#ask(host, 'resume', () => batches.resume({ id }))
    else if (awaits > 0) await this.#ask(host, 'approve', () => batches.approve({ id }))
  }

  /** Merges what is over, then begins the next batch. @returns whether there was nothing to do */
  async #next(host: TestHost, { batches }: State): Promise<boolean> {
    const last = batches.at(-1)
    const { client } = host
    const isWanted = this.#planned[batches.length - 1]?.isMerged === true
    if (last !== undefined && isWanted && last.merged > 0 && last.merged_commit === null) {
      await this.#ask(host, 'merge', () => client.batches.merge({ id: last.id, moveCheckout: false }))
      return false
    }
    const next = this.#planned[batches.length]
    if (next === undefined) return true
    const { taskIds, mode, autoApprove, parallelLimit } = next
    const conflictBehavior = next.resolves ? 'resolve' : 'skip'
    const options = { autoApprove, parallelLimit, conflictBehavior } as const
    await this.#ask(host, 'create', () => client.batches.create({ taskIds, mode, options }))
    return false
  }

  /** Asks the host; its death and mere races are no trouble. */
  async #ask(host: TestHost, what: string, work: () => Promise<unknown>): Promise<void> {
    try {
      await work()
    } catch (error) {
      // The answer may be cut off a moment before the death is known.
      await delay(host.isAlive ? 30 : 0)
      const { code, message } = error as { code?: string; message?: string }
      if (host.isAlive && code !== undefined && !RACES.has(code))
        this.#troubles.push(`${what}: ${code} ${message}`)
    }
  }

  /** What did not come out as it would have undisturbed. To be asked when all is over. */
  async complaints(): Promise<string[]> {
    const { batches, tasks } = readState(this.#world.dataFolder)
    const found = [...this.#troubles]
    if (batches.length !== this.#planned.length)
      found.push(`there are ${batches.length} batches, ${this.#planned.length} were asked for`)
    for (const [index, batch] of batches.entries()) {
      const plan = this.#planned[index]
      if (plan === undefined) continue
      const own = tasks.filter(({ batch_id }) => batch_id === batch.id)
      const name = `batch ${index + 1} (${describeBatch(plan)})`
      if (batch.status !== 'completed') found.push(`${name} is ${batch.status}`)
      if (own.map(({ task_id }) => task_id).join() !== plan.taskIds.join())
        found.push(`${name} has not the order that it was made in`)
      const [is, wanted] = [
        own.map(({ status }) => status).join(),
        expectedOf(plan.mode, plan.tasks, plan.resolves).join(),
      ]
      if (is !== wanted) found.push(`${name} came to ${is}, undisturbed to ${wanted}`)
      if (plan.isMerged && batch.merged > 0) found.push(...(await this.#mergeComplaints(name, batch)))
    }
    return found
  }

  async #mergeComplaints(name: string, batch: State['batches'][number]): Promise<string[]> {
    const merges = await git(this.#world.repo, 'log', '--first-parent', '--merges', '--format=%s', 'main')
    const times = merges.split('\n').filter((subject) => subject.startsWith(`Merge ${batch.branch}:`)).length
    return times === 1 ? [] : [`${name} was merged into main ${times} times`]
  }
}
