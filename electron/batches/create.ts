import { nTasks } from '#shared/batch-news.ts'
import { orderTasks } from '#shared/batch-plan.ts'
import type { BatchMode } from '#shared/batch-words.ts'
import type { Batch, BatchOptions, CreateBatch } from '#shared/batches.ts'
import { AppError } from '#shared/errors.ts'
import { settingsFor } from '#shared/project-settings.ts'
import type { Project } from '#shared/projects.ts'
import { isTerminal } from '#shared/run-words.ts'
import type { Task } from '#shared/tasks.ts'
import type { ResolvedBase } from '../git/git.ts'
import type { Tx } from '../store/store.ts'
import type { BatchContext } from './context.ts'

/** Such a batch's branch is `openlinear/batch-` and so many characters of its id: the last ones are random. */
const ID_SHOWN = 8

/** What a batch would be, as far as that is known before it is made. */
export interface PreparedBatch {
  project: Project
  /** In the order in which they are merged; `dependsOn` names those of the batch only. */
  tasks: Task[]
  base: Extract<ResolvedBase, { kind: 'resolved' }>
  options: BatchOptions
}

/**
 * Looks at everything that a batch wants, and writes nothing.
 *
 * @param how.fetch whether the remote is asked for its base, where the settings have it done
 * @throws AppError see {@link createBatch}
 */
export async function prepareBatch(
  context: BatchContext,
  input: CreateBatch,
  how: { fetch: (project: Project) => boolean } = { fetch: () => true },
): Promise<PreparedBatch> {
  const { git, projects, settings } = context
  const tasks = await tasksOf(context, input.taskIds)
  if (input.mode === 'combined' && tasks.length < 2)
    throw new AppError(
      'BAD_REQUEST',
      'A combined batch takes two tasks or more. Execute a single one by itself.',
      {
        tasks: tasks.length,
      },
    )
  const project = await projects.get(oneProject(tasks))
  const stored = settingsFor(settings.stored(), project)
  if (tasks.length > stored.maxBatchSize)
    throw new AppError(
      'BATCH_TOO_LARGE',
      `A batch takes at most ${nTasks(stored.maxBatchSize)}, and these are ${tasks.length}. Choose fewer, or raise the limit in ${project.settings.maxBatchSize === null ? 'Settings' : 'the project’s settings'}.`,
      {
        limit: stored.maxBatchSize,
        tasks: tasks.length,
        // Whose own limit it is.
        ...(project.settings.maxBatchSize === null ? {} : { projectId: project.id }),
      },
    )
  for (const task of tasks) await requireFree(context, task, tasks)
  const base = await git.resolveBase({
    repo: project.repoPath,
    branch: project.defaultBranch,
    fetch: stored.fetchBeforeRun && how.fetch(project),
    prefer: input.base ?? (stored.onDiverged === 'ask' ? null : stored.onDiverged),
  })
  if (base.kind === 'diverged')
    throw new AppError(
      'BASE_DIVERGED',
      `${project.defaultBranch} and its remote have both moved (${base.ahead} here, ${base.behind} there). Say which one the batch shall start from.`,
      { ahead: base.ahead, behind: base.behind, choices: ['local', 'remote'] },
    )
  const options: BatchOptions = {
    parallelLimit: stored.parallelLimit,
    autoApprove: stored.autoApprove,
    stopOnFailure: stored.stopOnFailure,
    conflictBehavior: stored.conflictBehavior,
    publish: stored.publish,
    maxCost: stored.maxBatchCost,
    maxMinutes: stored.maxBatchMinutes,
    ...withoutUndefined(input.options ?? {}),
  }
  return { project, tasks: inOrder(input.mode, tasks), base, options }
}

/**
 * Makes a batch, or nothing: every task is looked at before anything is written.
 *
 * @throws AppError MIXED_PROJECTS, BATCH_TOO_LARGE, TASK_RUNNING, TASK_ARCHIVED, BLOCKED, IN_BATCH, BASE_DIVERGED,
 *   PROJECT_NOT_READY, NOT_FOUND, BAD_REQUEST for a task that is named twice, or alone in a combined batch
 */
