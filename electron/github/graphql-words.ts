import { GithubError } from './github-error.ts'

/** One of the `errors` of an answer of GitHub's GraphQL API; `type` is its own addition. */
export interface GraphqlProblem {
  type?: string
  message: string
}

const MOST_WORDS = 500

/** What Octokit throws for an answer that has errors in it. */
export const isGraphqlRefusal = (
  error: unknown,
): error is Error & { errors?: GraphqlProblem[]; data?: unknown } =>
  error instanceof Error && error.name === 'GraphqlResponseError'

/** Why GitHub refused what was asked through GraphQL, in words of ours. */
export function graphqlInWords(
  problems: readonly GraphqlProblem[],
  login: string,
  token: string,
): GithubError {
  const all = problems.map(({ message }) => message).join(' ') || 'it did not say why.'
  // A server may quote what it was sent.
  const said = all.replaceAll(token, '…').slice(0, MOST_WORDS)
  const types = problems.map(({ type }) => type)
  if (types.includes('RATE_LIMITED'))
    return new GithubError('rate_limited', 'GitHub wants fewer requests. Try again in a while.')
  if (types.includes('NOT_FOUND'))
    return new GithubError('not_found', `It is not there, or ${login} may not see it: ${said}`)
  if (types.includes('FORBIDDEN') || types.includes('INSUFFICIENT_SCOPES'))
    return new GithubError('missing_permission', `The token of ${login} may not do this: ${said}`)
  return new GithubError('invalid', `GitHub does not take this: ${said}`)
}
