import { GITHUB, TOKEN_PERMISSIONS, webUrl } from '#shared/github-words.ts'
import { GithubError } from './github-error.ts'

/** What GitHub answered to a call that it did not carry out. */
export interface Refusal {
  status: number
  headers: Readonly<Record<string, string | number | undefined>>
  data: unknown
}

/** Whom it was answered to. */
export interface Asker {
  host: string
  /** null = a token of which nobody knows yet whose it is. */
  login: string | null
  /** Of its token; null = a fine-grained one, or not known yet. */
  scopes: readonly string[] | null
  /** What it was about, as `owner/name`; null = no repository. */
  repository?: string | null
  /** Milliseconds since 1970. */
  now: number
}

/** Longer than this nobody is told to wait. */
const LONGEST_WAIT_MS = 3_600_000
/** What GitHub wants where it says nothing (docs.github.com, “Rate limits for the REST API”). */
const USUAL_WAIT_MS = 60_000

/** Why GitHub refused, in words of ours, with when or where it can be mended. */
export function refusalInWords(refusal: Refusal, asker: Asker): GithubError {
  const { status } = refusal
  const said = messageOf(refusal.data)
  const { host } = asker
  if (isRateLimit(refusal, said)) return rateLimit(refusal, asker)
  if (/archived so is read-only|repository (?:was|is) archived/i.test(said)) {
    return new GithubError(
      'archived',
      'The repository is archived, so nothing can be changed in it. Unarchive it at GitHub first.',
    )
  }
  if (isProtection(said) && [403, 405, 409, 422].includes(status)) {
    return new GithubError('branch_protected', `The branch is protected at GitHub: ${sentence(said)}`)
  }
  switch (status) {
    case 401:
      return new GithubError('unauthorized', unauthorized(asker))
    case 403:
      return forbidden(refusal, said, asker)
    case 404: {
      const lacks = missingScopes(refusal, asker)
      if (lacks === null) return unseen(asker)
      return new GithubError('missing_permission', `${unseen(asker).message} ${lacks}`, {
        url: `${webUrl(host)}/settings/tokens`,
      })
    }
    case 451:
      return unseen(asker)
    case 410:
      return new GithubError('not_found', `It is gone, or turned off in the repository: ${sentence(said)}`)
    case 405:
    case 409:
      return new GithubError('conflict', `GitHub cannot do this as things are: ${sentence(said)}`)
    // What `carefulFetch` makes of a redirect that it does not follow.
    case 421:
      return new GithubError(
        'invalid',
        `${host} sends callers elsewhere. Check its name in Settings › GitHub.`,
      )
    case 422:
      return new GithubError(
        'invalid',
        `GitHub does not take this: ${sentence(withErrors(said, refusal.data))}`,
      )
    default:
  }
  if (status >= 500) {
    return new GithubError('server_error', `${host} has trouble of its own (${status}). Try again later.`, {
      retryAt: 'retry-after' in refusal.headers ? retryTime(refusal, asker) : null,
    })
  }
  return new GithubError('invalid', `${host} answered ${status}: ${sentence(said)}`)
}

/** `contents=write,pull_requests=write; issues=write` as `Contents (write) and Pull requests (write), or Issues (write)`. */
export function permissionsInWords(header: string): string {
  return header
    .split(';')
    .map((set) => set.split(',').flatMap((one) => permissionInWords(one.trim())))
    .filter((set) => set.length > 0)
    .map((set) => set.join(' and '))
    .join(', or ')
}

function permissionInWords(text: string): string[] {
  const [, name, access] = /^([a-z_]{1,60})=(read|write|admin)$/.exec(text) ?? []
  if (name === undefined || access === undefined) return []
  // As the dialog for a token calls it, and GitHub’s own settings.
  const known = TOKEN_PERMISSIONS.find(({ id }) => id === name)?.name
  const words = known ?? name.charAt(0).toUpperCase() + name.slice(1).replaceAll('_', ' ')
  return [`${words} (${access})`]
}

const whose = ({ login }: Asker) => login ?? 'this account'

const unauthorized = ({ host, login }: Asker) =>
  login === null
    ? `${host} does not take this token. Is it whole, of this server, and not expired?`
    : `${host} does not take the token of ${login} any more. Sign in again in Settings › GitHub.`

function forbidden(refusal: Refusal, said: string, asker: Asker): GithubError {
  const sso = header(refusal, 'x-github-sso')
  if (sso.startsWith('required')) {
    const url = ownUrl(/url=([^;\s]+)/.exec(sso)?.[1], asker.host)
    return new GithubError(
      'sso_required',
      `The organisation wants a single sign-on for the token of ${whose(asker)}. Authorise it ${url === null ? 'in your settings ' : ''}at GitHub, then try again.`,
      { url },
    )
  }
  const accepted = permissionsInWords(header(refusal, 'x-accepted-github-permissions'))
  // No permission that the user could give: it is as if there were none.
  if (accepted.startsWith('Checks') && asker.scopes === null)
    return new GithubError(
      'not_found',
      'GitHub shows checks of a private repository to no fine-grained token. Sign in with a code, or use a classic token with the scope repo.',
    )
  if (accepted !== '' && asker.scopes === null) {
    const url = `${webUrl(asker.host)}/settings/personal-access-tokens`
    return new GithubError(
      'missing_permission',
      `The token of ${whose(asker)} may not do this here. It needs the permission ${accepted} for ${asker.repository ?? 'this repository'}.`,
      { url },
    )
  }
  const lacks = missingScopes(refusal, asker)
  if (lacks !== null) {
    return new GithubError('missing_permission', lacks, { url: `${webUrl(asker.host)}/settings/tokens` })
  }
  const restricted = /OAuth App access restrictions/i.test(said)
  return new GithubError(
    'missing_permission',
    restricted
      ? 'The organisation has not approved this app. Ask for its approval at GitHub, then try again.'
      : `GitHub does not let ${whose(asker)} do this: ${sentence(said)}`,
    { url: restricted ? `${webUrl(asker.host)}/settings/applications` : null },
  )
}

