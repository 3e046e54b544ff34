import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { FeedEvent } from '#shared/events.ts'
import type { Model } from '#shared/providers.ts'
import { failure } from '../git/testing.ts'
import type { AgentProviders, RuntimeProvider } from '../agents/runtime.ts'
import type { SecretStore } from '../platform.ts'
import { createFileSecrets } from '../secrets/file-secrets.ts'
import { createSettings, type SettingsService } from '../settings/settings.ts'
import { openStore, type Store } from '../store/store.ts'
import { createProviders, type Providers } from './providers.ts'

const KEY = 'sk-test-0123456789-very-secret'

let folder: string
let store: Store
let settings: SettingsService
let secrets: SecretStore
let providers: Providers
let runtime: RuntimeProvider[]
let runtimeProblem: Error | null
let signedOut: string[]
let reloads: number
const servers: Server[] = []

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'openlinear-providers-'))
  store = await openStore({ folder: join(folder, 'data') })
  const pointerFile = join(folder, 'config', 'location.json')
  settings = await createSettings({
    store,
    dataFolder: join(folder, 'data'),
    pointerFile,
    configuredModel: async () => null,
  })
  secrets = createFileSecrets({
    file: join(folder, 'data', 'secrets.sealed'),
    keyFile: join(folder, 'config', 'secrets.key'),
  })
  runtime = [known('zeta'), known('anthropic'), known('opencode')]
  runtimeProblem = null
  signedOut = []
  reloads = 0
  providers = createProviders({ store, settings, agents, secrets, log: () => undefined })
})
afterEach(async () => {
  providers.close()
  await store.close()
  for (const server of servers.splice(0)) server.close()
  await rm(folder, { recursive: true, force: true })
})

const known = (id: string, fields: Partial<RuntimeProvider> = {}): RuntimeProvider => ({
  id,
  name: `${id[0]?.toUpperCase()}${id.slice(1)}`,
  connected: false,
  source: null,
  methods: [{ index: 0, type: 'key', label: 'API key', inputs: [] }],
  environment: [`${id.toUpperCase()}_API_KEY`],
  models: 3,
  ...fields,
})
const modelOf = (providerId: string, name: string, scripted = false): Model => ({
  id: `${providerId}/${name}`,
  name,
  providerId,
  providerName: providerId,
  context: 1000,
  output: 100,
  price: null,
  capabilities: { reasoning: false, tools: true, images: false },
  variants: [],
  scripted,
})

/** A runtime whose server has not been started anew yet: it knows nothing of what is set meanwhile. */
const agents = {
  name: 'OpenCode',
  reload: () => {
    reloads += 1
  },
  providers: {
    list: async () => {
      if (runtimeProblem !== null) throw runtimeProblem
      return runtime
    },
    models: async () => [
      modelOf('anthropic', 'large'),
      modelOf('zeta', 'z'),
      modelOf('practice', 'scripted', true),
    ],
    test: async (id, key) => ({ ok: key !== null, model: `${id}/x`, message: 'Well.', ms: 1 }),
    signIn: async () => ({ url: 'https://sign.in', instructions: '', mode: 'code' }),
    completeSignIn: async () => undefined,
    cancelSignIn: async () => undefined,
    signOut: async (id) => {
      signedOut.push(id)
      runtime = runtime.map((one) => (one.id === id ? { ...one, source: null } : one))
    },
  } satisfies AgentProviders as AgentProviders,
}

/** An endpoint that answers as it is told. @returns its address with `/v1` */
async function endpoint(answer: RequestListener): Promise<string> {
  const server = createServer(answer)
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
}
const models =
  (...ids: string[]): RequestListener =>
  (_request, response) =>
    response.end(JSON.stringify({ object: 'list', data: ids.map((id) => ({ id, object: 'model' })) }))

