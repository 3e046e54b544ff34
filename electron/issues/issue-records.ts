import { setImmediate } from 'node:timers/promises'
import type { Insertable, Selectable, Updateable } from 'kysely'
import type { GithubRepository } from '#shared/github.ts'
import type { IssueBase } from '#shared/issue-merge.ts'
import type { LinkState, WriteSubject } from '#shared/issue-words.ts'
import type { IssueLink } from '#shared/issues.ts'
import type { PublicationFailure } from '#shared/publications.ts'
import type { IssueCommentsTable, IssueLinksTable } from '../store/schema.ts'
import type { Store, Tx } from '../store/store.ts'
import type { Reader } from '../tasks/task-records.ts'

export type LinkRow = Selectable<IssueLinksTable>
/** A link without the texts of both sides: there may be thousands of them. */
export type LinkHead = Omit<LinkRow, 'base'>
export type LinkChange = Omit<Updateable<IssueLinksTable>, 'id' | 'updated_seq'>
export type CommentPair = Selectable<IssueCommentsTable>

export const baseOf = (row: Pick<LinkRow, 'base'>): IssueBase | null =>
  row.base === null ? null : (JSON.parse(row.base) as IssueBase)
export const repositoryOf = (row: Pick<LinkRow, 'repository'>) =>
  JSON.parse(row.repository) as GithubRepository
export const waitingOf = (row: Pick<LinkRow, 'waiting'>) => JSON.parse(row.waiting) as WriteSubject[]
export const failureOf = (row: { failure: string | null }): PublicationFailure | null =>
  row.failure === null ? null : (JSON.parse(row.failure) as PublicationFailure)

/** What makes two repositories the same. */
export const placeOf = ({ host, owner, name }: GithubRepository) => `${host}/${owner}/${name}`.toLowerCase()

/** The rows of `issue_links`, each change with its feed event, and of `issue_comments`. */
export class LinkRecords {
  readonly #store: Store

  constructor(store: Store) {
    this.#store = store
  }

  async find(id: string, db: Reader = this.#store.db): Promise<LinkRow | null> {
    return (await links(db).where('id', '=', id).executeTakeFirst()) ?? null
  }

  async ofTask(taskId: string, db: Reader = this.#store.db): Promise<LinkRow | null> {
    return (await links(db).where('task_id', '=', taskId).executeTakeFirst()) ?? null
  }

  async ofIssue(
    projectId: string,
    repository: GithubRepository,
    number: number,
    db: Reader = this.#store.db,
  ): Promise<LinkRow | null> {
    const query = links(db).where('project_id', '=', projectId).where('place', '=', placeOf(repository))
    return (await query.where('number', '=', number).executeTakeFirst()) ?? null
  }

