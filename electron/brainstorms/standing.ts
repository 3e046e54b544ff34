import { isDeepStrictEqual } from 'node:util'
import type { Plan } from '#shared/brainstorm-plan.ts'
import { readPlan } from '#shared/read-plan.ts'
import type { Run } from '#shared/runs.ts'
import { type BrainstormRow, editedIn } from './brainstorm-records.ts'

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

/** Edited, as long as the agent has not made another one since. */
export function standing(row: BrainstormRow, proposed: Proposed | null): Plan | null {
  const isCurrent = row.edited_run_id === (proposed?.runId ?? null)
  return (isCurrent ? editedIn(row) : null) ?? proposed?.plan ?? null
}

/** What is kept of a plan as its user leaves it: nothing where that is what the agent has proposed. */
export function editOf(
  plan: Plan | null,
  proposed: Proposed | null,
): Pick<BrainstormRow, 'edited' | 'edited_run_id'> {
  if (plan === null || isDeepStrictEqual(plan, proposed?.plan)) return { edited: null, edited_run_id: null }
  return { edited: JSON.stringify(plan), edited_run_id: proposed?.runId ?? null }
}
