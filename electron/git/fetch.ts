import { AppError } from '#shared/errors.ts'
import { accessTo } from './access.ts'
import { locate } from './locate.ts'
import { commitOf, listRemotes, mainRemote } from './refs.ts'
import { type RemoteFailureReason, remoteFailure } from './remote-failure.ts'
import { urlsOf } from './remote-url.ts'
import type { Runner } from './run-git.ts'

export interface FetchOptions {
  repo: string
  /** Default: `origin`, or the only remote there is. */
  remote?: string | undefined
  branch: string
  /** Another address of the remote to fetch from, as git uses it: where it is pushed to. */
  from?: string | undefined
  signal?: AbortSignal | undefined
  /** Longest wait for an answer, fetches of the same repository that come first included; a minute by default. */
  patienceMs?: number | undefined
}

/** Both null when it was fetched; else in words, too. */
export interface Fetched {
  fetched: boolean
  problem: string | null
  reason: RemoteFailureReason | null
}

const PATIENCE_MS = 60_000
/** What each fetch may take, however long it stood behind others: they may have brought what it wants. */
const LEAST_MS = 5_000

/**
 * Brings one remote branch up to date, and nothing else: no tags, no other branch, no FETCH_HEAD. That it
 * could not be done (offline, no such remote or branch, no leave) is an answer, not an error.
 *
 * @throws the signal's reason when it is aborted
 */
export async function fetchBranch(
  git: Runner,
  { repo, remote: wanted, branch, from, signal, patienceMs = PATIENCE_MS }: FetchOptions,
): Promise<Fetched> {
  const remote = wanted ?? (await mainRemote(git, repo))
  const known = (await listRemotes(git, repo)).some(({ name }) => name === remote)
  if (remote === null || !known) {
    const problem =
      remote === null ? 'The repository has no remote.' : `The repository has no remote “${remote}”.`
    return { fetched: false, problem, reason: 'no_remote' }
  }
  const key = (await locate(repo))?.commonDir ?? repo
  const asked = performance.now()
  const left = Promise.withResolvers<never>()
  // The place in the line is left at once; git itself is waited for.
  const leave = () => left.reject(signal?.reason)
  signal?.throwIfAborted()
  signal?.addEventListener('abort', leave, { once: true })
  try {
    const fetched = git.lockKey(`fetch ${key}`, async () => {
      signal?.throwIfAborted()
      signal?.removeEventListener('abort', leave)
      const urls = from === undefined ? await urlsOf(git, { repo, remote, push: false }) : [from]
      return git.run({
        ...(await accessTo(git, { cwd: repo, repo, path: null, urls: urls.slice(0, 1) })),
        cwd: repo,
        args: [
          'fetch',
          '--quiet',
          '--no-tags',
          '--no-prune',
          '--no-recurse-submodules',
          '--no-write-fetch-head',
          '--no-auto-maintenance',
          '--refmap=',
          '--',
          from ?? remote,
          `+refs/heads/${branch}:refs/remotes/${remote}/${branch}`,
        ],
        write: true,
        network: true,
        timeoutMs: Math.max(patienceMs - (performance.now() - asked), Math.min(LEAST_MS, patienceMs)),
        signal,
      })
    })
    await Promise.race([fetched, left.promise])
    return { fetched: true, problem: null, reason: null }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const { reason, message } = remoteFailure(error, { verb: 'fetch', remote, branch })
    return { fetched: false, problem: message, reason }
  } finally {
    signal?.removeEventListener('abort', leave)
  }
}

/**
 * The commit of a branch at the main remote, as far as it can be known now.
 *
 * @returns null when there is no remote or it has no such branch
 */
export async function remoteBranch(
  git: Runner,
  { repo, branch, signal }: { repo: string; branch: string; signal?: AbortSignal | undefined },
): Promise<string | null> {
  const remote = await mainRemote(git, repo)
  if (remote === null) return null
  const { reason } = await fetchBranch(git, { repo, remote, branch, signal })
  if (reason === 'no_branch') return null
  return commitOf(git, { repo, ref: `refs/remotes/${remote}/${branch}` })
}
