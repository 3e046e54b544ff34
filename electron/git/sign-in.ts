import { isLoopback } from '#shared/github-words.ts'
import { CAN_ASK, type Channel, type ChannelSession, configEnvironment, NOTHING } from './channel.ts'
import type { Setting } from './config.ts'
import type { Credential } from './credentials.ts'
import { redact } from './redact.ts'
import type { Runner } from './run-git.ts'

/**
 * Hands on what git asks, and what it says of a credential that was not taken. No printing by the shell itself: in
 * some shells `printf` is a program, and its arguments would be seen.
 */
const HELPER =
  '!f() { case "$1" in get) { cat; echo; } >&3 && head -n 2 <&3;; erase) { cat; echo; } >&3;; *) cat >/dev/null;; esac; }; f'

/**
 * Asks the runner's source for credentials of the servers that git is about to go to. Helpers of the user are left out
 * of such a call, or git would have them keep our token; so are their settings that would weaken or double the sign-in.
 *
 * @param options.times how often each server is answered; a filter that asks too comes after git itself
 * @returns null = git signs in as the user has configured it, which is all or nothing
 */
export async function signInTo(
  git: Runner,
  {
    repo,
    path,
    urls,
    times,
  }: { repo: string | null; path: string | null; urls: readonly string[]; times: number },
): Promise<((settings: readonly Setting[]) => Channel) | null> {
  if (git.credentials === null || !CAN_ASK) return null
  const places = urls.map(placeOf).filter((place) => place !== null)
  // What goes elsewhere is done by a program of another kind, which could ask as well.
  if (places.length === 0 || places.length < urls.length) return null
  const { credentials } = git
  const grants = new Map<string, Grant>()
  for (const { origin, url } of places) {
    const known = grants.get(origin)
    if (known !== undefined) {
      known.times += times
      continue
    }
    const ask = () => credentials({ url: redact(url), repo, path })
    if ((await ask()) === null) return null
    grants.set(origin, { ask, times })
  }
  return (settings) => ({
    env: configEnvironment([
      ['credential.helper', ''],
      ['credential.helper', HELPER],
      ...places.flatMap(({ url }) => settingsFor(url, settings)),
    ]),
    begin: () => beginSession(grants),
  })
}

interface Grant {
  /** Anew when git wants it: the call may have waited, and the account be signed out. */
  ask: () => Promise<Credential | null>
  /** How often it is given. */
  times: number
}

/** Settings for the very address, since those for an address win over those for all. */
function settingsFor(url: string, settings: readonly Setting[]): (readonly [string, string])[] {
  const authorizes = settings.some(
    ({ key, value }) => key.endsWith('.extraheader') && /^authorization\s*:/i.test(value ?? ''),
  )
  return [
    [`http.${url}.followRedirects`, 'initial'],
    [`http.${url}.sslVerify`, 'true'],
    ...(authorizes ? [[`http.${url}.extraHeader`, ''] as const] : []),
  ]
}

function beginSession(grants: ReadonlyMap<string, Grant>): ChannelSession {
  const asked = new Map<string, number>()
  const given: Credential[] = []
  const told: Promise<void>[] = []
  return {
    async answer(question) {
      const { origin, password } = readQuestion(question)
      if (password !== undefined) {
        // Only what was given can be refused.
        const refused = given.find((credential) => credential.password === password)
        if (refused?.onRefused !== undefined) told.push(refused.onRefused())
        return ''
      }
      const grant = grants.get(origin ?? '')
      const times = asked.get(origin ?? '') ?? 0
      if (grant === undefined || origin === null || times >= grant.times) return NOTHING
      asked.set(origin, times + 1)
      const credential = await grant.ask()
      // More than two lines would not be read.
      if (credential === null || /[\0\r\n]/.test(credential.username + credential.password)) return NOTHING
      given.push(credential)
      return `username=${credential.username}\npassword=${credential.password}\n`
    },
    get wasUsed() {
      return given.length > 0
    },
    get owner() {
      return given.at(-1)?.owner ?? null
    },
    async close() {
      await Promise.all(told)
    },
  }
}

/** The server that git asks for, or the password that this one has refused. */
function readQuestion(question: string): { origin: string | null; password: string | undefined } {
  const fields = new Map(
    question.split('\n').map((line) => {
      const at = line.indexOf('=')
      return [line.slice(0, at), line.slice(at + 1)] as const
    }),
  )
  const [protocol, host] = [fields.get('protocol') ?? '', fields.get('host') ?? '']
  const origin = /^[\w.:[\]-]+$/.test(host) ? placeOf(`${protocol}://${host}/`)?.origin : undefined
  return { origin: origin ?? null, password: fields.get('password') }
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
