import { setTimeout as sleep } from 'node:timers/promises'
import type { Operation } from './operations.ts'
import { json, type Reply, text } from './reply.ts'
import { inSeconds } from './world.ts'

/** What a fault is for. `rest`: every REST route. `*`: everything that is asked. */
export type Target =
  | Operation
  | 'git fetch'
  | 'git push'
  | 'POST /login/device/code'
  | 'POST /login/oauth/access_token'
  | 'POST /api/graphql'
  | 'rest'
  | '*'

/**
 * `status`: refused in these words, nothing is done. `slow`: done after so many milliseconds. `cut`: the connection
 * ends `before` it is done, in the `middle` of the answer, or `after` it is done without an answer. `hold`: waits
 * `before` it is done, or `after` that and before the answer, until it is released.
 */
export type Fault =
  | { status: number; message: string; headers?: Record<string, string>; body?: Record<string, unknown> }
  | { slow: number }
  | { cut: 'before' | 'middle' | 'after' }
  | { hold: 'before' | 'after' }

const SSO = 'https://github.com/orgs/acme/sso?authorization_request=A1B2C3'

/** Refusals in GitHub's own words. */
export const refusals = {
  unauthorized: { status: 401, message: 'Bad credentials' },
  sso: {
    status: 403,
    message:
      'Resource protected by organization SAML enforcement. You must grant your OAuth token access to this organization.',
    headers: { 'X-GitHub-SSO': `required; url=${SSO}` },
  },
  missingPermission: {
    status: 403,
    message: 'Resource not accessible by personal access token',
    headers: { 'X-Accepted-GitHub-Permissions': 'pull_requests=write' },
  },
  missingScope: {
    status: 404,
    message: 'Not Found',
    headers: { 'X-OAuth-Scopes': 'read:user, user:email', 'X-Accepted-OAuth-Scopes': 'repo' },
  },
  protectedBranch: {
    status: 403,
    message:
      "You're not authorized to push to this branch. Visit https://docs.github.com/articles/about-protected-branches/ for more information.",
  },
  archived: { status: 403, message: 'Repository was archived so is read-only.' },
  secondaryRateLimit: (seconds = 60): Fault => ({
    status: 403,
    message: 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.',
    headers: { 'Retry-After': String(seconds) },
  }),
  rateLimit: (seconds = 60): Fault => ({
    status: 403,
    message: 'API rate limit exceeded for user ID 1001.',
    headers: {
      'X-RateLimit-Limit': '5000',
      'X-RateLimit-Remaining': '0',
      'X-RateLimit-Used': '5000',
      'X-RateLimit-Reset': String(inSeconds(seconds)),
    },
  }),
  notFound: { status: 404, message: 'Not Found' },
  notMergeable: { status: 405, message: 'Pull Request is not mergeable' },
  headModified: { status: 409, message: 'Head branch was modified. Review and try the merge again.' },
  alreadyExists: (head: string): Fault => ({
    status: 422,
    message: 'Validation Failed',
    body: {
      errors: [
        { resource: 'PullRequest', code: 'custom', message: `A pull request already exists for ${head}.` },
      ],
    },
  }),
  serverError: { status: 502, message: 'Server Error' },
  unavailable: { status: 503, message: 'Service Unavailable' },
} as const

/** A fault that tests have set up. */
export interface SetFault {
  /** How often it has struck. */
  readonly hits: number
  /** The first call that it strikes is here; one that is held `after` is done. */
  readonly arrived: Promise<void>
  /** Lets go of calls that are held, now and later. */
  release(): void
  /** No call is struck any more, and none is held. */
  stop(): void
}

interface Armed {
  target: Target
  fault: Fault
  left: number
  skip: number
  hits: number
  arrive: () => void
  released: Promise<void>
  release: () => void
}

/** What one call suffers. */
export interface Struck {
  fault: Fault
  arrive: () => void
  released: Promise<void>
}

export class Faults {
  #armed: Armed[] = []

  /**
   * @param options `times`: so many calls are struck (one), after `skip` others have passed (none). Of git these are
   *   requests: for refs without a token, for refs with it, and one or more for what it wants.
   */
  set(target: Target, fault: Fault, options: { times?: number; skip?: number } = {}): SetFault {
    const arrival = Promise.withResolvers<void>()
    const release = Promise.withResolvers<void>()
    const armed: Armed = {
      target,
      fault,
      left: options.times ?? 1,
      skip: options.skip ?? 0,
      hits: 0,
      arrive: arrival.resolve,
      released: release.promise,
      release: release.resolve,
    }
    this.#armed.push(armed)
    const stop = () => {
      armed.left = 0
      armed.release()
    }
    return {
      get hits() {
        return armed.hits
      },
      arrived: arrival.promise,
      release: armed.release,
      stop,
    }
  }

  /** The fault that a call suffers, if any: the first that is set for it. */
  take(target: Target | null, isRest: boolean, suits: (fault: Fault) => boolean): Struck | null {
    const names: (Target | null)[] = isRest ? [target, 'rest', '*'] : [target, '*']
    for (const armed of this.#armed) {
      if (armed.left <= 0 || !names.includes(armed.target)) continue
      if (armed.skip > 0) {
        armed.skip -= 1
        continue
      }
      if (!suits(armed.fault)) continue
      armed.left -= 1
      armed.hits += 1
      return armed
    }
    return null
  }

  /** Ends them all. */
  clear(): void {
    for (const armed of this.#armed) armed.release()
    this.#armed = []
  }
}

type Refused = Extract<Fault, { status: number }>

function refused({ status, message, headers, body }: Refused, git: boolean): Reply {
  if (git)
    return text(status, message, status === 401 ? { 'WWW-Authenticate': 'Basic realm="GitHub"' } : headers)
  const rate = {
    'X-RateLimit-Limit': '5000',
    'X-RateLimit-Remaining': '4999',
    'X-RateLimit-Reset': `${inSeconds(3600)}`,
  }
  const about = { documentation_url: 'https://docs.github.com/rest', status: String(status) }
  return json(status, { message, ...body, ...about }, { ...rate, ...headers })
}

/**
 * Does what is asked, with the fault that it suffers.
 *
 * @returns no reply where the connection is cut; `half` where it is cut in the middle of the reply
 */
export async function suffer(
  struck: Struck | null,
  git: boolean,
  perform: () => Promise<Reply>,
): Promise<{ reply: Reply | null; half: boolean }> {
  if (!struck) return { reply: await perform(), half: false }
  const { fault, arrive, released } = struck
  const half = 'cut' in fault && fault.cut === 'middle'
  if ('hold' in fault && fault.hold === 'before') {
    arrive()
    await released
  }
  if ('slow' in fault) await sleep(fault.slow)
  const undone = 'status' in fault || ('cut' in fault && fault.cut === 'before')
  const reply = undone ? null : await perform()
  arrive()
  if ('hold' in fault && fault.hold === 'after') await released
  if ('status' in fault) return { reply: refused(fault, git), half }
  return { reply: 'cut' in fault && !half ? null : reply, half }
}
