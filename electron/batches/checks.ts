import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { tellingLines } from '#shared/check-output.ts'
import { settingsFor } from '#shared/project-settings.ts'
import type { Project } from '#shared/projects.ts'
import { runShellLine } from '../process/shell-line.ts'
import type { Tx } from '../store/store.ts'
import type { BatchContext } from './context.ts'

/** What a command said. */
export interface CheckResult {
  /** null = ended by a signal. */
  exitCode: number | null
  /** The end of its output. */
  output: string
  /** It was ended after so many minutes. */
  endedAfter?: number
}

/** A result, and which command it is of. */
export type Checked = CheckResult & { command: string }

/** What of a command's output is kept, in characters: its end. */
const KEPT = 20_000

/**
 * A failure in words, with the end of the output under them.
 *
 * @param fails is said of a command that has ended by itself: `fails once …`
 * @param then is said after it
 */
export function failureWords({ command, output, endedAfter }: Checked, fails: string, then: string): string {
  const said =
    endedAfter === undefined
      ? `\`${command}\` ${fails}.`
      : `\`${command}\` took longer than ${endedAfter} min, the limit in the settings, and was ended. Make it end by itself, or raise the limit.`
  const lines = tellingLines(output)
  return `${said} ${then}${lines === '' ? '' : `\n\n${lines}`}`
}

/** What is checked, and where. */
interface CheckOf {
  project: Project
  line: string
  /** Stands at `commit`. */
  worktree: string
  commit: string
  /** A failure that is kept does not count: the user wants to see it again. */
  again: boolean
  signal: AbortSignal
}

/**
 * Checks a commit in an integration worktree. The same tree with the same commands and copied files is never checked
 * twice; what a signal or a time limit has ended is.
 */
export async function checkTree(
  context: BatchContext,
  { project, line, worktree, commit, again, signal }: CheckOf,
): Promise<CheckResult> {
  const { store, git } = context
  const tree = await git.treeOf({ repo: project.repoPath, commit })
  const copied = await hashFiles(worktree, project.copyFiles)
  const key = hashOf([tree, project.setupCommand ?? '', line, copied])
  const known = await store.db
    .selectFrom('check_results')
    .select(['exit_code as exitCode', 'output'])
    .where('project_id', '=', project.id)
    .where('key', '=', key)
    .executeTakeFirst()
  if (known !== undefined && (known.exitCode === 0 || !again)) return known

  const { ms, ...result } = await runIn(context, project, worktree, line, signal)
  if (result.exitCode === null) return result
  await store.write(async (tx) => {
    const values = { exit_code: result.exitCode, output: result.output, ms, at: store.now() }
    await tx.db
      .insertInto('check_results')
      .values({ project_id: project.id, key, ...values })
      .onConflict((conflict) => conflict.columns(['project_id', 'key']).doUpdateSet(values))
      .execute()
  })
  return result
}

/**
 * Forgets which trees of a project have failed, so that they are checked again. Which of them somebody means is known
 * only once it is merged again; the others cost a check that may pass by now.
 */
export async function forgetFailures(tx: Tx, projectId: string): Promise<void> {
  await tx.db
    .deleteFrom('check_results')
    .where('project_id', '=', projectId)
    .where('exit_code', '!=', 0)
    .execute()
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
  const { ms: _, ...result } = await runIn(context, project, worktree, setupCommand, signal)
  return { preparedFor: key, failed: result.exitCode === 0 ? null : result }
}

async function runIn(
  { settings, hostId }: BatchContext,
  project: Project,
  cwd: string,
  line: string,
  signal: AbortSignal,
): Promise<CheckResult & { ms: number }> {
  const minutes = settingsFor(settings.stored(), project).totalLimitMinutes
  const limit = AbortSignal.timeout(minutes * 60_000)
  let output = ''
  try {
    const { exitCode, ms } = await runShellLine({
      line,
      cwd,
      hostId,
      signal: AbortSignal.any([signal, limit]),
      onOutput: (text) => (output = (output + text).slice(-KEPT)),
    })
    return { exitCode, output, ms }
  } catch (error) {
    if (signal.aborted || !limit.aborted) throw error
    return { exitCode: null, output, endedAfter: minutes, ms: minutes * 60_000 }
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
