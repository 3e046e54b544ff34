import { t } from '../strings/t.ts'

export type SourceKind = 'folder' | 'clone'

/**
 * Is what somebody typed an address that the host clones from (`https://…`, `ssh://…`, `user@host:path`),
 * and not a folder here? One letter before a colon is a Windows drive.
 */
export function isCloneUrl(text: string): boolean {
  const trimmed = text.trim()
  // A program (`ext::sh …`) is none, nor is what git could take for an option.
  if (/^[a-z0-9+.-]+::|^-|\s/i.test(trimmed)) return false
  if (/^(https|ssh):\/\/[^\s/]/i.test(trimmed)) return true
  return /^(?:\w[^@\s:/]*@)?(?:[a-z0-9][\w.-]+|\[[0-9a-f:.]+\]):(?!\/\/)(?!-)\S/i.test(trimmed)
}

/** What is wrong with a place as far as it is typed, or null: what is not whole yet is not wrong. */
export function sourceProblem(kind: SourceKind, text: string): string | null {
  const trimmed = text.trim()
  const scheme = /^([a-z][a-z0-9+.-]+):\/\//i.exec(trimmed)?.[1]?.toLowerCase()
  const isWebAddress = scheme === 'https' || scheme === 'ssh'
  if (kind === 'folder') {
    if (isWebAddress || isCloneUrl(trimmed)) return t('This is an address: choose “Clone a repository”.')
    return scheme === undefined ? null : t('This is an address, not a folder on this machine.')
  }
  if (scheme !== undefined && !isWebAddress)
    return t('Repositories are cloned over https or ssh, not over {scheme}.', { scheme })
  if (/^(~?[/\\]|\.{1,2}[/\\]|[a-z]:[/\\])/i.test(trimmed))
    return t('This is a folder: choose “Local folder”.')
  return null
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
