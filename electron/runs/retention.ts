import type { Engine } from './engine.ts'
import type { Trash } from './trash.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 86_400_000

/** Keeps the disk from filling with what nobody looks at any more: once at start, then hourly. */
export class Retention {
  readonly #engine: Engine
  readonly #trash: Trash
  #timer: NodeJS.Timeout | undefined
  #sweeping: Promise<void> = Promise.resolve()
  #closed = false

  constructor(engine: Engine, trash: Trash) {
    this.#engine = engine
    this.#trash = trash
  }

  start(): void {
    const sweep = () => {
      this.#sweeping = this.#sweeping
        .then(() => this.#sweep())
        .catch((error: unknown) => {
          this.#engine.log('warn', 'the sweep of old work failed', { error: String(error) })
        })
    }
    sweep()
    this.#timer = setInterval(sweep, HOUR_MS)
    this.#timer.unref()
  }

  async close(): Promise<void> {
    this.#closed = true
    clearInterval(this.#timer)
    await this.#sweeping
  }

  async #sweep(): Promise<void> {
    const { store, settings, tasks } = this.#engine
    await store.pruneFeed()
    await this.#trash.dropExpired()
    await this.#trash.settleUnnamed()

    const half = await store.db
      .selectFrom('runs')
      .select(['id', 'task_id', 'merged_commit'])
      .where('worktree_path', 'is not', null)
      .where((row) => row.or([row('merged_commit', 'is not', null), row('discarded_at', 'is not', null)]))
      .execute()
    for (const row of half) {
      const reason = row.merged_commit === null ? 'discarded' : 'merged'
      await this.#try(row, () => this.#trash.sweepRun(row.id, reason))
    }

    const limit = new Date(
      Date.parse(store.now()) - settings.stored().trashRetentionDays * DAY_MS,
    ).toISOString()
    // A worktree is as old as the latest of the runs that were made in it.
    const old = await store.db
      .selectFrom('runs')
      .select(['id', 'task_id'])
      .where('worktree_path', 'is not', null)
      .where('ended_at', '<', limit)
      .where((run) =>
        run.not(
          run.exists(
            run
              .selectFrom('runs as later')
              .select('later.id')
              .whereRef('later.task_id', '=', 'runs.task_id')
              .whereRef('later.worktree_path', '=', 'runs.worktree_path')
              .whereRef('later.attempt', '>', 'runs.attempt'),
          ),
        ),
      )
      .execute()
    for (const row of old) {
      await this.#try(row, async () => {
        const task = await tasks.get(row.task_id)
        if (task.status === 'in_review' || task.status === 'in_progress') return
        await this.#trash.putAway(row.id, 'expired')
      })
    }
  }

  async #try({ id, task_id }: { id: string; task_id: string }, work: () => Promise<void>): Promise<void> {
    if (this.#closed) return
    try {
      await this.#engine.perTask.run(task_id, work)
    } catch (error) {
      this.#engine.log('warn', 'a worktree could not be put away', { runId: id, error: String(error) })
    }
  }
}
