import { setTimeout } from 'node:timers/promises'
import { unlessGone } from '#shared/errors.ts'
import { Deferrals } from './deferred.ts'
import { AHEAD, hasWork, RunDriver, SPENDING } from './driver.ts'
import type { Engine } from './engine.ts'
import { budgetRequest } from './steps/own-requests.ts'

/** Pause before a run whose driver broke gets another one. */
const BROKEN_PAUSE_MS = 1_000
/** Pause before slots are given out again when that failed. */
const AGAIN_MS = 2_000
/** Longest time until it looks whether a provider's wait or the day is over: timers stand while a machine sleeps. */
const LOOK_MS = 30_000

/**
 * Gives out slots. Who waits, who runs and how many may is read from the store each time; what is kept
 * here are only the live drivers, which a crash may lose.
 */
export class Scheduler {
  readonly #engine: Engine
  readonly #drivers = new Map<string, { driver: RunDriver; done: Promise<void> }>()
  #claiming: Promise<void> = Promise.resolve()
  /** A wake-up is already waiting its turn and will see everything written until then. */
  #asked = false
  /** It failed and wakes by itself after a while. */
  #waking = false
  #closed = false
  readonly #deferrals = new Deferrals()
  #timer: NodeJS.Timeout | undefined
  readonly #onSpent = new Set<(batchId: string) => void>()
  #onLeave: (runId: string) => Promise<void> = async () => {}

  constructor(engine: Engine) {
    this.#engine = engine
  }

  /** Fills free slots and prepares the worktree of the run that is next. */
  wake(): Promise<void> {
    if (this.#asked) return this.#claiming
    this.#asked = true
    this.#claiming = this.#claiming.then(async () => {
      this.#asked = false
      if (this.#closed) return
      try {
        await this.#fill()
      } catch (error) {
        this.#engine.log('error', 'slots could not be given out', { error: String(error) })
        void this.#wakeAgain()
      }
    })
    return this.#claiming
  }

  /** Nothing else may wake it: a full disk tells nobody when there is room again. */
  async #wakeAgain(): Promise<void> {
    if (this.#waking) return
    this.#waking = true
    await setTimeout(AGAIN_MS, undefined, { ref: false })
    this.#waking = false
    await this.wake()
  }

  async #fill(): Promise<void> {
    const { store, records, settings, budgets } = this.#engine
    const wait = await this.#releaseDeferred()
    const isDayOver = (await budgets.day()) !== null
    if (!isDayOver) await this.#releaseDay()
    this.#lookAgainIn(Math.min(wait, isDayOver ? LOOK_MS : Infinity))
    const running = await store.db
      .selectFrom('runs')
      .select(['id', 'project_id', 'batch_id', 'contest_id', 'purpose'])
      .where('status', '=', 'running')
      .execute()
    for (const { id } of running) this.#ensure(id)

