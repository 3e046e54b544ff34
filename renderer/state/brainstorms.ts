import type { AcceptPlan, CreateBrainstorm, WholeBrainstorm } from '#shared/brainstorms.ts'
import { t } from '../strings/t.ts'
import { askForTrust, untrustedProject } from './actions.ts'
import { attempt, showProblem } from './attempt.ts'
import { problemOf } from './errors.ts'
import { tasks } from './stores.ts'
import { recordAct } from './task-changes.ts'
import { client } from './transport.ts'

// Goals stand in no list of tasks. The inbox and the counts need them: they come after the first screen.

/** Brings the goals of brainstorms; the feed tells of those that come. */
export async function loadGoals(): Promise<void> {
  try {
    tasks.put((await client.brainstorms.list()).items.map(({ goal }) => goal))
  } catch {
    // Their own screens ask again.
  }
}

/** Begins one; asks for trust first where that is missing. @returns null where it was not begun: it has been said why */
export async function createBrainstorm(
  input: CreateBrainstorm,
  then: (made: WholeBrainstorm) => void,
): Promise<void> {
  try {
    const made = await client.brainstorms.create(input)
    tasks.put([made.goal])
    then(made)
  } catch (error) {
    const projectId = untrustedProject(error)
    if (projectId === null) showProblem(error, t('The brainstorm was not begun'))
    else askForTrust(projectId, () => createBrainstorm(input, then))
  }
}

/** Makes the tasks of a plan; that can be undone. */
export async function acceptPlan(input: AcceptPlan): Promise<WholeBrainstorm | null> {
  const done = await attempt(() => client.brainstorms.accept(input), t('The plan was not accepted'))
  if (done === null) return null
  const count = done.brainstorm.createdTaskIds.length
  const { id } = done.brainstorm
  recordAct(t('{count, plural, one {# task created} other {# tasks created}}', { count }), (to) =>
    turn(() => (to === 'before' ? client.brainstorms.takeBack({ id }) : client.brainstorms.accept(input))),
  )
  return done
}

/** Ends one without tasks; that can be undone. */
export async function dismissBrainstorm(id: string, name: string): Promise<void> {
  const done = await attempt(
    () => client.brainstorms.dismiss({ id }),
    t('{name} was not dismissed', { name }),
  )
  if (done === null) return
  recordAct(t('{name} dismissed', { name }), (to) =>
    turn(() => client.brainstorms.dismiss({ id, dismissed: to === 'after' })),
  )
}

async function turn(work: () => Promise<unknown>): Promise<'done' | 'refused' | 'offline'> {
  try {
    await work()
    return 'done'
  } catch (error) {
    showProblem(error)
    return problemOf(error).code === 'OFFLINE' ? 'offline' : 'refused'
  }
}
