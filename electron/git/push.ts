import { AppError } from '#shared/errors.ts'
import { accountRemote, borrowing } from './borrowing.ts'
import { commitOf, mainRemote } from './refs.ts'
import { remoteFailure } from './remote-failure.ts'
import { urlsOf } from './remote-url.ts'
import type { Runner } from './run-git.ts'
import { sshEnvironment } from './ssh.ts'

export interface PushOptions {
  repo: string
  branch: string
  runHooks: boolean
  signal?: AbortSignal | undefined
}

const TIMEOUT_MS = 600_000

/**
 * Pushes one branch under its own name, never by force. Asked again once it is there it does nothing.
 *
 * @returns the remote's name
 * @throws AppError GIT_ERROR `{reason}`, see {@link push}
 */
export async function pushBranch(
  git: Runner,
  { repo, branch, runHooks, signal }: PushOptions,
): Promise<{ remote: string }> {
  const remote = await requireRemote(git, repo)
  await push(git, { repo, remote, branch, commit: `refs/heads/${branch}`, runHooks, signal })
  return { remote }
}

/** The remote that is pushed to. @throws AppError GIT_ERROR `{reason: 'no_remote'}` */
export async function requireRemote(git: Runner, repo: string): Promise<string> {
  const remote = await mainRemote(git, repo)
  if (remote !== null) return remote
  throw new AppError(
    'GIT_ERROR',
    'The repository has no remote to push to. Add one, or keep the branch local.',
    { reason: 'no_remote' },
  )
}

/** What a server says whose branch was moved while it was pushed to. */
const MOVED = /\(failed to update ref\)|cannot lock ref|incorrect old value/

interface RemotePush extends PushOptions {
  remote: string
  /** Or the full name of a branch. */
  commit: string
}

/**
 * Brings a commit to a branch of a remote, which must have nothing but what it contains.
 *
 * @throws AppError GIT_ERROR `{reason, remote, branch, url?, signedIn?}` when the remote refuses or cannot be reached;
 *   its message says why
 */
export async function push(git: Runner, options: RemotePush): Promise<void> {
  const { remote, branch } = options
  // Twice: it may have been this very push, which is sent again by itself when its connection breaks.
  for (const isLast of [false, true]) {
    try {
      await tryPush(git, options)
      return
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      if (!isLast && typeof error.details?.stderr === 'string' && MOVED.test(error.details.stderr)) continue
      const { reason, message, url } = remoteFailure(error, { verb: 'push', remote, branch })
      throw new AppError('GIT_ERROR', message, { ...error.details, reason, url, remote, branch })
    }
  }
}

async function tryPush(
  git: Runner,
  { repo, remote, branch, commit, runHooks, signal }: RemotePush,
): Promise<void> {
  const urls = await urlsOf(git, { repo, remote, push: true })
  const at = await accountRemote(git, { repo, remote, urls })
  const limits = { write: true, network: true, timeoutMs: TIMEOUT_MS, signal }
  if (at === null) {
    const env = await sshEnvironment(git, repo, urls)
    const args = [...FLAGS, remote, `${commit}:refs/heads/${branch}`]
    await git.run({ ...limits, cwd: repo, env, args, hooks: runHooks })
    return
  }
  const sha = (await commitOf(git, { repo, ref: commit })) ?? commit
  // A hook is told the name as well.
  const refs = sha === commit ? '' : `${sha} ${commit}\n`
  await borrowing(git, at, { refs, hooks: runHooks }, (call) =>
    git.run({ ...limits, ...call, args: [...FLAGS, remote, `${commit}:refs/heads/${branch}`] }),
  )
  // As git does after a push, which does not fail when this does.
  const args = ['update-ref', '-m', 'update by push', `refs/remotes/${remote}/${branch}`, sha]
  await git.run({ cwd: repo, args, write: true, hooks: runHooks, answers: [1, 128], channel: null })
}

const FLAGS = ['push', '--no-follow-tags', '--recurse-submodules=no', '--']
