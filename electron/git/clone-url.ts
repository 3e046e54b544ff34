import { AppError } from '#shared/errors.ts'
import { isLoopback } from '#shared/github-words.ts'

/**
 * Checks an address before git sees it: `https://…`, `ssh://…` or `user@host:path`, nothing that could be
 * an option, a program (`ext::`) or a file, and no password or token in it. Without TLS only this machine is spoken to.
 *
 * @returns a guess of the project's name
 * @throws AppError INVALID_CLONE_URL
 */
export function checkCloneUrl(url: string): { name: string } {
  if (url === '') throw invalid('Give the address of a repository')
  if (url.startsWith('-')) throw invalid('That is an option, not the address of a repository')
  if (/^[a-z0-9+.-]+::/i.test(url))
    throw invalid('That address would start a program, which OpenLinear never does')
  if (/[\s\p{Cc}]/u.test(url)) throw invalid('The address has a space or a line break in it')
  if (/\p{Cf}|%0[0-9a-f]|%1[0-9a-f]|%7f/iu.test(url))
    throw invalid('The address has a character in it that cannot be seen')
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(url)?.[1]?.toLowerCase()
  return { name: nameIn(scheme === undefined ? pathOfScp(url) : pathOfUrl(url, scheme)) }
}

/** A local path or `file://…`, for tests and for nothing else. */
export const isLocalUrl = (url: string) => url.startsWith('/') || url.startsWith('file:///')

const invalid = (why: string) =>
  new AppError('INVALID_CLONE_URL', `${why}. Use https://host/owner/repository or git@host:owner/repository.`)

function pathOfUrl(text: string, scheme: string): string {
  if (scheme !== 'https' && scheme !== 'ssh' && scheme !== 'http') throw otherScheme(scheme)
  let url: URL
  try {
    url = new URL(text)
  } catch {
    throw invalid('That is not a whole address')
  }
  if (scheme === 'http' && !isLoopback(url.host)) throw otherScheme(scheme)
  if (url.password !== '' || (scheme !== 'ssh' && isToken(url.username))) {
    throw invalid(
      'The address has a password or token in it, which git would write into the repository in plain text. Take it out and let your git credential helper or an ssh key answer',
    )
  }
  if (!/^[a-z0-9[]/i.test(url.hostname)) throw invalid('The address has no host in it')
  if (url.username.startsWith('-')) throw invalid('That is not the address of a repository')
  if (url.pathname.replace(/\/+/g, '') === '') throw invalid('The address names a host but no repository')
  return url.pathname
}

const otherScheme = (scheme: string) => invalid(`OpenLinear clones over https and ssh, not over ${scheme}`)

const isToken = (user: string) =>
  /^(gh[a-z]_|github_pat_|glpat-|x-access-token)/i.test(user) || user.length >= 32

/** `[user@]host:path`, as ssh's copy program writes it; one letter before the colon is a Windows drive. */
function pathOfScp(text: string): string {
  const match =
    /^(?:[A-Za-z0-9_][^@\s:/]*@)?(?:[A-Za-z0-9][\w.-]+|\[[0-9A-Fa-f:.]+\]):(?!\/\/)(?!-)(.+)$/.exec(text)
  if (match?.[1] === undefined || match[1].replace(/\/+/g, '') === '')
    throw invalid('That is not a whole address')
  return match[1]
}

function nameIn(path: string): string {
  const last = path.replace(/\/+$/, '').split('/').at(-1) ?? ''
  const name = last.replace(/\.git$/, '')
  try {
    return decodeURIComponent(name) || 'repository'
  } catch {
    return name || 'repository'
  }
}
