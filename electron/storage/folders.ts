import { readdir } from 'node:fs/promises'
import type { Dirent } from 'node:fs'
import { join } from 'node:path'
import { nameBeforeRemoval } from '../git/git.ts'
import type { ProjectPlace } from '../projects/projects.ts'
import type { HeldTask } from '../runs/runs.ts'
import { type Thing, DEFAULT_THING, type StorageContext } from './context.ts'
import { lookIntoClone, lookIntoFolder, lookIntoWorktree } from './look.ts'
import {
  verdictOnAttachments,
  verdictOnBackup,
  verdictOnBatchWorktree,
  verdictOnClone,
  verdictOnDatabase,
  verdictOnOrphan,
  verdictOnProjectWorktree,
  verdictOnRun,
} from './policy.ts'
import { fileSize } from './measure.ts'

/** Every thing in the data folder, from the folders' names and the rows; nothing is measured. */
export async function thingsInFolders(context: StorageContext): Promise<Thing[]> {
  const { dataFolder, projects } = context
  const places = await projects.places()
  return [
    ...(await worktrees(context, places)),
    ...(await integration(context, places)),
    ...(await clones(context, places)),
    ...(await agents(dataFolder)),
    ...(await backups(dataFolder)),
    ...(await rest(context)),
  ]
}

async function worktrees(context: StorageContext, places: readonly ProjectPlace[]): Promise<Thing[]> {
  const root = join(context.dataFolder, 'worktrees')
  const held = await context.runs.heldWorktrees()
  // By the end of the path: a data folder that was moved by hand is full of work, not of orphans.
  const byEnd = new Map(held.map((one) => [endOf(one.path), one]))
  const found: Thing[] = []
  for (const { name: folder } of await foldersIn(root)) {
    for (const { name } of await foldersIn(join(root, folder))) {
      const path = join(root, folder, name)
      const place = {
        ...DEFAULT_THING,
        item: `worktrees/${folder}/${name}`,
        kind: 'worktree' as const,
        path,
        paths: [path],
      }
      const run = byEnd.get(endOf(path))
      if (run === undefined && byEnd.has(`${folder}/${nameBeforeRemoval(name)}`)) {
        found.push({ ...place, name, decide: shown('It is being removed.') })
        continue
      }
      if (run !== undefined) {
        const { tasks, projectId, status, branch } = run
        const [task, ...others] = tasks
        found.push({
          ...place,
          name: task?.identifier ?? name,
          title: task === undefined ? null : titleOf(task, others),
          projectId,
          taskId: task?.id ?? null,
          status,
          branch,
          held: run,
          look: (signal) => lookIntoWorktree(context, path, signal),
          decide: () => verdictOnRun(run),
        })
        continue
      }
      found.push({
        ...place,
        orphan: true,
        name,
        projectId: places.findLast(({ key }) => key === folder)?.id ?? null,
        look: (signal) => lookIntoFolder(context, path, signal),
        decide: (seen) => verdictOnOrphan('folder', seen),
      })
    }
  }
  return found
}

/** With those that were carried out together with it. */
const titleOf = (task: HeldTask, others: readonly HeldTask[]) =>
  others.length === 0 ? task.title : `${task.title}, with ${others.map((one) => one.identifier).join(', ')}`

const endOf = (path: string) => path.split(/[/\\]/).slice(-2).join('/')

async function integration(context: StorageContext, places: readonly ProjectPlace[]): Promise<Thing[]> {
  const root = join(context.dataFolder, 'integration')
  const batches = new Map((await context.batches.places()).map((batch) => [batch.id, batch]))
  const projects = new Map(places.map((project) => [project.id, project]))
  return (await foldersIn(root)).map(({ name: folder }) => {
    const path = join(root, folder)
    const place = {
      ...DEFAULT_THING,
      item: `integration/${folder}`,
      kind: 'integration' as const,
      path,
      paths: [path],
    }
    const owner = nameBeforeRemoval(folder)
    const batch = batches.get(owner)
    if (batch !== undefined) {
      const { projectId, status, branch } = batch
      const name = projects.get(projectId)?.name ?? folder
      const decide = () => verdictOnBatchWorktree(status)
      return { ...place, name, title: 'Merges of a batch', projectId, status, branch, decide }
    }
    const project = projects.get(owner)
    if (project !== undefined) {
      const decide = () => verdictOnProjectWorktree(project.isRemoved)
      return { ...place, name: project.name, title: 'Merges', projectId: project.id, decide }
    }
    return {
      ...place,
      orphan: true,
      name: folder,
      look: (signal) => lookIntoFolder(context, path, signal),
      decide: (seen) => verdictOnOrphan('folder', seen),
    }
  })
}

/** Clones in the data folder, and those of projects in another folder that the user chose for them. */
async function clones(context: StorageContext, places: readonly ProjectPlace[]): Promise<Thing[]> {
  const root = join(context.dataFolder, 'clones')
  const found = new Map<string, Thing>()
  const add = (item: string, path: string, folder: string, owner: ProjectPlace | null) =>
    found.set(path, {
      ...DEFAULT_THING,
      item,
      kind: 'clone',
      path,
      paths: [path],
      orphan: owner === null,
      name: owner?.name ?? folder,
      title: owner?.isRemoved === true ? 'Project removed' : null,
      projectId: owner?.id ?? null,
      look: owner?.isRemoved === false ? null : (signal) => lookIntoClone(context, path, signal),
      decide: (seen) => verdictOnClone(owner, seen),
    })
  for (const { name } of await foldersIn(root)) {
    const path = join(root, name)
    const owners = places.filter(({ repoPath }) => repoPath === path)
    add(`clones/${name}`, path, name, owners.find(({ isRemoved }) => !isRemoved) ?? owners.at(-1) ?? null)
  }
  for (const place of places) {
    const { id, cloneUrl, repoPath, isRemoved } = place
    // A folder in ours may be called the same, as in a data folder that was copied.
    if (cloneUrl !== null && !isRemoved && !found.has(repoPath))
      add(`repositories/${id}`, repoPath, place.name, place)
  }
  return [...found.values()]
}

