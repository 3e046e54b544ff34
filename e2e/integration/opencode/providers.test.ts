import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { AgentRuntime } from '#electron/agents/runtime.ts'
import { createBench, PRACTICE, record, until, writeConfig, type Bench } from './support.ts'
import { slowTest } from '../../support/slow.ts'

const run = promisify(execFile)
const KEYS = {
  set: 'sk-ant-set-here-1234567890',
  theirs: 'gsk-of-their-own-1234567890',
  environment: 'mk-of-the-environment-1234567890',
  wrong: 'sk-wrong-1234567890',
  company: 'company-model-1234567890',
}

let bench: Bench
let runtime: AgentRuntime
let practice: { baseUrl: string; apiKey: string }
beforeAll(async () => {
  bench = await createBench({
    env: {
      MISTRAL_API_KEY: KEYS.environment,
      // The wrong one, for a provider whose key is set here.
      DEEPSEEK_API_KEY: KEYS.wrong,
      COMPANY_MODEL: KEYS.company,
      GITLAB_TOKEN: 'glpat-1234567890',
    },
  })
  runtime = bench.runtime
  practice = await bench.practice.ensure()
  const compatible = { npm: '@ai-sdk/openai-compatible', models: { one: {} } }
  await writeConfig(join(bench.userConfig, 'opencode', 'opencode.json'), {
    ...practice,
    more: {
      // A provider of the catalog at an address of ours.
      deepseek: { options: { baseURL: practice.baseUrl } },
      company: {
        ...compatible,
        options: { baseURL: 'http://127.0.0.1:9/v1', apiKey: '{env:COMPANY_MODEL}' },
      },
    },
    extra: { small_model: 'opencode/some-model' },
  })
  const theirs = join(bench.folder, 'home', '.local', 'share', 'opencode')
  await mkdir(theirs, { recursive: true })
  await writeFile(
    join(theirs, 'auth.json'),
    JSON.stringify({
      groq: { type: 'api', key: KEYS.theirs },
      xai: { type: 'oauth', access: 'access-token', refresh: 'refresh-token', expires: 4e12 },
    }),
  )
  bench.credentials.keys = { anthropic: KEYS.set, deepseek: practice.apiKey }
  bench.credentials.local = [
    {
      id: 'local-ollama',
      name: 'Ollama',
      baseUrl: practice.baseUrl,
      key: practice.apiKey,
      models: [{ id: 'llama:8b', name: 'Llama' }],
    },
    {
      id: 'local-gone',
      name: 'Gone',
      baseUrl: 'http://127.0.0.1:9/v1',
      key: null,
      models: [{ id: 'none', name: 'None' }],
    },
  ]
})
afterAll(() => bench.end())

const dataFolder = () => join(bench.folder, 'data')

/** Files below the data folder that hold `text`. */
async function filesWith(text: string): Promise<string[]> {
  try {
    const { stdout } = await run('grep', ['-rlaF', text, dataFolder()])
    return stdout.trim().split('\n')
  } catch (error) {
    // Its way to say that there is none.
    if ((error as { code?: number }).code === 1) return []
    throw error
  }
}

