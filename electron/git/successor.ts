import { commitSettings, datesOf } from './identity.ts'
import type { Runner } from './run-git.ts'
import { treeOf } from './tree.ts'

/**
 * A commit with exactly the content of `commit` that goes on from `onto`, so that a branch can move from the one to the
 * other without force. No branch moves. The same date gives the same commit.
 *
 * @param options.date in seconds since 1970
 * @throws AppError GIT_ERROR when one of the commits is gone
 */
export async function successor(
  git: Runner,
  options: { repo: string; onto: string; commit: string; message: string; date: number; sign: boolean },
): Promise<string> {
  const { repo, onto, commit, message, date, sign } = options
  const tree = await treeOf(git, { repo, commit })
  const { identity } = await commitSettings(git, repo)
  return git.text({
    cwd: repo,
    args: ['commit-tree', ...(sign ? ['-S'] : []), '-p', onto, '-p', commit, '-F', '-', tree],
    env: datesOf(date),
    stdin: `${message.trimEnd()}\n`,
    config: identity,
    sign,
    write: true,
  })
}
