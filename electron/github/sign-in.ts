import { createDeviceCode, exchangeDeviceCode } from '@octokit/oauth-methods'
import type { Octokit } from '@octokit/rest'
import { z } from 'zod'
import { AppError } from '#shared/errors.ts'
import type { GithubAccount, GithubSignIn } from '#shared/github.ts'
import { SIGN_IN_SCOPES, webUrl } from '#shared/github-words.ts'
import { isPassing } from '#shared/publication-words.ts'
import { toGithubError } from './client.ts'
import { GithubError } from './github-error.ts'
import { oneLine, sentence } from './words.ts'

export interface SignInsOptions {
  /** Requests at a host without a token. */
  request: (host: string) => Octokit['request']
  /** The OAuth app that is signed in with. @throws AppError GITHUB_NOT_SET_UP */
  clientId: (host: string) => string
  /** Takes over what the sign-in has brought, unless it is given up before that. */
  keep: (host: string, token: string, signal: AbortSignal) => Promise<GithubAccount>
  now: () => number
  /** Ends early, with an error, when `signal` is aborted. */
  wait: (ms: number, signal: AbortSignal) => Promise<void>
}

/** A sign-in that goes on, or has ended. */
interface Open {
  controller: AbortController
  /** What must be told to nobody until it has ended: its code, then its token. */
  secret: string | null
  account: Promise<GithubAccount> | null
}

/** By how much a server that says `slow_down` without more is asked less often (RFC 8628, 3.5). */
const SLOWER_MS = 5_000

const deviceCode = z.object({
  device_code: z.string().min(8).max(500),
  user_code: z.string().regex(/^[\w-]{4,20}$/),
  expires_in: z.number().min(1).max(86_400),
  interval: z.number().max(300).default(5),
})

/** Sign-ins by a code that the user enters in the browser (RFC 8628), one at a time for each host. */
export class SignIns {
  readonly #options: SignInsOptions
  readonly #open = new Map<string, Open>()

  constructor(options: SignInsOptions) {
    this.#options = options
  }

