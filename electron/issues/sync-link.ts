import { unlessGone } from '#shared/errors.ts'
import type { GithubRepository } from '#shared/github.ts'
import type { PublicationFailure } from '#shared/publications.ts'
import { GithubError } from '../github/github.ts'
import { applyIssue, type RemoteTimes } from './apply.ts'
import { syncComments } from './comments.ts'
import type { IssueContext } from './context.ts'
import type { Issue } from './issue-api.ts'
import { type LinkChange, type LinkRow, repositoryOf } from './issue-records.ts'
import { bringIntoBeing } from './make-issue.ts'
import { send } from './outbox.ts'
import type { Clock, Pass } from './pass.ts'
import { waitingOfTask } from './project-issue.ts'

/** Each round writes something; what goes on for longer is somebody's answer to it, which the next look will see. */
const MOST_ROUNDS = 6
/** GitHub counts in seconds: a comment so young may be changed again without its time showing it. */
const YOUNG_MS = 3_000
/** GitHub's copies are behind each other for a moment. */
const AGAIN_MS = YOUNG_MS + 1_000

/**
 * Makes a task and its issue the same: reads the issue, brings to the task what changed there, and to GitHub what
 * changed here, then the same with their comments.
 *
 * @throws GithubError; what was begun then stands in the journal
 */
export async function syncLink(
  context: IssueContext,
  linkId: string,
  how: { isForced: boolean; clock: Clock; signal: AbortSignal },
): Promise<void> {
  const { records, projects, tasks, store } = context
  let link = await records.find(linkId)
  if (link === null) return
  if (link.held === 1 && !how.isForced) return update(context, linkId, { due_at: null })
  const task = await tasks.get(link.task_id).catch(unlessGone)
  // Its removal frees the issue before long.
  if (task === null) return update(context, linkId, { due_at: null })
  const project = await projects.get(link.project_id)
  const dueAt = link.due_at
  const { api } = await context.open(project, repositoryOf(link))
  if (link.number === null) link = await bringIntoBeing(context, link, api)
  if (link === null || link.number === null) return
  const { number } = link
  const isOn = project.issueSync.enabled
  const pass: Pass = { api, linkId, number, isOn, problems: [], refused: new Set(), ...how }
  const issue = await read(context, pass, repositoryOf(link))
  if (link.remote_updated_at !== null && issue.updatedAt < link.remote_updated_at) {
    const due = new Date(Date.parse(store.now()) + AGAIN_MS).toISOString()
    return update(context, linkId, { due_at: due })
  }
  await syncFields(context, pass, issue)
  const readAt = await syncTalk(context, pass, link, issue)
  await finish(context, pass, readAt, dueAt)
}

/** @throws GithubError `not_found` where the issue is gone, and not its repository */
async function read({ store }: IssueContext, { api, number }: Pass, at: GithubRepository): Promise<Issue> {
  try {
    return await api.get(number)
  } catch (error) {
    if (!isNotFound(error)) throw error
    try {
      await api.madeSince(store.now())
    } catch (other) {
      if (!isNotFound(other)) throw other
      const words = `${at.owner}/${at.name} cannot be seen any more: it was removed, or the account lost its access.`
      throw new GithubError('missing_permission', words, { cause: other })
    }
    throw error
  }
}

const isNotFound = (error: unknown) => error instanceof GithubError && error.failure === 'not_found'

async function syncFields(context: IssueContext, pass: Pass, first: Issue): Promise<void> {
  let issue = first
  let times: RemoteTimes | null = null
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    pass.signal.throwIfAborted()
    const sending = await applyIssue(context, pass, issue, times)
    if (sending === null) return
    if (sending === 'undecided') {
      times = await pass.api.changeTimes(pass.number)
      continue
    }
    times = null
    if (Object.keys(sending.fields).length === 0) return
    const answer = await send(context, pass, sending)
    if (answer === null) return
    issue = answer
  }
}

/**
 * Reads and writes comments where there may be something new.
 *
 * @param link as it was before this look
 * @returns when they were read; null = they are to be read again soon
 */
async function syncTalk(
  context: IssueContext,
  pass: Pass,
  link: LinkRow,
  issue: Issue,
): Promise<string | null> {
  const { store, records, journal, tasks } = context
  const task = await tasks.get(link.task_id).catch(unlessGone)
  const row = await records.find(link.id)
  if (task === null || row === null || row.held === 1) return link.comments_at
  const pairs = await records.pairs(link.id)
  const isOursNew = pass.isOn && (await waitingOfTask(context, store.db, row, task)).includes('comment')
  const begun = await journal.begun(link.id)
  const isTheirsNew =
    link.comments_at === null || issue.updatedAt !== link.remote_updated_at || issue.comments !== pairs.length
  const hasAny = issue.comments > 0 || pairs.length > 0
  if (!(isOursNew || begun.length > 0 || ((isTheirsNew || pass.isForced) && hasAny)))
    return link.comments_at ?? store.now()
  const newest = await syncComments(context, pass)
  const now = store.now()
  return newest > Date.parse(now) + pass.clock.offset - YOUNG_MS ? null : now
}

/** Writes down how they stand. @param dueAt what this look was due at: another time was set meanwhile */
async function finish(
  context: IssueContext,
  pass: Pass,
  commentsAt: string | null,
  dueAt: string | null,
): Promise<void> {
  const { store, records, projects, tasks } = context
  await store.write(async (tx) => {
    const link = await records.find(pass.linkId, tx.db)
    const task = link && (await tasks.get(link.task_id, tx.db).catch(unlessGone))
    if (link === null || task === null) return
    // It may have been turned off meanwhile.
    const isOn = (await projects.getIn(tx, link.project_id)).issueSync.enabled
    const waiting = isOn ? await waitingOfTask(context, tx.db, link, task) : []
    const [first] = pass.problems
    const messages = [...new Set(pass.problems.map(({ message }) => message))]
    const failure: PublicationFailure | null =
      first === undefined ? null : { code: first.code, message: messages.join(' '), retryAt: null }
    const soon = new Date(Date.parse(store.now()) + AGAIN_MS).toISOString()
    // Somebody has changed something while we were at it, or may do so in the same second.
    const isUnfinished = isOn && (commentsAt === null || (first === undefined && waiting.length > 0))
    await records.update(tx, link.id, {
      waiting: JSON.stringify(waiting),
      failure: failure && JSON.stringify(failure),
      attempts: 0,
      comments_at: commentsAt,
      due_at: isUnfinished ? soon : link.due_at === dueAt ? null : link.due_at,
      ...(pass.isForced && link.held === 1 ? { held: 0 } : {}),
      ...(first === undefined && waiting.length === 0 ? { synced_at: store.now() } : {}),
    })
  })
}

async function update({ store, records }: IssueContext, linkId: string, change: LinkChange): Promise<void> {
  await store.write(async (tx) => {
    if ((await records.find(linkId, tx.db)) !== null) await records.update(tx, linkId, change)
  })
}
