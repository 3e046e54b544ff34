import type { Runner } from './run-git.ts'

/** Most commits that are told of one range. */
const MANY = 10_000

/** Commits that `to` has and `from` has not, newest first. @throws AppError GIT_ERROR when one of them is gone */
export async function commitsBetween(
  git: Runner,
  { repo, from, to }: { repo: string; from: string; to: string },
): Promise<string[]> {
  const args = ['rev-list', `--max-count=${MANY}`, '--end-of-options', `${from}..${to}`, '--']
  return (await git.text({ cwd: repo, args })).split('\n').filter(Boolean)
}
