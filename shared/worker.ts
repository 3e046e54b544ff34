// The page reads it, so nothing of zod may stand here; the fields of calls are in `worker-fields.ts`.

/** Who works: an agent of the program, on a model. */
export interface Worker {
  /** `provider/model`. */
  model: string
  agent: string
  /** Of the model; null = its default. */
  variant: string | null
}

/** Who is to work from then on; what is left out stays as it is. */
export type WorkerChoice = { [Field in keyof Worker]?: string | undefined }

/** What is kept of a choice: null = as it is then. With a `variant` there is always a `model`. */
export type KeptChoice = { model: string | null; agent: string | null; variant: string | null }

export const NO_CHOICE: KeptChoice = { model: null, agent: null, variant: null }

/** A choice as it is kept, by who works when it is made. */
export const keptChoice = (now: Worker, { model, agent, variant }: WorkerChoice): KeptChoice => ({
  model: model ?? (variant === undefined ? null : now.model),
  agent: agent ?? null,
  variant: variant ?? null,
})

/** Who works once a choice holds. */
export const workerAfter = (now: Worker, { model, agent, variant }: KeptChoice): Worker => ({
  model: model ?? now.model,
  agent: agent ?? now.agent,
  variant: model === null ? now.variant : variant,
})

export const isSameWorker = (one: Worker, other: Worker): boolean =>
  one.model === other.model && one.agent === other.agent && one.variant === other.variant

/** A worker in words, such as `build on anthropic/claude-sonnet, high`. */
export const workerWords = ({ model, agent, variant }: Worker): string =>
  `${agent} on ${model}${variant === null ? '' : `, ${variant}`}`
