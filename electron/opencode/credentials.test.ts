import { expect, test } from 'vitest'
import type { AgentCredentials } from '#electron/agents/runtime.ts'
import { handOver, usesCloud } from './credentials.ts'
import { needsNoPackages, userServerConfig } from './server-config.ts'
import type { UserConfig } from './user-config.ts'

const set = (more: Partial<AgentCredentials> = {}): AgentCredentials => ({
  keys: {},
  local: [],
  cloud: false,
  ...more,
})
const user = (merged: Record<string, unknown> = {}, keys: Record<string, string> = {}): UserConfig => ({
  merged,
  keys,
  denied: [],
  problems: [],
})

/** The key a server would take for a provider, by the variable its configuration names. */
function keyFor(id: string, { provider, env }: ReturnType<typeof handOver>): string | undefined {
  const { apiKey } = (provider[id]?.options ?? {}) as { apiKey?: string }
  const name = /^\{env:(\w+)\}$/.exec(apiKey ?? '')?.[1]
  return name === undefined ? undefined : env[name]
}

test('keys are named in the configuration and stand in variables', () => {
  const handed = handOver(
    set({
      keys: { anthropic: 'sk-1' },
      local: [
        {
          id: 'local-ollama',
          name: 'Ollama',
          baseUrl: 'http://127.0.0.1:11434/v1',
          key: null,
          models: [{ id: 'llama3:8b', name: 'Llama' }],
        },
        { id: 'local-other', name: 'Other', baseUrl: 'http://127.0.0.1:1/v1', key: 'sk-2', models: [] },
      ],
    }),
    user({ provider: { mine: { options: { apiKey: 'sk-3' } } } }, { groq: 'sk-4' }),
  )
  expect(JSON.stringify(handed.provider)).not.toContain('sk-')
  expect(keyFor('anthropic', handed)).toBe('sk-1')
  expect(keyFor('local-ollama', handed)).toBeUndefined()
  expect(keyFor('local-other', handed)).toBe('sk-2')
  expect(keyFor('mine', handed)).toBe('sk-3')
  expect(keyFor('groq', handed)).toBe('sk-4')
  expect(handed.provider['local-ollama']).toMatchObject({
    npm: '@ai-sdk/openai-compatible',
    options: { baseURL: 'http://127.0.0.1:11434/v1' },
    models: { 'llama3:8b': { name: 'Llama' } },
  })
  expect(Object.fromEntries(handed.origins)).toEqual({
    anthropic: 'host',
    'local-ollama': 'host',
    'local-other': 'host',
    mine: 'config',
    groq: 'opencode',
  })
})

test('a key stays one string of the configuration it is put into, and is known as it is', () => {
  const key = 'a"b\\c{file:/etc/hostname}'
  const handed = handOver(set({ keys: { anthropic: key } }), user())
  expect(JSON.parse(`"${keyFor('anthropic', handed)}"`)).toBe(key)
  expect(keyFor('anthropic', handed)).not.toContain('{')
  expect(handed.keys).toEqual([key])
})

test('what is set here comes first, then the user’s configuration, then the user’s credentials', () => {
  const theirs = user(
    { provider: { a: { options: { apiKey: 'config' } }, b: { options: { apiKey: '{env:B}' } } } },
    { a: 'auth', b: 'auth', c: 'auth' },
  )
  const handed = handOver(set({ keys: { a: 'here' } }), theirs)
  expect(keyFor('a', handed)).toBe('here')
  // The reference of the configuration itself holds.
  expect(keyFor('b', handed)).toBeUndefined()
  expect(keyFor('c', handed)).toBe('auth')
  expect(keyFor('a', handOver(set(), theirs))).toBe('config')
  expect(handed.secrets).toEqual(['B'])
})

test('OpenCode’s cloud is off unless it was switched on or has a key', () => {
  const uses = (more: Partial<AgentCredentials>, config = user(), env: NodeJS.ProcessEnv = {}) =>
    usesCloud(set(more), config, env)
  expect(uses({})).toBe(false)
  expect(uses({}, user({ model: 'opencode/x', enabled_providers: ['opencode'] }))).toBe(false)
  expect(uses({ cloud: true })).toBe(true)
  expect(uses({ keys: { opencode: 'k' } })).toBe(true)
  expect(uses({}, user({}, { opencode: 'k' }))).toBe(true)
  expect(uses({}, user(), { OPENCODE_API_KEY: 'k' })).toBe(true)
})

test('the user’s lists of providers hide nothing that was chosen here', () => {
  const config = user({ enabled_providers: ['a'], disabled_providers: ['b', 'opencode', 'z'] })
  const content = (cloud: boolean) =>
    userServerConfig(config, {
      model: null,
      handed: handOver(set({ keys: { b: 'k' } }), config),
      signedIn: ['c'],
      cloud,
      shell: null,
      permission: [],
    })
  expect(content(false)).toMatchObject({
    enabled_providers: ['a', 'b', 'c'],
    disabled_providers: ['opencode', 'z'],
  })
  expect(content(true)).toMatchObject({
    enabled_providers: ['a', 'b', 'c', 'opencode'],
    disabled_providers: ['z'],
  })
})

test('only a provider whose client OpenCode has to fetch gets access to packages', () => {
  const handed = (id: string) => handOver(set({ keys: { [id]: 'k' } }), user())
  expect(needsNoPackages(user(), handed('anthropic'))).toBe(true)
  expect(needsNoPackages(user(), handed('watsonx'))).toBe(false)
  expect(needsNoPackages(user({ provider: { x: { npm: 'some-client' } } }), handed('openai'))).toBe(false)
})
