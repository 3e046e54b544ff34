import { z } from 'zod'
import { onOneLine } from '#shared/common.ts'
import type { RemoteRepository } from '#shared/github.ts'
import { isSameRepository, repositoryOf } from '#shared/github-remote.ts'
import { webUrl } from '#shared/github-words.ts'
import type { GithubApi } from './github-api.ts'

/** Most that GitHub gives at once. */
const PER_PAGE = 100
/** A list that goes on for longer than this does not end. */
const MOST_PAGES = 500

/** Those that the account owns, was invited to, or sees through an organisation. */
const QUERY = {
  affiliation: 'owner,organization_member,collaborator',
  sort: 'pushed',
  direction: 'desc',
  per_page: PER_PAGE,
} as const

/** A page of the list. */
export interface RepositoryPage {
  repositories: RemoteRepository[]
  /** Of the first page, to ask with the next time. */
  etag: string | null
  /** Organisations that demand a single sign-on are left out. */
  isPartial: boolean
}

/**
 * Brings what an account can see, page by page, the newest push first.
 *
 * @param etag of the first page the last time; null = bring all in any case
 * @returns nothing at all when the first page is still the same
 * @throws GithubError; the signal's reason
 */
export async function* repositoryPages(
  api: GithubApi,
  etag: string | null,
  signal: AbortSignal,
): AsyncGenerator<RepositoryPage> {
  const first = await api.ifChanged<unknown>('GET /user/repos', { ...QUERY, request: { signal } }, etag)
  signal.throwIfAborted()
  if (first === null) return
  const { etag: now, isPartial } = first
  yield { repositories: readPage(first.data, api.host), etag: now, isPartial }
  let hasNext = first.hasNext
  for (let page = 2; hasNext && page <= MOST_PAGES; page++) {
    const { data, headers } = await api.request('GET /user/repos', { ...QUERY, page, request: { signal } })
    signal.throwIfAborted()
    // By number: an address out of an answer could lead the token elsewhere.
    hasNext = /;\s*rel="next"/.test(headers.link ?? '')
    yield { repositories: readPage(data, api.host), etag: null, isPartial }
  }
}

/** What of GitHub's description of a repository is used. */
const answered = z.object({
  full_name: z.string().max(201),
  description: z.string().nullish(),
  private: z.boolean(),
  fork: z.boolean(),
  archived: z.boolean().nullish(),
  default_branch: z.string().min(1).max(255),
  ssh_url: z.string().nullish(),
  size: z.number().nullish(),
  pushed_at: z.string().nullish(),
  permissions: z.object({ push: z.boolean().nullish() }).nullish(),
})

/** One that cannot be read is left out: it keeps no other from being listed. */
function readPage(data: unknown, host: string): RemoteRepository[] {
  return z
    .array(z.unknown())
    .parse(data)
    .flatMap((one) => readRepository(one, host) ?? [])
}

/** Addresses are made here: what GitHub says about them could be any text. */
export function readRepository(data: unknown, host: string): RemoteRepository | null {
  const { success, data: given } = answered.safeParse(data)
  if (!success) return null
  const htmlUrl = `${webUrl(host)}/${given.full_name}`
  const repository = repositoryOf(htmlUrl, [host])
  if (repository === null) return null
  const fullName = `${repository.owner}/${repository.name}`
  const pushedAt = new Date(given.pushed_at ?? Number.NaN)
  // An Enterprise server may have its own port for ssh.
  const sshUrl = given.ssh_url ?? ''
  const said = /^https?:/i.test(sshUrl) ? null : repositoryOf(sshUrl, [host])
  const isSaid = said !== null && isSameRepository(said, repository)
  return {
    fullName,
    description:
      onOneLine(given.description ?? '')
        .slice(0, 500)
        .toWellFormed() || null,
    private: given.private,
    fork: given.fork,
    archived: given.archived ?? false,
    defaultBranch: given.default_branch,
    cloneUrl: `${htmlUrl}.git`,
    sshUrl: isSaid ? sshUrl : `git@${host.replace(/:\d+$/, '')}:${fullName}.git`,
    htmlUrl,
    size: Math.max(0, Math.trunc(given.size ?? 0)),
    pushedAt: Number.isNaN(pushedAt.getTime()) ? null : pushedAt.toISOString(),
    canPush: given.permissions?.push ?? false,
  }
}
