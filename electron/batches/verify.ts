import type { Project } from '#shared/projects.ts'
import type { BatchRow } from './batch-records.ts'
import { type CheckResult, checkTree, prepareTree } from './checks.ts'
import type { BatchContext } from './context.ts'

export interface Verifying {
  row: BatchRow
  project: Project
  /** An integration worktree that stands at `commit`. */
  worktree: string
  commit: string
  signal: AbortSignal
  /** Told what is done next. */
  onStage: (stage: 'setup' | 'verifying') => Promise<void>
}

/**
 * Sets a merge up and checks it.
 *
 * @returns null when the project has no check; else what the check said, or a setup command that failed
 */
export async function verify(
  context: BatchContext,
  { row, project, worktree, commit, signal, onStage }: Verifying,
): Promise<(CheckResult & { command: string }) | null> {
  const { records, store } = context
  const { checkCommand, setupCommand } = project
  if (checkCommand === null) return null
  if (setupCommand !== null) await onStage('setup')
  const { prepared_for } = await records.load(row.id).then((now) => now.row)
  const { preparedFor, failed } = await prepareTree(context, {
    project,
    worktree,
    commit,
    preparedFor: prepared_for,
    signal,
  })
  // Written before the check: a crash in it must not run the setup again, nor one that failed pass for done.
  const ready = failed === null ? preparedFor : null
  if (ready !== prepared_for) await store.write((tx) => records.update(tx, row.id, { prepared_for: ready }))
  if (failed !== null) return { ...failed, command: setupCommand ?? '' }
  await onStage('verifying')
  const checked = await checkTree(context, { project, worktree, commit, signal })
  return checked === null ? null : { ...checked, command: checkCommand }
}
