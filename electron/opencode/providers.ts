import type { AgentProviders, RuntimeProvider } from '#electron/agents/runtime.ts'
import { notFound } from '#shared/errors.ts'
import type { ProviderTest } from '#shared/providers.ts'
import { type Listed, readCatalog } from './catalog.ts'
import type { Connection } from './connection.ts'
import { CLOUD } from './credentials.ts'
import { humanLine } from './errors.ts'
import { bareModel, PRACTICE, SECOND_PRACTICE } from './models.ts'
import { probeHere, probeProvider } from './probe.ts'
import { PRACTICE_MODEL } from './server-config.ts'
import type { Access, Plans } from './server-plan.ts'
import type { Log, Server } from './server.ts'
import { createSignIns } from './sign-in.ts'

export interface ProvidersOptions {
  servers: { user: Server; practice: Server }
  plans: Plans
  /** The model of the user's own configuration, or null. */
  configuredModel: () => Promise<string | null>
  /** For what a try needs; removed after it. */
  folder: string
  /** The user's environment. */
  user: NodeJS.ProcessEnv
  log: Log
}

const SCRIPTED = [PRACTICE, SECOND_PRACTICE]

const PRACTICE_PROVIDER: RuntimeProvider = {
  id: PRACTICE.providerId,
  name: PRACTICE.providerName,
  connected: true,
  source: null,
  methods: [],
  environment: [],
  models: SCRIPTED.length,
}

/** The providers of the user's server and the practice model. */
export function createProviders(options: ProvidersOptions): AgentProviders & { stop(): Promise<void> } {
  const { servers, plans, configuredModel, user, log } = options
  const catalogs = new WeakMap<Connection, Promise<Listed[]>>()
  const stopping = new AbortController()
  /** Tries share a folder: one is made after the other. */
  let lastTry: Promise<unknown> = Promise.resolve()

  /** A server that waits for its turns to be replaced will do. */
  const reach = async () => servers.user.current() ?? servers.user.use((await configuredModel()) ?? '')

  async function catalog(again = true): Promise<Listed[]> {
    const connection = await reach()
    const read = catalogs.get(connection) ?? readCatalog(connection)
    catalogs.set(connection, read)
    try {
      return await read
    } catch (error) {
      catalogs.delete(connection)
      // It was replaced meanwhile.
      if (again && servers.user.current() !== connection) return catalog(false)
      throw error
    }
  }

  function sourceOf(listed: Listed, access: Access): RuntimeProvider['source'] {
    const { id, connected, source, environment, methods } = listed
    const origin = access.handed.origins.get(id)
    if (id === CLOUD && !access.cloud) return null
    if (access.signedIn.includes(id)) return 'oauth'
    if (origin === 'host') return null
    if (!connected) return id === CLOUD ? 'cloud' : null
    if (origin === 'opencode') return 'opencode'
    const isSet = environment.some((name) => (user[name] ?? '') !== '')
    if (source === 'env' || isSet) return 'environment'
    if (origin === 'config') return 'config'
    if (id === CLOUD) return 'cloud'
    // What OpenCode finds by itself, such as the profiles of a cloud's own tools. All else is what the
    // server was started with and has been taken away since.
    const found = source === 'custom' && !methods.some(({ type }) => type === 'oauth')
    return found ? 'environment' : null
  }

  const withSources = async () => {
    const [all, access] = await Promise.all([catalog(), plans.access()])
    return all.map((listed) => {
      const source = sourceOf(listed, access)
      return { listed, source, connected: source !== null || access.handed.origins.get(listed.id) === 'host' }
    })
  }

  async function test(providerId: string, key: string | null): Promise<ProviderTest> {
    const began = performance.now()
    const access = await plans.access(key === null ? undefined : { id: providerId, key })
    const { folder } = options
    const { signal } = stopping
    const outcome = await (async () => {
      try {
        if (providerId === PRACTICE.providerId) {
          const connection = await servers.practice.use(PRACTICE_MODEL)
          return await probeHere(connection, { model: PRACTICE_MODEL, folder, signal })
        }
        if (providerId === CLOUD && !access.cloud)
          return { ok: false, model: null, message: 'OpenCode’s cloud is turned off.' }
        const signedIn = access.signedIn.includes(providerId) && !access.handed.origins.has(providerId)
        if (!signedIn) return await probeProvider(providerId, { plans, access, folder, signal, log })
        // A copied sign-in that another server renews would be void here.
        const model = (await catalog()).find(({ id }) => id === providerId)?.models[0]?.id
        if (model === undefined) throw notFound('provider', providerId)
        return await probeHere(await reach(), { model, folder, signal })
      } catch (error) {
        const message = humanLine(error instanceof Error ? error.message : String(error))
        return { ok: false, model: null, message: `It could not be tried: ${message}` }
      }
    })()
    return {
      ...outcome,
      message: withoutSecrets(outcome.message, access, user),
      ms: Math.round(performance.now() - began),
    }
  }

  const signIns = createSignIns({
    server: reach,
    catalog,
    data: plans.folders('user').data,
    log,
  })

  return {
    async list() {
      const all = await withSources()
      const others = all.map(({ listed, source, connected }): RuntimeProvider => {
        const { id, name, methods, environment, models } = listed
        return { id, name, connected, source, methods, environment, models: models.length }
      })
      return [PRACTICE_PROVIDER, ...others]
    },
    async models() {
      try {
        const all = await withSources()
        return [...all.flatMap(({ listed, connected }) => (connected ? listed.models : [])), ...SCRIPTED]
      } catch (error) {
        log('warn', 'The models could not be listed.', { error: humanLine(String(error)) })
        const model = await configuredModel()
        return model === null || SCRIPTED.some(({ id }) => id === model)
          ? SCRIPTED
          : [bareModel(model), ...SCRIPTED]
      }
    },
    test(providerId, key) {
      const done = lastTry.then(() => test(providerId, key))
      lastTry = done.catch(() => undefined)
      return done
    },
    signIn: (providerId, method, inputs) => signIns.begin(providerId, method, inputs),
    completeSignIn: (providerId, code) => signIns.complete(providerId, code),
    async cancelSignIn(providerId) {
      signIns.cancel(providerId)
    },
    async signOut(providerId) {
      const { client } = await reach()
      await client.delete(`/auth/${encodeURIComponent(providerId)}`)
    },
    async stop() {
      stopping.abort()
      await lastTry
    },
  }
}

/** Whatever a provider says, a key is not passed on. */
function withoutSecrets(message: string, { handed }: Access, user: NodeJS.ProcessEnv): string {
  const named = Object.entries(user).filter(([name]) => /KEY|TOKEN|SECRET|PAT$/.test(name))
  const secrets = [...handed.keys, ...Object.values(handed.env), ...handed.secrets.map((name) => user[name])]
  return [...secrets, ...named.map(([, value]) => value)]
    .filter((secret) => secret !== undefined && secret.length >= 8)
    .reduce<string>((text, secret = '') => text.replaceAll(secret, '[key]'), message)
}
