import { join } from 'node:path'
import { hasWorktree } from '../../git/git.ts'
import type { RunChange } from '../run-rows.ts'
import { describeExit, requireWorktree, type StepContext, type StepResult } from '../step.ts'
import { runProjectCommand } from './command.ts'
import { baseRequest } from './own-requests.ts'

/** Chooses the commit to start from and the branch's name; nothing is made yet. */
export async function baseStep({ engine, row, log, signal, journal }: StepContext): Promise<StepResult> {
  const project = await engine.projects.get(row.project_id)
  const task = await engine.tasks.get(row.task_id)
  const settings = engine.settings.stored()
  await journal({}, { type: 'stage', stage: 'preparing' })
  // Its start takes longer than the worktree's: both go on at once.
  engine.agents.warm(row.model)

  const repo = project.repoPath
  // A batch has chosen it for all of its tasks.
  if (row.base_branch !== null && row.base_commit !== null) {
    await engine.git.requireRepository(repo)
    return { kind: 'next', step: 'worktree', change: await placeOf(row.base_branch, row.base_commit) }
  }
  const prefer = row.base_choice ?? (settings.onDiverged === 'ask' ? null : settings.onDiverged)
  const base = await engine.git.resolveBase({
    repo,
    branch: project.defaultBranch,
    fetch: settings.fetchBeforeRun,
    prefer: prefer as 'local' | 'remote' | null,
    signal,
  })
  if (base.fetchProblem !== null) {
    log.add({ kind: 'notice', level: 'info', text: `Went on without fetching: ${base.fetchProblem}` })
  }
  if (base.kind === 'diverged') {
    return { kind: 'wait', step: 'base', request: baseRequest(project.defaultBranch, base) }
  }

  return { kind: 'next', step: 'worktree', change: await placeOf(project.defaultBranch, base.commit) }

  /** Base, a free branch and a folder of its own. */
  async function placeOf(base_branch: string, base_commit: string): Promise<RunChange> {
    const suffix = row.attempt === 1 ? '' : `-r${row.attempt}`
    const slug = `${task.identifier.toLowerCase()}${suffix}`
    // A combined run works on the branch of its batch.
    const wanted = row.branch ?? `openlinear/${slug}`
    // What only reads needs none.
    const branch = row.is_brainstorm === 1 ? null : await engine.git.freeBranchName({ repo, wanted })
    const folder = `${slug}-${row.id.slice(-8)}`
    const worktree_path = join(engine.dataFolder, 'worktrees', project.key, folder)
    return { base_branch, base_commit, branch, worktree_path }
  }
}

/** Makes the branch and its worktree, or finishes a half-made one. */
export async function worktreeStep({ engine, row, log }: StepContext): Promise<StepResult> {
  const started = performance.now()
  const { base_branch, base_commit, branch, worktree_path } = row
  const isReading = row.is_brainstorm === 1
  if (
    base_branch === null ||
    base_commit === null ||
    worktree_path === null ||
    (branch === null && !isReading)
  ) {
    throw new Error(`run ${row.id} reached its worktree step without a base`)
  }
  const project = await engine.projects.get(row.project_id)
  const place = { repo: project.repoPath, path: worktree_path, commit: base_commit }
  if (branch === null) await engine.git.addDetachedWorktree(place)
  else await engine.git.addWorktree({ ...place, branch })
  log.add({
    kind: 'stage',
    stage: 'preparing',
    state: 'done',
    text: `Prepared worktree from ${await startWords(engine, project.repoPath, base_branch, base_commit)}`,
    ms: Math.round(performance.now() - started),
  })
  for (const text of await engine.git.worktreeLimits({ worktree: worktree_path })) {
    log.add({ kind: 'notice', level: 'warning', text })
  }
  return { kind: 'next', step: isReading ? 'session' : 'setup' }
}

/** What a worktree begins at: a commit of its base branch, here or at the remote, or work of others on top of that. */
async function startWords(
  { git }: StepContext['engine'],
  repo: string,
  branch: string,
  commit: string,
): Promise<string> {
  const short = commit.slice(0, 7)
  const remote = (await git.remoteUrl({ repo }))?.remote
  for (const ref of [`refs/heads/${branch}`, ...(remote ? [`refs/remotes/${remote}/${branch}`] : [])]) {
    const tip = await git.commitOf({ repo, ref })
    if (tip !== null && (await git.isAncestor({ repo, ancestor: commit, descendant: tip })))
      return `${branch}@${short}`
  }
  return `${short}, work on top of ${branch}`
}

/** Copies the project's untracked files and runs its setup command. */
export async function setupStep(context: StepContext): Promise<StepResult> {
  const { engine, row, log } = context
  const worktree = row.worktree_path ?? ''
  // Deleted while the run stood in line.
  if (!(await hasWorktree(worktree))) return { kind: 'next', step: 'worktree' }
  const project = await engine.projects.get(row.project_id)
  if (project.copyFiles.length > 0) {
    const { copied, missing } = await engine.git.copyFiles({
      from: project.repoPath,
      to: worktree,
      files: project.copyFiles,
    })
    if (copied.length > 0) log.add({ kind: 'notice', level: 'info', text: `Copied ${listSome(copied)}` })
    if (missing.length > 0) {
      const text = `Not copied into the worktree, because not in the repository’s folder: ${listSome(missing)}. The project’s settings name what is copied.`
      log.add({ kind: 'notice', level: 'warning', text })
    }
  }
  if (project.setupCommand !== null) {
    const result = await runProjectCommand(context, 'setup', project.setupCommand)
    if (result.exitCode !== 0) {
      return {
        kind: 'fail',
        code: 'setup_failed',
        message: `The setup command \`${project.setupCommand}\` ${describeExit(result.exitCode)}. Read its output in the log, mend it in the project’s settings, then retry.`,
      }
    }
    // Else it would be made again and again for a command that removes it.
    await requireWorktree(worktree)
  }
  return { kind: 'next', step: 'session' }
}

function listSome(names: string[]): string {
  const shown = names.slice(0, 5).join(', ')
  return names.length > 5 ? `${shown} and ${names.length - 5} more` : shown
}
