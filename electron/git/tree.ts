import { createHash, type Hash } from 'node:crypto'
import { AppError } from '#shared/errors.ts'
import type { Runner } from './run-git.ts'

export interface TreeEntry {
  /** Relative, with slashes. */
  path: string
  kind: 'file' | 'link' | 'submodule'
  /** Of the file's content or the link's target; of the commit for a submodule. */
  objectId: string
}

/** What became of one blob. */
export interface Blob {
  /** Bytes. */
  size: number
  /** SHA-256 of the content, hexadecimal. */
  sha256: string
  /** Its first bytes. */
  head: Buffer
}

/** Most that the list of a commit's files may be: some two million of them. */
const MAX_LIST = 256 << 20

/** Object id of a commit's tree: the same content has the same one. @throws AppError GIT_ERROR */
export async function treeOf(
  git: Runner,
  { repo, commit }: { repo: string; commit: string },
): Promise<string> {
  return git.text({ cwd: repo, args: ['rev-parse', '--verify', '--end-of-options', `${commit}^{tree}`] })
}

/** Every file of a commit. @throws AppError GIT_ERROR when there is no such commit */
export async function listTree(
  git: Runner,
  { repo, commit }: { repo: string; commit: string },
): Promise<TreeEntry[]> {
  const args = ['ls-tree', '-r', '-z', '--full-tree', '--end-of-options', commit]
  const { stdout } = await git.run({ cwd: repo, args, maxBytes: MAX_LIST, priority: 'high' })
  return stdout.toString('utf8').split('\0').flatMap(parseEntry)
}

function parseEntry(line: string): TreeEntry[] {
  const [, mode, objectId, path] = /^(\d+) \w+ ([0-9a-f]+)\t([^]+)$/.exec(line) ?? []
  if (objectId === undefined || path === undefined) return []
  const kind = mode === '120000' ? 'link' : mode === '160000' ? 'submodule' : 'file'
  return [{ path, kind, objectId }]
}

/**
 * Hashes blobs and keeps the first `keep` bytes of each; however large they are, no more is held of them.
 *
 * @returns by object id
 * @throws AppError GIT_ERROR when one is missing
 */
export async function readBlobs(
  git: Runner,
  { repo, objectIds, keep }: { repo: string; objectIds: readonly string[]; keep: number },
): Promise<Map<string, Blob>> {
  const reader = new BatchReader(keep)
  if (objectIds.length === 0) return reader.blobs
  await git.run({
    cwd: repo,
    args: ['cat-file', '--batch'],
    stdin: `${[...new Set(objectIds)].join('\n')}\n`,
    onStdout: (chunk) => reader.push(chunk),
    priority: 'high',
  })
  const missing = objectIds.find((objectId) => !reader.blobs.has(objectId))
  if (missing === undefined) return reader.blobs
  throw new AppError(
    'GIT_ERROR',
    `The repository misses the object ${missing}. Check it with \`git fsck\`.`,
    {
      objectId: missing,
    },
  )
}

/** Takes apart what `cat-file --batch` says: a line `<id> blob <size>`, the content, a newline; and so on. */
class BatchReader {
  readonly blobs = new Map<string, Blob>()
  readonly #keep: number
  #header = ''
  #open: { objectId: string; size: number; left: number; hash: Hash; head: Buffer[]; kept: number } | null =
    null

  constructor(keep: number) {
    this.#keep = keep
  }

  push(chunk: Buffer): void {
    let at = 0
    while (at < chunk.length)
      at = this.#open === null ? this.#readHeader(chunk, at) : this.#readBody(chunk, at)
  }

  #readHeader(chunk: Buffer, at: number): number {
    const end = chunk.indexOf(10, at)
    this.#header += chunk.toString('utf8', at, end === -1 ? chunk.length : end)
    if (end === -1) return chunk.length
    const [, objectId, size] = /^([0-9a-f]+) \w+ (\d+)$/.exec(this.#header) ?? []
    this.#header = ''
    // `<id> missing` has no content.
    if (objectId !== undefined) {
      const hash = createHash('sha256')
      this.#open = { objectId, size: Number(size), left: Number(size), hash, head: [], kept: 0 }
    }
    return end + 1
  }

  #readBody(chunk: Buffer, at: number): number {
    const blob = this.#open
    if (blob === null) return at
    // The newline behind the content.
    if (blob.left === 0) {
      this.blobs.set(blob.objectId, {
        size: blob.size,
        sha256: blob.hash.digest('hex'),
        head: Buffer.concat(blob.head),
      })
      this.#open = null
      return at + 1
    }
    const part = chunk.subarray(at, at + blob.left)
    blob.hash.update(part)
    const kept = part.subarray(0, this.#keep - blob.kept)
    // A copy, else the whole chunk stays in memory.
    if (kept.length > 0) blob.head.push(Buffer.from(kept))
    blob.kept += kept.length
    blob.left -= part.length
    return at + part.length
  }
}
