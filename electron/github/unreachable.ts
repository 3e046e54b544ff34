import { GithubError } from './github-error.ts'

/** Why a call did not reach GitHub, or its answer us. */
export function unreachable(error: unknown, host: string, timeoutMs: number): GithubError {
  const name = host.replace(/:\d+$/, '')
  if ([...causesOf(error)].some(({ name }) => name === 'TimeoutError')) {
    const seconds = Math.round(timeoutMs / 1000)
    return new GithubError('timeout', `${host} did not answer within ${seconds} seconds. Try again later.`)
  }
  const code = codeOf(error)
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return new GithubError('offline', `The name ${name} is not known here. Is this machine online?`)
  }
  if (code !== undefined && /CERT|TLS|SSL|SELF_SIGNED|UNABLE_TO_(?:GET|VERIFY)/.test(code)) {
    return new GithubError(
      'offline',
      `The certificate of ${host} cannot be trusted (${code}). A company’s own one is given by NODE_EXTRA_CA_CERTS.`,
    )
  }
  const why = code === undefined ? BROKE_OFF : WAY_THERE[code]
  return new GithubError(
    'offline',
    `${host} cannot be reached${why === undefined ? '' : `: ${why}`}. Is this machine online?`,
  )
}

const BROKE_OFF = 'the connection broke off'
const NO_ANSWER = 'it does not answer'
const NO_WAY = 'there is no way to it'

/** What codes of the system and of `fetch` mean to a user. */
const WAY_THERE: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'it takes no connections',
  ECONNRESET: BROKE_OFF,
  ECONNABORTED: BROKE_OFF,
  EPIPE: BROKE_OFF,
  UND_ERR_SOCKET: BROKE_OFF,
  UND_ERR_CLOSED: BROKE_OFF,
  ETIMEDOUT: NO_ANSWER,
  UND_ERR_CONNECT_TIMEOUT: NO_ANSWER,
  UND_ERR_HEADERS_TIMEOUT: NO_ANSWER,
  UND_ERR_BODY_TIMEOUT: NO_ANSWER,
  ENETUNREACH: NO_WAY,
  EHOSTUNREACH: NO_WAY,
  ENETDOWN: NO_WAY,
}

/** An error and what caused it: Octokit wraps `fetch`'s, which tells why only deeper, one more for several addresses. */
function* causesOf(error: unknown): Generator<NodeJS.ErrnoException> {
  for (let at = error, depth = 0; at instanceof Error && depth < 5; depth++) {
    yield at
    at = at instanceof AggregateError ? at.errors[0] : at.cause
  }
}

function codeOf(error: unknown): string | undefined {
  for (const { code } of causesOf(error)) if (typeof code === 'string') return code
  return undefined
}