    const limit = settings.stored().parallelLimit
    const inProject = new Counter(running.map(({ project_id }) => project_id))
    // One that resolves a conflict holds up the merges of its batch: it takes no slot from the others, only of all.
    const counted = running.filter(({ purpose }) => purpose !== 'resolve')
    const inGroup = new Counter(counted.map(groupOf))
    let free = limit - running.length
    let next: { id: string; step: string } | undefined
    const stopped: string[] = []
    const limits = new Map<string, number>()
    const limitOf = async (projectId: string) => {
      const known = limits.get(projectId) ?? (await this.#projectLimit(projectId)) ?? limit
      limits.set(projectId, known)
      return known
    }

    for (const row of await records.queue()) {
      const { id, project_id, batch_limit, step } = row
      const isStopped = isDayOver && (SPENDING.has(step) || AHEAD.has(step))
      if (row.wait_until !== null || isStopped) {
        // Its last driver may have been leaving when the user asked for a pause.
        if (row.pause_requested_at !== null) this.#ensure(id)
        else if (row.wait_until === null) stopped.push(id)
        continue
      }
      if (free <= 0 && next !== undefined) break
      const group = groupOf(row)
      const isFull =
        inProject.of(project_id) >= (await limitOf(project_id)) ||
        (batch_limit !== null && group !== null && inGroup.of(group) >= batch_limit)
      if (free <= 0 || isFull) {
        next ??= { id, step }
        continue
      }
      if (!(await this.#claim(id))) continue
      inProject.add(project_id)
      if (group !== null) inGroup.add(group)
      free -= 1
      this.#ensure(id)
      // A live one has been waiting for its slot.
      this.#drivers.get(id)?.driver.look()
    }
    if (next !== undefined && AHEAD.has(next.step)) this.#ensure(next.id)
    if (stopped.length > 0) await this.#askForDay(stopped)
  }

  /** @returns milliseconds until the next one of them may go on */
  async #releaseDeferred(): Promise<number> {
    const { store, records, settings } = this.#engine
    const rows = await store.db
      .selectFrom('runs')
      .select(['id', 'wait_until as until'])
      .where('status', '=', 'queued')
      .where('wait_until', 'is not', null)
      .execute()
    const deferred = rows.map(({ id, until }) => ({ id, until: until ?? '' }))
    const most = settings.stored().maxRetryWaitMinutes * 60_000
    const { due, next } = this.#deferrals.look(deferred, store.now(), most)
    for (const id of due) {
      await store.write(async (tx) => {
        if ((await records.row(id, tx.db)).status === 'queued') await records.release(tx, id)
      })
    }
    return next
  }

  #lookAgainIn(ms: number): void {
    clearTimeout(this.#timer)
    if (ms === Infinity || this.#closed) return
    this.#timer = globalThis.setTimeout(() => void this.wake(), Math.min(ms, LOOK_MS)).unref()
  }

  /** The day's budget was raised, or another day has begun: who waits with it goes on. */
  async #releaseDay(): Promise<void> {
    const { store, records, requests } = this.#engine
    for (const { id } of await requests.openWithDay(store.db)) {
      await store.write(async (tx) => {
        const row = (await requests.openWithDay(tx.db)).find((one) => one.id === id)
        if (row === undefined) return
        await requests.answer(tx, row, { choice: 'continue' })
        await records.goOn(tx, row.run_id, true)
      })
    }
  }

  /** Nothing new is begun today. Where nobody asks whether it shall, the first one in line does. */
  async #askForDay(inLine: readonly string[]): Promise<void> {
    const { store, records, requests, budgets } = this.#engine
    if ((await requests.openWithDay(store.db)).length > 0) return
    const id = inLine.find((one) => !this.#drivers.has(one))
    // What is prepared ahead comes to its end and wakes this; an open turn has to be ended for it.
    if (id === undefined) return inLine.forEach((one) => this.#drivers.get(one)?.driver.brake())
    await store.write(async (tx) => {
      const used = await budgets.day(tx.db)
      const row = await records.row(id, tx.db)
      if (used === null || row.status !== 'queued' || row.cancel_requested_at !== null) return
      await requests.insert(tx, row, budgetRequest(used, hasWork(row)))
      await records.wait(tx, id)
    })
  }

  /** A run has cost more, or worked. What its budget does not allow any more stops now and asks. */
  async #spent(id: string): Promise<void> {
    const { store, records, budgets } = this.#engine
    const row = await records.row(id)
    if (row.batch_id !== null) for (const listener of this.#onSpent) listener(row.batch_id)
    const used = await budgets.stopping(row)
    if (used === null) return
    const running = await store.db.selectFrom('runs').select('id').where('status', '=', 'running').execute()
    for (const one of running)
      if (used.scope === 'day' || one.id === id) this.#drivers.get(one.id)?.driver.brake()
  }

  /** Calls `listener` with the id of a batch each time that a run of it has cost more. */
  onSpent(listener: (batchId: string) => void): () => void {
    this.#onSpent.add(listener)
    return () => this.#onSpent.delete(listener)
  }

  /** A project that is gone limits nothing: its run fails by itself and says why. */
  async #projectLimit(projectId: string): Promise<number | null> {
    const project = await this.#engine.projects.get(projectId).catch(unlessGone)
    return project === null ? null : project.parallelLimit
  }

  /** Compare and set: true if this call gave the run its slot. */
  async #claim(id: string): Promise<boolean> {
    const { store, records } = this.#engine
    return store.write(async (tx) => {
      const row = await records.row(id, tx.db)
      if (this.#closed) return false
      if (row.status !== 'queued' || row.wait_until !== null || row.cancel_requested_at !== null) return false
      const change = { started_at: row.started_at ?? store.now(), answered_at: null }
      await records.update(tx, id, change, { type: 'claim' })
      return true
    })
  }

  #ensure(id: string): void {
    if (this.#closed || this.#drivers.has(id)) return
    const onSpent = () => {
      this.#spent(id).catch((error: unknown) => {
        this.#engine.log('error', 'a budget could not be looked at', { runId: id, error: String(error) })
      })
    }
    const driver = new RunDriver(this.#engine, id, () => void this.wake(), onSpent)
    const entry = { driver, done: Promise.resolve() }
    this.#drivers.set(id, entry)
    const report = async (error: unknown) => {
      this.#engine.log('error', 'a run’s driver broke', { runId: id, error: String(error) })
      await setTimeout(BROKEN_PAUSE_MS)
    }
    entry.done = driver
      .drive()
      .catch(report)
      .finally(() => {
        this.#drivers.delete(id)
        this.#engine.bell.ring(id)
        // What the driver missed while it came to its end, and the slot it may have given back.
        void this.wake()
      })
  }