async function feedOf(work: () => Promise<unknown>): Promise<FeedEvent[]> {
  const before = await store.seq()
  await work()
  const replay = await store.replay(before)
  return replay.kind === 'events' ? replay.events : []
}
const find = async (id: string) => (await providers.list()).find((one) => one.id === id)

describe('keys', () => {
  test('one that is set connects at once, is told, handed on and forgotten', async () => {
    const told = await feedOf(async () => {
      expect(await providers.setKey('zeta', KEY)).toMatchObject({
        id: 'zeta',
        connected: true,
        source: 'key',
      })
    })
    expect(told.map(({ event, data }) => [event, data])).toEqual([['provider:updated', { id: 'zeta' }]])
    expect(reloads).toBe(1)
    expect((await providers.list()).map(({ id, connected }) => [id, connected])).toEqual([
      ['practice', true],
      ['zeta', true],
      ['anthropic', false],
      ['opencode', false],
    ])
    expect(await providers.credentials()).toEqual({ keys: { zeta: KEY }, local: [], cloud: false })
    expect((await providers.models()).map(({ id }) => id)).toEqual(['zeta/z', 'practice/scripted'])

    // The server has seen the key by now.
    runtime = [known('zeta', { connected: true }), known('anthropic')]
    expect(await find('zeta')).toMatchObject({ connected: true, source: 'key' })
    expect(await providers.disconnect('zeta')).toEqual({ id: 'zeta' })
    expect(await find('zeta')).toMatchObject({ connected: false, source: null })
    expect(await providers.credentials()).toEqual({ keys: {}, local: [], cloud: false })
    expect(reloads).toBe(2)
    expect(await feedOf(() => providers.disconnect('zeta'))).toEqual([])
  })

  test('of unknown providers and of the practice model are refused', async () => {
    await expect(providers.setKey('nobody', KEY)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(providers.setKey('local-nobody', KEY)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(providers.setKey('practice', KEY)).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    await expect(providers.disconnect('nobody')).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(providers.test('nobody', KEY)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect(reloads).toBe(0)
  })

  test('stand in no file in the clear', async () => {
    await providers.setKey('zeta', KEY)
    const url = await endpoint(models('a'))
    await providers.addLocal({ name: 'Mine', baseUrl: url, key: `${KEY}-local` })
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue
      const bytes = await readFile(join(entry.parentPath, entry.name))
      expect(bytes.includes(KEY), entry.name).toBe(false)
    }
  })
})

describe('a secret store that is shut', () => {
  beforeEach(async () => {
    await providers.setKey('zeta', KEY)
    await providers.addLocal({ name: 'Mine', baseUrl: await endpoint(models('a')) })
    await writeFile(join(folder, 'data', 'secrets.sealed'), 'damaged')
  })

  test('hides keys, not providers', async () => {
    expect(await find('zeta')).toMatchObject({ connected: false })
    expect(await find('local-mine')).toMatchObject({ connected: true })
    expect(await providers.credentials()).toMatchObject({
      keys: {},
      local: [{ id: 'local-mine', key: null }],
    })
  })

  test('is told to who sets a key', async () => {
    const told = await feedOf(async () => {
      await expect(providers.setKey('anthropic', KEY)).rejects.toMatchObject({ code: 'SECRETS_UNAVAILABLE' })
      await expect(
        providers.addLocal({ name: 'Other', baseUrl: await endpoint(models('a')), key: KEY }),
      ).rejects.toMatchObject({ code: 'SECRETS_UNAVAILABLE' })
    })
    expect(told).toEqual([])
    expect(await find('local-other')).toBeUndefined()
    await providers.disconnect('local-mine')
    expect(await find('local-mine')).toBeUndefined()
  })
})

describe('what is not set here', () => {
  test.each([
    ['environment', /ANTHROPIC_API_KEY/],
    ['opencode', /credentials/],
    ['config', /configuration/],
    ['cloud', /settings/],
  ] as const)('is not taken away: %s', async (source, message) => {
    runtime = [known('anthropic', { connected: true, source })]
    expect(await find('anthropic')).toMatchObject({ connected: true, source })
    await expect(providers.disconnect('anthropic')).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringMatching(message),
    })
  })

  test('a sign-in is ended where it was made, and a key besides it forgotten', async () => {
    runtime = [known('anthropic', { connected: true, source: 'oauth' })]
    await providers.setKey('anthropic', KEY)
    expect(await find('anthropic')).toMatchObject({ source: 'oauth' })
    await providers.disconnect('anthropic')
    expect(signedOut).toEqual(['anthropic'])
    expect(await secrets.list('')).toEqual([])
    expect(await find('anthropic')).toMatchObject({ connected: false })
  })
})

