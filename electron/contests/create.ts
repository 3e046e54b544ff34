import type { Contest, CreateContest } from '#shared/contests.ts'
import { AppError } from '#shared/errors.ts'
import { settingsFor } from '#shared/project-settings.ts'
import type { ContestContext } from './context.ts'

/**
 * Makes a contest with its candidates, or nothing: all start from one commit, with one prompt.
 *
 * @throws AppError TASK_RUNNING, IN_BATCH, IN_CONTEST, BLOCKED, BASE_DIVERGED, TASK_ARCHIVED, PROJECT_NOT_READY,
 *   PROJECT_NOT_TRUSTED, MODEL_NOT_CONFIGURED, NOT_FOUND
 */
export async function createContest(context: ContestContext, input: CreateContest): Promise<Contest> {
  const { store, records, runs, tasks, projects, settings, git } = context
  const task = await tasks.get(input.id)
  await runs.requireBeginnable(task.id)
  const project = await projects.get(task.projectId)
  const stored = settingsFor(settings.stored(), project)
  const base = await git.resolveBase({
    repo: project.repoPath,
    branch: project.defaultBranch,
    fetch: stored.fetchBeforeRun,
    prefer: input.base ?? (stored.onDiverged === 'ask' ? null : stored.onDiverged),
  })
  if (base.kind === 'diverged')
    throw new AppError(
      'BASE_DIVERGED',
      `${project.defaultBranch} and its remote have both moved (${base.ahead} here, ${base.behind} there). Say which one the candidates shall start from.`,
      { ahead: base.ahead, behind: base.behind, choices: ['local', 'remote'] },
    )
  const id = store.newId()
  const most = Math.min(stored.parallelLimit, project.parallelLimit ?? stored.parallelLimit)
  const contest = {
    contestId: id,
    parallel: input.parallel ?? Math.min(input.candidates.length, most),
    baseBranch: project.defaultBranch,
    baseCommit: base.commit,
    prompt: await runs.promptOf(task.id),
  }
  await runs.beginCandidates(task.id, contest, input.candidates, async (tx, insert) => {
    await runs.requireFreeIn(tx, task.id)
    const { status } = await tasks.get(task.id, tx.db)
    await records.insert(tx, {
      id,
      task_id: task.id,
      project_id: project.id,
      status: 'running',
      step: 'runs',
      base_branch: contest.baseBranch,
      base_commit: contest.baseCommit,
      prompt: contest.prompt,
      parallel: contest.parallel,
      task_status: status,
      created_at: store.now(),
    })
    await insert()
    await records.tellCreated(tx, id)
    await tasks.recordExecution(tx, task.id, {
      status: 'in_progress',
      executionStatus: 'queued',
      executionProgress: 0,
      contestId: id,
      activityKind: 'contest:created',
      actor: 'user',
    })
  })
  context.onMoment?.(id, 'created')
  return records.contest(id)
}
