import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { git, temporaryFolder } from '../../support/repository.ts'

const FILES_IN_FOLDER = 50
/** About a kilobyte, as source files are. */
const CONTENT = 'export const answer = (question: string) => question.length\n'.repeat(18)

/** A repository with one commit of so many files on `main`, made like a user's. */
export async function makeTree(files: number): Promise<string> {
  const repo = await temporaryFolder('bench-repo')
  await git(repo, 'init', '--quiet', '--initial-branch=main')
  await git(repo, 'config', 'user.name', 'Ada Lovelace')
  await git(repo, 'config', 'user.email', 'ada@example.com')
  for (let first = 0; first < files; first += FILES_IN_FOLDER) {
    const folder = join(repo, 'src', `part-${first / FILES_IN_FOLDER}`)
    await mkdir(folder, { recursive: true })
    for (let index = first; index < Math.min(files, first + FILES_IN_FOLDER); index += 1)
      await writeFile(join(folder, `file-${index}.ts`), `// ${index}\n${CONTENT}`)
  }
  await git(repo, 'add', '-A')
  await git(repo, 'commit', '--quiet', '-m', 'First')
  return repo
}

/** Makes so many worktrees, each on a branch of its own, and gives their folders. */
export async function readyWorktrees(repo: string, folder: string, count: number): Promise<string[]> {
  const paths = Array.from({ length: count }, (_, index) => join(folder, `ready-${index}`))
  for (const [index, path] of paths.entries())
    await git(repo, 'worktree', 'add', '--quiet', '-b', `ready-${index}`, path)
  return paths
}

/** Takes away every worktree and branch that was made beside `main`. */
export async function resetTree(repo: string): Promise<void> {
  const listed = await git(repo, 'worktree', 'list', '--porcelain')
  for (const [, path] of listed.matchAll(/^worktree (.+)$/gm))
    if (path !== undefined && path !== repo) {
      await rm(path, { recursive: true, force: true })
      await git(repo, 'worktree', 'unlock', path).catch(() => '')
    }
  await git(repo, 'worktree', 'prune')
  const branches = (await git(repo, 'for-each-ref', '--format=%(refname:short)', 'refs/heads')).split('\n')
  const made = branches.filter((branch) => branch !== 'main')
  if (made.length > 0) await git(repo, 'branch', '--quiet', '-D', ...made)
}
