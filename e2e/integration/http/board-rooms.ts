import { createGithub, type Github } from '#electron/github/github.ts'
import type { SecretStore } from '#electron/platform.ts'
import { createProjects, type Projects } from '#electron/projects/projects.ts'
import type { Log } from '#electron/runs/engine.ts'
import { createSettings, type SettingsService } from '#electron/settings/settings.ts'
import type { Store } from '#electron/store/store.ts'
import { type Comments, createComments } from '#electron/tasks/comments.ts'
import { createLabels, type Labels } from '#electron/tasks/labels.ts'
import { createTasks, type Tasks } from '#electron/tasks/tasks.ts'
import { FAKE_GIT } from './stand-ins.ts'

/** What every board stands on, and the accounts beside it; its repositories are mere folders. */
export interface BoardRooms {
  settings: SettingsService
  tasks: Tasks
  labels: Labels
  comments: Comments
  projects: Projects
  github: Github
}

/** Wires them on a real database, as `createHost` does. */
export async function openBoardRooms(options: {
  store: Store
  dataFolder: string
  pointerFile: string
  secrets: SecretStore
  version: string
  hostId: string
  log: Log
}): Promise<BoardRooms> {
  const { store, dataFolder, pointerFile, log } = options
  const settings = await createSettings({ store, dataFolder, pointerFile, configuredModel: async () => null })
  const tasks = createTasks({ store })
  const labels = createLabels({ store })
  const comments = createComments({ store })
  const projects = createProjects({
    store,
    git: FAKE_GIT,
    settings,
    dataFolder,
    tasks,
    labels,
    github: { accounts: () => github.accounts(), hosts: () => github.hosts() },
    log,
    sample: { files: [], tasks: [] },
  })
  const github = createGithub({ ...options, settings, projects: () => projects })
  return { settings, tasks, labels, comments, projects, github }
}
