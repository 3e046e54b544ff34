import type { PublicationFailure } from '#shared/publications.ts'
import type { Tx } from '../store/store.ts'
import type { PublicationContext } from './context.ts'
import type { PublicationRow } from './publication-records.ts'

/** What a step goes by. */
const GIVEN = [
  'step',
  'account_id',
  'branch',
  'base_branch',
  'head_commit',
  'title',
  'body',
  'labels',
  'reviewers',
  'foreign_choice',
] as const satisfies (keyof PublicationRow)[]

/** Whether a step that was begun with `row` still does what is wanted; the user may want something else by now. */
export const isStill = (now: PublicationRow, row: PublicationRow) =>
  now.status === 'working' && GIVEN.every((field) => now[field] === row[field])

/** Stops at a step until the user has done something. */
export async function blocked(
  { records }: PublicationContext,
  tx: Tx,
  row: PublicationRow,
  failure: PublicationFailure,
): Promise<void> {
  const change = { failure: JSON.stringify(failure), foreign_choice: null, due_at: null }
  await records.update(tx, row.id, change, 'block')
}
