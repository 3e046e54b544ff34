import { settingsFor } from '#shared/project-settings.ts'
import { type BatchRow, optionsOf } from './batch-records.ts'
import { bringUpToDate } from './bring-up-to-date.ts'
import type { BatchContext } from './context.ts'
import { checkWhole } from './final-check.ts'

/**
 * Brings the branch of a batch up to date with its base at the remote, checks it, and pushes it. Its pull request, if
 * one is wanted, is made by whoever carries on its publication. Asked again it goes on where it was.
 *
 * @throws AppError with words for the user: the base conflicts, a check fails, the remote refuses
 */
export async function publish(context: BatchContext, row: BatchRow, signal: AbortSignal): Promise<void> {
  const { git, projects, settings, store, records, onMoment } = context
  const project = await projects.get(row.project_id)
  const repo = project.repoPath
  const tip = await bringUpToDate(context, row, project, signal)
  // It has passed before this step, but what came from the remote meanwhile may break it.
  await checkWhole(context, row, project, tip, signal)
  const { runGitHooks } = settings.stored()
  // It may be another one by now: see {@link moveBranch}.
  const { branch } = (await records.load(row.id)).row
  await git.pushBranch({ repo, branch, runHooks: runGitHooks, signal })
  onMoment?.(row.id, 'pushed')
  const isPull = optionsOf(row).publish === 'pull_request'
  const plan = isPull ? await context.pullRequests.planForBatch(row.id, tip) : null
  // With a pull request tasks are done once that is there.
  const isDone = !isPull && settingsFor(settings.stored(), project).doneWhen === 'published'
  await store.write(async (tx) => {
    const { row: now, tasks } = await records.load(row.id, tx.db)
    // Paused or cancelled in this moment: what is pushed is pushed, but the batch ends as the user wants.
    const isOn = now.status !== 'paused' && now.ending === null
    const end = isOn ? { ending: 'complete', step: 'clean_up' } : {}
    await records.update(tx, row.id, { pushed_commit: tip, failure: null, ...end })
    if (isOn && plan !== null) await context.pullRequests.openForBatch(tx, plan)
    for (const { task_id, status } of tasks) {
      if (!isDone || status !== 'merged') continue
      const done = { status: 'done', activityKind: 'batch:published' } as const
      await context.tasks.recordExecution(tx, task_id, done)
    }
  })
}
