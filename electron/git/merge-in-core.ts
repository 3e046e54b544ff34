import { allEnded } from '../process/all-ended.ts'
import { commitSettings, datesOf } from './identity.ts'
import { requireRepository } from './locate.ts'
import type { MergeCommitOptions } from './merge-commit.ts'
import { isAncestor } from './refs.ts'
import type { GitResult, Runner } from './run-git.ts'

/**
 * What in a `.gitattributes` may decide how a file is merged; a macro may stand for anything. How submodules merge, which
 * a `.gitmodules` names, depends on what is checked out of them.
 */
const DECIDES_MERGES = 'merge|binary|\\[attr\\]|\\[submodule'
const DECIDERS = [':(glob)**/.gitattributes', '.gitmodules']

/**
 * Makes the merge commit that `git merge --no-ff` would make, without a worktree: several times as fast, the more so
 * the more files there are.
 *
 * @returns null when that cannot be known without one: there are conflicts, nothing is left to be merged, a commit is
 *   gone, hooks are wanted, or the repository or the user says how files are merged
 * @throws AppError GIT_ERROR when git refuses
 */
export async function mergeInCore(git: Runner, options: MergeCommitOptions): Promise<string | null> {
  const { repo, onto, commit, message, date, runHooks, sign, signal } = options
  if (runHooks) return null
  const { commonDir: cwd } = await requireRepository(repo)
  // The attributes of the user's checkout, as it stands there, have no say in a merge of commits.
  const env = { GIT_DIR: cwd, GIT_WORK_TREE: cwd }
  const { identity, decidesMerges } = await commitSettings(git, repo)
  if (decidesMerges) return null

  const [attributes, isContained, merged] = await allEnded<[GitResult, boolean, GitResult]>([
    git.run({
      cwd,
      args: ['grep', '-q', '-a', '-E', '-e', DECIDES_MERGES, onto, commit, '--', ...DECIDERS],
      env,
      answers: [1, 128],
      signal,
    }),
    // Where that cannot be told, the merge in a worktree says why.
    isAncestor(git, { repo, ancestor: commit, descendant: onto }).catch(() => true),
    git.run({
      cwd,
      args: ['merge-tree', '--write-tree', '--no-messages', '--name-only', '-z', onto, commit],
      env,
      answers: [1, 128],
      write: true,
      signal,
    }),
  ])
  if (attributes.exitCode !== 1 || isContained || merged.exitCode !== 0) return null
  const tree = merged.stdout.toString('utf8').split('\0', 1)[0] ?? ''
  return git.text({
    cwd,
    args: ['commit-tree', ...(sign ? ['-S'] : []), '-p', onto, '-p', commit, '-F', '-', tree],
    env: { ...env, ...datesOf(date) },
    stdin: `${message.trimEnd()}\n`,
    config: identity,
    sign,
    write: true,
    signal,
  })
}
