import { FakeGithub } from '../../support/github/fake-github.ts'
import type { FakeRepository } from '../../support/github/repository.ts'
import type { TestHost } from '../../support/host.ts'
import { git } from '../../support/repository.ts'
import { type Fixture, practiceProject } from '../../support/scripted.ts'
import type { World } from '../scenario.ts'

/** A world whose repository is at a stand-in for GitHub, in which Grace may write. */
export interface GithubStage {
  world: World
  github: FakeGithub
  /** `ada/engine`. */
  repository: FakeRepository
  /** Of the first host, which is to be stopped. */
  host: TestHost
  project: Fixture
}

/** Starts a host with Ada's account there. */
export async function setGithubStage(world: World): Promise<GithubStage> {
  const github = await FakeGithub.start()
  world.cleanUps.push(() => github.stop())
  github.addUser('ada')
  github.addUser('grace')
  const options = { files: {}, access: { grace: 'write' as const } }
  const repository = await github.addRepository('ada/engine', options)
  const { value: token } = github.addToken('ada')
  const header = `Authorization: Basic ${Buffer.from(`ada:${token}`).toString('base64')}`
  await git(world.repo, 'remote', 'add', 'origin', repository.cloneUrl)
  await git(world.repo, '-c', `http.extraHeader=${header}`, 'push', '--quiet', 'origin', 'main')
  const host = await world.start()
  await host.client.github.addToken({ host: github.host, token })
  return { world, github, repository, host, project: await practiceProject(host.client, world.repo) }
}
