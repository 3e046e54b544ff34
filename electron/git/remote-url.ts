import { redact } from './redact.ts'
import { mainRemote } from './refs.ts'
import type { Runner } from './run-git.ts'

/** Where a remote leads, after what the user's configuration makes of its addresses (`url.<base>.insteadOf`). */
export interface RemoteUrl {
  remote: string
  /** It is fetched from here; both with credentials taken out. */
  url: string
  /** It is pushed to here. */
  pushUrl: string
}

/** The main remote; null = there is none, or it has no address. */
export async function remoteUrl(git: Runner, { repo }: { repo: string }): Promise<RemoteUrl | null> {
  const remote = await mainRemote(git, repo)
  if (remote === null) return null
  const [[url], [pushUrl]] = await Promise.all([
    urlsOf(git, { repo, remote, push: false }),
    urlsOf(git, { repo, remote, push: true }),
  ])
  if (pushUrl === undefined) return null
  return { remote, url: redact(url ?? pushUrl), pushUrl: redact(pushUrl) }
}

/**
 * Addresses that git uses for a remote. It fetches from the first and pushes to all of them.
 *
 * @returns what may hold credentials of the user
 */
export async function urlsOf(
  git: Runner,
  { repo, remote, push }: { repo: string; remote: string; push: boolean },
): Promise<string[]> {
  const args = ['remote', 'get-url', '--all', ...(push ? ['--push'] : []), '--', remote]
  const { exitCode, stdout } = await git.run({ cwd: repo, args, answers: [2, 128], channel: null })
  return exitCode === 0 ? stdout.toString('utf8').split('\n').filter(Boolean) : []
}

/** Where git goes for an address that is no remote's. */
export async function effectiveUrl(git: Runner, { cwd, url }: { cwd: string; url: string }): Promise<string> {
  return git.text({ cwd, args: ['ls-remote', '--get-url', '--', url], channel: null })
}
