import { isDeepStrictEqual } from 'node:util'
import type { Selectable } from 'kysely'
import type { Plan } from '#shared/brainstorm-plan.ts'
import { readPlan } from '#shared/read-plan.ts'
import type { Run } from '#shared/runs.ts'
import type { BrainstormsTable } from '../store/schema.ts'

export type BrainstormRow = Selectable<BrainstormsTable>

/** Longest title that a goal's first line makes; all of it stands in the description then. */
const LONGEST_TITLE = 200

/** A plan as an agent has proposed it. */
export type Proposed = { runId: string; plan: Plan }

/** The title and the description that a goal's words make. */
export function goalOf(words: string): { title: string; description: string } {
  const [first = '', ...more] = words.trim().split('\n')
  const title = first.replaceAll(/\p{Cc}+/gu, ' ').trim()
  if (title.length <= LONGEST_TITLE) return { title, description: more.join('\n').trim() }
  return { title: `${title.slice(0, LONGEST_TITLE - 1).toWellFormed()}…`, description: words.trim() }
}

/** The plan of the latest run that has one. */
export function proposedBy(own: readonly Run[]): Proposed | null {
  for (const { id, status, summary } of own.toReversed()) {
    if (status !== 'succeeded' || summary === null) continue
    const { plan } = readPlan(summary)
    if (plan !== null) return { runId: id, plan }
  }
  return null
}

/** The plan as its user has left it last. */
export const editedIn = ({ edited }: BrainstormRow): Plan | null =>
  edited === null ? null : (JSON.parse(edited) as Plan)

/** Whether the plan that stands is its user's: what they had edited before the agent made another one does not. */
export const isEdited = (row: BrainstormRow, proposed: Proposed | null): boolean =>
  row.edited !== null && row.edited_run_id === (proposed?.runId ?? null)

/** Edited, as long as the agent has not made another one since. */
export const standing = (row: BrainstormRow, proposed: Proposed | null): Plan | null =>
  (isEdited(row, proposed) ? editedIn(row) : null) ?? proposed?.plan ?? null

/** What is kept of a plan as its user leaves it: nothing where that is what the agent has proposed. */
export function editOf(
  plan: Plan | null,
  proposed: Proposed | null,
): Pick<BrainstormRow, 'edited' | 'edited_run_id'> {
  if (plan === null || isDeepStrictEqual(plan, proposed?.plan)) return { edited: null, edited_run_id: null }
  return { edited: JSON.stringify(plan), edited_run_id: proposed?.runId ?? null }
}
