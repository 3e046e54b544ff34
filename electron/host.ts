import { randomUUID } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import manifest from '../package.json' with { type: 'json' }
import { createGit } from './git/git.ts'
import type { Host } from './host-api.ts'
import { createOpenCode } from './opencode/opencode.ts'
import { createPractice } from './practice/practice.ts'
import { sampleFiles, sampleTasks } from './practice/sample.ts'
import { endLeftovers } from './process/leftovers.ts'
import { createProjects } from './projects/projects.ts'
import type { Engine, Log } from './runs/engine.ts'
import { createRuns } from './runs/runs.ts'
import { createSettings } from './settings/settings.ts'
import { openStore } from './store/store.ts'
import { createComments } from './tasks/comments.ts'
import { createLabels } from './tasks/labels.ts'
import { createTasks } from './tasks/tasks.ts'

export interface HostOptions {
  /** Absolute path; made if missing. */
  dataFolder: string
  /** File that says where the data folder is at the next start. */
  pointerFile: string
  log: Log
  /** Stands in the run engine's journal; see {@link Engine.onStep}. */
  onStep?: Engine['onStep']
}

/**
 * Wires the rooms and continues what a crash left: leftover processes first, then clones and runs.
 *
 * @throws AppError CONFLICT when another host has the data folder
 * @throws DatabaseDamaged
 */
export async function createHost(options: HostOptions): Promise<Host> {
  const { dataFolder, pointerFile, log } = options
  await mkdir(dataFolder, { recursive: true, mode: 0o700 })
  const store = await openStore({ folder: dataFolder })
  const hostId = await hostIdOf(dataFolder)
  const ended = await endLeftovers(hostId)
  if (ended > 0) log('info', 'ended processes that an earlier start left behind', { ended })

  const git = createGit({ hostId })
  const practice = createPractice({ hostId, log })
  const agents = createOpenCode({
    dataDir: dataFolder,
    hostId,
    log,
    binary: async () => settings.stored().openCodeBinary,
    practice,
  })
  const settings = await createSettings({
    store,
    dataFolder,
    pointerFile,
    configuredModel: () => agents.configuredModel(),
  })
  const tasks = createTasks({ store })
  const labels = createLabels({ store })
  const comments = createComments({ store })
  const projects = createProjects({
    store,
    git,
    settings,
    dataFolder,
    tasks,
    labels,
    sample: { files: sampleFiles, tasks: sampleTasks },
  })
  const runs = createRuns({
    store,
    git,
    agents,
    projects,
    tasks,
    settings,
    hostId,
    dataFolder,
    log,
    ...(options.onStep === undefined ? {} : { onStep: options.onStep }),
  })
  await projects.recover()
  await runs.start()

  let closing: Promise<void> | undefined
  return {
    version: manifest.version,
    projects,
    tasks,
    labels,
    comments,
    runs,
    settings,
    agents,
    feed: {
      seq: () => store.seq(),
      replay: (after) => store.replay(after),
      subscribe: (listener) => store.subscribe(listener),
    },
    close() {
      closing ??= (async () => {
        await runs.close()
        await projects.close()
        await agents.stop()
        await practice.stop()
        await store.close()
      })()
      return closing
    },
  }
}

/** Unique per data folder: what one host spawned is found by the next one on the same folder, and by no other. */
async function hostIdOf(dataFolder: string): Promise<string> {
  const file = join(dataFolder, 'host-id')
  try {
    const id = (await readFile(file, 'utf8')).trim()
    // A file that was cut short would mark everybody's processes as ours.
    if (id.length === 36) return id
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
  const id = randomUUID()
  await writeFile(file, id, { mode: 0o600 })
  return id
}
