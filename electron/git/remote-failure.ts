import type { AppError } from '#shared/errors.ts'
import { webUrl } from '#shared/github-words.ts'
import type { CredentialOwner } from './credentials.ts'

/** Why a remote did not do what git wanted of it. Carried as `reason` by GIT_ERROR. */
export type RemoteFailureReason =
  /** The host cannot be reached, or the connection broke. */
  | 'offline'
  | 'timeout'
  /** It is at fault itself, or wants fewer calls. */
  | 'server_error'
  | 'credentials'
  | 'permission'
  /** The account must be let into the organisation first; `url` says where. */
  | 'sso'
  | 'archived'
  | 'protected'
  | 'not_found'
  /** There is no such branch. */
  | 'no_branch'
  | 'no_remote'
  /** It has other commits. */
  | 'diverged'
  /** A hook or a rule, there or here. */
  | 'rejected'
  | 'other'

export interface RemoteFailure {
  reason: RemoteFailureReason
  /** For the user: what happened, and what to do where that is known. */
  message: string
  /** Where it can be mended. */
  url: string | null
}

/** What git was to do. */
export interface RemoteDeed {
  verb: 'fetch' | 'push' | 'clone'
  /** What the remote is called. */
  remote: string
  branch: string | null
}

const MOST_SAID = 600
const BROKE = /hung up|early EOF|RPC failed|empty reply|unexpected disconnect|reset/i

/** Git LFS, which was not let in. */
const LARGE_FILES = /\b(git[ -]lfs|lfs\/(?:locks|objects)|info\/lfs)\b/i
const OF_LARGE_FILES =
  'Git LFS is given no token of your account: it signs in as you have git set up. Sign in with git once (`git lfs push`), then try again.'

const WORKFLOW = /refusing to allow an? .* without `?workflows?`?/i