  /** Ends what a run does now, or does not do while it waits, and waits until its row says so. */
  async stop(id: string): Promise<void> {
    this.#ensure(id)
    const live = this.#drivers.get(id)
    live?.driver.stop('cancel')
    await live?.done
  }

  /** Something was written that a live run has to see: an answer. */
  look(id: string): void {
    this.#drivers.get(id)?.driver.look()
  }

  /** Something was written that a run has to see before it goes on: a pause, or a message to say at once. */
  brake(id: string): void {
    this.#ensure(id)
    this.#drivers.get(id)?.driver.brake()
  }

  /** Whether a driver is with the run, be it only to leave it in order. */
  isDriven(id: string): boolean {
    return this.#drivers.has(id)
  }

  /** @param end ends what else goes on in the worktree of a run that is over, for who wants it alone */
  onLeave(end: (runId: string) => Promise<void>): void {
    this.#onLeave = end
  }

  /** Waits until nobody works for a run that is over: its folder and its session are free then. */
  async left(id: string): Promise<void> {
    await this.#drivers.get(id)?.done
    await this.#onLeave(id)
  }

  /** Lets go of every run without changing its state. */
  async close(): Promise<void> {
    this.#closed = true
    clearTimeout(this.#timer)
    const live = [...this.#drivers.values()]
    for (const { driver } of live) driver.stop('close')
    await Promise.all(live.map(({ done }) => done))
    await this.#claiming
  }
}

/** Of what so many runs may go on at once: the run's batch, or its contest. */
const groupOf = (row: { batch_id: string | null; contest_id: string | null }) =>
  row.batch_id ?? row.contest_id

/** How often each key was added. */
class Counter {
  readonly #counts = new Map<string | null, number>()

  constructor(keys: readonly (string | null)[]) {
    for (const key of keys) this.add(key)
  }

  add(key: string | null): void {
    this.#counts.set(key, this.of(key) + 1)
  }

  of(key: string | null): number {
    return this.#counts.get(key) ?? 0
  }
}
