import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '#shared/errors.ts'
import type { Project } from '#shared/projects.ts'
import { runShellLine } from '../process/shell-line.ts'
import type { BatchContext } from './context.ts'

/** What a command said. */
export interface CheckResult {
  /** null = ended by a signal. */
  exitCode: number | null
  /** The end of its output. */
  output: string
}

/** What of a command's output is kept, in characters: its end. */
const KEPT = 20_000

/**
 * Checks a commit in an integration worktree that stands at it. The same tree with the same commands and copied
 * files is never checked twice; what a signal or a time limit has ended is.
 *
 * @returns null when the project has no check
 * @throws AppError CONFLICT when the command took longer than a run may
 */
export async function checkTree(
  context: BatchContext,
  {
    project,
    worktree,
    commit,
    signal,
  }: { project: Project; worktree: string; commit: string; signal: AbortSignal },
): Promise<CheckResult | null> {
  const { store, git } = context
  const line = project.checkCommand
  if (line === null) return null
  const tree = await git.treeOf({ repo: project.repoPath, commit })
  const copied = await hashFiles(worktree, project.copyFiles)
  const key = hashOf([tree, project.setupCommand ?? '', line, copied])
  const known = await store.db
    .selectFrom('check_results')
    .select(['exit_code as exitCode', 'output'])
    .where('project_id', '=', project.id)
    .where('key', '=', key)
    .executeTakeFirst()
  if (known !== undefined) return known

  const result = await runIn(context, worktree, line, signal)
  if (result.exitCode === null) return result
  await store.write(async (tx) => {
    const values = { exit_code: result.exitCode, output: result.output, ms: result.ms, at: store.now() }
    await tx.db
      .insertInto('check_results')
      .values({ project_id: project.id, key, ...values })
      .onConflict((conflict) => conflict.columns(['project_id', 'key']).doUpdateSet(values))
      .execute()
  })
  return result
}

/**
 * Makes an integration worktree ready for the check: copies files, and runs the setup command unless it has run
 * there for the same dependencies.
 *
 * @param preparedFor what it was made ready for last
 * @returns what it is ready for now; `failed` when the setup command has failed
 */
export async function prepareTree(
  context: BatchContext,
  options: {
    project: Project
    worktree: string
    commit: string
    preparedFor: string | null
    signal: AbortSignal
  },
): Promise<{ preparedFor: string; failed: CheckResult | null }> {
  const { project, worktree, commit, preparedFor, signal } = options
  const { git } = context
  if (project.copyFiles.length > 0)
    await git.copyFiles({ from: project.repoPath, to: worktree, files: project.copyFiles })
  const { setupCommand } = project
  if (setupCommand === null) return { preparedFor: 'nothing', failed: null }
  const lockfiles = await git.lockfilesHash({ repo: project.repoPath, commit })
  // One that was deleted and made anew has nothing of what the setup had made.
  const { ino, mtimeMs } = await stat(join(worktree, '.git'))
  const key = hashOf([worktree, `${ino} ${mtimeMs}`, setupCommand, lockfiles])
  if (key === preparedFor) return { preparedFor: key, failed: null }
  const result = await runIn(context, worktree, setupCommand, signal)
  return { preparedFor: key, failed: result.exitCode === 0 ? null : result }
}

async function runIn(
  { settings, hostId }: BatchContext,
  cwd: string,
  line: string,
  signal: AbortSignal,
): Promise<CheckResult & { ms: number }> {
  const minutes = settings.stored().totalLimitMinutes
  const limit = AbortSignal.timeout(minutes * 60_000)
  try {
    const { exitCode, tail, ms } = await runShellLine({
      line,
      cwd,
      hostId,
      signal: AbortSignal.any([signal, limit]),
      onOutput: () => {},
    })
    return { exitCode, output: tail.slice(-KEPT), ms }
  } catch (error) {
    if (signal.aborted || !limit.aborted) throw error
    throw new AppError(
      'CONFLICT',
      `\`${line}\` was ended after ${minutes} minutes, the limit in Settings. Make it end by itself, or raise the limit.`,
      { command: line },
    )
  }
}

const hashOf = (parts: readonly string[]) => createHash('sha256').update(JSON.stringify(parts)).digest('hex')

/** SHA-256 over files and folders, hexadecimal; those that are not there count as such. */
async function hashFiles(folder: string, names: readonly string[]): Promise<string> {
  const hash = createHash('sha256')
  for (const name of names) {
    const path = join(folder, name)
    const kind = await stat(path).catch(() => null)
    hash.update(`${name}\0${kind === null ? 'none' : kind.isDirectory() ? 'folder' : 'file'}\0`)
    if (kind?.isDirectory() === true) hash.update(await hashFiles(path, (await readdir(path)).sort()))
    else if (kind?.isFile() === true)
      for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer)
  }
  return hash.digest('hex')
}
