import { realpath } from 'node:fs/promises'
import { join } from 'node:path'
import type { AgentCredentials, AgentRuntime } from '#electron/agents/runtime.ts'
import type { PracticeModel } from '#electron/practice/practice.ts'
import type { AgentHealth } from '#shared/agents.ts'
import { listAgents } from './agents-list.ts'
import { OPENCODE_VERSION } from './binary.ts'
import { CLOUD } from './credentials.ts'
import { createLoadedAhead } from './loaded-ahead.ts'
import { forgetMemory, memoryOf } from './memory.ts'
import { createMessageIds } from './message-id.ts'
import { profileOf, type ProfileName } from './models.ts'
import { obeys } from './obeyed-files.ts'
import { permissionRules } from './permission.ts'
import { createProviders } from './providers.ts'
import type { Onlookers } from '#electron/process/onlookers.ts'
import { createPlans } from './server-plan.ts'
import { createServer, type Log, type Server, type ServerOptions } from './server.ts'
import { openAgentSession } from './session.ts'
import { configuredModel } from './user-config.ts'

export interface OpenCodeOptions {
  /** The host's data folder. */
  dataDir: string
  hostId: string
  log: Log
  /** Which binary to run; asked at each start of a server. */
  binary: () => Promise<'bundled' | 'path'>
  /** Keys and endpoints; asked at each start of a server. */
  credentials: () => Promise<AgentCredentials>
  practice: PracticeModel
  /** For whom the servers stand back. */
  onlookers?: Onlookers
  /** The user's environment; the process's own by default. */
  env?: NodeJS.ProcessEnv
  /** An idle server with more resident memory than so many bytes is started anew; 2 GB by default. */
  recycleAbove?: number
  /** Longest wait of a turn for those on a server that has to be replaced, in milliseconds; a minute by default. */
  patienceMs?: number
}

const RECYCLE_ABOVE = 2 * 1024 ** 3
const RECYCLE_EVERY_MS = 300_000
const PATIENCE_MS = 60_000

/**
 * The agent runtime that drives OpenCode: one server with the user's configuration and one that knows only
 * the practice model, each started when it is first used. The user's own files are read and never written.
 */
export function createOpenCode(options: OpenCodeOptions): AgentRuntime {
  const { dataDir, hostId, log, binary, credentials, practice } = options
  const user = options.env ?? process.env
  const plans = createPlans({ dataDir, hostId, log, binary, credentials, practice, user })
  const listeners = new Set<() => void>()

  const common: Omit<ServerOptions, 'name' | 'plan' | 'key'> = {
    memory: memoryOf,
    recycleAbove: options.recycleAbove ?? RECYCLE_ABOVE,
    patienceMs: options.patienceMs ?? PATIENCE_MS,
    log,
    onlookers: options.onlookers,
    onHealth: () => {
      for (const listener of listeners) listener()
    },
  }
  const servers: Record<ProfileName, Server> = {
    user: createServer({
      ...common,
      name: 'OpenCode',
      plan: (model) => plans.user(model),
      key: async () => 'user',
    }),
    practice: createServer({
      ...common,
      name: 'OpenCode (practice)',
      plan: () => plans.practice(),
      // Also brings a practice model that has died back to life before its server needs it.
      key: async () => (await practice.ensure()).baseUrl,
    }),
  }
  const all = [servers.user, servers.practice]
  const ahead = createLoadedAhead(log)
  const recycling = setInterval(() => {
    for (const server of all) void server.recycle()
  }, RECYCLE_EVERY_MS)
  recycling.unref()

  /** A model of OpenCode's cloud is none as long as that is off. */
  async function chosenModel(): Promise<string | null> {
    const model = await configuredModel(user)
    if (model?.startsWith(`${CLOUD}/`) !== true) return model
    return (await plans.access()).cloud ? model : null
  }

  const providers = createProviders({
    servers,
    plans,
    configuredModel: chosenModel,
    folder: join(dataDir, 'opencode', 'try'),
    user,
    log,
  })

  async function health(): Promise<AgentHealth> {
    const statuses = all.map((server) => server.status())
    const order: AgentHealth['state'][] = ['unhealthy', 'starting', 'healthy', 'stopped']
    const first = order.flatMap((state) => statuses.filter((one) => one.state === state))[0]
    const running = await Promise.all(
      statuses.map(async ({ name, running: one }) => {
        if (one === null) return []
        const { pid, turns, restartPending } = one
        const memory = await memoryOf(pid)
        return [{ name, pid, memory, startedAt: one.startedAt.toISOString(), turns, restartPending }]
      }),
    )
    const retries = statuses.flatMap(({ retryAt }) => retryAt ?? [])
    const retry = retries.sort((one, other) => one.getTime() - other.getTime())[0]
    return {
      state: first?.state ?? 'stopped',
      name: 'OpenCode',
      version: first?.version ?? OPENCODE_VERSION,
      problem: first?.problem ?? null,
      servers: running.flat(),
      crashes: statuses.reduce((sum, { crashes }) => sum + crashes, 0),
      retryAt: retry?.toISOString() ?? null,
    }
  }

  return {
    name: 'OpenCode',
    health,
    onHealth(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    newMessageId: createMessageIds(),
    warm(model) {
      const server = servers[profileOf(model)]
      // One that has to be replaced may be at work for others: that is for who needs it.
      if (server.current() !== null) return
      // Who needs the server is told by what they ask of it.
      server.use(model).catch(() => undefined)
    },
    loadAhead: (model, directory) => ahead.load(servers[profileOf(model)], directory),
    letGo: (directory) => ahead.letGo(directory),
    async openSession(open) {
      const profile = profileOf(open.model)
      return openAgentSession(open, {
        server: servers[profile],
        // OpenCode compares folders as text.
        directory: await realpath(open.directory),
        guard: await ahead.take(open.directory),
        permission: ({ permissions, grants }) =>
          permissionRules(
            permissions,
            grants,
            profile === 'user' ? plans.denied() : [],
            plans.readable(profile),
          ),
        log,
      })
    },
    configuredModel: chosenModel,
    listAgents: (directory) => listAgents(user, directory),
    providers,
    obeys,
    reload: () => servers.user.reload(),
    async restart() {
      await Promise.all(all.map((server) => server.restart()))
    },
    async stop() {
      clearInterval(recycling)
      await providers.stop()
      await Promise.all(all.map((server) => server.stop()))
      await practice.stop()
      forgetMemory()
    },
  }
}
