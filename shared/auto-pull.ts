// The page loads this file, so nothing of zod may stand in it.
import { byPriority, type OrderedTask } from './batch-plan.ts'
import type { ProjectSettings } from './project-settings.ts'
import type { StoredSettings } from './settings.ts'

/** The settings of the app that auto-pull obeys. */
export type PullSettings = Pick<StoredSettings, 'autoPull' | 'reviewLimit' | 'parallelLimit'>

type OwnSettings = { settings: Pick<ProjectSettings, 'autoPull' | 'reviewLimit'> }

/** Whether tasks of a project are begun by themselves. */
export const pulls = (settings: Pick<PullSettings, 'autoPull'>, project: OwnSettings): boolean =>
  project.settings.autoPull ?? settings.autoPull

/** So many tasks in review that nothing more is begun. */
export interface ReviewHold {
  inReview: number
  limit: number
  /** They are counted in the project alone, which has a limit of its own. */
  isOwn: boolean
}

/**
 * Whether the review limit holds auto-pull back: the project's, which counts its own tasks, where it has one, else the
 * app's, which counts all.
 */
export function reviewHold(
  settings: Pick<PullSettings, 'reviewLimit'>,
  project: OwnSettings,
  inReview: { ofProject: number; ofAll: number },
): ReviewHold | null {
  const own = project.settings.reviewLimit
  const limit = own ?? settings.reviewLimit
  const count = own === null ? inReview.ofAll : inReview.ofProject
  return limit > 0 && count >= limit ? { inReview: count, limit, isOwn: own !== null } : null
}

/** A project as the planner sees it. */
export interface PulledProject extends OwnSettings {
  id: string
  /** Its own limit of runs at once; null = the app's alone. */
  parallelLimit: number | null
  /** Runs of it that have a slot or stand in line for one. */
  taken: number
  /** Runs of it that wait for their provider, without a slot. */
  deferred: number
  inReview: number
  /** Its tasks cannot be started: it is not ready, not trusted, or there is no model. */
  isHindered: boolean
}

/** A task that may be begun: see `Tasks.ready`. */
export type ReadyTask = Omit<OrderedTask, 'dependsOn'> & { projectId: string }

export interface PullState {
  settings: PullSettings
  projects: readonly PulledProject[]
  tasks: readonly ReadyTask[]
}

/**
 * Projects of which a task may be begun now. A run that waits for its provider takes no slot; but once so many wait as
 * there are slots, more would only be begun to wait with them.
 */
export function openProjects({ settings, projects }: Omit<PullState, 'tasks'>): PulledProject[] {
  const all = { taken: 0, deferred: 0 }
  for (const { taken, deferred } of projects) {
    all.taken += taken
    all.deferred += deferred
  }
  if (isFull(all, settings.parallelLimit)) return []
  const ofAll = projects.reduce((sum, { inReview }) => sum + inReview, 0)
  return projects.filter(
    (project) =>
      pulls(settings, project) &&
      !project.isHindered &&
      !isFull(project, project.parallelLimit ?? settings.parallelLimit) &&
      reviewHold(settings, project, { ofProject: project.inReview, ofAll }) === null,
  )
}

const isFull = ({ taken, deferred }: Pick<PulledProject, 'taken' | 'deferred'>, limit: number) =>
  taken >= limit || deferred >= limit

/** The task to begin now, if any: by priority, then by place on the board; never one that would have to stand in line. */
export function nextPull(state: PullState): string | null {
  const open = new Set(openProjects(state).map(({ id }) => id))
  const [first] = state.tasks.filter(({ projectId }) => open.has(projectId)).toSorted(byPriority)
  return first?.id ?? null
}
