import type { GithubRepository } from './github.ts'
import { GITHUB, isLoopback } from './github-words.ts'

/** What GitHub takes for the name of a user or an organisation; managed users have an underscore in theirs. */
const OWNER = /^[a-z0-9][a-z0-9_-]{0,99}$/i
const NAME = /^[\w.-]{1,100}$/

/**
 * The repository that a remote's URL names: `https://host/owner/name`, `ssh://git@host/owner/name` or
 * `git@host:owner/name`, each with or without `.git`.
 *
 * @param hosts servers that are known to be GitHub's, beside github.com
 * @returns null when it is of none of these hosts, or no repository's address
 */
export function repositoryOf(url: string, hosts: readonly string[]): GithubRepository | null {
  const place = placeOf(url.trim())
  if (place === null) return null
  const host = [GITHUB, ...hosts].find((one) => isSameHost(one, place))
  if (host === undefined) return null
  const [owner = '', file = '', ...more] = place.path.replace(/^\/+|\/+$/g, '').split('/')
  const name = file.replace(/\.git$/i, '')
  if (more.length > 0 || !OWNER.test(owner) || !NAME.test(name) || /^\.+$/.test(name)) return null
  return { host, owner, name }
}

/** Whether two of them are the same one: GitHub looks at no upper case. */
export const isSameRepository = (a: GithubRepository, b: GithubRepository): boolean =>
  a.host === b.host &&
  a.owner.toLowerCase() === b.owner.toLowerCase() &&
  a.name.toLowerCase() === b.name.toLowerCase()

interface Place {
  isSsh: boolean
  hostname: string
  /** As it stands in the URL; empty = the usual one. */
  port: string
  path: string
}

function placeOf(url: string): Place | null {
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(url)?.[1]?.toLowerCase()
  if (scheme === undefined) {
    const scp = /^(?:[\w][^@\s:/]*@)?([a-z0-9][\w.-]+):(?!\/\/)(\S+)$/i.exec(url)
    if (scp === null) return null
    return { isSsh: true, hostname: (scp[1] ?? '').toLowerCase(), port: '', path: scp[2] ?? '' }
  }
  if (!URL.canParse(url)) return null
  const { hostname, port, host, pathname } = new URL(url)
  const place = { hostname: hostname.toLowerCase(), port, path: pathname }
  if (scheme === 'ssh' || scheme === 'git+ssh') return { ...place, isSsh: true }
  // Plain HTTP is for a stand-in on this machine alone.
  if (scheme === 'https' || (scheme === 'http' && isLoopback(host))) return { ...place, isSsh: false }
  return null
}

/** Over ssh the port says nothing about where the pages are. */
function isSameHost(host: string, { isSsh, hostname, port }: Place): boolean {
  if (isSsh) return host.replace(/:\d+$/, '') === (hostname === `ssh.${GITHUB}` ? GITHUB : hostname)
  if (host === GITHUB && hostname === `www.${GITHUB}`) return port === ''
  return host === (port === '' ? hostname : `${hostname}:${port}`)
}
