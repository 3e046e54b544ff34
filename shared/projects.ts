import { z } from 'zod'
import { agentName } from './agents.ts'
import { color, id, line, modelName, timestamp } from './common.ts'
import { githubRepository } from './github.ts'
import { issueSync } from './issues.ts'
import { permissionPolicy } from './permissions.ts'
import { projectSettings } from './settings.ts'
import { taskStatus } from './tasks.ts'

const projectState = z.enum(['cloning', 'ready', 'error'])

/** Most tasks that should stand in a status at once: the board says where there are more. */
export const wipLimits = z.partialRecord(taskStatus, z.number().int().min(1).max(1000))

export const project = z.object({
  id,
  /** Prefix of task identifiers, such as `APP`. */
  key: z.string(),
  name: z.string(),
  description: z.string(),
  color,
  state: projectState,
  /** What is wrong, in a sentence, when `state` is `error`. */
  error: z.string().nullable(),
  /** While cloning: what git says it does and how far it is (0 to 1, null = unknown). */
  cloneProgress: z.object({ phase: z.string(), fraction: z.number().nullable() }).nullable(),
  /** The repository's main working tree (the user's own, or our clone). */
  repoPath: z.string(),
  cloneUrl: z.string().nullable(),
  defaultBranch: z.string(),
  setupCommand: z.string().nullable(),
  checkCommand: z.string().nullable(),
  /** Run once on the whole of a batch, before it is published. */
  finalCheckCommand: z.string().nullable(),
  /** Serves what is developed, in a worktree, for as long as the user wants; it is given a free port in `PORT`. */
  devCommand: z.string().nullable(),
  /** Paths relative to the repository, copied into each worktree (untracked files such as `.env`). */
  copyFiles: z.array(z.string()),
  /** Put into every prompt of the project. */
  instructions: z.string(),
  model: modelName.nullable(),
  /** Runs at once in this project; null = the app's limit alone. */
  parallelLimit: z.number().int().nullable(),
  /** What it has of its own instead of the app's settings. */
  settings: projectSettings,
  /** Agent of tasks that name none; null = `build`. */
  agent: agentName.nullable(),
  /** Variant of the model for tasks that name none. */
  variant: agentName.nullable(),
  permissions: permissionPolicy,
  isSample: z.boolean(),
  /** The repository at GitHub that its remote names; null = none, or of a host that nobody has told us about. */
  github: githubRepository.nullable(),
  /** The account that speaks for it; null = the only one at that host, if there is one alone. */
  githubAccountId: id.nullable(),
  /** Cloned without the contents of its files, which git brings when it needs them. */
  blobless: z.boolean(),
  issueSync,
  wipLimits,
  createdAt: timestamp,
  updatedAt: timestamp,
  updatedSeq: z.number().int(),
})
export type Project = z.infer<typeof project>

const name = line(100, 'a project needs a name')
const command = z
  .string()
  .trim()
  .max(4000)
  .nullable()
  .transform((line) => line || null)
const relativePath = z
  .string()
  .min(1)
  .max(1000)
  .refine(
    (path) => !path.startsWith('/') && !path.split(/[\\/]/).includes('..'),
    'a path inside the repository',
  )
  .refine(
    (path) => !/^[./\\]*$|(^|[\\/])\.git([\\/]|$)/i.test(path),
    'name single files and folders, not the whole repository nor its .git',
  )
/** What `git check-ref-format` takes. */
const branch = z
  .string()
  .max(200)
  .regex(/^(?!-)[^\s~^:?*[\\\p{Cc}]+$/u, 'not a branch name')
  .refine(
    (name) => name !== '@' && !/\.\.|@\{|\/\/|^\/|\/$|\.$|(^|\/)\.|\.lock(\/|$)/.test(name),
    'not a branch name',
  )

const options = {
  key: z
    .string()
    .regex(/^[A-Z][A-Z0-9]{0,7}$/, 'one to eight capital letters or digits')
    .optional(),
  name: name.optional(),
  description: z.string().max(20_000).optional(),
  color: color.optional(),
  defaultBranch: branch.optional(),
  setupCommand: command.optional(),
  checkCommand: command.optional(),
  finalCheckCommand: command.optional(),
  devCommand: command.optional(),
  copyFiles: z.array(relativePath).max(100).optional(),
  instructions: z.string().max(50_000).optional(),
  model: modelName.nullable().optional(),
  parallelLimit: z.number().int().min(1).max(20).nullable().optional(),
  /** Only what changes; null = the app's from now on. */
  settings: projectSettings.partial().optional(),
  agent: agentName.nullable().optional(),
  variant: agentName.nullable().optional(),
  permissions: permissionPolicy.optional(),
  githubAccountId: id.nullable().optional(),
}

/** `cloneUrl`: another address, such as that over HTTPS. */
export const cloneAgain = z.strictObject({ id, cloneUrl: z.string().min(1).max(2000).optional() })
export type CloneAgain = z.infer<typeof cloneAgain>

/** Exactly one of `localPath` and `cloneUrl`; the service says so when it is otherwise. */
export const createProject = z.strictObject({
  localPath: z.string().min(1).max(4096).optional(),
  cloneUrl: z.string().min(1).max(2000).optional(),
  /** Clones without file contents, which are brought when they are needed: that takes the network later. */
  blobless: z.boolean().optional(),
  ...options,
})
export type CreateProject = z.infer<typeof createProject>

export const updateProject = z.strictObject({
  id,
  ...options,
  issueSync: issueSync.optional(),
  /** All of them: a status that is left out has none. */
  wipLimits: wipLimits.optional(),
})
export type UpdateProject = z.infer<typeof updateProject>

/** Of a repository as it is now. */
export const repositoryFacts = z.object({
  /** Where the main remote is; null = there is none. */
  remote: z.string().nullable(),
  /** What worktrees of it lack, in sentences: submodules, files of Git LFS. */
  limits: z.array(z.string()),
})
export type RepositoryFacts = z.infer<typeof repositoryFacts>
