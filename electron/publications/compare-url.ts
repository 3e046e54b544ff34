import { webUrl } from '#shared/github-words.ts'
import type { GithubRepository } from '#shared/github.ts'

interface Branches {
  base: string
  branch: string
}

/**
 * Where a pull request can be made by hand.
 *
 * @param remoteUrl of a remote that is no GitHub
 * @returns null when the remote is of a kind that we do not know
 */
export function compareUrl(
  repository: GithubRepository | null,
  remoteUrl: string | null,
  { base, branch }: Branches,
): string | null {
  const range = `${inPath(base)}...${inPath(branch)}`
  if (repository !== null)
    return `${webUrl(repository.host)}/${repository.owner}/${repository.name}/compare/${range}?expand=1`
  const place = remoteUrl === null ? null : placeOf(remoteUrl)
  if (place === null) return null
  const { host, path } = place
  if (host === 'gitlab.com') {
    const query = new URLSearchParams({
      'merge_request[source_branch]': branch,
      'merge_request[target_branch]': base,
    })
    return `https://gitlab.com/${path}/-/merge_requests/new?${query.toString()}`
  }
  return host === 'codeberg.org' || host === 'gitea.com' ? `https://${host}/${path}/compare/${range}` : null
}

const inPath = (branch: string) => branch.split('/').map(encodeURIComponent).join('/')

/** Host and path of an address as git takes it: a URL, or `user@host:path`. */
function placeOf(remoteUrl: string): { host: string; path: string } | null {
  const scp = /^(?:[\w.-]+@)?([\w.-]+):(?!\/\/)([^:]+)$/.exec(remoteUrl)
  const url = scp === null && URL.canParse(remoteUrl) ? new URL(remoteUrl) : null
  const host = (scp?.[1] ?? url?.hostname ?? '').toLowerCase()
  const path = (scp?.[2] ?? url?.pathname ?? '').replaceAll(/^\/+|\/+$/g, '').replace(/\.git$/, '')
  return /^[\w.-]+(?:\/[\w.-]+)+$/.test(path) && host !== '' ? { host, path } : null
}
