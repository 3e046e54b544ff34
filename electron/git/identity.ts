import type { Runner } from './run-git.ts'

/** So long an answer is taken for granted: merges follow each other quickly. */
const KNOWN_MS = 5_000

interface Known {
  config: string[]
  until: number
}

const known = new WeakMap<Runner, Map<string, Known>>()

/**
 * Configuration with which a commit can be made: who the user told git to be, or a name of ours when they never told.
 */
export async function fallbackIdentity(git: Runner, cwd: string): Promise<string[]> {
  const answers = known.get(git) ?? new Map<string, Known>()
  known.set(git, answers)
  const now = performance.now()
  for (const [place, { until }] of answers) if (until < now) answers.delete(place)
  const answer = answers.get(cwd)
  if (answer !== undefined) return answer.config
  const config = await ask(git, cwd)
  answers.set(cwd, { config, until: now + KNOWN_MS })
  return config
}

async function ask(git: Runner, cwd: string): Promise<string[]> {
  const args = ['config', '--null', '--get-regexp', '^user\\.(name|email)$']
  const { stdout } = await git.run({ cwd, args, answers: [1] })
  const told = new Map(
    stdout
      .toString('utf8')
      .split('\0')
      .map((entry) => {
        const [key = '', ...value] = entry.split('\n')
        return [key, value.join('\n').trim()]
      }),
  )
  const [name, email] = [told.get('user.name'), told.get('user.email')]
  return name && email
    ? [`user.name=${name}`, `user.email=${email}`]
    : ['user.name=OpenLinear', 'user.email=openlinear@localhost']
}
