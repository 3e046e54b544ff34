import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError, unlessGone } from '#shared/errors.ts'
import type { FeedEvent } from '#shared/events.ts'
import { isBatchOver, type BatchStatus, type BatchTaskStatus } from '#shared/batch-words.ts'
import { buildForecast, gistOf, noForecast } from '#shared/forecast-report.ts'
import type { Forecast } from '#shared/forecasts.ts'
import { isTerminal } from '#shared/run-words.ts'
import type { Run } from '#shared/runs.ts'
import { type Aside, Budget, OLDEST_GIT, type Priority } from '../git/git.ts'
import { OneByOne } from '../process/one-by-one.ts'
import { type BatchRows, type BatchTaskRow, dependsOnOf, optionsOf } from './batch-records.ts'
import type { BatchContext } from './context.ts'
import { Overlaps, type Work } from './overlaps.ts'

/** What an agent is told to have begun is done by then, mostly. */
const SETTLE_MS = 1_000
/** For news of the batch itself, such as another order: nothing has to be read anew. */
const SOON_MS = 200
/** Shortest pause between two forecasts of a batch; one that takes long rests ten times as long. */
const PAUSE_MS = 4_000
const REST = 10
/** Lines move with every edit: they alone are told no more often than this. */
const LINES_MS = 30_000
/** So many batches are looked at at once. */
const AT_ONCE = 3
/** So many snapshots may lie beside the repository before they are thrown away and made anew. */
const MOST_SNAPSHOTS = 500

/** What is known of one open batch. All of it can be worked out again. */
interface Watched {
  /** Runs that may have changed files since their last snapshot. */
  dirty: Set<string>
  /** By run: the last snapshot. */
  snapshots: Map<string, string>
  made: number
  overlaps: Overlaps
  timer: NodeJS.Timeout | null
  /** When the timer is due, by `performance.now()`. */
  due: number
  /** Not before, by `performance.now()`. */
  restsUntil: number
  forecast: Forecast | null
  told: { gist: string; all: string; at: number } | null
}

/** Fields of a run that change when its agent has done something. */
const SIGNS = ['lastAction', 'usage', 'changes', 'headCommit', 'status']

export const forecastFolder = (dataFolder: string) => join(dataFolder, 'forecast')

/**
 * Says how the work of open batches will merge while it goes on: worktrees are snapshotted as agents edit, and the
 * snapshots merged with each other, a few batches at a time and behind all other work of git. Nothing of it is written
 * but what is told on the feed, and nothing of worktrees and repositories changes.
 */
export class Forecasts {
  readonly #context: BatchContext
  readonly #controller = new AbortController()
  readonly #watched = new Map<string, Watched>()
  readonly #batchOfRun = new Map<string, string>()
  readonly #stopListening: () => void
  /** One at a time of a batch. */
  readonly #perBatch = new OneByOne()
  readonly #inAll = new Budget(AT_ONCE)
  readonly #working = new Set<Promise<unknown>>()
  /** What an earlier host has left is gone. */
  #cleared: Promise<unknown> = Promise.resolve()

  constructor(context: BatchContext) {
    this.#context = context
    this.#stopListening = context.store.subscribe((events) => this.#hear(events))
  }

  /** Begins anew with what is open; what an earlier host has left is thrown away. */
  async start(): Promise<void> {
    const { records, runs, dataFolder } = this.#context
    this.#cleared = this.#note(rm(forecastFolder(dataFolder), { recursive: true, force: true }))
    for (const id of await records.openIds()) {
      for (const run of await runs.ofBatch(id)) this.#batchOfRun.set(run.id, id)
      this.#schedule(id)
    }
  }

