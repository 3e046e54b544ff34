import { execFile } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { createGit, type Credential, type CredentialSource, type Git } from '#electron/git/git.ts'
import { makeWorld, USER_CONFIG, type World } from '#electron/git/testing.ts'
import { FakeGithub } from '../../support/github/fake-github.ts'
import type { FakeRepository } from '../../support/github/repository.ts'

const run = promisify(execFile)

/** A user with a home and accounts, and a stand-in for GitHub with a private repository of Ada's. */
export interface SignedIn {
  world: World
  home: string
  github: FakeGithub
  /** `ada/engine`, private. */
  engine: FakeRepository
  /** Signs in with {@link accounts}. */
  git: Git
  hostId: string
  /** By host. */
  accounts: Map<string, Credential>
  /** What the source was asked. */
  asked: Parameters<CredentialSource>[0][]
  token(login?: string): string
  credential(login?: string): Credential
  /** A fresh clone, made with Ada's token. */
  clone(repository?: FakeRepository, options?: { blobless?: boolean }): Promise<string>
  /** Sets something in the user's own configuration, until {@link reset}. */
  configure(key: string, value: string): Promise<void>
  /** The user's configuration as it was, no faults, Ada's account and no other. */
  reset(): Promise<void>
  end(): Promise<void>
}

export async function signedIn(): Promise<SignedIn> {
  const world = await makeWorld()
  const home = join(world.folder, 'home')
  await mkdir(home)
  const before = { HOME: process.env.HOME, XDG_CONFIG_HOME: process.env.XDG_CONFIG_HOME }
  process.env.HOME = home
  delete process.env.XDG_CONFIG_HOME
  const github = await FakeGithub.start()
  const logins = ['ada', 'grace'] as const
  for (const login of logins) github.addUser(login)
  const tokens = new Map<string, string>(logins.map((login) => [login, github.addToken(login).value]))
  const engine = await github.addRepository('ada/engine', {
    private: true,
    files: { 'README.md': '# Engine\n', 'a.txt': 'a\n' },
  })
  const accounts = new Map<string, Credential>()
  const asked: Parameters<CredentialSource>[0][] = []
  const hostId = `host-${process.pid}`
  const git = createGit({
    hostId,
    onThread: true,
    scratchFolder: join(world.folder, 'scratch'),
    async credentials(ask) {
      asked.push(ask)
      return accounts.get(new URL(ask.url).host) ?? null
    },
  })
  const token = (login = 'ada') => tokens.get(login) ?? ''
  const credential = (login = 'ada') => ({ username: 'x-access-token', password: token(login) })
  const config = join(world.folder, 'gitconfig')
  let clones = 0
  return {
    world,
    home,
    github,
    engine,
    git,
    hostId,
    accounts,
    asked,
    token,
    credential,
    async clone(repository = engine, options = {}) {
      clones += 1
      const path = join(world.folder, `clone-${clones}`)
      await git.clone({ url: repository.cloneUrl, path, ...options })
      return path
    },
    async configure(key, value) {
      await run('git', ['config', '--file', config, '--add', key, value])
    },
    async reset() {
      github.heal()
      accounts.clear()
      accounts.set(github.host, credential())
      asked.length = 0
      await writeFile(config, USER_CONFIG)
    },
    async end() {
      for (const [name, value] of Object.entries(before)) {
        if (value === undefined) delete process.env[name]
        else process.env[name] = value
      }
      await github.stop()
      await world.close()
    },
  }
}
