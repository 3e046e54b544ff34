import { rm } from 'node:fs/promises'
import type { Publication } from '#shared/publications.ts'
import type { PublicationStatus } from '#shared/publication-words.ts'
import type { Task } from '#shared/tasks.ts'
import { FakeGithub } from '../../support/github/fake-github.ts'
import type { FakeRepository } from '../../support/github/repository.ts'
import { TestHost } from '../../support/host.ts'
import { git, temporaryFolder } from '../../support/repository.ts'
import { type Fixture, practiceProject } from '../../support/scripted.ts'

export const TEMPLATE = '## Description\n\n<!-- What and why -->\n\n## Checklist\n\n- [ ] Read\n'

/** A stand-in for GitHub with a repository of Ada's, and a clone of it where nothing is set up but its remote. */
export interface Place {
  github: FakeGithub
  repository: FakeRepository
  repo: string
  /** Runs git in the clone. */
  git(...args: string[]): Promise<string>
  close(): Promise<void>
}

export async function makePlace(): Promise<Place> {
  const github = await FakeGithub.start()
  github.addUser('ada', { name: 'Ada Lovelace' })
  github.addUser('grace', { name: 'Grace Hopper' })
  const repository = await github.addRepository('ada/engine', {
    files: { 'README.md': '# Engine\n', '.github/PULL_REQUEST_TEMPLATE.md': TEMPLATE },
    access: { grace: 'write' },
  })
  const repo = await temporaryFolder('clone')
  await git(repo, 'clone', '--quiet', repository.cloneUrl, '.')
  await git(repo, 'config', 'user.name', 'Ada Lovelace')
  await git(repo, 'config', 'user.email', 'ada@example.com')
  return {
    github,
    repository,
    repo,
    git: (...args) => git(repo, ...args),
    async close() {
      await github.stop()
      await rm(repo, { recursive: true, force: true, maxRetries: 3 })
    },
  }
}

/** A host with an account at the stand-in, and a project on the practice model over the clone. */
export interface Bench extends Place, Fixture {
  host: TestHost
  accountId: string
  /** Makes tasks, has them carried out at once, and gives them when all are in review. */
  done(...scripts: { title: string; steps: unknown[] }[]): Promise<Task[]>
  /** Waits until a publication has one of the statuses. */
  publicationWith(id: string, ...statuses: PublicationStatus[]): Promise<Publication>
  /** The commit of a branch at the remote; null = there is none. */
  atRemote(branch: string): Promise<string | null>
  /** Ends the host and starts another one on the same data folder. */
  restart(environment?: Record<string, string>): Promise<TestHost>
  end(): Promise<void>
}

export async function openBench(options: Parameters<typeof practiceProject>[2] = {}): Promise<Bench> {
  const place = await makePlace()
  const dataFolder = await temporaryFolder('publishing')
  let host = await TestHost.start(dataFolder)
  const { client } = host
  const { value: token } = place.github.addToken('ada')
  const account = await client.github.addToken({ host: place.github.host, token })
  await client.settings.update({ parallelLimit: 8, maxBatchSize: 20 })
  const fixture = await practiceProject(client, place.repo, options)
  return {
    ...place,
    ...fixture,
    get host() {
      return host
    },
    accountId: account.id,
    async done(...scripts) {
      const tasks = await Promise.all(scripts.map(({ title, steps }) => fixture.task(title, ...steps)))
      const runs = await Promise.all(tasks.map(({ id }) => client.tasks.execute({ id })))
      await Promise.all(runs.map(({ id }) => host.runWith(id, 'succeeded')))
      return Promise.all(tasks.map(({ id }) => client.tasks.get({ id })))
    },
    publicationWith: (id, ...statuses) =>
      host.when(async () => {
        const publication = await host.client.publications.get({ id })
        return statuses.includes(publication.status) ? publication : undefined
      }),
    atRemote: (branch) => place.repository.git.commitOf(`refs/heads/${branch}`),
    async restart(environment = {}) {
      await host.stop()
      host = await TestHost.start(dataFolder, environment)
      return host
    },
    async end() {
      await host.stop()
      await place.close()
      await rm(dataFolder, { recursive: true, force: true, maxRetries: 3 })
    },
  }
}
