import { access } from 'node:fs/promises'
import { join } from 'node:path'
import type { CreateProject, Project } from '#shared/projects.ts'
import type { Tx } from '../store/store.ts'
import { loadProjects } from './project-records.ts'
import type { NewFields, ProjectsOptions } from './options.ts'

const BRANCH = 'main'

/** The sample project, made with its repository and tasks unless it is there. */
export async function makeSample(
  { store, git, dataFolder, tasks, labels, sample }: ProjectsOptions,
  insert: (tx: Tx, name: string, fields: NewFields, input: Partial<CreateProject>) => Promise<Project>,
): Promise<Project> {
  const existing = (await loadProjects(store.db)).find((project) => project.isSample)
  if (existing !== undefined) return existing

  const repoPath = await freeFolder(join(dataFolder, 'sample'))
  await git.initSample({
    path: repoPath,
    files: [...sample.files],
    message: 'A small project to practise on',
    branch: BRANCH,
  })
  return store.write(async (tx) => {
    const project = await insert(
      tx,
      'Sample project',
      { id: store.newId(), state: 'ready', repoPath, cloneUrl: null, defaultBranch: BRANCH, isSample: true },
      {
        description: 'A small project to practise on. Its answers come from a script, not from a model.',
        model: 'practice/scripted',
        checkCommand: 'node --test',
      },
    )
    for (const { labels: names, ...task } of sample.tasks) {
      const labelIds: string[] = []
      for (const name of names) labelIds.push((await labels.ensureIn(tx, name)).id)
      await tasks.createIn(tx, { projectId: project.id, ...task, labelIds })
    }
    return project
  })
}

/** A sample that was removed from the board keeps its folder: it may hold work. */
async function freeFolder(path: string): Promise<string> {
  for (let number = 1; ; number += 1) {
    const folder = number === 1 ? path : `${path}-${number}`
    const taken = await access(folder).then(
      () => true,
      () => false,
    )
    if (!taken) return folder
  }
}
