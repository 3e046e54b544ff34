import { keepReferences } from '#shared/attachment-refs.ts'
import type { BatchTask } from '#shared/batches.ts'
import { AppError } from '#shared/errors.ts'
import type { Project } from '#shared/projects.ts'
import { buildResolvePrompt, type Intent } from '#shared/resolve-prompt.ts'
import { isTerminal } from '#shared/run-words.ts'
import type { Run } from '#shared/runs.ts'
import { type MergeCommitOptions, memoryPath } from '../git/git.ts'
import { isDiskFull } from '../process/disk-full.ts'
import { type BatchRow, type BatchTaskRow, optionsOf } from './batch-records.ts'
import type { BatchContext } from './context.ts'

// With the conflict behaviour `resolve`, a conflict that git does not remember is given to an agent: a run of the task
// in the integration worktree, which is the run's for as long as it is open. The row of the batch's task names it; what
// it came to is taken when its task is merged the next time.

/** A task whose work is merged. */
export interface Merging {
  row: BatchRow
  task: BatchTaskRow
  run: Run
  project: Project
}

type How = MergeCommitOptions & { date: number }

export type Merged =
  | { kind: 'merged'; commit: string; resolution: BatchTask['resolution'] }
  /** `tried`: what became of the agent that was to resolve it. */
  | { kind: 'conflict'; files: string[]; tried: string | null }
  /** An agent is at it. */
  | { kind: 'resolving' }

/**
 * Merges the work of a task in the integration worktree, with what is decided about its conflicts. Asked again it comes
 * to the same.
 *
 * @throws AppError as a merge does
 */
export async function mergeWork(context: BatchContext, merging: Merging, how: How): Promise<Merged> {
  const { git, onMoment } = context
  const { row } = merging
  if (optionsOf(row).conflictBehavior !== 'resolve') {
    const made = await git.integrate(how)
    return made.kind === 'merged' ? { ...made, resolution: null } : { ...made, tried: null }
  }
  const resolver = await resolverOf(context, merging, how)
  if (resolver?.isOfNow === true) {
    const { run } = resolver
    if (run.status !== 'succeeded' || run.headCommit === null) return notResolved(context, run, how)
    const commit = await git.landResolution({ ...how, resolution: run.headCommit })
    onMoment?.(row.id, 'resolved')
    return { kind: 'merged', commit, resolution: await resolutionIn(context, how, commit, run.id) }
  }
  const memory = memoryOf(context, merging)
  const earlier = resolver?.run.status === 'succeeded' ? resolver : null
  // The branch has moved since: what was decided may fit once more.
  if (earlier !== null && earlier.run.headCommit !== null)
    await git.learnResolution({ ...how, onto: earlier.ours, resolution: earlier.run.headCommit, memory })
  const made = await git.integrate({ ...how, memory })
  if (made.kind === 'conflict') {
    await begin(context, merging, how, made.files)
    return { kind: 'resolving' }
  }
  const { commit, remembered } = made
  if (remembered.length === 0) return { kind: 'merged', commit, resolution: null }
  return {
    kind: 'merged',
    commit,
    resolution: await resolutionIn(context, how, commit, earlier?.run.id ?? null),
  }
}

/** The run that was to resolve a conflict of this very work, and whether that was with what is in the branch now. */
async function resolverOf({ git, runs }: BatchContext, { task }: Merging, { repo, onto, commit }: How) {
  if (task.resolve_run_id === null) return null
  const run = await runs.get(task.resolve_run_id)
  const sides = run.baseCommit === null ? null : await git.mergedBy({ repo, merge: run.baseCommit })
  if (sides?.theirs !== commit) return null
  return { run, ours: sides.ours, isOfNow: sides.ours === onto }
}

async function notResolved({ git }: BatchContext, run: Run, how: How): Promise<Merged> {
  const { files } = await git.automaticMerge({ ...how, ours: how.onto, theirs: how.commit })
  return { kind: 'conflict', files, tried: triedWords(run) }
}

