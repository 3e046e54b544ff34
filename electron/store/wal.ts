import { readFileSync } from 'node:fs'

const HEADER = 32
const FRAME_HEADER = 24

/**
 * What is wrong with a write-ahead log, in words that follow its name; null = nothing. SQLite leaves out
 * without a word what follows the first frame it cannot read. A host that was killed leaves at most one such
 * frame, the last one; one with more of the same log behind it means that committed changes are lost.
 */
export function walDamage(file: string): string | null {
  const log = readLog(file)
  if (log === null || log.length <= HEADER) return null
  const magic = log.readUInt32BE(0)
  const isBig = magic === 0x377f0683
  if (!isBig && magic !== 0x377f0682) return 'has no header that SQLite knows'
  let sum: Sum = [0, 0]
  const add = (from: number, to: number) => (sum = checksum(log, from, to, isBig, sum))
  const matches = (at: number) => log.readUInt32BE(at) === sum[0] && log.readUInt32BE(at + 4) === sum[1]
  add(0, 24)
  if (!matches(24)) return 'has a damaged header'

  const frame = FRAME_HEADER + log.readUInt32BE(8)
  // What an earlier log left behind the end of this one has other salts.
  const isOfThisLog = (at: number) => log.compare(log, 16, 24, at + 8, at + 16) === 0
  const last = log.length - frame
  let at = HEADER
  for (; at <= last && isOfThisLog(at); at += frame) {
    add(at, at + 8)
    add(at + FRAME_HEADER, at + frame)
    if (!matches(at + 16)) break
  }
  for (at += frame; at <= last; at += frame) if (isOfThisLog(at)) return 'is damaged in the middle'
  return null
}

type Sum = [number, number]

/** SQLite's own: over pairs of 32-bit words, in the byte order that the log's header names. */
function checksum(log: Buffer, from: number, to: number, isBig: boolean, [a, b]: Sum): Sum {
  let [one, two] = [a, b]
  for (let at = from; at < to; at += 8) {
    one = (one + (isBig ? log.readUInt32BE(at) : log.readUInt32LE(at)) + two) >>> 0
    two = (two + (isBig ? log.readUInt32BE(at + 4) : log.readUInt32LE(at + 4)) + one) >>> 0
  }
  return [one, two]
}

function readLog(file: string): Buffer | null {
  try {
    return readFileSync(file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}
