import { CLOUD, type HandedOver, PATIENT, providersOf } from './credentials.ts'
import { isMap } from './is-map.ts'
import { permissionConfig, type PermissionRule } from './permission.ts'
import type { UserConfig } from './user-config.ts'

export const PRACTICE_MODEL = 'practice/scripted'
/** The same with another name: where a task is given to several models, it can follow another script. */
export const SECOND_PRACTICE_MODEL = 'practice/scripted-b'

interface Common {
  shell: string | null
  permission: readonly PermissionRule[]
}

/** What every server is told, whatever the user's or a repository's configuration says. */
function common({ shell, permission }: Common) {
  return {
    autoupdate: false,
    share: 'disabled',
    // Its own snapshots before and after every step cost much in large trees; our git has the same.
    snapshot: false,
    permission: permissionConfig(permission),
    ...(shell !== null && { shell }),
  }
}

export interface UserServer extends Common {
  /** The model it is wanted for, where the user has configured none. */
  model: string | null
  handed: HandedOver
  /** Providers that were signed in to here. */
  signedIn: readonly string[]
  /** OpenCode's cloud was chosen. */
  cloud: boolean
}

/** `OPENCODE_CONFIG_CONTENT` of the server that works with the user's own configuration. */
export function userServerConfig(user: UserConfig, options: UserServer): Record<string, unknown> {
  const { merged } = user
  const { handed, signedIn, cloud } = options
  const main = typeof merged.model === 'string' ? merged.model : options.model
  // What was chosen here is not hidden by a list that was made for the user's own OpenCode.
  const set = [...handed.origins].filter(([, origin]) => origin === 'host').map(([id]) => id)
  const here = [...set, ...signedIn, ...(cloud ? [CLOUD] : [])]
  const disabled = textsOf(merged.disabled_providers).filter((id) => !here.includes(id))
  return {
    ...common(options),
    provider: { ...Object.fromEntries(signedIn.map((id) => [id, { options: PATIENT }])), ...handed.provider },
    ...(main !== null && { model: main }),
    ...(typeof merged.small_model !== 'string' && main !== null && { small_model: main }),
    ...(Array.isArray(merged.enabled_providers) && {
      enabled_providers: [...new Set([...textsOf(merged.enabled_providers), ...here])],
    }),
    disabled_providers: cloud ? disabled : [...new Set([...disabled, CLOUD])],
  }
}

const SCRIPTED = {
  tool_call: true,
  reasoning: true,
  attachment: true,
  modalities: { input: ['text', 'image', 'pdf'], output: ['text'] },
  limit: { context: 1_000_000, output: 32_000 },
  cost: { input: 0, output: 0 },
}

/** `OPENCODE_CONFIG_CONTENT` of the server that only knows the practice models. */
export function practiceServerConfig(
  practice: { baseUrl: string; apiKey: string },
  options: Common,
): Record<string, unknown> {
  return {
    ...common(options),
    model: PRACTICE_MODEL,
    small_model: PRACTICE_MODEL,
    enabled_providers: ['practice'],
    provider: {
      practice: {
        name: 'Practice',
        npm: '@ai-sdk/openai-compatible',
        options: { baseURL: practice.baseUrl, apiKey: practice.apiKey, ...PATIENT },
        models: {
          scripted: { name: 'Scripted practice model', ...SCRIPTED },
          'scripted-b': { name: 'Scripted practice model B', ...SCRIPTED },
        },
      },
    },
  }
}

/** Providers of OpenCode 1.18.33's catalog whose client it does not hold itself. */
const FETCHED = [
  'aihubmix',
  'cloudflare-ai-gateway',
  'merge-gateway',
  'qvac',
  'salad-cloud',
  'sap-ai-core',
  'watsonx',
]

/** Whether OpenCode has to fetch nothing for the providers, so that its network access can be cut. */
export function needsNoPackages(user: Pick<UserConfig, 'merged'>, handed: HandedOver): boolean {
  const bundled = Object.values(providersOf(user)).every(
    (one) => !isMap(one) || typeof one.npm !== 'string' || /^@(ai-sdk|openrouter)\//.test(one.npm),
  )
  return bundled && !FETCHED.some((id) => handed.origins.has(id))
}

/** Servers the user runs with `npx` must still be able to fetch what the agent's server may not. */
export function withOnlineMcp(merged: Record<string, unknown>): Record<string, unknown> {
  if (!isMap(merged.mcp)) return merged
  const mcp = Object.fromEntries(
    Object.entries(merged.mcp).map(([name, one]) => {
      if (!isMap(one) || one.type !== 'local') return [name, one]
      const environment = isMap(one.environment) ? one.environment : {}
      return [name, { ...one, environment: { npm_config_offline: 'false', ...environment } }]
    }),
  )
  return { ...merged, mcp }
}

const textsOf = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((one) => typeof one === 'string') : []
