import type { GitCall, Runner } from './run-git.ts'
import { type SignIn, signInTo } from './sign-in.ts'
import { sshEnvironment } from './ssh.ts'

/**
 * What a call needs to reach these addresses without asking anybody: an account's token for one call, or the user's
 * ssh as it is.
 *
 * @param options.urls as git will use them
 * @param options.times how often each server is answered; once by default
 * @param options.hooks whether those of the repository run
 * @throws AppError see {@link signInTo}
 */
export async function accessTo(
  git: Runner,
  {
    times = 1,
    hooks = false,
    ...options
  }: {
    cwd: string
    repo: string | null
    path: string | null
    urls: readonly string[]
    times?: number
    hooks?: boolean
  },
): Promise<Required<Pick<GitCall, 'env'>> & { signIn: SignIn | null }> {
  const signIn = await signInTo(git, { ...options, times, hooks })
  const isHttp = options.urls.length > 0 && options.urls.every((url) => /^https?:\/\//i.test(url))
  return { signIn, env: isHttp ? {} : await sshEnvironment(git, options.cwd) }
}
