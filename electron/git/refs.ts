import fs from 'node:fs'
import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import isomorphic from 'isomorphic-git'
import { AppError } from '#shared/errors.ts'
import { type GitDirs, isMissing, locate, readText } from './locate.ts'
import { redact } from './redact.ts'
import type { Runner } from './run-git.ts'

/** Whether a text is a full object name. */
export const isCommitId = (text: string) => /^[0-9a-f]{40}([0-9a-f]{24})?$/.test(text)

/**
 * The git folders of a working tree, if isomorphic-git may read the common one: plain refs and SHA-1 names.
 * It knows neither reftable nor SHA-256, and reads a linked worktree's own folder wrongly without saying so.
 */
async function readable(repo: string): Promise<GitDirs | null> {
  const dirs = await locate(repo)
  if (dirs === null) return null
  const config = await readText(join(dirs.commonDir, 'config'))
  return config === null || /^\s*(objectformat|refstorage)\s*=/im.test(config) ? null : dirs
}

/**
 * Reads in process when that can be trusted, else asks git; null = there is no such thing.
 *
 * @param read gets the common folder, where branches, remotes and the configuration are
 */
async function inProcess<T>(
  repo: string,
  read: (gitdir: string) => Promise<T>,
  ask: () => Promise<T>,
): Promise<T | null> {
  const dirs = await readable(repo)
  if (dirs === null) return ask()
  // Twice: a ref that is packed in this moment was not packed yet when that was looked at, and not there after.
  for (const isLast of [false, true]) {
    try {
      return await read(dirs.commonDir)
    } catch (error) {
      if (!(error instanceof isomorphic.Errors.NotFoundError)) return ask()
      if (isLast) return null
    }
  }
  return null
}

/** What a working tree's HEAD says: a ref or a commit; null = ask git. */
async function readHead(repo: string): Promise<{ ref: string } | { commit: string } | null> {
  const dirs = await readable(repo)
  const text = dirs === null ? null : await readText(join(dirs.gitDir, 'HEAD'))
  if (text === null) return null
  const ref = /^ref: (refs\/heads\/(?!.*\.\.)[^~^:@\r\n]+)\n$/.exec(text)?.[1]
  if (ref !== undefined) return { ref }
  const commit = text.trimEnd()
  return isCommitId(commit) ? { commit } : null
}

/**
 * Whether a working tree may be on a branch: every HEAD is read without asking git, which takes longer the more
 * worktrees there are. What cannot be read may be anywhere.
 */
export async function mayBeCheckedOut(repo: string, branch: string): Promise<boolean> {
  const dirs = await readable(repo)
  if (dirs === null) return true
  const linked = join(dirs.commonDir, 'worktrees')
  const names = await readdir(linked).catch((error: unknown) => (isMissing(error) ? [] : null))
  if (names === null) return true
  const isOn = async (gitDir: string) => {
    const path = join(gitDir, 'HEAD')
    // Git can make HEAD a link to the branch's file.
    if (await isLink(path)) return true
    const head = (await readText(path))?.trimEnd()
    // One that is half made, or was removed meanwhile, has none.
    if (head === undefined || isCommitId(head)) return false
    return !/^ref: refs\/heads\/\S+$/.test(head) || head === `ref: refs/heads/${branch}`
  }
  const places = [dirs.commonDir, ...names.map((name) => join(linked, name))]
  return (await Promise.all(places.map((place) => isOn(place).catch(() => true)))).includes(true)
}

async function isLink(path: string): Promise<boolean> {
  const found = await lstat(path).catch((error: unknown) => (isMissing(error) ? null : Promise.reject(error)))
  return found?.isSymbolicLink() === true
}

/**
 * Commit of a branch, a remote branch or any other name git understands.
 *
 * @param options.ref `HEAD`, `refs/heads/…`, `refs/remotes/…` and `refs/openlinear/…` cost no process
 * @returns null when there is no such commit
 */
