import type { StoredSettings } from '#shared/settings.ts'

/** A page of the settings, or one setting on it. */
export type SettingPlace = { page: string; name: string; words?: string }

/** Pages by the part of the address that names them. */
export const SETTINGS_PAGES = {
  general: { name: 'General', words: 'folders data clones editor' },
  appearance: { name: 'Appearance', words: 'theme colours light dark' },
  keyboard: { name: 'Keyboard', words: 'shortcuts keys remap' },
  notifications: { name: 'Notifications', words: 'alerts' },
  labels: { name: 'Labels', words: 'manage tags' },
  templates: { name: 'Templates', words: 'new task begin kinds' },
  model: { name: 'Agent and model', words: 'opencode default' },
  providers: { name: 'Providers', words: 'api keys accounts models' },
  runs: { name: 'Runs', words: 'slots batches limits budgets auto-pull' },
  git: { name: 'Git', words: 'hooks commits branches' },
  github: { name: 'GitHub', words: 'accounts sign in token server enterprise pull request' },
  doctor: { name: 'Doctor', words: 'health check support bundle' },
  storage: { name: 'Storage', words: 'disk space free clean up worktrees orphans' },
  trash: { name: 'Trash', words: 'restore discarded branch' },
} as const satisfies Record<string, { name: string; words: string }>

type Page = keyof typeof SETTINGS_PAGES

const at = (page: Page, name: string, words?: string): SettingPlace =>
  words === undefined ? { page, name } : { page, name, words }

/** Where each setting is, called as it is called there; null = it has no row of its own. */
const SETTINGS: Record<keyof StoredSettings | 'dataFolder', SettingPlace | null> = {
  theme: at('appearance', 'Theme', 'light dark system'),
  contrast: at('appearance', 'Contrast', 'high accessibility'),
  density: at('appearance', 'Density', 'compact comfortable'),
  fontSize: at('appearance', 'Font size', 'text larger smaller zoom'),
  motion: at('appearance', 'Animations', 'reduced motion'),
  keymap: null,
  dataFolder: at('general', 'Data folder', 'database'),
  cloneFolder: at('general', 'Folder for clones'),
  editorCommand: at('general', 'Editor', 'command code cursor zed jetbrains idea open file'),
  trashRetentionDays: at('general', 'Keep discarded work for', 'trash retention days'),
  notifyWaiting: at('notifications', 'An agent waits for me', 'notify'),
  notifyReview: at('notifications', 'Work is ready for review', 'notify'),
  notifyFailed: at('notifications', 'A run failed', 'notify'),
  notifyBatch: at('notifications', 'A batch needs me', 'notify'),
  notifyPull: at('notifications', 'A pull request needs me', 'notify github'),
  notifyFinished: at('notifications', 'Something is finished', 'notify'),
  model: at('model', 'Default model', 'llm'),
  openCodeBinary: at('model', 'Program', 'opencode bundled path'),
  openCodeCloud: null,
  parallelLimit: at('runs', 'Runs at once', 'parallel limit slots'),
  autoPull: at('runs', 'Begin tasks by itself', 'auto-pull automatic'),
  reviewLimit: at('runs', 'Review limit', 'auto-pull'),
  maxBatchSize: at('runs', 'Tasks in a batch', 'size'),
  autoApprove: at('runs', 'Ask after each task of a queue', 'approve'),
  conflictBehavior: at('runs', 'When work conflicts', 'merge'),
  stopOnFailure: at('runs', 'Stop a batch when a task fails'),
  publish: at('runs', 'When all is merged', 'publish push'),
  doneWhen: at('runs', 'A task of a batch is done', 'when'),
  maxFixAttempts: at('runs', 'Attempts to mend a failed check', 'fix'),
  totalLimitMinutes: at('runs', 'Longest work', 'timeout minutes'),
  silentModelMinutes: at('runs', 'Longest silence of the model', 'timeout minutes'),
  maxRetryWaitMinutes: at('runs', 'Longest wait for a provider', 'retry rate limit'),
  maxRunCost: at('runs', 'Cost of a run', 'budget dollars'),
  maxBatchCost: at('runs', 'Cost of a batch', 'budget dollars'),
  maxDayCost: at('runs', 'Cost of a day', 'budget dollars'),
  maxBatchMinutes: at('runs', 'Time of a batch', 'budget minutes'),
  maxDayMinutes: at('runs', 'Work of a day', 'budget minutes'),
  fetchBeforeRun: at('git', 'Fetch before a run', 'pull remote'),
  onDiverged: at('git', 'When local and remote have both moved', 'diverged'),
  runGitHooks: at('git', 'Run the repository’s git hooks'),
  signCommits: at('git', 'Sign commits', 'gpg'),
  draftPullRequests: at('git', 'Open them as drafts', 'pull requests'),
  costInPullRequests: at('git', 'Say what the agents cost', 'pull requests'),
  doneOnPullMerge: at('git', 'A merged pull request ends its tasks', 'done'),
  githubHosts: null,
}

/** Every single setting that can be gone to. */
export const SINGLE_SETTINGS: readonly SettingPlace[] = Object.values(SETTINGS).filter(
  (place) => place !== null,
)
