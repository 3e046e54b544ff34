import type { Runner } from './run-git.ts'

/** Commits that are looked at. */
const MANY = 1_000

/**
 * Files of Git LFS in commits that the remote does not have yet. Only its hook would bring their content there, so
 * that without hooks the remote gets pointers to nothing: GitHub refuses those, others take them.
 *
 * @returns a sentence for the user, if there are any
 */
export async function largeFilesNotPushed(
  git: Runner,
  {
    repo,
    remote,
    commit,
    signal,
  }: { repo: string; remote: string; commit: string; signal?: AbortSignal | undefined },
): Promise<string[]> {
  const attributes = ['grep', '-q', '-a', '-e', 'filter=lfs', commit, '--', ':(glob)**/.gitattributes']
  const { exitCode } = await git.run({ cwd: repo, args: attributes, answers: [1, 128], signal })
  if (exitCode !== 0) return []
  const args = [
    'log',
    '--no-textconv',
    '--no-ext-diff',
    '--no-renames',
    '--diff-filter=AM',
    '--name-only',
    '--format=',
    '-z',
    `--max-count=${MANY}`,
    '-G^oid sha256:[0-9a-f]{64}$',
    commit,
    '--not',
    `--remotes=${remote}`,
    '--',
  ]
  const paths = (await git.text({ cwd: repo, args, config: ['log.showSignature=false'], signal }))
    .split('\0')
    .filter(Boolean)
  const files = [...new Set(paths)]
  if (files.length === 0) return []
  const named = files.slice(0, 5).join(', ') + (files.length > 5 ? ` and ${files.length - 5} more` : '')
  return [
    `The content of files in Git LFS was not uploaded (${named}): their hook does that, and hooks are turned off. Run \`git lfs push --all ${remote}\` in the repository.`,
  ]
}
