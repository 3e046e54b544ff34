import type { Runner } from './run-git.ts'

/**
 * Configuration that lets a commit be made when the user never told git who they are; nothing when they
 * did.
 */
export async function fallbackIdentity(git: Runner, cwd: string): Promise<string[]> {
  const args = ['config', '--null', '--get-regexp', '^user\\.(name|email)$']
  const { stdout } = await git.run({ cwd, args, answers: [1] })
  const known = new Map(
    stdout
      .toString('utf8')
      .split('\0')
      .map((entry) => {
        const [key = '', ...value] = entry.split('\n')
        return [key, value.join('\n').trim()]
      }),
  )
  return known.get('user.name') && known.get('user.email')
    ? []
    : ['user.name=OpenLinear', 'user.email=openlinear@localhost']
}
