import type { Model, Provider } from '#shared/providers.ts'
import { locale } from '../strings/t.ts'

/** Lower case, without what people leave out or write otherwise: `GPT-5.1` is found by `gpt 5.1`. */
const plain = (text: string) => text.toLowerCase().replace(/[\s_\-/:]+/g, ' ')

/** Does the text hold every word of the search, in any order? */
function holds(text: string, search: string): boolean {
  const hay = plain(text)
  return plain(search)
    .split(' ')
    .every((word) => hay.includes(word))
}

/** Models whose name, id or provider the search names. */
export const findModels = (models: readonly Model[], search: string): Model[] =>
  models.filter((model) => holds(`${model.name} ${model.id} ${model.providerName}`, search))

export type ModelGroup = { id: string; name: string; models: Model[] }

/** Models by provider, in the order in which providers first come; scripted ones last. */
export function groupModels(models: readonly Model[]): ModelGroup[] {
  const groups = new Map<string, ModelGroup>()
  for (const model of models) {
    const group = groups.get(model.providerId)
    if (group === undefined)
      groups.set(model.providerId, { id: model.providerId, name: model.providerName, models: [model] })
    else group.models.push(model)
  }
  const isScripted = (group: ModelGroup) => Number(group.models.every((model) => model.scripted))
  return [...groups.values()].sort((a, b) => isScripted(a) - isScripted(b))
}

/** Providers whose name or id the search names, connected ones first, then names that begin with it. */
export function findProviders(providers: readonly Provider[], search: string): Provider[] {
  const begins = (provider: Provider) => Number(plain(provider.name).startsWith(plain(search).trim()))
  return providers
    .filter((provider) => holds(`${provider.name} ${provider.id}`, search))
    .sort(
      (a, b) =>
        Number(b.connected) - Number(a.connected) ||
        begins(b) - begins(a) ||
        a.name.localeCompare(b.name, locale()),
    )
}

/** Where most people's keys are for; shown before one asks for the others. */
const USUAL = [
  'anthropic',
  'openai',
  'google',
  'github-copilot',
  'openrouter',
  'xai',
  'mistral',
  'deepseek',
  'groq',
  'amazon-bedrock',
  'azure',
  'google-vertex',
]

/** Providers that are not connected: the usual ones in their order, then the others by name. */
export function offeredProviders(providers: readonly Provider[]): { usual: Provider[]; others: Provider[] } {
  const free = providers.filter((provider) => !provider.connected)
  const usual = USUAL.map((id) => free.find((provider) => provider.id === id)).filter(
    (provider) => provider !== undefined,
  )
  const others = free
    .filter((provider) => !usual.includes(provider))
    .sort((a, b) => a.name.localeCompare(b.name, locale()))
  return { usual, others }
}
