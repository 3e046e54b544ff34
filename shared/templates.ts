import { z } from 'zod'
import { agentName } from './agents.ts'
import { id, line, modelName, timestamp } from './common.ts'
import { priority } from './tasks.ts'

const words = {
  name: line(100, 'a template needs a name'),
  /** What the title begins with; may be empty. */
  title: z.string().max(500),
  /** Markdown. */
  description: z.string().max(200_000),
  priority,
  labelIds: z.array(id).max(50),
  estimate: z.number().min(0).max(1000).nullable(),
  model: modelName.nullable(),
  agent: agentName.nullable(),
  variant: agentName.nullable(),
}

/** What new tasks of a kind begin with. */
export const taskTemplate = z.object({
  id,
  /** Of one project; null = of all. */
  projectId: id.nullable(),
  ...words,
  createdAt: timestamp,
  updatedAt: timestamp,
  updatedSeq: z.number().int(),
})
export type TaskTemplate = z.infer<typeof taskTemplate>

export const createTemplate = z.strictObject({
  projectId: id.nullable().default(null),
  name: words.name,
  title: words.title.default(''),
  description: words.description.default(''),
  priority: words.priority.default('none'),
  labelIds: words.labelIds.default([]),
  estimate: words.estimate.default(null),
  model: words.model.default(null),
  agent: words.agent.default(null),
  variant: words.variant.default(null),
})
export type CreateTemplate = z.input<typeof createTemplate>

export const updateTemplate = z.strictObject({ id, ...z.object(words).partial().shape })
