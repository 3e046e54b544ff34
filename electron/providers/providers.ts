import { AppError, notFound } from '#shared/errors.ts'
import type { AddLocalProvider, Model, Provider, ProviderTest, SignIn } from '#shared/providers.ts'
import type { AgentCredentials, AgentRuntime } from '../agents/runtime.ts'
import type { SecretStore } from '../platform.ts'
import type { Log } from '../runs/engine.ts'
import type { SettingsService } from '../settings/settings.ts'
import type { Store, Tx } from '../store/store.ts'
import { discoverModels, normalBaseUrl } from './discover.ts'
import {
  deleteLocal,
  freeLocalId,
  insertLocal,
  isLocalId,
  loadLocal,
  type LocalProvider,
  writeModels,
} from './local-providers.ts'
import { isNamed, mergeModels, mergeProviders, type Own, PRACTICE, toProvider } from './provider-list.ts'

/**
 * The model providers: what the agent's runtime knows of them, with the keys and endpoints that are set
 * here. A key goes in and never comes out again, but to the runtime.
 */
export interface Providers {
  /**
   * Connected ones first, then by name. Works without the secret store too.
   *
   * @throws AppError UNAVAILABLE when the agent's server cannot be started
   */
  list(query?: string): Promise<Provider[]>
  /** Models of connected providers. */
  models(): Promise<Model[]>
  /**
   * Adds an endpoint with the models it has.
   *
   * @throws AppError BAD_REQUEST for its address, CONFLICT when it is there, PROVIDER_ERROR when it does not
   *   answer, SECRETS_UNAVAILABLE
   */
  addLocal(input: AddLocalProvider): Promise<Provider>
  /**
   * Forgets all that was set here. Nothing to forget is fine.
   *
   * @throws AppError NOT_FOUND; CONFLICT when it is connected by something that is not set here
   */
  disconnect(id: string): Promise<{ id: string }>
  /** @throws AppError NOT_FOUND, BAD_REQUEST for the practice model, SECRETS_UNAVAILABLE */
  setKey(id: string, key: string): Promise<Provider>
  /** Tries `key`, or what is set when it is null, with a short prompt. @throws AppError NOT_FOUND */
  test(id: string, key: string | null): Promise<ProviderTest>
  /** Asks an endpoint for its models again. @throws AppError NOT_FOUND, PROVIDER_ERROR */
  refresh(id: string): Promise<Provider>
  /** @throws AppError NOT_FOUND, PROVIDER_ERROR */
  signIn(id: string, method: number, inputs: Record<string, string>): Promise<SignIn>
  /** Waits for the browser, or takes the code. @throws AppError NOT_FOUND, PROVIDER_ERROR */
  completeSignIn(id: string, code: string | null): Promise<Provider>
  /** None under way is fine. @throws AppError NOT_FOUND */
  cancelSignIn(id: string): Promise<{ id: string }>
  /** Addresses of the endpoints by URL. Needs no server. */
  endpoints(): Promise<string[]>
  /** What a server of the agent is started with. Without the secret store, no keys. */
  credentials(): Promise<AgentCredentials>
  close(): void
}

export interface ProvidersOptions {
  store: Store
  settings: Pick<SettingsService, 'stored'>
  agents: Pick<AgentRuntime, 'providers' | 'reload' | 'name'>
  secrets: SecretStore
  log: Log
}

/** OpenCode's own provider, whose free models are in its cloud. */
const CLOUD = 'opencode'
const PREFIX = 'provider/'
const secretOf = (id: string) => `${PREFIX}${id}`

