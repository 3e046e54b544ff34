import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { AppError, type ErrorCode, type ErrorDetails } from '#shared/errors.ts'
import { createGit, type Git } from './git.ts'

const execFileAsync = promisify(execFile)

/** A user with repositories in a temporary folder; for this room's tests. */
export interface World {
  folder: string
  git: Git
  /** Runs git as the user would and gives its output without the last newline. */
  user(cwd: string, ...args: string[]): Promise<string>
  /** A repository with one commit on `main`. */
  repository(files?: Record<string, string>, name?: string): Promise<string>
  /** Writes files and commits all there is. */
  commit(repo: string, files: Record<string, string>, message?: string): Promise<string>
  /** A bare repository as `origin` of `repo`, with its main branch pushed. */
  origin(repo: string): Promise<string>
  /** Another clone of a bare repository, to push from. */
  colleague(bare: string): Promise<string>
  head(repo: string, ref?: string): Promise<string>
  close(): Promise<void>
}

export const USER_CONFIG =
  '[user]\n\tname = Ada Lovelace\n\temail = ada@example.com\n[init]\n\tdefaultBranch = main\n[commit]\n\tgpgsign = false\n'

export async function makeWorld(): Promise<World> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'openlinear-git-')))
  process.env.GIT_CONFIG_GLOBAL = join(folder, 'gitconfig')
  process.env.GIT_CONFIG_NOSYSTEM = '1'
  await writeFile(join(folder, 'gitconfig'), USER_CONFIG)
  let count = 0

  const user = async (cwd: string, ...args: string[]) => {
    const { stdout } = await execFileAsync('git', args, { cwd, maxBuffer: 64 << 20 })
    return stdout.replace(/\n$/, '')
  }
  const commit = async (repo: string, files: Record<string, string>, message = 'Change') => {
    await write(repo, files)
    await user(repo, 'add', '-A')
    await user(repo, 'commit', '--quiet', '--allow-empty', '-m', message)
    return user(repo, 'rev-parse', 'HEAD')
  }
  return {
    folder,
    git: createGit({ hostId: 'test-host' }),
    user,
    commit,
    async repository(files = { 'README.md': '# Hello\n' }, name = `repo-${(count += 1)}`) {
      const repo = join(folder, name)
      await mkdir(repo, { recursive: true })
      await user(repo, 'init', '--quiet', '--initial-branch=main')
      await commit(repo, files, 'First')
      return repo
    },
    async origin(repo) {
      const bare = join(folder, `origin-${(count += 1)}.git`)
      await user(folder, 'clone', '--quiet', '--bare', repo, bare)
      await user(repo, 'remote', 'add', 'origin', bare)
      await user(repo, 'fetch', '--quiet', 'origin')
      return bare
    },
    async colleague(bare) {
      const path = join(folder, `colleague-${(count += 1)}`)
      await user(folder, 'clone', '--quiet', bare, path)
      return path
    },
    head: (repo, ref = 'HEAD') => user(repo, 'rev-parse', ref),
    close: () => rm(folder, { recursive: true, force: true, maxRetries: 3 }),
  }
}

/** A host that takes connections and says nothing; once it is closed, its port refuses them. */
export async function hangingHost(): Promise<{ url: string; close(): Promise<void> }> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => void sockets.add(socket.on('error', () => {})))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/a.git`,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy()
        server.close(() => resolve())
      }),
  }
}

export async function write(folder: string, files: Record<string, string>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), content)
  }
}

/** All of a checkout that a user would notice changing, and its index to the byte. */
export async function fingerprint(world: World, repo: string): Promise<string> {
  const index = createHash('sha256')
    .update(await readFile(join(repo, '.git', 'index')))
    .digest('hex')
  const [head, refs, status] = await Promise.all([
    readFile(join(repo, '.git', 'HEAD'), 'utf8'),
    world.user(repo, 'for-each-ref', 'refs/heads/main', 'refs/remotes', 'refs/stash'),
    world.user(repo, '--no-optional-locks', 'status', '--porcelain', '-z'),
  ])
  return JSON.stringify({ index, head, refs, status })
}

/** The expected error of a call. */
export async function failure(call: Promise<unknown>): Promise<{
  code: ErrorCode
  message: string
  details: ErrorDetails | null
}> {
  try {
    await call
  } catch (error) {
    if (error instanceof AppError) return { code: error.code, message: error.message, details: error.details }
    throw error
  }
  throw new Error('nothing was thrown')
}
