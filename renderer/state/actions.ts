import type { Run } from '#shared/runs.ts'
import type { UpdateProject } from '#shared/projects.ts'
import type { UpdateSettings } from '#shared/settings.ts'
import { withProjectSettings } from '#shared/project-settings.ts'
import type { OpenFolder } from '#shared/system.ts'
import type { CreateTask, Task } from '#shared/tasks.ts'
import type { WorkerChoice } from '#shared/worker.ts'
import { t } from '../strings/t.ts'
import { toast } from '../ui/toast.ts'
import { attempt, inOrder, showProblem } from './attempt.ts'
import { type Problem, problemOf } from './errors.ts'
import { labels, projects, runs, SETTINGS_ID, settings, tasks } from './stores.ts'
import { client } from './transport.ts'
import { view } from './view.ts'

export { attempt, showProblem } from './attempt.ts'
export {
  archiveTasks,
  changeTask,
  mutateTask,
  mutateTasks,
  recordCreated,
  recordWriting,
  redo,
  saveWriting,
  type TaskPatch,
  toRedo,
  toUndo,
  undo,
} from './task-changes.ts'

export async function createTask(input: CreateTask): Promise<Task | null> {
  const task = await attempt(() => client.tasks.create(input), t('The task was not created'))
  if (task !== null) tasks.put([task])
  return task
}

/** So many tasks are made by one call. */
const MOST_AT_ONCE = 500
/** So much text goes with one call, in characters: less than a request may be, however it is written. */
const MOST_TEXT = 400_000

/**
 * Makes tasks of one project, in this order: as a rule with one call, all of them or none. Of what is too much for one,
 * those that were made before a call failed are answered, and what is wrong with it has been said.
 */
export async function createTasks(
  projectId: string,
  asked: readonly Omit<CreateTask, 'projectId'>[],
): Promise<Task[]> {
  const made: Task[] = []
  while (made.length < asked.length) {
    let text = 0
    const rest = asked.slice(made.length, made.length + MOST_AT_ONCE)
    const end = rest.findIndex(
      ({ title, description = '' }, at) => (text += title.length + description.length) > MOST_TEXT && at > 0,
    )
    const answer = await attempt(
      () => client.tasks.createMany({ projectId, tasks: end === -1 ? rest : rest.slice(0, end) }),
      t('{count, plural, one {# task was not created} other {# tasks were not created}}', {
        count: asked.length - made.length,
      }),
    )
    if (answer === null) break
    tasks.put(answer.items)
    made.push(...answer.items)
  }
  return made
}

export async function deleteTask(id: string): Promise<boolean> {
  const name = tasks.get(id)?.identifier ?? t('The task')
  const gone = await attempt(() => client.tasks.remove({ id }), t('{name} was not deleted', { name }))
  if (gone === null) return false
  tasks.remove(id)
  return true
}

/** The project whose agent files nobody has trusted yet, when that is why a run was refused. */
export function untrustedProject(error: unknown): string | null {
  return untrustedProjectOf(problemOf(error))
}

/** The same of what is known to be wrong. */
export function untrustedProjectOf({ code, details }: Problem): string | null {
  const id = details?.['projectId']
  return code === 'PROJECT_NOT_TRUSTED' && typeof id === 'string' ? id : null
}

/** Shows what the project's agent files say, and does `again` once the user trusts them. */
export function askForTrust(projectId: string, again: () => Promise<unknown>): void {
  view.setState(({ trusting }) => ({ trusting: [...trusting, { projectId, again }] }))
}

/** Whether a task is in review with work that a new attempt would leave behind. */
export function hasWorkInReview(id: string): boolean {
  const task = tasks.get(id)
  if (task?.status !== 'in_review' || task.latestRunId === null) return false
  const run = runs.get(task.latestRunId)
  return (
    run === undefined || (run.mergedCommit === null && run.discardedAt === null && run.changes?.files !== 0)
  )
}

/**
 * Hands tasks to the agent, each on its own; asks first where work waits for review.
 *
 * @param anewBy who is to work on a single one that is asked about, instead of whom it names
 */
export async function executeTasks(ids: readonly string[], anewBy: WorkerChoice = {}): Promise<void> {
  if (ids.some(hasWorkInReview)) view.setState({ executingAnew: ids, anewBy })
  else await startTasks(ids)
}

