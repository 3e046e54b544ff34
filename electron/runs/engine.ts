import type { Model } from '#shared/providers.ts'
import type { AgentRuntime } from '../agents/runtime.ts'
import type { Attachments } from '../attachments/attachments.ts'
import type { Git } from '../git/git.ts'
import type { Projects } from '../projects/projects.ts'
import type { SettingsService } from '../settings/settings.ts'
import type { Store, Tx } from '../store/store.ts'
import type { Tasks } from '../tasks/tasks.ts'
import type { Trust } from '../trust/trust.ts'
import type { Budgets } from './budgets.ts'
import type { Grants } from './grants.ts'
import type { MessageRecords } from './message-records.ts'
import type { OneByOne } from '../process/one-by-one.ts'
import type { LogBell } from './read-log.ts'
import type { RequestRecords } from './request-records.ts'
import type { RunRecords } from './run-records.ts'

/**
 * The steps of a run, in order. `runs.step` names the one to do next: each writes its outcome together
 * with the step that follows, and each can be done again after a crash.
 */
export const STEPS = ['base', 'worktree', 'setup', 'session', 'turn', 'check', 'commit', 'done'] as const
export type Step = (typeof STEPS)[number]

export type Log = (level: 'info' | 'warn' | 'error', message: string, data?: Record<string, unknown>) => void

/** What carrying out runs needs. */
export interface Engine {
  store: Store
  records: RunRecords
  requests: RequestRecords
  messages: MessageRecords
  grants: Grants
  budgets: Budgets
  bell: LogBell
  /** By task id: what starts a run of a task, takes its work or puts it away is done one by one. */
  perTask: OneByOne
  git: Git
  agents: AgentRuntime
  /** Those of connected providers. */
  models: () => Promise<Model[]>
  projects: Projects
  tasks: Tasks
  attachments: Pick<Attachments, 'filesOf'>
  trust: Trust
  settings: SettingsService
  /** The open batch that has a task, which alone starts, merges and puts away its runs; null = none. */
  batchOf: (taskId: string, db?: Tx['db']) => Promise<string | null>
  /** The open contest at a task: none of its runs is the task's meanwhile; null = none. */
  contestOf: (taskId: string, db?: Tx['db']) => Promise<string | null>
  /** Whether the work of a task is on its way to a remote at this moment. */
  isPublishing: (taskId: string) => Promise<boolean>
  /** The contests that are not over. */
  openContests: () => Promise<string[]>
  /** Of the tasks that a combined run has carried out, those whose work is in the branch of its batch. */
  mergedWith: (runId: string) => Promise<string[]>
  /** Of OpenLinear. */
  version: string
  hostId: string
  dataFolder: string
  log: Log
  /** Told when a step begins, when its work is done, and when its outcome is written; the fault injector stands here. */
  onStep?: (runId: string, step: Step, moment: 'begin' | 'worked' | 'written') => void
}
