import { isBatchOver } from '#shared/batch-words.ts'
import { pausedRuns, waitsForUser } from '#shared/batch-news.ts'
import type { Batch } from '#shared/batches.ts'
import { waitsForChoice } from '#shared/contest-news.ts'
import type { Contest } from '#shared/contests.ts'
import type { InboxMark } from '#shared/inbox.ts'
import { isPassing } from '#shared/publication-words.ts'
import type { Publication } from '#shared/publications.ts'
import type { Request } from '#shared/requests.ts'
import { isTerminal } from '#shared/run-words.ts'
import type { Run } from '#shared/runs.ts'
import type { Task } from '#shared/tasks.ts'
import { conflicts, wish } from '../publications/words.ts'
import { fingerprint } from '../review/review-notes.ts'
import { putAwayAt } from './inbox-marks.ts'

/** Parts of the inbox, in its order: where an agent stands still comes first. */
export const INBOX_GROUPS = ['agents', 'review', 'failed', 'pulls'] as const
export type InboxGroup = (typeof INBOX_GROUPS)[number]

/** `merge` = the work of a batch that is over and is nowhere but on the batch's own branch. */
export type InboxKind = 'request' | 'batch' | 'contest' | 'plan' | 'review' | 'merge' | 'failed' | 'pull'

/** Something that waits for the user. */
export type InboxItem = {
  /** Names this occurrence of it, as its mark does: see shared/inbox.ts. */
  id: string
  kind: InboxKind
  group: InboxGroup
  /** Of the request, batch, contest, run or publication. */
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
}

/**
 * Everything that waits for the user, each once: by {@link INBOX_GROUPS}, the oldest first. Nothing else decides what
 * is in the inbox; what was put away is told apart by {@link placesOf}.
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
  return [...items.values()].sort(inOrder)
}

const rank = new Map(INBOX_GROUPS.map((group, index) => [group, index]))
const rankOf = ({ group }: InboxItem) => rank.get(group) ?? 0

const inOrder = (a: InboxItem, b: InboxItem): number =>
  rankOf(a) - rankOf(b) || compare(a.since, b.since) || compare(a.id, b.id)

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

/** Whether an agent stands still until it is answered: then it can be put off, but not be marked as done. */
export const needsAnswer = ({ group }: Pick<InboxItem, 'group'>): boolean => group === 'agents'

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

function* batchItems({ batches, runs }: InboxParts): Iterable<InboxItem> {
  for (const batch of batches.values()) {
    if (!waitsForUser(batch)) continue
    const { id, projectId, failure, createdAt } = batch
    const approval = batch.tasks.find(({ awaitsApproval }) => awaitsApproval)
    const runId = approval?.runId ?? null
    const reason =
      approval === undefined ? `paused-${printOf(failure ?? '')}` : `approval-${runId ?? approval.taskId}`
    yield {
      id: `batch:${id}:${reason}`,
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

/**
 * What a publication wants of the user, as a part of an id: another commit, reviewer or failure is another reason.
 * null = nothing, such as while the agent is mending it.
 */
function pullReason(publication: Publication, task: Task | undefined): string | null {
  const { status, taskId, runId, failure, pull } = publication
  if (status === 'closed') {
    // Until its task is gone on with, done or put away: of a batch nothing tells that.
    const isLeft = task?.status === 'in_review' && !task.archived && task.latestRunId === runId
    return isLeft ? 'closed' : null
  }
  const wanted = wish(publication)
  if (wanted === null || (taskId !== null && (task === undefined || isAtWork(task)))) return null
  if (pull === null || status === 'blocked' || (failure !== null && !isPassing(failure.code)))
    return `${status}-${printOf(wanted)}`
  // Checks that fail after the first one of a commit are no news.
  const { checkCounts, requested } = pull
  const wishes = [
    checkCounts.failed > 0 ? ['checks'] : [],
    requested.count > 0 ? [`changes${requested.count}`] : [],
    conflicts(publication) ? ['conflict'] : [],
  ]
  return [...wishes.flat(), pull.headCommit.slice(0, 12)].join('-')
}

const isAtWork = ({ executionStatus }: Task): boolean =>
  executionStatus !== null && !isTerminal(executionStatus)

/** A short name of a text, of the letters that the id of a mark may have. */
const printOf = (text: string): string => fingerprint(text).replaceAll('.', '-')

/** What is in the inbox, and what was put away for a while or for good. Each in the order of the inbox. */
export type InboxPlaces = { open: InboxItem[]; snoozed: InboxItem[]; done: InboxItem[] }

/** Where things are at a moment. What an agent stands still for is never done by a mark. */
export function placesOf(
  items: readonly InboxItem[],
  marks: ReadonlyMap<string, InboxMark>,
  now: number,
): InboxPlaces {
  const away = putAwayAt(marks, now)
  const places: InboxPlaces = { open: [], snoozed: [], done: [] }
  for (const item of items) {
    const mark = away.has(item.id) ? marks.get(item.id) : undefined
    if (mark === undefined) places.open.push(item)
    else if (mark.doneAt !== null && !needsAnswer(item)) places.done.push(item)
    else if (mark.snoozedUntil !== null && Date.parse(mark.snoozedUntil) > now) places.snoozed.push(item)
    else places.open.push(item)
  }
  return places
}
