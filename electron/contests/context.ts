import type { Git } from '../git/git.ts'
import type { Projects } from '../projects/projects.ts'
import type { Log } from '../runs/engine.ts'
import type { Runs } from '../runs/runs.ts'
import type { SettingsService } from '../settings/settings.ts'
import type { Store } from '../store/store.ts'
import type { Tasks } from '../tasks/tasks.ts'
import type { ContestRecords } from './contest-records.ts'

/** The journaled moments of a contest, where the fault injector stands. */
const CONTEST_MOMENTS = [
  'created',
  'chosen',
  'runs ended',
  'handed over',
  'put one away',
  'put away',
  'over',
] as const
export type ContestMoment = (typeof CONTEST_MOMENTS)[number]

/** What carrying out contests needs. */
export interface ContestContext {
  store: Store
  records: ContestRecords
  git: Git
  projects: Projects
  tasks: Tasks
  runs: Runs
  settings: SettingsService
  log: Log
  /** Told when something of a contest is done. */
  onMoment?: (contestId: string, moment: ContestMoment) => void
}
