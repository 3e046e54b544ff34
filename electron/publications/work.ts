import type { Batch } from '#shared/batches.ts'
import { AppError, unlessGone } from '#shared/errors.ts'
import { settingsFor } from '#shared/project-settings.ts'
import type { Project } from '#shared/projects.ts'
import type { Run } from '#shared/runs.ts'
import type { Task } from '#shared/tasks.ts'
import { createRedact } from '../doctor/redact.ts'
import { buildBody, buildTitle, cutBody, LONGEST_TITLE, type TaskWork, type Work } from './body.ts'
import type { PublicationContext } from './context.ts'
import type { Subject } from './publication-records.ts'
import { cut } from './untrusted.ts'

/** Work that is there to be published. */
export interface Source {
  subject: Subject
  project: Project
  runId: string | null
  /** Here. */
  branch: string
  baseBranch: string
  baseCommit: string
  head: string
  /** Those whose work it is. */
  tasks: readonly Pick<Task, 'id' | 'identifier' | 'title'>[]
  /** What its pull request says. */
  work: () => Promise<Omit<Work, 'closing'>>
}

type Rooms = Pick<
  PublicationContext,
  'tasks' | 'runs' | 'projects' | 'batches' | 'git' | 'settings' | 'secrets'
>

/** @throws AppError NOTHING_TO_PUBLISH, IN_BATCH, IN_CONTEST, TASK_RUNNING, PROJECT_NOT_READY, NOT_FOUND */
export async function sourceOfTask(rooms: Rooms, taskId: string): Promise<Source> {
  const { tasks, runs, batches } = rooms
  const task = await tasks.get(taskId)
  const project = await readyProject(rooms, task.projectId)
  await batches.requireNone(task.id)
  if (task.contestId !== null)
    throw new AppError(
      'IN_CONTEST',
      `${task.identifier} has several candidates. Take one, then publish it.`,
      {
        id: task.id,
        contestId: task.contestId,
      },
    )
  const run = task.latestRunId === null ? null : await runs.get(task.latestRunId)
  const { branch, baseBranch, baseCommit, head } = publishable(task, run)
  return {
    subject: { taskId: task.id },
    project,
    runId: run?.id ?? null,
    branch,
    baseBranch,
    baseCommit,
    head,
    tasks: [task],
    work: async () => ({
      tasks: [workOf(task, run)],
      checks: checksOf(run, project),
      files: await filesOf(rooms, project, { from: baseCommit, to: head }),
      skipped: [],
      resolved: [],
      cost: tellsCost(rooms, project)
        ? sum((await runs.listForTask(task.id)).items.map(({ usage }) => usage.cost))
        : null,
    }),
  }
}

/** @throws AppError NOTHING_TO_PUBLISH, TASK_RUNNING */
function publishable({ identifier }: Task, run: Run | null) {
  const nothing = (why: string) => new AppError('NOTHING_TO_PUBLISH', `${identifier} ${why}`)
  if (run === null) throw nothing('was not executed yet, so there is nothing to publish.')
  const { status, branch, baseBranch, baseCommit, headCommit } = run
  if (status === 'running' || status === 'queued' || status === 'waiting')
    throw new AppError('TASK_RUNNING', `${identifier} is being executed. Publish it when its run is over.`, {
      runId: run.id,
    })
  if (run.purpose !== 'task')
    throw nothing(
      'was carried out in one run together with others. Publish its batch, or run the task again.',
    )
  if (status !== 'succeeded') throw nothing('has no run that succeeded. Retry it or send it back.')
  if (run.discardedAt !== null)
    throw nothing('has a run that was discarded. Restore its branch from the trash first.')
  if (run.mergedCommit !== null) throw nothing(`is merged into ${baseBranch ?? 'its base'} here already.`)
  if (
    branch === null ||
    baseBranch === null ||
    baseCommit === null ||
    headCommit === null ||
    headCommit === baseCommit
  )
    throw nothing('has a run that changed nothing.')
  return { branch, baseBranch, baseCommit, head: headCommit }
}

/** @throws AppError NOTHING_TO_PUBLISH, PROJECT_NOT_READY, NOT_FOUND */
export async function sourceOfBatch(rooms: Rooms, batchId: string): Promise<Source> {
  const batch = await rooms.batches.get(batchId)
  const nothing = (why: string) => new AppError('NOTHING_TO_PUBLISH', `The batch ${why}`)
  if (batch.endedAt === null) throw nothing('is not over yet. It can be published at its end.')
  if (batch.status !== 'completed') throw nothing(`was ${batch.status}. Retry it, or publish its tasks.`)
  if (batch.mergedCommit !== null) throw nothing(`is merged into ${batch.baseBranch} here already.`)
  if (batch.counts.merged === 0 || batch.headCommit === batch.baseCommit) throw nothing('has no merged task.')
  const { repoPath: repo } = await readyProject(rooms, batch.projectId)
  const tip = await rooms.git.commitOf({ repo, ref: `refs/heads/${batch.branch}` })
  // With what the user has committed on top.
  const isOnTop =
    tip !== null && (await rooms.git.isAncestor({ repo, ancestor: batch.headCommit, descendant: tip }))
  return ofBatch(rooms, batch, isOnTop ? tip : batch.headCommit)
}

