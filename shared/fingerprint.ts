// The page loads this file, so nothing of zod may stand in it.

/** A short fingerprint (FNV-1a) of a text: another text has another one, as good as always. */
export function fingerprint(text: string): string {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  }
  return `${text.length.toString(36)}.${(hash >>> 0).toString(36)}`
}
