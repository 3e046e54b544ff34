import { AppError } from '#shared/errors.ts'
import { locate } from './locate.ts'
import { commitOf, listRemotes, mainRemote } from './refs.ts'
import type { Runner } from './run-git.ts'
import { sshEnvironment } from './ssh.ts'

export interface FetchOptions {
  repo: string
  /** Default: `origin`, or the only remote there is. */
  remote?: string | undefined
  branch: string
  signal?: AbortSignal | undefined
  /** Longest wait for an answer, fetches of the same repository that come first included; a minute by default. */
  patienceMs?: number | undefined
}

const PATIENCE_MS = 60_000
/** What each fetch may take, however long it stood behind others: they may have brought what it wants. */
const LEAST_MS = 5_000

/**
 * Brings one remote branch up to date, and nothing else: no tags, no other branch, no FETCH_HEAD. That it
 * could not be done (offline, no such remote or branch, no leave) is an answer, not an error.
 *
 * @returns `problem` in words when it was not fetched
 * @throws the signal's reason when it is aborted
 */
export async function fetchBranch(
  git: Runner,
  { repo, remote: wanted, branch, signal, patienceMs = PATIENCE_MS }: FetchOptions,
): Promise<{ fetched: boolean; problem: string | null }> {
  const remote = wanted ?? (await mainRemote(git, repo))
  const known = (await listRemotes(git, repo)).some(({ name }) => name === remote)
  if (remote === null || !known) {
    const problem =
      remote === null ? 'The repository has no remote.' : `The repository has no remote “${remote}”.`
    return { fetched: false, problem }
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
      return git.run({
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
          remote,
          `+refs/heads/${branch}:refs/remotes/${remote}/${branch}`,
        ],
        env: await sshEnvironment(git, repo),
        write: true,
        network: true,
        timeoutMs: Math.max(patienceMs - (performance.now() - asked), Math.min(LEAST_MS, patienceMs)),
        signal,
      })
    })
    await Promise.race([fetched, left.promise])
    return { fetched: true, problem: null }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return { fetched: false, problem: inWords(error, remote, branch) }
  } finally {
    signal?.removeEventListener('abort', leave)
  }
}

function inWords(error: AppError, remote: string, branch: string): string {
  const stderr = typeof error.details?.stderr === 'string' ? error.details.stderr : ''
  if (error.details?.timedOut === true) return `${remote} did not answer in time.`
  if (/couldn't find remote ref/i.test(stderr)) return `${remote} has no branch “${branch}”.`
  if (/could not resolve host|name resolution|network is unreachable/i.test(stderr)) {
    return `The host of ${remote} cannot be reached: this computer seems to be offline.`
  }
  if (/connection (refused|timed out|reset)|failed to connect|no route to host/i.test(stderr)) {
    return `The host of ${remote} cannot be reached, or takes no connections.`
  }
  if (
    /could not read username|authentication failed|permission denied|terminal prompts disabled/i.test(stderr)
  ) {
    return `${remote} wants a password or key that git does not have.`
  }
  if (/does not appear to be a git repository|repository.*not found/i.test(stderr)) {
    return `${remote} leads to no repository.`
  }
  return error.message
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
  await fetchBranch(git, { repo, remote, branch, signal })
  return commitOf(git, { repo, ref: `refs/remotes/${remote}/${branch}` })
}
