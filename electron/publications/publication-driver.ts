import { isPublicationOver, type PublicationStatus, type PublicationStep } from '#shared/publication-words.ts'
import type { PublicationFailure } from '#shared/publications.ts'
import { isDiskFull } from '../process/disk-full.ts'
import { ReconcileDriver } from '../process/reconcile-driver.ts'
import type { Round } from '../process/reconcile-loop.ts'
import type { PublicationContext } from './context.ts'
import { details } from './details-step.ts'
import { failureOf, retryTime } from './failures.ts'
import type { PublicationRow } from './publication-records.ts'
import { pullRequest } from './pull-step.ts'
import { push } from './push-step.ts'
import { whyOver } from './subject.ts'
import { blocked } from './write-step.ts'

/**
 * Carries one publication to its pull request. What is to be done is read from the row each time; a new driver goes on
 * from it.
 */
export class PublicationDriver extends ReconcileDriver {
  readonly #context: PublicationContext
  readonly #id: string

  constructor(context: PublicationContext, id: string) {
    super()
    this.#context = context
    this.#id = id
  }

  protected override failed(error: unknown): void {
    this.#context.log('error', 'a publication could not go on', {
      publicationId: this.#id,
      error: String(error),
    })
  }

  protected override async round(): Promise<Round> {
    const row = await this.#context.records.row(this.#id)
    if (isPublicationOver(row.status as PublicationStatus)) return 'over'
    if (row.status === 'waiting') return this.#waitFor(row)
    if (row.status !== 'working') return 'rest'
    const why = await whyOver(this.#context, row)
    if (why !== null) return this.#giveUp(row, why)
    try {
      await this.#do(row)
    } catch (error) {
      if (this.signal.aborted) return 'over'
      if (isDiskFull(error)) throw error
      await this.#takeFailure(row, error)
    }
    return 'again'
  }

  async #do(row: PublicationRow): Promise<void> {
    switch (row.step as PublicationStep) {
      case 'push':
        return push(this.#context, row, this.signal)
      case 'pull_request':
        return pullRequest(this.#context, row)
      case 'details':
        return details(this.#context, row)
      case 'done':
        throw new Error(`publication ${row.id} works at nothing`)
    }
  }

  async #waitFor({ due_at }: PublicationRow): Promise<Round> {
    const { store, records } = this.#context
    const left = due_at === null ? 0 : Date.parse(due_at) - Date.parse(store.now())
    if (left > 0) return { restMs: left }
    await store.write(async (tx) => {
      const now = await records.row(this.#id, tx.db)
      if (now.status === 'waiting')
        await records.update(tx, this.#id, { due_at: null, failure: null }, 'retry')
    })
    return 'again'
  }

  async #giveUp({ id }: PublicationRow, message: string): Promise<Round> {
    const { store, records } = this.#context
    await store.write(async (tx) => {
      if ((await records.row(id, tx.db)).status !== 'working') return
      const failure: PublicationFailure = { code: 'nothing_to_publish', message, retryAt: null }
      await records.update(tx, id, { failure: JSON.stringify(failure) }, 'cancel')
    })
    return 'again'
  }

  /** What passes by itself is waited for; with the rest the user is told what to do. */
  async #takeFailure(row: PublicationRow, error: unknown): Promise<void> {
    const { store, records, log } = this.#context
    const failure = failureOf(error)
    log('warn', 'a publication was held up', {
      publicationId: row.id,
      step: row.step,
      code: failure.code,
      error: String(error),
    })
    await store.write(async (tx) => {
      const now = await records.row(row.id, tx.db)
      if (now.status !== 'working' || now.step !== row.step) return
      const attempts = now.attempts + 1
      const retryAt = retryTime(failure, attempts, store.now())
      const told = { ...failure, retryAt }
      if (retryAt === null) await blocked(this.#context, tx, row, told)
      else
        await records.update(tx, row.id, { failure: JSON.stringify(told), attempts, due_at: retryAt }, 'wait')
    })
  }
}
