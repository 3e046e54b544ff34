import { type BatchNews, batchName, batchNewsOf, pausedRuns, waitsForUser } from '#shared/batch-news.ts'
import type { Batch } from '#shared/batches.ts'
import { contestNewsOf, waitsForChoice } from '#shared/contest-news.ts'
import type { Contest } from '#shared/contests.ts'
import type { FeedEvent } from '#shared/events.ts'
import { PULL_EVENTS, type PublicationNews, publicationNewsOf } from '#shared/publication-news.ts'
import type { Host } from '../../host-api.ts'
import type { Log } from '../../runs/engine.ts'

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
  /** Requests, batches and contests that wait for the user. */
  waiting: number
}

/** What happened that the user may want to know of. */
export type Happening =
  | ({ of: 'task'; identifier: string; title: string } & (
      | { kind: 'waiting'; request: string }
      | { kind: 'failed'; message: string }
      | { kind: 'finished' }
      /** Its brainstorm has a plan. */
      | { kind: 'planned' }
    ))
  | { of: 'batch'; id: string; news: BatchNews }
  /** A pull request: of a task (`identifier`), or of a batch (`batchId`). */
  | { of: 'pull'; name: string; identifier: string | null; batchId: string | null; news: PublicationNews }

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

/** Events that may be news; the others of a batch are progress. */
const TOLD = new Set([
  'batch:updated',
  'batch:task:updated',
  'batch:completed',
  'batch:failed',
  'batch:cancelled',
])

const PULL_NEWS = new Set<string>(PULL_EVENTS)

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
    const [runs, requests, batches, contests] = await Promise.all([
      this.#host.runs.list(),
      this.#host.runs.requests(),
      this.#host.batches.list({ open: true, limit: MOST_BATCHES }),
      this.#host.contests.list(),
    ])
    const paused = pausedRuns(batches.items)
    const asks = requests.items.filter(
      ({ answeredAt, kind, runId }) => answeredAt === null && !(kind === 'limit' && paused.has(runId)),
    )
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
      waiting:
        asks.length +
        batches.items.filter(waitsForUser).length +
        contests.items.filter(waitsForChoice).length,
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
        event === 'task:deleted' ||
        event.startsWith('batch:') ||
        event.startsWith('contest:') ||
        PULL_NEWS.has(event),
    )
    if (moves.length === 0) return
    this.#refresh()
    for (const move of moves) this.#tell(move).catch((error: unknown) => this.#failed(error))
  }

  async #tell({ event, data }: FeedEvent): Promise<void> {
    if (event.startsWith('batch:')) return this.#tellOfBatch(event, data)
    if (PULL_NEWS.has(event)) return this.#tellOfPull(event, data.id)
    if (event === 'contest:updated') return this.#tellOfContest(event, data)
    if (event !== 'request:created' && event !== 'execution:completed') return
    const run = await this.#host.runs.get(event === 'request:created' ? String(data['runId']) : data.id)
    const { identifier, title, isGoal } = await this.#host.tasks.get(run.taskId)
    const task = { of: 'task' as const, identifier, title }
    if (event === 'request:created') {
      // The runs of a batch that is paused all stand still; the batch has said why.
      if (data['kind'] === 'limit' && (await this.#isPaused(run.batchId))) return
      const asks = String(data['title'])
      // Candidates ask the same: which one it is says its model.
      const text = run.contestId === null ? asks : `${run.model}: ${asks}`
      this.#on.happened({ ...task, kind: 'waiting', request: text })
      return
    }
    // In a batch that is the batch's to tell, and of candidates the contest's.
    if (run.batchId !== null || run.contestId !== null) return
    if (data['status'] === 'succeeded') this.#on.happened({ ...task, kind: isGoal ? 'planned' : 'finished' })
    else if (data['status'] === 'failed')
      this.#on.happened({ ...task, kind: 'failed', message: run.failure?.message ?? '' })
  }

  async #tellOfBatch(event: string, data: FeedEvent['data']): Promise<void> {
    if (!TOLD.has(event)) return
    const news = batchNewsOf(event, data as Partial<Batch>, await this.#host.batches.get(data.id))
    if (news !== null) this.#on.happened({ of: 'batch', id: data.id, news })
  }

  async #tellOfPull(event: string, id: string): Promise<void> {
    const publication = await this.#host.publications.get(id)
    const { taskId, batchId, accountId } = publication
    const account = (await this.#host.github.accounts()).find((one) => one.id === accountId)
    const news = publicationNewsOf(event, publication, account?.login ?? null)
    if (news === null) return
    if (batchId === null) {
      const { identifier } = await this.#host.tasks.get(taskId ?? '')
      this.#on.happened({ of: 'pull', name: identifier, identifier, batchId, news })
    } else {
      const name = batchName(await this.#host.batches.get(batchId))
      this.#on.happened({ of: 'pull', name, identifier: null, batchId, news })
    }
  }

  /** Once all candidates are over, whatever came of each. */
  async #tellOfContest(event: string, data: FeedEvent['data']): Promise<void> {
    const contest = await this.#host.contests.get(data.id)
    const request = contestNewsOf(event, data as Partial<Contest>, contest)
    if (request === null) return
    const { identifier, title } = await this.#host.tasks.get(contest.taskId)
    this.#on.happened({ of: 'task', identifier, title, kind: 'waiting', request })
  }

  async #isPaused(batchId: string | null): Promise<boolean> {
    return batchId !== null && (await this.#host.batches.get(batchId)).status === 'paused'
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