  /** Those of some issues of a place, by their numbers. */
  async ofIssues(
    projectId: string,
    place: string,
    numbers: readonly number[],
  ): Promise<Map<number | null, LinkRow>> {
    const ofPlace = links(this.#store.db).where('project_id', '=', projectId).where('place', '=', place)
    const rows = await ofPlace.where('number', 'in', numbers).execute()
    return new Map(rows.map((row) => [row.number, row]))
  }

  ofProject(projectId: string): Promise<LinkHead[]> {
    return heads(this.#store.db).where('project_id', '=', projectId).orderBy('id').execute()
  }

  /** Those that have a time, the earliest first. */
  due(): Promise<LinkHead[]> {
    return heads(this.#store.db).where('due_at', 'is not', null).orderBy('due_at').orderBy('id').execute()
  }

  all(): Promise<LinkHead[]> {
    return heads(this.#store.db).orderBy('id').execute()
  }

  /**
   * Changes each of some links that is still there in a transaction of its own: in one of them all the host would stand
   * still.
   */
  async updateEach(rows: readonly Pick<LinkRow, 'id'>[], change: LinkChange): Promise<void> {
    for (const { id } of rows) {
      await this.#store.write(async (tx) => {
        if ((await this.find(id, tx.db)) !== null) await this.update(tx, id, change)
      })
      await setImmediate()
    }
  }

  /** @param base null while the issue is being made */
  async insert(
    tx: Tx,
    {
      repository,
      base,
      ...values
    }: Pick<
      Insertable<IssueLinksTable>,
      'project_id' | 'task_id' | 'number' | 'url' | 'state' | 'remote_updated_at' | 'due_at' | 'synced_at'
    > & { repository: GithubRepository; base: IssueBase | null },
  ): Promise<IssueLink> {
    const id = this.#store.newId()
    await tx.db
      .insertInto('issue_links')
      .values({
        ...values,
        id,
        repository: JSON.stringify(repository),
        place: placeOf(repository),
        base: base && JSON.stringify(base),
        waiting: JSON.stringify(base === null ? ['issue'] : []),
        comments_at: null,
        failure: null,
        created_at: this.#store.now(),
        updated_seq: 0,
      })
      .execute()
    const link = toLink(await this.row(id, tx.db))
    const updatedSeq = await tx.emit('issue-link:created', { ...link })
    await tx.db.updateTable('issue_links').set({ updated_seq: updatedSeq }).where('id', '=', id).execute()
    return { ...link, updatedSeq }
  }

  /** Changes a link in the caller's transaction, and tells the feed what of it can be seen. */
  async update(tx: Tx, id: string, change: LinkChange): Promise<LinkRow> {
    const before = await this.row(id, tx.db)
    await tx.db.updateTable('issue_links').set(change).where('id', '=', id).execute()
    const after = await this.row(id, tx.db)
    const from = toLink(before)
    const changed = Object.fromEntries(
      Object.entries(toLink(after)).filter(
        ([key, value]) => JSON.stringify(from[key as keyof IssueLink]) !== JSON.stringify(value),
      ),
    )
    if (Object.keys(changed).length === 0) return after
    const { projectId, taskId } = from
    const seq = await tx.emit('issue-link:updated', { id, projectId, taskId, ...changed })
    await tx.db.updateTable('issue_links').set({ updated_seq: seq }).where('id', '=', id).execute()
    return { ...after, updated_seq: seq }
  }

  /** Parts a task and its issue; what is known of their comments goes, the log stays. */
  async remove(tx: Tx, { id, project_id, task_id }: LinkHead): Promise<void> {
    await tx.db.deleteFrom('issue_links').where('id', '=', id).execute()
    await tx.emit('issue-link:deleted', { id, projectId: project_id, taskId: task_id })
  }

  /** Newest first. */
  async page({
    projectId,
    taskId,
    cursor,
    limit,
  }: {
    projectId?: string | undefined
    taskId?: string | undefined
    cursor?: string | undefined
    limit: number
  }): Promise<{ items: IssueLink[]; nextCursor?: string; seq: number }> {
    const seq = await this.#store.seq()
    const rows = await links(this.#store.db)
      .$if(projectId !== undefined, (query) => query.where('project_id', '=', projectId ?? ''))
      .$if(taskId !== undefined, (query) => query.where('task_id', '=', taskId ?? ''))
      .$if(cursor !== undefined, (query) => query.where('id', '<', cursor ?? ''))
      .orderBy('id', 'desc')
      .limit(limit + 1)
      .execute()
    const items = rows.slice(0, limit).map(toLink)
    const last = items.at(-1)
    return rows.length > limit && last !== undefined ? { items, nextCursor: last.id, seq } : { items, seq }
  }

  /** Frees the issues of tasks that were deleted. */
  async removeDeleted(): Promise<void> {
    for (const row of await ofDeleted(this.#store.db).execute()) {
      await this.#store.write((tx) => this.remove(tx, row))
      await setImmediate()
    }
  }

  /** What is known of the comments of a link, in the order they were met. */
  pairs(linkId: string, db: Reader = this.#store.db): Promise<CommentPair[]> {
    return db.selectFrom('issue_comments').selectAll().where('link_id', '=', linkId).orderBy('id').execute()
  }

  /** How many comments of each link of a project are known, and when GitHub last changed one. */
  async knownComments(projectId: string): Promise<Map<string, { count: number; newest: string | null }>> {
    const rows = await this.#store.db
      .selectFrom('issue_comments')
      .innerJoin('issue_links', 'issue_links.id', 'issue_comments.link_id')
      .select((row) => [
        'link_id',
        row.fn.countAll<number>().as('count'),
        row.fn.max('issue_comments.remote_updated_at').as('newest'),
      ])
      .where('project_id', '=', projectId)
      .groupBy('link_id')
      .execute()
    return new Map(rows.map(({ link_id, count, newest }) => [link_id, { count, newest }]))
  }

  async insertPair(tx: Tx, pair: Omit<CommentPair, 'id'>): Promise<void> {
    await tx.db
      .insertInto('issue_comments')
      .values({ ...pair, id: this.#store.newId() })
      .execute()
  }

  async updatePair(tx: Tx, id: string, change: Updateable<IssueCommentsTable>): Promise<void> {
    await tx.db.updateTable('issue_comments').set(change).where('id', '=', id).execute()
  }

  async removePair(tx: Tx, id: string): Promise<void> {
    await tx.db.deleteFrom('issue_comments').where('id', '=', id).execute()
  }

  /** @throws Error when it is gone */
  async row(id: string, db: Reader = this.#store.db): Promise<LinkRow> {
    return links(db).where('id', '=', id).executeTakeFirstOrThrow()
  }
}

const heads = (db: Reader) => db.selectFrom('issue_links').select(HEAD)

const HEAD = [
  'id',
  'project_id',
  'task_id',
  'repository',
  'place',
  'number',
  'url',
  'state',
  'remote_updated_at',
  'comments_at',
  'waiting',
  'failure',
  'attempts',
  'due_at',
  'held',
  'synced_at',
  'created_at',
  'updated_seq',
] as const

const ofDeleted = (db: Reader) =>
  heads(db).where((row) =>
    row('task_id', 'in', row.selectFrom('tasks').select('id').where('deleted_at', 'is not', null)),
  )

const links = (db: Reader) => db.selectFrom('issue_links').selectAll()

const toLink = (row: LinkHead): IssueLink => ({
  id: row.id,
  projectId: row.project_id,
  taskId: row.task_id,
  repository: repositoryOf(row),
  number: row.number,
  url: row.url,
  state: row.state as LinkState,
  waiting: waitingOf(row),
  failure: failureOf(row),
  syncedAt: row.synced_at,
  createdAt: row.created_at,
  updatedSeq: row.updated_seq,
})
