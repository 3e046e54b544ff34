import { PUBLISH_WAYS, type PublishWay } from '#shared/batch-words.ts'
import type { GithubAccount } from '#shared/github.ts'
import type { Project } from '#shared/projects.ts'
import { useGithubAccounts } from '../state/github-accounts.ts'

type Account = Pick<GithubAccount, 'host'>

/**
 * The ways to publish a batch that can be chosen: a pull request where somebody is signed in at the project's GitHub.
 *
 * @param project undefined = any
 * @param chosen stays, that it can be seen
 */
export function publishWays(
  project: Pick<Project, 'github'> | undefined,
  known: readonly Account[],
  chosen: PublishWay | null,
): PublishWay[] {
  const isThere = ({ host }: Account) => project === undefined || project.github?.host === host
  return PUBLISH_WAYS.filter((way) => way !== 'pull_request' || way === chosen || known.some(isThere))
}

/** {@link publishWays} with the accounts there are. */
export function usePublishWays(project: Project | undefined, chosen: PublishWay | null): PublishWay[] {
  const { accounts } = useGithubAccounts()
  return publishWays(project, accounts ?? [], chosen)
}
