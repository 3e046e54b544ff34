import { z } from 'zod'
import { CONFLICT_BEHAVIORS, PUBLISH_WAYS } from './batch-words.ts'
import { modelName } from './common.ts'
import { clientId, githubHost } from './github.ts'
import { PROJECT_SETTING_NAMES, type ProjectSettingName } from './project-settings.ts'

/** What happens when the local base branch and its remote have both moved. */
export const onDiverged = z.enum(['ask', 'local', 'remote'])

/** The settings kept in the database; `dataFolder` lives outside it (it says where the database is). */
export const storedSettings = z.object({
  theme: z.enum(['system', 'light', 'dark']),
  /** `more` = text and lines as far from their background as can be; `system` as the desktop asks. */
  contrast: z.enum(['system', 'normal', 'more']),
  density: z.enum(['comfortable', 'compact']),
  /** Of the body, in pixels; everything else goes with it. */
  fontSize: z.number().int().min(11).max(18),
  motion: z.enum(['system', 'reduced', 'full']),
  /** Keys of commands that are not the ones they come with, by the command's name; an empty list = none. */
  keymap: z.record(z.string().regex(/^[a-z][a-z0-9.-]{0,63}$/), z.array(z.string().min(1).max(40)).max(4)),
  /** Runs at once over all projects. */
  parallelLimit: z.number().int().min(1).max(20),
  /** Most tasks in one batch. */
  maxBatchSize: z.number().int().min(1).max(100),
  /** Of new batches: see {@link batchOptions}. */
  autoApprove: z.boolean(),
  stopOnFailure: z.boolean(),
  conflictBehavior: z.enum(CONFLICT_BEHAVIORS),
  publish: z.enum(PUBLISH_WAYS),
  /**
   * When a task of a batch is done: once its work is in the base branch, or once the batch’s branch is pushed, with a
   * pull request once that is there.
   */
  doneWhen: z.enum(['merged', 'published']),
  /** Begin ready `todo` tasks by itself, up to the slots that are free. */
  autoPull: z.boolean(),
  /** So many tasks in review stop {@link autoPull}; 0 = any number. */
  reviewLimit: z.number().int().min(0).max(1000),
  /** US dollars that one run, one batch, and all runs of one day may cost before they pause and ask; 0 = no limit. */
  maxRunCost: z.number().min(0).max(100_000),
  maxBatchCost: z.number().min(0).max(100_000),
  maxDayCost: z.number().min(0).max(100_000),
  /** Minutes that a batch may take, pauses left out, and that agents may work in one day; 0 = no limit. */
  maxBatchMinutes: z.number().int().min(0).max(100_000),
  maxDayMinutes: z.number().int().min(0).max(100_000),
  /** Model for tasks and projects that name none; null = the one in the user's OpenCode configuration. */
  model: modelName.nullable(),
  /** Where repositories given by URL are cloned; null = `clones` in the data folder. */
  cloneFolder: z.string().max(4096).nullable(),
  /** `bundled` = the pinned version; `path` = the `opencode` found on PATH. Taken up at the next start. */
  openCodeBinary: z.enum(['bundled', 'path']),
  /** Use OpenCode's free cloud models: what an agent reads leaves the machine. */
  openCodeCloud: z.boolean(),
  fetchBeforeRun: z.boolean(),
  onDiverged: onDiverged,
  maxFixAttempts: z.number().int().min(0).max(10),
  /** Minutes of agent work after which a run pauses and asks; also the longest time of a setup or check command. */
  totalLimitMinutes: z.number().int().min(1).max(1440),
  /** Minutes without a sign of life from the model (tools may be silent as long as they like). */
  silentModelMinutes: z.number().int().min(1).max(240),
  /** Longest wait that a provider may ask for with `retry-after`, in minutes, before the run pauses. */
  maxRetryWaitMinutes: z.number().int().min(1).max(240),
  /** Let the repository's git hooks run for commits and merges that OpenLinear makes. */
  runGitHooks: z.boolean(),
  /** Sign commits and merges as the user's git configuration says. */
  signCommits: z.boolean(),
  /** GitHub servers beside github.com, and the OAuth apps to sign in with; null = no sign-in by a code there. */
  githubHosts: z
    .array(z.strictObject({ host: githubHost, clientId: clientId.nullable() }))
    .max(10)
    .refine((hosts) => new Set(hosts.map(({ host }) => host)).size === hosts.length, 'each host once'),
  /** New pull requests are drafts, and say what the agents have cost. */
  draftPullRequests: z.boolean(),
  costInPullRequests: z.boolean(),
  /** Once its pull request is merged a task is done, and its worktree and branch are put into the trash. */
  doneOnPullMerge: z.boolean(),
  /** Days that discarded work stays restorable. */
  trashRetentionDays: z.number().int().min(1).max(365),
  /** Native notifications, by what came into the inbox: what an agent asks, work to review, a run that failed, … */
  notifyWaiting: z.boolean(),
  notifyReview: z.boolean(),
  notifyFailed: z.boolean(),
  notifyBatch: z.boolean(),
  notifyPull: z.boolean(),
  notifyMention: z.boolean(),
  /** … and of what is over and waits for nobody: a batch that is completed, a pull request that was merged. */
  notifyFinished: z.boolean(),
  /** Command of the editor that worktrees open in, such as `code`; null = the first one found. */
  editorCommand: z.string().trim().min(1).max(500).nullable(),
})
export type StoredSettings = z.infer<typeof storedSettings>

