import { batchName } from '#shared/batch-news.ts'
import type { Batch } from '#shared/batches.ts'
import type { FeedEvent } from '#shared/events.ts'
import { nextWakeAfter, wokenAt } from '#shared/inbox-places.ts'
import { PULL_EVENTS } from '#shared/publication-news.ts'
import type { Host } from '../../host-api.ts'
import type { Log } from '../../runs/engine.ts'
import { type Happening, happeningAgain, happeningOf, mayBeNews } from './happenings.ts'
import { waitingIn } from './waiting.ts'

/** A task whose run is open. */
export interface OpenTask {
  runId: string
  /** Such as `APP-12`. */
  identifier: string
  title: string
}

/** A batch that is not over. */
export interface OpenBatch {
  id: string
  /** By its tasks: `APP-1 and APP-2`. */
  name: string
  merged: number
  total: number
  /** Goes on by itself, maybe without a run: it merges, checks or publishes. */
  isRunning: boolean
}

/** What the agents do, as far as it is shown outside of the window. */
export interface Work {
  /** Runs that have a slot. */
  running: OpenTask[]
  /** Runs that will get one by themselves. */
  queued: OpenTask[]
  /** Oldest first. */
  batches: OpenBatch[]
  /** Requests, batches and contests that wait for the user, and were not put off. */
  waiting: number
}

/** Runs that go on without the user. */
export const agentsAtWork = (work: Work) => work.running.length + work.queued.length

/** The same, or the batches that merge and check while no agent is at work. */
export const atWork = (work: Work) =>
  agentsAtWork(work) || work.batches.filter(({ isRunning }) => isRunning).length

const NONE: Work = { running: [], queued: [], batches: [], waiting: 0 }

/** As many as the tray shows, and more. */
const MOST_BATCHES = 50

function openBatchOf(batch: Batch): OpenBatch {
  const { merged, total } = batch.counts
  return { id: batch.id, name: batchName(batch), merged, total, isRunning: batch.status === 'running' }
}

/** The longest that a timer can wait, in milliseconds. */
const LONGEST_WAIT_MS = 2 ** 31 - 1

const PULL_NEWS = new Set<string>(PULL_EVENTS)

/** Follows the feed and says what the agents do; what comes in a burst is looked at once. */
export class WorkWatch {
  readonly #host: Host
  readonly #log: Log
  readonly #on: { change: (work: Work) => void; happened: (happening: Happening) => void }
  readonly #unsubscribe: () => void
  #now: Work = NONE
  #looking: Promise<void> | null = null
  #isStale = false
  #isStopped = false
  /** What was to wake until then, has been told. */
  #awake = Date.now()
  #waking: NodeJS.Timeout | undefined

  constructor(
    host: Host,
    log: Log,
    on: { change: (work: Work) => void; happened: (happening: Happening) => void },
  ) {
    this.#host = host
    this.#log = log
    this.#on = on
    this.#unsubscribe = host.feed.subscribe((events) => this.#take(events))
    this.#refresh()
    this.#awaitWake().catch((error: unknown) => this.#failed(error))
  }

  get now(): Work {
    return this.#now
  }

  /** What the agents do at this moment, not when the feed was last heard. */
  async look(): Promise<Work> {
    const [runs, requests, batches, contests, marks] = await Promise.all([
      this.#host.runs.list(),
      this.#host.runs.requests(),
      this.#host.batches.list({ open: true, limit: MOST_BATCHES }),
      this.#host.contests.list(),
      this.#host.inbox.marks(),
    ])
    const tasksOf = async (status: 'running' | 'queued') =>
      Promise.all(
        runs.items
          .filter((run) => run.status === status)
          .map(async (run) => {
            const { identifier, title } = await this.#host.tasks.get(run.taskId)
            return { runId: run.id, identifier, title }
          }),
      )
    return {
      running: await tasksOf('running'),
      queued: await tasksOf('queued'),
      batches: batches.items.map(openBatchOf).toReversed(),
      waiting: waitingIn(
        { requests: requests.items, batches: batches.items, contests: contests.items },
        marks.items,
        Date.now(),
      ),
    }
  }

  stop(): void {
    this.#isStopped = true
    clearTimeout(this.#waking)
    this.#unsubscribe()
  }

  #take(events: readonly FeedEvent[]): void {
    for (const event of events.filter(mayBeNews))
      this.#tell(event).catch((error: unknown) => this.#failed(error))
    if (events.some(({ event }) => event === 'inbox-mark:updated'))
      this.#awaitWake().catch((error: unknown) => this.#failed(error))
    // Progress within a run changes nothing that is shown.
    const moves = events.filter(
      ({ event, data }) =>
        event.startsWith('request:') ||
        event === 'execution:started' ||
        event === 'execution:completed' ||
        (event === 'execution:progress' && 'status' in data) ||
        event === 'task:deleted' ||
        event.startsWith('batch:') ||
        event.startsWith('contest:') ||
        event === 'inbox-mark:updated' ||
        PULL_NEWS.has(event),
    )
    if (moves.length === 0) return
    this.#refresh()
  }

  async #tell(event: FeedEvent): Promise<void> {
    await this.#say(await happeningOf(this.#host, event))
  }

  /** What the user has put off or seen to is not told. */
  async #say(happening: Happening | null): Promise<void> {
    if (happening === null) return
    const { item } = happening
    if (item === null || !(await this.#host.inbox.isAway(item))) this.#on.happened(happening)
  }

  /** Tells of what comes back into the inbox by itself, as of what came into it at first. */
  async #awaitWake(): Promise<void> {
    const marks = new Map((await this.#host.inbox.marks()).items.map((mark) => [mark.id, mark]))
    const wake = nextWakeAfter(marks, this.#awake)
    clearTimeout(this.#waking)
    if (wake === null || this.#isStopped) return
    const wait = Math.min(Math.max(0, wake - Date.now()), LONGEST_WAIT_MS)
    this.#waking = setTimeout(() => {
      if (Date.now() >= wake) {
        this.#awake = wake
        for (const id of wokenAt(marks, wake)) this.#again(id)
        this.#refresh()
      }
      this.#awaitWake().catch((error: unknown) => this.#failed(error))
    }, wait)
    this.#waking.unref()
  }

  #again(item: string): void {
    happeningAgain(this.#host, item)
      .then((happening) => this.#say(happening))
      .catch((error: unknown) => this.#failed(error))
  }

  #refresh(): void {
    if (this.#looking !== null) {
      this.#isStale = true
      return
    }
    this.#looking = this.look()
      .then((work) => {
        this.#now = work
        this.#on.change(work)
      })
      .catch((error: unknown) => this.#failed(error))
      .finally(() => {
        this.#looking = null
        if (!this.#isStale) return
        this.#isStale = false
        this.#refresh()
      })
  }

  /** A task may be deleted while it is looked at: the next event tells. */
  #failed(error: unknown): void {
    this.#log('warn', 'what the agents do could not be read', { error: String(error) })
  }
}