test('providers are connected by what was set, each with its source', async () => {
  const list = await runtime.providers.list()
  const source = (id: string) => {
    const found = list.find((one) => one.id === id)
    return found === undefined ? undefined : [found.connected, found.source]
  }
  expect(source('anthropic')).toEqual([true, null])
  expect(source('deepseek')).toEqual([true, null])
  expect(source('local-ollama')).toEqual([true, null])
  expect(source('groq')).toEqual([true, 'opencode'])
  expect(source('mistral')).toEqual([true, 'environment'])
  expect(source('scripted')).toEqual([true, 'config'])
  expect(source('company')).toEqual([true, 'config'])
  expect(source('practice')).toEqual([true, null])
  // A copied sign-in would sign the user out; none is used.
  expect(source('xai')).toEqual([false, null])
  expect(source('openai')).toEqual([false, null])
  // Off, although the user's own OpenCode may use it.
  expect([undefined, [false, null]]).toContainEqual(source('opencode'))

  expect(list.find(({ id }) => id === 'openai')).toMatchObject({
    name: 'OpenAI',
    environment: ['OPENAI_API_KEY'],
    methods: [
      { index: 0, type: 'oauth', label: 'ChatGPT Pro/Plus (browser)', inputs: [] },
      { index: 1, type: 'oauth' },
      { index: 2, type: 'key', inputs: [] },
    ],
  })
  expect(list.find(({ id }) => id === 'anthropic')?.methods).toEqual([
    { index: 0, type: 'key', label: 'API key', inputs: [] },
  ])
  expect(list.find(({ id }) => id === 'github-copilot')?.methods[0]?.inputs[0]).toEqual({
    key: 'deploymentType',
    label: 'Select GitHub deployment type',
    placeholder: null,
    options: [
      { value: 'github.com', label: 'GitHub.com' },
      { value: 'enterprise', label: 'GitHub Enterprise' },
    ],
  })
  expect(list.find(({ id }) => id === 'anthropic')?.models).toBeGreaterThan(5)
  for (const key of [...Object.values(KEYS), practice.apiKey]) expect(JSON.stringify(list)).not.toContain(key)
})

test('models have context, price, capabilities and variants', async () => {
  const models = await runtime.providers.models()
  const of = (id: string) => models.find((model) => model.id === id)
  expect(of('anthropic/claude-haiku-4-5')).toEqual({
    id: 'anthropic/claude-haiku-4-5',
    name: expect.stringContaining('Haiku'),
    providerId: 'anthropic',
    providerName: 'Anthropic',
    context: 200_000,
    output: 64_000,
    price: { input: 1, output: 5, cacheRead: 0.1, cacheWrite: 1.25 },
    capabilities: { reasoning: true, tools: true, images: true },
    variants: ['high', 'max'],
    scripted: false,
  })
  expect(of('local-ollama/llama:8b')).toMatchObject({ name: 'Llama', context: null, price: null })
  expect(of(PRACTICE)).toMatchObject({ scripted: true })
  expect(models.filter(({ providerId }) => providerId === 'openai')).toEqual([])
  for (const key of [...Object.values(KEYS), practice.apiKey])
    expect(JSON.stringify(models)).not.toContain(key)
})

test('an endpoint by URL works, and the agent’s shell sees no key', async () => {
  const agent = await record(runtime, await bench.repository(), { model: 'local-ollama/llama:8b' })
  const command = 'env; echo ---; tr "\\0" "\\n" < /proc/self/environ'
  const outcome = await agent.turn([
    { tool: 'bash', input: { command, description: 'Look' } },
    { text: 'Seen.' },
  ])
  expect(outcome).toEqual({ kind: 'completed', text: 'Seen.' })
  const seen = agent.of('tool').at(-1)?.output ?? ''
  expect(seen).toContain('OPENLINEAR_HOST_ID=')
  expect(seen).toContain('HOME=')
  for (const key of [...Object.values(KEYS), practice.apiKey, 'glpat-']) expect(seen).not.toContain(key)
  for (const name of ['OPENLINEAR_KEY', 'COMPANY_MODEL', '_PASSWORD', 'CONFIG_CONTENT'])
    expect(seen).not.toContain(name)
})

test('the agent’s shell has none of the variables that OpenCode’s catalog takes keys from', async () => {
  const names = (await runtime.providers.list()).flatMap(({ environment }) => environment)
  const plain =
    /_(?:HOST|REGION|LOCATION|PROJECT|PROJECT_ID|PRODUCT_ID|RESOURCE_NAME|ACCOUNT|ACCOUNT_ID|GATEWAY_ID|BASE_URL|ENDPOINT)$/
  const secret = [...new Set(names)].filter((name) => !plain.test(name))
  expect(secret.length).toBeGreaterThan(150)
  const folder = join(dataFolder(), 'opencode', 'user', 'shell')
  const [shell = ''] = await readdir(folder)
  const env = Object.fromEntries(secret.map((name) => [name, 'a-secret']))
  const { stdout } = await run(join(folder, shell), ['-c', 'env'], {
    env: { PATH: process.env.PATH, ...env },
  })
  expect(stdout.split('\n').filter((line) => line.endsWith('=a-secret'))).toEqual([])
})

