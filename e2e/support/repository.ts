import { execFile } from 'node:child_process'
import { mkdtemp, realpath, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const execFileAsync = promisify(execFile)

/** Runs git in a folder and gives its output without the last newline. */
export async function git(cwd: string, ...args: string[]): Promise<string> {
  const { stdout } = await execFileAsync('git', args, {
    cwd,
    env: {
      ...process.env,
      GIT_AUTHOR_NAME: 'Ada',
      GIT_AUTHOR_EMAIL: 'ada@example.com',
      GIT_COMMITTER_NAME: 'Ada',
      GIT_COMMITTER_EMAIL: 'ada@example.com',
    },
    maxBuffer: 64 << 20,
  })
  return stdout.replace(/\n$/, '')
}

export const temporaryFolder = async (name: string) =>
  realpath(await mkdtemp(join(tmpdir(), `openlinear-${name}-`)))

/** A repository with one commit on `main`, made like a user's. */
export async function makeRepository(
  files: Record<string, string> = { 'README.md': '# Hello\n' },
): Promise<string> {
  const folder = await temporaryFolder('repo')
  await git(folder, 'init', '--quiet', '--initial-branch=main')
  await git(folder, 'config', 'user.name', 'Ada Lovelace')
  await git(folder, 'config', 'user.email', 'ada@example.com')
  for (const [path, content] of Object.entries(files)) await writeFile(join(folder, path), content)
  await git(folder, 'add', '-A')
  await git(folder, 'commit', '--quiet', '-m', 'First')
  return folder
}
