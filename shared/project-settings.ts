// The page loads this file, so nothing of zod may stand in it.
import type { StoredSettings } from './settings.ts'

/** The settings that a project may have of its own. */
export const PROJECT_SETTING_NAMES = [
  'maxBatchSize',
  'autoApprove',
  'stopOnFailure',
  'conflictBehavior',
  'publish',
  'doneWhen',
  'autoPull',
  'reviewLimit',
  'maxRunCost',
  'maxBatchCost',
  'maxBatchMinutes',
  'maxFixAttempts',
  'totalLimitMinutes',
  'draftPullRequests',
  'costInPullRequests',
  'doneOnPullMerge',
] as const
export type ProjectSettingName = (typeof PROJECT_SETTING_NAMES)[number]

/** What a project has of its own; null = the app's. */
export type ProjectSettings = { [Name in ProjectSettingName]: StoredSettings[Name] | null }

/** Of a project that follows the app in everything. */
export const NO_PROJECT_SETTINGS = Object.fromEntries(
  PROJECT_SETTING_NAMES.map((name) => [name, null]),
) as ProjectSettings

/** What a project has of its own after a change of some of it. */
export const withProjectSettings = (
  before: ProjectSettings,
  change: { [Name in ProjectSettingName]?: ProjectSettings[Name] | undefined },
): ProjectSettings => ({
  ...before,
  ...Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)),
})

/** The settings that hold for a project: its own where it has any, else the app's. */
export function settingsFor(stored: StoredSettings, project: { settings: ProjectSettings }): StoredSettings {
  const own = Object.entries(project.settings).filter(([, value]) => value !== null)
  return { ...stored, ...Object.fromEntries(own) }
}