test('a provider is tried with a short prompt, and says what is wrong', async () => {
  const { providers } = runtime
  expect(await providers.test('local-ollama', null)).toMatchObject({
    ok: true,
    model: 'local-ollama/llama:8b',
    message: expect.stringContaining('It answered'),
    ms: expect.any(Number),
  })
  expect(await providers.test('local-ollama', KEYS.wrong)).toMatchObject({
    ok: false,
    model: 'local-ollama/llama:8b',
    message: 'The model provider refused the key (HTTP 401): Wrong key',
  })
  const gone = await providers.test('local-gone', null)
  expect(gone).toMatchObject({ ok: false, message: expect.stringContaining('could not be reached') })
  expect(await providers.test('openai', null)).toMatchObject({ ok: false, model: null })
  // Nothing is sent to where nothing may go.
  expect(await providers.test('opencode', null)).toMatchObject({
    ok: false,
    model: null,
    message: 'OpenCode’s cloud is turned off.',
  })
  expect(await readdir(join(dataFolder(), 'opencode'))).not.toContain('try')
})

// Each try starts a server.
slowTest('a key that is set here comes before the variable of the same provider', async () => {
  const { providers } = runtime
  expect(await providers.test('deepseek', null)).toMatchObject({ ok: true })
  expect(await providers.test('deepseek', KEYS.wrong)).toMatchObject({ ok: false })
  expect(await providers.test('practice', null)).toMatchObject({ ok: true, model: PRACTICE })
})

test('a sign-in begins with an address, and ends in words', async () => {
  const { providers } = runtime
  await expect(providers.signIn('nobody', 0, {})).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await expect(providers.signIn('openai', 2, {})).rejects.toMatchObject({ code: 'PROVIDER_ERROR' })
  await expect(providers.completeSignIn('openai', null)).rejects.toMatchObject({ code: 'PROVIDER_ERROR' })

  const denied = await providers.signIn('openai', 0, {})
  expect(denied).toMatchObject({ mode: 'auto', instructions: expect.any(String) })
  const url = new URL(denied.url)
  expect(url.origin).toBe('https://auth.openai.com')
  const answer = (begun: URL, query: Record<string, string>) => {
    const back = new URL(begun.searchParams.get('redirect_uri') ?? '')
    const state = begun.searchParams.get('state') ?? ''
    back.search = new URLSearchParams({ ...query, state }).toString()
    return fetch(back)
  }
  const refused = expect(providers.completeSignIn('openai', null)).rejects.toMatchObject({
    code: 'PROVIDER_ERROR',
    message: 'The sign-in to OpenAI failed: The user said no',
  })
  await answer(url, { error: 'access_denied', error_description: 'The user said no' })
  await refused

  expect(await providers.signIn('openai', 0, {})).toMatchObject({ mode: 'auto' })
  const cancelled = expect(providers.completeSignIn('openai', null)).rejects.toMatchObject({
    code: 'PROVIDER_ERROR',
    message: 'The sign-in to OpenAI was cancelled.',
  })
  await providers.cancelSignIn('openai')
  await cancelled
  await providers.cancelSignIn('openai')

  await providers.signIn('openai', 0, {})
  const ended = expect(providers.completeSignIn('openai', null)).rejects.toMatchObject({
    message: 'OpenCode was restarted during the sign-in to OpenAI. Begin it again.',
  })
  await runtime.restart()
  await ended
})

