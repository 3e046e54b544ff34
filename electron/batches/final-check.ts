import { AppError } from '#shared/errors.ts'
import type { Project } from '#shared/projects.ts'
import { type BatchRow, optionsOf } from './batch-records.ts'
import { bringUpToDate } from './bring-up-to-date.ts'
import { failureWords } from './checks.ts'
import type { BatchContext } from './context.ts'
import { integrationPath, settle } from './merge-lane.ts'
import { verify } from './verify.ts'

/** How a batch goes on whose branch is as it shall be. */
export const afterChecks = (row: BatchRow) =>
  optionsOf(row).publish !== 'local' ? { step: 'publish' } : { step: 'clean_up', ending: 'complete' }

/**
 * Checks the whole of a batch once its tasks are settled, with what came to the base meanwhile where it will be pushed.
 * Asked again it goes on where it was.
 *
 * @throws AppError with words for the user: it fails, or the branch cannot be brought up to date
 */
export async function finalCheck(context: BatchContext, row: BatchRow, signal: AbortSignal): Promise<void> {
  const { projects, records, store } = context
  const project = await projects.get(row.project_id)
  const isPushed = optionsOf(row).publish !== 'local'
  const tip = isPushed
    ? await bringUpToDate(context, row, project, signal)
    : await settle(context, row, project)
  await checkWhole(context, row, project, tip, signal)
  await store.write(async (tx) => {
    const { row: now } = await records.load(row.id, tx.db)
    // Paused or cancelled in this moment: what has passed is known when it is asked again.
    if (now.status === 'paused' || now.ending !== null) return
    await records.update(tx, row.id, { failure: null, ...afterChecks(now) })
  })
}

/**
 * Runs the project's final check on a commit of a batch, unless it has passed there.
 *
 * @throws AppError CONFLICT when it fails
 */
export async function checkWhole(
  context: BatchContext,
  row: BatchRow,
  project: Project,
  commit: string,
  signal: AbortSignal,
): Promise<void> {
  const { git, records, store, dataFolder, onMoment } = context
  const line = project.finalCheckCommand
  if (line === null) {
    // The user has taken it out of the project: what it said does not count any more.
    if (row.final_check !== null) await store.write((tx) => records.update(tx, row.id, { final_check: null }))
    return
  }
  const worktree = integrationPath(dataFolder, row.id)
  // What it contains is merged without a commit: the worktree is brought to where it is checked.
  const here = { onto: commit, commit, message: '', runHooks: false, sign: false, signal }
  await git.integrate({ repo: project.repoPath, path: worktree, ...here })
  const checked = await verify(context, { row, project, line, worktree, commit, again: true, signal })
  onMoment?.(row.id, 'checked as a whole')
  if (checked === null) return
  const { command, output, exitCode } = checked
  const passed = exitCode === 0
  await store.write((tx) =>
    records.update(tx, row.id, { final_check: JSON.stringify({ command, passed, output }) }),
  )
  onMoment?.(row.id, 'final check written')
  if (passed) return
  const then = `Nothing is published. Mend it on ${row.branch} or in the project, then resume the batch: it is run again.`
  throw new AppError('CONFLICT', failureWords(checked, 'fails on the whole of the batch', then))
}
