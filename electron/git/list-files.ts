import type { Runner } from './run-git.ts'

/** Most that the list of a working tree's files may be: some two million of them. */
const MAX_LIST = 256 << 20
/** Somebody waits for it while writing. */
const TIMEOUT_MS = 30_000

/**
 * The files of a working tree that git does not ignore, new ones too, as git says it: records with a NUL behind each,
 * of a letter, a space and the path. `R` has a file that is gone, which stands among the others as well. They are not
 * taken apart here: of a large repository that would hold up everything else.
 *
 * @param root of the whole working tree
 * @throws AppError GIT_ERROR, NOT_A_REPOSITORY `{path}`
 */
export async function listFiles(git: Runner, { root }: { root: string }): Promise<Buffer> {
  const { stdout } = await git.run({
    cwd: root,
    args: ['ls-files', '-t', '-z', '--cached', '--others', '--deleted', '--exclude-standard', '--', '.'],
    env: { GIT_LITERAL_PATHSPECS: '1' },
    maxBytes: MAX_LIST,
    timeoutMs: TIMEOUT_MS,
    priority: 'high',
  })
  return stdout
}
