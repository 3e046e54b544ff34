// The page loads this file, so nothing of zod may stand in it.

/**
 * What a thing on disk is. `worktree`: a run's. `integration`: where merges are made. `clone`: a repository given by
 * URL. `attachments`: all files that texts refer to. `branch`, `registration`: in a project's repository, of ours. `agent`: the agent's program's own. `damaged`:
 * a database moved aside by a restore.
 */
export const STORAGE_KINDS = [
  'worktree',
  'integration',
  'clone',
  'sample',
  'attachments',
  'database',
  'damaged',
  'backup',
  'agent',
  'log',
  'branch',
  'registration',
  'other',
] as const
export type StorageKind = (typeof STORAGE_KINDS)[number]

/**
 * What can be done with it. `free`: removed, after its work was put into the trash; what holds none is removed
 * alone. `keep`: its work becomes a branch (of a clone: a project), so that it is no orphan any more. `compact`: the
 * database's log is taken over into the database.
 */
export const STORAGE_ACTIONS = ['free', 'keep', 'compact'] as const
export type StorageAction = (typeof STORAGE_ACTIONS)[number]
