import type { Project } from '#shared/projects.ts'
import type { BatchRow } from './batch-records.ts'
import { type Checked, checkTree, prepareTree } from './checks.ts'
import type { BatchContext } from './context.ts'

export interface Verifying {
  row: BatchRow
  project: Project
  /** The command, if there is one. */
  line: string | null
  /** An integration worktree that stands at `commit`. */
  worktree: string
  commit: string
  /** See {@link checkTree}. */
  again?: boolean
  signal: AbortSignal
  /** Told what is done next. */
  onStage?: (stage: 'setup' | 'verifying') => Promise<void>
}

/**
 * Sets a merge up and checks it.
 *
 * @returns null when there is no command; else what it said, or a setup command that failed
 */
export async function verify(
  context: BatchContext,
  { row, project, line, worktree, commit, again = false, signal, onStage = async () => {} }: Verifying,
): Promise<Checked | null> {
  const { records, store } = context
  const { setupCommand } = project
  if (line === null) return null
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
  return { ...(await checkTree(context, { project, line, worktree, commit, again, signal })), command: line }
}
