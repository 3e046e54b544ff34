import { AppError } from '#shared/errors.ts'
import { isLoopback } from '#shared/github-words.ts'
import type { Credential } from './credentials.ts'
import { redact } from './redact.ts'
import type { Runner } from './run-git.ts'

/**
 * What one call of git may sign in with, and where. Git asks for it on descriptor 3, which only that git and what it
 * starts inherit: it has no name that anybody else could open, and is gone with the call.
 */
export interface SignIn {
  config: readonly string[]
  env: NodeJS.ProcessEnv
  begin(): SignInSession
}

/** One git that is at work. */
export interface SignInSession {
  /** Takes what git writes to a credential helper, and gives what that would print. */
  answer(question: string): string
  /** Whether git has asked and was answered. */
  readonly wasUsed: boolean
}

/**
 * Hands on what git asks. No printing by the shell itself: in some shells `printf` is a program, and its arguments
 * would be seen.
 */
const HELPER = '!f() { case "$1" in get) { cat; echo; } >&3 && head -n 2 <&3;; *) cat >/dev/null;; esac; }; f'
const NOTHING = '\n\n'

/** On Windows a program inherits no more than three descriptors from git: there it signs in as the user has it. */
const CAN_ASK = process.platform !== 'win32'

/** Settings that lead a connection past somebody who could read it. */
const STEERS = /^(http\.(.*\.)?(proxy|sslcainfo|sslcapath|curloptresolve)|remote\..*\.proxy)$/

/** Settings that have git start a program when it speaks to a remote, which could ask as a helper does. */
const STARTS =
  /^(remote\..*\.vcs|alias\.remote-.*|core\.alternaterefscommand|push\.gpgsign|hook\..*\.command)$/

/** Settings that have it, or Git LFS, start one for a file, a commit or another remote. */
const STARTS_FOR_MORE = new RegExp(
  `^(${[
    String.raw`filter\..*\.(clean|smudge|process)`,
    String.raw`diff\.(external|.*\.(command|textconv))`,
    String.raw`merge\..*\.driver`,
    String.raw`gpg\.(.*\.)?(program|defaultkeycommand)`,
    String.raw`lfs\.((.*\.)?standalonetransferagent|(customtransfer|extension)\..*)`,
    String.raw`core\.(sshcommand|gitproxy)`,
    String.raw`remote\..*\.uploadpack`,
  ].join('|')})$`,
)

/**
 * Asks the runner's source for credentials of the servers that git is about to go to. Helpers of the user are left out
 * of such a call, or git would have them keep our token; so are their settings that would weaken or double the sign-in.
 *
 * @param options.times how often each server is answered; a hook or filter that asks too comes after git itself
 * @param options.hooks whether those of the repository run, which come between two addresses
 * @returns null = git signs in as the user has configured it, which is all or nothing
 * @throws AppError GIT_ERROR `{reason: 'credentials'}` when the repository's own configuration would see the token
 */
export async function signInTo(
  git: Runner,
  {
    cwd,
    repo,
    path,
    urls,
    times,
    hooks,
  }: {
    cwd: string
    repo: string | null
    path: string | null
    urls: readonly string[]
    times: number
    hooks: boolean
  },
): Promise<SignIn | null> {
  if (git.credentials === null || !CAN_ASK) return null
  const places = urls.map(placeOf).filter((place) => place !== null)
  // What goes elsewhere is done by a program of another kind, which could ask as well.
  if (places.length === 0 || places.length < urls.length) return null
  const grants = new Map<string, Grant>()
  for (const { origin, url } of places) {
    const known = grants.get(origin)
    if (known !== undefined) known.times += times
    const credential = known?.credential ?? (await git.credentials({ url: redact(url), repo, path }))
    if (credential === null) return null
    grants.set(origin, { times, ...known, credential })
  }
  if (hooks && places.length > 1)
    throw new AppError(
      'GIT_ERROR',
      'The remote is pushed to at several addresses, and a hook of the repository that runs in between could take the token of your account. Leave it one address, or turn hooks off, then try again.',
      { reason: 'credentials' },
    )
  const settings = await settingsIn(git, cwd)
  const isAnybodyAnswered = times === Number.POSITIVE_INFINITY
  const steering = settings.find(
    ({ isOwn, key }) =>
      isOwn && (STEERS.test(key) || STARTS.test(key) || (isAnybodyAnswered && STARTS_FOR_MORE.test(key))),
  )
  if (steering !== undefined)
    throw new AppError(
      'GIT_ERROR',
      `The repository’s own git configuration sets ${steering.key}, which could read the token of your account. Move it into your global git configuration, then try again.`,
      { reason: 'credentials', setting: steering.key },
    )
  const authorizes = settings.some(
    ({ key, value }) => key.endsWith('.extraheader') && /^authorization\s*:/i.test(value),
  )
  return {
    config: ['credential.helper=', `credential.helper=${HELPER}`],
    env: environmentFor(
      places.map(({ url }) => url),
      authorizes,
    ),
    begin: () => beginSession(grants),
  }
}

