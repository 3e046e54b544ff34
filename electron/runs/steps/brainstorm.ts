import { buildPlanAgainPrompt } from '#shared/brainstorm-prompt.ts'
import type { PermissionPolicy } from '#shared/permissions.ts'
import { readPlan } from '#shared/read-plan.ts'
import type { StepContext, StepResult } from '../step.ts'
import { nextMessage, sayQueued } from './say.ts'

// A run that plans a goal only reads: its words are its work, so nothing is set up, checked or committed.

/** So often an answer that is no plan is asked for once more. */
const MOST_AGAIN = 2

/** The agent that plans: what it says to its model is about that. What it may do, {@link readingOnly} says. */
export const PLANNER = 'plan'

/** What the agent of a brainstorm may do, whatever else it may in its project: no session of it can change a file. */
export const readingOnly = (policy: PermissionPolicy): PermissionPolicy => ({
  ...policy,
  edit: 'deny',
  shell: 'deny',
  push: 'deny',
  questions: 'ask',
})

const NO_CHANGES = { changes: JSON.stringify({ files: 0, additions: 0, deletions: 0 }) }

/** Takes the plan in the agent's answer; one that cannot be read is asked for again. */
export async function takePlan(context: StepContext): Promise<StepResult> {
  const words = await sayQueued(context)
  if (words !== null) return words
  const { row } = context
  const { problem } = readPlan(row.summary ?? '')
  if (problem === null) return { kind: 'succeed', change: NO_CHANGES }
  if (row.fix_attempts < MOST_AGAIN && row.session_id !== null)
    return {
      kind: 'next',
      step: 'turn',
      async change(_tx, add) {
        const message = nextMessage(context, add, buildPlanAgainPrompt(problem), 'fix')
        return { ...message, fix_attempts: row.fix_attempts + 1 }
      },
    }
  return {
    kind: 'fail',
    code: 'no_plan',
    message: `The agent’s answer holds no plan that could be read, after it was asked for one ${MOST_AGAIN + 1} times. ${problem} Try again, or begin anew with a goal that says more.`,
    change: NO_CHANGES,
  }
}