test('a sign-in is begun, completed and told', async () => {
  expect(await providers.signIn('anthropic', 0, {})).toMatchObject({ url: 'https://sign.in' })
  expect(reloads).toBe(0)
  const told = await feedOf(() => providers.completeSignIn('anthropic', 'code'))
  expect(told.map(({ data }) => data.id)).toEqual(['anthropic'])
  expect(reloads).toBe(1)
  expect(await providers.cancelSignIn('anthropic')).toEqual({ id: 'anthropic' })
})

test('a server that cannot be started is told in its words', async () => {
  runtimeProblem = new Error('OpenCode was not found on PATH. Install it.')
  await expect(providers.list()).rejects.toMatchObject({
    code: 'UNAVAILABLE',
    message: expect.stringContaining('OpenCode was not found on PATH. Install it.'),
  })
  expect(await providers.endpoints()).toEqual([])
})

test('words are looked for in names and ids', async () => {
  expect((await providers.list('THROP')).map(({ id }) => id)).toEqual(['anthropic'])
  expect((await providers.list(' zeta ')).map(({ id }) => id)).toEqual(['zeta'])
  expect(await providers.list('nothing')).toEqual([])
})

test('the cloud is switched by its setting', async () => {
  const told = new Promise<void>((resolve) => {
    const stop = store.subscribe((events) => {
      if (!events.some(({ event, data }) => event === 'provider:updated' && data.id === 'opencode')) return
      stop()
      resolve()
    })
  })
  await settings.update({ theme: 'dark' })
  expect(reloads).toBe(0)
  await settings.update({ openCodeCloud: true })
  await told
  expect((await providers.credentials()).cloud).toBe(true)
  expect(reloads).toBe(1)
})

