import { closeSync, fstatSync, openSync, readSync } from 'node:fs'

const HEADER = 32
const FRAME_HEADER = 24
/** Sums over little-endian words, which all our systems write, and over big-endian ones. */
const LITTLE_ENDIAN = 0x377f0682
const BIG_ENDIAN = 0x377f0683

/**
 * What is wrong with a write-ahead log, in words that follow its name; null = nothing. SQLite leaves out
 * without a word what follows the first frame it cannot read. Frames of the same log behind that one are
 * healthy after a transaction that was undone or killed once some of it had been written; a commit behind it
 * means that committed changes are lost.
 */
export function walDamage(file: string): string | null {
  const log = openIfThere(file)
  if (log === null) return null
  try {
    return damageIn(log, fstatSync(log).size)
  } finally {
    closeSync(log)
  }
}

function damageIn(log: number, size: number): string | null {
  if (size <= HEADER) return null
  const header = Buffer.alloc(HEADER)
  readSync(log, header, 0, HEADER, 0)
  const magic = header.readUInt32BE(0)
  if (magic === BIG_ENDIAN) return null
  if (magic !== LITTLE_ENDIAN) return 'has no header that SQLite knows'
  const sum = new Sum()
  sum.add(header, 0, 24)
  if (!sum.isAt(header, 24)) return 'has a damaged header'

  const frame = Buffer.alloc(FRAME_HEADER + header.readUInt32BE(8))
  // What an earlier log left behind the end of this one has other salts.
  const isOfThisLog = () => header.compare(frame, 8, 16, 16, 24) === 0
  const isCommit = () => frame.readUInt32BE(4) > 0
  let isSound = true
  for (let at = HEADER; at + frame.length <= size; at += frame.length) {
    readSync(log, frame, 0, isSound ? frame.length : FRAME_HEADER, at)
    if (isSound) {
      sum.add(frame, 0, 8)
      sum.add(frame, FRAME_HEADER, frame.length)
      isSound = isOfThisLog() && sum.isAt(frame, 16)
    } else if (isOfThisLog() && isCommit()) return 'is damaged in the middle'
  }
  return null
}

/** SQLite's own checksum, running on from frame to frame. */
class Sum {
  #one = 0
  #two = 0

  /** @param bytes with memory of their own, from a multiple of four */
  add(bytes: Buffer, from: number, to: number): void {
    const words = new Uint32Array(bytes.buffer, bytes.byteOffset + from, (to - from) / 4)
    let [one, two] = [this.#one, this.#two]
    for (let at = 0; at < words.length; at += 2) {
      one = (one + (words[at] ?? 0) + two) | 0
      two = (two + (words[at + 1] ?? 0) + one) | 0
    }
    this.#one = one
    this.#two = two
  }

  isAt(bytes: Buffer, at: number): boolean {
    return bytes.readInt32BE(at) === this.#one && bytes.readInt32BE(at + 4) === this.#two
  }
}

function openIfThere(file: string): number | null {
  try {
    return openSync(file, 'r')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}
