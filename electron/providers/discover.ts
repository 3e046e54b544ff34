import { z } from 'zod'
import { AppError } from '#shared/errors.ts'

const TIMEOUT_MS = 10_000
const MAX_BYTES = 5 << 20
const MAX_MODELS = 1000

export interface Discovered {
  /** The address its models were found at, without a slash at its end. */
  baseUrl: string
  models: { id: string; name: string }[]
}

/**
 * The address of an endpoint as it is kept: no slash at its end, nothing that could hold a secret.
 *
 * @throws AppError BAD_REQUEST
 */
export function normalBaseUrl(text: string): string {
  const url = new URL(text)
  const refuse = (why: string) => {
    throw new AppError('BAD_REQUEST', `baseUrl: ${why}`, { field: 'baseUrl' })
  }
  if (url.username !== '' || url.password !== '') {
    refuse('the address may hold no user and password. Give the key in its own field.')
  }
  if (url.search !== '' || url.hash !== '') refuse('the address ends before any ? or #.')
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`
}

/**
 * Asks an OpenAI-compatible endpoint for its models. Without a path, `/v1` is tried: that is where Ollama,
 * LM Studio and most others have it.
 *
 * @param baseUrl from {@link normalBaseUrl}
 * @throws AppError PROVIDER_ERROR that says what is wrong there
 */
export async function discoverModels(baseUrl: string, key: string | null): Promise<Discovered> {
  const found = new URL(baseUrl).pathname === '/' ? `${baseUrl}/v1` : baseUrl
  const response = await ask(`${found}/models`, key)
  if (response.status === 401 || response.status === 403) {
    throw failure(
      found,
      `refuses ${key === null ? 'a call without a key' : 'the key'} (HTTP ${response.status}). Check the key.`,
    )
  }
  if (response.status >= 300 && response.status < 400) {
    throw failure(found, 'sends callers elsewhere. Give the address that it leads to.')
  }
  if (!response.ok) {
    throw failure(
      found,
      `has no list of models (HTTP ${response.status} for ${found}/models). Its address mostly ends in /v1.`,
    )
  }
  const list = modelList.safeParse(await readJson(response, found))
  if (!list.success) {
    throw failure(
      found,
      'does not answer like an OpenAI-compatible endpoint. Its address mostly ends in /v1.',
    )
  }
  const ids = [...new Set(list.data.data.map(({ id }) => id))].filter((id) => /^\S{1,150}$/.test(id))
  if (ids.length === 0) {
    throw failure(
      found,
      'answers, but has no models yet. Load one there (such as with `ollama pull`), then try again.',
    )
  }
  return {
    baseUrl: found,
    models: ids
      .sort()
      .slice(0, MAX_MODELS)
      .map((id) => ({ id, name: id })),
  }
}

const modelList = z.object({ data: z.array(z.object({ id: z.string() })) })

async function ask(url: string, key: string | null): Promise<Response> {
  try {
    return await fetch(url, {
      // Another address would get the key.
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
      headers: { accept: 'application/json', ...(key === null ? {} : { authorization: `Bearer ${key}` }) },
    })
  } catch (error) {
    throw unreachable(url, error)
  }
}

async function readJson(response: Response, baseUrl: string): Promise<unknown> {
  const chunks: Uint8Array[] = []
  let size = 0
  try {
    for await (const chunk of response.body ?? []) {
      size += chunk.length
      if (size > MAX_BYTES) throw failure(baseUrl, 'answers with more than 5 MB. Is it the right address?')
      chunks.push(chunk)
    }
  } catch (error) {
    throw error instanceof AppError ? error : unreachable(`${baseUrl}/models`, error)
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'))
  } catch {
    return null
  }
}

/** Which program listens at its usual port. */
const USUAL: Readonly<Record<string, string>> = {
  '11434': 'Ollama',
  '1234': 'LM Studio',
  '8080': 'llama.cpp',
}

/** Why a call came to nothing, in words. */
export function unreachable(address: string, error: unknown): AppError {
  const url = new URL(address)
  if (error instanceof Error && error.name === 'TimeoutError') {
    return failure(url.origin, `did not answer within ${TIMEOUT_MS / 1000} seconds. Is it at work?`)
  }
  const code = codeOf(error)
  const program = USUAL[url.port]
  if (code === 'ECONNREFUSED') {
    return new AppError(
      'PROVIDER_ERROR',
      `Nothing answers at ${url.origin}; ${program === undefined ? 'is the server' : `is ${program}`} running?`,
    )
  }
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return new AppError('PROVIDER_ERROR', `The name ${url.hostname} is not known here. Check the address.`)
  }
  return failure(url.origin, `could not be reached (${code ?? 'the connection failed'}).`)
}

/** `fetch` tells why only in what caused its error; for a name with several addresses, one level deeper. */
function codeOf(error: unknown): string | undefined {
  const cause = error instanceof Error ? (error.cause ?? error) : error
  const first: unknown = cause instanceof AggregateError ? cause.errors[0] : cause
  const code = (first as NodeJS.ErrnoException | null | undefined)?.code
  return typeof code === 'string' ? code : undefined
}

const failure = (address: string, what: string) => new AppError('PROVIDER_ERROR', `${address} ${what}`)
