import type { GithubAccount } from '#shared/github.ts'
import { isLoopback, NEEDED_SCOPE } from '#shared/github-words.ts'

/** Of the accounts at a host the one that is chosen, else the only one whose token holds. */
export function accountAt(
  accounts: readonly GithubAccount[],
  host: string,
  own: string | null,
): GithubAccount | null {
  const there = accounts.filter((account) => account.host === host)
  const chosen = there.find(({ id }) => id === own)
  if (chosen !== undefined) return chosen
  const ready = there.filter(({ state }) => state === 'ready')
  return ready.length === 1 ? (ready[0] ?? null) : null
}

/** Of a URL that a token may be sent to. */
export function hostOf(url: string): string | null {
  if (!URL.canParse(url)) return null
  const { protocol, host } = new URL(url)
  return protocol === 'https:' || (protocol === 'http:' && isLoopback(host)) ? host.toLowerCase() : null
}

/** What a token with these scopes cannot do; null = nothing, or GitHub does not tell. */
export function lacking(scopes: readonly string[] | null): string | null {
  if (scopes === null || scopes.includes(NEEDED_SCOPE)) return null
  return scopes.includes('public_repo')
    ? 'Its token lacks the scope repo: only public repositories can be worked with.'
    : 'Its token lacks the scope repo: nothing can be cloned, pushed or published with it.'
}
