import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { createHost } from '#electron/host.ts'
import { headlessPlatform } from '#electron/shell/http/headless-platform.ts'
import { openStore } from '#electron/store/store.ts'
import { createTasks } from '#electron/tasks/tasks.ts'
import { PRIORITIES, TASK_STATUSES } from '#shared/tasks.ts'
import { makeRepository, temporaryFolder } from '../support/repository.ts'
import { cleanUpLater } from './clean-up.ts'

/** A data folder with one project on a repository of its own. */
export interface Seeded {
  dataFolder: string
  projectId: string
  /** Removes the data folder and the repository. */
  remove(): Promise<void>
}

/** Tasks that are written in one transaction. */
const BATCH = 500
/** The columns that a board shows by itself. */
const COLUMNS = TASK_STATUSES.filter((status) => status !== 'cancelled')

/** A data folder as the host's own services write it, with a board of so many tasks over five columns. */
export async function seedBoard(tasks: number): Promise<Seeded> {
  const dataFolder = await temporaryFolder('bench')
  const repo = await makeRepository()
  const remove = async () => {
    for (const folder of [dataFolder, repo]) await rm(folder, { recursive: true, force: true, maxRetries: 3 })
  }
  cleanUpLater(remove)
  const { projectId, labelIds } = await makeProject(dataFolder, repo)
  const store = await openStore({ folder: dataFolder })
  try {
    const room = createTasks({ store })
    for (let from = 0; from < tasks; from += BATCH) {
      await store.write(async (tx) => {
        for (let n = from; n < Math.min(tasks, from + BATCH); n++) {
          await room.createIn(tx, { projectId, ...taskOf(n, labelIds) })
        }
      })
    }
  } finally {
    await store.close()
  }
  return { dataFolder, projectId, remove }
}

async function makeProject(dataFolder: string, localPath: string) {
  const log = () => undefined
  const pointerFile = join(dataFolder, 'config', 'openlinear', 'location.json')
  const platform = headlessPlatform({ dataFolder, pointerFile, log })
  const host = await createHost({ dataFolder, pointerFile, log, platform })
  try {
    const project = await host.projects.create({ localPath, name: 'Bench', model: 'practice/scripted' })
    const labelIds: string[] = []
    for (const name of ['bug', 'feature', 'interface', 'speed', 'docs', 'chore'])
      labelIds.push((await host.labels.create({ name, color: 'blue' })).id)
    return { projectId: project.id, labelIds }
  } finally {
    await host.close()
  }
}

const VERBS = ['Mend', 'Show', 'Sort', 'Keep', 'Drop', 'Rename', 'Explain', 'Speed up']
const THINGS = [
  'the order of cards after a filter was cleared',
  'a warning where the branch is behind its base',
  'the list of worktrees',
  'old logs',
  'the login form on narrow screens, where its button lies below the fold',
  'imports',
  'why a check failed',
]
const PARAGRAPH =
  'At present this is done in one place only, and whoever comes from the other side sees nothing of it. ' +
  'It should hold for both, be covered by a test, and be said in the documentation.\n\n'

/** A task such as people write: most with some lines of text, some with labels, dates and points. */
function taskOf(n: number, labelIds: readonly string[]) {
  const paragraphs = [1, 0, 3, 2, 5, 1, 8][n % 7] ?? 1
  return {
    title: `${VERBS[n % VERBS.length] ?? ''} ${THINGS[(n * 5) % THINGS.length] ?? ''} (${n + 1})`,
    description: `## What is wrong\n\n${PARAGRAPH.repeat(paragraphs)}- [ ] a test\n- [ ] a note\n`,
    status: COLUMNS[n % COLUMNS.length] ?? ('todo' as const),
    priority: PRIORITIES[(n * 3) % PRIORITIES.length] ?? ('none' as const),
    labelIds: labelIds.filter((_, at) => (n + at * 7) % 5 === 0),
    dueDate: n % 4 === 0 ? `2026-12-${String((n % 28) + 1).padStart(2, '0')}` : null,
    estimate: n % 3 === 0 ? (n % 8) + 1 : null,
  }
}
