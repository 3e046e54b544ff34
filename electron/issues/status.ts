import type { IssueSyncStatus } from '#shared/issues.ts'
import type { Project } from '#shared/projects.ts'
import type { IssueContext } from './context.ts'
import { failureOf, type LinkHead, waitingOf } from './issue-records.ts'
import { pollOf } from './poll-records.ts'

/** How the sync of each project stands that has links, or has it on. */
export async function syncStatus(
  context: Pick<IssueContext, 'store' | 'projects' | 'records'>,
): Promise<{ items: IssueSyncStatus[]; seq: number }> {
  const seq = await context.store.seq()
  const { items: projects } = await context.projects.list()
  const rows = Map.groupBy(await context.records.all(), ({ project_id }) => project_id)
  const told = projects.filter(({ id, issueSync }) => issueSync.enabled || rows.has(id))
  const items: IssueSyncStatus[] = []
  for (const project of told) items.push(await statusOf(context, project, rows.get(project.id) ?? []))
  return { items, seq }
}

/** @param rows the project's links */
export async function statusOf(
  { store }: Pick<IssueContext, 'store'>,
  { id, issueSync }: Project,
  rows: readonly LinkHead[],
): Promise<IssueSyncStatus> {
  const poll = await pollOf(store.db, id)
  const own = poll && failureOf(poll)
  const [first = null] = rows.map(failureOf).filter((failure) => failure !== null)
  return {
    id,
    enabled: issueSync.enabled,
    linked: rows.filter(({ state }) => state === 'linked').length,
    waiting: rows.reduce((sum, row) => sum + waitingOf(row).length, 0),
    syncedAt: poll?.polled_at ?? null,
    failure: own ?? first,
  }
}
