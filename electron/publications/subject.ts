import { unlessGone } from '#shared/errors.ts'
import type { GithubAccount } from '#shared/github.ts'
import { settingsFor } from '#shared/project-settings.ts'
import type { Project } from '#shared/projects.ts'
import type { Tx } from '../store/store.ts'
import type { PublicationContext } from './context.ts'
import { type PublicationRow, repositoryOf, type Subject } from './publication-records.ts'

export const subjectOf = (row: Pick<PublicationRow, 'task_id' | 'batch_id'>): Subject =>
  row.task_id === null ? { batchId: row.batch_id ?? '' } : { taskId: row.task_id }

/** The tasks whose work a publication holds; those of a batch that is not there any more are none. */
export async function tasksIn(
  { batches }: Pick<PublicationContext, 'batches'>,
  row: Pick<PublicationRow, 'task_id' | 'batch_id'>,
): Promise<string[]> {
  if (row.batch_id === null) return row.task_id === null ? [] : [row.task_id]
  const batch = await batches.get(row.batch_id).catch(unlessGone)
  return (batch?.tasks ?? []).flatMap(({ status, taskId }) => (status === 'merged' ? [taskId] : []))
}

/**
 * Shows on the tasks of a publication where their work is.
 *
 * @param pull null = its branch is at the remote, and that is all
 */
export async function showOnSubject(
  { tasks, batches, settings }: PublicationContext,
  tx: Tx,
  row: PublicationRow,
  project: Project,
  pull: { number: number; url: string } | null,
): Promise<void> {
  const isDone = row.batch_id !== null && settingsFor(settings.stored(), project).doneWhen === 'published'
  const own =
    row.task_id === null
      ? await batches.notePullRequest(tx, row.batch_id ?? '', pull?.url ?? null)
      : [row.task_id]
  for (const taskId of own) {
    const task = await tasks.get(taskId, tx.db).catch(unlessGone)
    if (task === null) continue
    const isNew = pull !== null && task.prUrl !== pull.url
    await tasks.recordExecution(tx, taskId, {
      ...(pull === null ? {} : { prUrl: pull.url, prNumber: pull.number }),
      ...(isDone && task.status === 'in_review' ? { status: 'done' as const } : {}),
      ...(isNew
        ? { activityKind: 'publication:opened' }
        : pull === null
          ? { activityKind: 'publication:pushed' }
          : {}),
    })
  }
}

/**
 * The account that speaks for a publication at the server it is published at, which need not be the one that its
 * project is fetched from; null = there is none.
 */
export async function accountOf(
  { projects, github }: Pick<PublicationContext, 'projects' | 'github'>,
  row: Pick<PublicationRow, 'project_id' | 'repository'>,
): Promise<GithubAccount | null> {
  const project = await projects.get(row.project_id).catch(unlessGone)
  if (project === null) return null
  return github.accountFor({ github: repositoryOf(row), githubAccountId: project.githubAccountId })
}

/** That what it is of is not there any more, in words; null = it is. */
export async function whyRemoved(
  { projects, tasks }: PublicationContext,
  row: PublicationRow,
): Promise<string | null> {
  const end = row.pr_number === null ? '' : ' Its pull request stays as it is.'
  if ((await projects.get(row.project_id).catch(unlessGone)) === null) return `Its project was removed.${end}`
  if (row.task_id !== null && (await tasks.get(row.task_id).catch(unlessGone)) === null)
    return `Its task was removed.${end}`
  return null
}

/** Why nothing of a publication is to be done any more, in words; null = it goes on. */
export async function whyOver(context: PublicationContext, row: PublicationRow): Promise<string | null> {
  const { runs, batches } = context
  const removed = await whyRemoved(context, row)
  if (removed !== null) return removed
  // Its pull request tells the rest of its story.
  if (row.pr_number !== null) return null
  const work =
    row.batch_id === null ? row.run_id && (await runs.get(row.run_id)) : await batches.get(row.batch_id)
  if (work === null || work === '') return null
  if (work.mergedCommit !== null)
    return `The work was merged into ${row.base_branch} here before it was published.`
  return 'discardedAt' in work && work.discardedAt !== null
    ? 'The work was discarded before it was published.'
    : null
}
