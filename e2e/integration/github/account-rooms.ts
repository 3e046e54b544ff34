import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { createGithub, type Github } from '#electron/github/github.ts'
import type { SecretStore } from '#electron/platform.ts'
import { createFileSecrets } from '#electron/secrets/file-secrets.ts'
import { createSettings, type SettingsService } from '#electron/settings/settings.ts'
import { openStore } from '#electron/store/store.ts'
import type { FeedEvent } from '#shared/events.ts'
import type { Project } from '#shared/projects.ts'
import { FakeGithub } from '../../support/github/fake-github.ts'
import { temporaryFolder } from '../../support/repository.ts'

/** Of the OAuth app that the stand-in knows. */
export const CLIENT_ID = 'Ov23liStandInForTests'

/** A stand-in for GitHub where Ada and Grace can sign in by a code. */
export async function startWithUsers(): Promise<FakeGithub> {
  const fake = await FakeGithub.start({ clientId: CLIENT_ID })
  fake.addUser('ada', { name: 'Ada Lovelace' })
  fake.addUser('grace')
  return fake
}

/** The room of accounts on a real database and a file of secrets, whose sign-in waits as a test says. */
export interface AccountRooms {
  folder: string
  settings: SettingsService
  secrets: SecretStore
  github: Github
  projects: Pick<Project, 'id' | 'repoPath' | 'githubAccountId'>[]
  /** Milliseconds that the sign-in waited for, one after the other. */
  waited: number[]
  /** How far it is ahead, in milliseconds. */
  clock: { ahead: number }
  /** What happens while the sign-in waits, such as the user's answer. */
  onWait: () => Promise<void>
  /** The newest code that waits for an answer. */
  newest(): string
  /** What the feed has told of accounts. */
  told(): string[]
  /** The room anew on the same database, as after a crash. */
  reopen(): void
  end(): Promise<void>
}

export async function openAccountRooms(fake: FakeGithub): Promise<AccountRooms> {
  const folder = await temporaryFolder('accounts')
  const dataFolder = join(folder, 'data')
  const clock = { ahead: 0 }
  const store = await openStore({
    folder: dataFolder,
    clock: () => new Date(Date.now() + clock.ahead),
  })
  const pointerFile = join(folder, 'config', 'location.json')
  const settings = await createSettings({ store, dataFolder, pointerFile, configuredModel: async () => null })
  await settings.update({ githubHosts: [{ host: fake.host, clientId: CLIENT_ID }] })
  const secrets = createFileSecrets({
    file: join(dataFolder, 'secrets.sealed'),
    keyFile: join(folder, 'config', 'secrets.key'),
  })
  const events: FeedEvent[] = []
  store.subscribe((some) => events.push(...some))
  const open = () =>
    createGithub({
      store,
      settings,
      secrets,
      projects: () => ({
        list: async () => ({ items: rooms.projects as Project[], seq: 0 }),
        update: async ({ id, githubAccountId = null }) => {
          const project = rooms.projects.find((one) => one.id === id) as Project
          project.githubAccountId = githubAccountId
          return project
        },
      }),
      version: '1.2.3',
      hostId: 'test',
      log: () => undefined,
      // The stand-in asks for seconds; what matters is how many of them.
      wait: async (ms, signal) => {
        signal.throwIfAborted()
        if (ms > 0) rooms.waited.push(ms)
        clock.ahead += ms
        await rooms.onWait()
      },
    })
  const rooms: AccountRooms = {
    folder,
    settings,
    secrets,
    github: open(),
    projects: [],
    waited: [],
    clock,
    onWait: async () => undefined,
    newest: () => fake.devices.waiting.at(-1) ?? '',
    told: () => events.map(({ event }) => event).filter((event) => event.startsWith('github-account:')),
    reopen() {
      rooms.github = open()
    },
    async end() {
      fake.heal()
      Object.assign(fake.devices, { interval: 5, slowDowns: 0, slowDownBy: 5 })
      await rooms.github.close()
      await store.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
  return rooms
}