/** A switch of what the user is told outside of the page. */
export type NotifySetting = Extract<keyof StoredSettings, `notify${string}`>

export const DEFAULT_SETTINGS: StoredSettings = {
  theme: 'system',
  contrast: 'system',
  density: 'comfortable',
  fontSize: 13,
  motion: 'system',
  keymap: {},
  parallelLimit: 3,
  maxBatchSize: 3,
  autoApprove: false,
  stopOnFailure: false,
  conflictBehavior: 'skip',
  publish: 'local',
  doneWhen: 'merged',
  autoPull: false,
  reviewLimit: 0,
  maxRunCost: 0,
  maxBatchCost: 0,
  maxDayCost: 0,
  maxBatchMinutes: 0,
  maxDayMinutes: 0,
  model: null,
  cloneFolder: null,
  openCodeBinary: 'bundled',
  openCodeCloud: false,
  fetchBeforeRun: true,
  onDiverged: 'ask',
  maxFixAttempts: 2,
  totalLimitMinutes: 120,
  silentModelMinutes: 10,
  maxRetryWaitMinutes: 10,
  runGitHooks: false,
  signCommits: false,
  githubHosts: [],
  draftPullRequests: true,
  costInPullRequests: false,
  doneOnPullMerge: true,
  trashRetentionDays: 30,
  notifyWaiting: true,
  notifyReview: true,
  notifyFailed: true,
  notifyBatch: true,
  notifyPull: true,
  notifyMention: true,
  notifyFinished: true,
  editorCommand: null,
}

type OwnShape = {
  [Name in ProjectSettingName]: z.ZodNullable<(typeof storedSettings.shape)[Name]>
}

/** What a project has of its own; null = the app's. */
export const projectSettings = z.strictObject(
  Object.fromEntries(
    PROJECT_SETTING_NAMES.map((name) => [name, storedSettings.shape[name].nullable()]),
  ) as OwnShape,
)

export const settings = storedSettings.extend({
  dataFolder: z.string(),
  /** Where the database will be after the next start, when that differs from `dataFolder`. */
  nextDataFolder: z.string().nullable(),
  /** The model of the user's own OpenCode configuration (read only), or null. */
  configuredModel: z.string().nullable(),
  updatedSeq: z.number().int(),
})
export type Settings = z.infer<typeof settings>

export const updateSettings = storedSettings
  .partial()
  .extend({ dataFolder: z.string().min(1).max(4096).optional() })
  .strict()
export type UpdateSettings = z.infer<typeof updateSettings>