export async function createBatch(context: BatchContext, input: CreateBatch): Promise<Batch> {
  const { store, records, git, runs } = context
  const { project, tasks, base, options } = await prepareBatch(context, input)
  const id = store.newId()
  const branch = await git.freeBranchName({
    repo: project.repoPath,
    wanted: `openlinear/batch-${id.slice(-ID_SHOWN)}`,
  })
  await store.write(async (tx) => {
    // Two batches of one task may have been asked for at once.
    const taken = await records.openBatchOf(
      tasks.map((task) => task.id),
      tx.db,
    )
    if (taken !== undefined) throw inBatch(taken)
    for (const { id: taskId } of tasks) await runs.requireFreeIn(tx, taskId)
    await requireNoRuns(tx, tasks)
    const values = {
      id,
      project_id: project.id,
      mode: input.mode,
      status: 'running',
      step: 'tasks',
      options: JSON.stringify(options),
      base_branch: project.defaultBranch,
      base_commit: base.commit,
      branch,
      head_commit: base.commit,
      created_at: store.now(),
    }
    await records.insert(tx, values, rowsOf(id, tasks))
  })
  context.onMoment?.(id, 'created')
  return records.batch(id)
}

function inOrder(mode: BatchMode, tasks: readonly Task[]): Task[] {
  const inside = new Set(tasks.map(({ id }) => id))
  return orderTasks(
    mode,
    tasks.map((task) => ({ ...task, dependsOn: task.dependsOn.filter((id) => inside.has(id)) })),
  )
}

const rowsOf = (batchId: string, tasks: readonly Task[]) =>
  tasks.map((task, index) => ({
    batch_id: batchId,
    task_id: task.id,
    identifier: task.identifier,
    position: index + 1,
    status: 'queued',
    depends_on: JSON.stringify(task.dependsOn),
  }))

async function tasksOf({ tasks }: BatchContext, refs: readonly string[]): Promise<Task[]> {
  const found: Task[] = []
  for (const ref of refs) {
    const task = await tasks.get(ref)
    if (found.some(({ id }) => id === task.id))
      throw new AppError('BAD_REQUEST', `${task.identifier} is named twice. Name each task once.`, {
        id: task.id,
      })
    found.push(task)
  }
  return found
}

/** @throws AppError MIXED_PROJECTS `{groups: {projectId, taskIds}[]}` */
function oneProject(tasks: readonly Task[]): string {
  const groups = Map.groupBy(tasks, ({ projectId }) => projectId)
  const [projectId] = groups.keys()
  if (groups.size === 1 && projectId !== undefined) return projectId
  throw new AppError(
    'MIXED_PROJECTS',
    `These tasks belong to ${groups.size} projects. A batch has one: make one batch for each.`,
    {
      groups: [...groups].map(([id, group]) => ({ projectId: id, taskIds: group.map((task) => task.id) })),
    },
  )
}

async function requireFree({ runs, tasks }: BatchContext, task: Task, all: readonly Task[]): Promise<void> {
  await runs.requireStartable(task.id)
  if (task.executionStatus !== null && !isTerminal(task.executionStatus)) throw isRunning(task)
  const inside = new Set(all.map(({ id }) => id))
  const missing = (await tasks.openDependencies(task.id)).filter(({ id }) => !inside.has(id))
  if (missing.length === 0) return
  const names = missing.map(({ identifier }) => identifier).join(', ')
  throw new AppError(
    'BLOCKED',
    `${task.identifier} waits for ${names}. Finish that first, add it to the batch, or remove the dependency.`,
    { id: task.id, tasks: missing },
  )
}

/** One may have been started while the base was fetched. */
async function requireNoRuns(tx: Tx, tasks: readonly Task[]): Promise<void> {
  const open = await tx.db
    .selectFrom('runs')
    .select('task_id')
    .where(
      'task_id',
      'in',
      tasks.map(({ id }) => id),
    )
    .where('status', 'in', ['queued', 'running', 'waiting'])
    .executeTakeFirst()
  const running = tasks.find(({ id }) => id === open?.task_id)
  if (running !== undefined) throw isRunning(running)
}

const isRunning = ({ id, identifier }: Task) =>
  new AppError('TASK_RUNNING', `${identifier} is being executed. Cancel its run first.`, { id, identifier })

/** @param taken an open batch that has the task */
export const inBatch = (taken: { batchId: string; taskId: string; identifier: string }) =>
  new AppError(
    'IN_BATCH',
    `${taken.identifier} belongs to a batch that is not over. Do it there, or cancel the batch first.`,
    { ...taken },
  )

const withoutUndefined = <T extends object>(given: T) =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>
  }
