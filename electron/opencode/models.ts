import type { Model } from '#shared/providers.ts'
import { PRACTICE_MODEL, SECOND_PRACTICE_MODEL } from './server-config.ts'

export type ProfileName = 'user' | 'practice'

/** `provider/model`; the model's own name may hold slashes. */
export function parseModel(model: string): { providerID: string; modelID: string } {
  const slash = model.indexOf('/')
  return { providerID: model.slice(0, slash), modelID: model.slice(slash + 1) }
}

/** Which server works with a model. */
export const profileOf = (model: string): ProfileName => (model.startsWith('practice/') ? 'practice' : 'user')

/** A model as OpenCode lists it. */
export interface WireModel {
  id: string
  name: string
  status?: string
  /** Empty when it is not of the catalog. */
  release_date?: string
  capabilities: {
    reasoning: boolean
    toolcall: boolean
    input: { image: boolean }
    output: { text: boolean }
  }
  cost?: { input: number; output: number; cache?: { read?: number; write?: number } }
  limit?: { context?: number; output?: number }
  variants?: Record<string, { disabled?: boolean }>
}

/** OpenCode has 0 for what it does not know. */
const known = (value: number | undefined) => (value === undefined || value === 0 ? null : value)

/** A model in our words. */
export function modelOf(provider: { id: string; name: string }, wire: WireModel): Model {
  const { cost, limit, capabilities } = wire
  const priced =
    cost !== undefined && (cost.input !== 0 || cost.output !== 0 || (wire.release_date ?? '') !== '')
  return {
    id: `${provider.id}/${wire.id}`,
    name: wire.name,
    providerId: provider.id,
    providerName: provider.name,
    context: known(limit?.context),
    output: known(limit?.output),
    price: priced
      ? {
          input: cost.input,
          output: cost.output,
          cacheRead: known(cost.cache?.read),
          cacheWrite: known(cost.cache?.write),
        }
      : null,
    capabilities: {
      reasoning: capabilities.reasoning,
      tools: capabilities.toolcall,
      images: capabilities.input.image,
    },
    variants: Object.entries(wire.variants ?? {})
      .filter(([, variant]) => variant.disabled !== true)
      .map(([name]) => name),
    scripted: false,
  }
}

/** A model nothing is known of but its name. */
export const bareModel = (id: string): Model => ({
  id,
  name: parseModel(id).modelID,
  providerId: parseModel(id).providerID,
  providerName: parseModel(id).providerID,
  context: null,
  output: null,
  price: null,
  capabilities: { reasoning: false, tools: true, images: false },
  variants: [],
  scripted: false,
})

export const PRACTICE: Model = {
  ...bareModel(PRACTICE_MODEL),
  name: 'Scripted practice model',
  providerName: 'Practice',
  context: 1_000_000,
  output: 32_000,
  price: { input: 0, output: 0, cacheRead: null, cacheWrite: null },
  capabilities: { reasoning: true, tools: true, images: false },
  scripted: true,
}

export const SECOND_PRACTICE: Model = {
  ...PRACTICE,
  id: SECOND_PRACTICE_MODEL,
  name: 'Scripted practice model B',
}

/** The model to try a provider with: of those of its last year that an agent could use, the cheapest one with a price. */
export function trialModel(models: readonly WireModel[]): WireModel | null {
  const usable = models.filter(({ capabilities }) => capabilities.output.text && capabilities.toolcall)
  const released = (one: WireModel) => one.release_date ?? ''
  const newest = Math.max(...usable.map((one) => Date.parse(released(one)) || 0))
  const recent = usable.filter((one) => (Date.parse(released(one)) || 0) >= newest - YEAR_MS)
  const price = ({ cost }: WireModel) => (cost?.input ?? 0) + (cost?.output ?? 0) || Infinity
  const [first] = recent.sort((one, other) => price(one) - price(other) || one.id.localeCompare(other.id))
  return first ?? models[0] ?? null
}

const YEAR_MS = 365 * 86_400_000
