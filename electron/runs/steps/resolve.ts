import { settingsFor } from '#shared/project-settings.ts'
import { buildNothingLeftPrompt, buildUnresolvedPrompt } from '#shared/resolve-prompt.ts'
import type { Run } from '#shared/runs.ts'
import { memoryPath } from '../../git/git.ts'
import { requireWorktree, type StepContext, type StepResult } from '../step.ts'
import { nextMessage, sayQueued } from './say.ts'

// A run that resolves a conflict works in its batch's integration worktree. Its base commit is the merge as git makes
// it by itself, so that its changes are what the agent has decided.

/**
 * Brings the worktree into the conflict. Nobody has worked there yet: whatever stands there is of no use.
 *
 * @returns null when there is a conflict for the agent
 */
export async function beginConflict({ engine, row, log }: StepContext): Promise<StepResult | null> {
  const { automatic, path } = placeOf(row)
  const repo = await engine.projects.repoPath(row.project_id)
  const memory = memoryPath(engine.dataFolder, row.project_id)
  const files = await engine.git.startMerge({ repo, path, automatic, memory })
  const { copyFiles } = await engine.projects.get(row.project_id)
  if (copyFiles.length > 0) await engine.git.copyFiles({ from: repo, to: path, files: copyFiles })
  if (files.length > 0) return null
  log.add({ kind: 'notice', level: 'info', text: 'Git remembers how all of this was resolved before.' })
  return { kind: 'next', step: 'commit' }
}

/** What is to be done about a conflict that the agent has not resolved; null = it has. */
export async function askIfUnresolved(context: StepContext): Promise<StepResult | null> {
  const taken = await take(context)
  return 'kind' in taken ? taken : null
}

/** Takes what the agent has made of the conflict. */
export async function commitResolution(context: StepContext): Promise<StepResult> {
  const words = await sayQueued(context)
  if (words !== null) return words
  const { log, journal } = context
  await journal({}, { type: 'stage', stage: 'committing' })
  const started = performance.now()
  const taken = await take(context)
  if ('kind' in taken) return taken
  log.add({
    kind: 'stage',
    stage: 'committing',
    state: 'done',
    text: `Resolved as ${taken.commit.slice(0, 7)}`,
    ms: Math.round(performance.now() - started),
  })
  const change = { head_commit: taken.commit, changes: JSON.stringify(taken.changes) }
  return { kind: 'succeed', change }
}

/** The resolution, or what is to be done about a conflict that is left. */
async function take(context: StepContext): Promise<{ commit: string; changes: Run['changes'] } | StepResult> {
  const { engine, row } = context
  const { automatic, path } = placeOf(row)
  const worktree = await requireWorktree(path)
  const repo = await engine.projects.repoPath(row.project_id)
  await engine.git.requireRepository(repo)
  const sides = await engine.git.mergedBy({ repo, merge: automatic })
  if (sides === null)
    return { kind: 'fail', code: 'git_error', message: 'The merge is not in the repository any more.' }
  await engine.git.repairWorktree({ repo, path: worktree, commit: sides.ours })
  const taken = await engine.git.takeResolution({ repo, worktree, automatic })
  if (taken.kind !== 'resolved')
    return askAgain(context, taken.kind === 'unresolved' ? taken.files : [], sides.theirs)
  const { commit } = taken
  return { commit, changes: await engine.git.diffStat({ repo, from: automatic, to: commit }) }
}

async function askAgain(context: StepContext, files: string[], theirs: string): Promise<StepResult> {
  const { engine, row } = context
  const project = await engine.projects.get(row.project_id)
  const { identifier } = await engine.tasks.get(row.task_id)
  const isEmpty = files.length === 0
  const { maxFixAttempts } = settingsFor(engine.settings.stored(), project)
  if (row.session_id === null || row.fix_attempts >= maxFixAttempts) {
    const message = isEmpty
      ? `The agent kept nothing of the work of ${identifier}.`
      : `The agent left conflicts unresolved: ${files.slice(0, 5).join(', ')}.`
    return { kind: 'fail', code: isEmpty ? 'no_changes' : 'git_error', message }
  }
  const text = isEmpty ? buildNothingLeftPrompt(identifier, theirs) : buildUnresolvedPrompt(files)
  return {
    kind: 'next',
    step: 'turn',
    async change(_tx, add) {
      return { ...nextMessage(context, add, text, 'fix'), fix_attempts: row.fix_attempts + 1 }
    },
  }
}

function placeOf({ id, base_commit, worktree_path }: StepContext['row']) {
  if (base_commit === null || worktree_path === null) throw new Error(`run ${id} has no conflict to resolve`)
  return { automatic: base_commit, path: worktree_path }
}
