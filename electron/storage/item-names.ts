import { notFound } from '#shared/errors.ts'

/** What a name of the storage calls says: see `storageName`. */
export type ItemName =
  | { kind: 'worktree'; folder: string; name: string }
  | { kind: 'integration' | 'clone' | 'backup'; name: string }
  | { kind: 'branch' | 'registration'; projectId: string; name: string }
  | { kind: 'database' }
  /** Something that is only shown. */
  | { kind: 'shown' }

const FOLDERS = { integration: 'integration', clones: 'clone', backups: 'backup' } as const
const IN_REPOSITORY = { branches: 'branch', registrations: 'registration' } as const

/**
 * Takes a name apart. Nothing that it says leads out of its place: names from outside become paths that are deleted.
 *
 * @throws AppError NOT_FOUND for what can be no name
 */
export function parseItemName(item: string): ItemName {
  const [place = '', ...rest] = item.split('/')
  if (item === 'database') return { kind: 'database' }
  if (place === 'worktrees' && rest.length === 2 && rest.every(isPlain))
    return { kind: 'worktree', folder: rest[0] ?? '', name: rest[1] ?? '' }
  if (isKey(FOLDERS, place) && rest.length === 1 && rest.every(isPlain))
    return { kind: FOLDERS[place], name: rest[0] ?? '' }
  if (isKey(IN_REPOSITORY, place) && rest.length >= 2)
    return { kind: IN_REPOSITORY[place], projectId: rest[0] ?? '', name: rest.slice(1).join('/') }
  if (rest.every(isPlain) && isPlain(place)) return { kind: 'shown' }
  throw notFound('thing on disk', item)
}

const isKey = <T extends object>(map: T, key: string): key is Extract<keyof T, string> =>
  Object.hasOwn(map, key)

/** One name of a file or folder. Windows takes `\` for a slash, and `:` for a stream of a file. */
const isPlain = (name: string) =>
  name !== '' &&
  name !== '.' &&
  name !== '..' &&
  !/[/\0]/.test(name) &&
  !(process.platform === 'win32' && /[\\:]/.test(name))
