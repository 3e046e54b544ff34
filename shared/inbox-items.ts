// The page loads this file, so nothing of zod may stand in it.
import { isBatchOver } from './batch-words.ts'
import { pausedRuns, waitsForUser } from './batch-news.ts'
import type { Batch } from './batches.ts'
import { waitsForChoice } from './contest-news.ts'
import type { Contest } from './contests.ts'
import { printOf, pullReason } from './inbox-pulls.ts'
import type { Publication } from './publications.ts'
import type { Request } from './requests.ts'
import type { Run } from './runs.ts'
import type { Comment, Task } from './tasks.ts'

/** Parts of the inbox, in its order: where an agent stands still comes first. */
export const INBOX_GROUPS = ['agents', 'review', 'failed', 'pulls', 'mentions'] as const
export type InboxGroup = (typeof INBOX_GROUPS)[number]

/** `merge` = the work of a batch that is over and is nowhere but on the batch's own branch. */
export type InboxKind =
  | 'request'
  | 'batch'
  | 'contest'
  | 'plan'
  | 'review'
  | 'merge'
  | 'failed'
  | 'pull'
  | 'mention'

/** Something that waits for the user. */
export type InboxItem = {
  /** Names this occurrence of it, as its mark does: see shared/inbox.ts. */
  id: string
  kind: InboxKind
  group: InboxGroup
  /** Of the request, batch, contest, run or publication; of a mention in a task, of the comment. */
  of: string
  /** null = it is a batch's. */
  taskId: string | null
  projectId: string
  /** Since when it waits, or what it is of is there: it never changes. */
  since: string
}

type All<T> = ReadonlyMap<string, T>

/** All that the inbox is worked out from. */
export type InboxParts = {
  tasks: All<Task>
  runs: All<Run>
  requests: All<Request>
  batches: All<Batch>
  contests: All<Contest>
  publications: All<Publication>
  /** Comments that name the user and have no answer. */
  mentions: All<Comment>
}

/**
 * Everything that waits for the user, each once: by {@link INBOX_GROUPS}, the oldest first. Nothing else decides what
 * is in the inbox; what was put away is told apart by `placesOf` of inbox-places.ts.
 */
export function inboxItems(parts: InboxParts): InboxItem[] {
  const published = newestPublications(parts.publications)
  const items = new Map<string, InboxItem>()
  const add = (found: Iterable<InboxItem>) => {
    // A run for several tasks is seen to once.
    for (const item of found) if (!items.has(item.id)) items.set(item.id, item)
  }
  add(requestItems(parts))
  add(batchItems(parts))
  add(contestItems(parts))
  add(planItems(parts))
  add(runItems(parts, published))
  add(pullItems(parts, published))
  add(mentionItems(parts))
  return [...items.values()].sort(inOrder)
}

const rank = new Map(INBOX_GROUPS.map((group, index) => [group, index]))
const rankOf = ({ group }: InboxItem) => rank.get(group) ?? 0

const inOrder = (a: InboxItem, b: InboxItem): number =>
  rankOf(a) - rankOf(b) || compare(a.since, b.since) || compare(a.id, b.id)

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

/** Whether an agent stands still until it is answered: then it can be put off, but not be marked as done. */
export const needsAnswer = ({ group }: Pick<InboxItem, 'group'>): boolean => group === 'agents'

/** The same by the name of an occurrence. */
export const isAsked = (id: string): boolean => /^(?:request:|batch:[^:]+:(?!review$))/.test(id)

function* requestItems({ requests, batches }: InboxParts): Iterable<InboxItem> {
  // A batch that is paused says so itself, once for all of its runs.
  const paused = pausedRuns(batches.values())
  for (const { id, kind, runId, taskId, projectId, answer, createdAt } of requests.values()) {
    if (answer !== null || (kind === 'limit' && paused.has(runId))) continue
    yield {
      id: `request:${id}`,
      kind: 'request',
      group: 'agents',
      of: id,
      taskId,
      projectId,
      since: createdAt,
    }
  }
}