export async function commitOf(
  git: Runner,
  { repo, ref }: { repo: string; ref: string },
): Promise<string | null> {
  const ask = async () => {
    const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`]
    const { exitCode, stdout } = await git.run({ cwd: repo, args, answers: [1, 128], priority: 'high' })
    const commit = stdout.toString('utf8').trim()
    return exitCode === 0 && isCommitId(commit) ? commit : null
  }
  if (ref === 'HEAD') {
    const head = await readHead(repo)
    if (head === null) return ask()
    return 'commit' in head ? head.commit : commitOf(git, { repo, ref: head.ref })
  }
  if (!/^refs\/(heads|remotes|openlinear)\/[^~^:@]+$/.test(ref)) return ask()
  const commit = await inProcess(repo, (gitdir) => isomorphic.resolveRef({ fs, gitdir, ref }), ask)
  return commit !== null && isCommitId(commit) ? commit : null
}

/** Short name of the branch that is checked out; null = none (a detached HEAD). */
export async function currentBranch(git: Runner, repo: string): Promise<string | null> {
  const full = await symbolicRef(git, repo, 'HEAD')
  return full?.startsWith('refs/heads/') === true ? full.slice('refs/heads/'.length) : null
}

/** Full name of the ref a symbolic ref points to; null = it is not symbolic, or not there. */
export async function symbolicRef(git: Runner, repo: string, ref: string): Promise<string | null> {
  const ask = async () => {
    const args = ['symbolic-ref', '--quiet', ref]
    const { exitCode, stdout } = await git.run({ cwd: repo, args, answers: [1, 128], priority: 'high' })
    return exitCode === 0 ? stdout.toString('utf8').replace(/\n$/, '') : null
  }
  if (ref === 'HEAD') {
    const head = await readHead(repo)
    if (head !== null) return 'ref' in head ? head.ref : null
    return ask()
  }
  const target = await inProcess<string | null>(
    repo,
    (gitdir) => isomorphic.resolveRef({ fs, gitdir, ref, depth: 2 }),
    ask,
  )
  return target?.startsWith('refs/') === true ? target : null
}

export interface Remote {
  name: string
  /** With credentials taken out. */
  url: string
}

/** The repository's own remotes. */
export async function listRemotes(git: Runner, repo: string): Promise<Remote[]> {
  const remotes = await inProcess(
    repo,
    async (gitdir) =>
      (await isomorphic.listRemotes({ fs, gitdir })).map(({ remote, url }) => ({ name: remote, url })),
    async () => {
      const args = ['config', '--null', '--get-regexp', '^remote\\..*\\.url$']
      const { stdout } = await git.run({ cwd: repo, args, answers: [1] })
      const entries = stdout.toString('utf8').split('\0').filter(Boolean)
      return entries.map((entry) => {
        const at = entry.indexOf('\n')
        return { name: entry.slice('remote.'.length, at - '.url'.length), url: entry.slice(at + 1) }
      })
    },
  )
  // A remote may be configured without a URL of its own (`pushurl` alone).
  return (remotes ?? []).map(({ name, url }) => ({ name, url: redact(url ?? '') }))
}

/** The remote that counts: `origin`, or the only one there is; null = none. */
export async function mainRemote(git: Runner, repo: string): Promise<string | null> {
  const remotes = await listRemotes(git, repo)
  if (remotes.some(({ name }) => name === 'origin')) return 'origin'
  return remotes.length === 1 ? (remotes[0]?.name ?? null) : null
}

/** Whether `descendant` contains `ancestor`; a commit contains itself. @throws AppError GIT_ERROR */
export async function isAncestor(
  git: Runner,
  { repo, ancestor, descendant }: { repo: string; ancestor: string; descendant: string },
): Promise<boolean> {
  if (ancestor === descendant) return true
  const args = ['merge-base', '--is-ancestor', '--end-of-options', ancestor, descendant]
  const { exitCode } = await git.run({ cwd: repo, args, answers: [1] })
  return exitCode === 0
}

export interface RefChange {
  repo: string
  ref: string
  /** null = the ref shall be gone. */
  to: string | null
  /** What it must be now; null = it must not exist. */
  from: string | null
  /** For the reflog. */
  reason: string
}

/**
 * Compare-and-set of a ref.
 *
 * @returns false when the ref was not `from`: somebody else moved it
 * @throws AppError GIT_ERROR when git refuses for another reason
 */
export async function changeRef(git: Runner, { repo, ref, to, from, reason }: RefChange): Promise<boolean> {
  // All zeros, as long as the repository's object names, stands for "does not exist".
  const old = from ?? '0'.repeat(to?.length ?? 40)
  const what = to === null ? ['-d', ref, old] : [ref, to, old]
  try {
    const args = ['update-ref', '--no-deref', '-m', reason, ...what]
    await git.run({ cwd: repo, args, write: true })
    return true
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'GIT_ERROR') throw error
    if ((await commitOf(git, { repo, ref })) !== from) return false
    throw error
  }
}
