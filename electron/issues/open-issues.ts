import type { GithubRepository } from '#shared/github.ts'
import type { Project } from '#shared/projects.ts'
import { type Github, GithubError } from '../github/github.ts'
import { createIssueApi } from './github-issues.ts'
import type { IssueApi } from './issue-api.ts'

/** The issues of a repository, with the account that speaks for a project. @throws GithubError */
export async function openIssues(
  github: Pick<Github, 'accounts' | 'accountFor' | 'api'>,
  project: Project,
  repository: GithubRepository | null = project.github,
  signal: AbortSignal,
): Promise<{ api: IssueApi; repository: GithubRepository; accountId: string }> {
  if (repository === null)
    throw new GithubError(
      'no_remote',
      `${project.name} has no remote at GitHub. Add one to its repository, then open the project again.`,
    )
  const chosen = await github.accountFor({ github: repository, githubAccountId: project.githubAccountId })
  // One whose token is not taken any more is nobody's choice, and yet whom to mend.
  const account = chosen ?? (await github.accounts()).find(({ host }) => host === repository.host)
  if (account === undefined)
    throw new GithubError(
      'no_account',
      `No account of ${repository.host} speaks for ${project.name}. Sign in, or choose one in the project’s settings.`,
    )
  if (chosen === null && account.state === 'ready')
    throw new GithubError(
      'no_account',
      `Several accounts of ${repository.host} could speak for ${project.name}. Choose one in the project’s settings.`,
    )
  if (account.state !== 'ready')
    throw new GithubError(
      account.state === 'refused' ? 'unauthorized' : 'no_account',
      account.problem ?? `${account.login} is signed out. Sign in again.`,
    )
  const api = createIssueApi({ api: await github.api(account.id), repository, signal })
  return { api, repository, accountId: account.id }
}
