import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import {
  BATCH_TASK_STATUSES,
  type BatchStatus,
  type BatchTaskStatus,
  isBatchOver,
  isSettled,
} from '#shared/batch-words.ts'
import type { Batch } from '#shared/batches.ts'
import { isTerminal, type RunStatus } from '#shared/run-words.ts'
import { git } from '../../support/repository.ts'
import type { World } from '../scenario.ts'
import type { Evidence, RunRow } from './evidence.ts'

type BatchRow = Evidence['batches'][number]
type TaskRow = Evidence['batchTasks'][number]

/**
 * What is promised of batches whatever dies.
 *
 * - Every batch is over, or waits where the scenario says so; one that is over has only settled tasks, no open
 *   run, no worktree of its own, an end and a summary.
 * - Its branch is what its row says. On the first-parent line of the branch each merged task has exactly one
 *   merge, in the order of the batch, of exactly the commit that its run ended with. A combined batch has one run,
 *   whose last commit all of its merged tasks name.
 * - What was left out is still on its own branch, and never looks done.
 * - No task is in two open batches, and the feed told what the rows say.
 */
export async function batchViolations(evidence: Evidence, world: World): Promise<string[]> {
  const found: string[] = []
  const open = new Map<string, string>()
  for (const batch of evidence.batches) {
    const tasks = evidence.batchTasks.filter(({ batch_id }) => batch_id === batch.id)
    found.push(...rowsOf(batch, tasks, evidence, world), ...feedOf(batch, tasks, evidence))
    const repo = evidence.projects.find(({ id }) => id === batch.project_id)?.repo_path
    if (repo !== undefined && existsSync(join(repo, '.git')))
      found.push(...(await branchOf(repo, batch, tasks, evidence)))
    if (isOver(batch)) continue
    for (const { task_id, identifier } of tasks) {
      if (open.has(task_id)) found.push(`${identifier} is in two open batches`)
      open.set(task_id, batch.id)
    }
  }
  found.push(...(await integrationOf(evidence, world.dataFolder)))
  return found
}

const isOver = ({ status }: BatchRow) => isBatchOver(status as BatchStatus)
const nameOf = ({ branch }: BatchRow) => branch.slice(branch.lastIndexOf('/') + 1)

function rowsOf(batch: BatchRow, tasks: TaskRow[], evidence: Evidence, world: World): string[] {
  const name = nameOf(batch)
  if (!isOver(batch))
    return world.mayWait.has(batch.id) ? [] : [`${name} is ${batch.status} at step ${batch.step}`]
  const found: string[] = []
  if (batch.step !== 'done') found.push(`${name} is ${batch.status}, but at step ${batch.step}`)
  if (batch.ended_at === null) found.push(`${name} is over and has no end`)
  if (batch.summary === null) found.push(`${name} is over and has no summary`)
  if (batch.status === 'failed' && batch.failure === null) found.push(`${name} failed and does not say why`)
  for (const { id, status, batch_id, branch } of evidence.runs)
    if (batch_id === batch.id && !isTerminal(status as RunStatus))
      found.push(`${name} is over, its run ${branch ?? id} is ${status}`)
  for (const task of tasks) {
    const { identifier, status, stage, awaits_approval } = task
    if (!isSettled(status as BatchTaskStatus)) found.push(`${name} is over, ${identifier} is ${status}`)
    if (stage !== null) found.push(`${name} is over, ${identifier} is still at ${stage}`)
    if (awaits_approval === 1) found.push(`${name} is over, ${identifier} awaits approval`)
    found.push(...taskOf(name, batch, task, evidence))
  }
  return found
}

/** What the board says of a task of a batch that is over, as far as nothing was done with the task since. */
function taskOf(name: string, batch: BatchRow, task: TaskRow, evidence: Evidence): string[] {
  const { identifier, status, run_id, merge_commit, reason } = task
  const card = evidence.tasks.find(({ id }) => id === task.task_id)
  const run = evidence.runs.find(({ id }) => id === run_id)
  const found: string[] = []
  if (status !== 'merged') {
    if (merge_commit !== null) found.push(`${identifier} is ${status} in ${name} and has a merge`)
    if (reason === null) found.push(`${identifier} is ${status} in ${name} and nobody says why`)
    if (card?.status === 'done') found.push(`${identifier} looks done, but is ${status} in ${name}`)
    return found
  }
  if (run?.status !== 'succeeded') found.push(`${identifier} is merged in ${name}, its run is ${run?.status}`)
  if (merge_commit === null) found.push(`${identifier} is merged in ${name} without a commit`)
  if (run !== undefined && run.worktree_path !== null)
    found.push(`${identifier} is merged in ${name} and has its worktree still`)
  const wanted = batch.merged_commit === null ? 'in_review' : 'done'
  if (card !== undefined && card.latest_run_id === run_id && card.status !== wanted)
    found.push(`${identifier} is merged in ${name}, but ${card.status} on the board, not ${wanted}`)
  return found
}

