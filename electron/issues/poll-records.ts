import type { Selectable, Updateable } from 'kysely'
import type { IssuePollsTable } from '../store/schema.ts'
import type { Tx } from '../store/store.ts'
import type { Reader } from '../tasks/task-records.ts'
import type { Clock } from './pass.ts'

export type PollRow = Selectable<IssuePollsTable>

/** So far GitHub's clock may be off what its last answer told. */
const SLACK_MS = 10 * 60_000
/** And off ours, while it was never asked. */
export const UNKNOWN_MS = 86_400_000

/** How far the issues of a project were read; null = never yet. */
export async function pollOf(db: Reader, projectId: string): Promise<PollRow | null> {
  const row = await db
    .selectFrom('issue_polls')
    .selectAll()
    .where('project_id', '=', projectId)
    .executeTakeFirst()
  return row ?? null
}

/** Changes it, or makes it, and tells the feed that the sync of the project stands otherwise. */
export async function writePoll(
  tx: Tx,
  projectId: string,
  place: string,
  change: Omit<Updateable<IssuePollsTable>, 'project_id' | 'place' | 'updated_seq'>,
): Promise<void> {
  const seq = await tx.emit('issue-sync:updated', { id: projectId })
  await tx.db
    .insertInto('issue_polls')
    .values({ ...change, project_id: projectId, place, updated_seq: seq })
    .onConflict((conflict) =>
      conflict.column('project_id').doUpdateSet({ ...change, place, updated_seq: seq }),
    )
    .execute()
}

export const clockOf = (row: PollRow | null): Clock =>
  row === null || row.polled_at === null
    ? { offset: 0, slack: UNKNOWN_MS }
    : { offset: row.clock_offset, slack: SLACK_MS }