const unseen = (asker: Asker) =>
  new GithubError('not_found', `${asker.host} has nothing there, or ${whose(asker)} may not see it.`)

/** Of an OAuth or classic token, when none of those that would do is among them. */
function missingScopes(refusal: Refusal, asker: Asker): string | null {
  const told = refusal.headers['x-oauth-scopes']
  const has = told === undefined ? asker.scopes : scopesOf(String(told))
  const wanted = scopesOf(header(refusal, 'x-accepted-oauth-scopes'))
  if (has === null || wanted.length === 0 || wanted.some((one) => has.includes(one))) return null
  return `The token of ${whose(asker)} lacks the scope ${wanted.join(' or ')}. Sign in again, or give it another token.`
}

function isRateLimit({ status, headers }: Refusal, said: string): boolean {
  if (status === 429) return true
  if (status !== 403) return false
  if (String(headers['x-ratelimit-remaining']) === '0') return true
  return headers['retry-after'] !== undefined || /secondary rate limit|abuse detection/i.test(said)
}

function rateLimit(refusal: Refusal, asker: Asker): GithubError {
  const retryAt = retryTime(refusal, asker)
  const at = `${retryAt.slice(11, 16)} UTC`
  const isPrimary = header(refusal, 'x-ratelimit-remaining') === '0'
  // They are counted for themselves, by the minute.
  const isSearch = header(refusal, 'x-ratelimit-resource') === 'search'
  return new GithubError(
    'rate_limited',
    isPrimary
      ? `All ${isSearch ? 'searches' : 'requests'} that ${asker.host} takes of ${whose(asker)} in ${isSearch ? 'a minute' : 'an hour'} are used up. It takes more at ${at}.`
      : `${asker.host} asks for a pause: there were many requests of ${whose(asker)} in a short time. It takes more at ${at}.`,
    { retryAt },
  )
}

/** As GitHub says it, by its own clock; never longer than an hour from now. */
function retryTime(refusal: Refusal, { now }: Asker): string {
  const after = Number.parseInt(header(refusal, 'retry-after'), 10)
  const reset = Number.parseInt(header(refusal, 'x-ratelimit-reset'), 10)
  const theirNow = Date.parse(header(refusal, 'date'))
  const wait =
    after >= 0
      ? after * 1000
      : header(refusal, 'x-ratelimit-remaining') === '0' && reset > 0
        ? reset * 1000 - (Number.isNaN(theirNow) ? now : theirNow) + 1000
        : USUAL_WAIT_MS
  return new Date(now + Math.min(Math.max(wait, 1000), LONGEST_WAIT_MS)).toISOString()
}

const isProtection = (said: string) =>
  /protected[- ]branch|branch protection|rule violations|approving review|required status check|changes must be made through a pull request/i.test(
    said,
  )

/** The scopes of an OAuth or classic token: `repo, read:user`. */
export const scopesOf = (list: string): string[] =>
  list
    .split(',')
    .map((scope) => scope.trim())
    .filter((scope) => /^[\w:]{1,60}$/.test(scope))

const header = ({ headers }: Refusal, name: string): string => String(headers[name] ?? '')

/** Only a page of the server itself is offered to be opened. */
function ownUrl(text: string | undefined, host: string): string | null {
  if (text === undefined || !URL.canParse(text)) return null
  const url = new URL(text)
  return url.origin === webUrl(host) || url.origin === webUrl(GITHUB) ? url.href : null
}

/** What GitHub said, in one line of plain text. */
function messageOf(data: unknown): string {
  const text = typeof data === 'string' ? data.replaceAll(/<[^>]*>/g, ' ') : field(data, 'message')
  return oneLine(text, 300)
}

function withErrors(said: string, data: unknown): string {
  const errors = typeof data === 'object' && data !== null ? (data as { errors?: unknown }).errors : undefined
  if (!Array.isArray(errors)) return said
  const details = errors.slice(0, 3).flatMap((error: unknown) => {
    if (typeof error === 'string') return [oneLine(error, 200)]
    const message = field(error, 'message')
    const other = [field(error, 'field'), field(error, 'code').replaceAll('_', ' ')].join(' ').trim()
    return message !== '' ? [oneLine(message, 200)] : other === '' ? [] : [oneLine(other, 200)]
  })
  return details.length === 0 ? said : `${said.replace(/[.:]$/, '')}: ${details.join('; ')}`
}

function field(data: unknown, name: string): string {
  if (typeof data !== 'object' || data === null) return ''
  const value = (data as Record<string, unknown>)[name]
  return typeof value === 'string' ? value : ''
}

/** Plain text of somebody else's, in one line. */
export const oneLine = (text: string, most: number) =>
  text
    .replaceAll(/[\s\p{Cc}\p{Cf}]+/gu, ' ')
    .trim()
    .slice(0, most)
    .toWellFormed()

/** What GitHub said, with a full stop. */
export const sentence = (said: string) =>
  said === '' ? 'it says no more.' : /[.!?]$/.test(said) ? said : `${said}.`
