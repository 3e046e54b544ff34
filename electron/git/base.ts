import { AppError } from '#shared/errors.ts'
import { fetchBranch } from './fetch.ts'
import { requireRepository } from './locate.ts'
import { commitOf, mainRemote } from './refs.ts'
import type { Runner } from './run-git.ts'

export interface ResolveBaseOptions {
  repo: string
  branch: string
  /** Bring the remote branch up to date first. */
  fetch: boolean
  /** What to take when both have moved; null = ask. */
  prefer?: 'local' | 'remote' | null | undefined
  signal?: AbortSignal | undefined
}

export type ResolvedBase =
  | { kind: 'resolved'; commit: string; from: 'local' | 'remote'; fetchProblem: string | null }
  | {
      kind: 'diverged'
      localCommit: string
      remoteCommit: string
      /** Commits the local branch has and the remote one has not. */
      ahead: number
      behind: number
      fetchProblem: string | null
    }

/**
 * The commit work starts from: the local branch if it contains the remote's head, else the remote's head,
 * diverged: as `prefer` says, else the caller has to ask. A repository without a remote has nothing to
 * fetch, which is no problem.
 *
 * @throws AppError GIT_ERROR when there is no such branch, neither here nor at the remote
 * @throws AppError NOT_A_REPOSITORY: the repository is gone
 */
export async function resolveBase(
  git: Runner,
  { repo, branch, fetch, prefer = null, signal }: ResolveBaseOptions,
): Promise<ResolvedBase> {
  await requireRepository(repo)
  const remote = await mainRemote(git, repo)
  let fetchProblem: string | null = null
  if (fetch && remote !== null) {
    fetchProblem = (await fetchBranch(git, { repo, remote, branch, signal })).problem
  }
  const local = await commitOf(git, { repo, ref: `refs/heads/${branch}` })
  const theirs =
    remote === null ? null : await commitOf(git, { repo, ref: `refs/remotes/${remote}/${branch}` })

  const resolved = (from: 'local' | 'remote', commit: string): ResolvedBase => ({
    kind: 'resolved',
    commit,
    from,
    fetchProblem,
  })
  if (local === null && theirs === null) {
    throw new AppError(
      'GIT_ERROR',
      `There is no branch “${branch}”, neither here nor at the remote. Choose another base branch in the project’s settings.`,
      { branch },
    )
  }
  if (theirs === null) return resolved('local', local ?? '')
  if (local === null) return resolved('remote', theirs)

  const counts = await git.text({
    cwd: repo,
    args: ['rev-list', '--left-right', '--count', '--end-of-options', `${local}...${theirs}`, '--'],
  })
  const [ahead = 0, behind = 0] = counts.split('\t').map(Number)
  if (behind === 0) return resolved('local', local)
  if (ahead === 0) return resolved('remote', theirs)
  if (prefer !== null) return resolved(prefer, prefer === 'local' ? local : theirs)
  return { kind: 'diverged', localCommit: local, remoteCommit: theirs, ahead, behind, fetchProblem }
}

/**
 * Refuses a branch that no run could start from.
 *
 * @throws AppError BRANCH_NOT_FOUND `{branch, branches}`: neither here nor known of the remote
 * @throws AppError NOT_A_REPOSITORY: the repository is gone
 */
export async function requireBranch(
  git: Runner,
  { repo, branch }: { repo: string; branch: string },
): Promise<void> {
  await requireRepository(repo)
  const remote = await mainRemote(git, repo)
  const refs = [`refs/heads/${branch}`, ...(remote === null ? [] : [`refs/remotes/${remote}/${branch}`])]
  for (const ref of refs) if ((await commitOf(git, { repo, ref })) !== null) return
  const args = [
    'for-each-ref',
    '--count=10',
    '--sort=-committerdate',
    '--format=%(refname:lstrip=2)',
    'refs/heads',
  ]
  const branches = (await git.text({ cwd: repo, args })).split('\n').filter(Boolean)
  const known = branches.length === 0 ? 'Make it first' : `Choose one that is there (${branches.join(', ')})`
  throw new AppError(
    'BRANCH_NOT_FOUND',
    `There is no branch “${branch}” in ${repo}. ${known}, or fetch it from the remote.`,
    { branch, branches },
  )
}