/** In this order: what is said of a refusal stands among what is said of its transport. */
const SAID: readonly (readonly [RegExp, RemoteFailureReason])[] = [
  [/couldn't find remote ref|Remote branch .* not found in upstream/i, 'no_branch'],
  [/SAML SSO|single sign-on/i, 'sso'],
  [/archived so (?:it )?is read-only|repository (?:was|is) archived/i, 'archived'],
  [/push protection|cannot contain secrets/i, 'rejected'],
  [
    /GH006|GH013|protected branch|repository rule violations|not allowed to push code to protected/i,
    'protected',
  ],
  [WORKFLOW, 'permission'],
  [/\((?:fetch first|non-fast-forward)\)/i, 'diverged'],
  [/!\s+\[remote rejected\]/i, 'rejected'],
  [/(?:remote: |ERROR: )Repository not found|fatal: repository '[^'\n]*' not found/i, 'not_found'],
  [/does not appear to be a git repository|returned error: 404|no such repository/i, 'not_found'],
  [/permission to \S+ denied|write access to repository not granted|returned error: 403/i, 'permission'],
  [/could not read (?:username|password)|authentication failed|terminal prompts disabled/i, 'credentials'],
  [/permission denied|host key verification failed|returned error: 401/i, 'credentials'],
  [/could not resolve host|name resolution|network is unreachable|no route to host/i, 'offline'],
  [/connection (?:refused|timed out|reset)|failed to connect|could not connect/i, 'offline'],
  [/operation too slow|gateway time-?out|returned error: 504/i, 'timeout'],
  [/returned error: (?:5\d\d|429)|internal server error/i, 'server_error'],
  [/hung up unexpectedly|early EOF|RPC failed|empty reply from server|unexpected disconnect/i, 'offline'],
]

/** Why a call over the network failed, by what git says of it. */
export function remoteFailure(error: AppError, deed: RemoteDeed): RemoteFailure {
  const { details } = error
  // One of ours says itself what is wrong.
  if (details?.reason === 'credentials') return { reason: 'credentials', message: error.message, url: null }
  // The connection breaks then, too.
  if (details?.diskFull === true) return { reason: 'other', message: error.message, url: null }
  const stderr = typeof details?.stderr === 'string' ? details.stderr : ''
  const said = SAID.find(([pattern]) => pattern.test(stderr))?.[1] ?? 'other'
  // What the hook of Git LFS says of its own sign-in is not about ours.
  const isOfHook = isRefusedByHook(stderr) && LARGE_FILES.test(stderr)
  const reason = details?.timedOut === true ? 'timeout' : isOfHook ? 'other' : said
  const owner = ownerIn(details?.owner)
  const facts = { stderr, said: saidBy(stderr), signedIn: details?.signedIn === true, owner }
  const url = /https:\/\/\S+\/sso\?\S+/.exec(stderr)?.[0] ?? mendingPage(reason, facts)
  return { reason, url, message: words(reason, deed, facts) ?? fallback(error, deed, facts) }
}

/** Words of a remote that are worth repeating. */
function saidBy(stderr: string): string {
  const lines = Array.from(stderr.matchAll(/^(?:remote:|ERROR:) *(?:error: *)?(\S.*)$/gm), (match) =>
    (match[1] ?? '').replace(/\p{Cc}/gu, '').trim(),
  )
  const telling = lines.filter(
    (line) => /[\p{L}\p{N}]/u.test(line) && !/^(?:[A-Z][a-z ]+: +\d+%|hook declined)/.test(line),
  )
  const said = [...new Set(telling)].slice(0, 5).join(' ')
  return said.length > MOST_SAID ? `${said.slice(0, MOST_SAID)}…` : said
}

interface Facts {
  stderr: string
  said: string
  /** It had the token of an account. */
  signedIn: boolean
  /** Whose that was; null = not known. */
  owner: CredentialOwner | null
}

const ownerIn = (value: unknown): CredentialOwner | null =>
  typeof value === 'object' && value !== null ? (value as CredentialOwner) : null

/** Where a token is given what it lacks. */
function mendingPage(reason: RemoteFailureReason, { owner, stderr }: Facts): string | null {
  if (owner === null) return null
  const isFine = owner.scopes === null
  const tokens = `${webUrl(owner.host)}/settings/${isFine ? 'personal-access-tokens' : 'tokens'}`
  if (reason === 'sso') return tokens
  if (reason !== 'permission') return null
  // What a sign-in with a code asked for is not changed at GitHub.
  if (WORKFLOW.test(stderr)) return /\bOAuth App\b/i.test(stderr) ? null : tokens
  return isFine || lacksScope(owner) ? tokens : null
}

const lacksScope = ({ scopes }: CredentialOwner) =>
  scopes !== null && !scopes.includes('repo') && !scopes.includes('public_repo')

const then = (sentence: string, said: string) => (said === '' ? `${sentence}.` : `${sentence}: ${said}`)

/** @returns null when there is nothing better to say than git has */
function words(
  reason: RemoteFailureReason,
  { verb, remote: name, branch }: RemoteDeed,
  facts: Facts,
): string | null {
  const { stderr, said, signedIn, owner } = facts
  const remote = owner?.host ?? name
  switch (reason) {
    case 'timeout':
      return `${remote} did not answer in time.`
    case 'offline':
      if (/could not resolve host|name resolution|network is unreachable/i.test(stderr))
        return `The host of ${remote} cannot be reached: this computer seems to be offline.`
      return BROKE.test(stderr)
        ? `The connection to ${remote} broke.`
        : `The host of ${remote} cannot be reached, or takes no connections.`
    case 'server_error':
      return then(`${remote} has an error of its own, or wants fewer calls`, said)
    case 'sso':
      if (owner !== null)
        return `The organisation ${/'([\w.-]{1,100})' organization/.exec(stderr)?.[1] ?? 'at GitHub'} wants a single sign-on for the token of ${owner.login}. Authorise it at GitHub, then try again.`
      return then(`${remote} wants you to sign in to its organization first`, said)
    case 'archived':
      return `The repository at ${remote} is archived, so nothing can be pushed to it.`
    case 'credentials':
      if (signedIn)
        return `${remote} does not take the token of ${whom(facts)}, which may have been revoked or have run out. Sign in again in Settings › GitHub.`
      if (verb === 'push')
        return `${remote} wants credentials, or does not let you push. Sign in with git once, then try again.`
      if (verb === 'fetch') return `${remote} wants a password or key that git does not have.`
      return `${remote} wants to know who you are: the repository is private, or not there. Sign in with an account that can see it, or let your git credential helper or an ssh key answer.`
    case 'permission': {
      const refused = then(
        `${remote} does not let ${owner === null ? whom(facts) : `the token of ${owner.login}`} ${verb === 'push' ? 'push' : 'read it'}`,
        said,
      )
      return [sentence(refused), lackOf(facts, verb), verb === 'push' ? wayToPush(stderr, name) : '']
        .filter((part) => part !== '')
        .join(' ')
    }
    case 'protected':
      return `${sentence(then(`${branch ?? 'The branch'} is protected at ${remote}`, said))} Have whoever set that rule leave this branch out, or let your account pass.`
    case 'not_found':
      return /does not appear to be/.test(stderr)
        ? `${remote} leads to no repository.`
        : `${remote} leads to no repository, or to one that ${whom(facts)} may not see.`
    case 'no_branch':
      return `${remote} has no branch “${branch ?? ''}”.`
    case 'diverged':
      return `${remote} has other commits on ${branch ?? 'it'}, which are left alone. Fetch them, or rename the branch there.`
    default:
      return null
  }
}

/** What can be done where nothing may be pushed. A fork is the user's to make. */
const wayToPush = (stderr: string, remote: string) =>
  WORKFLOW.test(stderr)
    ? `Files in .github/workflows are changed by a token alone that may change workflows: ${/\bOAuth App\b/i.test(stderr) ? 'a sign-in with a code does not ask for that, so add a token that may in Settings › GitHub (classic: the scopes repo and workflow; fine-grained: Workflows, read and write, beside the others)' : 'give it that right at GitHub (classic: the scope workflow; fine-grained: Workflows, read and write)'}, or push the branch yourself.`
    : `Ask for write access to the repository. Or fork it there and have branches pushed to your fork (git remote set-url --push ${remote} URL-OF-THE-FORK): the pull request is made in the fork then, from where you can open one to the original.`

const sentence = (words: string) => (/[.!?]$/.test(words) ? words : `${words}.`)

const whom = ({ signedIn, owner }: Facts) => owner?.login ?? (signedIn ? 'your account' : 'you')

/** What the token needs; the page that it is given on is named beside it. */
function lackOf({ owner, stderr }: Facts, verb: RemoteDeed['verb']): string {
  if (owner === null || WORKFLOW.test(stderr)) return ''
  if (owner.scopes === null)
    return `It needs the permission Contents (${verb === 'push' ? 'read and write' : 'read'}) for this repository.${verb === 'push' ? ' If it has that:' : ''}`
  return lacksScope(owner) ? `It lacks the scope repo.${verb === 'push' ? ' If that is not it:' : ''}` : ''
}

/** Git says nothing of the remote: it was a hook here. */
const isRefusedByHook = (stderr: string) => /failed to push some refs/.test(stderr) && !/^ ! \[/m.test(stderr)

function fallback(error: AppError, { verb, remote, branch }: RemoteDeed, { stderr, said }: Facts): string {
  if (verb !== 'push') return said === '' ? error.message : `${error.message} (${said})`
  if (!isRefusedByHook(stderr))
    return `${remote} did not take ${branch ?? 'it'}: ${said === '' ? error.message : said}`
  const lines = stderr.split(/[\r\n]+/).filter((line) => line.trim() !== '' && !/failed to push/.test(line))
  const last = lines.slice(-5).join(' ').slice(0, MOST_SAID)
  const refused = then('The pre-push hook of the repository refused', last)
  return LARGE_FILES.test(stderr) ? `${sentence(refused)} ${OF_LARGE_FILES}` : refused
}
