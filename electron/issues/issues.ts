import type { z } from 'zod'
import { notFound } from '#shared/errors.ts'
import type {
  ImportIssues,
  importedIssues,
  IssueChoices,
  IssueLink,
  IssuePlan,
  IssueSyncStatus,
  issueWrite,
  LinkIssue,
  ListIssues,
  listIssueLinks,
  listIssueWrites,
  remoteIssues,
} from '#shared/issues.ts'
import type { Task } from '#shared/tasks.ts'
import { ReconcileLoop } from '../process/reconcile-loop.ts'
import type { IssueContext } from './context.ts'
import { importIssues } from './import-issues.ts'
import { IssueLog } from './issue-log.ts'
import { LinkRecords } from './issue-records.ts'
import { linkIssue } from './link-issue.ts'
import { issueChoices, listIssues } from './list-issues.ts'
import { makeIssue } from './make-issue.ts'
import { openIssues } from './open-issues.ts'
import { planOf } from './plan.ts'
import { restoreLost } from './restore.ts'
import { syncStatus } from './status.ts'
import { createSyncLoop } from './sync-loop.ts'

interface Page<T> {
  items: T[]
  nextCursor?: string
  seq: number
}

/** Issues at GitHub, and the tasks they are kept the same with. */
export interface Issues {
  /** As GitHub has them now. @throws AppError NOT_FOUND; GithubError */
  list(input: ListIssues): Promise<z.infer<typeof remoteIssues>>
  /** @throws AppError NOT_FOUND; GithubError */
  choices(projectId: string): Promise<IssueChoices>
  /** @throws AppError NOT_FOUND; GithubError */
  import(input: ImportIssues): Promise<z.infer<typeof importedIssues>>
  links(input: z.output<typeof listIssueLinks>): Promise<Page<IssueLink>>
  /** @throws AppError NOT_FOUND, CONFLICT; GithubError */
  link(input: LinkIssue): Promise<IssueLink>
  /** @throws AppError NOT_FOUND, CONFLICT; GithubError `no_account` */
  make(taskId: string): Promise<IssueLink>
  /** @throws AppError NOT_FOUND */
  unlink(taskId: string): Promise<{ id: string }>
  /** @throws AppError NOT_FOUND, CONFLICT when the project keeps no issues the same */
  sync(projectId: string): Promise<IssueSyncStatus>
  status(): Promise<{ items: IssueSyncStatus[]; seq: number }>
  /** Reads linked issues anew. @throws AppError NOT_FOUND; GithubError */
  plan(projectId: string): Promise<IssuePlan>
  writes(input: z.output<typeof listIssueWrites>): Promise<Page<z.infer<typeof issueWrite>>>
  /** @throws AppError NOT_FOUND, CONFLICT when nothing was replaced, or was taken back */
  restore(writeId: string): Promise<Task>
}

/** The rooms of issues, ready but not yet at work. */
export interface IssuesRoom extends Issues {
  /** Continues what a crash left, and begins to keep issues and tasks the same. */
  start(): void
  close(): Promise<void>
  /** See {@link SyncLoop.step}: for whoever keeps the time himself. */
  step(now: number): Promise<number | null>
}

export type IssuesOptions = Omit<IssueContext, 'records' | 'journal' | 'open' | 'wake'>

export function createIssues(options: IssuesOptions): IssuesRoom {
  const { store, tasks } = options
  const loop = new ReconcileLoop()
  const records = new LinkRecords(store)
  const journal = new IssueLog(store)
  const context: IssueContext = {
    ...options,
    records,
    journal,
    open: (project, repository) => openIssues(options.github, project, repository, loop.signal),
    wake: () => loop.wake(),
  }
  const sync = createSyncLoop(context, loop)
  const idOf = async (ref: string) => (await tasks.get(ref)).id

  return {
    list: (input) => listIssues(context, input),
    choices: (projectId) => issueChoices(context, projectId),
    import: (input) => importIssues(context, input),
    link: (input) => linkIssue(context, input),
    make: (taskId) => makeIssue(context, taskId),

    async links({ projectId, taskId, cursor, limit }) {
      const task = taskId === undefined ? undefined : await idOf(taskId)
      return records.page({ projectId, taskId: task, cursor, limit })
    },

    async unlink(taskId) {
      const row = await records.ofTask(taskId)
      if (row === null) throw notFound('issue of a task', taskId)
      return sync.inTurn(row.id, () =>
        store.write(async (tx) => {
          const there = await records.find(row.id, tx.db)
          if (there === null) return { id: row.id }
          await records.remove(tx, there)
          const named = there.number === null ? null : `#${there.number}`
          await tasks.recordLink(tx, there.task_id, { kind: 'issue:unlinked', from: named, to: null })
          return { id: row.id }
        }),
      )
    },

    sync: (projectId) => sync.sync(projectId),
    status: () => syncStatus(context),
    plan: (projectId) => planOf(context, projectId),

    async writes({ taskId, ...filter }) {
      return journal.page({ ...filter, taskId: taskId === undefined ? undefined : await idOf(taskId) })
    },

    restore: (writeId) => sync.inTurn(writeId, () => restoreLost(context, writeId)),

    start: () => sync.start(),
    step: (now) => sync.step(now),
    close: () => sync.close(),
  }
}
