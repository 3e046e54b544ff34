import { join } from 'node:path'
import { AppError } from '#shared/errors.ts'
import { type GitDirs, locate, readText } from './locate.ts'
import type { Runner } from './run-git.ts'

/** In a worktree's git folder: names of the files that were copied into it, each ended by NUL. */
export const COPIED_FILES = 'openlinear-copied'

/**
 * Git folders of a linked worktree of ours.
 *
 * @throws AppError GIT_ERROR when it is gone, or no linked worktree: we never write in the user's checkout
 */
export async function requireLinked(worktree: string): Promise<GitDirs> {
  const dirs = await locate(worktree)
  if (dirs?.linked === true) return dirs
  const sentence =
    dirs === null
      ? `The worktree ${worktree} is gone or damaged. Retry the task to make a new one.`
      : `${worktree} is not a worktree of OpenLinear: it is left alone.`
  throw new AppError('GIT_ERROR', sentence, { path: worktree })
}

/**
 * Puts everything that is not ignored into an index. Files that we copied in (a `.env`) stay out even when
 * the repository forgets to ignore them.
 *
 * @param options.index another index than the worktree's own
 * @param options.tolerant take what can be read and leave the rest, instead of failing
 */
export async function stageAll(
  git: Runner,
  { worktree, dirs, index, tolerant }: { worktree: string; dirs: GitDirs; index?: string; tolerant: boolean },
): Promise<void> {
  const copied = ((await readText(join(dirs.gitDir, COPIED_FILES))) ?? '').split('\0').filter(Boolean)
  const env = index === undefined ? {} : { GIT_INDEX_FILE: index }
  const left = copied.length === 0 ? [] : await notIgnored(git, worktree, copied, env)
  const pathspecs = ['.', ...left.map((file) => `:(top,literal,exclude)${file}`)]
  await git.run({
    cwd: worktree,
    args: [
      'add',
      '--all',
      '--sparse',
      ...(tolerant ? ['--ignore-errors'] : []),
      '--pathspec-from-file=-',
      '--pathspec-file-nul',
    ],
    stdin: pathspecs.join('\0'),
    config: ['advice.addEmbeddedRepo=false', 'core.splitIndex=false'],
    env,
    write: true,
    answers: tolerant ? [1] : [],
  })
}

/** `git add` fails when an ignored file is named, even to leave it out. */
async function notIgnored(
  git: Runner,
  worktree: string,
  files: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<string[]> {
  const { stdout } = await git.run({
    cwd: worktree,
    args: ['check-ignore', '-z', '--stdin'],
    stdin: files.join('\0'),
    env,
    answers: [1],
  })
  const ignored = new Set(stdout.toString('utf8').split('\0'))
  return files.filter((file) => !ignored.has(file))
}