slowTest('a key of odd characters reaches its provider as it is, and harms no other', async () => {
  const key = 'odd"key\\of{file:/etc/hostname}'
  const heard: (string | undefined)[] = []
  const endpoint = createServer((request, response) => {
    heard.push(request.headers.authorization)
    response.writeHead(401, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ error: { message: `Wrong: ${key}` } }))
  })
  await once(endpoint.listen(0, '127.0.0.1'), 'listening')
  const { port } = endpoint.address() as AddressInfo
  const before = bench.credentials.local
  const baseUrl = `http://127.0.0.1:${port}/v1`
  const odd = { id: 'local-odd', name: 'Odd', baseUrl, key, models: [{ id: 'one', name: 'One' }] }
  bench.credentials.local = [...before, odd]
  runtime.reload()
  try {
    const { ok, message } = await runtime.providers.test('local-odd', null)
    expect(ok).toBe(false)
    expect(message).toContain('[key]')
    expect(new Set(heard)).toEqual(new Set([`Bearer ${key}`]))
    const agent = await record(runtime, await bench.repository(), { model: 'local-ollama/llama:8b' })
    expect(await agent.turn([{ text: 'Still here.' }])).toMatchObject({ kind: 'completed' })
  } finally {
    bench.credentials.local = before
    runtime.reload()
    endpoint.close()
  }
})

slowTest('what is taken away is not connected while its server still waits for a turn', async () => {
  const agent = await record(runtime, await bench.repository(), { model: 'local-ollama/llama:8b' })
  const turn = agent.turn([
    { tool: 'bash', input: { command: 'until [ -e go ]; do sleep 0.05; done', description: 'Wait' } },
    { text: 'Done.' },
  ])
  await until(async () => (await runtime.health()).servers[0]?.turns === 1, 'the turn')
  const { anthropic, ...others } = bench.credentials.keys
  bench.credentials.keys = { ...others, cerebras: KEYS.set }
  runtime.reload()
  const state = async (id: string) => {
    const list = await runtime.providers.list()
    const models = await runtime.providers.models()
    return [list.find((one) => one.id === id)?.connected, models.some(({ providerId }) => providerId === id)]
  }
  expect(await state('anthropic')).toEqual([false, false])
  expect(await state('cerebras')).toEqual([true, true])
  bench.credentials.keys = { ...others, anthropic: anthropic ?? '' }
  await agent.session.abort()
  expect(await turn).toEqual({ kind: 'aborted' })
})

slowTest(
  'a sign-in of here is used until it is signed out, OpenCode’s cloud until it is turned off',
  async () => {
    const cloud = async () => {
      const models = await runtime.providers.models()
      return models.filter(({ providerId }) => providerId === 'opencode').length
    }
    const provider = async (wanted: string) =>
      (await runtime.providers.list()).find(({ id }) => id === wanted)
    expect(await cloud()).toBe(0)
    const auth = join(dataFolder(), 'opencode', 'user', 'data', 'opencode', 'auth.json')
    // As OpenCode writes it at the end of a sign-in.
    const entry = { type: 'oauth', access: 'a', refresh: 'r', expires: Date.now() + 3_600_000 }
    await writeFile(auth, JSON.stringify({ 'github-copilot': entry }))
    bench.credentials.cloud = true
    runtime.reload()
    expect(await provider('github-copilot')).toMatchObject({ connected: true, source: 'oauth' })
    expect(await provider('opencode')).toMatchObject({ connected: true, source: 'cloud' })
    expect(await cloud()).toBeGreaterThan(0)
    await runtime.providers.signOut('github-copilot')
    bench.credentials.cloud = false
    runtime.reload()
    expect(await provider('github-copilot')).toMatchObject({ connected: false, source: null })
    expect(await cloud()).toBe(0)
  },
)

test('no key stands in a file', async () => {
  for (const key of [...Object.values(KEYS), practice.apiKey, 'refresh-token'])
    expect(await filesWith(key)).toEqual([])
  expect(bench.messages.join('\n')).not.toContain(KEYS.set)
  const auth = join(dataFolder(), 'opencode', 'user', 'data', 'opencode', 'auth.json')
  expect(await readFile(auth, 'utf8').catch(() => '{}')).toMatch(/^\{\s*\}$/)
})
