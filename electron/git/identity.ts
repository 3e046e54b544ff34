import { tmpdir } from 'node:os'
import type { Runner } from './run-git.ts'

/** So long an answer is taken for granted: merges follow each other quickly. */
const KNOWN_MS = 5_000

export interface CommitSettings {
  /** Configuration with which a commit can be made: who the user told git to be, or a name of ours when they never told. */
  identity: string[]
  /** The user has told git how files, or messages of merges, are made: only a merge in a worktree does all of it. */
  decidesMerges: boolean
}

interface Known {
  settings: CommitSettings
  until: number
}

const known = new WeakMap<Runner, Map<string, Known>>()

/** {@link CommitSettings.identity} alone. */
export async function fallbackIdentity(git: Runner, cwd: string): Promise<string[]> {
  return (await commitSettings(git, cwd)).identity
}

/**
 * Who the user told git to be, outside of any repository: `Ada <ada@example.com>`. Null = nobody, so that commits where
 * a repository does not say otherwise are made in our name.
 */
export async function author(git: Runner): Promise<string | null> {
  const asked = (key: string) =>
    git
      .run({ cwd: tmpdir(), args: ['config', '--get', key], answers: [1] })
      .then(({ stdout }) => stdout.toString('utf8').trim())
  const [name, email] = await Promise.all([asked('user.name'), asked('user.email')])
  return name === '' || email === '' ? null : `${name} <${email}>`
}

/** What the user's configuration says of commits that are made at `cwd`. */
export async function commitSettings(git: Runner, cwd: string): Promise<CommitSettings> {
  const answers = known.get(git) ?? new Map<string, Known>()
  known.set(git, answers)
  const now = performance.now()
  for (const [place, { until }] of answers) if (until < now) answers.delete(place)
  const answer = answers.get(cwd)
  if (answer !== undefined) return answer.settings
  const settings = await ask(git, cwd)
  answers.set(cwd, { settings, until: now + KNOWN_MS })
  return settings
}

async function ask(git: Runner, cwd: string): Promise<CommitSettings> {
  const args = [
    'config',
    '--null',
    '--get-regexp',
    '^(user\\.(name|email)|pull\\.twohead|merge\\.(renormalize|default|log|summary|.*\\.driver))$',
  ]
  const { stdout } = await git.run({ cwd, args, answers: [1] })
  const told = new Map(
    stdout
      .toString('utf8')
      .split('\0')
      .filter(Boolean)
      .map((entry) => {
        const [key = '', ...value] = entry.split('\n')
        return [key, value.join('\n').trim()]
      }),
  )
  const [name, email] = [told.get('user.name'), told.get('user.email')]
  const identity =
    name && email
      ? [`user.name=${name}`, `user.email=${email}`]
      : ['user.name=OpenLinear', 'user.email=openlinear@localhost']
  told.delete('user.name')
  told.delete('user.email')
  return { identity, decidesMerges: told.size > 0 }
}

/** The environment with which a commit is of a moment; of now without one. */
export function datesOf(seconds: number | undefined): NodeJS.ProcessEnv {
  if (seconds === undefined) return {}
  const date = `@${seconds} +0000`
  return { GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date }
}
