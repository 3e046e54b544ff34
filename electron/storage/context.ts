import type { StorageItem } from '#shared/storage.ts'
import type { Attachments } from '../attachments/attachments.ts'
import type { Batches } from '../batches/batches.ts'
import type { Git } from '../git/git.ts'
import type { Projects } from '../projects/projects.ts'
import type { Log } from '../runs/engine.ts'
import type { HeldWorktree, Runs } from '../runs/runs.ts'
import type { Store } from '../store/store.ts'
import type { Holdings, Verdict } from './policy.ts'

export interface StorageContext {
  store: Store
  git: Git
  runs: Runs
  batches: Pick<Batches, 'places'>
  projects: Projects
  attachments: Pick<Attachments, 'figures'>
  dataFolder: string
  log: Log
}

/** A thing on disk before anybody has measured it or looked into it. */
export interface Thing
  extends Pick<
    StorageItem,
    'item' | 'kind' | 'orphan' | 'path' | 'name' | 'title' | 'projectId' | 'taskId' | 'status' | 'branch'
  > {
  /** What is measured. */
  paths: readonly string[]
  /** How git looks into it; null = there is nothing to see. */
  look: ((signal?: AbortSignal) => Promise<Holdings>) | null
  decide: (seen: Holdings | null) => Verdict
  /** The run whose worktree it is. */
  held?: HeldWorktree
  /** When its newest commit was made, where it has no files. */
  changedAt?: string
}

export const DEFAULT_THING = {
  orphan: false,
  title: null,
  projectId: null,
  taskId: null,
  status: null,
  branch: null,
  paths: [],
  look: null,
} as const
