/** What somebody typed as the place of a repository: a folder here, or an address to clone from. */
export function isCloneUrl(text: string): boolean {
  const trimmed = text.trim()
  return /^(https?|ssh|git):\/\//i.test(trimmed) || /^[\w.-]+@[\w.-]+:/.test(trimmed)
}

/** A name for the project, from the last part of its path or address. */
export function nameFrom(source: string): string {
  const last = source
    .trim()
    .replace(/[/\\]+$/, '')
    .split(/[/\\:]/)
    .pop()
  return (last ?? '').replace(/\.git$/, '')
}

/** A free key for identifiers, from the name: initials of its words, else its first three letters. */
export function keyFrom(name: string, taken: readonly string[]): string {
  const words = name
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
    .toUpperCase()
    .split(/[^A-Z0-9]+/)
    .filter(Boolean)
  const initials = words.map((word) => word[0]).join('')
  const plain = words.length > 1 ? initials.slice(0, 4) : (words[0] ?? '').slice(0, 3)
  if (plain === '') return ''
  const key = /^[A-Z]/.test(plain) ? plain : `P${plain}`
  for (let number = 1; ; number++) {
    const candidate = number === 1 ? key : `${key}${number}`
    if (!taken.includes(candidate)) return candidate
  }
}

export const KEY_PATTERN = /^[A-Z][A-Z0-9]{0,7}$/
