import type { ModelChoice } from '#electron/agents/runtime.ts'
import type { Client } from './client.ts'
import { PRACTICE_MODEL } from './server-config.ts'

export type ProfileName = 'user' | 'practice'

/** `provider/model`; the model's own name may hold slashes. */
export function parseModel(model: string): { providerID: string; modelID: string } {
  const slash = model.indexOf('/')
  return { providerID: model.slice(0, slash), modelID: model.slice(slash + 1) }
}

/** Which server works with a model. */
export const profileOf = (model: string): ProfileName => (model.startsWith('practice/') ? 'practice' : 'user')

export const PRACTICE_CHOICE: ModelChoice = {
  id: PRACTICE_MODEL,
  name: 'Scripted practice model',
  scripted: true,
}

interface Providers {
  providers: { id: string; name: string; models: Record<string, { id: string; name: string }> }[]
}

/** The models the user's configuration gives access to. The answer it is read from holds keys: keep it here. */
export async function modelsOf(client: Client): Promise<ModelChoice[]> {
  const { providers } = await client.get<Providers>('/config/providers')
  return providers
    .filter(({ id }) => id !== 'practice')
    .flatMap(({ id, name, models }) =>
      Object.values(models).map((model) => ({
        id: `${id}/${model.id}`,
        name: `${model.name} (${name})`,
        scripted: false,
      })),
    )
    .sort((one, other) => one.id.localeCompare(other.id))
}
