import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { devNull, homedir } from 'node:os'
import { join } from 'node:path'
import { AppError } from '#shared/errors.ts'
import type { Channel } from './channel.ts'
import { configFile, type Setting, settingsIn, valueOf } from './config.ts'
import { readText, requireRepository } from './locate.ts'
import type { GitCall, Runner } from './run-git.ts'
import { signInTo } from './sign-in.ts'

/** A remote of a repository that git signs in to with an account's token. */
export interface AccountRemote {
  repo: string
  commonDir: string
  remote: string
  /** As git uses them. */
  urls: readonly string[]
  /** Those that count in the repository. */
  settings: readonly Setting[]
  channel: Channel
}

/** Settings that lead a connection past somebody who could read it. */
const STEERS = /^(http\.(.*\.)?(proxy|sslcainfo|sslcapath|curloptresolve)|remote\..*\.proxy)$/

/** The user's own settings that count for a connection and what comes over it. */
const TAKEN_ALONG = /^(http|protocol|transfer|fetch|pack)\./

/**
 * @returns null = git signs in as the user has configured it
 * @throws AppError GIT_ERROR `{reason: 'credentials'}` when the repository itself says how it is to be connected to:
 *   an agent may have written that
 */
export async function accountRemote(
  git: Runner,
  {
    repo,
    remote,
    urls,
    known,
  }: {
    repo: string
    remote: string
    urls: readonly string[]
    /** What need not be found out; `workingTree`: what the account is asked for, `repo` by default. */
    known?: { workingTree: string; commonDir: string; settings: readonly Setting[] }
  },
): Promise<AccountRemote | null> {
  const signIn = await signInTo(git, { repo: known?.workingTree ?? repo, path: null, urls, times: 1 })
  if (signIn === null) return null
  const settings = known?.settings ?? (await settingsIn(git, repo))
  const steering = settings.find(({ isOwn, key }) => isOwn && STEERS.test(key))
  if (steering !== undefined)
    throw new AppError(
      'GIT_ERROR',
      `The repository’s own git configuration sets ${steering.key}, which could read the token of your account. Move it into your global git configuration, then try again.`,
      { reason: 'credentials', setting: steering.key },
    )
  const commonDir = known?.commonDir ?? (await requireRepository(repo)).commonDir
  return { repo, commonDir, remote, urls, settings, channel: signIn(settings) }
}

/**
 * Has git speak to a remote from a bare repository of ours, which borrows the objects of the user's and has nothing
 * else of it: no setting, hook or attribute that an agent could have written, before it was looked at or after.
 * Objects that come are the user's repository's at once; refs are ours to write there.
 *
 * @param options.refs lines of `packed-refs`: what is pushed by its name, or the remote need not send
 * @param options.hooks whether the user's `pre-push` hook runs
 * @param work gets what a call of git needs to be made there
 */
export async function borrowing<T>(
  git: Runner,
  at: AccountRemote,
  { refs = '', hooks = false }: { refs?: string; hooks?: boolean },
  work: (call: Pick<GitCall, 'cwd' | 'env' | 'channel' | 'hooks'>, folder: string) => Promise<T>,
): Promise<T> {
  const folder = await git.makeFolder()
  try {
    const shallow = await readText(join(at.commonDir, 'shallow'))
    await Promise.all([
      writeFile(join(folder, 'config'), configFile(settingsFor(at, folder))),
      writeFile(join(folder, 'HEAD'), 'ref: refs/heads/none\n'),
      writeFile(join(folder, 'packed-refs'), refs),
      mkdir(join(folder, 'refs')),
      ...(shallow === null ? [] : [writeFile(join(folder, 'shallow'), shallow)]),
      ...(hooks ? [writeHook(join(folder, 'hooks'))] : []),
    ])
    const env = {
      // Else a .netrc there would sign in, as whomever it names.
      HOME: folder,
      GIT_DIR: folder,
      GIT_OBJECT_DIRECTORY: join(at.commonDir, 'objects'),
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_GLOBAL: devNull,
    }
    return await work({ cwd: at.repo, env, channel: at.channel, hooks }, folder)
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 })
  }
}

