import { basename, dirname, join } from 'node:path'
import { AppError } from '#shared/errors.ts'
import { type AccountRemote, accountRemote, borrowing, filterOf, promisorsIn } from './borrowing.ts'
import { type Channel, type ChannelSession, configEnvironment, NOTHING } from './channel.ts'
import { settingsIn } from './config.ts'
import { locate, readText } from './locate.ts'
import { isCommitId } from './refs.ts'
import { urlsOf } from './remote-url.ts'
import type { GitCall, Runner } from './run-git.ts'

/** How long is remembered where a folder's objects are. */
const KEPT_MS = 10_000
/** Folders that are remembered; worktrees come and go. */
const MOST = 1_000

/** Has git ask us, as if it spoke to a remote of another kind: gitremote-helpers(7), `fetch`. */
const HELPER = `!f() { while read -r verb id rest; do case "$verb" in
capabilities) echo option; echo fetch; echo;;
option) echo ok;;
list) echo;;
fetch) { echo "$1"; echo "$id"; sed -n '/^$/q;s/^fetch \\([0-9a-f]*\\).*/\\1/p'; echo; } >&3 || exit
read -r said <&3 || exit; test "$said" = ok || { echo "$said" >&2; exit 1; }; echo;;
*) exit;;
esac; done; }; f`
const KIND = 'openlinear'

/**
 * Brings what a clone has left at its remote (`--filter`) for calls that go nowhere by themselves: a checkout, a diff,
 * a merge. Such a call runs filters and drivers of the repository, so it has no token: it only says which objects it
 * misses, and those are fetched for it.
 *
 * @returns gives what a call may ask of us; null = it will not go anywhere, or as the user has it configured
 */
export function missingObjects(git: Runner): (call: GitCall) => Promise<Channel | null> {
  const known = new Map<string, { since: number; channel: Promise<Channel | null> }>()
  return async ({ cwd, network }) => {
    if (git.credentials === null || network === true) return null
    const now = performance.now()
    const last = known.get(cwd)
    if (last !== undefined && now - last.since < KEPT_MS) return last.channel
    if (known.size > MOST) known.clear()
    // What hinders it git says itself, of a call that needs it; most do not.
    const channel = channelOf(git, cwd).catch(() => null)
    known.set(cwd, { since: now, channel })
    return channel
  }
}

/** Whether a clone has left contents of files at its remote. */
export async function isPartial(commonDir: string): Promise<boolean> {
  const config = await readText(join(commonDir, 'config'))
  return config !== null && /^\s*(promisor|partialclone)\s*=/im.test(config)
}

/** All that is asked of git here is asked before: the call itself waits for the answer, in a place of its own. */
async function channelOf(git: Runner, cwd: string): Promise<Channel | null> {
  // Some calls are made in the git folder itself.
  const commonDir = (await locate(cwd))?.commonDir ?? cwd
  if (!(await isPartial(commonDir))) return null
  const settings = await settingsIn(git, cwd)
  const workingTree = basename(commonDir) === '.git' ? dirname(commonDir) : cwd
  const remotes = new Map<string, AccountRemote>()
  for (const remote of promisorsIn(settings)) {
    const urls = (await urlsOf(git, { repo: cwd, remote, push: false })).slice(0, 1)
    const at = await accountRemote(git, {
      repo: cwd,
      remote,
      urls,
      known: { workingTree, commonDir, settings },
    })
    if (at !== null) remotes.set(remote, at)
  }
  if (remotes.size === 0) return null
  return {
    env: configEnvironment([
      [`alias.remote-${KIND}`, HELPER],
      [`protocol.${KIND}.allow`, 'always'],
      ...[...remotes.keys()].map((remote) => [`remote.${remote}.vcs`, KIND] as const),
    ]),
    begin: () => beginSession(git, remotes),
  }
}

function beginSession(git: Runner, remotes: ReadonlyMap<string, AccountRemote>): ChannelSession {
  const controller = new AbortController()
  return {
    async answer(question) {
      const [remote = '', ...ids] = question.split('\n')
      const at = remotes.get(remote)
      if (at === undefined || ids.length === 0 || !ids.every(isCommitId)) return NOTHING
      try {
        await fetchObjects(git, at, ids, controller.signal)
        return 'ok\n'
      } catch (error) {
        return `${whyNot(error)}\n`
      }
    },
    wasUsed: false,
    async close() {
      controller.abort(new Error('What asked for them has ended.'))
    },
  }
}

/** As git itself brings what it misses. */
async function fetchObjects(git: Runner, at: AccountRemote, ids: readonly string[], signal: AbortSignal) {
  await borrowing(git, at, {}, (call) =>
    git.run({
      ...call,
      args: [
        'fetch',
        '--quiet',
        '--no-tags',
        '--no-write-fetch-head',
        '--no-recurse-submodules',
        '--no-auto-maintenance',
        `--filter=${filterOf(at.settings, at.remote)}`,
        '--stdin',
        '--',
        at.remote,
      ],
      config: ['fetch.negotiationAlgorithm=noop'],
      stdin: `${ids.join('\n')}\n`,
      write: true,
      network: true,
      signal,
    }),
  )
}

/** In one line, which git repeats. */
function whyNot(error: unknown): string {
  const said = error instanceof AppError ? (error.details?.stderr ?? error.message) : error
  return String(said).replaceAll(/\s+/g, ' ').trim() || 'They could not be fetched.'
}
