import { AppError } from '#shared/errors.ts'
import { type AccountRemote, accountRemote, borrowing, branchesOf, readRef } from './borrowing.ts'
import { locate } from './locate.ts'
import { commitOf, listRemotes, mainRemote } from './refs.ts'
import { type RemoteFailureReason, remoteFailure } from './remote-failure.ts'
import { urlsOf } from './remote-url.ts'
import type { GitCall, Runner } from './run-git.ts'
import { sshEnvironment } from './ssh.ts'

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
      const timeoutMs = Math.max(patienceMs - (performance.now() - asked), Math.min(LEAST_MS, patienceMs))
      const all = from === undefined ? await urlsOf(git, { repo, remote, push: false }) : [from]
      const urls = all.slice(0, 1)
      const limits = { network: true, timeoutMs, signal }
      const at = await accountRemote(git, { repo, remote, urls })
      if (at === null) await fetchAsUser(git, { repo, remote, branch, from, urls }, limits)
      else await fetchAsAccount(git, at, branch, limits)
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

const FLAGS = [
  'fetch',
  '--quiet',
  '--no-tags',
  '--no-prune',
  '--no-recurse-submodules',
  '--no-write-fetch-head',
  '--no-auto-maintenance',
  '--refmap=',
  '--',
]
const FETCHED = 'refs/openlinear/fetched'

const tracking = (remote: string, branch: string) => `refs/remotes/${remote}/${branch}`

async function fetchAsUser(
  git: Runner,
  {
    repo,
    remote,
    branch,
    from,
    urls,
  }: Pick<FetchOptions, 'repo' | 'branch' | 'from'> & { remote: string; urls: readonly string[] },
  limits: Pick<GitCall, 'network' | 'timeoutMs' | 'signal'>,
): Promise<void> {
  const refspec = `+refs/heads/${branch}:${tracking(remote, branch)}`
  const args = [...FLAGS, from ?? remote, refspec]
  const env = await sshEnvironment(git, repo, urls)
  await git.run({ ...limits, cwd: repo, args, env, write: true })
}

async function fetchAsAccount(
  git: Runner,
  at: AccountRemote,
  branch: string,
  limits: Pick<GitCall, 'network' | 'timeoutMs' | 'signal'>,
): Promise<void> {
  const { repo, remote } = at
  const refs = await branchesOf(git, repo)
  const commit = await borrowing(git, at, { refs }, async (call, folder) => {
    const args = [...FLAGS, remote, `+refs/heads/${branch}:${FETCHED}`]
    await git.run({ ...call, ...limits, args, write: true })
    return readRef(folder, FETCHED)
  })
  const ref = tracking(remote, branch)
  if ((await commitOf(git, { repo, ref })) === commit) return
  const args = ['update-ref', '-m', 'fetch', ref, commit]
  await git.run({ cwd: repo, args, write: true, signal: limits.signal, channel: null })
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
