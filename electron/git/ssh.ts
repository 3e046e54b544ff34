import type { Runner } from './run-git.ts'

/**
 * Variables for a call that may use ssh: it must fail where it would ask, unless the user has a command of
 * their own, which is left alone.
 */
export async function sshEnvironment(git: Runner, cwd: string): Promise<NodeJS.ProcessEnv> {
  if (process.env.GIT_SSH_COMMAND !== undefined || process.env.GIT_SSH !== undefined) return {}
  const { exitCode } = await git.run({ cwd, args: ['config', '--get', 'core.sshCommand'], answers: [1] })
  return exitCode === 0 ? {} : { GIT_SSH_COMMAND: 'ssh -o BatchMode=yes -o ConnectTimeout=20' }
}
