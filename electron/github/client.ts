import { throttling } from '@octokit/plugin-throttling'
import { Octokit } from '@octokit/rest'
import { apiUrl, GITHUB, isLoopback } from '#shared/github-words.ts'
import type { GithubApi } from './github-api.ts'
import { GithubError } from './github-error.ts'
import { graphqlInWords, isGraphqlRefusal } from './graphql-words.ts'
import { unreachable } from './unreachable.ts'
import { type Asker, type Refusal, refusalInWords } from './words.ts'

export interface ClientOptions {
  host: string
  token: string
  /** Whose it is; null = not known yet. */
  login: string | null
  /** Of the token; null = a fine-grained one. */
  scopes: readonly string[] | null
  /** Of OpenLinear. */
  version: string
  fetch: typeof globalThis.fetch
  now: () => number
  /** GitHub has taken the token. `call` says for what: the same for the same at the same place. */
  onTaken?: (call: string) => Promise<void>
  /** It has refused something. Waited for before the caller is told. */
  onRefused?: (error: GithubError, call: string) => Promise<void>
}

/** A page of a hundred repositories takes a second or two; a log of a job longer. */
const TIMEOUT_MS = 30_000
const MOST_REDIRECTS = 5
/** Stands so in GitHub's documentation; later ones may differ. */
const API_VERSION = '2022-11-28'

/** Without plugin-retry: it would repeat writes whose answer was lost, and callers keep their own time of retry. */
const Throttled = Octokit.plugin(throttling)

/** GitHub's REST API with one token. */
export function createClient(options: ClientOptions): GithubApi {
  const { host, token, login, scopes, now, onTaken, onRefused } = options
  const octokit = new Throttled({
    ...basics(options),
    auth: token,
    // It spaces writes as GitHub asks for; servers of one's own have no such limits unless they are turned on.
    throttle: {
      enabled: host === GITHUB || host.endsWith('.ghe.com'),
      id: `${host}/${login ?? ''}`,
      onRateLimit: () => false,
      onSecondaryRateLimit: () => false,
    },
  })
  const request = octokit.request.defaults({ headers: { 'x-github-api-version': API_VERSION } })
  // Hooks that are set last are asked last: plugins see GitHub's own errors, callers ours.
  octokit.hook.after('request', async (_, asked) => onTaken?.(callOf(asked)))
  octokit.hook.error('request', async (error, asked) => {
    if (asked.request.signal?.aborted === true) throw asked.request.signal.reason
    if (isUnchanged(error)) throw error
    const asker = { host, login, scopes, now: now(), repository: repositoryIn(asked) }
    const inWords = toGithubError(error, asker, token)
    await onRefused?.(inWords, callOf(asked))
    throw inWords
  })

  return {
    host,
    login: login ?? '',
    request,
    async graphql<T>(
      query: string,
      variables: Record<string, unknown>,
      { missing = false, signal }: { missing?: boolean; signal?: AbortSignal } = {},
    ) {
      try {
        const request = signal === undefined ? {} : { request: { signal } }
        return await octokit.graphql<T>(query, { ...variables, ...request })
      } catch (error) {
        if (!isGraphqlRefusal(error)) throw error
        const isMissing = error.errors?.every(({ type }) => type === 'NOT_FOUND') === true
        if (missing && isMissing && error.data) return error.data as T
        throw graphqlInWords(error.errors ?? [], login ?? '', token)
      }
    },
    async ifChanged<T>(route: string, parameters: Record<string, unknown>, etag: string | null) {
      try {
        const { data, headers } = await request(route, {
          ...parameters,
          headers: {
            ...(parameters.headers as Record<string, string> | undefined),
            ...(etag === null ? {} : { 'if-none-match': etag }),
          },
        })
        const hasNext = /;\s*rel="next"/.test(headers.link ?? '')
        const isPartial = String(headers['x-github-sso'] ?? '').startsWith('partial-results')
        const date = Date.parse(headers.date ?? '')
        const common = { etag: headers.etag ?? null, date: Number.isNaN(date) ? null : date }
        return { data: data as T, ...common, hasNext, isPartial }
      } catch (error) {
        if (isUnchanged(error)) return null
        throw error
      }
    },
  }
}

/** Requests without a token, for the sign-in. */
export const anonymousRequest = (at: Basics): Octokit['request'] => new Octokit(basics(at)).request

/** What a request of Octokit is made of: its route, and what stands in for the names in it. */
type Asked = Readonly<Record<string, unknown>> & { method: string; url: string }

const callOf = (asked: Asked) => [asked.method, asked.url, repositoryIn(asked) ?? ''].join(' ')

