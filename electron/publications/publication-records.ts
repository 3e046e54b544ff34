import type { Insertable, Selectable, Updateable } from 'kysely'
import { notFound } from '#shared/errors.ts'
import type { FeedEventName } from '#shared/events.ts'
import { nextPublication, type PublicationEvent, type PublicationState } from '#shared/publication-state.ts'
import { pullEventOf } from '#shared/publication-news.ts'
import { isPublicationOver } from '#shared/publication-words.ts'
import { summaryOf } from '#shared/pull-summary.ts'
import type {
  Publication,
  PublicationNote,
  PullRequest,
  PullSummary,
  WholePublication,
} from '#shared/publications.ts'
import type { PublicationsTable } from '../store/schema.ts'
import type { Store, Tx } from '../store/store.ts'
import { followOf } from './follow-state.ts'

export type PublicationRow = Selectable<PublicationsTable>
/** Status and step are changed by events alone. */
export type PublicationChange = Omit<
  Updateable<PublicationsTable>,
  'id' | 'status' | 'step' | 'updated_seq' | 'pull'
>

type Reader = Pick<Tx['db'], 'selectFrom'>

/** The statuses of those that are not over. */
export const OPEN = ['working', 'waiting', 'blocked', 'open'] as const

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
export const repositoryOf = (row: Pick<PublicationRow, 'repository'>) =>
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
export const notesOf = (row: PublicationRow) => JSON.parse(row.notes) as PublicationNote[]
/** The notes of a publication with more of them, each once. */
export function withNotes(row: PublicationRow, more: readonly PublicationNote[]): string {
  const all = new Map([...notesOf(row), ...more].map((note) => [note.text, note]))
  return JSON.stringify([...all.values()])
}
/** Its pull request in short. */
export const pullOf = ({ pull }: Pick<PublicationRow, 'pull'>) =>
  pull === null ? null : (JSON.parse(pull) as PullSummary)

/** What is written where the newest work does not come to a pull request any more: it holds what was pushed before. */
export const withoutUnpushed = ({ pushed_commit, head_commit }: PublicationRow): PublicationChange =>
  pushed_commit === null || pushed_commit === head_commit ? {} : { head_commit: pushed_commit, run_id: null }

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

  /** With all that is known of its pull request. @throws AppError NOT_FOUND */
  async publication(id: string, db: Reader = this.#store.db): Promise<WholePublication> {
    const row = await this.row(id, db)
    const publication = toPublication(row)
    const { pull } = publication
    const whole = pull === null ? null : await this.pull(id, db)
    if (pull === null || whole === null) return { ...publication, pull: null }
    const addressed = new Set(addressedOf(row))
    const isGiven = <One extends { id: number }>(one: One) => ({ ...one, addressed: addressed.has(one.id) })
    const [comments, reviews] = [whole.comments.map(isGiven), whole.reviews.map(isGiven)]
    return { ...publication, pull: { ...whole, ...pull, comments, reviews } }
  }

  /** The pull request of a publication as it was last seen; null = it has none, or none was seen. */
  async pull(id: string, db: Reader = this.#store.db): Promise<PullRequest | null> {
    const row = await db
      .selectFrom('pull_requests')
      .select('data')
      .where('publication_id', '=', id)
      .executeTakeFirst()
    return row === undefined ? null : (JSON.parse(row.data) as PullRequest)
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
    await this.#tell(tx, 'publication:created', values.id, toPublication(await this.row(values.id, tx.db)))
  }

  /**
   * Changes a publication in the caller's transaction, and tells the feed.
   *
   * @param event what happens to it; left out, it stays in its state
   * @param seen its pull request as it was just seen; null = it has none any more
   * @throws AppError ILLEGAL_TRANSITION when `event` does not fit the row's state as it is now
   */
  async update(
    tx: Tx,
    id: string,
    change: PublicationChange,
    event?: PublicationEvent,
    seen?: PullRequest | null,
  ): Promise<PublicationRow> {
    const row = await this.row(id, tx.db)
    const state = event === undefined ? stateOf(row) : nextPublication(stateOf(row), event)
    const ended = isPublicationOver(state.status) && row.ended_at === null
    const isJudged = seen !== undefined || change.addressed !== undefined
    const before = isJudged ? await this.pull(id, tx.db) : null
    const pull = seen === undefined ? before : seen
    const addressed = JSON.parse(change.addressed ?? row.addressed) as number[]
    const all = {
      ...change,
      ...state,
      ...(ended ? { ended_at: this.#store.now() } : {}),
      ...(seen !== undefined || pull !== null
        ? { pull: pull && JSON.stringify(summaryOf(pull, addressed)) }
        : {}),
    }
    const after: PublicationRow = { ...row, ...(all as Partial<PublicationRow>) }
    await tx.db.updateTable('publications').set(all).where('id', '=', id).execute()
    if (seen !== undefined) await this.#keep(tx, id, seen)
    const from = toPublication(row)
    const changed = Object.fromEntries(
      Object.entries(toPublication(after)).filter(
        ([key, value]) => JSON.stringify(from[key as keyof Publication]) !== JSON.stringify(value),
      ),
    )
    const news = pullEventOf({ status: stateOf(row).status, pull: before }, { status: state.status, pull })
    // Whose it is goes with every change, so that a page which has not loaded it knows whether to.
    if (Object.keys(changed).length > 0)
      await this.#tell(tx, news ?? 'publication:updated', id, {
        projectId: row.project_id,
        taskId: row.task_id,
        batchId: row.batch_id,
        ...changed,
      })
    return after
  }

  async #keep(tx: Tx, id: string, pull: PullRequest | null): Promise<void> {
    if (pull === null) {
      await tx.db.deleteFrom('pull_requests').where('publication_id', '=', id).execute()
      return
    }
    const data = JSON.stringify(pull)
    await tx.db
      .insertInto('pull_requests')
      .values({ publication_id: id, data })
      .onConflict((conflict) => conflict.column('publication_id').doUpdateSet({ data }))
      .execute()
  }

  /** Writes that a pull request was seen as it was before, which the feed need not tell. */
  async noteSeen(tx: Tx, id: string, seenAt: string): Promise<void> {
    const pull = pullOf(await this.row(id, tx.db))
    if (pull === null) return
    await tx.db
      .updateTable('publications')
      .set({ pull: JSON.stringify({ ...pull, seenAt }) })
      .where('id', '=', id)
      .execute()
  }

  async #tell(tx: Tx, name: FeedEventName, id: string, data: Partial<Publication>): Promise<void> {
    const seq = await tx.emit(name, { ...data, id })
    await tx.db.updateTable('publications').set({ updated_seq: seq }).where('id', '=', id).execute()
  }
}

function followUpOf(row: PublicationRow): Publication['followUp'] {
  const { followUp } = followOf(row)
  return followUp && { runId: followUp.runId, settled: followUp.settled }
}

function toPublication(row: PublicationRow): Publication {
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
    notes: notesOf(row),
    followUp: followUpOf(row),
    pull: pullOf(row),
    createdAt: row.created_at,
    endedAt: row.ended_at,
    updatedSeq: row.updated_seq,
  }
}
