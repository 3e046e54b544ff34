import type { FeedEvent } from '#shared/events.ts'
import type { Host } from '../../host-api.ts'
import type { Log } from '../../runs/engine.ts'

/** A task whose run is open. */
export interface OpenTask {
  runId: string
  /** Such as `APP-12`. */
  identifier: string
  title: string
}

/** What the agents do, as far as it is shown outside of the window. */
export interface Work {
  /** Runs that have a slot. */
  running: OpenTask[]
  /** Runs that will get one by themselves. */
  queued: OpenTask[]
  /** Requests that wait for the user. */
  waiting: number
}

/** What happened to a task that the user may want to know of. */
export type Happening = { identifier: string; title: string } & (
  | { kind: 'waiting'; request: string }
  | { kind: 'failed'; message: string }
  | { kind: 'finished' }
)

/** Runs that go on without the user. */
export const atWork = (work: Work) => work.running.length + work.queued.length

const NONE: Work = { running: [], queued: [], waiting: 0 }

/** Follows the feed and says what the agents do; what comes in a burst is looked at once. */
export class WorkWatch {
  readonly #host: Host
  readonly #log: Log
  readonly #on: { change: (work: Work) => void; happened: (happening: Happening) => void }
  readonly #unsubscribe: () => void
  #now: Work = NONE
  #looking: Promise<void> | null = null
  #again = false

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
  }

  get now(): Work {
    return this.#now
  }

  /** What the agents do at this moment, not when the feed was last heard. */
  async look(): Promise<Work> {
    const [runs, requests] = await Promise.all([this.#host.runs.list(), this.#host.runs.requests()])
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
      waiting: requests.items.filter((request) => request.answeredAt === null).length,
    }
  }

  stop(): void {
    this.#unsubscribe()
  }

  #take(events: readonly FeedEvent[]): void {
    // Progress within a run changes nothing that is shown.
    const moves = events.filter(
      ({ event, data }) =>
        event.startsWith('request:') ||
        event === 'execution:started' ||
        event === 'execution:completed' ||
        (event === 'execution:progress' && 'status' in data) ||
        event === 'task:deleted',
    )
    if (moves.length === 0) return
    this.#refresh()
    for (const move of moves) this.#tell(move).catch((error: unknown) => this.#failed(error))
  }

  async #tell({ event, data }: FeedEvent): Promise<void> {
    if (event !== 'request:created' && event !== 'execution:completed') return
    const { identifier, title } = await this.#host.tasks.get(String(data['taskId']))
    if (event === 'request:created') {
      this.#on.happened({ kind: 'waiting', identifier, title, request: String(data['title']) })
    } else if (data['status'] === 'succeeded') {
      this.#on.happened({ kind: 'finished', identifier, title })
    } else if (data['status'] === 'failed') {
      const { failure } = await this.#host.runs.get(data.id)
      this.#on.happened({ kind: 'failed', identifier, title, message: failure?.message ?? '' })
    }
  }

  #refresh(): void {
    if (this.#looking !== null) {
      this.#again = true
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
        if (!this.#again) return
        this.#again = false
        this.#refresh()
      })
  }

  /** A task may be deleted while it is looked at: the next event tells. */
  #failed(error: unknown): void {
    this.#log('warn', 'what the agents do could not be read', { error: String(error) })
  }
}
