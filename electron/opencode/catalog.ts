import type { Model, SignInMethod } from '#shared/providers.ts'
import type { Connection } from './connection.ts'
import { modelOf, type WireModel } from './models.ts'

/** A provider as a server lists it, without anything secret. */
export interface Listed {
  id: string
  name: string
  connected: boolean
  /** What OpenCode says its credentials come from. */
  source: string
  /** Variables it would take a key from. */
  environment: string[]
  methods: SignInMethod[]
  models: Model[]
}

interface WireProvider {
  id: string
  name: string
  source: string
  env: string[]
  models: Record<string, WireModel>
}

interface WireMethod {
  type: 'oauth' | 'api'
  label: string
  prompts?: {
    type: 'text' | 'select'
    key: string
    message: string
    placeholder?: string
    options?: { label: string; value: string }[]
  }[]
}

/**
 * Reads every provider OpenCode knows, with its models. The answers this is read from hold keys: only what
 * is named here goes on.
 */
export async function readCatalog({ client }: Connection): Promise<Listed[]> {
  const { all, connected } = await client.get<{ all: WireProvider[]; connected: string[] }>('/provider')
  const methods = await client.get<Record<string, WireMethod[]>>('/provider/auth')
  return all.map(({ id, name, source, env, models }) => ({
    id,
    name,
    connected: connected.includes(id),
    source,
    environment: [...env],
    methods: methodsOf(methods[id], env),
    models: Object.values(models)
      .filter(({ status }) => status !== 'deprecated' && status !== 'alpha')
      .map((model) => modelOf({ id, name }, model))
      .sort((one, other) => one.id.localeCompare(other.id)),
  }))
}

function methodsOf(methods: WireMethod[] | undefined, env: readonly string[]): SignInMethod[] {
  if (methods === undefined) {
    const takesKey = env.some((name) => /(?:KEY|TOKEN|PAT)$/.test(name))
    return takesKey ? [{ index: 0, type: 'key', label: 'API key', inputs: [] }] : []
  }
  return methods.map(({ type, label, prompts = [] }, index) => ({
    index,
    type: type === 'api' ? 'key' : 'oauth',
    label,
    // What a provider asks besides a key it takes from its variables.
    inputs:
      type === 'api'
        ? []
        : prompts.map(({ key, message, placeholder, options }) => ({
            key,
            label: message,
            placeholder: placeholder ?? null,
            options: options?.map((option) => ({ value: option.value, label: option.label })) ?? null,
          })),
  }))
}
