import { judgeTasks, readReport, type TaskOutcome } from '#shared/batch-report.ts'
import { buildCleanCheckPrompt } from '#shared/combined-prompt.ts'
import { isLeftOut, type BatchTaskStatus } from '#shared/batch-words.ts'
import type { Project } from '#shared/projects.ts'
import type { Run } from '#shared/runs.ts'
import { hasWorktree } from '../git/git.ts'
import { type BatchRow, type BatchRows, type BatchTaskRow, dependsOnOf } from './batch-records.ts'
import { type Checked, failureWords } from './checks.ts'
import { giveBackTogether, reasonWith, reopen } from './combined.ts'
import type { BatchContext } from './context.ts'
import { integrationPath, moveBranch } from './merge-lane.ts'
import { verify } from './verify.ts'

interface Taking {
  row: BatchRow
  /** The tasks that the run has carried out, in the order of the batch. */
  own: BatchTaskRow[]
  run: Run
  head: string
  project: Project
}

/**
 * Takes the work of a combined run. It is on the batch's branch already: what is found out is which tasks are in it,
 * and whether the check passes in a clean worktree. Killed at any point it is done again with the same result.
 *
 * @throws AppError when git refuses, or the branch is somebody else's by now
 */
export async function takeCombined(
  context: BatchContext,
  batchId: string,
  signal: AbortSignal,
): Promise<void> {
  const { records, projects, runs, store, onMoment } = context
  const rows = await records.load(batchId)
  const own = rows.tasks.filter(({ status }) => status === 'completed')
  // The user has left them out or sent them back since it was planned.
  if (own.length === 0) return
  const run = (await runs.ofBatch(batchId)).find(({ id }) => id === own[0]?.run_id)
  const head = run?.headCommit ?? null
  if (run === undefined || head === null) throw new Error(`batch ${batchId} has no work to take`)
  const taking = { row: rows.row, own, run, head, project: await projects.get(rows.row.project_id) }

  // The user has left out one of them in this moment; once the stage is written nobody does.
  if (!(await stage(context, taking, 'merging'))) return
  const outcomes = await outcomesOf(context, rows, taking)
  const isAnyIn = [...outcomes.values()].some(({ kind }) => kind === 'in')
  const checked = isAnyIn ? await check(context, taking, signal) : null
  if (checked !== null && checked.exitCode !== 0) return giveBackOrLeaveOut(context, taking, checked)
  await store.write(async (tx) => {
    for (const { task_id: taskId } of own) {
      const { change, event } = fateOf(outcomes.get(taskId), head, store.now())
      await records.updateTask(tx, { batchId, taskId }, { ...change, stage: null }, event)
    }
    const out = own.filter(({ task_id }) => outcomes.get(task_id)?.kind !== 'in')
    await reopen(
      context,
      tx,
      run.id,
      out.map(({ task_id }) => task_id),
    )
    if (isAnyIn) await records.update(tx, batchId, { head_commit: head, verified: checked === null ? 0 : 1 })
  })
  onMoment?.(batchId, 'written')
  if (!isAnyIn) return
  // It is there, unless somebody has deleted it or brought it back.
  await moveBranch(context, rows.row, taking.project, head)
  onMoment?.(batchId, 'moved')
}

/** @returns whether all of them are still where they were */
function stage(
  { records, store }: BatchContext,
  { row, own }: Taking,
  now: 'merging' | 'setup' | 'verifying',
): Promise<boolean> {
  const name = now === 'verifying' ? 'batch:verifying' : 'batch:merging'
  return store.write(async (tx) => {
    const { tasks } = await records.load(row.id, tx.db)
    const isSame = (task: BatchTaskRow) =>
      tasks.some(
        ({ task_id, status, run_id }) =>
          task_id === task.task_id && status === 'completed' && run_id === task.run_id,
      )
    if (!own.every(isSame)) return false
    for (const { task_id: taskId } of own)
      await records.updateTask(tx, { batchId: row.id, taskId }, { stage: now }, undefined, name)
    return true
  })
}

async function outcomesOf(
  { git, tasks: cards }: BatchContext,
  { tasks }: BatchRows,
  { row, own, run, head, project }: Taking,
): Promise<Map<string, TaskOutcome>> {
  const range = { repo: project.repoPath, from: run.baseCommit ?? row.base_commit, to: head }
  const named: { identifier: string; title: string }[] = []
  for (const { task_id, identifier } of own)
    named.push({ identifier, title: (await cards.get(task_id)).title })
  const work = { files: await git.changedPaths(range), commits: await git.commitsBetween(range) }
  const isOut = ({ status }: BatchTaskRow) => status === 'blocked' || isLeftOut(status as BatchTaskStatus)
  return judgeTasks(
    own.map((task) => ({ id: task.task_id, identifier: task.identifier, dependsOn: dependsOnOf(task) })),
    readReport(run.summary, named, work),
    {
      checkPassed: run.checkPassed === true,
      leftOut: new Map(tasks.filter(isOut).map(({ task_id, identifier }) => [task_id, identifier])),
    },
  )
}

function fateOf(outcome: TaskOutcome | undefined, commit: string, now: string) {
  if (outcome?.kind === 'in') {
    const { evidence } = outcome
    const change = { merge_commit: commit, merged_at: now, evidence, reason: null }
    return { change, event: 'merge' as const }
  }
  const reason = reasonWith(
    outcome?.code ?? 'not_reported',
    outcome?.message ?? 'The agent’s report says nothing of it.',
  )
  return { change: { reason }, event: 'skip' as const }
}

/** In a worktree that holds nothing but the commit; null when the project has no check. */
async function check(context: BatchContext, taking: Taking, signal: AbortSignal): Promise<Checked | null> {
  const { git, dataFolder, onMoment } = context
  const { row, project, head } = taking
  const worktree = integrationPath(dataFolder, row.id)
  const line = project.checkCommand
  if (line === null) return null
  // What it contains is merged without a commit: the worktree is brought to where it is checked.
  const here = { onto: head, commit: head, message: '', runHooks: false, sign: false, signal }
  await git.integrate({ repo: project.repoPath, path: worktree, ...here })
  onMoment?.(row.id, 'integrated')
  const onStage = async (now: 'setup' | 'verifying') => void (await stage(context, taking, now))
  const checked = await verify(context, { row, project, line, worktree, commit: head, signal, onStage })
  onMoment?.(row.id, 'verified')
  return checked
}

/** Once its agent may mend what fails only in a clean worktree; after that all of its tasks are left out. */
async function giveBackOrLeaveOut(context: BatchContext, { row, own, run }: Taking, checked: Checked) {
  const { store, records, onMoment } = context
  const { worktreePath, sessionId } = run
  if (
    own.every(({ given_back }) => given_back === 0) &&
    // What takes too long is no fault that it could see.
    checked.endedAfter === undefined &&
    sessionId !== null &&
    worktreePath !== null &&
    (await hasWorktree(worktreePath))
  ) {
    const text = buildCleanCheckPrompt(checked.command, checked.exitCode, checked.output)
    onMoment?.(row.id, 'given back')
    await giveBackTogether(context, row, run, { text, change: { given_back: 1, stage: null } })
  } else {
    const then = `Nothing of the batch is published. Its work is kept on ${row.branch}.`
    const reason = reasonWith('check_failed', failureWords(checked, 'fails in a clean worktree', then))
    await store.write(async (tx) => {
      for (const { task_id: taskId } of own)
        await records.updateTask(tx, { batchId: row.id, taskId }, { reason, stage: null }, 'skip')
    })
  }
  onMoment?.(row.id, 'written')
}
