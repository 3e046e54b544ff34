import { AppError } from '#shared/errors.ts'
import { fetchBranch } from './fetch.ts'
import { largeFilesNotPushed } from './large-files.ts'
import { push, requireRemote } from './push.ts'
import { commitOf, isAncestor } from './refs.ts'
import { urlsOf } from './remote-url.ts'
import type { Runner } from './run-git.ts'

export interface PublishBranchOptions {
  repo: string
  /** What is to be there. */
  commit: string
  /** Its name at the main remote. */
  branch: string
  /** What we put there last; null = nothing yet. */
  ours: string | null
  runHooks: boolean
  signal?: AbortSignal | undefined
}

export interface ForeignCommit {
  sha: string
  author: string
  subject: string
}

export type PublishedBranch =
  /** `limits`: what has not come along, in sentences for the user; usually none. */
  | { kind: 'pushed'; remote: string; limits: string[] }
  /** The branch has commits there that `commit` has not: nothing was changed. They are here now, newest first. */
  | { kind: 'foreign'; remote: string; theirs: string; commits: ForeignCommit[] }

/** Commits that are told of one branch. */
const MANY = 50
/** Somebody may push, and take it back, in the moment between. */
const TRIES = 3

/**
 * Brings a commit to a branch of the main remote, never by force and never over commits that it does not contain:
 * the server itself refuses those, so that nobody can come in between. Asked again once it is there it does nothing.
 *
 * @throws AppError GIT_ERROR `{reason, remote?, branch?, url?, signedIn?}` with words for the user
 */
export async function publishBranch(
  git: Runner,
  { repo, commit, branch, ours, runHooks, signal }: PublishBranchOptions,
): Promise<PublishedBranch> {
  const remote = await requireRemote(git, repo)
  const limits = runHooks ? [] : await largeFilesNotPushed(git, { repo, remote, commit, signal })
  for (let left = TRIES; ; left -= 1) {
    try {
      await push(git, { repo, remote, branch, commit, runHooks, signal })
      return { kind: 'pushed', remote, limits }
    } catch (error) {
      if (!(error instanceof AppError) || error.details?.reason !== 'diverged') throw error
      const theirs = await fetchTheirs(git, { repo, remote, branch, signal })
      const isPassing =
        theirs === null || (await isAncestor(git, { repo, ancestor: theirs, descendant: commit }))
      if (isPassing && left > 1) continue
      if (theirs === null) throw error
      return {
        kind: 'foreign',
        remote,
        theirs,
        commits: await newCommits(git, { repo, commit, theirs, ours }),
      }
    }
  }
}

/** @returns null when the branch is gone by now */
async function fetchTheirs(
  git: Runner,
  {
    repo,
    remote,
    branch,
    signal,
  }: { repo: string; remote: string; branch: string; signal?: AbortSignal | undefined },
): Promise<string | null> {
  // Where it was pushed to may be another place than where is fetched from.
  const [[url], [pushUrl]] = await Promise.all([
    urlsOf(git, { repo, remote, push: false }),
    urlsOf(git, { repo, remote, push: true }),
  ])
  const from = pushUrl === url ? undefined : pushUrl
  const { problem, reason } = await fetchBranch(git, { repo, remote, branch, from, signal })
  if (reason === 'no_branch') return null
  if (problem !== null) throw new AppError('GIT_ERROR', problem, { reason, remote, branch })
  return commitOf(git, { repo, ref: `refs/remotes/${remote}/${branch}` })
}

/** Those that somebody else has made, or all of them where it is nobody else's. */
async function newCommits(
  git: Runner,
  { repo, commit, theirs, ours }: { repo: string; commit: string; theirs: string; ours: string | null },
): Promise<ForeignCommit[]> {
  const since = (known: readonly string[]) => listCommits(git, repo, [theirs, ...known])
  const isKnown = ours !== null && (await commitOf(git, { repo, ref: ours })) !== null
  const foreign = isKnown ? await since([`^${commit}`, `^${ours}`]) : []
  return foreign.length > 0 ? foreign : since([`^${commit}`])
}

async function listCommits(
  git: Runner,
  repo: string,
  which: readonly string[],
  only: readonly string[] = [],
): Promise<ForeignCommit[]> {
  const format = '--format=%H%x00%an%x00%s'
  const args = ['log', '-z', `--max-count=${MANY}`, format, ...only, '--end-of-options', ...which, '--']
  const parts = (await git.text({ cwd: repo, args, config: ['log.showSignature=false'] })).split('\0')
  const commits: ForeignCommit[] = []
  for (let at = 0; at + 2 < parts.length; at += 3) {
    const [sha = '', author = '', subject = ''] = parts.slice(at, at + 3)
    commits.push({ sha, author, subject })
  }
  return commits
}

/**
 * Work that `commit` has and that none of `known` has, merges left out; newest first, at most 50.
 *
 * @param options.known those that are gone are passed over
 * @throws AppError GIT_ERROR
 */
export async function workBeside(
  git: Runner,
  { repo, commit, known }: { repo: string; commit: string; known: readonly string[] },
): Promise<ForeignCommit[]> {
  const there = await Promise.all(known.map((ref) => commitOf(git, { repo, ref })))
  const without = [...new Set(there)].flatMap((one) => (one === null ? [] : [`^${one}`]))
  return listCommits(git, repo, [commit, ...without], ['--no-merges'])
}
