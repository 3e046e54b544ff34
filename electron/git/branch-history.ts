import type { Runner } from './run-git.ts'

/** A commit as its history tells of it. */
export interface ListedCommit {
  commit: string
  /** Object id of its tree. */
  tree: string
  message: string
}

/**
 * The commits after `from` up to `to`, oldest first, along first parents; of more than `most` the last ones.
 *
 * @throws AppError GIT_ERROR when there are no such commits
 */
export async function commitsAfter(
  git: Runner,
  { repo, from, to, most }: { repo: string; from: string; to: string; most: number },
): Promise<ListedCommit[]> {
  const { stdout } = await git.run({
    cwd: repo,
    args: [
      'log',
      '--first-parent',
      '--no-show-signature',
      '-z',
      `--max-count=${most}`,
      '--format=%H%x00%T%x00%B',
      '--end-of-options',
      `${from}..${to}`,
      '--',
    ],
  })
  const fields = stdout.toString('utf8').split('\0')
  const found: ListedCommit[] = []
  for (let at = 0; at + 2 < fields.length; at += 3) {
    const [commit = '', tree = '', message = ''] = fields.slice(at, at + 3)
    found.push({ commit, tree, message })
  }
  return found.reverse()
}
