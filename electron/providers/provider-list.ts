import type { Model, Provider } from '#shared/providers.ts'
import type { RuntimeProvider } from '../agents/runtime.ts'
import { isLocalId, type LocalProvider } from './local-providers.ts'

/** The provider of the scripted models; it needs nothing and is never told about credentials. */
export const PRACTICE = 'practice'

const PRACTICE_PROVIDER: Provider = {
  id: PRACTICE,
  name: 'Practice',
  connected: true,
  source: 'practice',
  methods: [],
  environment: [],
  models: 2,
  baseUrl: null,
}

/** What is set here. */
export interface Own {
  /** Ids of providers that a key is kept for. */
  keys: ReadonlySet<string>
  local: readonly LocalProvider[]
}

/**
 * What the runtime knows with what is set here, connected ones first. What was set a moment ago counts,
 * although the runtime may learn of it only when its server starts anew.
 */
export function mergeProviders(runtime: readonly RuntimeProvider[], own: Own): Provider[] {
  const endpoints = own.local.map(toProvider)
  const others = runtime
    // An endpoint that was removed a moment ago is one that nobody has set.
    .filter(({ id, source }) => !isLocalId(id) || source !== null)
    .filter(({ id }) => id !== PRACTICE && !own.local.some((one) => one.id === id))
    .map((provider): Provider => {
      const source = provider.source !== 'oauth' && own.keys.has(provider.id) ? 'key' : provider.source
      return { ...provider, source, connected: source !== null, baseUrl: null }
    })
  return [PRACTICE_PROVIDER, ...endpoints, ...others].sort(
    (a, b) => Number(b.connected) - Number(a.connected) || a.name.localeCompare(b.name, 'en'),
  )
}

/** An endpoint in the shape of the contract. */
export const toProvider = ({ id, name, baseUrl, models }: LocalProvider): Provider => ({
  id,
  name,
  connected: true,
  source: 'local',
  methods: [],
  environment: [],
  models: models.length,
  baseUrl,
})

/** Models of connected providers; those of an endpoint added a moment ago among them. */
export function mergeModels(
  models: readonly Model[],
  providers: readonly Provider[],
  local: readonly LocalProvider[],
): Model[] {
  const connected = new Set(providers.filter((one) => one.connected).map(({ id }) => id))
  const known = new Set(models.map(({ id }) => id))
  const added = local.flatMap((provider) =>
    provider.models.map((model) => toModel(provider, model)).filter(({ id }) => !known.has(id)),
  )
  return [...added, ...models.filter((model) => model.scripted || connected.has(model.providerId))]
}

const toModel = (provider: LocalProvider, { id, name }: { id: string; name: string }): Model => ({
  id: `${provider.id}/${id}`,
  name,
  providerId: provider.id,
  providerName: provider.name,
  context: null,
  output: null,
  price: null,
  capabilities: { reasoning: false, tools: true, images: false },
  variants: [],
  scripted: false,
})

/** Whether the words someone typed are in a provider's name or id. */
export const isNamed = ({ id, name }: Provider, query: string) =>
  [id, name].some((text) => text.toLowerCase().includes(query.trim().toLowerCase()))
