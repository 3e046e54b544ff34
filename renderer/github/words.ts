import type { GhAccount, GithubAccount } from '#shared/github.ts'
import { GITHUB } from '#shared/github-words.ts'
import { t } from '../strings/t.ts'

const KINDS: Record<GithubAccount['kind'], string> = {
  device: t('Signed in with a code'),
  token: t('Personal access token'),
  gh: t('Token of gh'),
}

/** What stands under an account's name. */
export function accountWords({ host, kind, scopes }: GithubAccount): string {
  const rights =
    scopes === null ? t('fine-grained') : scopes.length === 0 ? t('no scopes') : scopes.join(', ')
  return [...(host === GITHUB ? [] : [host]), KINDS[kind], rights].join(' · ')
}

/** Where an account is among those of `gh`, an older one of which does not tell whose it is; the first where it is not. */
export function indexOf(
  { host, login }: { host: string; login: string },
  accounts: readonly GhAccount[],
): number {
  const at = (name: string | null) =>
    accounts.findIndex((one) => one.host === host && (one.login?.toLowerCase() ?? null) === name)
  return [at(login.toLowerCase()), at(null)].find((index) => index !== -1) ?? 0
}

/** How the token of an account is brought anew. */
export function wayBack({ kind }: GithubAccount, hasGh: boolean): 'sign-in' | 'gh' | 'token' {
  if (kind === 'device') return 'sign-in'
  return kind === 'gh' && hasGh ? 'gh' : 'token'
}

/** `13:05` of what is left until `expiresAt`; never below nothing. */
export function timeLeft(expiresAt: string, now: number): string {
  const seconds = Math.max(0, Math.floor((Date.parse(expiresAt) - now) / 1000))
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}

/** The name of a server from what somebody pastes for it: an address of one of its pages, or of its API. */
export function serverName(text: string): string {
  const plain = text.trim().toLowerCase()
  const address = /^https?:\/\//.test(plain) ? plain : `https://${plain}`
  if (!URL.canParse(address)) return plain
  const { host } = new URL(address)
  return host === 'api.github.com' || host === 'www.github.com' ? GITHUB : host
}
