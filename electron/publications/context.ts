import type { BatchesRoom } from '../batches/batches.ts'
import type { Git } from '../git/git.ts'
import type { Github } from '../github/github.ts'
import type { Onlookers } from '../process/onlookers.ts'
import type { Projects } from '../projects/projects.ts'
import type { Log } from '../runs/engine.ts'
import type { Runs } from '../runs/runs.ts'
import type { SettingsService } from '../settings/settings.ts'
import type { Store } from '../store/store.ts'
import type { Tasks } from '../tasks/tasks.ts'
import type { PublicationRecords } from './publication-records.ts'

/**
 * The journaled moments of a publication, where the fault injector stands: each step begins, has done its work, and
 * has written that down.
 */
export type PublicationMoment = `${'push' | 'pull_request' | 'details'}:${'begin' | 'worked' | 'written'}`

/** What publishing and following need. */
export interface PublicationContext {
  store: Store
  records: PublicationRecords
  git: Git
  github: Github
  projects: Projects
  tasks: Tasks
  runs: Runs
  batches: BatchesRoom
  settings: SettingsService
  dataFolder: string
  log: Log
  /** What must not be told to anybody, as far as it is known. */
  secrets: () => Promise<readonly string[]>
  /** Following is slower while nobody has a page open. */
  onlookers: Pick<Onlookers, 'isAnybodyThere' | 'subscribe'>
  /** Carries a publication on, or wakes who does. */
  drive: (id: string) => void
  /** Publishes the newest work of a task or a batch onto its open pull request, if it has one. */
  republish: (id: string) => Promise<void>
  /** Told when something of a publication is done. */
  onMoment?: ((publicationId: string, moment: PublicationMoment) => void) | undefined
}
