import { type Selectable, sql } from 'kysely'
import { AppError, notFound } from '#shared/errors.ts'
import type { LogBody } from '#shared/run-log.ts'
import type { Request, RequestAnswer, RequestKind } from '#shared/requests.ts'
import type { WaitingFor } from '#shared/runs.ts'
import type { RequestsTable } from '../store/schema.ts'
import type { Store, Tx } from '../store/store.ts'
import { inWords, type RequestBody, type Subject } from './request-rules.ts'

export type RequestRow = Selectable<RequestsTable>
type Reader = Pick<Tx['db'], 'selectFrom'>

/** `told` = the agent has heard the answer, but may ask again: the row is kept for that, and shown to nobody. */
type StoredBody = RequestBody & { told?: true }

/** A new request. */
export interface NewRequest {
  subject: Subject
  kind: RequestKind
  title: string
  body: RequestBody
  /** The agent's own id of what it asks. */
  ref?: string
  subAgent?: boolean
}

/** A row in the shape of the contract. */
export function toRequest(row: RequestRow): Request {
  const { told: _told, ...body } = JSON.parse(row.body) as StoredBody
  return {
    id: row.id,
    runId: row.run_id,
    taskId: row.task_id,
    projectId: row.project_id,
    kind: row.kind as RequestKind,
    title: row.title,
    ...body,
    subAgent: row.sub_agent === 1,
    answer: row.answer === null ? null : (JSON.parse(row.answer) as RequestAnswer),
    answeredAt: row.answered_at,
    createdAt: row.created_at,
    updatedSeq: row.updated_seq,
  }
}

/** What the run's log says of a request. */
export function requestItem(row: RequestRow, state: 'asked' | 'answered' | 'withdrawn'): LogBody {
  const { answer, title, ...request } = toRequest(row)
  const said = { kind: 'request', requestId: row.id, state } as const
  if (state === 'answered' && answer !== null) return { ...said, text: inWords(request, answer), answer }
  if (state !== 'asked') return { ...said, text: title }
  const { kind, permission, patterns, subAgent } = request
  const ask = {
    kind,
    subAgent,
    ...(permission !== undefined && { permission }),
    ...(patterns && { patterns }),
  }
  return { ...said, text: title, ask }
}

export const bodyIn = (row: RequestRow): RequestBody => JSON.parse(row.body) as StoredBody
export const isTold = (row: RequestRow) => (JSON.parse(row.body) as StoredBody).told === true

/** The rows of `requests`, each change with its feed event. What the agent has heard is shown to nobody any more. */
export class RequestRecords {
  readonly #store: Store

  constructor(store: Store) {
    this.#store = store
  }

  /** All that are shown, oldest first. */
  async shown(db: Reader = this.#store.db): Promise<RequestRow[]> {
    const rows = await db.selectFrom('requests').selectAll().orderBy('id').execute()
    return rows.filter((row) => !isTold(row))
  }

  /** @throws AppError NOT_FOUND, CONFLICT when the agent has heard its answer */
  async row(id: string, db: Reader = this.#store.db): Promise<RequestRow> {
    const row = await db.selectFrom('requests').selectAll().where('id', '=', id).executeTakeFirst()
    if (row !== undefined && !isTold(row)) return row
    if (row !== undefined || (await this.#isAnswered(id, db))) {
      throw new AppError('CONFLICT', 'This request is answered already.')
    }
    throw notFound('request', id)
  }

  /** The row goes with its answer; that there was one stays in the run's log. */
  async #isAnswered(id: string, db: Reader): Promise<boolean> {
    const item = await db
      .selectFrom('run_events')
      .select('seq')
      // In the words of its partial index, which takes no parameter for the kind.
      .where(sql<boolean>`kind = 'request' AND json_extract(body, '$.requestId') = ${id}`)
      .where(sql<boolean>`json_extract(body, '$.state') = 'answered'`)
      .executeTakeFirst()
    return item !== undefined
  }