  /** @throws AppError NOT_FOUND */
  async get(id: string): Promise<Forecast> {
    const { row } = await this.#context.records.load(id)
    if (isBatchOver(row.status as BatchStatus)) return noForecast(row.ended_at ?? row.created_at, null)
    const known = this.#watched.get(id)?.forecast
    if (known !== undefined && known !== null) return known
    return (await this.#inLine(id, 'high')) ?? noForecast(this.#context.store.now(), null)
  }

  async close(): Promise<void> {
    this.#controller.abort(new Error('OpenLinear closes.'))
    this.#stopListening()
    for (const { timer } of this.#watched.values()) if (timer !== null) clearTimeout(timer)
    await Promise.all([this.#cleared, ...this.#working])
  }

  #hear(events: readonly FeedEvent[]): void {
    for (const { event, data } of events) {
      if (event === 'batch:forecast') continue
      if (event.startsWith('batch:')) this.#schedule(data.id, SOON_MS)
      if (!event.startsWith('execution:')) continue
      if (event === 'execution:started' && typeof data['batchId'] === 'string')
        this.#batchOfRun.set(data.id, data['batchId'])
      const batchId = this.#batchOfRun.get(data.id)
      if (batchId === undefined || !SIGNS.some((name) => name in data)) continue
      this.#watch(batchId).dirty.add(data.id)
      this.#schedule(batchId)
    }
  }

  #watch(id: string): Watched {
    const known = this.#watched.get(id)
    if (known !== undefined) return known
    const watched: Watched = {
      dirty: new Set(),
      snapshots: new Map(),
      made: 0,
      overlaps: new Overlaps(this.#context.git),
      timer: null,
      due: 0,
      restsUntil: 0,
      forecast: null,
      told: null,
    }
    this.#watched.set(id, watched)
    return watched
  }

  /** @param within by default when it has rested long enough */
  #schedule(id: string, within?: number): void {
    if (this.#controller.signal.aborted) return
    const watched = this.#watch(id)
    const now = performance.now()
    const due = now + (within ?? Math.max(SETTLE_MS, watched.restsUntil - now))
    if (watched.timer !== null && watched.due <= due) return
    if (watched.timer !== null) clearTimeout(watched.timer)
    watched.due = due
    watched.timer = setTimeout(() => {
      watched.timer = null
      void this.#inLine(id, 'low')
    }, due - now)
    watched.timer.unref()
  }

  /**
   * @param priority `high` while somebody waits for it
   * @returns null when it could not be done: the host closes, or nobody has thought of what happened
   */
  #inLine(id: string, priority: Priority): Promise<Forecast | null> {
    const { signal } = this.#controller
    const work = async () => {
      await this.#cleared
      signal.throwIfAborted()
      return this.#work(id)
    }
    const mine = this.#note(this.#perBatch.run(id, () => this.#inAll.run(priority, signal, work)))
    this.#working.add(mine)
    return mine.finally(() => this.#working.delete(mine))
  }

  /** @returns null when it has failed, which is logged unless the host closes */
  #note<T>(work: Promise<T>): Promise<T | null> {
    return work.catch((error: unknown) => {
      if (!this.#controller.signal.aborted)
        this.#context.log('warn', 'a forecast could not be made', { error: String(error) })
      return null
    })
  }

  /** Works out the forecast of a batch, and tells it when it says something new. */
  async #work(id: string): Promise<Forecast | null> {
    const { records } = this.#context
    const state = await records.load(id).catch(unlessGone)
    if (state === null || isBatchOver(state.row.status as BatchStatus) || state.row.ending !== null) {
      await this.#forget(id)
      return null
    }
    const watched = this.#watch(id)
    const begun = performance.now()
    try {
      watched.forecast = await this.#make(state, watched)
    } catch (error) {
      // The repository is gone, say: the batch itself says so loudly enough.
      if (!(error instanceof AppError) || error.code === 'INTERNAL') throw error
      watched.forecast = noForecast(this.#context.store.now(), error.message)
    }
    const now = performance.now()
    if (begun >= watched.restsUntil) watched.restsUntil = now + Math.max(PAUSE_MS, REST * (now - begun))
    // What changed while it was at rest is looked at later.
    if (watched.dirty.size > 0) this.#schedule(id)
    await this.#tell(id, watched, watched.forecast)
    return watched.forecast
  }

  async #make({ row, tasks }: BatchRows, watched: Watched): Promise<Forecast> {
    const { git, runs, projects, store } = this.#context
    const at = store.now()
    const { repoPath: repo } = await projects.get(row.project_id)
    const unavailable = await whyNoForecast(git)
    if (unavailable !== null) return noForecast(at, unavailable)
    const folder = this.#folderOf(row.id)
    if (watched.made > MOST_SNAPSHOTS) {
      await rm(folder, { recursive: true, force: true })
      Object.assign(watched, { made: 0, snapshots: new Map(), overlaps: new Overlaps(git) })
    }
    const aside = { repo, folder, signal: this.#controller.signal }
    const tip = row.head_commit === row.base_commit ? null : row.head_commit
    const latest = new Map((await runs.ofBatch(row.id)).map((run) => [run.id, run]))
    const begun: { task: BatchTaskRow; run: Run }[] = []
    for (const task of tasks) {
      // In a combined batch there is one worktree for all of them.
      const isOwn = row.mode !== 'combined' && HAS_WORK.has(task.status as BatchTaskStatus)
      if (isOwn && task.run_id !== null)
        begun.push({ task, run: latest.get(task.run_id) ?? (await runs.get(task.run_id)) })
    }
    const works: Work[] = []
    const { dirty } = watched
    watched.dirty = new Set()
    for (const { task, run } of begun) {
      // As always in a queue: there is nothing to compare it with.
      if (begun.length === 1 && (tip ?? row.base_commit) === run.baseCommit) {
        watched.snapshots.delete(run.id)
        continue
      }
      const commit = await this.#commitOf(run, dirty.has(run.id), watched, aside)
      if (commit !== null && run.baseCommit !== null)
        works.push({ taskId: task.task_id, commit, base: run.baseCommit })
    }
    const { compared, findings } = await watched.overlaps.find(works, tip, aside)
    const { conflictBehavior: behavior } = optionsOf(row)
    return buildForecast({ at, tasks: tasks.map(asForecastTask), behavior, compared, findings })
  }

  /** The work of a run as it stands; null = there is none, or its worktree is gone. */
  async #commitOf(run: Run, isDirty: boolean, watched: Watched, aside: Aside): Promise<string | null> {
    if (isTerminal(run.status)) return run.headCommit
    if (run.worktreePath === null || run.startedAt === null) return null
    const known = watched.snapshots.get(run.id)
    if (known !== undefined && !isDirty) return known
    if (known !== undefined && performance.now() < watched.restsUntil) {
      watched.dirty.add(run.id)
      return known
    }
    try {
      const { commit } = await this.#context.git.snapshotAside({ worktree: run.worktreePath, aside })
      watched.snapshots.set(run.id, commit)
      watched.made += 1
      return commit
    } catch (error) {
      watched.snapshots.delete(run.id)
      // Deleted by hand, or the agent is in the middle of something: what is not there is not compared.
      if (error instanceof AppError && error.code !== 'INTERNAL') return null
      throw error
    }
  }

  async #tell(id: string, watched: Watched, forecast: Forecast): Promise<void> {
    const { store, records } = this.#context
    const { at: _at, ...said } = forecast
    const [gist, all, now] = [gistOf(forecast), JSON.stringify(said), performance.now()]
    const { told } = watched
    const isEmpty = forecast.overlaps.length === 0 && forecast.unavailable === null
    const isNews =
      told === null ? !isEmpty : told.gist !== gist || (told.all !== all && now - told.at > LINES_MS)
    if (!isNews) return
    await store.write(async (tx) => {
      const { row } = await records.load(id, tx.db)
      if (isBatchOver(row.status as BatchStatus)) return
      await tx.emit('batch:forecast', { id, forecast })
    })
    watched.told = { gist, all, at: now }
  }

  async #forget(id: string): Promise<void> {
    const watched = this.#watched.get(id)
    if (watched !== undefined && watched.timer !== null) clearTimeout(watched.timer)
    this.#watched.delete(id)
    for (const [runId, batchId] of this.#batchOfRun) if (batchId === id) this.#batchOfRun.delete(runId)
    await rm(this.#folderOf(id), { recursive: true, force: true })
  }

  readonly #folderOf = (id: string) => join(forecastFolder(this.#context.dataFolder), id)
}

/** Those that can make one: that will not change while we run. */
const able = new WeakSet<BatchContext['git']>()

/** Why no forecast can be made here, in words for the user; null = it can. */
export async function whyNoForecast(git: BatchContext['git']): Promise<string | null> {
  if (able.has(git)) return null
  const { version, supported } = await git.version()
  if (supported) able.add(git)
  return supported
    ? null
    : `A forecast needs git ${OLDEST_GIT} or newer, and this one is ${version}. All else works as it does; install a newer git to see conflicts before they come.`
}

/** Work that is merged is in the tip; what is left out is not merged. */
const HAS_WORK: ReadonlySet<BatchTaskStatus> = new Set(['running', 'waiting', 'completed'])

const asForecastTask = (task: BatchTaskRow) => ({
  id: task.task_id,
  status: task.status as BatchTaskStatus,
  dependsOn: dependsOnOf(task),
  isInLane: task.stage !== null,
})
