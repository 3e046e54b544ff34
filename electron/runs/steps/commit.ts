import { AppError } from '#shared/errors.ts'
import { buildCommitMessage, buildFollowUpMessage } from '#shared/commit-message.ts'
import { followUpIn } from '#shared/pull-prompts.ts'
import { failureAdvice } from '#shared/failure-advice.ts'
import { isTerminal } from '#shared/run-words.ts'
import type { Task } from '#shared/tasks.ts'
import { isDiskFull } from '../../process/disk-full.ts'
import { requireWorktree, type StepContext, type StepResult } from '../step.ts'
import { changesIfAny } from './changes.ts'
import { commitRequest } from './own-requests.ts'
import { isReadOnly } from './read-only.ts'
import { sayQueued } from './say.ts'

const NO_CHANGES = { files: 0, additions: 0, deletions: 0 }
/** What can be mended and tried again: a hook's words may sound as if git could not write. */
const REFUSALS: ReadonlySet<string> = new Set([
  'GIT_ERROR',
  'NOT_WRITABLE',
  'NOT_READABLE',
  'NOT_A_REPOSITORY',
])
const CO_AUTHOR = { name: 'OpenCode', email: 'noreply@opencode.ai' }

/** Commits what the agent left uncommitted; its own commits count as they are. */
export async function commitStep(context: StepContext): Promise<StepResult> {
  const words = await sayQueued(context)
  if (words !== null) return words
  const { engine, row, log, journal } = context
  if (row.base_commit === null || row.branch === null)
    throw new Error(`run ${row.id} has no base to compare with`)
  await journal({}, { type: 'stage', stage: 'committing' })
  const started = performance.now()
  const settings = engine.settings.stored()
  const project = await engine.projects.get(row.project_id)
  const worktree = await requireWorktree(row.worktree_path)
  const before = await engine.git.commitOf({ repo: worktree, ref: 'HEAD' })
  const commit = row.head_commit ?? row.base_commit
  await engine.git.repairWorktree({ repo: project.repoPath, path: worktree, commit })
  let made: { headCommit: string; changed: boolean }
  try {
    await engine.git.requireRepository(project.repoPath)
    made = await engine.git.commitAll({
      worktree,
      branch: row.branch,
      baseCommit: row.base_commit,
      message: await messageOf(context),
      coAuthor: CO_AUTHOR,
      runHooks: settings.runGitHooks,
      sign: settings.signCommits,
    })
  } catch (error) {
    if (error instanceof AppError && REFUSALS.has(error.code) && !isDiskFull(error))
      return {
        kind: 'wait',
        step: 'commit',
        request: commitRequest(error.message, error.code === 'GIT_ERROR'),
        change: await changesIfAny(context),
      }
    throw error
  }
  const { headCommit, changed } = made
  if (!changed) {
    const change = { changes: JSON.stringify(NO_CHANGES) }
    // Its words are its work; there is nothing to merge.
    if (await isReadOnly(context)) return { kind: 'succeed', change }
    return { kind: 'fail', code: 'no_changes', message: failureAdvice('no_changes'), change }
  }
  const changes = await engine.git.diffStat({ repo: project.repoPath, from: row.base_commit, to: headCommit })
  log.add({
    kind: 'stage',
    stage: 'committing',
    state: 'done',
    text:
      before === headCommit
        ? `Nothing was left to commit; ${row.branch} stands at ${headCommit.slice(0, 7)}`
        : `Committed ${headCommit.slice(0, 7)} on ${row.branch}`,
    ms: Math.round(performance.now() - started),
  })
  return { kind: 'succeed', change: { head_commit: headCommit, changes: JSON.stringify(changes) } }
}

/** What its commit says: that the task is carried out, or what was said of its pull request. */
async function messageOf(context: StepContext): Promise<string> {
  const tasks = await tasksOf(context)
  const followUp = followUpIn(context.row.prompt ?? '')
  if (followUp === null) return buildCommitMessage(tasks)
  const of = followUp.identifiers?.map((identifier) => ({ identifier })) ?? tasks
  return buildFollowUpMessage(followUp.subject, of)
}

/** What the run has carried out; a combined one without what was taken out of it meanwhile. */
async function tasksOf({ engine, row }: StepContext): Promise<Task[]> {
  if (row.purpose !== 'combined') return [await engine.tasks.get(row.task_id)]
  const all = await engine.tasks.ofRun(row.id)
  return all.filter(({ executionStatus }) => executionStatus !== null && !isTerminal(executionStatus))
}
