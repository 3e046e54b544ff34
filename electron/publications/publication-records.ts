import type { Insertable, Selectable, Updateable } from 'kysely'
import { notFound } from '#shared/errors.ts'
import type { FeedEventName } from '#shared/events.ts'
import { nextPublication, type PublicationEvent, type PublicationState } from '#shared/publication-state.ts'
import { isPublicationOver } from '#shared/publication-words.ts'
import type { Publication, PullRequest } from '#shared/publications.ts'
import type { PublicationsTable } from '../store/schema.ts'
import type { Store, Tx } from '../store/store.ts'

export type PublicationRow = Selectable<PublicationsTable>
/** Status and step are changed by events alone. */
export type PublicationChange = Omit<Updateable<PublicationsTable>, 'id' | 'status' | 'step' | 'updated_seq'>

type Reader = Pick<Tx['db'], 'selectFrom'>

const OPEN = ['working', 'waiting', 'blocked', 'open'] as const

export interface PublicationFilter {
  projectId?: string | undefined
  taskId?: string | undefined
  batchId?: string | undefined
  /** Only those that are not over. */
  open: boolean
  /** Only those older than this id. */
  before?: string | undefined
  limit: number
}

/** Whose work it is: a task's or a batch's. */
export type Subject = { taskId: string } | { batchId: string }

export const stateOf = (row: PublicationRow) => ({ status: row.status, step: row.step }) as PublicationState
export const repositoryOf = (row: PublicationRow) =>
  row.repository === null ? null : (JSON.parse(row.repository) as NonNullable<Publication['repository']>)
export const failureOf = (row: PublicationRow) =>
  row.failure === null ? null : (JSON.parse(row.failure) as NonNullable<Publication['failure']>)

/** What GitHub was told last. `insist`: what the user has changed since, which counts more than what is there. */
export interface Said {
  title: string | null
  body: string | null
  labels: string[]
  reviewers: string[]
  insist: ('title' | 'body' | 'base')[]
}

const NOTHING_SAID: Said = { title: null, body: null, labels: [], reviewers: [], insist: [] }

export const saidOf = (row: Pick<PublicationRow, 'said'>): Said =>
  row.said === null ? NOTHING_SAID : (JSON.parse(row.said) as Said)
export const addressedOf = (row: PublicationRow) => JSON.parse(row.addressed) as number[]

/** The rows of `publications`, each change with its feed event. */
export class PublicationRecords {
  readonly #store: Store

  constructor(store: Store) {
    this.#store = store
  }

  /** @throws AppError NOT_FOUND */
  async row(id: string, db: Reader = this.#store.db): Promise<PublicationRow> {
    const row = await db.selectFrom('publications').selectAll().where('id', '=', id).executeTakeFirst()
    if (row === undefined) throw notFound('publication', id)
    return row
  }

  /** @throws AppError NOT_FOUND */
  async publication(id: string, db: Reader = this.#store.db): Promise<Publication> {
    return toPublication(await this.row(id, db))
  }

  /** Newest first. */
  async list(filter: PublicationFilter): Promise<Publication[]> {
    const { projectId, taskId, batchId, before } = filter
    const rows = await this.#store.db
      .selectFrom('publications')
      .selectAll()
      .$if(projectId !== undefined, (query) => query.where('project_id', '=', projectId ?? ''))
      .$if(taskId !== undefined, (query) => query.where('task_id', '=', taskId ?? ''))
      .$if(batchId !== undefined, (query) => query.where('batch_id', '=', batchId ?? ''))
      .$if(filter.open, (query) => query.where('status', 'in', OPEN))
      .$if(before !== undefined, (query) => query.where('id', '<', before ?? ''))
      .orderBy('id', 'desc')
      .limit(filter.limit)
      .execute()
    return rows.map(toPublication)
  }

  /** The rows of those that are not over, oldest first. */
  open(db: Reader = this.#store.db): Promise<PublicationRow[]> {
    return db.selectFrom('publications').selectAll().where('status', 'in', OPEN).orderBy('id').execute()
  }

