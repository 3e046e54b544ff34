import { AppError } from '#shared/errors.ts'
import { isPublicationOver, type PublicationStatus } from '#shared/publication-words.ts'
import type {
  CreatePublication,
  Publication,
  PublicationFailure,
  PublicationOf,
  PublicationPreview,
  RetryPublication,
  UpdatePublication,
  WholePublication,
} from '#shared/publications.ts'
import { Drivers } from '../process/drivers.ts'
import type { Tx } from '../store/store.ts'
import type { PublicationContext } from './context.ts'
import {
  isOpen,
  type Plan,
  planOf,
  previewOf,
  requireBase,
  requireRemote,
  wordsChange,
  writePlan,
} from './create.ts'
import { createFollower, type Follower } from './follow.ts'
import { PublicationDriver } from './publication-driver.ts'
import {
  failureOf,
  notesOf,
  PublicationRecords,
  type PublicationRow,
  withoutUnpushed,
} from './publication-records.ts'
import { keepAccounts } from './keep-account.ts'
import { keepClosing, mayChangeClosing } from './keep-closing.ts'
import { accountOf, whyRemoved } from './subject.ts'
import { ofBatch, type Source, sourceOfBatch, sourceOfTask } from './work.ts'

/** What the rest of the host knows of publications. */
export interface Publications
  extends Pick<
    Follower,
    | 'refresh'
    | 'merge'
    | 'ready'
    | 'updateBranch'
    | 'failedChecks'
    | 'fixChecks'
    | 'resolveConflict'
    | 'addressReview'
    | 'reply'
  > {
  /** Newest first, pull requests in short. */
  list(input: {
    projectId?: string | undefined
    taskId?: string | undefined
    batchId?: string | undefined
    open: boolean
    cursor?: string | undefined
    limit: number
  }): Promise<{ items: Publication[]; nextCursor?: string; seq: number }>
  get(id: string): Promise<WholePublication>
  /** What {@link create} would do; nothing is written. @throws as {@link create}, but not for a missing remote */
  preview(input: PublicationOf): Promise<PublicationPreview>
  /**
   * Publishes the newest work of a task or a batch: onto its open pull request, or as a new one.
   *
   * @throws AppError NOTHING_TO_PUBLISH, GITHUB_ERROR without a remote, BAD_REQUEST for a base that is not there, IN_BATCH, IN_CONTEST, TASK_RUNNING,
   *   PROJECT_NOT_READY, NOT_FOUND
   */
  create(input: CreatePublication): Promise<WholePublication>
  /** Changes what it says. @throws AppError ILLEGAL_TRANSITION when it is over */
  update(input: UpdatePublication): Promise<WholePublication>
  /** Tries again what failed; notes that are read are put away. @throws AppError ILLEGAL_TRANSITION when nothing did */
  retry(input: RetryPublication): Promise<WholePublication>
  /** Gives up what is not published yet; one that is published or over is answered as it is. */
  cancel(id: string): Promise<WholePublication>
}

/** The publications room, ready but not yet at work. */
export interface PublicationsRoom extends Publications {
  /** Whether the work of a task is on its way to its remote, or is tried again by itself. */
  isPublishing(taskId: string): Promise<boolean>
  /** What a batch that ends would publish with its branch at a commit; written by {@link openForBatch}. */
  planForBatch(batchId: string, head: string): Promise<Plan>
  /** Publishes a batch whose branch is pushed already, in the caller's transaction. */
  openForBatch(tx: Tx, plan: Plan): Promise<void>
  /** Address of the pull request of a batch; null = it has none, or not yet. */
  pullOfBatch(tx: Tx, batchId: string): Promise<string | null>
  /** Continues what a crash left, and begins to follow. */
  start(): Promise<void>
  /** Lets go of every publication without changing its state; they go on at the next start. */
  close(): Promise<void>
}

export type PublicationsOptions = Omit<PublicationContext, 'records' | 'drive' | 'republish'>

