import type { StoredSettings } from '#shared/settings.ts'
import { t } from '../../strings/t.ts'

/** A page of the settings, or one setting on it. */
export type SettingPlace = { page: string; name: string; words?: string }

/** Pages by the part of the address that names them. */
export const SETTINGS_PAGES = {
  general: { name: t('General'), words: t('folders data clones editor') },
  appearance: { name: t('Appearance'), words: t('theme colours light dark') },
  keyboard: { name: t('Keyboard'), words: t('shortcuts keys remap') },
  notifications: { name: t('Notifications'), words: t('alerts') },
  labels: { name: t('Labels'), words: t('manage tags') },
  templates: { name: t('Templates'), words: t('new task begin kinds') },
  model: { name: t('Agent and model'), words: t('opencode default') },
  providers: { name: t('Providers'), words: t('api keys accounts models') },
  runs: { name: t('Runs'), words: t('slots batches limits budgets auto-pull') },
  git: { name: t('Git'), words: t('hooks commits branches') },
  github: { name: 'GitHub', words: t('accounts sign in token server enterprise pull request') },
  doctor: { name: t('Doctor'), words: t('health check support bundle') },
  storage: { name: t('Storage'), words: t('disk space free clean up worktrees orphans') },
  trash: { name: t('Trash'), words: t('restore discarded branch') },
} as const satisfies Record<string, { name: string; words: string }>

type Page = keyof typeof SETTINGS_PAGES

const at = (page: Page, name: string, words?: string): SettingPlace =>
  words === undefined ? { page, name } : { page, name, words }

/** Where each setting is, called as it is called there; null = it has no row of its own. */
const SETTINGS: Record<keyof StoredSettings | 'dataFolder', SettingPlace | null> = {
  theme: at('appearance', t('Theme'), t('light dark system')),
  contrast: at('appearance', t('Contrast'), t('high accessibility')),
  density: at('appearance', t('Density'), t('compact comfortable')),
  fontSize: at('appearance', t('Font size'), t('text larger smaller zoom')),
  motion: at('appearance', t('Animations'), t('reduced motion')),
  keymap: null,
  dataFolder: at('general', t('Data folder'), t('database')),
  cloneFolder: at('general', t('Folder for clones')),
  editorCommand: at('general', t('Editor'), t('command code cursor zed jetbrains idea open file')),
  trashRetentionDays: at('general', t('Keep discarded work for'), t('trash retention days')),
  notifyWaiting: at('notifications', t('An agent waits for me'), t('notify')),
  notifyReview: at('notifications', t('Work is ready for review'), t('notify')),
  notifyFailed: at('notifications', t('A run failed'), t('notify')),
  notifyBatch: at('notifications', t('A batch needs me'), t('notify')),
  notifyPull: at('notifications', t('A pull request needs me'), t('notify github')),
  notifyMention: at('notifications', t('Somebody mentions me'), t('notify github comment')),
  notifyFinished: at('notifications', t('Something is finished'), t('notify')),
  model: at('model', t('Default model'), 'llm'),
  openCodeBinary: at('model', t('Program'), t('opencode bundled path')),
  openCodeCloud: null,
  parallelLimit: at('runs', t('Runs at once'), t('parallel limit slots')),
  autoPull: at('runs', t('Begin tasks by itself'), t('auto-pull automatic')),
  reviewLimit: at('runs', t('Review limit'), t('auto-pull')),
  maxBatchSize: at('runs', t('Tasks in a batch'), t('size')),
  autoApprove: at('runs', t('Ask after each task of a queue'), t('approve')),
  conflictBehavior: at('runs', t('When work conflicts'), t('merge')),
  stopOnFailure: at('runs', t('Stop a batch when a task fails')),
  publish: at('runs', t('When all is merged'), t('publish push')),
  doneWhen: at('runs', t('A task of a batch is done'), t('when')),
  maxFixAttempts: at('runs', t('Attempts to mend a failed check'), t('fix')),
  totalLimitMinutes: at('runs', t('Longest work'), t('timeout minutes')),
  silentModelMinutes: at('runs', t('Longest silence of the model'), t('timeout minutes')),
  maxRetryWaitMinutes: at('runs', t('Longest wait for a provider'), t('retry rate limit')),
  maxRunCost: at('runs', t('Cost of a run'), t('budget dollars')),
  maxBatchCost: at('runs', t('Cost of a batch'), t('budget dollars')),
  maxDayCost: at('runs', t('Cost of a day'), t('budget dollars')),
  maxBatchMinutes: at('runs', t('Time of a batch'), t('budget minutes')),
  maxDayMinutes: at('runs', t('Work of a day'), t('budget minutes')),
  fetchBeforeRun: at('git', t('Fetch before a run'), t('pull remote')),
  onDiverged: at('git', t('When local and remote have both moved'), t('diverged')),
  runGitHooks: at('git', t('Run the repository’s git hooks')),
  signCommits: at('git', t('Sign commits'), 'gpg'),
  draftPullRequests: at('git', t('Open them as drafts'), t('pull requests')),
  costInPullRequests: at('git', t('Say what the agents cost'), t('pull requests')),
  doneOnPullMerge: at('git', t('A merged pull request ends its tasks'), t('done')),
  githubHosts: null,
}

/** Every single setting that can be gone to. */
export const SINGLE_SETTINGS: readonly SettingPlace[] = Object.values(SETTINGS).filter(
  (place) => place !== null,
)