  /** The one of a task or a batch that is not over. */
  async openOf(subject: Subject, db: Reader = this.#store.db): Promise<PublicationRow | null> {
    const row = await this.#of(subject, db).where('status', 'in', OPEN).executeTakeFirst()
    return row ?? null
  }

  /** The newest one of a task or a batch, over or not. */
  async latestOf(subject: Subject, db: Reader = this.#store.db): Promise<PublicationRow | null> {
    return (await this.#of(subject, db).orderBy('id', 'desc').executeTakeFirst()) ?? null
  }

  #of(subject: Subject, db: Reader) {
    const query = db.selectFrom('publications').selectAll()
    return 'taskId' in subject
      ? query.where('task_id', '=', subject.taskId)
      : query.where('batch_id', '=', subject.batchId)
  }

  async insert(tx: Tx, values: Omit<Insertable<PublicationsTable>, 'updated_seq'>): Promise<void> {
    await tx.db
      .insertInto('publications')
      .values({ ...values, updated_seq: 0 })
      .execute()
    await this.#tell(tx, 'publication:created', values.id, await this.publication(values.id, tx.db))
  }

  /**
   * Changes a publication in the caller's transaction, and tells the feed.
   *
   * @throws AppError ILLEGAL_TRANSITION when `event` does not fit the row's state as it is now
   */
  async update(
    tx: Tx,
    id: string,
    change: PublicationChange,
    event?: PublicationEvent,
  ): Promise<PublicationRow> {
    const row = await this.row(id, tx.db)
    const state = event === undefined ? stateOf(row) : nextPublication(stateOf(row), event)
    const ended = isPublicationOver(state.status) && row.ended_at === null
    const all = { ...change, ...state, ...(ended ? { ended_at: this.#store.now() } : {}) }
    const after: PublicationRow = { ...row, ...(all as Partial<PublicationRow>) }
    await tx.db.updateTable('publications').set(all).where('id', '=', id).execute()
    const from = toPublication(row)
    const changed = Object.fromEntries(
      Object.entries(toPublication(after)).filter(
        ([key, value]) => JSON.stringify(from[key as keyof Publication]) !== JSON.stringify(value),
      ),
    )
    // Whose it is goes with every change, so that a page which has not loaded it knows whether to.
    if (Object.keys(changed).length > 0)
      await this.#tell(tx, 'publication:updated', id, {
        projectId: row.project_id,
        taskId: row.task_id,
        batchId: row.batch_id,
        ...changed,
      })
    return after
  }

  async #tell(tx: Tx, name: FeedEventName, id: string, data: Partial<Publication>): Promise<void> {
    const seq = await tx.emit(name, { ...data, id })
    await tx.db.updateTable('publications').set({ updated_seq: seq }).where('id', '=', id).execute()
  }
}

export function toPublication(row: PublicationRow): Publication {
  return {
    id: row.id,
    projectId: row.project_id,
    taskId: row.task_id,
    batchId: row.batch_id,
    runId: row.run_id,
    accountId: row.account_id,
    repository: repositoryOf(row),
    ...stateOf(row),
    branch: row.branch,
    baseBranch: row.base_branch,
    headCommit: row.head_commit,
    pushedCommit: row.pushed_commit,
    title: row.title,
    body: row.body,
    draft: row.draft === 1,
    labels: JSON.parse(row.labels) as string[],
    reviewers: JSON.parse(row.reviewers) as string[],
    prNumber: row.pr_number,
    prUrl: row.pr_url,
    compareUrl: row.compare_url,
    failure: failureOf(row),
    notes: JSON.parse(row.notes) as string[],
    pull: pullOf(row),
    createdAt: row.created_at,
    endedAt: row.ended_at,
    updatedSeq: row.updated_seq,
  }
}

/** What the column `pull` holds; `addressed` is a column of its own, since an agent may be given a remark at any time. */
function pullOf(row: PublicationRow): PullRequest | null {
  if (row.pull === null) return null
  const pull = JSON.parse(row.pull) as PullRequest
  const addressed = new Set(addressedOf(row))
  return {
    ...pull,
    comments: pull.comments.map((comment) => ({ ...comment, addressed: addressed.has(comment.id) })),
  }
}
