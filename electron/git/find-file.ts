import type { Runner } from './run-git.ts'
import { readBlobs } from './tree.ts'

/**
 * The content of the first file of a commit whose name matches, looked for in a few folders and not below them.
 *
 * @param options.folders in the order of preference; `''` = the root
 * @param options.most bytes; a longer file is cut
 * @returns null when there is none
 */
export async function findFile(
  git: Runner,
  options: { repo: string; commit: string; folders: readonly string[]; name: RegExp; most: number },
): Promise<string | null> {
  const { repo, commit, folders, name, most } = options
  for (const folder of folders) {
    const path = folder === '' ? [] : [`${folder}/`]
    const args = ['ls-tree', '-z', '--full-tree', '--end-of-options', commit, ...path]
    const { stdout } = await git.run({ cwd: repo, args })
    for (const line of stdout.toString('utf8').split('\0')) {
      const [, objectId, file] = /^100\d+ blob ([0-9a-f]+)\t([^]+)$/.exec(line) ?? []
      if (objectId === undefined || file === undefined || !name.test(file.slice(file.lastIndexOf('/') + 1)))
        continue
      const blobs = await readBlobs(git, { repo, objectIds: [objectId], keep: most })
      return blobs.get(objectId)?.head.toString('utf8') ?? null
    }
  }
  return null
}