/** The same without asking. */
export async function startTasks(ids: readonly string[]): Promise<void> {
  const started: Run[] = []
  const untrusted = new Map<string, string[]>()
  for (const id of ids) {
    const name = tasks.get(id)?.identifier
    try {
      const run = await client.tasks.execute({ id })
      runs.put([run])
      started.push(run)
    } catch (error) {
      const projectId = untrustedProject(error)
      if (projectId !== null) {
        untrusted.set(projectId, [...(untrusted.get(projectId) ?? []), id])
        continue
      }
      showProblem(error, name === undefined ? undefined : t('{name} was not started', { name }))
      // Without a model none of the others can start either: once said is enough.
      if (problemOf(error).code === 'MODEL_NOT_CONFIGURED') break
    }
  }
  for (const [projectId, refused] of untrusted) askForTrust(projectId, () => startTasks(refused))
  if (ids.length > 1 && started.length > 0) {
    toast.success(
      t('{started, plural, one {# task started} other {# tasks started}}', { started: started.length }),
    )
  }
}

/** Does something with a run and takes the run it answers. */
export async function actOnRun(work: () => Promise<Run>, about: string): Promise<Run | null> {
  try {
    const run = await work()
    runs.put([run])
    return run
  } catch (error) {
    const projectId = untrustedProject(error)
    if (projectId === null) showProblem(error, about)
    else askForTrust(projectId, () => actOnRun(work, about))
    return null
  }
}

export const cancelTask = (id: string) =>
  actOnRun(() => client.tasks.cancel({ id }), t('The run was not cancelled'))
/** @param choice who works instead of whom the task names */
export const retryRun = (id: string, choice: WorkerChoice = {}) =>
  actOnRun(() => client.runs.retry({ id, ...choice }), t('The run was not retried'))
/** Has the agent do what it has planned: the same session and worktree, with an agent that may edit. */
export const carryOutPlan = (id: string) =>
  actOnRun(
    () => client.runs.sendBack({ id, comments: 'The plan is approved: carry it out.', agent: 'build' }),
    t('The plan is not carried out'),
  )

/** Opens a run's worktree on the user's desktop. */
export async function openWorktree(runId: string, where: OpenFolder['where']): Promise<void> {
  await attempt(() => client.system.openFolder({ runId, where }), t('The worktree was not opened'))
}

/** The message without the field's name in front, for a place under that field. */
function inPlace(message: string): string {
  const sentence = message.replace(/^[a-z]\w*(\.\w+)*: /, '')
  return sentence.charAt(0).toUpperCase() + sentence.slice(1)
}

/** Changes a project; answers the error instead of showing it, for a form to show in place. */
export async function saveProject(input: UpdateProject): Promise<string | null> {
  const { id, settings: changed, ...patch } = input
  const before = projects.get(id)
  const own =
    changed === undefined || before === undefined
      ? {}
      : { settings: withProjectSettings(before.settings, changed) }
  const lift = projects.overlay(id, { ...patch, ...own })
  try {
    projects.put([await inOrder(id, () => client.projects.update(input))])
    return null
  } catch (error) {
    return inPlace(problemOf(error).message)
  } finally {
    lift()
  }
}

export async function deleteProject(id: string): Promise<boolean> {
  const gone = await attempt(() => client.projects.remove({ id }), t('The project was not removed'))
  if (gone === null) return false
  forgetProject(id)
  return true
}

export async function cancelClone(id: string): Promise<boolean> {
  const gone = await attempt(() => client.projects.cancelClone({ id }), t('The clone was not cancelled'))
  if (gone === null) return false
  forgetProject(id)
  return true
}

function forgetProject(id: string): void {
  projects.remove(id)
  for (const task of tasks.all.values()) if (task.projectId === id) tasks.remove(task.id)
}

export async function createSampleProject(): Promise<string | null> {
  const project = await attempt(() => client.projects.createSample(), t('The sample was not made'))
  if (project === null) return null
  projects.put([project])
  return project.id
}

/** Changes settings at once; answers the error instead of showing it. */
export async function saveSettings(patch: UpdateSettings): Promise<string | null> {
  const lift = settings.overlay(SETTINGS_ID, patch)
  try {
    const saved = await inOrder(SETTINGS_ID, () => client.settings.update(patch))
    settings.put([{ ...saved, id: SETTINGS_ID }])
    return null
  } catch (error) {
    return inPlace(problemOf(error).message)
  } finally {
    lift()
  }
}

export async function removeLabel(id: string): Promise<boolean> {
  const gone = await attempt(() => client.labels.remove({ id }), t('The label was not deleted'))
  if (gone === null) return false
  labels.remove(id)
  return true
}

/** Characters of a copied text that are told. */
const MOST_SHOWN = 300

export async function copy(text: string, what: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text)
    toast.success(t('{what} copied', { what }), { description: text.slice(0, MOST_SHOWN), duration: 2500 })
  } catch {
    toast.error(t('The clipboard cannot be reached'), { description: text.slice(0, MOST_SHOWN) })
  }
}
