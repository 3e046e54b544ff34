import type { Project } from '#shared/projects.ts'
import type { Priority, TaskStatus } from '#shared/tasks.ts'
import type { Git } from '../git/git.ts'
import type { Github } from '../github/github.ts'
import type { Log } from '../runs/engine.ts'
import type { SettingsService } from '../settings/settings.ts'
import type { Store } from '../store/store.ts'
import type { Labels } from '../tasks/labels.ts'
import type { Tasks } from '../tasks/tasks.ts'

/** What the sample project is made of. */
export interface Sample {
  /** Paths relative to the repository. */
  files: readonly { path: string; content: string }[]
  /** Labels by name. */
  tasks: readonly {
    title: string
    description: string
    priority: Priority
    labels: readonly string[]
    status: TaskStatus
  }[]
}

export type ProjectGit = Pick<
  Git,
  | 'openRepository'
  | 'requireBranch'
  | 'checkCloneUrl'
  | 'clone'
  | 'initSample'
  | 'remoteUrl'
  | 'worktreeLimits'
  | 'readFileAt'
>

export interface ProjectsOptions {
  store: Store
  git: ProjectGit
  settings: Pick<SettingsService, 'stored'>
  dataFolder: string
  tasks: Pick<Tasks, 'createIn' | 'removeAllIn'>
  labels: Pick<Labels, 'ensureIn'>
  github: Pick<Github, 'accounts' | 'hosts'>
  log: Log
  sample: Sample
}

/** What only the way of making it knows of a new project. */
export type NewFields = Pick<Project, 'id' | 'state' | 'repoPath' | 'cloneUrl' | 'defaultBranch'> &
  Partial<Pick<Project, 'isSample' | 'github'>>
