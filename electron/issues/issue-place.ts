import { webUrl } from '#shared/github-words.ts'
import type { GithubRepository } from '#shared/github.ts'
import type { GithubApi } from '../github/github-api.ts'
import type { AnsweredIssue } from './issue-shapes.ts'

/** Issues of a repository, as the account of `api` sees them. */
export interface IssuePlace {
  api: GithubApi
  repository: GithubRepository
  /** The host closes. */
  signal: AbortSignal
}

/** Most that GitHub gives at once. */
export const PER_PAGE = 100

export const ISSUES = 'GET /repos/{owner}/{repo}/issues'
export const ISSUE = '/repos/{owner}/{repo}/issues/{issue_number}'

/** As GitHub's routes name it. */
export const at = ({ repository: { owner, name }, signal }: IssuePlace) => ({
  owner,
  repo: name,
  request: { signal },
})

/** The repository's page. */
export const pageOf = ({ repository: { host, owner, name } }: IssuePlace) =>
  `${webUrl(host)}/${owner}/${name}`

/** Of the last page, as a `Link` header tells; 1 where there is none after this one. */
export const lastPage = (link: string | undefined) =>
  Number(/[?&]page=(\d+)[^>]*>;\s*rel="last"/.exec(link ?? '')?.[1] ?? 1)

/** As GitHub writes times. */
export const inSeconds = (time: string) => new Date(time).toISOString().replace(/\.\d+Z$/, 'Z')

/** GitHub lists pull requests among issues. */
export const isPull = ({ pull_request }: AnsweredIssue) => pull_request !== undefined && pull_request !== null
export const isIssue = (given: AnsweredIssue) => !isPull(given)
