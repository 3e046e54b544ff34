import { basename, dirname, join } from 'node:path'
import { locate, readText } from './locate.ts'
import { urlsOf } from './remote-url.ts'
import type { GitCall, Runner } from './run-git.ts'
import { type SignIn, signInTo } from './sign-in.ts'

/** How long a call needs no token, once one did not. */
const KEPT_MS = 10_000
/** Folders that are remembered; worktrees come and go. */
const MOST = 1_000

/**
 * Signs in for calls that go nowhere by themselves, but for which git fetches what a clone has left at its remote
 * (`--filter`): a checkout, a diff, a merge.
 *
 * @returns gives what a call signs in with; null = it will not go anywhere, or as the user is configured
 */
export function lazySignIn(git: Runner): (call: GitCall) => Promise<SignIn | null> {
  const known = new Map<string, { since: number; signIn: Promise<SignIn | null> }>()
  return async ({ cwd, args, network, hooks }) => {
    // A hook may come before git's own question.
    if (git.credentials === null || network === true || hooks === true || looksAround(args)) return null
    const now = performance.now()
    const last = known.get(cwd)
    if (last !== undefined && now - last.since < KEPT_MS) return last.signIn
    if (known.size > MOST) known.clear()
    // What hinders it git says itself, of a call that needs it; most do not.
    const signIn = signInOf(git, cwd).catch(() => null)
    known.set(cwd, { since: now, signIn })
    // A repository's configuration is looked at for each call that gets a token.
    if ((await signIn) !== null && known.get(cwd)?.signIn === signIn) known.delete(cwd)
    return signIn
  }
}

/**
 * Whether a call looks at the files of a worktree, for which it needs nothing from a remote. In repositories within
 * that one git does as their own configuration says, which nobody has looked at.
 */
const looksAround = (args: readonly string[]) =>
  args[0] === 'status' || args[0] === 'add' || args.includes('--diff-filter=U')

/** Whether a clone has left contents of files at its remote. */
export async function isPartial(commonDir: string): Promise<boolean> {
  const config = await readText(join(commonDir, 'config'))
  return config !== null && /^\s*(promisor|partialclone)\s*=/im.test(config)
}

async function signInOf(git: Runner, cwd: string): Promise<SignIn | null> {
  // Some calls are made in the git folder itself.
  const commonDir = (await locate(cwd))?.commonDir ?? cwd
  if (!(await isPartial(commonDir))) return null
  const args = ['config', '--null', '--get-regexp', '^(remote\\..*\\.promisor|extensions\\.partialclone)$']
  const { stdout } = await git.run({ cwd, args, answers: [1], signIn: null })
  const entries = stdout.toString('utf8').split('\0').filter(Boolean)
  // It asks one after the other for what it misses.
  const remotes = new Set(entries.map(remoteOf))
  const urls = await Promise.all(
    [...remotes].map(async (remote) => (await urlsOf(git, { repo: cwd, remote, push: false })).slice(0, 1)),
  )
  const repo = basename(commonDir) === '.git' ? dirname(commonDir) : cwd
  return signInTo(git, {
    cwd,
    repo,
    path: null,
    urls: urls.flat(),
    times: Number.POSITIVE_INFINITY,
    hooks: false,
  })
}

/** `remote.<name>.promisor`, or what `extensions.partialclone` says. */
function remoteOf(entry: string): string {
  const [key = '', value = ''] = entry.split('\n')
  return key.startsWith('remote.') ? key.slice('remote.'.length, -'.promisor'.length) : value
}
