import { realpath, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '#shared/errors.ts'
import { locate, readText } from './locate.ts'
import { commitOf, currentBranch, listRemotes, mainRemote, type Remote, symbolicRef } from './refs.ts'
import type { Runner } from './run-git.ts'
import { listWorktrees } from './worktrees.ts'

export interface RepositoryInfo {
  /** The main working tree, a real path; of a bare repository's worktree, that worktree. */
  root: string
  commonDir: string
  /** null = a detached HEAD. */
  currentBranch: string | null
  /** What the remote calls its default, else init.defaultBranch if it exists, else the current one, else main or master. */
  defaultBranch: string
  headCommit: string
  remotes: Remote[]
  isShallow: boolean
  /** Always false: a bare repository is refused. */
  isBare: boolean
  hasSubmodules: boolean
  usesLfs: boolean
}

/**
 * Looks at a folder the user picked. A sub-folder and a linked worktree stand for their repository.
 *
 * @throws AppError NOT_A_REPOSITORY `{path}`: no folder, no repository, or a bare one
 * @throws AppError EMPTY_REPOSITORY `{path}`: there is no commit to start from
 * @throws AppError GIT_ERROR: git refuses the folder, such as one that belongs to another user
 */
export async function openRepository(git: Runner, path: string): Promise<RepositoryInfo> {
  const picked = await topLevel(git, path)
  const dirs = await locate(picked)
  if (dirs === null) throw notARepository(path, 'is not a git repository')
  const root = dirs.linked ? await mainWorkingTree(git, picked) : picked
  const headCommit = await commitOf(git, { repo: root, ref: 'HEAD' })
  if (headCommit === null) {
    throw new AppError(
      'EMPTY_REPOSITORY',
      `${root} has no commit yet. Make a first commit, then add it again.`,
      {
        path: root,
      },
    )
  }
  const shallow = await git.text({ cwd: root, args: ['rev-parse', '--is-shallow-repository'] })
  const current = await currentBranch(git, root)
  return {
    root,
    commonDir: dirs.commonDir,
    currentBranch: current,
    defaultBranch: await defaultBranch(git, root, current),
    headCommit,
    remotes: await listRemotes(git, root),
    isShallow: shallow === 'true',
    isBare: false,
    hasSubmodules: (await readText(join(root, '.gitmodules'))) !== null,
    usesLfs: await usesLfs(root, dirs.commonDir),
  }
}

async function topLevel(git: Runner, path: string): Promise<string> {
  const folder = await stat(path).catch(() => null)
  if (folder?.isDirectory() !== true) throw notARepository(path, 'is not a folder')
  const cwd = await realpath(path)
  const ask = { cwd, discover: true, answers: [128], priority: 'high' } as const
  const { exitCode, stdout, stderr } = await git.run({ ...ask, args: ['rev-parse', '--show-toplevel'] })
  if (exitCode === 0) return realpath(stdout.toString('utf8').replace(/\r?\n$/, ''))
  if (stderr.includes('dubious ownership')) {
    throw new AppError(
      'GIT_ERROR',
      `${path} belongs to another user, so git will not use it. Trust it with \`git config --global --add safe.directory\` and its path, then add it again.`,
      { path, stderr },
    )
  }
  const bare = await git.run({ ...ask, args: ['rev-parse', '--is-bare-repository'] })
  throw notARepository(
    path,
    bare.stdout.toString('utf8').trim() === 'true'
      ? 'is a bare repository, without a working tree'
      : 'is not a git repository',
  )
}

/** A linked worktree's repository, unless that is bare. */
async function mainWorkingTree(git: Runner, linked: string): Promise<string> {
  const [main] = await listWorktrees(git, linked)
  if (main === undefined || main.bare || (await locate(main.path)) === null) return linked
  return realpath(main.path)
}

async function defaultBranch(git: Runner, repo: string, current: string | null): Promise<string> {
  const exists = async (branch: string) =>
    (await commitOf(git, { repo, ref: `refs/heads/${branch}` })) !== null
  const remote = await mainRemote(git, repo)
  if (remote !== null) {
    const prefix = `refs/remotes/${remote}/`
    const head = await symbolicRef(git, repo, `${prefix}HEAD`)
    if (head?.startsWith(prefix) === true && (await commitOf(git, { repo, ref: head })) !== null) {
      return head.slice(prefix.length)
    }
  }
  const configured = await git.run({
    cwd: repo,
    args: ['config', '--get', 'init.defaultBranch'],
    answers: [1],
  })
  const initial = configured.stdout.toString('utf8').trim()
  if (initial !== '' && (await exists(initial))) return initial
  if (current !== null) return current
  return !(await exists('main')) && (await exists('master')) ? 'master' : 'main'
}

async function usesLfs(root: string, commonDir: string): Promise<boolean> {
  const attributes = [join(root, '.gitattributes'), join(commonDir, 'info', 'attributes')]
  const texts = await Promise.all(attributes.map(readText))
  return texts.some((text) => text !== null && /\bfilter=lfs\b/.test(text))
}

const notARepository = (path: string, why: string) =>
  new AppError('NOT_A_REPOSITORY', `${path} ${why}. Choose the folder of a git repository.`, { path })
