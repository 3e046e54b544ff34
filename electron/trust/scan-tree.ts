import type { Git } from '../git/git.ts'
import { HEAD_BYTES, HEADS_BYTES, type ScannedFile } from './content.ts'
import { obeyedFiles } from './obeyed.ts'

/** What counts of a commit. Submodules do not: they count once they are checked out in a worktree. */
export async function scanTree(
  git: Pick<Git, 'listTree' | 'readBlobs'>,
  { repo, commit, obeys }: { repo: string; commit: string; obeys: (path: string) => boolean },
): Promise<ScannedFile[]> {
  const entries = (await git.listTree({ repo, commit })).filter(({ kind }) => kind !== 'submodule')
  const links = entries.filter(({ kind }) => kind === 'link')
  const targets = await git.readBlobs({
    repo,
    objectIds: links.map(({ objectId }) => objectId),
    keep: LONGEST_PATH,
  })
  const listed = entries.map((entry) => ({
    ...entry,
    target: entry.kind === 'link' ? (targets.get(entry.objectId)?.head.toString('utf8') ?? null) : null,
  }))
  const counted = obeyedFiles(listed, obeys)
  const files: ScannedFile[] = []
  let left = HEADS_BYTES
  while (files.length < counted.length) {
    // A few at a time, as long as anything of them is kept.
    const some = counted.slice(files.length, left > 0 ? files.length + AT_ONCE : undefined)
    const objectIds = some.map(({ objectId }) => objectId)
    const blobs = await git.readBlobs({ repo, objectIds, keep: Math.min(HEAD_BYTES, left) })
    for (const { path, kind, objectId } of some) {
      const blob = blobs.get(objectId)
      if (blob === undefined) throw new Error(`${objectId} was not read`)
      files.push({ path, kind: kind === 'link' ? 'link' : 'file', ...blob })
      left = Math.max(0, left - blob.head.length)
    }
  }
  return files
}

/** Bytes; no system follows a longer one. */
const LONGEST_PATH = 4096
/** How far {@link HEADS_BYTES} may be overstepped, in files. */
const AT_ONCE = 8
