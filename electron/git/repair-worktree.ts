import { lstat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { locate, readText } from './locate.ts'
import { commitOf } from './refs.ts'
import type { Runner } from './run-git.ts'
import { realPathOf, registrationsOf } from './worktrees.ts'

/**
 * Mends what a hand has broken about a worktree of ours whose folder is there: a `.git` file that leads nowhere
 * is written anew from the repository's registration, and a HEAD whose branch was deleted is put, without a
 * branch, on the commit it last stood on. Files and index stay as they are; what cannot be mended does too.
 * A folder without any `.git` was deleted and made again: what it lacks must not be taken for work.
 *
 * @param options.commit where HEAD stood as far as the caller knows, should git not remember
 */
export async function repairWorktree(
  git: Runner,
  { repo, path, commit }: { repo: string; path: string; commit: string | null },
): Promise<void> {
  const commonDir = (await locate(repo))?.commonDir
  const dotGit = await lstat(join(path, '.git')).catch(() => null)
  if (commonDir === undefined || dotGit === null) return
  const [registration, ...others] = await registrationsOf(commonDir, path)
  if (registration === undefined || others.length > 0) return
  if ((await locate(path)) === null) {
    // Writing through a link would change another file.
    if (!dotGit.isFile()) return
    await writeFile(join(path, '.git'), `gitdir: ${registration}\n`)
  }
  const dirs = await locate(path)
  if (dirs === null || dirs.gitDir !== (await realPathOf(registration))) return
  if ((await commitOf(git, { repo: path, ref: 'HEAD' })) !== null) return
  const last = lastIn((await readText(join(dirs.gitDir, 'logs', 'HEAD'))) ?? '') ?? commit
  if (last === null || (await commitOf(git, { repo, ref: last })) === null) return
  const reason = 'openlinear: its branch is gone'
  await git.run({
    cwd: path,
    args: ['update-ref', '--no-deref', '-m', reason, 'HEAD', last],
    write: true,
  })
}

/** The commit that a reflog ends with. */
function lastIn(reflog: string): string | null {
  const last = reflog.trimEnd().split('\n').at(-1) ?? ''
  return /^[0-9a-f]+ ([0-9a-f]{40,64}) /.exec(last)?.[1] ?? null
}
