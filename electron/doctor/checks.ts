import { statfs } from 'node:fs/promises'
import { AppError } from '#shared/errors.ts'
import type { AgentRuntime } from '../agents/runtime.ts'
import { type Git, OLDEST_GIT } from '../git/git.ts'
import type { SecretStore } from '../platform.ts'
import type { Projects } from '../projects/projects.ts'
import type { Providers } from '../providers/providers.ts'
import type { SettingsService } from '../settings/settings.ts'
import { databaseHealth } from '../store/health.ts'
import type { Store } from '../store/store.ts'
import { type CheckPlan, type Finding, hint, ok, problem, warning } from './check.ts'
import { checkPlaces, type Place, placeOf } from './network.ts'

/** What the checks look at. */
export interface Subjects {
  store: Store
  git: Pick<Git, 'version' | 'author' | 'listRemotes' | 'requireRepository' | 'openRepository'>
  agents: Pick<AgentRuntime, 'health' | 'name' | 'providers'>
  providers: Pick<Providers, 'list' | 'models' | 'endpoints'>
  projects: Pick<Projects, 'list'>
  settings: Pick<SettingsService, 'get'>
  secrets: SecretStore
  dataFolder: string
  /** Paths of worktrees in the data folder that no run names. */
  strays: () => Promise<string[]>
  /** Where the ripgrep is that agents search with, or null. */
  ripgrep: () => Promise<string | null>
}

const GB = 1e9
const LITTLE_DISK = 2 * GB
const TOO_LITTLE_DISK = 0.2 * GB
/** How to do without a key store that protects too little. */
const KEEP_NO_KEYS =
  'If that is not enough, remove the keys in the settings and set them in the environment or in your own configuration instead: they are not stored here then.'
/** A log this long means that it is never taken over into the database. */
const LONG_WAL = 512 << 20

/** All checks, in the order the page shows them. */
export const checksOf = (at: Subjects): CheckPlan[] => [
  { id: 'git', title: 'Git', timeoutMs: 5000, run: () => checkGit(at) },
  // Starting its server takes a while on a slow machine.
  { id: 'opencode', title: at.agents.name, timeoutMs: 60_000, run: () => checkAgent(at) },
  { id: 'ripgrep', title: 'ripgrep', timeoutMs: 5000, run: () => checkRipgrep(at) },
  { id: 'model', title: 'Model', timeoutMs: 60_000, run: () => checkModel(at) },
  { id: 'disk', title: 'Disk', timeoutMs: 5000, run: () => checkDisk(at) },
  { id: 'keyring', title: 'Key store', timeoutMs: 10_000, run: () => checkKeyring(at) },
  { id: 'network', title: 'Network', timeoutMs: 10_000, run: () => checkNetwork(at) },
  { id: 'database', title: 'Database', timeoutMs: 30_000, run: () => checkDatabase(at) },
  { id: 'repositories', title: 'Repositories', timeoutMs: 30_000, run: () => checkRepositories(at) },
  { id: 'worktrees', title: 'Worktrees', timeoutMs: 5000, run: () => checkWorktrees(at) },
]

async function checkGit({ git }: Subjects): Promise<Finding> {
  const { version, path, supported } = await git.version()
  const found = `Git ${version}${path === null ? '' : ` at ${path}`}.`
  if (!supported) return problem(found, `Install git ${OLDEST_GIT} or newer, then start OpenLinear again.`)
  if ((await git.author()) !== null) return ok(found)
  // Runs and merges commit without it: nothing is missing.
  return hint(
    `${found} It does not know who you are, so commits are made as OpenLinear.`,
    'To have them made in your name, tell it with `git config --global user.name "Your Name"` and `git config --global user.email you@example.com`.',
  )
}

/** Starts the agent's server if none runs: that it can be started is what there is to know. */
async function checkAgent({ agents }: Subjects): Promise<Finding> {
  const started = await agents.providers.list().then(
    () => null,
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  )
  const { state, version, problem: why, crashes } = await agents.health()
  const known = `${agents.name}${version === null ? '' : ` ${version}`}`
  if (started !== null || state === 'unhealthy') {
    return problem(
      `${known} does not run: ${why ?? started ?? 'it does not answer.'}`,
      'Restart it in the settings. If it stays so, choose the other binary there.',
    )
  }
  const ended = crashes === 1 ? 'once' : `${crashes} times`
  if (crashes > 0)
    return warning(
      `${known} runs, but has ended ${ended} by itself.`,
      'Its runs were resumed. If it happens often, report it with the support bundle.',
    )
  return ok(`${known} runs.`)
}

async function checkRipgrep({ ripgrep }: Subjects): Promise<Finding> {
  const path = await ripgrep()
  return path === null
    ? warning(
        'There is no ripgrep, so agents search files slowly or not at all.',
        'Install ripgrep, then start OpenLinear again.',
      )
    : ok(`ripgrep at ${path}.`)
}

