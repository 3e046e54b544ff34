import { mkdir, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import type { AgentCredentials } from '#electron/agents/runtime.ts'
import type { PracticeModel } from '#electron/practice/practice.ts'
import { userEnvironment } from '#electron/process/environment.ts'
import { DEFAULT_POLICY } from '#shared/permissions.ts'
import { findBinary, ripgrepFolder } from './binary.ts'
import { configHash } from './config-hash.ts'
import { handOver, type HandedOver, secretVariables, usesCloud } from './credentials.ts'
import type { ProfileName } from './models.ts'
import { permissionRules, type PermissionRule } from './permission.ts'
import { needsNoPackages, practiceServerConfig, userServerConfig, withOnlineMcp } from './server-config.ts'
import type { Log, ServerPlan } from './server.ts'
import { realShell, writeShellWrapper } from './shell-wrapper.ts'
import { copyUserConfig, forgetCopiedAuth, readAuth, readUserConfig, type UserConfig } from './user-config.ts'

export interface PlanOptions {
  /** The host's data folder. */
  dataDir: string
  hostId: string
  log: Log
  /** Which binary to run; asked at each start of a server. */
  binary: () => Promise<'bundled' | 'path'>
  /** Asked at each start of a server. */
  credentials: () => Promise<AgentCredentials>
  practice: PracticeModel
  /** The user's environment. */
  user: NodeJS.ProcessEnv
}

/** Where a server keeps what is its own. */
export interface Folders {
  config: string
  data: string
  state: string
  cache: string
  /** Its working directory and what it takes for the user's home. */
  home: string
}

/** What the credentials of the user's models are at a moment. */
export interface Access {
  config: UserConfig
  handed: HandedOver
  cloud: boolean
  /** Providers that were signed in to here. */
  signedIn: string[]
}

/** Plans the starts of the servers, with nothing of the user's own OpenCode written or shown to them. */
export interface Plans {
  user(model: string): Promise<ServerPlan>
  practice(): Promise<ServerPlan>
  /** @param instead a key to take in place of what is set for a provider */
  access(instead?: { id: string; key: string }): Promise<Access>
  folders(profile: ProfileName): Folders
  /**
   * Environment of a server that works in `folders`, without configuration, and the binary to run.
   *
   * @param without names of the user's variables it must not have
   */
  base(folders: Folders, without?: readonly string[]): Promise<{ env: NodeJS.ProcessEnv; binary: string }>
  /** The user's denials, as read at the last start. */
  denied(): readonly PermissionRule[]
  /** Folders of ours that an agent may read. */
  readable(profile: ProfileName): string[]
}

export function createPlans(options: PlanOptions): Plans {
  const { dataDir, log, user } = options
  const root = join(dataDir, 'opencode')
  let denied: readonly PermissionRule[] = []

  const folders = (profile: ProfileName) => foldersIn(join(root, profile))

  const readable = (profile: ProfileName) => {
    const { data, config } = folders(profile)
    // Of the configuration no more: headers and servers in it may hold the user's keys.
    const skills = ['skill', 'skills'].map((name) => join(config, 'opencode', name))
    return [join(data, 'opencode', 'tool-output'), ...skills]
  }

  async function base(at: Folders, without: readonly string[] = []) {
    for (const folder of Object.values(at)) await mkdir(folder, { recursive: true, mode: 0o700 })
    const own = userEnvironment(options.hostId, user)
    for (const name of Object.keys(own)) {
      // Whatever else is set for OpenCode is meant for the user's own.
      const foreign = name.startsWith('OPENCODE_') && name !== 'OPENCODE_API_KEY'
      if (foreign || without.includes(name) || name === 'OLDPWD') delete own[name]
    }
    const ripgrep = await ripgrepFolder()
    const env: NodeJS.ProcessEnv = {
      ...own,
      PATH: ripgrep === null ? own.PATH : [ripgrep, own.PATH ?? ''].join(delimiter),
      XDG_CONFIG_HOME: at.config,
      XDG_DATA_HOME: at.data,
      XDG_STATE_HOME: at.state,
      XDG_CACHE_HOME: at.cache,
      // It writes into `~/.opencode`; HOME itself stays the user's for git and all that is run.
      OPENCODE_TEST_HOME: at.home,
      OPENCODE_DISABLE_AUTOUPDATE: '1',
      OPENCODE_DISABLE_MODELS_FETCH: '1',
      OPENCODE_DISABLE_LSP_DOWNLOAD: '1',
    }
    const binary = await findBinary(await options.binary(), { folder: join(dataDir, 'bin'), env: own, log })
    return { env, binary }
  }

  async function shellFor(profile: ProfileName, setting: unknown, secrets: readonly string[]) {
    if (process.platform === 'win32') return null
    const shell = await realShell(typeof setting === 'string' ? setting : null, user)
    return writeShellWrapper(join(root, profile, 'shell'), shell, user, secrets)
  }

  async function access(instead?: { id: string; key: string }): Promise<Access> {
    const [config, credentials, own] = await Promise.all([
      readUserConfig(user),
      options.credentials().then((set) => (instead === undefined ? set : withKey(set, instead))),
      readAuth(join(folders('user').data, 'opencode')),
    ])
    return {
      config,
      handed: handOver(credentials, config),
      cloud: usesCloud(credentials, config, user),
      signedIn: Object.keys(own),
    }
  }

  return {
    base,
    access,
    folders,
    readable,
    denied: () => denied,
    async user(model) {
      const at = folders('user')
      await forgetCopiedAuth(join(at.data, 'opencode'))
      const { config, handed, cloud, signedIn } = await access()
      for (const problem of config.problems) log('warn', problem)
      denied = config.denied
      const { env, binary } = await base(at)
      const offline = needsNoPackages(config, handed)
      const merged = offline ? withOnlineMcp(config.merged) : config.merged
      await copyUserConfig({ ...config, merged }, user, at)
      const content = userServerConfig(config, {
        model: model === '' ? null : model,
        handed,
        cloud,
        signedIn,
        shell: await shellFor('user', config.merged.shell, handed.secrets),
        permission: permissionRules(DEFAULT_POLICY, [], denied, readable('user')),
      })
      return {
        binary,
        cwd: at.home,
        key: 'user',
        configHash: configHash(dataDir, content, config.merged),
        env: {
          ...env,
          ...handed.env,
          ...(offline && { npm_config_offline: 'true' }),
          OPENCODE_CONFIG_CONTENT: JSON.stringify(content),
        },
      }
    },
    async practice() {
      const address = await options.practice.ensure()
      const at = folders('practice')
      const secrets = secretVariables(await readUserConfig(user))
      const { env, binary } = await base(at, [...secrets, 'OPENCODE_API_KEY'])
      // All it knows is in its configuration. OpenCode's catalog and its plugins for providers would cost more
      // than half a second of work for each worktree.
      const catalog = join(at.cache, 'no-models.json')
      await writeFile(catalog, '{}')
      const content = practiceServerConfig(address, {
        shell: await shellFor('practice', null, secrets),
        permission: permissionRules(DEFAULT_POLICY, [], [], readable('practice')),
      })
      return {
        binary,
        cwd: at.home,
        key: address.baseUrl,
        configHash: configHash(dataDir, content),
        env: {
          ...env,
          npm_config_offline: 'true',
          OPENCODE_MODELS_PATH: catalog,
          OPENCODE_DISABLE_DEFAULT_PLUGINS: '1',
          OPENCODE_CONFIG_CONTENT: JSON.stringify(content),
        },
      }
    },
  }
}

/** Credentials with another key for one provider, which may be an endpoint by URL. */
function withKey(set: AgentCredentials, { id, key }: { id: string; key: string }): AgentCredentials {
  if (!set.local.some((one) => one.id === id)) return { ...set, keys: { ...set.keys, [id]: key } }
  return { ...set, local: set.local.map((one) => (one.id === id ? { ...one, key } : one)) }
}

/** The folders of a server whose own is `base`. */
export const foldersIn = (base: string): Folders => ({
  config: join(base, 'config'),
  data: join(base, 'data'),
  state: join(base, 'state'),
  cache: join(base, 'cache'),
  home: join(base, 'home'),
})
