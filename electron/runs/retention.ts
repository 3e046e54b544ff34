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

  constructor(engine: Engine, trash: Trash) {
    this.#engine = engine
    this.#trash = trash
  }

  start(): void {
    const sweep = () => {
      this.#sweeping = this.#sweep().catch((error: unknown) => {
        this.#engine.log('warn', 'the sweep of old work failed', { error: String(error) })
      })
    }
    sweep()
    this.#timer = setInterval(sweep, HOUR_MS)
    this.#timer.unref()
  }

  async close(): Promise<void> {
    clearInterval(this.#timer)
    await this.#sweeping
  }

  async #sweep(): Promise<void> {
    const { store, settings, tasks } = this.#engine
    await store.pruneFeed()
    await this.#trash.dropExpired()

    const half = await store.db
      .selectFrom('runs')
      .select(['id', 'merged_commit'])
      .where('worktree_path', 'is not', null)
      .where((row) => row.or([row('merged_commit', 'is not', null), row('discarded_at', 'is not', null)]))
      .execute()
    for (const { id, merged_commit } of half) {
      await this.#try(id, () => this.#trash.sweepRun(id, merged_commit === null ? 'discarded' : 'merged'))
    }

    const limit = new Date(
      Date.parse(store.now()) - settings.stored().trashRetentionDays * DAY_MS,
    ).toISOString()
    const old = await store.db
      .selectFrom('runs')
      .selectAll()
      .where('worktree_path', 'is not', null)
      .where('ended_at', '<', limit)
      .execute()
    for (const row of old) {
      await this.#try(row.id, async () => {
        const task = await tasks.get(row.task_id)
        if (task.status === 'in_review' || task.status === 'in_progress') return
        await store.write(await this.#trash.keep(row, 'expired'))
        await this.#trash.sweepRun(row.id, 'expired')
      })
    }
  }

  async #try(runId: string, work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      this.#engine.log('warn', 'a worktree could not be put away', { runId, error: String(error) })
    }
  }
}
