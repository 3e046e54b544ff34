import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { estimateMinutes, median } from '#shared/batch-estimate.ts'
import type { BatchMode } from '#shared/batch-words.ts'
import type { CreateBatch } from '#shared/batches.ts'
import { buildForecast, noForecast } from '#shared/forecast-report.ts'
import type { BatchPreview, PlannedBatchTask } from '#shared/forecasts.ts'
import type { Project } from '#shared/projects.ts'
import { isTerminal } from '#shared/run-words.ts'
import type { Task } from '#shared/tasks.ts'
import type { BatchContext } from './context.ts'
import { type PreparedBatch, prepareBatch } from './create.ts'
import { forecastFolder, whyNoForecast } from './forecast.ts'
import { Overlaps, type Work } from './overlaps.ts'
import { noteRepeats } from './repeats.ts'

/** A page asks again whenever an option changes; the remote is asked no more often than this. */
const FETCH_MS = 60_000
/** Finished runs that an estimate goes by, at most. */
const LATEST = 20

/** Says what batches would do, without making them. */
export class Previews {
  readonly #context: BatchContext
  /** By project, by `performance.now()`. */
  readonly #fetchedAt = new Map<string, number>()

  constructor(context: BatchContext) {
    this.#context = context
  }

  /** What {@link createBatch} would make of the same input. @throws AppError as it does */
  async preview(input: CreateBatch): Promise<BatchPreview> {
    const fetch = ({ id }: Project) => {
      const isDue = performance.now() - (this.#fetchedAt.get(id) ?? Number.NEGATIVE_INFINITY) > FETCH_MS
      if (isDue) this.#fetchedAt.set(id, performance.now())
      return isDue
    }
    const prepared = await prepareBatch(this.#context, input, { fetch })
    const { project, tasks, base, options } = prepared
    const { mode } = input
    const slots = this.#slotsOf(mode, prepared)
    return {
      dryRun: true,
      projectId: project.id,
      mode,
      branch: 'openlinear/batch-<id>',
      baseBranch: project.defaultBranch,
      baseCommit: base.commit,
      baseFrom: base.from,
      fetchProblem: base.fetchProblem,
      slots,
      options,
      tasks: plannedTasks(mode, tasks),
      notes: await noteRepeats(this.#context, prepared),
      commands: {
        setup: project.setupCommand,
        check: project.checkCommand,
        finalCheck: project.finalCheckCommand,
      },
      estimate: await this.#estimate(mode, project.id, tasks, slots),
      forecast: mode === 'parallel' ? await this.#forecast(prepared) : null,
    }
  }

  #slotsOf(mode: BatchMode, { project, options, tasks }: PreparedBatch): number {
    if (mode !== 'parallel') return 1
    const { parallelLimit } = this.#context.settings.stored()
    return Math.min(options.parallelLimit, parallelLimit, project.parallelLimit ?? tasks.length, tasks.length)
  }

  async #estimate(mode: BatchMode, projectId: string, tasks: readonly Task[], slots: number) {
    const { store } = this.#context
    const runs = await store.db
      .selectFrom('runs')
      .select(['started_at as from', 'ended_at as to', 'cost'])
      .where('project_id', '=', projectId)
      .where('status', '=', 'succeeded')
      .where('purpose', '=', 'task')
      .orderBy('id', 'desc')
      .limit(LATEST)
      .execute()
    const minutes = median(
      runs.flatMap(({ from, to }) =>
        from === null || to === null ? [] : [Math.max(0, Date.parse(to) - Date.parse(from)) / 60_000],
      ),
    )
    const cost = median(runs.map((run) => run.cost))
    if (minutes === null || cost === null) return null
    const checks = await store.db
      .selectFrom('check_results')
      .select('ms')
      .where('project_id', '=', projectId)
      .orderBy('at', 'desc')
      .limit(LATEST)
      .execute()
    const checkMinutes = (median(checks.map(({ ms }) => ms)) ?? 0) / 60_000
    return {
      minutes: estimateMinutes({ mode, tasks, slots, runMinutes: minutes, checkMinutes }),
      cost: cost * tasks.length,
      runs: runs.length,
    }
  }

  /** New runs begin anew, but the same task is likely to change the same files again. */
  async #forecast({ project, tasks, options: { conflictBehavior: behavior } }: PreparedBatch) {
    const { runs, git, store, dataFolder } = this.#context
    const works: Work[] = []
    for (const { id, latestRunId } of tasks) {
      if (latestRunId === null) continue
      const run = await runs.get(latestRunId)
      const isLeft = isTerminal(run.status) && run.mergedCommit === null && run.discardedAt === null
      if (isLeft && run.purpose === 'task' && run.headCommit !== null && run.baseCommit !== null)
        works.push({ taskId: id, commit: run.headCommit, base: run.baseCommit })
    }
    if (works.length < 2) return null
    const at = store.now()
    const unavailable = await whyNoForecast(git)
    if (unavailable !== null) return noForecast(at, unavailable)
    const folder = join(forecastFolder(dataFolder), store.newId())
    try {
      const { compared, findings } = await new Overlaps(git).find(works, null, {
        repo: project.repoPath,
        folder,
      })
      return buildForecast({ at, tasks: tasks.map(asOpen), behavior, compared, findings })
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  }
}

const asOpen = ({ id, dependsOn }: Task) => ({ id, dependsOn, status: 'queued' as const, isInLane: false })

function plannedTasks(mode: BatchMode, tasks: readonly Task[]): PlannedBatchTask[] {
  const waves = new Map<string, number>()
  return tasks.map(({ id, identifier, title, dependsOn }, index) => {
    const before = tasks[index - 1]
    const after =
      mode === 'parallel' ? dependsOn : mode === 'queue' && before !== undefined ? [before.id] : []
    const wave = 1 + Math.max(0, ...after.map((parent) => waves.get(parent) ?? 0))
    waves.set(id, wave)
    const startsFrom = after.length === 0 ? ('base' as const) : ('tip' as const)
    return { taskId: id, identifier, title, position: index + 1, wave, startsFrom, after: [...after] }
  })
}
