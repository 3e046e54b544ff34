import type { Octokit } from '@octokit/rest'

/** GitHub's REST API with the token of one account. Routes and parameters are those of Octokit. */
export interface GithubApi {
  readonly host: string
  readonly login: string
  /** @throws GithubError for whatever goes wrong; rate limits are not waited for but told */
  readonly request: Octokit['request']
  /**
   * What REST cannot do, through GitHub's GraphQL API.
   *
   * @param options `missing`: what is not found is null in the answer, instead of an error
   * @throws GithubError
   */
  graphql<T>(
    query: string,
    variables: Record<string, unknown>,
    options?: { missing?: boolean; signal?: AbortSignal },
  ): Promise<T>
  /**
   * Asks whether something has changed since it was answered with `etag`; null = it never was.
   *
   * @returns null when it has not; `hasNext`: its `Link` header names a page after this one;
   *   `isPartial`: what lies behind a single sign-on that the token has not been through is left out;
   *   `date`: what the clock there says, in milliseconds since 1970
   * @throws GithubError
   */
  ifChanged<T>(
    route: string,
    parameters: Record<string, unknown>,
    etag: string | null,
  ): Promise<{
    data: T
    etag: string | null
    hasNext: boolean
    isPartial: boolean
    date: number | null
  } | null>
}
