import type { GithubAccount } from '#shared/github.ts'
import { GITHUB } from '#shared/github-words.ts'

const KINDS: Record<GithubAccount['kind'], string> = {
  device: 'Signed in with a code',
  token: 'Personal access token',
  gh: 'Token of gh',
}

/** What stands under an account's name. */
export function accountWords({ host, kind, scopes }: GithubAccount): string {
  const rights = scopes === null ? 'fine-grained' : scopes.length === 0 ? 'no scopes' : scopes.join(', ')
  return [...(host === GITHUB ? [] : [host]), KINDS[kind], rights].join(' · ')
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
