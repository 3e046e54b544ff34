import { createHash } from 'node:crypto'

/** One file that counts. */
export interface ScannedFile {
  /** Relative, with slashes. */
  path: string
  /** `other` = it cannot be read, such as a pipe; it counts by its name. */
  kind: 'file' | 'link' | 'other'
  /** Bytes. */
  size: number
  /** SHA-256 of the content or of the link's target, hexadecimal. */
  sha256: string
  /** The first {@link HEAD_BYTES} of the content, or less when there are too many files. */
  head: Buffer
}

/** All that counts of a repository; `hash` is null when nothing does. */
export interface Content {
  hash: string | null
  files: { path: string; size: number; text: string | null }[]
}

const MAX_TEXT = 100_000
/** As much of a file as its text may take in UTF-8. */
export const HEAD_BYTES = 4 * MAX_TEXT
/** All heads together, in bytes: a repository may hold any number of files. Those after them have no text. */
export const HEADS_BYTES = 16 << 20

/** Puts files together to one content, whatever order they were found in. */
export function contentOf(found: readonly ScannedFile[]): Content {
  if (found.length === 0) return { hash: null, files: [] }
  const files = [...found].sort((a, b) => (a.path < b.path ? -1 : 1))
  const hash = createHash('sha256')
  // One line each, as JSON: no two lists of files make the same text.
  for (const { kind, path, sha256 } of files) hash.update(`${JSON.stringify([kind, path, sha256])}\n`)
  return {
    hash: hash.digest('hex'),
    files: files.map((file) => ({ path: file.path, size: file.size, text: textOf(file) })),
  }
}

function textOf({ kind, size, head }: ScannedFile): string | null {
  if (kind !== 'file' || head.includes(0) || head.length < Math.min(size, HEAD_BYTES)) return null
  try {
    // A character that was cut in two at the end is no fault of the file.
    const stream = head.length < size
    return new TextDecoder('utf-8', { fatal: true }).decode(head, { stream }).slice(0, MAX_TEXT)
  } catch {
    return null
  }
}
