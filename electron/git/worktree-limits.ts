import { join } from 'node:path'
import { locate, readText } from './locate.ts'
import { isPartial } from './partial.ts'
import { readPlainFile } from './plain-file.ts'
import type { Runner } from './run-git.ts'

/**
 * What a fresh worktree of ours lacks that a checkout of the user's may have: submodules, files of Git LFS, folders
 * outside a sparse checkout, and old contents of files that a clone has left at its remote. Costs no process where there is none of them.
 *
 * @returns sentences for the user; usually none
 */
export async function worktreeLimits(git: Runner, { worktree }: { worktree: string }): Promise<string[]> {
  const limits = await Promise.all([
    ofSubmodules(git, worktree),
    ofLargeFiles(git, worktree),
    ofSparseCheckout(worktree),
    ofPartialClone(worktree),
  ])
  return limits.filter((limit) => limit !== null)
}

async function ofSubmodules(git: Runner, worktree: string): Promise<string | null> {
  if ((await readPlainFile(join(worktree, '.gitmodules'))) === null) return null
  const args = ['config', '--file', '.gitmodules', '--null', '--get-regexp', '^submodule\\..*\\.path$']
  // A file that git cannot read names no submodules.
  const { stdout } = await git.run({ cwd: worktree, args, answers: [1, 3, 128] })
  const paths = stdout
    .toString('utf8')
    .split('\0')
    .filter(Boolean)
    .map((entry) => entry.slice(entry.indexOf('\n') + 1))
  if (paths.length === 0) return null
  const named = paths.slice(0, 5).join(', ') + (paths.length > 5 ? ` and ${paths.length - 5} more` : '')
  return `Submodules are left empty in the worktree (${named}). If the work needs them, put \`git submodule update --init\` into the project’s setup command. Changes inside a submodule are not committed.`
}

async function ofLargeFiles(git: Runner, worktree: string): Promise<string | null> {
  const commonDir = (await locate(worktree))?.commonDir ?? worktree
  const files = [join(worktree, '.gitattributes'), join(commonDir, 'info', 'attributes')]
  const texts = await Promise.all(files.map(readPlainFile))
  if (!texts.some((text) => text !== null && /\bfilter=lfs\b/.test(text))) return null
  const args = ['config', '--get-regexp', '^filter\\.lfs\\.(process|smudge)$']
  const { exitCode } = await git.run({ cwd: worktree, args, answers: [1] })
  if (exitCode === 0) return null
  return 'Files kept in Git LFS are only pointers in the worktree, because git-lfs is not set up on this computer. If the work needs them, install git-lfs, run `git lfs install`, and retry.'
}

async function ofSparseCheckout(worktree: string): Promise<string | null> {
  const gitDir = (await locate(worktree))?.gitDir ?? worktree
  if ((await readText(join(gitDir, 'info', 'sparse-checkout'))) === null) return null
  return 'The worktree holds what your sparse checkout holds. What is outside of it stays as it is in the branch.'
}

async function ofPartialClone(worktree: string): Promise<string | null> {
  const commonDir = (await locate(worktree))?.commonDir ?? worktree
  if (!(await isPartial(commonDir))) return null
  return 'The clone has left the contents of older files at its remote. Git fetches them when they are needed, such as for another branch, a diff or a merge: without a network those can fail.'
}
