import type { DiffFile } from '#shared/runs.ts'

const STATUS: Record<string, DiffFile['status']> = {
  A: 'added',
  M: 'modified',
  D: 'deleted',
  R: 'renamed',
  C: 'copied',
  T: 'typechange',
}

/** A file of a diff with the object ids of its two sides; zeros = it is not there. */
export type ListedFile = DiffFile & { sides: { old: string; new: string } }

/** Reads `git diff-tree -z --raw --numstat`: first every file's status, then every file's counts. */
export function parseFiles(output: string): ListedFile[] {
  const fields = output.split('\0')
  const files: ListedFile[] = []
  let at = 0
  const next = () => fields[at++] ?? ''
  while (fields[at]?.startsWith(':') === true) {
    const [, , oldId = '', newId = '', score = ''] = next().split(' ')
    const letter = score[0] ?? ''
    const oldPath = letter === 'R' || letter === 'C' ? next() : undefined
    const path = next()
    const status = STATUS[letter] ?? 'modified'
    files.push({
      path,
      ...(oldPath === undefined ? {} : { oldPath }),
      status,
      additions: 0,
      deletions: 0,
      binary: false,
      sides: { old: oldId, new: newId },
    })
  }
  for (const file of files) {
    const [additions = '', deletions = '', path = ''] = splitCounts(next())
    // A rename has its two names in fields of their own, as in the part before.
    if (path === '') at += 2
    file.binary = additions === '-'
    file.additions = Number(additions) || 0
    file.deletions = Number(deletions) || 0
  }
  return files
}

/** Reads `git diff-tree -z --numstat`: the counts of each file that has any, by its new name. */
export function parseCounts(output: string): Map<string, { additions: number; deletions: number }> {
  const fields = output.split('\0')
  const counts = new Map<string, { additions: number; deletions: number }>()
  for (let at = 0; at < fields.length; at += 1) {
    const [additions = '', deletions = '', name = ''] = splitCounts(fields[at] ?? '')
    if (additions === '') continue
    const path = name === '' ? (fields[(at += 2)] ?? '') : name
    counts.set(path, { additions: Number(additions) || 0, deletions: Number(deletions) || 0 })
  }
  return counts
}

/** `12\t3\tname`, where the name may have tabs. */
function splitCounts(field: string): string[] {
  const match = /^(\d+|-)\t(\d+|-)\t([^]*)$/.exec(field)
  return match === null ? [] : match.slice(1)
}

const HEADER = Buffer.from('diff --git ')
const NEWLINE = 10

/**
 * Cuts the stream of `git diff-tree -p` into one patch a file while it comes, and keeps no patch that
 * grows beyond a limit. A line of content starts with a space, `+`, `-` or `\`, so a header is a header.
 */
export class PatchSplitter {
  readonly #maxPatch: number
  #left: number
  readonly #patches: (Buffer | null)[] = []
  #lines: Buffer[] = []
  #size = 0
  /** Start of a line whose end has not come yet. */
  #rest: Buffer = Buffer.alloc(0)
  /** In a line so long that its start was dropped already. */
  #dropping = false

  constructor(limits: { maxPatch: number; maxTotal: number }) {
    this.#maxPatch = limits.maxPatch
    this.#left = limits.maxTotal
  }

  push(chunk: Buffer): void {
    let from = 0
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, from)) {
      const part = chunk.subarray(from, end + 1)
      if (this.#dropping) this.#dropping = false
      else this.#line(this.#rest.length === 0 ? part : Buffer.concat([this.#rest, part]))
      this.#rest = Buffer.alloc(0)
      from = end + 1
    }
    if (from === chunk.length || this.#dropping) return
    this.#rest = Buffer.concat([this.#rest, chunk.subarray(from)])
    if (this.#rest.length <= this.#maxPatch) return
    this.#line(this.#rest)
    this.#rest = Buffer.alloc(0)
    this.#dropping = true
  }

  /** @returns patches in the order of the files; null = longer than is kept */
  end(): (Buffer | null)[] {
    if (this.#rest.length > 0) this.#line(this.#rest)
    this.#close()
    return this.#patches
  }

  #line(line: Buffer): void {
    if (line.subarray(0, HEADER.length).equals(HEADER)) this.#close()
    this.#size += line.length
    // A copy would be a waste: the chunk is not used again.
    if (this.#size <= this.#maxPatch) this.#lines.push(line)
    else this.#lines = []
  }

  #close(): void {
    if (this.#size > 0) {
      const kept = this.#size <= this.#maxPatch && this.#size <= this.#left
      if (kept) this.#left -= this.#size
      this.#patches.push(kept ? Buffer.concat(this.#lines) : null)
    }
    this.#lines = []
    this.#size = 0
  }
}