function triedWords({ status, failure }: Run): string {
  if (status === 'cancelled') return 'The agent that was to resolve it was stopped.'
  // What a command has printed is in the run's log.
  const why = (failure?.message ?? 'It failed').split('\n', 1)[0]?.replace(/[.:\s]+$/, '')
  return failure?.code === 'check_failed'
    ? `An agent resolved it, but it does not pass. ${why}.`
    : `An agent has tried to resolve it. ${why}.`
}

async function resolutionIn(
  { git }: BatchContext,
  { repo }: How,
  merge: string,
  runId: string | null,
): Promise<NonNullable<BatchTask['resolution']>> {
  const { files, otherFiles } = await git.resolutionOf({ repo, merge })
  return { files, otherFiles, runId }
}

async function begin(context: BatchContext, merging: Merging, how: How, files: string[]): Promise<void> {
  const { git, runs, records, onMoment } = context
  const { row, task, run } = merging
  const { path } = how
  const { commit } = await git.automaticMerge({ ...how, ours: how.onto, theirs: how.commit, at: path })
  const prompt = await promptOf(context, merging, how, files)
  const ref = { batchId: row.id, taskId: task.task_id }
  await runs.resolve(run.id, { automatic: commit, worktreePath: path, prompt }, async (tx, { id }) => {
    const change = { resolve_run_id: id, stage: 'resolving' }
    await records.updateTask(tx, ref, change, undefined, 'batch:merging')
  })
  onMoment?.(row.id, 'resolving')
}

async function promptOf(context: BatchContext, merging: Merging, how: How, files: string[]): Promise<string> {
  const { git, records, tasks } = context
  const { row, task, project } = merging
  const intentOf = async (taskId: string): Promise<Intent> => {
    const { identifier, title, description } = await tasks.get(taskId)
    // It says what was meant; a picture would not help here, and whoever wrote it may name any.
    const plain = (text: string) => keepReferences(text, () => false)
    return { identifier, title: plain(title), description: plain(description) }
  }
  const others: Intent[] = []
  for (const other of (await records.load(row.id)).tasks) {
    const to = other.merge_commit
    if (other.status !== 'merged' || to === null) continue
    const changed = await git.changedPaths({ repo: how.repo, from: `${to}^1`, to })
    if (changed.some((path) => files.includes(path))) others.push(await intentOf(other.task_id))
  }
  return buildResolvePrompt({
    task: await intentOf(task.task_id),
    others,
    files,
    instructions: project.instructions,
    setupCommand: project.setupCommand,
    checkCommand: project.checkCommand,
    mayAsk: project.permissions.questions === 'ask',
  })
}

/** The check has passed with how a conflict was resolved: it is resolved so by itself from now on. */
export function remember(context: BatchContext, merging: Merging, how: How, resolution: string) {
  const memory = memoryOf(context, merging)
  return tolerating(context, () => context.git.learnResolution({ ...how, resolution, memory }))
}

/** The check has failed with it. */
export function forget(context: BatchContext, merging: Merging, how: How) {
  const memory = memoryOf(context, merging)
  return tolerating(context, () => context.git.forgetResolution({ ...how, memory }))
}

/** The merge does not depend on what is remembered of it. */
async function tolerating({ log }: BatchContext, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (!(error instanceof AppError) || isDiskFull(error)) throw error
    log('warn', 'the memory of a conflict could not be written', { why: error.message })
  }
}

const memoryOf = ({ dataFolder }: BatchContext, { project }: Merging) => memoryPath(dataFolder, project.id)

/**
 * Sees to it that no agent is at work in the integration worktree, nor has left a branch checked out there, which then
 * could not be moved.
 */
export async function endResolvers(
  { git, runs }: BatchContext,
  batchId: string,
  worktree: string,
): Promise<void> {
  const resolvers = await runs.resolversOf(batchId)
  for (const { id, status } of resolvers) {
    if (!isTerminal(status)) await runs.cancel(id)
    await runs.left(id)
  }
  if (resolvers.length > 0) await git.detachWorktree({ worktree })
}