export function createPublications(options: PublicationsOptions): PublicationsRoom {
  const { store, tasks } = options
  const records = new PublicationRecords(store)
  const context: PublicationContext = {
    ...options,
    records,
    drive: (id) => drivers.drive(id),
    republish: async (id) => {
      const row = await records.row(id)
      await publish(await sourceOf(row.task_id, row.batch_id), {})
    },
  }
  const drivers = new Drivers((id) => new PublicationDriver(context, id))
  const follower = createFollower(context)

  async function sourceOf(taskId: string | null, batchId: string | null): Promise<Source> {
    if (taskId !== null && batchId === null) return sourceOfTask(context, (await tasks.get(taskId)).id)
    if (batchId !== null && taskId === null) return sourceOfBatch(context, batchId)
    throw new AppError('BAD_REQUEST', 'Give either taskId or batchId, and only one of them.')
  }

  async function publish(
    source: Source,
    input: Omit<CreatePublication, 'taskId' | 'batchId'>,
  ): Promise<WholePublication> {
    const plan = await planOf(context, source, input.base)
    requireRemote(plan)
    if (input.base !== undefined) await requireBase(context, plan)
    const id = await store.write((tx) => writePlan(context, tx, plan, input))
    drivers.drive(id)
    return records.publication(id)
  }

  /** An account is there again: what waited for it goes on. */
  async function retryWithAccounts(): Promise<void> {
    for (const row of await records.open()) {
      const code = row.status === 'blocked' ? failureOf(row)?.code : undefined
      if (code !== 'no_account' && code !== 'unauthorized') continue
      const account = await accountOf(context, row)
      if (account?.state === 'ready') await goOn(row, account.id)
    }
  }

  async function goOn(row: PublicationRow, accountId: string | null, foreign?: RetryPublication['foreign']) {
    await store.write(async (tx) => {
      const now = await records.row(row.id, tx.db)
      if (now.status !== 'blocked' && now.status !== 'waiting') return
      const choice = foreign === undefined ? {} : { foreign_choice: foreign }
      // One without an account was to be a branch and no more: a pull request is made of that when it is asked for.
      const account = accountId === null || now.account_id === null ? {} : { account_id: accountId }
      await records.update(
        tx,
        row.id,
        { ...choice, ...account, failure: null, attempts: 0, due_at: null },
        'retry',
      )
    })
    drivers.drive(row.id)
  }

  /** What its task or project was removed of is nobody's to publish; a pull request stays as it is. */
  async function endRemoved(): Promise<void> {
    for (const row of await records.open()) {
      const why = await whyRemoved(context, row)
      if (why === null) continue
      await store.write(async (tx) => {
        if (!isOpen(await records.row(row.id, tx.db))) return
        const failure: PublicationFailure = { code: 'nothing_to_publish', message: why, retryAt: null }
        await records.update(tx, row.id, { failure: JSON.stringify(failure), due_at: null }, 'cancel')
      })
    }
  }

  let looking = Promise.resolve()
  const background = (work: () => Promise<void>) => {
    looking = looking.then(work).catch((error: unknown) => {
      options.log('warn', 'publications could not be looked at', { error: String(error) })
    })
  }

  const stopListening = store.subscribe((events) => {
    if (events.some(({ event }) => event === 'task:deleted' || event === 'project:deleted'))
      background(endRemoved)
    if (mayChangeClosing(events)) background(() => keepClosing(context))
    for (const { event, data } of events) {
      if (event.startsWith('publication:') && 'status' in data) drivers.get(data.id)?.wake()
      const isAccount =
        event.startsWith('github-account:') && (event !== 'github-account:updated' || 'state' in data)
      if (!isAccount && !(event === 'project:updated' && 'githubAccountId' in data)) continue
      background(() => keepAccounts(context))
      background(retryWithAccounts)
    }
  })

  return {
    async list({ cursor, limit, taskId, ...filter }) {
      const seq = await store.seq()
      const task = taskId === undefined ? undefined : (await tasks.get(taskId)).id
      const items = await records.list({ ...filter, taskId: task, before: cursor, limit: limit + 1 })
      const last = items[limit - 1]
      return items.length > limit && last !== undefined
        ? { items: items.slice(0, limit), nextCursor: last.id, seq }
        : { items, seq }
    },

    get: (id) => records.publication(id),

    async preview({ taskId, batchId }) {
      return previewOf(await planOf(context, await sourceOf(taskId ?? null, batchId ?? null)))
    },

    async create({ taskId, batchId, ...input }) {
      return publish(await sourceOf(taskId ?? null, batchId ?? null), input)
    },

    async update({ id, ...words }) {
      await store.write(async (tx) => {
        const row = await records.row(id, tx.db)
        if (!isOpen(row)) throw over(row)
        const isPast = row.step === 'details' || row.step === 'done'
        await records.update(tx, id, wordsChange(row, null, words), isPast ? 'reword' : undefined)
      })
      drivers.drive(id)
      return records.publication(id)
    },

    async retry({ id, foreign }) {
      const row = await records.row(id)
      if (!isOpen(row)) throw over(row)
      if (foreign !== undefined && failureOf(row)?.code !== 'foreign_commits')
        throw new AppError('ILLEGAL_TRANSITION', 'There are no commits of somebody else to decide about.', {
          status: row.status,
        })
      if (row.status === 'open' && row.notes !== '[]') {
        const isWanted = notesOf(row).some(({ again }) => again)
        await store.write((tx) => records.update(tx, id, { notes: '[]' }, isWanted ? 'reword' : undefined))
        if (isWanted) drivers.drive(id)
      }
      if (row.status === 'blocked' || row.status === 'waiting') {
        await goOn(row, (await accountOf(context, row))?.id ?? null, foreign)
      }
      return records.publication(id)
    },

    async cancel(id) {
      await store.write(async (tx) => {
        const row = await records.row(id, tx.db)
        if (!isOpen(row) || row.status === 'open') return
        const change = { failure: null, foreign_choice: null, due_at: null }
        // What is published stays published.
        if (row.pr_number === null) await records.update(tx, id, change, 'cancel')
        else {
          await records.update(tx, id, { ...change, ...withoutUnpushed(row) }, 'give_up')
        }
      })
      return records.publication(id)
    },

    refresh: (id) => follower.refresh(id),
    merge: (id, method, without) => follower.merge(id, method, without),
    ready: (id) => follower.ready(id),
    updateBranch: (id) => follower.updateBranch(id),
    failedChecks: (id) => follower.failedChecks(id),
    fixChecks: (id) => follower.fixChecks(id),
    resolveConflict: (id) => follower.resolveConflict(id),
    addressReview: (id, commentIds) => follower.addressReview(id, commentIds),
    reply: (id, commentId, body) => follower.reply(id, commentId, body),

    async planForBatch(batchId, head) {
      const source = await ofBatch(context, await options.batches.get(batchId), head)
      return planOf(context, source)
    },

    async isPublishing(taskId) {
      const status = (await records.openOf({ taskId }))?.status
      return status === 'working' || status === 'waiting'
    },

    async openForBatch(tx, plan) {
      const id = await writePlan(context, tx, plan, {}, plan.source.head)
      tx.afterCommit(() => drivers.drive(id))
    },

    async pullOfBatch(tx, batchId) {
      return (await records.latestOf({ batchId }, tx.db))?.pr_url ?? null
    },

    async start() {
      await endRemoved()
      background(() => keepAccounts(context))
      background(() => keepClosing(context))
      for (const { id, status } of await records.open()) if (status !== 'open') drivers.drive(id)
      follower.start()
    },

    async close() {
      stopListening()
      await looking
      await follower.close()
      await drivers.close()
    },
  }
}

const over = ({ status }: PublicationRow) =>
  new AppError(
    'ILLEGAL_TRANSITION',
    isPublicationOver(status as PublicationStatus)
      ? `It is ${status} already. Publish the task or the batch again.`
      : `It is ${status}.`,
    { status },
  )