describe('an endpoint by URL', () => {
  test('is added with its models, tried again, and removed', async () => {
    let ids = ['llama3:8b', 'qwen', 'qwen']
    const asked: (string | undefined)[] = []
    const url = await endpoint((request, response) => {
      asked.push(request.headers.authorization)
      models(...ids)(request, response)
    })
    const told = await feedOf(async () => {
      expect(await providers.addLocal({ name: 'Mý  Box', baseUrl: `${url}/`, key: KEY })).toEqual({
        id: 'local-my-box',
        name: 'Mý  Box',
        connected: true,
        source: 'local',
        methods: [],
        environment: [],
        models: 2,
        baseUrl: url,
      })
    })
    expect(told.map(({ data }) => data)).toEqual([{ id: 'local-my-box' }])
    expect(asked).toEqual([`Bearer ${KEY}`])
    expect(await providers.credentials()).toEqual({
      keys: {},
      local: [
        {
          id: 'local-my-box',
          name: 'Mý  Box',
          baseUrl: url,
          key: KEY,
          models: [
            { id: 'llama3:8b', name: 'llama3:8b' },
            { id: 'qwen', name: 'qwen' },
          ],
        },
      ],
      cloud: false,
    })
    expect((await providers.models()).map(({ id }) => id)).toContain('local-my-box/llama3:8b')

    ids = ['new']
    expect(await providers.refresh('local-my-box')).toMatchObject({ models: 1 })
    expect(await providers.setKey('local-my-box', 'sk-another')).toMatchObject({ source: 'local', models: 1 })
    expect((await providers.credentials()).local).toMatchObject([
      { key: 'sk-another', models: [{ id: 'new' }] },
    ])
    expect(asked).toEqual([`Bearer ${KEY}`, `Bearer ${KEY}`])
    await providers.disconnect('local-my-box')
    expect(await find('local-my-box')).toBeUndefined()
    expect(await secrets.list('')).toEqual([])
    await expect(providers.refresh('local-my-box')).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  test('one that the runtime still has is gone when it was removed', async () => {
    runtime = [known('local-gone', { connected: true })]
    expect(await find('local-gone')).toBeUndefined()
  })

  test('is found below /v1 when only its host is given', async () => {
    const url = await endpoint((request, response) => {
      if (request.url === '/v1/models') models('a')(request, response)
      else response.writeHead(404).end()
    })
    const host = url.replace('/v1', '')
    expect(await providers.addLocal({ name: 'x', baseUrl: host })).toMatchObject({ baseUrl: url })
  })

  test('is there once, and each has an id of its own', async () => {
    const [one, two] = [await endpoint(models('a')), await endpoint(models('a'))]
    const add = (baseUrl: string) => providers.addLocal({ name: 'Box', baseUrl })
    const added = await Promise.all([add(one), add(two)])
    expect(added.map(({ id }) => id).toSorted()).toEqual(['local-box', 'local-box-2'])
    await expect(add(`${one}//`)).rejects.toMatchObject({ code: 'CONFLICT' })
  })

  test.each([
    ['http://user:pw@127.0.0.1:1/v1', /no user and password/],
    ['http://127.0.0.1:1/v1?key=x', /ends before/],
  ])('%s is no address', async (baseUrl, message) => {
    const { code, message: said } = await failure(providers.addLocal({ name: 'x', baseUrl }))
    expect([code, said]).toEqual(['BAD_REQUEST', expect.stringMatching(message)])
    expect(said).not.toContain('pw')
  })

  const failures: [string, RequestListener, RegExp][] = [
    ['refuses the key', (_, response) => response.writeHead(401).end(KEY), /refuses the key \(HTTP 401\)/],
    ['has no such path', (_, response) => response.writeHead(404).end(), /no list of models \(HTTP 404/],
    [
      'leads elsewhere',
      (_, response) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
      /sends callers elsewhere/,
    ],
    ['says something else', (_, response) => response.end('<html>'), /OpenAI-compatible/],
    ['has no models', models(), /no models yet/],
    ['cuts the connection', (request) => request.socket.destroy(), /could not be reached/],
    [
      'has no end',
      (_, response) => {
        const more = () => {
          while (response.write('x'.repeat(1 << 20)));
          response.once('drain', more)
        }
        more()
      },
      /more than 5 MB/,
    ],
  ]
  test.each(failures)('one that %s is told in words, and nothing is kept', async (_name, answer, message) => {
    const baseUrl = await endpoint(answer)
    const error = await failure(providers.addLocal({ name: 'x', baseUrl, key: KEY }))
    expect(error).toMatchObject({ code: 'PROVIDER_ERROR', message: expect.stringMatching(message) })
    expect(JSON.stringify(error)).not.toContain(KEY)
    expect(await secrets.list('')).toEqual([])
    expect(await providers.list('local')).toEqual([])
  })

  test('one where nothing listens names the program that would', async () => {
    const url = await endpoint(models('a'))
    servers[0]?.close()
    await expect(providers.addLocal({ name: 'x', baseUrl: url })).rejects.toMatchObject({
      code: 'PROVIDER_ERROR',
      message: expect.stringMatching(
        /^Nothing answers at http:\/\/127\.0\.0\.1:\d+; is the server running\?$/,
      ),
    })
  })
})
