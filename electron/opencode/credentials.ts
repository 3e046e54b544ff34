import type { AgentCredentials } from '#electron/agents/runtime.ts'
import { isMap } from './is-map.ts'
import type { UserConfig } from './user-config.ts'

/** OpenCode's own provider, whose free models are in its cloud. */
export const CLOUD = 'opencode'

/** Our own limit of silence decides, not the client's: its own timeouts would start a retry of their own. */
export const PATIENT = { chunkTimeout: 6 * 3_600_000, headerTimeout: 6 * 3_600_000 }

/** Where a provider's credentials come from: the host, or the user's own OpenCode. */
export type Origin = 'host' | 'opencode' | 'config'

/** Credentials in the shape a server takes them in: its configuration names variables, the keys are in these. */
export interface HandedOver {
  /** Entries of `provider` in the configuration. */
  provider: Record<string, Record<string, unknown>>
  /** Keys as {@link inConfiguration} writes them. */
  env: Record<string, string>
  /** The keys as they are, so that they can be taken out of what is said. */
  keys: string[]
  origins: ReadonlyMap<string, Origin>
  /** Names of the user's own variables that hold credentials. */
  secrets: string[]
}

/** What is set here comes before what the user's own OpenCode has. */
export function handOver(credentials: AgentCredentials, user: UserConfig): HandedOver {
  const provider: HandedOver['provider'] = {}
  const env: Record<string, string> = {}
  const keys: string[] = []
  const origins = new Map<string, Origin>()
  const configured = providersOf(user)

  function add(id: string, origin: Origin, key: string | null, more: Record<string, unknown> = {}) {
    if (origins.has(id)) return
    origins.set(id, origin)
    const set = optionsOf(configured[id])
    const options: Record<string, unknown> = { ...PATIENT, ...pick(set, Object.keys(PATIENT)) }
    if (key !== null) {
      const name = `OPENLINEAR_KEY_${Object.keys(env).length + 1}`
      env[name] = inConfiguration(key)
      keys.push(key)
      options.apiKey = `{env:${name}}`
    }
    const { options: own, ...rest } = more
    provider[id] = { ...rest, options: { ...options, ...(isMap(own) && own) } }
  }

  for (const [id, key] of Object.entries(credentials.keys)) add(id, 'host', key)
  for (const { id, name, baseUrl, key, models } of credentials.local) {
    add(id, 'host', key, {
      name,
      npm: '@ai-sdk/openai-compatible',
      options: { baseURL: baseUrl },
      models: Object.fromEntries(models.map((model) => [model.id, { name: model.name, tool_call: true }])),
    })
  }
  // In OpenCode, too, a key of the configuration comes before one of its credentials.
  const withKey = Object.entries(configured).filter(([, one]) => optionsOf(one).apiKey !== undefined)
  for (const [id, one] of withKey) add(id, 'config', plainKey(optionsOf(one).apiKey))
  for (const [id, key] of Object.entries(user.keys)) add(id, 'opencode', key)
  for (const id of Object.keys(configured)) add(id, 'config', null)
  return { provider, env, keys, origins, secrets: secretVariables(user) }
}

/**
 * A key as it has to stand in a variable. OpenCode puts the variable's text into that of its configuration
 * before it reads it: a quotation mark would end the string there, and the failure would show the key.
 */
const inConfiguration = (key: string) => JSON.stringify(key).slice(1, -1).replaceAll('{', '\\u007b')

/** The configuration without the keys that stand in it in clear; {@link handOver} hands them over. */
export function withoutKeys(merged: Record<string, unknown>): Record<string, unknown> {
  if (!isMap(merged.provider)) return merged
  const provider = Object.fromEntries(
    Object.entries(merged.provider).map(([id, one]) => {
      const { apiKey, ...options } = optionsOf(one)
      return plainKey(apiKey) === null ? [id, one] : [id, { ...(isMap(one) && one), options }]
    }),
  )
  return { ...merged, provider }
}

/**
 * OpenCode's cloud gets prompts only when that was chosen: by our setting, or by a key for it. A model of
 * it in the user's configuration is no such choice.
 */
export function usesCloud(
  credentials: AgentCredentials,
  user: Pick<UserConfig, 'merged' | 'keys'>,
  env: NodeJS.ProcessEnv,
): boolean {
  return (
    credentials.cloud ||
    CLOUD in credentials.keys ||
    CLOUD in user.keys ||
    (env.OPENCODE_API_KEY ?? '') !== '' ||
    optionsOf(providersOf(user)[CLOUD]).apiKey !== undefined
  )
}

export const providersOf = ({ merged }: Pick<UserConfig, 'merged'>): Record<string, unknown> =>
  isMap(merged.provider) ? merged.provider : {}

const optionsOf = (provider: unknown): Record<string, unknown> =>
  isMap(provider) && isMap(provider.options) ? provider.options : {}

const plainKey = (key: unknown): string | null =>
  typeof key === 'string' && key !== '' && !/\{(?:env|file):/.test(key) ? key : null

/** The user's own variables that keys and headers of the configuration name. */
export function secretVariables(user: Pick<UserConfig, 'merged'>): string[] {
  return Object.values(providersOf(user)).flatMap((provider) => {
    const { apiKey, headers } = optionsOf(provider)
    const text = JSON.stringify([apiKey, headers])
    return Array.from(text.matchAll(/\{env:\s*(\w+)\s*\}/g), ([, name]) => name ?? '')
  })
}

function pick(map: Record<string, unknown>, keys: string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(map).filter(([key]) => keys.includes(key)))
}