const repositoryIn = ({ owner, repo }: Asked) =>
  typeof owner === 'string' && typeof repo === 'string' ? `${owner}/${repo}` : null

type Basics = Pick<ClientOptions, 'host' | 'version' | 'fetch'>

const basics = ({ host, version, fetch }: Basics) => ({
  baseUrl: apiUrl(host),
  userAgent: `OpenLinear/${version}`,
  log: SILENT,
  request: { fetch: carefulFetch(fetch), log: SILENT },
})

const silent = () => undefined
/** Octokit's own words are for its developers. */
const SILENT = { debug: silent, info: silent, warn: silent, error: silent }

const isUnchanged = (error: unknown) => (error as { status?: unknown }).status === 304

/** What a call of Octokit has failed with, in words of ours. */
export function toGithubError(error: unknown, asker: Asker, token: string | null): GithubError {
  const { response } = error as { response?: Refusal }
  if (response === undefined) return unreachable(error, asker.host, TIMEOUT_MS)
  const { failure, message, retryAt, url } = refusalInWords(response, asker)
  // A server may quote what it was sent.
  const safe = token === null ? message : message.replaceAll(token, '…')
  return new GithubError(failure, safe, { retryAt, url })
}

/**
 * `fetch` with a time limit, which takes a redirect to another place without the token: logs of jobs are kept at
 * addresses of their own. Where more than a look is wanted, only the server itself may send it on.
 */
export const carefulFetch =
  (fetch: typeof globalThis.fetch): typeof globalThis.fetch =>
  async (input, init = {}) => {
    const timeout = AbortSignal.timeout(TIMEOUT_MS)
    const signal = init.signal ? AbortSignal.any([init.signal, timeout]) : timeout
    let url = new URL(input instanceof Request ? input.url : input)
    const isLog = url.pathname.endsWith('/logs')
    let headers = new Headers(init.headers)
    for (let redirects = 0; ; redirects++) {
      const response = await fetch(url, { ...init, headers, signal, redirect: 'manual' })
      const next = redirects < MOST_REDIRECTS ? redirectOf(response, url, init.method ?? 'GET') : null
      if (next === null)
        return isRedirect(response) ? refused(response) : isLog ? endOf(response) : whole(response)
      await response.body?.cancel()
      if (next.origin !== url.origin) {
        headers = new Headers(headers)
        for (const name of ['authorization', 'cookie', 'if-none-match']) headers.delete(name)
      }
      url = next
    }
  }

/** Read to its end here: Octokit would take one that is cut off, or comes too slowly, for an empty one. */
async function whole(response: Response): Promise<Response> {
  if (response.body === null) return response
  const { status, statusText, headers } = response
  return new Response(await response.arrayBuffer(), { status, statusText, headers })
}

/** So much of a log is kept, in bytes: they may be of any size. */
const MOST_LOG = 300_000

/** The last lines of a log; one that is cut off says so. */
async function endOf(response: Response): Promise<Response> {
  if (response.body === null || !response.ok) return whole(response)
  const last: Uint8Array[] = []
  let [held, left] = [0, 0]
  for await (const chunk of response.body) {
    last.push(chunk)
    held += chunk.length
    while (held - (last[0]?.length ?? 0) >= MOST_LOG) {
      const first = last.shift()?.length ?? 0
      held -= first
      left += first
    }
  }
  const text = Buffer.concat(last).subarray(-MOST_LOG)
  left += held - text.length
  // What is left of a line, or of a letter, tells nothing.
  const end = left === 0 ? text : text.subarray(text.indexOf(0x0a) + 1)
  const said = left === 0 ? '' : `[… the first ${(left / 1e6).toFixed(1)} MB of this log are left out …]\n`
  const { status, statusText } = response
  const headers = new Headers(response.headers)
  headers.delete('content-length')
  return new Response(`${said}${end.toString()}`, { status, statusText, headers })
}

const isRedirect = ({ status }: Response) => [301, 302, 303, 307, 308].includes(status)

/** Where it may go on; null = nowhere. */
function redirectOf(response: Response, from: URL, method: string): URL | null {
  const location = response.headers.get('location')
  if (!isRedirect(response) || location === null || !URL.canParse(location, from.href)) return null
  const to = new URL(location, from)
  const isSafe =
    to.protocol === 'https:' || (to.protocol === 'http:' && isLoopback(to.host) && isLoopback(from.host))
  if (!isSafe) return null
  if (method === 'GET' || method === 'HEAD') return to
  return to.origin === from.origin && (response.status === 307 || response.status === 308) ? to : null
}

/** Octokit takes what is below 400 for an answer. */
const refused = ({ status }: Response) =>
  Response.json({ message: `The answer leads elsewhere (${status}).` }, { status: 421 })
