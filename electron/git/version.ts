import { tmpdir } from 'node:os'
import { onPath } from '../process/on-path.ts'
import { gitEnvironment } from './environment.ts'
import type { Runner } from './run-git.ts'

export interface GitVersion {
  /** Such as `2.43.0`. */
  version: string
  /** Where it was found; null where that cannot be told. */
  path: string | null
  /** Merges and worktrees work as they do since {@link OLDEST_GIT}. */
  supported: boolean
}

/** Since then `git merge-tree` merges without a working tree. */
export const OLDEST_GIT = '2.38'

/** The git that is used. @throws AppError UNAVAILABLE when there is none */
export async function gitVersion(git: Runner): Promise<GitVersion> {
  const said = await git.text({ cwd: tmpdir(), args: ['--version'] })
  const version = /\d+(\.\d+)+/.exec(said)?.[0] ?? said
  return { version, path: await onPath('git', gitEnvironment('')), supported: isAtLeast(version, OLDEST_GIT) }
}

function isAtLeast(version: string, oldest: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const [oldMajor = 0, oldMinor = 0] = oldest.split('.').map(Number)
  return major > oldMajor || (major === oldMajor && minor >= oldMinor)
}
