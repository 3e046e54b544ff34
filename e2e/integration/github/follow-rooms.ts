import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type BatchesRoom, createBatches } from '#electron/batches/batches.ts'
import { createGit } from '#electron/git/git.ts'
import { createGithub, type Github } from '#electron/github/github.ts'
import type { SecretStore } from '#electron/platform.ts'
import { Onlookers } from '#electron/process/onlookers.ts'
import { createPublications, type PublicationsRoom } from '#electron/publications/publications.ts'
import { isBatchOver } from '#shared/batch-words.ts'
import type { Batch, CreateBatch } from '#shared/batches.ts'
import type { WholePublication } from '#shared/publications.ts'
import type { Run } from '#shared/runs.ts'
import type { Task } from '#shared/tasks.ts'
import { FakeGithub } from '../../support/github/fake-github.ts'
import type { FakeRepository } from '../../support/github/repository.ts'
import { git, temporaryFolder } from '../../support/repository.ts'
import { type Bench, clear, openBench } from '../runs/bench.ts'

/** Publications on a real database, real git and the stand-in for GitHub, with an agent that does as told. */
export interface FollowRooms extends Bench {
  fake: FakeGithub
  repository: FakeRepository
  /** Where the project is: a clone of the repository. */
  clone: string
  batches: BatchesRoom
  publications: PublicationsRoom
  complaints: string[]
  /** A task in review, whose work is a file of its name. */
  done(title: string): Promise<{ task: Task; run: Run }>
  /** A batch of such tasks that is over. */
  doneBatch(titles: string[], input?: Partial<CreateBatch>): Promise<Batch>
  /** Publishes the work of a task or a batch, and looks at its pull request. */
  opened(subject: { taskId: string } | { batchId: string }): Promise<WholePublication & { number: number }>
  publicationWhen(id: string, holds: (one: WholePublication) => boolean): Promise<WholePublication>
  /** Asks the stand-in something as Grace. */
  asGrace(method: 'PUT' | 'PATCH', path: string, body: object): Promise<void>
  user(...args: string[]): Promise<string>
  end(): Promise<void>
}

export async function openFollowRooms(): Promise<FollowRooms> {
  const complaints: string[] = []
  const log = (level: string, message: string, data?: object) =>
    void complaints.push(`${level} ${message} ${JSON.stringify(data)}`)
  const bench = await openBench({
    batchOf: (taskId, db) => batches.batchOf(taskId, db),
    mergedWith: (runId) => batches.mergedWith(runId),
    github: { accounts: () => github.accounts(), hosts: () => github.hosts() },
    git: () => createGit({ hostId: 'bench', credentials: (ask) => github.credentialFor(ask) }),
  })
  const { store, settings, projects, tasks, runs, agent } = bench
  const rooms = { store, settings, projects, tasks, runs, git: bench.git, dataFolder: bench.folder, log }
  const github: Github = createGithub({
    store,
    settings,
    secrets: secretsInMemory(),
    projects: () => projects,
    version: '0',
    hostId: 'bench',
    log,
  })
  const batches: BatchesRoom = createBatches({
    ...rooms,
    hostId: 'bench',
    pullRequests: {
      planForBatch: (id, head) => publications.planForBatch(id, head),
      openForBatch: (tx, plan) => publications.openForBatch(tx, plan),
      pullOfBatch: (tx, id) => publications.pullOfBatch(tx, id),
    },
  })
  const publications: PublicationsRoom = createPublications({
    ...rooms,
    github,
    batches,
    secrets: async () => [],
    onlookers: new Onlookers(),
  })
  agent.onTurn = async ({ open, text }) => {
    const title = /^# (.+)$/m.exec(text)?.[1]
    const name = title === undefined || title.startsWith('Go on') ? `after-${(after += 1)}` : title
    await writeFile(join(open.directory, `${name}.txt`), `${name}\n`)
    return { kind: 'completed', text: 'Done.' }
  }
  let after = 0

  const fake = await FakeGithub.start()
  fake.addUser('ada', { name: 'Ada Lovelace' })
  fake.addUser('grace', { name: 'Grace Hopper' })
  const repository = await fake.addRepository('ada/engine', { access: { grace: 'write' } })
  const grace = fake.addToken('grace').value
  const clone = await temporaryFolder('clone')
  await git(clone, 'clone', '--quiet', repository.cloneUrl, '.')
  await git(clone, 'config', 'user.name', 'Ada Lovelace')
  await git(clone, 'config', 'user.email', 'ada@example.com')
  await github.addToken({ host: fake.host, token: fake.addToken('ada').value })
  await settings.update({ draftPullRequests: false, parallelLimit: 4 })
  const { id: projectId } = await projects.create({ localPath: clone, name: 'Engine', model: 'fake/model' })
  await batches.start()
  await publications.start()

  const publicationWhen: FollowRooms['publicationWhen'] = (id, holds) =>
    bench.when(async () => {
      const publication = await publications.get(id)
      if (holds(publication)) return publication
      if (publication.status === 'blocked') throw new Error(publication.failure?.message)
      return undefined
    })

  return {
    ...bench,
    projectId,
    fake,
    repository,
    clone,
    batches,
    publications,
    complaints,
    publicationWhen,
    async done(title) {
      const task = await tasks.create({ projectId, title })
      const run = await bench.until((await runs.execute(task.id)).id, 'succeeded')
      return { task, run }
    },
    async doneBatch(titles, input = {}) {
      const taskIds: string[] = []
      for (const title of titles) taskIds.push((await tasks.create({ projectId, title })).id)
      const { id } = await batches.create({ taskIds, mode: 'parallel', ...input })
      return bench.when(async () => {
        const batch = await batches.get(id)
        return isBatchOver(batch.status) ? batch : undefined
      })
    },
    async opened(subject) {
      const { id } = await publications.create(subject)
      await publicationWhen(id, ({ status }) => status === 'open')
      const publication = await publications.refresh(id)
      if (publication.pull === null) throw new Error('it was not looked at')
      return { ...publication, number: publication.pull.number }
    },
    async asGrace(method, path, body) {
      const init = { method, headers: { authorization: `token ${grace}` }, body: JSON.stringify(body) }
      const response = await fetch(`${fake.url}/api/v3/repos/ada/engine${path}`, init)
      if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`)
    },
    user: (...args) => git(clone, ...args),
    async end() {
      await publications.close()
      await batches.close()
      await github.close()
      await bench.close()
      await fake.stop()
      await clear(bench)
      await rm(clone, { recursive: true, force: true, maxRetries: 3 })
    },
  }
}

export function secretsInMemory(): SecretStore {
  const kept = new Map<string, string>()
  return {
    get: async (name) => kept.get(name) ?? null,
    set: async (name, value) => void kept.set(name, value),
    remove: async (name) => void kept.delete(name),
    list: async (prefix) => [...kept.keys()].filter((name) => name.startsWith(prefix)).toSorted(),
    describe: async () => ({ name: 'Memory', available: true, warning: null }),
  }
}
