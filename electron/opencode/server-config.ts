import { permissionConfig, type PermissionRule } from './permission.ts'
import type { UserConfig } from './user-config.ts'

/** Our own limit of silence decides, not the client's: its own timeouts would start a retry of their own. */
const PATIENT = { chunkTimeout: 6 * 3_600_000, headerTimeout: 6 * 3_600_000 }

/** OpenCode's own free cloud provider; it would get prompts without having been chosen. */
const CLOUD = 'opencode'

export const PRACTICE_MODEL = 'practice/scripted'

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

/** `OPENCODE_CONFIG_CONTENT` of the server that works with the user's own configuration. */
export function userServerConfig(
  user: UserConfig,
  model: string | null,
  env: NodeJS.ProcessEnv,
  options: Common,
): Record<string, unknown> {
  const { merged } = user
  const providers = isMap(merged.provider) ? merged.provider : {}
  const main = typeof merged.model === 'string' ? merged.model : model
  const known = new Set([...Object.keys(providers), ...user.signedIn])
  const timeouts: Record<string, unknown> = {}
  for (const name of known) {
    const provider = providers[name]
    const set = isMap(provider) && isMap(provider.options) ? provider.options : {}
    timeouts[name] = { options: { ...PATIENT, ...pick(set, Object.keys(PATIENT)) } }
  }
  const disabled = Array.isArray(merged.disabled_providers) ? merged.disabled_providers : []
  return {
    ...common(options),
    provider: timeouts,
    ...(main !== null && { model: main }),
    ...(typeof merged.small_model !== 'string' && main !== null && { small_model: main }),
    disabled_providers: usesCloud(user, env) ? disabled : [...disabled, CLOUD],
  }
}

/** `OPENCODE_CONFIG_CONTENT` of the server that only knows the practice model. */
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
          scripted: {
            name: 'Scripted practice model',
            tool_call: true,
            reasoning: true,
            limit: { context: 1_000_000, output: 32_000 },
            cost: { input: 0, output: 0 },
          },
        },
      },
    },
  }
}

function usesCloud({ merged, signedIn }: UserConfig, env: NodeJS.ProcessEnv): boolean {
  const named = [merged.model, merged.small_model].some(
    (model) => typeof model === 'string' && model.startsWith(`${CLOUD}/`),
  )
  const enabled = Array.isArray(merged.enabled_providers) && merged.enabled_providers.includes(CLOUD)
  const configured = isMap(merged.provider) && CLOUD in merged.provider
  const signed = signedIn.includes(CLOUD) || (env.OPENCODE_API_KEY ?? '') !== ''
  return named || enabled || configured || signed
}

/** Whether OpenCode has to fetch nothing for the user's providers, so that its network access can be cut. */
export function needsNoPackages({ merged }: UserConfig): boolean {
  const providers = isMap(merged.provider) ? Object.values(merged.provider) : []
  return providers.every(
    (one) => !isMap(one) || typeof one.npm !== 'string' || /^@(ai-sdk|openrouter)\//.test(one.npm),
  )
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

function pick(map: Record<string, unknown>, keys: string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(map).filter(([key]) => keys.includes(key)))
}

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