/** All that git reads there. Addresses stand as git uses them, so that none is replaced twice. */
function settingsFor(
  { settings, remote, urls }: AccountRemote,
  folder: string,
): Pick<Setting, 'key' | 'value'>[] {
  const own = (key: string, allowed: RegExp, to = key) => {
    const value = valueOf(settings, key)
    return value !== null && allowed.test(value) ? [{ key: to, value }] : []
  }
  return [
    ...settings.filter(({ isOwn, key }) => !isOwn && TAKEN_ALONG.test(key)).map(atHome),
    { key: 'core.repositoryFormatVersion', value: '1' },
    { key: 'core.bare', value: 'true' },
    { key: 'core.hooksPath', value: join(folder, 'hooks') },
    // Else git asks every repository that the objects are shared with, as that one says.
    { key: 'core.alternateRefsCommand', value: ':' },
    ...own('extensions.objectformat', /^sha(1|256)$/),
    ...own('core.sharedrepository', /^\w+$/),
    ...urls.map((value) => ({ key: `remote.${remote}.url`, value })),
    ...(isPromisor(settings, remote)
      ? [
          { key: `remote.${remote}.promisor`, value: 'true' },
          { key: `remote.${remote}.partialCloneFilter`, value: filterOf(settings, remote) },
        ]
      : []),
  ]
}

/** Files of the user's are named from their home. */
const atHome = ({ key, value }: Setting) => ({ key, value: value?.replace(/^~(?=\/)/, homedir()) ?? null })

const isPromisor = (settings: readonly Setting[], remote: string) => promisorsIn(settings).includes(remote)

/** Remotes at which a clone has left objects. */
export function promisorsIn(settings: readonly Setting[]): string[] {
  const names = settings.flatMap(({ key, value }) => {
    if (key === 'extensions.partialclone') return value ?? []
    return /^remote\.(.+)\.promisor$/s.exec(key)?.[1] ?? []
  })
  return [...new Set(names)]
}

/** What it was cloned without. */
export function filterOf(settings: readonly Setting[], remote: string): string {
  const filter = valueOf(settings, `remote.${remote}.partialclonefilter`) ?? ''
  return /^[\w:=+%.-]+$/.test(filter) ? filter : 'blob:none'
}

/** What the wrapper takes back of what a call is made with. */
const OURS = ['GIT_DIR', 'GIT_OBJECT_DIRECTORY', 'GIT_CONFIG_PARAMETERS', 'GIT_CONFIG_COUNT']
const GIVEN = ['HOME', 'GIT_CONFIG_GLOBAL', 'GIT_CONFIG_NOSYSTEM']

/** Runs the hook as it would run in the user's repository: with their settings, and without the descriptor. */
async function writeHook(folder: string): Promise<void> {
  const given = GIVEN.map((name) => {
    const value = process.env[name]
    return value === undefined ? `unset ${name}` : `export ${name}='${value.replaceAll("'", `'\\''`)}'`
  })
  const lines = [
    '#!/bin/sh',
    'exec 3>&-',
    `unset ${OURS.join(' ')}`,
    ...given,
    'hook=$(git rev-parse --git-path hooks/pre-push) || exit',
    'test -x "$hook" || exit 0',
    'exec "$hook" "$@"',
  ]
  await mkdir(folder)
  await writeFile(join(folder, 'pre-push'), `${lines.join('\n')}\n`, { mode: 0o700 })
}

/** Branches that a repository has, here and of its remotes: what a remote need not send. */
export async function branchesOf(git: Runner, repo: string): Promise<string> {
  const args = ['for-each-ref', '--format=%(objectname) %(refname)', 'refs/heads', 'refs/remotes']
  const lines = await git.text({ cwd: repo, args, channel: null })
  return lines === '' ? '' : `${lines}\n`
}

/** The commit of a ref that git has written in a folder of {@link borrowing}. */
export const readRef = async (folder: string, ref: string): Promise<string> =>
  (await readFile(join(folder, ref), 'utf8')).trim()