/** The same of a batch that is at its end, whose branch is at a commit. */
export async function ofBatch(rooms: Rooms, batch: Batch, head: string): Promise<Source> {
  const project = await readyProject(rooms, batch.projectId)
  const merged: { task: Told; run: Run | null }[] = []
  for (const { status, taskId, runId, identifier } of batch.tasks) {
    if (status !== 'merged') continue
    const told = await rooms.tasks.get(taskId).catch(unlessGone)
    const task = told ?? { id: taskId, identifier, title: DELETED, description: '' }
    merged.push({ task, run: runId === null ? null : await rooms.runs.get(runId) })
  }
  const { baseBranch, baseCommit, branch } = batch
  const names = new Map(merged.map(({ task }) => [task.id, task.title]))
  return {
    subject: { batchId: batch.id },
    project,
    runId: null,
    branch,
    baseBranch,
    baseCommit,
    head,
    tasks: merged.map(({ task }) => task),
    work: async () => {
      const from = await rooms.git.mergeBase({
        repo: project.repoPath,
        commit: head,
        since: baseCommit,
        branch: baseBranch,
        merged: null,
      })
      const left = batch.tasks.filter(({ status }) => status !== 'merged')
      for (const { taskId } of left) names.set(taskId, await titleOf(rooms, taskId))
      return {
        tasks: merged.map(({ task, run }) => workOf(task, run)),
        checks: checksOfBatch(batch, project),
        files: await filesOf(rooms, project, { from, to: head }),
        skipped: left.map(({ taskId, identifier, reason, status }) => ({
          identifier,
          title: names.get(taskId) ?? '',
          reason: reason?.message.split('\n\n')[0] ?? status,
        })),
        resolved: batch.tasks.flatMap(({ identifier, status, resolution }) =>
          status === 'merged' && resolution !== null
            ? [{ identifier, files: resolution.files, byAgent: resolution.runId !== null }]
            : [],
        ),
        cost: tellsCost(rooms, project) ? await rooms.runs.costOfBatch(batch.id) : null,
      }
    },
  }
}

/** Title and body of some work, without what must not be told to anybody. */
export async function wordsOf(
  rooms: Rooms,
  source: Source,
  closing: string | null,
): Promise<{ title: string; body: string }> {
  const { git } = rooms
  const template = await git.findFile({
    repo: source.project.repoPath,
    commit: source.baseCommit,
    folders: ['.github', '', 'docs'],
    name: /^pull_request_template(?:\.md|\.txt)?$/i,
    most: 65_536,
  })
  const hide = (await rooms.secrets()).map((secret) => [secret, '<hidden>'] as const)
  const redact = createRedact({ home: '', hide, what: 'record' })
  // As HTML it would not be seen.
  const clean = (text: string) => redact(text).replaceAll('<hidden>', '[hidden]')
  const body = clean(
    buildBody({ ...(await source.work()), closing }, template?.replaceAll('\r\n', '\n') ?? null),
  )
  return { title: cut(clean(buildTitle(source.tasks)), LONGEST_TITLE), body: cutBody(body) }
}

async function readyProject({ projects, git }: Rooms, id: string): Promise<Project> {
  const project = await projects.get(id)
  if (project.state !== 'ready')
    throw new AppError('PROJECT_NOT_READY', `${project.name} is not ready to be worked with.`, {
      state: project.state,
    })
  await git.requireRepository(project.repoPath)
  return project
}

/** What is told of a task, which may be deleted by now. */
type Told = Pick<Task, 'id' | 'identifier' | 'title' | 'description'>

const workOf = ({ identifier, title, description }: Told, run: Run | null): TaskWork => ({
  identifier,
  title,
  description,
  summary: run?.summary ?? null,
})

const checksOf = (run: Run | null, { checkCommand }: Project): Work['checks'] =>
  run === null || run.checkPassed === null
    ? []
    : [{ command: checkCommand ?? 'The check', passed: run.checkPassed, what: '' }]

function checksOfBatch({ verified, finalCheck, mode }: Batch, { checkCommand }: Project): Work['checks'] {
  const when = mode === 'combined' ? '' : ' after every merge'
  return [
    ...(verified ? [{ command: checkCommand ?? 'The check', passed: true, what: when }] : []),
    ...(finalCheck === null
      ? []
      : [{ command: finalCheck.command, passed: finalCheck.passed, what: ' on the whole' }]),
  ]
}

async function filesOf({ git }: Rooms, { repoPath: repo }: Project, range: { from: string; to: string }) {
  const { files } = await git.diff({ repo, ...range })
  return files.map(({ path, additions, deletions }) => ({ path, additions, deletions }))
}

const tellsCost = ({ settings }: Rooms, project: Project) =>
  settingsFor(settings.stored(), project).costInPullRequests

const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0)

const titleOf = async ({ tasks }: Rooms, taskId: string) =>
  (await tasks.get(taskId).catch(unlessGone))?.title ?? DELETED

const DELETED = '(deleted)'
