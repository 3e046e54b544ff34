import { randomUUID } from 'node:crypto'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { ProviderTest } from '#shared/providers.ts'
import type { Connection } from './connection.ts'
import { providersOf, withoutKeys } from './credentials.ts'
import { failureOf, humanLine } from './errors.ts'
import { launch } from './launch.ts'
import { parseModel, trialModel, type WireModel } from './models.ts'
import type { Access, Plans } from './server-plan.ts'
import { foldersIn } from './server-plan.ts'
import type { Log } from './server.ts'
import { mergeDeep } from './user-config.ts'
import { isMap } from './is-map.ts'
import type { AssistantMessage, Part, Session, WireError } from './wire.ts'

/** Longest wait for an answer, in milliseconds. */
const PATIENCE_MS = 45_000
const PROMPT = 'Answer with the one word: OK'
/** Far shorter than OpenCode's own agents: a try costs a few tokens. */
const AGENT = 'probe'
const DENY_ALL = [{ permission: '*', pattern: '*', action: 'deny' }] as const

type Outcome = Omit<ProviderTest, 'ms'>

interface ProbeOptions {
  plans: Plans
  access: Access
  /** Removed before and after. */
  folder: string
  signal: AbortSignal
  log: Log
}

/** Tries a provider in a server of its own that knows no other; nothing of it is left. */
export async function probeProvider(
  providerId: string,
  { plans, access, folder, signal, log }: ProbeOptions,
): Promise<Outcome> {
  await rm(folder, { recursive: true, force: true })
  try {
    const at = foldersIn(folder)
    const { env, binary } = await plans.base(at)
    const { handed, config } = access
    const own = providersOf({ merged: withoutKeys(config.merged) })[providerId]
    const provider = mergeDeep(isMap(own) ? own : {}, handed.provider[providerId] ?? {})
    const content = {
      autoupdate: false,
      share: 'disabled',
      snapshot: false,
      enabled_providers: [providerId],
      provider: Object.keys(provider).length === 0 ? {} : { [providerId]: provider },
      agent: {
        [AGENT]: { mode: 'primary', prompt: 'You are being tested. Be brief.', permission: { '*': 'deny' } },
      },
    }
    const server = await launch(
      {
        binary,
        cwd: at.home,
        key: '',
        configHash: '',
        env: { ...env, ...handed.env, OPENCODE_CONFIG_CONTENT: JSON.stringify(content) },
      },
      randomUUID(),
      log,
    )
    try {
      const model = await modelFor(server.connection, providerId, config.merged)
      if (model === null) return { ok: false, model: null, message: 'No key or sign-in is set for it.' }
      return await ask(server.connection, { model, directory: at.home, agent: AGENT, signal })
    } finally {
      await server.end()
    }
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

/** Tries a provider in a server that is there anyway, for what cannot be handed to another one. */
export async function probeHere(
  connection: Connection,
  { model, folder, signal }: { model: string; folder: string; signal: AbortSignal },
): Promise<Outcome> {
  const directory = join(folder, 'empty')
  await mkdir(directory, { recursive: true, mode: 0o700 })
  try {
    return await ask(connection, { model, directory, agent: 'build', signal })
  } finally {
    await connection.client.post('/instance/dispose', { directory })
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

/** `provider/model` to try a connected provider with, or null when it is not connected. */
async function modelFor(
  { client }: Connection,
  providerId: string,
  merged: Record<string, unknown>,
): Promise<string | null> {
  const { providers } = await client.get<{ providers: { id: string; models: Record<string, WireModel> }[] }>(
    '/config/providers',
  )
  const found = providers.find(({ id }) => id === providerId)
  if (found === undefined) return null
  const models = Object.values(found.models)
  const chosen = [merged.small_model, merged.model]
    .filter((name) => typeof name === 'string' && name.startsWith(`${providerId}/`))
    .map((name) => parseModel(name as string).modelID)
    .find((id) => models.some((model) => model.id === id))
  const id = chosen ?? trialModel(models)?.id
  return id === undefined ? null : `${providerId}/${id}`
}

interface Question {
  model: string
  directory: string
  agent: string
  signal: AbortSignal
}

async function ask(connection: Connection, question: Question): Promise<Outcome> {
  const { client, lost } = connection
  const { model, directory, agent } = question
  const session = await client.post<Session>(
    '/session',
    { directory },
    { title: 'A try', permission: DENY_ALL },
  )
  const patience = AbortSignal.timeout(PATIENCE_MS)
  const failed = new AbortController()
  let error: WireError | null = null
  const fail = (reason: WireError) => {
    error ??= reason
    failed.abort()
  }
  const watching = connection.watch(session.id, directory, {
    onEvent(event) {
      if (event.type === 'session.error' && event.properties.error !== undefined) fail(event.properties.error)
      // It would be tried again for a minute.
      else if (event.type === 'session.status' && event.properties.status.type === 'retry')
        fail({ name: 'APIError', data: { message: event.properties.status.message, isRetryable: true } })
    },
    onGap: () => undefined,
  })
  const of = (ok: boolean, message: string): Outcome => ({ ok, model, message })
  try {
    const { info, parts } = await client.wait<{ info: AssistantMessage; parts: Part[] }>(
      `/session/${session.id}/message`,
      { directory },
      { agent, model: parseModel(model), parts: [{ type: 'text', text: PROMPT }] },
      AbortSignal.any([patience, failed.signal, question.signal, lost]),
    )
    if (info.error !== undefined) return of(false, failureOf(info.error).message)
    const text = humanLine(parts.map((part) => (part.type === 'text' ? part.text : '')).join(' '))
    return of(true, text === '' ? 'It answered.' : `It answered: “${text}”`)
  } catch (reason) {
    if (error !== null) return of(false, failureOf(error).message)
    if (patience.aborted) return of(false, `It did not answer within ${PATIENCE_MS / 1000} seconds.`)
    if (question.signal.aborted) return of(false, 'The try was ended.')
    throw reason
  } finally {
    watching.stop()
    // What is still tried there ends with it.
    await client.delete(`/session/${session.id}`).catch((reason: unknown) => {
      if (!lost.aborted) throw reason
    })
  }
}
