import type { Git } from '../git/git.ts'
import { HEAD_BYTES, type ScannedFile } from './content.ts'
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
    keep: HEAD_BYTES,
  })
  const listed = entries.map((entry) => ({
    ...entry,
    target: entry.kind === 'link' ? (targets.get(entry.objectId)?.head.toString('utf8') ?? null) : null,
  }))
  const counted = obeyedFiles(listed, obeys)
  const objectIds = counted.map(({ objectId }) => objectId)
  const blobs = await git.readBlobs({ repo, objectIds, keep: HEAD_BYTES })
  return counted.flatMap(({ path, kind, objectId }) => {
    const blob = blobs.get(objectId)
    return blob === undefined ? [] : [{ path, kind: kind === 'link' ? 'link' : 'file', ...blob }]
  })
}
