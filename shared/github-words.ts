// The page loads this file, so nothing of zod may stand in it.
import { t } from './strings/t.ts'

/** `device`: signed in with a code. `token`: pasted by the user. `gh`: taken from GitHub's own program. */
export const ACCOUNT_KINDS = ['device', 'token', 'gh'] as const
export type AccountKind = (typeof ACCOUNT_KINDS)[number]

/** The server that everybody has. */
export const GITHUB = 'github.com'

/** Whether a host may be spoken to without TLS: this machine only, for a stand-in. */
export const isLoopback = (host: string) => /^(localhost|127\.0\.0\.1)(:\d+)?$/.test(host)

/** Where the pages of a GitHub server are. */
export const webUrl = (host: string) => `${isLoopback(host) ? 'http' : 'https'}://${host}`

/** Where its REST API is (docs.github.com, “Getting started with the REST API”, for Enterprise Server). */
export function apiUrl(host: string): string {
  if (host === GITHUB) return 'https://api.github.com'
  // Enterprise Cloud with data residency.
  if (host.endsWith('.ghe.com')) return `https://api.${host}`
  return `${webUrl(host)}/api/v3`
}

/** What a sign-in by a code asks for. */
export const SIGN_IN_SCOPES = ['read:user', 'user:email', 'repo'] as const

/** Why a sign-in asks for a scope; '' = it asks for no such scope. */
export function scopeReason(scope: string): string {
  switch (scope) {
    case 'read:user':
      return t('Your name, to show which account it is.')
    case 'user:email':
      return t('Your addresses, which GitHub tells with your name. OpenLinear keeps none of them.')
    case 'repo':
      return t(
        'Your repositories: list and clone them, push branches, and open, follow and merge pull requests.',
      )
    default:
      return ''
  }
}

/** The scope without which nothing can be published. */
export const NEEDED_SCOPE = 'repo'

/**
 * What a fine-grained token has to be allowed. Checks are not among them: GitHub offers that permission to no
 * personal token, so theirs are read by way of Actions and commit statuses.
 */
export const TOKEN_PERMISSIONS = [
  { id: 'contents', name: 'Contents', access: 'write' },
  { id: 'pull_requests', name: 'Pull requests', access: 'write' },
  { id: 'issues', name: 'Issues', access: 'write' },
  { id: 'actions', name: 'Actions', access: 'read' },
  { id: 'statuses', name: 'Commit statuses', access: 'read' },
  { id: 'metadata', name: 'Metadata', access: 'read' },
] as const

/** What a permission of a fine-grained token is needed for. Its name is GitHub's, which speaks English. */
export function permissionReason(id: (typeof TOKEN_PERMISSIONS)[number]['id']): string {
  const reasons: Record<typeof id, string> = {
    contents: t('Clone, fetch and push branches'),
    pull_requests: t('Open, change and merge them'),
    issues: t('Labels, comments and linked issues'),
    actions: t('Results and logs of workflows'),
    statuses: t('Results of other checks'),
    metadata: t('Names of your repositories; always on'),
  }
  return reasons[id]
}

/** The page that makes a fine-grained token; github.com fills in what is wanted. */
export function newTokenUrl(host: string): string {
  const wanted = TOKEN_PERMISSIONS.map(({ id, access }) => `&${id}=${access}`)
  return `${webUrl(host)}/settings/personal-access-tokens/new?name=OpenLinear${wanted.join('')}`
}

/** The page that registers an OAuth app. */
export const newAppUrl = (host: string): string => `${webUrl(host)}/settings/applications/new`
