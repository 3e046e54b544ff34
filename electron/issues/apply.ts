import { unlessGone } from '#shared/errors.ts'
import { type IssueMerge, mergeIssue, statusOfState } from '#shared/issue-merge.ts'
import { ISSUE_FIELDS } from '#shared/issue-words.ts'
import type { IssueFields } from '#shared/issues.ts'
import type { Task } from '#shared/tasks.ts'
import type { Tx } from '../store/store.ts'
import type { IssueTaskChange } from '../tasks/tasks.ts'
import type { IssueContext } from './context.ts'
import { fieldsOfIssue } from './import-issues.ts'
import type { Issue, IssueApi } from './issue-api.ts'
import { baseOf, failureOf, type LinkRow } from './issue-records.ts'
import { goesToAndFro, LOOP_MS, loopProblem } from './loop-breaker.ts'
import { beginWrites, type Sending } from './outbox.ts'
import { type Pass, refusedBefore } from './pass.ts'
import {
  changeTimes,
  fieldsOf,
  followsState,
  statusBeforeClosed,
  valueOf,
  waitingOfTask,
  waitsForReview,
} from './project-issue.ts'

export type RemoteTimes = Awaited<ReturnType<IssueApi['changeTimes']>>

/**
 * Brings to the task what its issue has changed, and writes down what GitHub is to be told, in one transaction.
 *
 * @param times of changes at GitHub; null = not asked yet
 * @returns null = there is nothing more to be done; `undecided` = not without times
 */
export async function applyIssue(
  context: IssueContext,
  pass: Pass,
  issue: Issue,
  times: RemoteTimes | null,
): Promise<Sending | 'undecided' | null> {
  let hasApplied = false
  const sending = await context.store.write(async (tx) => {
    const { records, tasks } = context
    const link = await records.find(pass.linkId, tx.db)
    const base = link && baseOf(link)
    const task = link && (await tasks.get(link.task_id, tx.db).catch(unlessGone))
    if (link === null || base === null || task === null) return null
    const [local, remote] = [await fieldsOf(tx.db, task), fieldsOfIssue(issue)]
    const at = times === null ? {} : await changeTimes(tx.db, task, times, pass.clock.offset)
    const merge = mergeIssue(base, local, remote, at, followsState(task))
    if (merge.undecided.length > 0 && times === null) return 'undecided'
    if (!pass.isForced && (await breakLoop(context, tx, pass, link, merge))) return null
    await leaveRefused(context, tx, pass, link, merge, remote)
    if (merge.held.length > 0) pass.problems.push(heldProblem(task))
    hasApplied = await bringHere(context, tx, link, task, { local, merge, times })
    const now = await tasks.get(task.id, tx.db)
    await records.update(tx, link.id, {
      base: JSON.stringify(merge.base),
      remote_updated_at: issue.updatedAt,
      url: issue.url,
      state: 'linked',
      waiting: JSON.stringify(await waitingOfTask(context, tx.db, link, now, merge.base)),
    })
    const writes = await beginWrites(context, tx, link, merge, remote)
    return { fields: merge.toGithub, writes, local: await fieldsOf(tx.db, now) }
  })
  if (hasApplied) context.onMoment?.(pass.linkId, 'task:written')
  return sending
}

/** @returns whether nothing is written any more, since a field goes to and fro */
async function breakLoop(
  { store, records, journal }: IssueContext,
  tx: Tx,
  pass: Pass,
  link: LinkRow,
  { toTask, toGithub }: IssueMerge,
): Promise<boolean> {
  const since = new Date(Date.parse(store.now()) - LOOP_MS).toISOString()
  const rows = await journal.since(link, since, tx.db)
  const looping = ISSUE_FIELDS.find(
    (field) =>
      (toTask[field] !== undefined && goesToAndFro(rows, field, 'to_task')) ||
      (toGithub[field] !== undefined && goesToAndFro(rows, field, 'to_github')),
  )
  if (looping === undefined) return false
  pass.problems.push(loopProblem(looping))
  await records.update(tx, link.id, { held: 1 })
  return true
}

/** Takes out what GitHub would not take, or has not taken before; it is told, in the log once. */
async function leaveRefused(
  { journal }: IssueContext,
  tx: Tx,
  pass: Pass,
  link: LinkRow,
  merge: IssueMerge,
  remote: IssueFields,
): Promise<void> {
  const refused = await journal.refused(link, tx.db)
  for (const { field, value, problem } of merge.refused) {
    pass.problems.push({ code: 'invalid', message: problem })
    if (refused.get(field) === value && !pass.isForced) continue
    const from = field === 'labels' ? null : remote[field]
    const line = { direction: 'to_github', subject: field, from, to: value } as const
    await journal.add(tx, link, { ...line, status: 'failed', problem })
  }
  const isRefused = refusedBefore(pass, link, refused)
  const failure = failureOf(link)
  for (const field of ISSUE_FIELDS) {
    const value = merge.toGithub[field]
    if (value === undefined || !isRefused(field, valueOf(merge.toGithub, field) ?? '')) continue
    delete merge.toGithub[field]
    if (failure !== null) pass.problems.push({ code: failure.code, message: failure.message })
  }
}

function heldProblem(task: Task) {
  const { identifier, contestId } = task
  const then = waitsForReview(task)
    ? `${identifier} stays in review, since what its run has made is not taken yet: merge it, or move the task to Done or Cancelled, or open the issue again at GitHub.`
    : `${identifier} follows when ${contestId === null ? 'its run is over and has made nothing to review' : 'one of its candidates is taken'}.`
  return { code: 'conflict' as const, message: `The issue was closed or opened again at GitHub. ${then}` }
}

/** @returns whether the task was changed */
async function bringHere(
  { tasks, labels, journal }: IssueContext,
  tx: Tx,
  link: LinkRow,
  task: Task,
  {
    local,
    merge: { toTask, lost },
    times,
  }: { local: IssueFields; merge: IssueMerge; times: RemoteTimes | null },
): Promise<boolean> {
  const fields = ISSUE_FIELDS.filter((field) => toTask[field] !== undefined)
  if (fields.length === 0) return false
  const change: IssueTaskChange = {}
  if (toTask.title !== undefined) change.title = toTask.title
  if (toTask.body !== undefined) change.description = toTask.body
  if (toTask.state !== undefined)
    change.status = statusOfState(toTask.state, task.status, await statusBeforeClosed(tx.db, task.id))
  if (toTask.labels !== undefined)
    change.labelIds = (await labels.ensureAllIn(tx, toTask.labels)).labels.map(({ id }) => id)
  await tasks.recordIssue(tx, task.id, change)
  for (const field of fields)
    await journal.add(tx, link, {
      direction: 'to_task',
      subject: field,
      from: valueOf(local, field),
      to: valueOf(toTask, field),
      lost: field === 'labels' ? null : (lost[field] ?? null),
      by: times?.[field].by ?? null,
      status: 'written',
    })
  return true
}
