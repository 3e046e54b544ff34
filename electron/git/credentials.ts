/** Whose a credential is, for what is said when it does not do. */
export interface CredentialOwner {
  host: string
  login: string
  /** null = of a fine-grained token, which has permissions instead. */
  scopes: readonly string[] | null
}

/** What git is to sign in with, at one host and for one call. Never written anywhere. */
export interface Credential {
  username: string
  password: string
  owner?: CredentialOwner | undefined
  /** Told when the server does not take it. Never fails. */
  onRefused?: (() => Promise<void>) | undefined
}

/**
 * Asked before git speaks to a remote over HTTP.
 *
 * @param ask `url` is where git will go, credentials taken out; `repo` the working tree it is called for, or null
 *   for a clone, whose folder `path` is
 * @returns null = git signs in as the user has configured it
 */
export type CredentialSource = (ask: {
  url: string
  repo: string | null
  path: string | null
}) => Promise<Credential | null>