async function checkModel({ settings, providers }: Subjects): Promise<Finding> {
  const { model: chosen, configuredModel } = await settings.get()
  const model = chosen ?? configuredModel
  if (model === null) {
    return warning('No default model is set.', 'Choose one in the settings. The sample project needs none.')
  }
  const id = model.split('/', 1)[0]
  const provider = (await providers.list()).find((one) => one.id === id)
  if (provider === undefined) {
    return problem(
      `${model} is set, but nobody knows a provider ${id}.`,
      'Choose another model in the settings.',
    )
  }
  if (!provider.connected) {
    return problem(
      `${model} is set, but ${provider.name} is not connected.`,
      `Connect ${provider.name} in the settings, or choose another model.`,
    )
  }
  const known = (await providers.models()).some((one) => one.id === model)
  return known
    ? ok(`${model}, and ${provider.name} is connected.`)
    : warning(
        `${provider.name} is connected, but has no model ${model}.`,
        'Choose another model in the settings.',
      )
}

async function checkDisk({ dataFolder }: Subjects): Promise<Finding> {
  const { bavail, bsize } = await statfs(dataFolder)
  const free = bavail * bsize
  const detail = `${(free / GB).toFixed(1)} GB are free where ${dataFolder} is.`
  const fix = 'Free some space, or discard runs that are no longer needed: each has a copy of the repository.'
  if (free < TOO_LITTLE_DISK) return problem(detail, fix)
  return free < LITTLE_DISK ? warning(detail, fix) : ok(detail)
}

async function checkKeyring({ secrets }: Subjects): Promise<Finding> {
  const { name, available, warning: why } = await secrets.describe()
  if (!available) {
    return problem(
      `${name} cannot be used: ${why ?? 'it does not answer.'}`,
      'Keys cannot be stored until it is mended. Keys from the environment and your own configuration still work.',
    )
  }
  return why === null ? ok(`Keys are kept in ${name}.`) : warning(`${name}: ${why}`, KEEP_NO_KEYS)
}

async function checkNetwork({ projects, git, providers }: Subjects): Promise<Finding> {
  const { items } = await projects.list()
  const remotes = await Promise.all(
    items
      .filter(({ state }) => state === 'ready')
      // A repository that is gone is not the network's fault.
      .map(({ repoPath }) => git.listRemotes(repoPath).catch(() => [])),
  )
  const addresses = [...remotes.flat().map(({ url }) => url), ...(await providers.endpoints())]
  const places = addresses.map(placeOf)
  return checkPlaces(places.filter((place): place is Place => place !== null))
}

async function checkDatabase({ store, dataFolder }: Subjects): Promise<Finding> {
  const { size, walSize, damage, lastBackup } = await databaseHealth(dataFolder)
  const made = lastBackup?.slice(0, 16).replace('T', ' ')
  const backup = made === undefined ? 'no backup yet' : `last backup ${made} UTC`
  const detail = `${inWords(size)}, ${inWords(walSize)} of log, ${backup}.`
  if (damage !== null) {
    store.suspect(new Error(damage))
    return problem(
      `The database is damaged: ${damage}`,
      `OpenLinear ends now. Start it again: it mends the database then, or offers the newest good backup of ${dataFolder}/backups.`,
    )
  }
  if (walSize > LONG_WAL) return warning(detail, 'The log grows without end. Restart OpenLinear.')
  return ok(`Sound. ${detail}`)
}

/** Whether the projects' repositories are still there. One that is cloned, or never could be, says so itself. */
async function checkRepositories({ projects, git }: Subjects): Promise<Finding> {
  const { items } = await projects.list()
  const ready = items.filter(({ state }) => state === 'ready')
  const found = await Promise.all(
    ready.map(async ({ name, repoPath }) => {
      try {
        // The other one would take a repository above for it.
        await git.requireRepository(repoPath)
        await git.openRepository(repoPath)
        return null
      } catch (error) {
        if (error instanceof AppError && error.code === 'NOT_A_REPOSITORY')
          return `${name}: there is no repository at ${repoPath} any more.`
        return `${name}: ${error instanceof Error ? error.message : String(error)}`
      }
    }),
  )
  const lost = found.filter((one) => one !== null)
  return lost.length === 0
    ? ok(ready.length === 0 ? 'There are no projects.' : 'All of them can be read.')
    : problem(
        lost.join(' '),
        'Put it back where it was (mount its disk, move it back, or clone it there again), or remove the project.',
      )
}

/** A database that was restored knows nothing of what came after its backup. */
async function checkWorktrees({ strays }: Subjects): Promise<Finding> {
  const paths = await strays()
  if (paths.length === 0) return ok('Each belongs to a run.')
  const named = paths.slice(0, FEW).join(', ')
  const more = paths.length > FEW ? ` and ${paths.length - FEW} more` : ''
  return warning(
    `${paths.length === 1 ? 'One belongs' : `${paths.length} belong`} to no run, and may hold work: ${named}${more}.`,
    'Settings › Storage shows what they hold, and keeps or removes them.',
  )
}

/** So many paths are named. */
const FEW = 5

const inWords = (bytes: number) =>
  bytes < 1e6 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1e6).toFixed(1)} MB`
