import { useMemo, useSyncExternalStore } from 'react'
import { isBatchOver } from '#shared/batch-words.ts'
import { sameQuery } from '../app/search.ts'
import { type Arrangement, arrange, type Asked, lanesOf, type World } from '../state/arrange.ts'
import { batches, labels, projects, tasks } from '../state/stores.ts'
import type { FilterWorld } from '../state/task-filter.ts'
import { dayOf } from '../ui/day.ts'
import { useToday } from '../ui/time.tsx'

/** Who works where neither task nor project name an agent. */
const ANYBODY = 'build'

/**
 * Tasks as a query lays them out, kept as they change: found anew once a frame at most, however many changes come, and
 * the same object while nothing of it changed. Keep `asked` stable.
 */
export function useArrangement(asked: Asked): Arrangement {
  const today = useToday()
  const arranger = useMemo(() => new Arranger(asked, today), [asked, today])
  return useSyncExternalStore(arranger.subscribe, arranger.current)
}

/** What was arranged last, and from what. */
let last: { arrangement: Arrangement; asked: Asked; today: string; from: readonly unknown[] } | null = null

const SOURCES = [tasks.store, projects.store, labels.store, batches.store]

class Arranger {
  readonly #asked: Asked
  readonly #today: string
  #arrangement: Arrangement
  #from: readonly unknown[]

  constructor(asked: Asked, today: string) {
    this.#asked = asked
    this.#today = today
    this.#from = states()
    this.#arrangement = arranged(asked, today, this.#from, last?.arrangement ?? null)
  }

  readonly current = (): Arrangement => this.#arrangement

  readonly subscribe = (listener: () => void): (() => void) => {
    let cancel: (() => void) | null = null
    const look = () => {
      cancel = null
      const from = states()
      if (from.every((state, index) => state === this.#from[index])) return
      this.#from = from
      const next = arranged(this.#asked, this.#today, from, this.#arrangement)
      if (next === this.#arrangement) return
      this.#arrangement = next
      listener()
    }
    const plan = () => {
      cancel ??= nextFrame(look)
    }
    const stops = SOURCES.map((source) => source.subscribe(plan))
    // What changed since it was made.
    look()
    return () => {
      cancel?.()
      for (const stop of stops) stop()
    }
  }
}

const states = () => SOURCES.map((source) => source.getState())

/** The arrangement as things stand: the last one where the same is asked of the same, as by another layout. */
function arranged(
  asked: Asked,
  today: string,
  from: readonly unknown[],
  before: Arrangement | null,
): Arrangement {
  const isSame =
    last !== null &&
    last.today === today &&
    from.every((state, index) => state === last?.from[index]) &&
    asksTheSame(last.asked, asked)
  const arrangement =
    last !== null && isSame
      ? last.arrangement
      : // Another query, too, leaves most tasks in nearly the same order.
        arrange(tasks.all, asked, worldOf(asked, today), before)
  last = { arrangement, asked, today, from }
  return arrangement
}

const asksTheSame = (a: Asked, b: Asked): boolean =>
  a.projectId === b.projectId &&
  a.found === b.found &&
  a.shy === b.shy &&
  lanesOf(a.query) === lanesOf(b.query) &&
  sameQuery({ ...a.query, layout: 'board', lanes: null }, { ...b.query, layout: 'board', lanes: null })

/** A hidden page has no frames. */
function nextFrame(work: () => void): () => void {
  if (document.hidden) {
    const timer = setTimeout(work, 50)
    return () => clearTimeout(timer)
  }
  const frame = requestAnimationFrame(work)
  return () => cancelAnimationFrame(frame)
}

/** What filters and groups go by, as things stand. */
export const worldNow = (projectId: string | null): World & FilterWorld => ({
  ...worldOf({ projectId }, dayOf(new Date())),
  taskOf: (id) => tasks.get(id),
})

function worldOf({ projectId }: Pick<Asked, 'projectId'>, today: string): World {
  const here = [...projects.all.values()].filter(({ id }) => projectId === null || id === projectId)
  const open = [...batches.all.values()]
    .filter(({ status }) => !isBatchOver(status))
    .sort((a, b) => (a.id < b.id ? 1 : -1))
  const batchOf = new Map(
    open.toReversed().flatMap(({ id, tasks: of }) => of.map(({ taskId }) => [taskId, id])),
  )
  return {
    today,
    projectIds: here.sort(byAge).map(({ id }) => id),
    labelIds: [...labels.all.values()].sort((a, b) => a.name.localeCompare(b.name)).map(({ id }) => id),
    agents: agentsIn(projectId),
    batchIds: open.filter((batch) => projectId === null || batch.projectId === projectId).map(({ id }) => id),
    batchOf: (taskId) => batchOf.get(taskId),
    agentOf: (id) => projects.get(id)?.agent ?? ANYBODY,
  }
}

const byAge = (a: { createdAt: string; id: string }, b: { createdAt: string; id: string }) =>
  a.createdAt < b.createdAt ? -1 : a.createdAt > b.createdAt ? 1 : a.id < b.id ? -1 : 1

/** Agents that work on some task there, and those that the projects name. */
function agentsIn(projectId: string | null): string[] {
  const names = new Set<string>([ANYBODY, 'plan'])
  for (const project of projects.all.values())
    if (project.agent !== null && (projectId === null || project.id === projectId)) names.add(project.agent)
  for (const task of tasks.all.values())
    if (task.agent !== null && (projectId === null || task.projectId === projectId)) names.add(task.agent)
  return [...names].sort()
}
