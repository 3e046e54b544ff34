import { AppError } from '#shared/errors.ts'
import { GITHUB } from '#shared/github-words.ts'
import type { StoredSettings } from '#shared/settings.ts'

/** Put in by the build from the environment variable of the same name; see electron.vite.config.ts. */
declare const OPENLINEAR_GITHUB_CLIENT_ID: string

/**
 * The OAuth app to sign in with at a host; null = none is known. What the user has set comes first, then what this
 * was started with, then what it was built with.
 */
export function clientIdFor(
  host: string,
  { githubHosts }: Pick<StoredSettings, 'githubHosts'>,
): string | null {
  const own = githubHosts.find((one) => one.host === host)?.clientId
  if (own !== undefined && own !== null) return own
  if (host !== GITHUB) return null
  const built = typeof OPENLINEAR_GITHUB_CLIENT_ID === 'string' ? OPENLINEAR_GITHUB_CLIENT_ID : ''
  return [process.env.OPENLINEAR_GITHUB_CLIENT_ID ?? '', built].find((id) => id !== '') ?? null
}

/** {@link clientIdFor}, where there has to be one. @throws AppError GITHUB_NOT_SET_UP */
export function requireClientId(host: string, settings: Pick<StoredSettings, 'githubHosts'>): string {
  const id = clientIdFor(host, settings)
  if (id !== null) return id
  throw new AppError(
    'GITHUB_NOT_SET_UP',
    `OpenLinear knows no OAuth app to sign in with at ${host}. Register one with device flow on and set its client ID in Settings › GitHub, or use a token.`,
    { host },
  )
}
