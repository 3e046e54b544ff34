import { mkdir, realpath } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import type { AgentRuntime, RuntimeHealth } from '#electron/agents/runtime.ts'
import type { PracticeModel } from '#electron/practice/practice.ts'
import { userEnvironment } from '#electron/process/environment.ts'
import { agentFiles } from './agent-files.ts'
import { findBinary, OPENCODE_VERSION, ripgrepFolder } from './binary.ts'
import { createMessageIds } from './message-id.ts'
import { modelsOf, PRACTICE_CHOICE, profileOf, type ProfileName } from './models.ts'
import { permissionRules, type PermissionRule } from './permission.ts'
import {
  needsNoPackages,
  practiceServerConfig,
  PRACTICE_MODEL,
  userServerConfig,
  withOnlineMcp,
} from './server-config.ts'
import { createServer, type Log, type Server, type ServerPlan } from './server.ts'
import { openAgentSession } from './session.ts'
import { realShell, writeShellWrapper } from './shell-wrapper.ts'
import { configuredModel, copyUserConfig, readUserConfig } from './user-config.ts'

export interface OpenCodeOptions {
  /** The host's data folder. */
  dataDir: string
  hostId: string
  log: Log
  /** Which binary to run; asked at each start of a server. */
  binary: () => Promise<'bundled' | 'path'>
  practice: PracticeModel
  /** The user's environment; the process's own by default. */
  env?: NodeJS.ProcessEnv
}

/**
 * The agent runtime that drives OpenCode: one server with the user's configuration and one that knows only
 * the practice model, each started when it is first used. The user's own files are read and never written.
 */
export function createOpenCode(options: OpenCodeOptions): AgentRuntime {
  const { dataDir, hostId, log, practice } = options
  const user = options.env ?? process.env
  const root = join(dataDir, 'opencode')
  const listeners = new Set<(health: RuntimeHealth) => void>()
  /** The user's denials, as read at the last start of the server. */
  let denied: PermissionRule[] = []
  const onHealth = () => {
    const now = health()
    for (const listener of listeners) listener(now)
  }

  const folders = (profile: ProfileName) => {
    const base = join(root, profile)
    return {
      base,
      config: join(base, 'config'),
      data: join(base, 'data'),
      state: join(base, 'state'),
      cache: join(base, 'cache'),
      home: join(base, 'home'),
    }
  }

  const rulesFor = (profile: ProfileName) => {
    const { data, config } = folders(profile)
    const readable = [join(data, 'opencode', 'tool-output'), join(config, 'opencode')]
    return permissionRules(profile === 'user' ? denied : [], readable)
  }

  /** What both profiles share of a start. */
  async function prepare(profile: ProfileName, shellSetting: string | null) {
    const at = folders(profile)
    for (const folder of Object.values(at)) await mkdir(folder, { recursive: true, mode: 0o700 })
    const base = userEnvironment(hostId, user)
    // Whatever else is set for OpenCode is meant for the user's own.
    for (const name of Object.keys(base)) if (name.startsWith('OPENCODE_')) delete base[name]
    if (profile === 'user' && user.OPENCODE_API_KEY !== undefined)
      base.OPENCODE_API_KEY = user.OPENCODE_API_KEY
    const shell =
      process.platform === 'win32'
        ? null
        : await writeShellWrapper(join(root, 'shell'), await realShell(shellSetting, user), user)
    const ripgrep = await ripgrepFolder()
    const env: NodeJS.ProcessEnv = {
      ...base,
      PATH: ripgrep === null ? base.PATH : [ripgrep, base.PATH ?? ''].join(delimiter),
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
    const binary = await findBinary(await options.binary(), { folder: join(dataDir, 'bin'), env: base, log })
    return { at, env, shell, binary }
  }

  async function planUser(model: string): Promise<ServerPlan> {
    const config = await readUserConfig(user)
    for (const problem of config.problems) log('warn', problem)
    denied = config.denied
    const setting = typeof config.merged.shell === 'string' ? config.merged.shell : null
    const { at, env, shell, binary } = await prepare('user', setting)
    const offline = needsNoPackages(config)
    const merged = offline ? withOnlineMcp(config.merged) : config.merged
    await copyUserConfig({ ...config, merged }, user, at)
    const content = userServerConfig(config, model === '' ? null : model, user, {
      shell,
      permission: rulesFor('user'),
    })
    return {
      binary,
      cwd: at.home,
      key: 'user',
      env: {
        ...env,
        ...(offline && { npm_config_offline: 'true' }),
        OPENCODE_CONFIG_CONTENT: JSON.stringify(content),
      },
    }
  }

  async function planPractice(): Promise<ServerPlan> {
    const address = await practice.ensure()
    const { at, env, shell, binary } = await prepare('practice', null)
    const content = practiceServerConfig(address, { shell, permission: rulesFor('practice') })
    return {
      binary,
      cwd: at.home,
      key: address.baseUrl,
      env: { ...env, npm_config_offline: 'true', OPENCODE_CONFIG_CONTENT: JSON.stringify(content) },
    }
  }

  const servers: Record<ProfileName, Server> = {
    user: createServer({
      name: 'OpenCode',
      plan: planUser,
      key: async () => 'user',
      log,
      onHealth,
    }),
    practice: createServer({
      name: 'OpenCode (practice)',
      plan: planPractice,
      // Also brings a practice model that has died back to life before its server needs it.
      key: async () => (await practice.ensure()).baseUrl,
      log,
      onHealth,
    }),
  }

  function health(): RuntimeHealth {
    const all = [servers.user.health(), servers.practice.health()]
    const order: RuntimeHealth['state'][] = ['unhealthy', 'starting', 'healthy']
    for (const state of order) {
      const found = all.find((one) => one.state === state)
      if (found !== undefined) return found
    }
    return { state: 'stopped', name: 'OpenCode', version: OPENCODE_VERSION, problem: null }
  }

  return {
    health,
    onHealth(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    newMessageId: createMessageIds(),
    async openSession(open) {
      const profile = profileOf(open.model)
      return openAgentSession(open, {
        server: servers[profile],
        // OpenCode compares folders as text.
        directory: await realpath(open.directory),
        permission: () => rulesFor(profile),
        log,
      })
    },
    configuredModel: () => configuredModel(user),
    async listModels() {
      try {
        const { client } = await servers.user.use((await configuredModel(user)) ?? '')
        return [...(await modelsOf(client)), PRACTICE_CHOICE]
      } catch (error) {
        log('warn', 'The models could not be listed.', { error: String(error) })
        const model = await configuredModel(user)
        const own =
          model === null || model === PRACTICE_MODEL ? [] : [{ id: model, name: model, scripted: false }]
        return [...own, PRACTICE_CHOICE]
      }
    },
    agentFiles,
    async stop() {
      await Promise.all([servers.user.stop(), servers.practice.stop()])
      await practice.stop()
    },
  }
}
