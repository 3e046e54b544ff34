import { expect, test } from 'vitest'
import type { Model, Provider } from '#shared/providers.ts'
import { findModels, findProviders, groupModels, offeredProviders } from './find.ts'
import { contextWords, priceWords, sourceWords, testWords, keyLabel } from './words.ts'

const model = (id: string, more: Partial<Model> = {}): Model => ({
  id,
  name: id.slice(id.indexOf('/') + 1),
  providerId: id.slice(0, id.indexOf('/')),
  providerName: id.slice(0, id.indexOf('/')).toUpperCase(),
  context: null,
  output: null,
  price: null,
  capabilities: { reasoning: false, tools: true, images: false },
  variants: [],
  scripted: false,
  ...more,
})

const provider = (id: string, more: Partial<Provider> = {}): Provider => ({
  id,
  name: id.charAt(0).toUpperCase() + id.slice(1),
  connected: false,
  source: null,
  methods: [],
  environment: [],
  models: 1,
  baseUrl: null,
  ...more,
})

const price = (input: number, output: number) => ({ input, output, cacheRead: null, cacheWrite: null })

test('contexts are short', () => {
  expect(contextWords(200_000)).toBe('200k')
  expect(contextWords(8192)).toBe('8.2k')
  expect(contextWords(1_048_576)).toBe('1M')
  expect(contextWords(null)).toBe('')
})

test('prices keep the digits that count', () => {
  expect(priceWords(price(3, 15))).toBe('$3 / $15')
  expect(priceWords(price(1.25, 10))).toBe('$1.25 / $10')
  expect(priceWords(price(0.1, 0.4))).toBe('$0.10 / $0.40')
  expect(priceWords(price(0.075, 0.3))).toBe('$0.075 / $0.30')
  expect(priceWords(price(0.0375, 0.15))).toBe('$0.0375 / $0.15')
  expect(priceWords(price(0, 0))).toBe('free')
  expect(priceWords(null)).toBe('')
})

test('a model is found by any of its words, in any order, however they are joined', () => {
  const models = [model('openai/gpt-5.1-codex'), model('anthropic/claude-sonnet-4-5')]
  expect(findModels(models, 'codex gpt')).toEqual([models[0]])
  expect(findModels(models, 'sonnet 4 5')).toEqual([models[1]])
  expect(findModels(models, 'ANTHROPIC')).toEqual([models[1]])
  expect(findModels(models, 'sonnet codex')).toEqual([])
  expect(findModels(models, '  ')).toEqual(models)
})

test('models are grouped by provider, the scripted ones last', () => {
  const groups = groupModels([
    model('practice/scripted', { scripted: true }),
    model('openai/a'),
    model('anthropic/b'),
    model('openai/c'),
  ])
  expect(groups.map((group) => [group.id, group.models.length])).toEqual([
    ['openai', 2],
    ['anthropic', 1],
    ['practice', 1],
  ])
})

test('a search shows connected providers first, then those that begin with it', () => {
  const providers = [
    provider('my-open', { name: 'My open one' }),
    provider('openai', { name: 'OpenAI' }),
    provider('connected', { name: 'Reopened', connected: true, source: 'key' }),
    provider('other'),
  ]
  expect(findProviders(providers, 'open').map((one) => one.id)).toEqual(['connected', 'openai', 'my-open'])
})

test('usual providers are offered first, connected ones not at all', () => {
  const { usual, others } = offeredProviders([
    provider('zeta'),
    provider('openai'),
    provider('alpha'),
    provider('anthropic'),
    provider('google', { connected: true, source: 'environment' }),
  ])
  expect(usual.map((one) => one.id)).toEqual(['anthropic', 'openai'])
  expect(others.map((one) => one.id)).toEqual(['alpha', 'zeta'])
})

test('the source names the variable', () => {
  expect(
    sourceWords(provider('x', { connected: true, source: 'environment', environment: ['X_API_KEY'] })),
  ).toContain('X_API_KEY')
  expect(sourceWords(provider('x', { connected: true, source: 'local', baseUrl: 'http://h/v1' }))).toBe(
    'http://h/v1',
  )
})

test('a test says what came of it, of which model, and how long it took', () => {
  expect(testWords({ ok: true, model: 'openai/mini', message: 'It answered', ms: 1240 })).toBe(
    'It answered. (openai/mini, 1.2s)',
  )
  expect(testWords({ ok: false, model: null, message: 'There is no model to try.', ms: 3 })).toBe(
    'There is no model to try.',
  )
})

test('a key is called by one name, whatever the program calls the typing of it', () => {
  expect(keyLabel('Manually enter API Key')).toBe('API key')
  expect(keyLabel('Service account token')).toBe('Service account token')
})