/** The page knows only the feed: put together it has to say what the rows say. */
function feedOf(batch: BatchRow, tasks: readonly TaskRow[], { batchFeed }: Evidence): string[] {
  const name = nameOf(batch)
  const events = batchFeed.filter(({ data }) => data.id === batch.id)
  const created = events.filter(({ event }) => event === 'batch:created').length
  if (created !== 1) return [`${name} was told of ${created} times as created`]
  const known: Partial<Batch> = {}
  const taskOf = new Map<string, Batch['tasks'][number]>()
  for (const { data } of events) {
    Object.assign(known, data)
    for (const task of data.tasks ?? []) taskOf.set(task.taskId, task)
  }
  const found: string[] = []
  const same = (what: string, told: unknown, row: unknown) => {
    if (JSON.stringify(told) !== JSON.stringify(row))
      found.push(
        `the feed says of ${name} that ${what} is ${JSON.stringify(told)}, it is ${JSON.stringify(row)}`,
      )
  }
  same('its status', known.status, batch.status)
  same('its head', known.headCommit, batch.head_commit)
  same('its merge', known.mergedCommit, batch.merged_commit)
  same('its last event', events.at(-1)?.seq, batch.updated_seq)
  const count = (status: string) => tasks.filter((task) => task.status === status).length
  const counts = Object.fromEntries(BATCH_TASK_STATUSES.map((status) => [status, count(status)]))
  same('its count', known.counts, { total: tasks.length, ...counts })
  for (const { task_id, identifier, status, run_id, merge_commit } of tasks) {
    const told = taskOf.get(task_id)
    same(identifier, [told?.status, told?.runId, told?.mergeCommit], [status, run_id, merge_commit])
  }
  return found
}

async function branchOf(
  repo: string,
  batch: BatchRow,
  tasks: readonly TaskRow[],
  { runs }: Evidence,
): Promise<string[]> {
  const name = nameOf(batch)
  const found: string[] = []
  const merged = tasks.filter(({ status }) => status === 'merged')
  const isOneRun = batch.mode === 'combined'
  const runOf = ({ run_id }: TaskRow) => runs.find(({ id }) => id === run_id)
  for (const task of tasks) {
    const run = runOf(task)
    if (task.status === 'merged' || run === undefined || !isKept(run)) continue
    if (!(await isIn(repo, run.head_commit ?? '', `refs/heads/${run.branch}`)))
      found.push(`${task.identifier} was left out of ${name}, and its work is not on ${run.branch}`)
  }
  const tip = await git(repo, 'rev-parse', '--verify', '--quiet', `refs/heads/${batch.branch}`).catch(
    () => null,
  )
  if (tip === null) {
    if (merged.length > 0) found.push(`${name} has merged ${merged.length} tasks and has no branch`)
    return found
  }
  if (tip !== batch.head_commit && (merged.length > 0 || !isOneRun))
    found.push(`${name} is at ${tip}, its row says ${batch.head_commit}`)
  // Then it is the run's, and stays with it.
  if (merged.length === 0 && isOver(batch) && tip === batch.base_commit && !isOneRun)
    found.push(`${name} holds nothing, and its branch is left`)
  const range = `${batch.base_commit}..${tip}`
  const line = await git(repo, 'log', '--first-parent', '--merges', '--reverse', '--format=%H %P', range)
  // The user, too, may merge something there.
  const ours = new Set(runs.filter(({ batch_id }) => batch_id === batch.id).map((run) => run.head_commit))
  const made = line
    .split('\n')
    .map((one) => one.split(' '))
    .filter(([, , second]) => ours.has(second ?? ''))
  const wanted = isOneRun ? [] : merged.map((task) => `${task.merge_commit} of ${runOf(task)?.head_commit}`)
  if (isOneRun && new Set(merged.map(({ run_id }) => run_id)).size > 1)
    found.push(`${name} is combined, and its tasks have several runs`)
  for (const { identifier, merge_commit, run_id } of isOneRun ? merged : [])
    if (merge_commit !== runs.find(({ id }) => id === run_id)?.head_commit)
      found.push(`${identifier} is merged in ${name} with another commit than that of its run`)
  const there = made.map(([commit, , second]) => `${commit} of ${second}`)
  if (there.join() !== wanted.join())
    found.push(`${name} has the merges ${there.join(', ')}, its tasks say ${wanted.join(', ')}`)
  for (const task of merged)
    if (!(await isIn(repo, runOf(task)?.head_commit ?? '', tip)))
      found.push(`${task.identifier} is merged in ${name}, its work is not in it`)
  return found
}

/** Whether a run has work that has to be on its branch still. */
const isKept = ({ head_commit, branch, discarded_at }: RunRow) =>
  head_commit !== null && branch !== null && discarded_at === null

const isIn = (repo: string, commit: string, ref: string) =>
  git(repo, 'merge-base', '--is-ancestor', commit, ref).then(
    () => true,
    () => false,
  )

/** Only a batch that goes on has an integration worktree of its own; a project may keep one. */
async function integrationOf({ batches, projects }: Evidence, dataFolder: string): Promise<string[]> {
  const folder = join(dataFolder, 'integration')
  if (!existsSync(folder)) return []
  const known = new Set([
    ...projects.map(({ id }) => id),
    ...batches.filter((batch) => !isOver(batch)).map(({ id }) => id),
  ])
  const left = (await readdir(folder)).filter((name) => !known.has(name))
  return left.map((name) => `an integration worktree is left: ${join(folder, name)}`)
}