export function createProviders(options: ProvidersOptions): Providers {
  const { store, settings, agents, secrets, log } = options

  /** What is set here; a secret store that is shut hides the keys, not the providers. */
  async function own(): Promise<Own> {
    const names = await unlessShut(() => secrets.list(PREFIX), [])
    const ids = names.map((name) => name.slice(PREFIX.length)).filter((id) => !isLocalId(id))
    return { keys: new Set(ids), local: await loadLocal(store.db) }
  }

  async function unlessShut<T>(read: () => Promise<T>, without: T): Promise<T> {
    try {
      return await read()
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'SECRETS_UNAVAILABLE') throw error
      log('warn', 'the stored keys cannot be used', { reason: error.message })
      return without
    }
  }

  const list = async () => {
    const [known, set] = await Promise.all([runtime(), own()])
    return mergeProviders(known, set)
  }
  const runtime = () => agents.providers.list().catch(inWords)

  /** A server that cannot be started says why in words; they are meant for the user. */
  function inWords(error: unknown): never {
    if (error instanceof AppError) throw error
    const why = error instanceof Error ? error.message : String(error)
    throw new AppError(
      'UNAVAILABLE',
      `${agents.name} does not run, and it knows the providers: ${why}`,
      null,
      {
        cause: error,
      },
    )
  }

  /** @throws AppError NOT_FOUND */
  const find = async (id: string) => pick(await list(), id)

  /** @throws AppError NOT_FOUND */
  async function findLocal(id: string) {
    const local = (await loadLocal(store.db)).find((one) => one.id === id)
    if (local === undefined) throw notFound('endpoint', id)
    return local
  }

  /** Writes what changed and tells everybody: the page by the feed, the runtime by a reload. */
  async function change(id: string, write: (tx: Tx) => Promise<void> = async () => {}): Promise<void> {
    await store.write(async (tx) => {
      await write(tx)
      await tx.emit('provider:updated', { id })
    })
    agents.reload()
  }

  let last: Promise<unknown> = Promise.resolve()
  /** One endpoint is added after the other, so that each finds its own id free. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = last.then(work)
    last = done.catch(() => undefined)
    return done
  }

  async function add(endpoint: Omit<LocalProvider, 'id'>, key: string | undefined): Promise<LocalProvider> {
    const others = await loadLocal(store.db)
    const same = others.find((one) => one.baseUrl === endpoint.baseUrl)
    if (same !== undefined) {
      throw new AppError(
        'CONFLICT',
        `${same.name} is already at ${endpoint.baseUrl}. Ask it for its models again instead.`,
        { id: same.id },
      )
    }
    const id = freeLocalId(endpoint.name, others)
    // The key first: without it the endpoint would be asked by nobody in particular.
    if (key === undefined) await unlessShut(() => secrets.remove(secretOf(id)), undefined)
    else await secrets.set(secretOf(id), key)
    const added = { id, ...endpoint }
    await change(id, (tx) => insertLocal(tx, added, store.now()))
    return added
  }

  const unsubscribe = store.subscribe((events) => {
    const changed = events.some(({ event, data }) => event === 'settings:updated' && 'openCodeCloud' in data)
    if (!changed) return
    change(CLOUD).catch((error: unknown) => {
      log('error', 'a change of the cloud setting could not be told', { error: String(error) })
    })
  })

  return {
    list: async (query = '') => (await list()).filter((provider) => isNamed(provider, query)),

    async models() {
      const [models, providers, local] = await Promise.all([
        agents.providers.models(),
        list(),
        loadLocal(store.db),
      ])
      return mergeModels(models, providers, local)
    },

    addLocal: async ({ name, baseUrl: given, key }) => {
      const { baseUrl, models } = await discoverModels(normalBaseUrl(given), key ?? null)
      return toProvider(await inTurn(() => add({ name, baseUrl, models }, key)))
    },

    async disconnect(id) {
      if (isLocalId(id)) {
        await findLocal(id)
        await unlessShut(() => secrets.remove(secretOf(id)), undefined)
        await change(id, (tx) => deleteLocal(tx, id))
        return { id }
      }
      const { source, name, environment } = await find(id)
      const { keys } = await own()
      if (source === null) return { id }
      if (source !== 'oauth' && !keys.has(id)) {
        throw new AppError('CONFLICT', notSetHere(name, source, environment, agents.name), { source })
      }
      if (keys.has(id)) await secrets.remove(secretOf(id))
      if (source === 'oauth') await agents.providers.signOut(id)
      await change(id)
      return { id }
    },

    async setKey(id, key) {
      if (id === PRACTICE) throw new AppError('BAD_REQUEST', 'The practice model needs no key.')
      const known = isLocalId(id) ? [] : await runtime()
      pick(mergeProviders(known, await own()), id)
      await secrets.set(secretOf(id), key)
      await change(id)
      // What the runtime knew before: nobody shall wait for its server to start anew.
      return pick(mergeProviders(known, await own()), id)
    },

    async test(id, key) {
      await find(id)
      return agents.providers.test(id, key)
    },

    async refresh(id) {
      const local = await findLocal(id)
      const { models } = await discoverModels(local.baseUrl, await secrets.get(secretOf(id)))
      await change(id, (tx) => writeModels(tx, id, models, store.now()))
      return toProvider({ ...local, models })
    },

    async signIn(id, method, inputs) {
      await find(id)
      return agents.providers.signIn(id, method, inputs)
    },

    async completeSignIn(id, code) {
      await find(id)
      await agents.providers.completeSignIn(id, code)
      await change(id)
      return find(id)
    },

    async cancelSignIn(id) {
      await agents.providers.cancelSignIn(id)
      await find(id)
      return { id }
    },

    endpoints: async () => (await loadLocal(store.db)).map(({ baseUrl }) => baseUrl),

    async credentials() {
      const { keys: ids, local } = await own()
      const keyOf = (id: string) => unlessShut(() => secrets.get(secretOf(id)), null)
      const keys: Record<string, string> = {}
      for (const id of ids) {
        const key = await keyOf(id)
        if (key !== null) keys[id] = key
      }
      const endpoints: AgentCredentials['local'] = []
      for (const one of local) endpoints.push({ ...one, key: await keyOf(one.id) })
      return { keys, local: endpoints, cloud: settings.stored().openCodeCloud }
    },

    close: unsubscribe,
  }
}

/** @throws AppError NOT_FOUND */
function pick(providers: readonly Provider[], id: string): Provider {
  const found = providers.find((provider) => provider.id === id)
  if (found === undefined) throw notFound('provider', id)
  return found
}

/** Why a provider cannot be disconnected here, and where it can. */
function notSetHere(
  name: string,
  source: NonNullable<Provider['source']>,
  environment: readonly string[],
  runtime: string,
): string {
  switch (source) {
    case 'environment':
      return `${name} takes its key from the environment (${environment.join(', ')}). Unset it and start again.`
    case 'opencode':
      return `${name} uses the key in your own ${runtime} credentials. Remove it there.`
    case 'config':
      return `${name} is set in your own ${runtime} configuration. Remove it there.`
    case 'cloud':
      return `${name} is on because its free models are. Turn them off in the settings and in your own ${runtime} configuration.`
    default:
      return `${name} needs no credentials.`
  }
}
