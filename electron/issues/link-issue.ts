import { AppError } from '#shared/errors.ts'
import { type IssueBase, labelKey } from '#shared/issue-merge.ts'
import type { IssueFields, IssueLink, LinkIssue } from '#shared/issues.ts'
import type { IssueContext } from './context.ts'
import { fieldsOfIssue } from './import-issues.ts'
import { fieldsOf } from './project-issue.ts'

/**
 * Ties a task and an issue that are both there. What differs between them is written once to the side that is not
 * kept, by the loop.
 *
 * @throws AppError NOT_FOUND, CONFLICT when one of them is tied already; GithubError
 */
export async function linkIssue(context: IssueContext, { id, number, keep }: LinkIssue): Promise<IssueLink> {
  const { store, tasks, records, journal } = context
  const task = await tasks.get(id)
  const { api, repository } = await context.open(await context.projects.get(task.projectId))
  const issue = await api.get(number)
  const link = await store.write(async (tx) => {
    const now = await tasks.get(task.id, tx.db)
    await requireFree(context, now.id, tx.db)
    const other = await records.ofIssue(now.projectId, repository, number, tx.db)
    if (other !== null) {
      const { identifier } = await tasks.get(other.task_id, tx.db)
      throw new AppError(
        'CONFLICT',
        `#${number} is linked with ${identifier} already. Unlink it there first.`,
      )
    }
    const remote = fieldsOfIssue(issue)
    const made = await records.insert(tx, {
      project_id: now.projectId,
      task_id: now.id,
      repository,
      number,
      url: issue.url,
      state: 'linked',
      base: baseFor(keep, await fieldsOf(tx.db, now), remote),
      remote_updated_at: issue.updatedAt,
      due_at: store.now(),
      synced_at: null,
    })
    const row = await records.row(made.id, tx.db)
    await journal.handOver(tx, row)
    await journal.add(tx, row, {
      direction: keep === 'task' ? 'to_github' : 'to_task',
      subject: 'link',
      from: null,
      to: issue.title,
      status: 'written',
    })
    await tasks.recordLink(tx, now.id, { kind: 'issue:linked', from: null, to: `#${number}` })
    return made
  })
  context.wake()
  return link
}

/** @throws AppError CONFLICT for a task that has an issue */
export async function requireFree(
  { records }: IssueContext,
  taskId: string,
  db: IssueContext['store']['db'],
): Promise<void> {
  const row = await records.ofTask(taskId, db)
  if (row === null) return
  throw new AppError(
    'CONFLICT',
    row.number === null
      ? 'An issue is being made of it already.'
      : `It is linked with #${row.number} already. Unlink it first.`,
  )
}

/**
 * What both sides are taken to have had: where they differ, it is as if the side that is kept had changed since. Labels
 * that one side has alone are as if they were put on there.
 */
function baseFor(keep: LinkIssue['keep'], local: IssueFields, remote: IssueFields): IssueBase {
  const was = keep === 'task' ? remote : local
  const [ours, theirs] = [keysOf(local.labels), keysOf(remote.labels)]
  const single = { title: was.title, body: was.body, state: was.state }
  const chosen = (['title', 'body', 'state'] as const).filter((field) => local[field] !== remote[field])
  return {
    ...(chosen.length === 0 ? {} : { chosen }),
    local: { ...single, labels: local.labels.filter((name) => theirs.has(labelKey(name))) },
    remote: { ...single, labels: remote.labels.filter((name) => ours.has(labelKey(name))) },
  }
}

const keysOf = (labels: readonly string[]) => new Set(labels.map(labelKey))
