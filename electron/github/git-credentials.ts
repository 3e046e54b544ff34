import type { GithubAccount } from '#shared/github.ts'
import type { Project } from '#shared/projects.ts'
import type { CredentialSource } from '../git/git.ts'
import type { Log } from '../runs/engine.ts'
import { accountAt, hostOf } from './account-rules.ts'
import { GithubError } from './github-error.ts'

export interface GitCredentialsOptions {
  accounts: () => Promise<GithubAccount[]>
  projects: () => Promise<Pick<Project, 'repoPath' | 'githubAccountId'>[]>
  /** null = it has none. @throws GithubError when it cannot be read */
  tokenOf: (account: GithubAccount) => Promise<string | null>
  /** Its server does not take this token any more. */
  refuse: (account: GithubAccount, token: string) => Promise<void>
  log: Log
}

/** What git signs in with: the token of the account that speaks for a project, at the host of that account alone. */
export function gitCredentials({
  accounts,
  projects,
  tokenOf,
  refuse,
  log,
}: GitCredentialsOptions): CredentialSource {
  return async ({ url, repo, path }) => {
    const host = hostOf(url)
    if (host === null) return null
    const known = await accounts()
    if (!known.some((account) => account.host === host)) return null
    const place = repo ?? path
    const project = (await projects()).find(({ repoPath }) => repoPath === place)
    const account = accountAt(known, host, project?.githubAccountId ?? null)
    if (account === null) return null
    try {
      const token = await tokenOf(account)
      if (token === null) return null
      return {
        username: 'x-access-token',
        password: token,
        owner: { host: account.host, login: account.login, scopes: account.scopes },
        // The API need not have heard of it.
        onRefused: () =>
          refuse(account, token).catch((error: unknown) => {
            log('warn', 'an account was not marked as refused', {
              account: account.id,
              reason: String(error),
            })
          }),
      }
    } catch (error) {
      if (!(error instanceof GithubError)) throw error
      log('warn', 'git goes without a token', { reason: error.message })
      return null
    }
  }
}
