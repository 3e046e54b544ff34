import { lstat, realpath, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '#shared/errors.ts'
import { isRefusal, notReadable, requireReadable } from '../process/no-leave.ts'
import { locate } from './locate.ts'
import { readPlainFile } from './plain-file.ts'
import { commitOf, currentBranch, listRemotes, mainRemote, type Remote, symbolicRef } from './refs.ts'
import type { Runner } from './run-git.ts'
import { listWorktrees } from './worktrees.ts'

export interface RepositoryInfo {
  /** The main working tree, a real path; of a bare repository's worktree, that worktree. */
  root: string
  commonDir: string
  /** null = a detached HEAD. */
  currentBranch: string | null
  /**
   * What the remote calls its default, else init.defaultBranch, else the current one, else main, master or
   * the one committed to last. It exists, here or at the remote.
   */
  defaultBranch: string
  /** null = on a branch that has no commit yet. */
  headCommit: string | null
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
 * @throws AppError BRANCH_NOT_FOUND `{path}`: there are commits, but no branch to start from and merge into
 * @throws AppError NOT_READABLE `{path}`
 * @throws AppError REPOSITORY_DAMAGED `{path, stderr}`: git cannot read what is in `.git`
 * @throws AppError GIT_ERROR: git refuses the folder, such as one that belongs to another user
 */
export async function openRepository(git: Runner, path: string): Promise<RepositoryInfo> {
  const picked = await topLevel(git, path)
  const dirs = await locate(picked)
  if (dirs === null) throw notARepository(path, 'is not a git repository')
  const root = dirs.linked ? await mainWorkingTree(git, picked) : picked
  const current = await currentBranch(git, root)
  const branch = await defaultBranch(git, root, current)
  if (branch === null) throw await whyNoBranch(git, root)
  const headCommit = await commitOf(git, { repo: root, ref: 'HEAD' })
  const shallow = await git.text({ cwd: root, args: ['rev-parse', '--is-shallow-repository'] })
  return {
    root,
    commonDir: dirs.commonDir,
    currentBranch: current,
    defaultBranch: branch,
    headCommit,
    remotes: await listRemotes(git, root),
    isShallow: shallow === 'true',
    isBare: false,
    hasSubmodules: (await readPlainFile(join(root, '.gitmodules'))) !== null,
    usesLfs: await usesLfs(root, dirs.commonDir),
  }
}

async function topLevel(git: Runner, path: string): Promise<string> {
  const folder = await stat(path).catch((error: unknown) => {
    if (isRefusal(error)) throw notReadable(path, error)
    return null
  })
  if (folder?.isDirectory() !== true) throw notARepository(path, 'is not a folder')
  const cwd = await realpath(path)
  const ask = { cwd, discover: true, answers: [128], priority: 'high' } as const
  const { exitCode, stdout, stderr } = await git.run({ ...ask, args: ['rev-parse', '--show-toplevel'] })
  if (exitCode === 0) return realpath(stdout.toString('utf8').replace(/\r?\n$/, ''))
  await requireReadable(join(cwd, '.git'))
  const bare = await git.run({ ...ask, args: ['rev-parse', '--is-bare-repository'] })
  if (bare.stdout.toString('utf8').trim() === 'true')
    throw notARepository(path, 'is a bare repository, without a working tree')
  if (bare.exitCode === 0) throw notARepository(path, 'is inside the .git folder of a repository')
  if ((await lstat(join(cwd, '.git')).catch(() => null)) === null)
    throw notARepository(path, 'is not a git repository')
  const said = stderr.split('\n').find((line) => /^(fatal|error): /.test(line)) ?? 'git does not say why'
  throw new AppError(
    'REPOSITORY_DAMAGED',
    `${path} has a .git that git cannot use (${said}). Mend it until \`git status\` works there, then try again.`,
    { path, stderr },
  )
}

/** A linked worktree's repository, unless that is bare. */
async function mainWorkingTree(git: Runner, linked: string): Promise<string> {
  const [main] = await listWorktrees(git, linked)
  if (main === undefined || main.bare || (await locate(main.path)) === null) return linked
  return realpath(main.path)
}

/** @returns null when there is no branch at all, neither here nor known of the remote */
async function defaultBranch(git: Runner, repo: string, current: string | null): Promise<string | null> {
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
  for (const branch of [initial, current, 'main', 'master']) {
    if (branch === null || branch === '') continue
    if ((await commitOf(git, { repo, ref: `refs/heads/${branch}` })) !== null) return branch
  }
  return (await newestBranch(git, repo, 'refs/heads', 2)) ?? (await newestRemoteBranch(git, repo, remote))
}

const newestRemoteBranch = (git: Runner, repo: string, remote: string | null) =>
  remote === null ? null : newestBranch(git, repo, `refs/remotes/${remote}`, 3)

async function newestBranch(git: Runner, repo: string, below: string, strip: number): Promise<string | null> {
  const format = `--format=%(refname:lstrip=${strip})`
  const args = ['for-each-ref', '--count=1', '--sort=-committerdate', format, below]
  return (await git.text({ cwd: repo, args })) || null
}

async function whyNoBranch(git: Runner, repo: string): Promise<AppError> {
  const head = await commitOf(git, { repo, ref: 'HEAD' })
  return head === null
    ? new AppError('EMPTY_REPOSITORY', `${repo} has no commit yet. Make a first commit, then add it again.`, {
        path: repo,
      })
    : new AppError(
        'BRANCH_NOT_FOUND',
        `${repo} has commits but no branch to start from. Make one with \`git branch main\`, then add it again.`,
        { path: repo },
      )
}

async function usesLfs(root: string, commonDir: string): Promise<boolean> {
  const attributes = [join(root, '.gitattributes'), join(commonDir, 'info', 'attributes')]
  const texts = await Promise.all(attributes.map(readPlainFile))
  return texts.some((text) => text !== null && /\bfilter=lfs\b/.test(text))
}

const notARepository = (path: string, why: string) =>
  new AppError('NOT_A_REPOSITORY', `${path} ${why}. Choose the folder of a git repository.`, { path })
