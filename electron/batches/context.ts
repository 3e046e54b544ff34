import type { Git } from '../git/git.ts'
import type { Projects } from '../projects/projects.ts'
import type { PublicationsRoom } from '../publications/publications.ts'
import type { Log } from '../runs/engine.ts'
import type { Runs } from '../runs/runs.ts'
import type { SettingsService } from '../settings/settings.ts'
import type { Store } from '../store/store.ts'
import type { Tasks } from '../tasks/tasks.ts'
import type { BatchRecords } from './batch-records.ts'

/** The journaled moments of a batch, where the fault injector stands. */
export const BATCH_MOMENTS = [
  'created',
  'branch',
  'started',
  'resolving',
  'resolved',
  'integrated',
  'verified',
  'given back',
  'written',
  'moved',
  'checked as a whole',
  'final check written',
  'pushed',
  'ending',
  'cleaned',
] as const
export type BatchMoment = (typeof BATCH_MOMENTS)[number]

/** What carrying out batches needs. */
export interface BatchContext {
  store: Store
  records: BatchRecords
  git: Git
  projects: Projects
  tasks: Tasks
  runs: Runs
  settings: SettingsService
  hostId: string
  dataFolder: string
  log: Log
  pullRequests: Pick<PublicationsRoom, 'planForBatch' | 'openForBatch' | 'pullOfBatch'>
  /** Told when something of a batch is done. */
  onMoment?: (batchId: string, moment: BatchMoment) => void
}
