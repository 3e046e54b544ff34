import { setImmediate } from 'node:timers/promises'
import { mergeComments } from '#shared/comment-merge.ts'
import { unlessGone } from '#shared/errors.ts'
import { mergeIssue } from '#shared/issue-merge.ts'
import { ISSUE_FIELDS, type WriteDirection, type WriteSubject } from '#shared/issue-words.ts'
import type { IssueChange, IssueFields, IssuePlan } from '#shared/issues.ts'
import type { Task } from '#shared/tasks.ts'
import type { IssueContext } from './context.ts'
import { fieldsOfIssue } from './import-issues.ts'
import type { IssueApi } from './issue-api.ts'
import { baseOf, type LinkRow, placeOf } from './issue-records.ts'
import { tieOf, tiesOfBefore } from './known-comments.ts'
import { beginning } from './poll.ts'
import { clockOf, pollOf } from './poll-records.ts'
import { followsState, changeTimes, fieldsOf, valueOf, waitingComments } from './project-issue.ts'

/** Of one page of a plan's reading, and so many of them. */
const MOST = 500
const MOST_PAGES = 20

/** What a sync of a project would write now. Nothing is written. @throws AppError NOT_FOUND; GithubError */
export async function planOf(context: IssueContext, projectId: string): Promise<IssuePlan> {
  const { store, records, tasks } = context
  const project = await context.projects.get(projectId)
  const { api, repository } = await context.open(project)
  const own = placeOf(repository)
  const all = await records.ofProject(projectId)
  const links = all.filter(({ state, place }) => state !== 'gone' && place === own)
  const poll = await pollOf(store.db, projectId)
  const remote = await changedFields(api, poll?.cursor ?? (await beginning(context, projectId, own)))
  const marks = await api.commentMarks(links.flatMap(({ number }) => number ?? []))
  const known = await records.knownComments(projectId)
  const { offset } = clockOf(poll)
  const changes: IssueChange[] = []
  for (const { id } of links) {
    await setImmediate()
    const link = await records.find(id)
    const task = link && (await tasks.get(link.task_id).catch(unlessGone))
    if (link === null || task === null) continue
    const line = lineOf(link, task)
    const base = baseOf(link)
    if (base === null || link.number === null) {
      changes.push(line('to_github', 'issue', null, task.title))
      continue
    }
    const there = remote.get(link.number) ?? base.remote
    changes.push(...(await ofFields(context, api, link, task, there, offset)))
    const mark = marks.get(link.number)
    const { count = 0, newest = null } = known.get(link.id) ?? {}
    const isTheirs = mark !== undefined && (mark.count !== count || (mark.changedAt ?? '') > (newest ?? ''))
    changes.push(...(await ofComments(context, api, link, task, isTheirs, offset)))
  }
  return { changes, linked: links.length }
}

/** Issues as they are now, of those that have changed. */
async function changedFields(api: IssueApi, since: string): Promise<Map<number, IssueFields>> {
  const fields = new Map<number, IssueFields>()
  let cursor = since
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const answer = await api.changedSince(cursor, null, MOST)
    for (const issue of answer?.issues ?? []) fields.set(issue.number, fieldsOfIssue(issue))
    if (answer === null || answer.isWhole) break
    cursor = answer.until ?? cursor
  }
  return fields
}

const lineOf =
  (link: LinkRow, task: Task) =>
  (
    direction: WriteDirection,
    subject: WriteSubject,
    from: string | null,
    to: string | null,
    lost: string | null = null,
  ): IssueChange => ({
    taskId: task.id,
    identifier: task.identifier,
    number: link.number ?? 0,
    direction,
    subject,
    from,
    to,
    lost,
  })

async function ofFields(
  { store }: IssueContext,
  api: IssueApi,
  link: LinkRow,
  task: Task,
  remote: IssueFields,
  offset: number,
): Promise<IssueChange[]> {
  const base = baseOf(link)
  if (base === null || link.number === null) return []
  const local = await fieldsOf(store.db, task)
  let merge = mergeIssue(base, local, remote, {}, followsState(task))
  if (merge.undecided.length > 0) {
    const times = await changeTimes(store.db, task, await api.changeTimes(link.number), offset)
    merge = mergeIssue(base, local, remote, times, followsState(task))
  }
  const { toGithub, toTask, lost } = merge
  const line = lineOf(link, task)
  return ISSUE_FIELDS.flatMap((field) => {
    const gone = field === 'labels' ? null : (lost[field] ?? null)
    const [here, there] = [valueOf(local, field), valueOf(remote, field)]
    return [
      ...(toTask[field] === undefined ? [] : [line('to_task', field, here, valueOf(toTask, field), gone)]),
      ...(toGithub[field] === undefined
        ? []
        : [line('to_github', field, there, valueOf(toGithub, field), gone)]),
    ]
  })
}

/** @param isTheirs GitHub has other ones than were read */
async function ofComments(
  { store, records, comments }: IssueContext,
  api: IssueApi,
  link: LinkRow,
  task: Task,
  isTheirs: boolean,
  offset: number,
): Promise<IssueChange[]> {
  const here = (await comments.ofTask(task.id)).map((one) => ({
    ...one,
    changedAt: Date.parse(one.updatedAt) + offset,
  }))
  const pairs = await records.pairs(link.id, store.db)
  if (!isTheirs && !waitingComments(here, pairs)) return []
  const there = (await api.comments(link.number ?? 0)).map((one) => ({
    ...one,
    changedAt: Date.parse(one.updatedAt),
  }))
  const line = lineOf(link, task)
  const ties = pairs.map(tieOf)
  const all = [...ties, ...tiesOfBefore(link, here, there, ties, api.login)]
  return mergeComments(here, there, all, api.login).flatMap((step) => {
    switch (step.kind) {
      case 'bring':
        return line('to_task', 'comment', null, step.there.body)
      case 'rewrite':
        return line('to_task', 'comment', step.here.body, step.there.body, step.lost)
      case 'take_away':
        return line('to_task', 'comment', step.here.body, null)
      case 'post':
        return line('to_github', 'comment', null, step.here.body)
      case 'edit':
        return line('to_github', 'comment', step.there.body, step.here.body, step.lost)
      case 'erase':
        return line('to_github', 'comment', step.there.body, null)
      default:
        return []
    }
  })
}
