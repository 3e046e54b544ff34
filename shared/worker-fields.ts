import { z } from 'zod'
import { agentName } from './agents.ts'
import { modelName } from './common.ts'

/**
 * Fields of a call that says who works from then on; what is left out stays as it is. A variant belongs to its model:
 * with a `model` and no `variant` it has its default.
 */
export const workerChoice = {
  model: modelName.optional(),
  agent: agentName.optional(),
  variant: agentName.optional(),
}

/** What is kept of a choice, as a `KeptChoice` of `worker.ts`. */
export const keptWorker = {
  model: z.string().nullable(),
  agent: z.string().nullable(),
  variant: z.string().nullable(),
}
