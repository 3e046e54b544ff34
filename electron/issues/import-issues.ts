import { setImmediate } from 'node:timers/promises'
import type { z } from 'zod'
import { AppError } from '#shared/errors.ts'
import type { GithubRepository } from '#shared/github.ts'
import type { ImportIssues, importedIssues, IssueFields, IssueFilter } from '#shared/issues.ts'
import { statusOfState } from '#shared/issue-merge.ts'
import type { Task, TaskStatus } from '#shared/tasks.ts'
import { GithubError } from '../github/github-error.ts'
import type { Tx } from '../store/store.ts'
import type { IssueContext } from './context.ts'
import type { Issue, IssueApi } from './issue-api.ts'
import { linkedNumbers } from './list-issues.ts'

/** Labels of a task. */
const MOST_LABELS = 50
/** So many issues are asked for one by one; of more, pages of the list are read first. */
const FEW = 10
/** So many issues that are not there are named. */
const NAMED = 10
/** So many are asked for at once. */
const AT_ONCE = 4
/** So long the host does nothing else while many links are made, in milliseconds. */
const TURN_MS = 8

/**
 * Makes a linked task of each issue, in the order they are named. Comments are read soon after.
 *
 * @throws AppError NOT_FOUND, naming issues that are not there; GithubError
 */
export async function importIssues(
  context: IssueContext,
  { projectId, numbers, status }: ImportIssues,
): Promise<z.infer<typeof importedIssues>> {
  const project = await context.projects.get(projectId)
  const { api, repository } = await context.open(project)
  const linked = await linkedNumbers(context.store.db, projectId, repository)
  const wanted = [...new Set(numbers)].filter((number) => !linked.has(number))
  const issues = await readIssues(api, wanted)
  requireAll(wanted, issues, repository)
  const made = await context.store.write((tx) =>
    importIn(context, tx, { projectId, repository, login: api.login }, issues, status),
  )
  context.wake()
  return { taskIds: made.map(({ id }) => id), skipped: numbers.length - made.length }
}

/**
 * Makes linked tasks in the caller's transaction; issues that are linked by now are left out.
 *
 * @param login of the account: what it has written is the user's
 * @param status of open issues; closed ones are done or cancelled
 */
export async function importIn(
  { tasks, labels, records, journal, store }: IssueContext,
  tx: Tx,
  { projectId, repository, login }: { projectId: string; repository: GithubRepository; login: string },
  issues: readonly Issue[],
  status: TaskStatus,
): Promise<Task[]> {
  const linked = await linkedNumbers(tx.db, projectId, repository)
  const wanted = issues.filter(({ number }) => !linked.has(number))
  const namesOf = (issue: Issue) => issue.labels.slice(0, MOST_LABELS)
  const names = [...new Set(wanted.flatMap(namesOf))]
  await setImmediate()
  const ensured = await labels.ensureAllIn(tx, names)
  await setImmediate()
  const label = new Map(names.map((name, place) => [name, ensured.labels[place]]))
  const made = await tasks.importIn(
    tx,
    projectId,
    wanted.map((issue) => ({
      title: issue.title,
      description: issue.body,
      status: statusOfState(issue.state, status),
      priority: 'none' as const,
      dueDate: null,
      estimate: null,
      labelIds: namesOf(issue).flatMap((name) => label.get(name)?.id ?? []),
      parent: null,
      ...(issue.author.toLowerCase() === login.toLowerCase() ? {} : { author: issue.author }),
    })),
    'GitHub',
  )
  let turn = performance.now()
  for (const [place, task] of made.entries()) {
    const issue = wanted[place]
    if (issue === undefined) throw new Error('More tasks were made than were asked for.')
    const local: IssueFields = {
      title: task.title,
      body: task.description,
      state: issue.state,
      labels: namesOf(issue).flatMap((name) => label.get(name)?.name ?? []),
    }
    const link = await records.insert(tx, {
      project_id: projectId,
      task_id: task.id,
      repository,
      number: issue.number,
      url: issue.url,
      state: 'linked',
      base: { local, remote: fieldsOfIssue(issue) },
      remote_updated_at: issue.updatedAt,
      // Its comments are still to be read.
      due_at: issue.comments > 0 ? store.now() : null,
      synced_at: store.now(),
    })
    await journal.add(tx, await records.row(link.id, tx.db), {
      direction: 'to_task',
      subject: 'link',
      from: null,
      to: issue.title,
      by: issue.author,
      status: 'written',
    })
    if (performance.now() - turn < TURN_MS) continue
    await setImmediate()
    turn = performance.now()
  }
  return made
}

/** @throws AppError NOT_FOUND, naming those that are not among the issues */
function requireAll(
  numbers: readonly number[],
  issues: readonly Issue[],
  { owner, name }: GithubRepository,
): void {
  const there = new Set(issues.map(({ number }) => number))
  const missing = numbers.filter((number) => !there.has(number))
  if (missing.length === 0) return
  const named = missing.slice(0, NAMED).map((number) => `#${number}`)
  const more = missing.length > NAMED ? ` and ${missing.length - NAMED} more` : ''
  const word = missing.length === 1 ? 'is no issue' : 'are no issues'
  throw new AppError(
    'NOT_FOUND',
    `${named.join(', ')}${more} ${word} of ${owner}/${name}. Nothing was imported.`,
    { numbers: missing },
  )
}

export const fieldsOfIssue = ({ title, body, state, labels }: Issue): IssueFields => ({
  title,
  body,
  state,
  labels,
})

/** Those that are there, in this order. */
async function readIssues(api: IssueApi, numbers: readonly number[]): Promise<Issue[]> {
  const found = new Map<number, Issue>()
  const missing = new Set(numbers)
  const take = (issue: Issue) => {
    if (missing.delete(issue.number)) found.set(issue.number, issue)
  }
  // What is chosen from a list stands together in it.
  const all: IssueFilter = { state: 'all', labels: [], milestone: null, assignee: null }
  for (let page = 1; missing.size > FEW; page += 1) {
    const before = missing.size
    const { items, hasNext } = await api.list(all, page)
    for (const issue of items) take(issue)
    if (!hasNext || before - missing.size < FEW) break
  }
  const rest = [...missing]
  for (let from = 0; from < rest.length; from += AT_ONCE) {
    const some = rest.slice(from, from + AT_ONCE).map((number) => issueOrNone(api, number))
    for (const issue of await Promise.all(some)) if (issue !== null) take(issue)
  }
  return numbers.flatMap((number) => found.get(number) ?? [])
}

/** @returns null for what is gone, or is a pull request */
async function issueOrNone(api: IssueApi, number: number): Promise<Issue | null> {
  try {
    return await api.get(number)
  } catch (error) {
    if (error instanceof GithubError && error.failure === 'not_found') return null
    throw error
  }
}
