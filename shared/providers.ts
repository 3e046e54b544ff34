import { z } from 'zod'
import { modelName } from './common.ts'

/** A question that a way to sign in asks first. */
const signInInput = z.object({
  key: z.string(),
  label: z.string(),
  placeholder: z.string().nullable(),
  /** Null = free text. */
  options: z.array(z.object({ value: z.string(), label: z.string() })).nullable(),
})

const signInMethod = z.object({
  /** Position among the provider's methods, as sign-in wants it. */
  index: z.number().int(),
  type: z.enum(['key', 'oauth']),
  label: z.string(),
  inputs: z.array(signInInput),
})
export type SignInMethod = z.infer<typeof signInMethod>

/**
 * Where a connected provider's credentials come from.
 * - `key`: a key set here, in the platform's secret store
 * - `oauth`: signed in here
 * - `opencode`: an API key of the user's own OpenCode credentials
 * - `environment`: a variable the host was started with
 * - `config`: the user's OpenCode configuration
 * - `local`: an endpoint by URL
 * - `cloud`: OpenCode's free models, which the user has turned on
 * - `practice`: the scripted model
 */
const providerSource = z.enum([
  'key',
  'oauth',
  'opencode',
  'environment',
  'config',
  'local',
  'cloud',
  'practice',
])

export const provider = z.object({
  /** OpenCode's name, such as `anthropic`; `local-...` for endpoints by URL. */
  id: z.string(),
  name: z.string(),
  connected: z.boolean(),
  source: providerSource.nullable(),
  methods: z.array(signInMethod),
  /** Variables it would take a key from. */
  environment: z.array(z.string()),
  models: z.number().int(),
  /** Of endpoints by URL. */
  baseUrl: z.string().nullable(),
})
export type Provider = z.infer<typeof provider>

export const model = z.object({
  /** `provider/model`. */
  id: modelName,
  name: z.string(),
  providerId: z.string(),
  providerName: z.string(),
  /** Tokens; null = unknown. */
  context: z.number().int().nullable(),
  output: z.number().int().nullable(),
  /** US dollars per million tokens; null = unknown. */
  price: z
    .object({
      input: z.number(),
      output: z.number(),
      cacheRead: z.number().nullable(),
      cacheWrite: z.number().nullable(),
    })
    .nullable(),
  capabilities: z.object({ reasoning: z.boolean(), tools: z.boolean(), images: z.boolean() }),
  /** Names such as `low`, `high`; empty when there are none. */
  variants: z.array(z.string()),
  /** Answers come from a script, not from a model. */
  scripted: z.boolean(),
})
export type Model = z.infer<typeof model>

export const providerId = z
  .string()
  .max(100)
  .regex(/^[a-z0-9][a-z0-9._-]*$/i, 'not the id of a provider')

/** A key as it is typed; it is never given back. */
export const apiKey = z
  .string()
  .trim()
  .min(1)
  .max(10_000)
  .regex(/^[\x21-\x7e]+$/, 'a key has no spaces or line breaks')

export const addLocalProvider = z.strictObject({
  name: z.string().trim().min(1).max(100),
  /** Such as `http://127.0.0.1:11434/v1`; its models are asked for at once. */
  baseUrl: z.url({ protocol: /^https?$/ }).max(2000),
  key: apiKey.optional(),
})
export type AddLocalProvider = z.infer<typeof addLocalProvider>

/** What became of a try of a provider with a short prompt. */
export const providerTest = z.object({
  ok: z.boolean(),
  /** The model that was asked, or null when there is none. */
  model: z.string().nullable(),
  /** In words: what it answered or what is wrong. */
  message: z.string(),
  ms: z.number().int(),
})
export type ProviderTest = z.infer<typeof providerTest>

export const signIn = z.object({
  /** To be opened in a browser. */
  url: z.string(),
  instructions: z.string(),
  /** `code` = the page shows a code to be given back; `auto` = it comes back by itself. */
  mode: z.enum(['auto', 'code']),
})
export type SignIn = z.infer<typeof signIn>
