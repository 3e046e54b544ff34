import { constants, type Dirent } from 'node:fs'
import { copyFile, lstat, mkdir, readdir, readlink, rm, symlink, writeFile } from 'node:fs/promises'
import { dirname, isAbsolute, join, normalize, posix, sep } from 'node:path'
import { AppError } from '#shared/errors.ts'
import { isMissing, readText } from './locate.ts'
import type { Runner } from './run-git.ts'
import { COPIED_FILES, requireLinked } from './stage.ts'

export interface CopyFilesOptions {
  /** The repository's main working tree. */
  from: string
  /** A worktree of ours. */
  to: string
  /** Files and folders, relative to the repository. */
  files: readonly string[]
}

/** What became of files to copy. */
export interface CopiedFiles {
  copied: string[]
  missing: string[]
}

/**
 * Copies files git does not know (such as `.env`) into a worktree, folders with all that is in them. Missing
 * ones are skipped, tracked ones never overwritten. What was copied stays out of our commits and snapshots
 * even when the repository forgets to ignore it.
 *
 * @returns the names of `files` of which something was copied, and of those that are not there
 * @throws AppError BAD_REQUEST `{file}`: a name that leaves the repository, by `..` or through a link
 */
export async function copyFiles(git: Runner, { from, to, files }: CopyFilesOptions): Promise<CopiedFiles> {
  const dirs = await requireLinked(to)
  const list = join(dirs.gitDir, COPIED_FILES)
  const names = new Set(((await readText(list)) ?? '').split('\0').filter(Boolean))
  const copied: string[] = []
  const missing: string[] = []
  for (const file of files) {
    const name = insideOf(file)
    await requireNoLinks(from, name, file)
    const kind = await lstat(join(from, name)).catch(ifMissing)
    if (kind === null) {
      missing.push(file)
      continue
    }
    if (kind.isSymbolicLink()) throw leaves(file)
    const tracked = await trackedUnder(git, to, name)
    const done: string[] = []
    for await (const source of kind.isDirectory() ? walk(from, name) : [name]) {
      if (tracked.has(source) || !(await isFreeOfLinks(to, dirname(source)))) continue
      names.add(source)
      done.push(source)
    }
    if (done.length === 0) continue
    // Written down first: killed in between, a secret must not be taken for the agent's work.
    await writeFile(list, [...names].map((entry) => `${entry}\0`).join(''))
    for (const source of done) await copyOne(join(from, source), join(to, source))
    copied.push(file)
  }
  return { copied, missing }
}

const leaves = (file: string) =>
  new AppError('BAD_REQUEST', `${file} leaves the repository, so it is not copied. Take it off the list.`, {
    file,
  })

const ifMissing = (error: unknown) => {
  if (isMissing(error)) return null
  throw error
}

/** A plain relative path with `/`. */
function insideOf(file: string): string {
  const name = normalize(file).split(sep).join('/').replace(/\/+$/, '')
  const parts = name.split('/')
  const first = parts[0]?.toLowerCase()
  if (isAbsolute(file) || name === '.' || name === '' || first === '..' || first === '.git')
    throw leaves(file)
  return name
}

async function requireNoLinks(root: string, name: string, file: string): Promise<void> {
  if (!(await isFreeOfLinks(root, posix.dirname(name)))) throw leaves(file)
}

/** Whether no folder on the way to `name` is a link or a file. */
async function isFreeOfLinks(root: string, name: string): Promise<boolean> {
  const parts = name === '.' ? [] : name.split('/')
  for (let length = 1; length <= parts.length; length += 1) {
    const found = await lstat(join(root, ...parts.slice(0, length))).catch(ifMissing)
    if (found === null) return true
    if (!found.isDirectory()) return false
  }
  return true
}

async function trackedUnder(git: Runner, worktree: string, name: string): Promise<Set<string>> {
  const args = ['--literal-pathspecs', 'ls-files', '-z', '--', name]
  const { stdout } = await git.run({ cwd: worktree, args })
  return new Set(stdout.toString('utf8').split('\0').filter(Boolean))
}

/** Files and inner links of a folder; repositories in it keep their `.git` to themselves. */
async function* walk(root: string, folder: string): AsyncGenerator<string> {
  for (const entry of await readdir(join(root, folder), { withFileTypes: true })) {
    const name = `${folder}/${entry.name}`
    if (entry.name === '.git') continue
    if (entry.isDirectory()) yield* walk(root, name)
    else if (entry.isFile() || (await isInnerLink(root, name, entry))) yield name
  }
}

/** A relative link that stays inside means the same in the copy; any other would lead out of it. */
async function isInnerLink(root: string, name: string, entry: Dirent): Promise<boolean> {
  if (!entry.isSymbolicLink()) return false
  const target = await readlink(join(root, name))
  if (isAbsolute(target)) return false
  const end = posix.normalize(posix.join(posix.dirname(name), target.split(sep).join('/')))
  return end !== '..' && !end.startsWith('../')
}

async function copyOne(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true })
  const old = await lstat(to).catch(ifMissing)
  if (old?.isDirectory() === true) return
  if (old !== null) await rm(to, { force: true })
  if ((await lstat(from)).isSymbolicLink()) await symlink(await readlink(from), to)
  else await copyFile(from, to, constants.COPYFILE_FICLONE)
}
