import { randomUUID } from 'node:crypto'
import { copyFile, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { isMissing } from './locate.ts'
import type { Runner } from './run-git.ts'
import { requireLinked, stageAll } from './stage.ts'

export interface Snapshot {
  /** HEAD itself when nothing has changed since. */
  commit: string
  tree: string
}

const INDEX_PREFIX = 'openlinear-index-'

/**
 * A commit of a worktree as it stands, with HEAD as its parent, ignored files left out. Index, HEAD, files
 * and refs of the worktree do not change: the agent may be at work meanwhile. The same state gives the
 * same commit. Nothing refers to it, so it lives until the user's next `git gc`.
 *
 * @param options.parents more parents beside HEAD
 * @param options.tolerant leaves out what cannot be read, instead of failing
 * @throws AppError GIT_ERROR when the worktree is gone
 */
export async function snapshotWorktree(
  git: Runner,
  options: { worktree: string; message: string; parents?: readonly string[]; tolerant?: boolean },
): Promise<Snapshot> {
  const { worktree, message, parents = [], tolerant = true } = options
  const dirs = await requireLinked(worktree)
  const text = (args: string[], env: NodeJS.ProcessEnv = {}) =>
    git.text({ cwd: worktree, args, env, config: ['core.splitIndex=false'], write: true })

  const index = join(dirs.gitDir, `${INDEX_PREFIX}${randomUUID()}`)
  try {
    const [head = '', headTree = '', date = ''] = (
      await text(['log', '-1', '--no-show-signature', '--format=%H%n%T%n%ct', 'HEAD', '--'])
    ).split('\n')
    // Starting from the real index spares reading every file again.
    await copyFile(join(dirs.gitDir, 'index'), index).catch(async (error: unknown) => {
      if (!isMissing(error)) throw error
      await text(['read-tree', 'HEAD'], { GIT_INDEX_FILE: index })
    })
    await stageAll(git, { worktree, dirs, index, tolerant })
    const tree = await text(['write-tree'], { GIT_INDEX_FILE: index })
    if (tree === headTree && parents.length === 0) return { commit: head, tree }

    const commit = await commitTree(git, {
      cwd: worktree,
      tree,
      parents: [head, ...parents],
      message,
      date,
    })
    return { commit, tree }
  } finally {
    await rm(index, { force: true })
    await rm(`${index}.lock`, { force: true })
  }
}

/**
 * A commit in our own name, that nothing refers to.
 *
 * @param options.date in seconds; the same one gives the same commit
 */
export async function commitTree(
  git: Runner,
  options: { cwd: string; tree: string; parents: readonly string[]; message: string; date: string },
): Promise<string> {
  const { cwd, tree, parents, message, date } = options
  const who = { NAME: 'OpenLinear', EMAIL: 'openlinear@localhost', DATE: `@${date} +0000` }
  const env: NodeJS.ProcessEnv = {}
  for (const [field, value] of Object.entries(who)) {
    env[`GIT_AUTHOR_${field}`] = value
    env[`GIT_COMMITTER_${field}`] = value
  }
  return git.text({
    cwd,
    args: ['commit-tree', ...parents.flatMap((parent) => ['-p', parent]), '-F', '-', tree],
    stdin: `${message}\n`,
    env,
    write: true,
  })
}

/** Removes indexes that killed snapshots left in a worktree's git folder. */
export async function removeLeftIndexes(gitDir: string): Promise<void> {
  for (const name of await readdir(gitDir)) {
    if (name.startsWith(INDEX_PREFIX)) await rm(join(gitDir, name), { force: true })
  }
}
