/** Bytes that are unpacked at most: what is longer is no list of tasks. */
const MOST_BYTES = 64 << 20

const END = 0x06054b50
const ENTRY = 0x02014b50
const STORED = 0
const DEFLATED = 8

/** Whether a file begins as a ZIP file does. */
export const isZip = (bytes: Uint8Array) =>
  bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 0x03 && bytes[3] === 0x04

/**
 * Unpacks one file of a ZIP file, such as the `issues.csv` of vibe-kanban's export.
 *
 * @returns null when there is none of that name, or it is packed in a way that this does not know
 */
export async function zipEntry(bytes: Uint8Array<ArrayBuffer>, name: string): Promise<Uint8Array | null> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  // The directory stands at the end, before a comment of at most 64 kB.
  let end = bytes.length - 22
  while (end >= 0 && end > bytes.length - 65_558 && view.getUint32(end, true) !== END) end -= 1
  if (end < 0 || view.getUint32(end, true) !== END) return null
  const count = view.getUint16(end + 10, true)
  let at = view.getUint32(end + 16, true)
  for (let entry = 0; entry < count; entry++) {
    if (at + 46 > bytes.length || view.getUint32(at, true) !== ENTRY) return null
    const nameLength = view.getUint16(at + 28, true)
    const path = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameLength))
    if (path === name || path.endsWith(`/${name}`)) return unpack(bytes, view, at)
    at += 46 + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true)
  }
  return null
}

async function unpack(
  bytes: Uint8Array<ArrayBuffer>,
  view: DataView,
  entry: number,
): Promise<Uint8Array | null> {
  const way = view.getUint16(entry + 10, true)
  const size = view.getUint32(entry + 20, true)
  const head = view.getUint32(entry + 42, true)
  if (head + 30 > bytes.length) return null
  const from = head + 30 + view.getUint16(head + 26, true) + view.getUint16(head + 28, true)
  const packed = bytes.subarray(from, from + size)
  if (way === STORED) return packed
  if (way !== DEFLATED) return null
  const parts: Uint8Array[] = []
  let length = 0
  const reader = new Blob([packed]).stream().pipeThrough(new DecompressionStream('deflate-raw')).getReader()
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    parts.push(next.value)
    length += next.value.length
    if (length <= MOST_BYTES) continue
    await reader.cancel()
    return null
  }
  const whole = new Uint8Array(length)
  let filled = 0
  for (const part of parts) {
    whole.set(part, filled)
    filled += part.length
  }
  return whole
}
