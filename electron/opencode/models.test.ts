import { expect, test } from 'vitest'
import { modelOf, trialModel, type WireModel } from './models.ts'

const wire = (id: string, more: Partial<WireModel> = {}): WireModel => ({
  id,
  name: id,
  release_date: '2026-06-01',
  capabilities: { reasoning: false, toolcall: true, input: { image: false }, output: { text: true } },
  cost: { input: 1, output: 2, cache: { read: 0, write: 0 } },
  limit: { context: 100, output: 0 },
  ...more,
})

test('what OpenCode does not know is null', () => {
  const provider = { id: 'p', name: 'P' }
  expect(modelOf(provider, wire('m', { variants: { low: {}, off: { disabled: true } } }))).toEqual({
    id: 'p/m',
    name: 'm',
    providerId: 'p',
    providerName: 'P',
    context: 100,
    output: null,
    price: { input: 1, output: 2, cacheRead: null, cacheWrite: null },
    capabilities: { reasoning: false, tools: true, images: false },
    variants: ['low'],
    scripted: false,
  })
  // A model of an endpoint by URL has no price; a free one of the catalog has.
  const free = { cost: { input: 0, output: 0 } }
  expect(modelOf(provider, wire('m', { ...free, release_date: '' })).price).toBeNull()
  expect(modelOf(provider, wire('m', free)).price).toMatchObject({ input: 0, output: 0 })
})

test('a provider is tried with a cheap, current model that an agent could use', () => {
  const cost = (input: number) => ({ cost: { input, output: 0 } })
  const voice = {
    ...cost(0.01),
    capabilities: { reasoning: false, toolcall: false, input: { image: false }, output: { text: false } },
  }
  const models = [
    wire('dear', cost(10)),
    wire('cheap', cost(0.5)),
    wire('free', cost(0)),
    wire('ancient', { ...cost(0.1), release_date: '2023-01-01' }),
    wire('voice', voice),
  ]
  expect(trialModel(models)?.id).toBe('cheap')
  expect(trialModel([wire('only', { release_date: '' })])?.id).toBe('only')
  expect(trialModel([])).toBeNull()
})
