import type { GithubRepository } from '#shared/github.ts'
import type { Tx } from '../store/store.ts'

export interface LinkedIssue {
  taskId: string
  repository: GithubRepository
  number: number
}

/** The issues that tasks are linked with and that are there, in the order of the tasks. */
export async function linkedIssues(
  db: Pick<Tx['db'], 'selectFrom'>,
  taskIds: readonly string[],
): Promise<LinkedIssue[]> {
  const rows = await db
    .selectFrom('issue_links')
    .select(['task_id', 'repository', 'number'])
    .where('task_id', 'in', [...taskIds])
    .where('state', '=', 'linked')
    .execute()
  const issues = new Map(
    rows.flatMap(({ task_id: taskId, repository, number }) =>
      number === null
        ? []
        : [[taskId, { taskId, repository: JSON.parse(repository) as GithubRepository, number }] as const],
    ),
  )
  return taskIds.flatMap((id) => issues.get(id) ?? [])
}
