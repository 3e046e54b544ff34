import type { Runner } from './run-git.ts'

/**
 * Variables for a call that may use ssh: it must fail where it would ask, unless the user has a command of
 * their own, which is left alone.
 *
 * @param urls where it goes
 */
export async function sshEnvironment(
  git: Runner,
  cwd: string,
  urls: readonly string[],
): Promise<NodeJS.ProcessEnv> {
  if (urls.length > 0 && urls.every((url) => /^https?:\/\//i.test(url))) return {}
  if (process.env.GIT_SSH_COMMAND !== undefined || process.env.GIT_SSH !== undefined) return {}
  const args = ['config', '--get', 'core.sshCommand']
  const { exitCode } = await git.run({ cwd, args, answers: [1], channel: null })
  return exitCode === 0 ? {} : { GIT_SSH_COMMAND: 'ssh -o BatchMode=yes -o ConnectTimeout=20' }
}
