import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { buildTaskPrompt } from '#shared/prompt.ts'
import type { Task } from '#shared/tasks.ts'
import { temporaryFolder } from '../../support/repository.ts'
import { scripted } from '../../support/scripted.ts'
import { cleanUpLater } from '../clean-up.ts'
import { type Model, startModel } from './model.ts'
import { ProbedHost } from './probed-host.ts'
import { makeTree, resetTree } from './repository.ts'

/** Title and script of a task. */
export interface Work {
  title: string
  steps: unknown[]
}

/** A repository and the scripted model, and what both sides of a figure need around them. */
export class Bench {
  readonly repo: string
  readonly model: Model
  readonly #folder: string
  #made = 0

  private constructor(folder: string, repo: string, model: Model) {
    this.#folder = folder
    this.repo = repo
    this.model = model
  }

  /** Gives `work` a bench over a repository of so many files, and takes it away afterwards. */
  static async use<T>(files: number, work: (bench: Bench) => Promise<T>): Promise<T> {
    const folder = await temporaryFolder('bench')
    const repo = await makeTree(files)
    const clean = async () => {
      for (const made of [folder, repo]) await rm(made, { recursive: true, force: true, maxRetries: 3 })
    }
    cleanUpLater(clean)
    const model = await startModel(folder)
    try {
      return await work(new Bench(folder, repo, model))
    } finally {
      await model.stop()
      await clean()
    }
  }

  /** Gives one side of a round a folder that nothing has been in, and clears the table after it. */
  async fresh<T>(work: (folder: string) => Promise<T>): Promise<T> {
    this.#made += 1
    const folder = join(this.#folder, `round-${this.#made}`)
    try {
      return await work(folder)
    } finally {
      await resetTree(this.repo)
      await rm(folder, { recursive: true, force: true, maxRetries: 3 })
    }
  }

  /** Gives `work` a host on a fresh data folder with a project and tasks in it; no agent has been started. */
  async withHost<T>(
    tasks: Work[],
    work: (host: ProbedHost, tasks: Task[], folder: string) => Promise<T>,
  ): Promise<T> {
    return this.fresh(async (folder) => {
      const host = await ProbedHost.start(folder, this.model.env)
      try {
        const made: Task[] = []
        const model = this.model.name
        const project = await host.client.projects.create({ localPath: this.repo, name: 'Bench', model })
        for (const { title, steps } of tasks)
          made.push(
            await host.client.tasks.create({
              projectId: project.id,
              title,
              description: scripted(...steps),
            }),
          )
        return await work(host, made, folder)
      } finally {
        await host.stop()
      }
    })
  }
}

/** What the product would say to the agent for a task. */
export const promptOf = ({ title, steps }: Work) =>
  buildTaskPrompt({
    identifier: 'BEN-1',
    title,
    description: scripted(...steps),
    labels: [],
    comments: [],
    instructions: '',
    checkCommand: null,
    mayAsk: true,
  })
