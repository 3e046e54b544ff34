import { type Conflicts, type ForecastTask, hindered, suggestOrder } from './batch-forecast.ts'
import type { ConflictBehavior } from './batch-words.ts'
import type { ConflictFile, Forecast, Overlap } from './forecasts.ts'

/** What was found between the work of two tasks. */
export interface Finding {
  taskId: string
  /** null = what is merged already. */
  withTaskId: string | null
  /** `ours` of their hunks is the side of `taskId`. */
  files: ConflictFile[]
  /** Both change them, and that merges. */
  shared: string[]
}

// A forecast is told on the feed, where it is kept for days.
const MOST_OVERLAPS = 20
const MOST_FILES = 5
const MOST_HUNKS = 4
const MOST_PATH = 300

/**
 * Puts together what is told of a batch: the overlaps in the order of merging, who will not merge by itself, and
 * whether there is an order in which that are fewer.
 *
 * @param given.tasks all of the batch, in the order in which they are merged
 */
export function buildForecast(given: {
  at: string
  tasks: readonly ForecastTask[]
  behavior: ConflictBehavior
  compared: readonly string[]
  findings: readonly Finding[]
}): Forecast {
  const { at, tasks, behavior, compared } = given
  const place = new Map(tasks.map(({ id }, index) => [id, index]))
  const placeOf = (id: string | null) => (id === null ? -1 : (place.get(id) ?? -1))
  const findings = given.findings
    .filter(({ files, shared }) => files.length + shared.length > 0)
    .map((finding) =>
      placeOf(finding.taskId) < placeOf(finding.withTaskId) ? otherWayRound(finding) : finding,
    )
    .sort(
      (one, other) =>
        Number(one.files.length === 0) - Number(other.files.length === 0) ||
        placeOf(one.taskId) - placeOf(other.taskId) ||
        placeOf(one.withTaskId) - placeOf(other.withTaskId),
    )
  const conflicts = conflictsOf(findings)
  const suggestedOrder = suggestOrder(tasks, conflicts, behavior)
  const now = hindered(tasks, conflicts, behavior)
  const byId = new Map(tasks.map((task) => [task.id, task]))
  const then = suggestedOrder?.flatMap((id) => byId.get(id) ?? []) ?? tasks
  return {
    at,
    unavailable: null,
    compared: [...compared],
    overlaps: findings.slice(0, MOST_OVERLAPS).map(shorten),
    more: Math.max(0, findings.length - MOST_OVERLAPS),
    hindered: now,
    hinderedThen: suggestedOrder === null ? now : hindered(then, conflicts, behavior),
    suggestedOrder,
  }
}

/** A forecast that says why there is none. */
export const noForecast = (at: string, unavailable: string | null): Forecast => ({
  at,
  unavailable,
  compared: [],
  overlaps: [],
  more: 0,
  hindered: [],
  hinderedThen: [],
  suggestedOrder: null,
})

/** What a forecast says, but for the lines, which move with every edit. */
export function gistOf({ at: _at, overlaps, ...rest }: Forecast): string {
  const gist = overlaps.map(({ files, ...overlap }) => ({
    ...overlap,
    files: files.map(({ path, kind }) => ({ path, kind })),
  }))
  return JSON.stringify({ ...rest, overlaps: gist })
}

function conflictsOf(findings: readonly Finding[]): Conflicts {
  const between = new Map<string, Set<string>>()
  const withMerged = new Set<string>()
  const add = (one: string, other: string) => {
    const known = between.get(one) ?? new Set()
    between.set(one, known.add(other))
  }
  for (const { taskId, withTaskId, files } of findings) {
    if (files.length === 0) continue
    if (withTaskId === null) withMerged.add(taskId)
    else {
      add(taskId, withTaskId)
      add(withTaskId, taskId)
    }
  }
  return { between, withMerged }
}

function otherWayRound({ taskId, withTaskId, files, shared }: Finding): Finding {
  if (withTaskId === null) throw new Error('what is merged stands before every task')
  return {
    taskId: withTaskId,
    withTaskId: taskId,
    files: files.map((file) => ({
      ...file,
      hunks: file.hunks.map(({ ours, theirs }) => ({ ours: theirs, theirs: ours })),
    })),
    shared,
  }
}

function shorten({ taskId, withTaskId, files, shared }: Finding): Overlap {
  return {
    taskId,
    withTaskId,
    files: files.slice(0, MOST_FILES).map(({ path, kind, hunks }) => ({
      path: shortPath(path),
      kind,
      hunks: hunks.slice(0, MOST_HUNKS),
    })),
    shared: shared.slice(0, MOST_FILES).map(shortPath),
    more: Math.max(0, files.length - MOST_FILES) + Math.max(0, shared.length - MOST_FILES),
  }
}

const shortPath = (path: string) => (path.length > MOST_PATH ? `${path.slice(0, MOST_PATH)}…` : path)
