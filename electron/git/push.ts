import { AppError } from '#shared/errors.ts'
import { mainRemote } from './refs.ts'
import type { Runner } from './run-git.ts'
import { sshEnvironment } from './ssh.ts'

export interface PushOptions {
  repo: string
  branch: string
  runHooks: boolean
  signal?: AbortSignal | undefined
}

const TIMEOUT_MS = 300_000

/**
 * Pushes one branch under its own name, never by force. Asked again once it is there it does nothing.
 *
 * @returns the remote's name
 * @throws AppError GIT_ERROR when there is no remote, it refuses, or cannot be reached; its message says why
 */
export async function pushBranch(
  git: Runner,
  { repo, branch, runHooks, signal }: PushOptions,
): Promise<{ remote: string }> {
  const remote = await mainRemote(git, repo)
  if (remote === null)
    throw new AppError(
      'GIT_ERROR',
      'The repository has no remote to push to. Add one, or keep the branch local.',
    )
  const ref = `refs/heads/${branch}`
  try {
    await git.run({
      cwd: repo,
      args: ['push', '--no-follow-tags', '--recurse-submodules=no', '--', remote, `${ref}:${ref}`],
      env: await sshEnvironment(git, repo),
      write: true,
      network: true,
      hooks: runHooks,
      timeoutMs: TIMEOUT_MS,
      signal,
    })
    return { remote }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    throw new AppError('GIT_ERROR', inWords(error, remote, branch), { ...error.details, remote, branch })
  }
}

function inWords(error: AppError, remote: string, branch: string): string {
  const stderr = typeof error.details?.stderr === 'string' ? error.details.stderr : ''
  if (error.details?.timedOut === true) return `${remote} did not answer in time.`
  if (/\(fetch first\)|\(non-fast-forward\)/i.test(stderr))
    return `${remote} has other commits on ${branch}, which are left alone. Fetch them, or rename the branch there.`
  if (/could not resolve host|name resolution|network is unreachable/i.test(stderr))
    return `The host of ${remote} cannot be reached: this computer seems to be offline.`
  if (
    /could not read username|authentication failed|permission denied|terminal prompts disabled/i.test(stderr)
  )
    return `${remote} wants credentials, or does not let you push. Sign in with git once, then try again.`
  const said = Array.from(stderr.matchAll(/^remote: *(\S.*)$/gm), (match) => match[1]?.trim())
  return `${remote} did not take ${branch}: ${said.length > 0 ? said.slice(0, 5).join(' ') : error.message}`
}
