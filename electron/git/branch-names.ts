import { AppError } from '#shared/errors.ts'
import type { Runner } from './run-git.ts'

/** Names that no rule of git forbids, such as those that we make: git need not be asked. */
const PLAIN = /^[a-z0-9]+(?:[-/][a-z0-9]+)*$/

/** @throws AppError GIT_ERROR when git would not take the name for a branch */
export async function checkBranchName(git: Runner, repo: string, branch: string): Promise<void> {
  if (PLAIN.test(branch)) return
  const args = ['check-ref-format', `refs/heads/${branch}`]
  const { exitCode } = branch.startsWith('-')
    ? { exitCode: 1 }
    : await git.run({ cwd: repo, args, answers: [1] })
  if (exitCode === 0) return
  throw new AppError('GIT_ERROR', `“${branch}” cannot be the name of a branch. Choose another one.`, {
    branch,
  })
}

/**
 * The first of `wanted`, `wanted-2`, `wanted-3`, … that can be made: no branch of that name here or on a
 * remote, also not in other letter case, and none that is a folder of it or in it (`a` and `a/b`). When a
 * folder of the wanted name is itself a branch, its slashes become dashes.
 *
 * @param options.remotes also avoid names that remote branches have (default true)
 * @throws AppError GIT_ERROR when `wanted` cannot be a branch's name
 */
export async function freeBranchName(
  git: Runner,
  { repo, wanted, remotes = true }: { repo: string; wanted: string; remotes?: boolean },
): Promise<string> {
  await checkBranchName(git, repo, wanted)
  const patterns = remotes ? ['refs/heads', 'refs/remotes'] : ['refs/heads']
  const refs = await git.text({ cwd: repo, args: ['for-each-ref', '--format=%(refname)', ...patterns] })
  const taken = new Set<string>()
  const folders = new Set<string>()
  for (const ref of refs.split('\n')) {
    const name = ref.replace(/^refs\/(heads\/|remotes\/[^/]+\/)/, '').toLowerCase()
    taken.add(name)
    // A remote's branches live in folders of their own: only the name itself is in the way.
    if (ref.startsWith('refs/heads/')) for (const folder of foldersOf(name)) folders.add(folder)
  }
  const blocked = foldersOf(wanted.toLowerCase()).some((folder) => taken.has(folder))
  const stem = blocked ? wanted.replaceAll('/', '-') : wanted
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? stem : `${stem}-${number}`
    if (!taken.has(name.toLowerCase()) && !folders.has(name.toLowerCase())) return name
  }
}

/** `a/b/c` → `a`, `a/b`. */
function foldersOf(name: string): string[] {
  const parts = name.split('/')
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('/'))
}
