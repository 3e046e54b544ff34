/** Key of a project whose name has no Latin letter. */
const FALLBACK = 'PRJ'

/**
 * A short prefix for task identifiers: the initials of three words or more, else the first three letters.
 *
 * @param taken whether another project has that key
 */
export function keyFor(name: string, taken: (key: string) => boolean): string {
  const base = baseOf(name)
  if (!taken(base)) return base
  for (let number = 2; ; number += 1) {
    const key = `${base}${number}`
    if (!taken(key)) return key
  }
}

function baseOf(name: string): string {
  const words = name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toUpperCase()
    .split(/[^A-Z0-9]+/)
    .filter((word) => word !== '')
  const initials = words.map((word) => word.charAt(0)).join('')
  const letters = words.length >= 3 ? initials : words.join('')
  return letters.replace(/^[0-9]+/, '').slice(0, 3) || FALLBACK
}
