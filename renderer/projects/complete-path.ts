import type { SubFolders } from '#shared/system.ts'

type Item = SubFolders['items'][number]

/** What is typed once a folder is chosen: it goes on in it, but in a repository there is nothing to look for. */
export const pathOf = ({ path, isRepository }: Pick<Item, 'path' | 'isRepository'>): string =>
  isRepository || END.test(path) ? path : path + (path.includes('/') ? '/' : '\\')

/**
 * What Tab makes of what is typed, as in a shell: the only folder that goes on so, or as far as the names of all are
 * the same; null = it makes no more of it.
 */
export function completed(typed: string, { items, isWhole }: SubFolders): string | null {
  const [first] = items
  if (first === undefined || !isWhole) return null
  if (items.length === 1) return pathOf(first) === typed ? null : pathOf(first)
  const begun = typed.slice(typed.search(LAST))
  const same = items.reduce((found, { name }) => commonBegin(found, name), first.name)
  if (same.length <= begun.length) return null
  return first.path.slice(0, first.path.length - first.name.length) + same
}

/** Whether what is typed is a repository, and nothing else goes on so: there is nothing to offer. */
export const isFound = (typed: string, { items, isWhole }: SubFolders): boolean =>
  isWhole && items.length === 1 && items[0]?.isRepository === true && items[0].path === typed

const END = /[/\\]$/
/** Where the last name begins. */
const LAST = /[^/\\]*$/

function commonBegin(a: string, b: string): string {
  let end = 0
  while (end < a.length && a[end]?.toLowerCase() === b[end]?.toLowerCase()) end += 1
  return a.slice(0, end)
}
