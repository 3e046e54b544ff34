import { mkdir, readdir, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { AppError } from '#shared/errors.ts'
import { isLoopback } from '#shared/github-words.ts'
import { checkCloneUrl, isLocalUrl } from './clone-url.ts'
import { settingsIn } from './config.ts'
import { isMissing } from './locate.ts'
import { remoteFailure } from './remote-failure.ts'
import { effectiveUrl } from './remote-url.ts'
import type { GitCall, Runner } from './run-git.ts'
import { signInTo } from './sign-in.ts'
import { sshEnvironment } from './ssh.ts'

export interface CloneProgress {
  /** What git says it does, such as `Receiving objects`. */
  phase: string
  /** 0 to 1 within the phase; null = unknown. */
  fraction: number | null
}

export interface CloneOptions {
  url: string
  /** Must not exist, or be an empty folder. */
  path: string
  /** Checked out instead of the remote's default; refused before anything is fetched when it is not there. */
  branch?: string | undefined
  /** Brings no content of files but that of the branch: git fetches more from the remote whenever it needs it. */
  blobless?: boolean | undefined
  signal?: AbortSignal | undefined
  onProgress?: ((progress: CloneProgress) => void) | undefined
  /** Also takes local paths and `file://`; for tests. */
  allowFile?: boolean | undefined
}

const TIMEOUT_MS = 2 * 60 * 60_000

/**
 * Clones a whole repository. It is made beside its place and moved there when it is whole, so what a
 * killed clone leaves is never taken for a repository; the next try removes it.
 *
 * @throws AppError INVALID_CLONE_URL
 * @throws AppError GIT_ERROR `{reason, url?, signedIn?}`: the host refused; or the folder is taken
 * @throws the signal's reason when it is aborted, once nothing is left of the clone
 */
export async function clone(git: Runner, options: CloneOptions): Promise<void> {
  const { url, path, branch, blobless = false, signal, onProgress } = options
  const local = options.allowFile === true && isLocalUrl(url)
  if (!local) checkCloneUrl(url)
  await git.lockKey(`clone ${path}`, async () => {
    await requireFree(path)
    const parent = dirname(path)
    await mkdir(parent, { recursive: true })
    const partial = join(parent, `.${basename(path)}.partial`)
    await rm(partial, { recursive: true, force: true })
    try {
      const address = local ? url : await effectiveUrl(git, { cwd: parent, url })
      await git.run({
        ...(await accessTo(git, { parent, path, address })),
        cwd: parent,
        args: [
          'clone',
          '--progress',
          '--origin=origin',
          '--no-single-branch',
          '--no-recurse-submodules',
          ...(local ? ['--no-local'] : []),
          ...(blobless ? ['--filter=blob:none'] : []),
          ...(branch === undefined ? [] : [`--branch=${branch}`]),
          '--',
          url,
          partial,
        ],
        config: [
          'protocol.allow=never',
          'protocol.https.allow=always',
          'protocol.ssh.allow=always',
          ...(isLoopbackUrl(address) ? ['protocol.http.allow=always'] : []),
          ...(local ? ['protocol.file.allow=always'] : []),
        ],
        write: true,
        network: true,
        timeoutMs: TIMEOUT_MS,
        signal,
        onStderr: onProgress === undefined ? undefined : progressReader(onProgress),
      })
      signal?.throwIfAborted()
      await rename(partial, path)
    } catch (error) {
      await rm(partial, { recursive: true, force: true, maxRetries: 3 })
      throw error instanceof AppError ? inWords(error, options) : error
    }
  })
}

/**
 * What a clone needs to reach its remote without asking anybody. No configuration counts but the user's own and what
 * git itself writes, until the clone is whole.
 */
async function accessTo(
  git: Runner,
  { parent, path, address }: { parent: string; path: string; address: string },
): Promise<Pick<GitCall, 'env' | 'channel'>> {
  // A filter of the user's, such as that of Git LFS, asks as well; no hook runs here.
  const times = Number.POSITIVE_INFINITY
  const signIn = await signInTo(git, { repo: null, path, urls: [address], times })
  if (signIn === null) return { env: await sshEnvironment(git, parent, [address]), channel: null }
  const settings = await settingsIn(git, parent)
  return { channel: signIn(settings.filter(({ isOwn }) => !isOwn)) }
}

const isLoopbackUrl = (url: string) =>
  /^http:\/\//i.test(url) && URL.canParse(url) && isLoopback(new URL(url).host)

function inWords(error: AppError, { url, branch }: CloneOptions): AppError {
  if (error.code !== 'GIT_ERROR') return error
  const remote = /^(?:[a-z+]+:\/\/)?(?:[^@/]*@)?([^/:]+)/i.exec(url)?.[1] ?? 'The host'
  const failure = remoteFailure(error, { verb: 'clone', remote, branch: branch ?? null })
  if (failure.reason === 'other') return error
  // Of a clone nothing is kept but its words.
  const message = failure.url === null ? failure.message : `${failure.message} ${failure.url}`
  return new AppError('GIT_ERROR', message, {
    ...error.details,
    reason: failure.reason,
    url: failure.url,
  })
}

/** @throws AppError GIT_ERROR */
async function requireFree(path: string): Promise<void> {
  try {
    if ((await readdir(path)).length === 0) return
  } catch (error) {
    if (isMissing(error)) return
    if ((error as NodeJS.ErrnoException).code !== 'ENOTDIR') throw error
  }
  throw new AppError('GIT_ERROR', `${path} is not empty. Choose another folder for the clone.`, { path })
}

/** Lines of `git clone --progress` end with CR while they change: `Receiving objects:  45% (9/20), 1 MiB`. */
function progressReader(tell: (progress: CloneProgress) => void): (text: string) => void {
  let rest = ''
  return (text) => {
    const lines = (rest + text).split(/[\r\n]/)
    rest = lines.pop() ?? ''
    for (const line of lines) {
      const match = /^(?:remote: )?([A-Z][A-Za-z ]+): +(?:(\d+)%|\d)/.exec(line)
      if (match?.[1] === undefined) continue
      tell({ phase: match[1], fraction: match[2] === undefined ? null : Number(match[2]) / 100 })
    }
  }
}