  /** Gives up the one before. @throws AppError GITHUB_NOT_SET_UP; GithubError */
  async begin(host: string): Promise<GithubSignIn> {
    const clientId = this.#options.clientId(host)
    this.#giveUp(host, 'A newer sign-in has taken the place of this one.')
    const open: Open = { controller: new AbortController(), secret: null, account: null }
    this.#open.set(host, open)
    const { signal } = open.controller
    try {
      const { data } = await this.#ask(host, signal, (request) =>
        createDeviceCode({ clientType: 'oauth-app', clientId, scopes: [...SIGN_IN_SCOPES], request }),
      )
      signal.throwIfAborted()
      const code = deviceCode.safeParse(data)
      if (!code.success) throw strange(host)
      const { now } = this.#options
      const expiresAt = now() + code.data.expires_in * 1000
      open.secret = code.data.device_code
      open.account = this.#complete(host, clientId, code.data, expiresAt, open).finally(() => {
        open.secret = null
      })
      // Whoever waits for it is told.
      open.account.catch(() => undefined)
      return {
        host,
        userCode: code.data.user_code,
        // Always there; an address out of the answer could be anybody's.
        verificationUri: `${webUrl(host)}/login/device`,
        expiresAt: new Date(expiresAt).toISOString(),
      }
    } catch (error) {
      if (this.#open.get(host) === open) this.#open.delete(host)
      throw error
    }
  }

  /** @throws AppError CONFLICT when none goes on, or it was given up; GithubError */
  async finish(host: string): Promise<GithubAccount> {
    const account = this.#open.get(host)?.account
    if (account) return account
    throw new AppError('CONFLICT', `No sign-in at ${host} goes on. Begin one first.`)
  }

  /** None under way is fine. */
  cancel(host: string): void {
    this.#giveUp(host, 'The sign-in was cancelled.')
  }

  close(): void {
    for (const host of this.#open.keys()) this.#giveUp(host, 'OpenLinear ends.')
  }

  /** Codes that could still be turned into tokens. */
  secrets(): string[] {
    return [...this.#open.values()].flatMap((open) => open.secret ?? [])
  }

  #giveUp(host: string, why: string): void {
    this.#open.get(host)?.controller.abort(new AppError('CONFLICT', why))
    this.#open.delete(host)
  }

  async #complete(
    host: string,
    clientId: string,
    { device_code: code, interval }: z.infer<typeof deviceCode>,
    expiresAt: number,
    open: Open,
  ): Promise<GithubAccount> {
    const { keep } = this.#options
    const { signal } = open.controller
    const every = Math.max(interval, 1) * 1000
    const token = await this.#patiently(every, expiresAt, signal, async () => {
      const { authentication } = await this.#ask(host, signal, (request) =>
        exchangeDeviceCode({ clientType: 'oauth-app', clientId, code, request }),
      )
      return authentication.token
    })
    open.secret = token
    // What comes of one that was given up is not kept.
    return this.#patiently(0, expiresAt, signal, () => keep(host, token, signal))
  }

  /** Tries until it works, as often as the server wants it, through what passes by itself. */
  async #patiently<T>(
    every: number,
    until: number,
    signal: AbortSignal,
    attempt: () => Promise<T>,
  ): Promise<T> {
    const { now, wait } = this.#options
    for (let pause = every; ; ) {
      await wait(pause, signal).finally(() => signal.throwIfAborted())
      if (now() >= until) throw expired()
      try {
        return await attempt()
      } catch (error) {
        signal.throwIfAborted()
        if (error instanceof StillWaiting) pause = error.pause(pause)
        else if (error instanceof GithubError && isPassing(error.failure))
          pause = pauseAfter(error, pause, now())
        else throw error
      }
    }
  }

  /** @throws StillWaiting, GithubError; the signal's reason when it is aborted */
  async #ask<T>(
    host: string,
    signal: AbortSignal,
    call: (request: Octokit['request']) => Promise<T>,
  ): Promise<T> {
    try {
      return await call(this.#options.request(host).defaults({ request: { signal } }))
    } catch (error) {
      signal.throwIfAborted()
      throw inWords(error, host, this.#options.now())
    }
  }
}

/** The user has not entered the code yet. */
class StillWaiting extends Error {
  readonly #wanted: number | null
  readonly #slower: boolean

  constructor(slower: boolean, wanted: number | null) {
    super('authorization_pending')
    this.#slower = slower
    this.#wanted = wanted
  }

  /** Milliseconds until the next try. */
  pause(before: number): number {
    if (!this.#slower) return before
    return Math.min(Math.max(this.#wanted ?? 0, before + SLOWER_MS), 300_000)
  }
}

const pauseAfter = ({ retryAt }: GithubError, before: number, now: number) =>
  Math.max(before, SLOWER_MS, retryAt === null ? 0 : Date.parse(retryAt) - now)

function inWords(error: unknown, host: string, now: number): Error {
  const { response } = error as { response?: { status: number; data: unknown } }
  const said = response?.data as
    | { error?: unknown; error_description?: unknown; interval?: unknown }
    | undefined
  switch (said?.error) {
    case 'authorization_pending':
      return new StillWaiting(false, null)
    case 'slow_down':
      return new StillWaiting(true, typeof said.interval === 'number' ? said.interval * 1000 : null)
    case 'expired_token':
      return expired()
    case 'access_denied':
      return new GithubError('unauthorized', 'The sign-in was refused in the browser. Nothing was stored.')
    case 'device_flow_disabled':
      return new GithubError(
        'invalid',
        'The OAuth app does not take sign-ins by a code. Tick “Enable Device Flow” on its page at GitHub.',
      )
    case 'incorrect_client_credentials':
    case 'unauthorized_client':
      return unknownApp(host)
    case 'incorrect_device_code':
      return new GithubError('invalid', `${host} does not know the code any more. Begin again for a new one.`)
    default:
  }
  // It says no with 200, too.
  if (typeof said?.error === 'string' && response !== undefined && response.status < 300) {
    const why = oneLine(typeof said.error_description === 'string' ? said.error_description : said.error, 200)
    return new GithubError('invalid', `${host} refuses the sign-in: ${sentence(why)}`)
  }
  // An answer of another shape trips Octokit itself.
  if (error instanceof TypeError) return strange(host)
  if (response?.status === 404) return unknownApp(host)
  return toGithubError(error, { host, login: null, scopes: null, now }, null)
}

const expired = () => new GithubError('invalid', 'The code has expired. Begin again for a new one.')
const strange = (host: string) =>
  new GithubError('invalid', `${host} does not answer as GitHub does. Check the name of the server.`)
const unknownApp = (host: string) =>
  new GithubError('invalid', `${host} knows no OAuth app with this client ID. Give it another one.`)
