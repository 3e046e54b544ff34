import { t } from '../strings/t.ts'

/** `412 B`, `1.2 kB`, `3.4 MB`. */
export function sizeWords(bytes: number): string {
  if (bytes < 1000) return t('{size} B', { size: bytes })
  if (bytes < 1_000_000) return t('{size} kB', { size: (bytes / 1000).toFixed(1) })
  return t('{size} MB', { size: (bytes / 1_000_000).toFixed(1) })
}