const AGENT_NOTE = 'Nothing of the agent’s program is removed here: runs are sent back to their sessions.'

/** What the agents' program keeps for itself. */
async function agents(dataFolder: string): Promise<Thing[]> {
  const root = join(dataFolder, 'opencode')
  const found: Thing[] = []
  for (const { name: profile } of await foldersIn(root)) {
    const at = (...parts: string[]) => join(root, profile, ...parts)
    const own = await namesIn(at('data', 'opencode'))
    const others = (await namesIn(at())).filter((name) => name !== 'data' && name !== 'cache')
    const groups: [string, string, string[]][] = [
      ['snapshots', 'Snapshots', [at('data', 'opencode', 'snapshot')]],
      [
        'sessions',
        'Sessions',
        own.filter((name) => name !== 'snapshot').map((name) => at('data', 'opencode', name)),
      ],
      ['cache', 'Cache', [at('cache')]],
      ['settings', 'Settings and programs', others.map((name) => at(name))],
    ]
    for (const [part, name, paths] of groups)
      found.push({
        ...DEFAULT_THING,
        item: `opencode/${profile}/${part}`,
        kind: 'agent',
        path: at(),
        paths,
        name,
        title: profile === 'practice' ? 'Practice model' : 'OpenCode',
        decide: () => ({ actions: [], note: part === 'sessions' ? AGENT_NOTE : null, unneeded: false }),
      })
  }
  return found
}

async function backups(dataFolder: string): Promise<Thing[]> {
  const root = join(dataFolder, 'backups')
  const names = (await namesIn(root))
    .filter((name) => name.endsWith('.db'))
    .sort()
    .reverse()
  return names.map((name) => ({
    ...DEFAULT_THING,
    item: `backups/${name}`,
    kind: 'backup',
    path: join(root, name),
    paths: [join(root, name)],
    name,
    title: name.endsWith('-daily.db') ? 'Daily backup' : 'Backup before an update',
    decide: () => verdictOnBackup(name, names),
  }))
}

const OWN_FOLDERS = new Set(['worktrees', 'integration', 'clones', 'opencode', 'backups'])
const DATABASE = /^openlinear\.db(-wal|-shm)?$/
const shown = (note: string) => () => ({ actions: [], note, unneeded: false })

/** The database, the logs, the sample, and all that is too small to be told apart. */
async function rest({ dataFolder, attachments }: StorageContext): Promise<Thing[]> {
  const names = (await namesIn(dataFolder)).filter((name) => !OWN_FOLDERS.has(name))
  const at = (name: string) => join(dataFolder, name)
  const walBytes = await fileSize(at('openlinear.db-wal'))
  const found: Thing[] = []
  const others: string[] = []
  for (const name of names) {
    const thing = { ...DEFAULT_THING, item: name, path: at(name), paths: [at(name)], name }
    if (DATABASE.test(name)) continue
    if (name.startsWith('openlinear.db.damaged-'))
      found.push({
        ...thing,
        kind: 'damaged',
        decide: shown('Moved aside by a restore. Delete it by hand when you are sure.'),
      })
    else if (/^sample(-\d+)?$/.test(name))
      found.push({
        ...thing,
        kind: 'sample',
        name: 'Sample repository',
        decide: shown('The sample project’s repository.'),
      })
    else if (name === 'logs')
      found.push({
        ...thing,
        kind: 'log',
        name: 'Logs',
        decide: shown('The newest lines; old ones go by themselves.'),
      })
    else if (name === 'attachments') {
      const figures = await attachments.figures()
      found.push({
        ...thing,
        kind: 'attachments',
        name: 'Attachments',
        decide: () => verdictOnAttachments(figures),
      })
    } else others.push(at(name))
  }
  found.push({
    ...DEFAULT_THING,
    item: 'database',
    kind: 'database',
    path: at('openlinear.db'),
    paths: names.filter((name) => DATABASE.test(name)).map(at),
    name: 'Database',
    decide: () => verdictOnDatabase(walBytes),
  })
  found.push({
    ...DEFAULT_THING,
    item: 'other',
    kind: 'other',
    path: dataFolder,
    paths: others,
    name: 'Everything else',
    decide: shown('Keys, window, configuration.'),
  })
  return found
}

/** Real folders: a link is none, wherever it leads. */
const foldersIn = async (folder: string): Promise<Dirent[]> =>
  (await entriesIn(folder)).filter((entry) => entry.isDirectory())

const namesIn = async (folder: string): Promise<string[]> => (await entriesIn(folder)).map(({ name }) => name)

/** What may not be read is told by the measurement. */
async function entriesIn(folder: string): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true })
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'EACCES', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? ''))
      return []
    throw error
  }
}
