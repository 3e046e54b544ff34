import { mkdir, rm, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { git, makeRepository, temporaryFolder } from '../../support/repository.ts'

/** Writes files below a folder and commits all there is. */
export async function commitFiles(repo: string, files: Record<string, string>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(repo, name)), { recursive: true })
    await writeFile(join(repo, name), content)
  }
  await git(repo, 'add', '-A')
  await git(repo, 'commit', '--quiet', '-m', 'More')
}

/** A repository of a user who left `main` for a commit without a branch. */
export async function detached(): Promise<string> {
  const repo = await makeRepository()
  await git(repo, 'checkout', '--quiet', '--detach')
  return repo
}

/** Changed, staged, untracked and ignored files, and a stash. */
export async function dirty(): Promise<string> {
  const repo = await makeRepository({
    'README.md': '# Hello\n',
    'kept.txt': 'old\n',
    '.gitignore': '*.log\n',
  })
  await writeFile(join(repo, 'kept.txt'), 'stashed\n')
  await git(repo, 'stash', '--quiet')
  await writeFile(join(repo, 'kept.txt'), 'changed by me\n')
  await writeFile(join(repo, 'staged.txt'), 'staged by me\n')
  await git(repo, 'add', 'staged.txt')
  await writeFile(join(repo, 'untracked.txt'), 'mine\n')
  await writeFile(join(repo, 'noise.log'), 'ignored\n')
  return repo
}

/** A clone of which only the newest commit is there. */
export async function shallow(): Promise<string> {
  const origin = await makeRepository()
  for (const number of [1, 2, 3]) await commitFiles(origin, { 'count.txt': `${number}\n` })
  const folder = join(await temporaryFolder('repo'), 'shallow')
  await git(dirname(folder), 'clone', '--quiet', '--depth=1', `file://${origin}`, folder)
  return folder
}

/** One submodule at `lib`, checked out. */
export async function withSubmodule(): Promise<string> {
  const inner = await makeRepository({ 'inner.txt': 'inner\n' })
  const repo = await makeRepository()
  await git(repo, '-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', inner, 'lib')
  await git(repo, 'commit', '--quiet', '-m', 'Add a submodule')
  return repo
}

export const POINTER = `version https://git-lfs.github.com/spec/v1\noid sha256:${'a'.repeat(64)}\nsize 5\n`

/** A file kept in Git LFS, as a pointer. */
export async function withLfs(): Promise<string> {
  const repo = await makeRepository()
  await git(repo, 'config', 'filter.lfs.clean', 'cat')
  await commitFiles(repo, {
    '.gitattributes': '*.bin filter=lfs diff=lfs merge=lfs -text\n',
    'big.bin': POINTER,
  })
  await git(repo, 'config', '--unset', 'filter.lfs.clean')
  return repo
}

/** Only `inside` is checked out; `outside` is in the branch. */
export async function sparse(): Promise<string> {
  const repo = await makeRepository()
  await commitFiles(repo, { 'inside/a.txt': 'a\n', 'outside/b.txt': 'b\n' })
  await git(repo, 'sparse-checkout', 'set', 'inside')
  return repo
}

/** `.git` is there, and what it needs is not. */
export async function damaged(what: 'HEAD' | 'config' | 'objects'): Promise<string> {
  const repo = await makeRepository()
  const path = join(repo, '.git', what)
  if (what === 'objects') await rm(path, { recursive: true })
  else await writeFile(path, '[garbage')
  return repo
}

/** Links and nonsense where git looks for files of its own. */
export async function misleading(): Promise<string> {
  const repo = await makeRepository({ '.gitmodules': '[submodule\n', 'README.md': '# Hello\n' })
  await symlink('/dev/zero', join(repo, '.gitattributes'))
  await git(repo, 'add', '-A')
  await git(repo, 'commit', '--quiet', '-m', 'Mislead')
  return repo
}