/** How the inbox calls what a batch waits with. */
export function batchItemId({ id, tasks, failure }: Batch): string {
  const approval = tasks.find(({ awaitsApproval }) => awaitsApproval)
  if (approval === undefined) return `batch:${id}:paused-${printOf(failure ?? '')}`
  return `batch:${id}:approval-${approval.runId ?? approval.taskId}`
}

function* batchItems({ batches, runs }: InboxParts): Iterable<InboxItem> {
  for (const batch of batches.values()) {
    if (!waitsForUser(batch)) continue
    const { id, projectId, createdAt } = batch
    const runId = batch.tasks.find(({ awaitsApproval }) => awaitsApproval)?.runId ?? null
    yield {
      id: batchItemId(batch),
      kind: 'batch',
      group: 'agents',
      of: id,
      taskId: null,
      projectId,
      since: runs.get(runId ?? '')?.endedAt ?? createdAt,
    }
  }
}

function* contestItems({ contests }: InboxParts): Iterable<InboxItem> {
  for (const contest of contests.values()) {
    if (!waitsForChoice(contest)) continue
    const { id, taskId, projectId, createdAt } = contest
    yield {
      id: `contest:${id}`,
      kind: 'contest',
      group: 'review',
      of: id,
      taskId,
      projectId,
      since: createdAt,
    }
  }
}

/** What became of the goals of brainstorms: plans to be judged, and failures. */
function* planItems({ tasks, runs }: InboxParts): Iterable<InboxItem> {
  for (const task of tasks.values()) {
    if (!isGoalToJudge(task)) continue
    const { id: taskId, projectId, latestRunId } = task
    const run = runs.get(latestRunId ?? '')
    if (run?.status !== 'succeeded' && run?.status !== 'failed') continue
    yield {
      id: `plan:${run.id}`,
      kind: 'plan',
      group: run.status === 'failed' ? 'failed' : 'review',
      of: run.id,
      taskId,
      projectId,
      since: run.endedAt ?? run.createdAt,
    }
  }
}

/** Whether it is the goal of a brainstorm that is neither accepted nor dismissed. */
export const isGoalToJudge = ({ isGoal, status }: Task): boolean =>
  isGoal && status !== 'done' && status !== 'cancelled'

type Published = {
  /** The newest publication of a task or batch that was not given up. */
  of: (subjectId: string) => Publication | undefined
  /** Runs that went on with the pull request of a batch. */
  forBatches: ReadonlySet<string>
}

function newestPublications(publications: All<Publication>): Published {
  const newest = new Map<string, Publication>()
  const forBatches = new Set<string>()
  for (const publication of publications.values()) {
    const { batchId, followUp, status } = publication
    if (batchId !== null && followUp !== null) forBatches.add(followUp.runId)
    const subject = publication.taskId ?? batchId
    if (subject === null || status === 'cancelled') continue
    const held = newest.get(subject)
    if (held === undefined || held.id < publication.id) newest.set(subject, publication)
  }
  return { of: (id) => newest.get(id), forBatches }
}

