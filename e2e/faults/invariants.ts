import { batchViolations } from './invariants/batches.ts'
import { readEvidence } from './invariants/evidence.ts'
import { finishedLogViolations, logViolations } from './invariants/log.ts'
import { placeViolations } from './invariants/places.ts'
import { rowViolations } from './invariants/rows.ts'
import { workViolations } from './invariants/work.ts'
import type { World } from './scenario.ts'

/**
 * What is promised whatever dies, and looked at here in the files, after the last host has been stopped.
 *
 * - **Ended right**: every run is over, or waits where the scenario says so and asks something; tasks say
 *   the same as their runs; a run that is over asks nothing; the database and the feed are whole.
 * - **Work once**: a call of a tool that came to its end is never made again, so a label that is counted
 *   (`echo LABEL >> count.txt`) stands there exactly once for the one call that was done. A call that was
 *   cut by a kill may have left its trace or not, and the agent may make it again: each cut call allows one
 *   more line, none is demanded. A branch has at most one commit of ours for each run that worked on it, a
 *   merge is made once, and the agent is told its task once: its own database is asked, not ours.
 *   The setup command is different: it is run again when a kill came before its end was written, so it is
 *   run *at least* once, and never again once the agent was told its task. The same holds for the check.
 * - **The log** counts 1..n without gap or double, tokens are counted once, and what the agent has finished
 *   stands in it as the agent's own database has it.
 * - **Batches**: see `invariants/batches.ts`.
 * - **No crash**: every host ended by a kill, or in good order when it was told to.
 * - **Nothing is left**: no process with the host's id, no worktree, registration or half-made removal of a
 *   run that is merged or discarded, no trash that nobody names, no `*.lock`; the user's checkout is as it was.
 *
 * @returns sentences; none when all of it holds
 */
export async function violations(world: World): Promise<string[]> {
  const evidence = readEvidence(world.dataFolder)
  if (evidence === null) return [...world.troubles, 'there is no database']
  return [
    ...world.troubles,
    ...rowViolations(evidence, world.mayWait),
    ...logViolations(evidence),
    ...finishedLogViolations(evidence),
    ...(await workViolations(evidence)),
    ...(await batchViolations(evidence, world)),
    ...(await placeViolations(world, evidence)),
  ]
}

/** What has to hold even between a kill and the next start; cheap. */
export function violationsBetween(world: World): string[] {
  const evidence = readEvidence(world.dataFolder)
  if (evidence === null) return []
  return [...evidence.quickCheck.map((line) => `the database: ${line}`), ...logViolations(evidence)]
}
