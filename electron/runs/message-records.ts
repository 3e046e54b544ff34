import type { Selectable } from 'kysely'
import { AppError, notFound } from '#shared/errors.ts'
import type { RunMessage } from '#shared/requests.ts'
import { type KeptChoice, NO_CHOICE } from '#shared/worker.ts'
import type { RunMessagesTable } from '../store/schema.ts'
import type { Store, Tx } from '../store/store.ts'

type Row = Selectable<RunMessagesTable>

const toMessage = (row: Row): RunMessage => ({
  id: row.id,
  runId: row.run_id,
  text: row.text,
  state: row.state as RunMessage['state'],
  createdAt: row.created_at,
  sentAt: row.sent_at,
  model: row.model,
  agent: row.agent,
  variant: row.variant,
  updatedSeq: row.updated_seq,
})

/** The rows of `run_messages`, each change with its feed event. */
export class MessageRecords {
  readonly #store: Store

  constructor(store: Store) {
    this.#store = store
  }

  /** All of a run, oldest first. */
  async list(runId: string): Promise<RunMessage[]> {
    const rows = await this.#store.db
      .selectFrom('run_messages')
      .selectAll()
      .where('run_id', '=', runId)
      .orderBy('id')
      .execute()
    return rows.map(toMessage)
  }

  /** @param choice who works from it on */
  async insert(
    tx: Tx,
    runId: string,
    text: string,
    choice: KeptChoice = NO_CHOICE,
    by: 'user' | 'batch' = 'user',
  ): Promise<RunMessage> {
    const id = this.#store.newId()
    const { model, agent, variant } = choice
    const row = {
      id,
      run_id: runId,
      text,
      state: 'queued',
      created_at: this.#store.now(),
      sent_at: null,
      model,
      agent,
      variant,
      by_user: by === 'user' ? 1 : 0,
    }
    const message = toMessage({ ...row, updated_seq: 0 })
    const updatedSeq = await tx.emit('message:created', { ...message })
    await tx.db
      .insertInto('run_messages')
      .values({ ...row, updated_seq: updatedSeq })
      .execute()
    return { ...message, updatedSeq }
  }

  /** What was not said yet, oldest first. */
  async queued(runId: string): Promise<RunMessage[]> {
    return (await this.list(runId)).filter(({ state }) => state === 'queued')
  }

  async hasQueued(runId: string, db: Pick<Tx['db'], 'selectFrom'> = this.#store.db): Promise<boolean> {
    return (await oldestQueued(db, runId)) !== undefined
  }

  /**
   * Takes the oldest message that was not said yet: whoever takes it says it, and writes so down in the
   * same transaction.
   *
   * @returns its words and who works from them on, or null when there is none
   */
  async take(tx: Tx, runId: string): Promise<{ text: string; choice: KeptChoice } | null> {
    const row = await oldestQueued(tx.db, runId)
    if (row === undefined) return null
    const sentAt = this.#store.now()
    const seq = await tx.emit('message:updated', { id: row.id, runId, state: 'sent', sentAt })
    await tx.db
      .updateTable('run_messages')
      .set({ state: 'sent', sent_at: sentAt, updated_seq: seq })
      .where('id', '=', row.id)
      .execute()
    const { text, model, agent, variant } = row
    return { text, choice: { model, agent, variant } }
  }

  /** @throws AppError NOT_FOUND; CONFLICT when it was said already */
  async withdraw(id: string): Promise<{ id: string }> {
    return this.#store.write(async (tx) => {
      const row = await tx.db.selectFrom('run_messages').selectAll().where('id', '=', id).executeTakeFirst()
      if (row === undefined) throw notFound('message', id)
      if (row.state !== 'queued') {
        throw new AppError('CONFLICT', 'The agent has heard this message already.', { state: row.state })
      }
      await tx.emit('message:deleted', { id, runId: row.run_id })
      await tx.db.deleteFrom('run_messages').where('id', '=', id).execute()
      return { id }
    })
  }
}

const oldestQueued = (db: Pick<Tx['db'], 'selectFrom'>, runId: string): Promise<Row | undefined> =>
  db
    .selectFrom('run_messages')
    .selectAll()
    .where('run_id', '=', runId)
    .where('state', '=', 'queued')
    .orderBy('id')
    .executeTakeFirst()