/** What became of the latest runs of tasks: work to be judged, and failures. */
function* runItems({ tasks, runs, batches }: InboxParts, published: Published): Iterable<InboxItem> {
  const batchesOf = batchesByTask(batches)
  for (const task of tasks.values()) {
    const run = isSettled(task) ? runs.get(task.latestRunId ?? '') : undefined
    if (run === undefined || run.mergedCommit !== null || run.discardedAt !== null) continue
    const batch = batchesOf.get(task.id)
    // The batch says what it wants, and goes on by itself else.
    if (batch !== undefined && !isBatchOver(batch.status)) continue
    const since = run.endedAt ?? run.createdAt
    const item = { of: run.id, taskId: task.id, projectId: task.projectId, since }
    if (run.status === 'failed') {
      yield { ...item, id: `failed:${run.id}`, kind: 'failed', group: 'failed' }
    } else if (
      run.status === 'succeeded' &&
      task.status === 'in_review' &&
      !published.forBatches.has(run.id)
    ) {
      if (batch !== undefined && hasWorkOf(batch, task.id)) {
        if (isOut(published.of(batch.id))) continue
        const { id, projectId } = batch
        const at = batch.endedAt ?? batch.createdAt
        yield {
          id: `batch:${id}:review`,
          kind: 'merge',
          group: 'review',
          of: id,
          taskId: null,
          projectId,
          since: at,
        }
      } else if (!isPublished(published.of(task.id), run)) {
        yield { ...item, id: `review:${run.id}`, kind: 'review', group: 'review' }
      }
    }
  }
}

/** Whether what came of a task may wait: nothing goes on at it, and it is not over. */
export const isSettled = ({ status, archived, executionStatus, contestId }: Task): boolean =>
  !archived &&
  contestId === null &&
  status !== 'done' &&
  status !== 'cancelled' &&
  (executionStatus === 'failed' || (executionStatus === 'succeeded' && status === 'in_review'))

/** Of each task the batch that is not over, else the newest one. */
function batchesByTask(batches: All<Batch>): Map<string, Batch> {
  const byTask = new Map<string, Batch>()
  for (const batch of batches.values()) {
    for (const { taskId } of batch.tasks) {
      const held = byTask.get(taskId)
      const isNewer = held === undefined || held.id < batch.id
      if (held === undefined || (isBatchOver(held.status) && (isNewer || !isBatchOver(batch.status))))
        byTask.set(taskId, batch)
    }
  }
  return byTask
}

const hasWorkOf = ({ mergedCommit, tasks }: Batch, taskId: string): boolean =>
  mergedCommit === null && tasks.some((task) => task.taskId === taskId && task.status === 'merged')

/** Whether it is on its way, or was published: what is wanted of it then, its pull request says. */
const isOut = (publication: Publication | undefined): boolean =>
  publication !== undefined && publication.status !== 'closed'

/** Whether a run's work is published, or was and is asked about as a pull request that was closed. */
const isPublished = (publication: Publication | undefined, { id, headCommit }: Run): boolean =>
  publication !== undefined &&
  (publication.runId === id || (publication.headCommit === headCommit && publication.status !== 'closed'))

function* pullItems({ tasks, publications }: InboxParts, published: Published): Iterable<InboxItem> {
  for (const publication of publications.values()) {
    const { id, taskId, batchId, projectId, createdAt } = publication
    if (published.of(taskId ?? batchId ?? '') !== publication) continue
    const reason = pullReason(publication, tasks.get(taskId ?? ''))
    if (reason === null) continue
    yield {
      id: `publication:${id}:${reason}`,
      kind: 'pull',
      group: 'pulls',
      of: id,
      taskId,
      projectId,
      since: createdAt,
    }
  }
}

/** What others have said to the user: of tasks that are on the board, and of pull requests that are open. */
function* mentionItems({ mentions, tasks, publications }: InboxParts): Iterable<InboxItem> {
  for (const { id: of, taskId, projectId, status, pull } of publications.values()) {
    if (status !== 'open') continue
    for (const { id, at } of pull?.mentions ?? [])
      yield {
        id: `mention:${of}:${id}`,
        kind: 'mention',
        group: 'mentions',
        of,
        taskId,
        projectId,
        since: at,
      }
  }
  for (const { id, taskId, isMention, createdAt } of mentions.values()) {
    const task = tasks.get(taskId)
    if (!isMention || task === undefined || task.archived) continue
    yield {
      id: `mention:${id}`,
      kind: 'mention',
      group: 'mentions',
      of: id,
      taskId,
      projectId: task.projectId,
      since: createdAt,
    }
  }
}