interface Grant {
  credential: Credential
  /** How often it is given. */
  times: number
}

/** Settings for the very addresses, since those for an address win over those for all. */
function environmentFor(urls: readonly string[], authorizes: boolean): NodeJS.ProcessEnv {
  const settings = urls.flatMap((url): (readonly [string, string])[] => [
    [`http.${url}.followRedirects`, 'initial'],
    [`http.${url}.sslVerify`, 'true'],
    ...(authorizes ? [[`http.${url}.extraHeader`, ''] as const] : []),
  ])
  return Object.fromEntries([
    ['GIT_CONFIG_COUNT', String(settings.length)],
    ...settings.flatMap(([key, value], index) => [
      [`GIT_CONFIG_KEY_${index}`, key],
      [`GIT_CONFIG_VALUE_${index}`, value],
    ]),
  ])
}

function beginSession(grants: ReadonlyMap<string, Grant>): SignInSession {
  const given = new Map<string, number>()
  return {
    answer(question) {
      const origin = originOf(question) ?? ''
      const grant = grants.get(origin)
      const times = given.get(origin) ?? 0
      if (grant === undefined || times >= grant.times) return NOTHING
      const { username, password } = grant.credential
      // It would be more than the two lines that are read.
      if (/[\0\r\n]/.test(username + password)) return NOTHING
      given.set(origin, times + 1)
      return `username=${username}\npassword=${password}\n`
    },
    get wasUsed() {
      return given.size > 0
    },
  }
}

/** The server that git asks for. */
function originOf(question: string): string | null {
  const fields = new Map(
    question.split('\n').map((line) => {
      const at = line.indexOf('=')
      return [line.slice(0, at), line.slice(at + 1)] as const
    }),
  )
  const [protocol, host] = [fields.get('protocol') ?? '', fields.get('host') ?? '']
  return /^[\w.:[\]-]+$/.test(host) ? (placeOf(`${protocol}://${host}/`)?.origin ?? null) : null
}

/**
 * Where an address leads, if a token may go there at all: over TLS, or on this machine. One that has a password in it
 * is how the user signs in.
 */
function placeOf(address: string): { origin: string; url: string } | null {
  if (!/^https?:\/\//i.test(address) || !URL.canParse(address)) return null
  const url = new URL(address)
  if (url.password !== '' || (url.protocol === 'http:' && !isLoopback(url.host))) return null
  return { origin: url.origin, url: address }
}

interface Setting {
  /** Of the repository, where an agent may have written it; else the user's. */
  isOwn: boolean
  /** With section and name in lower case. */
  key: string
  value: string
}

async function settingsIn(git: Runner, cwd: string): Promise<Setting[]> {
  const args = ['config', '--null', '--show-scope', '--list']
  const { stdout } = await git.run({ cwd, args, signIn: null })
  const parts = stdout.toString('utf8').split('\0')
  const settings: Setting[] = []
  for (let at = 0; at + 1 < parts.length; at += 2) {
    const [scope = '', entry = ''] = [parts[at], parts[at + 1]]
    const end = entry.indexOf('\n')
    const key = (end === -1 ? entry : entry.slice(0, end)).toLowerCase()
    const isOwn = scope === 'local' || scope === 'worktree'
    settings.push({ isOwn, key, value: end === -1 ? '' : entry.slice(end + 1) })
  }
  return settings
}