  /** Requests of a run, oldest first; those of the agent alone, or ours alone, if so asked. */
  async ofRun(db: Reader, runId: string, whose: 'all' | 'agent' | 'own' = 'all'): Promise<RequestRow[]> {
    const rows = await db
      .selectFrom('requests')
      .selectAll()
      .where('run_id', '=', runId)
      .orderBy('id')
      .execute()
    return rows.filter((row) => whose === 'all' || (row.subject === 'agent') === (whose === 'agent'))
  }

  /** Those that wait for more of the day's budget, open. */
  async openWithDay(db: Reader): Promise<RequestRow[]> {
    const rows = await db
      .selectFrom('requests')
      .selectAll()
      .where('subject', '=', 'limit')
      .where('answer', 'is', null)
      .orderBy('id')
      .execute()
    return rows.filter((row) => bodyIn(row).budget === 'day')
  }

  /** What a run waits with: the oldest request nobody has answered. */
  async waitingFor(db: Reader, runId: string): Promise<WaitingFor | null> {
    const open = (await this.ofRun(db, runId)).find((row) => row.answer === null)
    return open === undefined
      ? null
      : { requestId: open.id, kind: open.kind as RequestKind, title: open.title }
  }

  async insert(
    tx: Tx,
    run: { id: string; task_id: string; project_id: string },
    { subject, kind, title, body, ref, subAgent }: NewRequest,
  ): Promise<RequestRow> {
    const row: RequestRow = {
      id: this.#store.newId(),
      run_id: run.id,
      task_id: run.task_id,
      project_id: run.project_id,
      kind,
      subject,
      title,
      body: JSON.stringify(body),
      agent_ref: ref ?? null,
      sub_agent: Number(subAgent ?? false),
      answer: null,
      answered_at: null,
      created_at: this.#store.now(),
      updated_seq: 0,
    }
    row.updated_seq = await tx.emit('request:created', { ...toRequest(row) })
    await tx.db.insertInto('requests').values(row).execute()
    return row
  }

  /** Keeps the user's answer until it can be given on. */
  async answer(tx: Tx, row: RequestRow, answer: RequestAnswer): Promise<RequestRow> {
    const answeredAt = this.#store.now()
    const seq = await tx.emit('request:updated', { id: row.id, runId: row.run_id, answer, answeredAt })
    const change = { answer: JSON.stringify(answer), answered_at: answeredAt, updated_seq: seq }
    await tx.db.updateTable('requests').set(change).where('id', '=', row.id).execute()
    return { ...row, ...change }
  }

  /** Binds a request to what the agent asks now; null = its server is gone, it has to ask again. */
  async bind(tx: Tx, id: string, ref: string | null): Promise<void> {
    await tx.db.updateTable('requests').set({ agent_ref: ref }).where('id', '=', id).execute()
  }

  /** The agent's server is another one: all that it asked has to be asked again. */
  async unbindAll(tx: Tx, runId: string): Promise<void> {
    await tx.db.updateTable('requests').set({ agent_ref: null }).where('run_id', '=', runId).execute()
  }

  /** The agent hears the answer. The row stays, in case it asks again. */
  async tell(tx: Tx, row: RequestRow): Promise<RequestRow> {
    if (isTold(row)) return row
    const body: StoredBody = { ...bodyIn(row), told: true }
    const change = { body: JSON.stringify(body), updated_seq: await this.#emitDeleted(tx, row) }
    await tx.db.updateTable('requests').set(change).where('id', '=', row.id).execute()
    return { ...row, ...change }
  }

  async remove(tx: Tx, row: RequestRow): Promise<void> {
    await tx.db.deleteFrom('requests').where('id', '=', row.id).execute()
    if (!isTold(row)) await this.#emitDeleted(tx, row)
  }

  #emitDeleted(tx: Tx, { id, run_id, task_id }: RequestRow): Promise<number> {
    return tx.emit('request:deleted', { id, runId: run_id, taskId: task_id })
  }
}
