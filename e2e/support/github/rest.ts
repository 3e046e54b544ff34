import { createHash } from 'node:crypto'
import { type Answer, authorize, type Call, ok, Refusal, type Route, type Routes } from './call.ts'
import { type Checker, operationOf } from './check.ts'
import { issueRoutes } from './issue-routes.ts'
import type { Operation } from './operations.ts'
import { pullRoutes } from './pull-routes.ts'
import { credentialOf, json, type Reply } from './reply.ts'
import { repositoryRoutes, userRepositories } from './repository-routes.ts'
import { searchIssues } from './search-routes.ts'
import { ownUserView, repositoryApi } from './views.ts'
import { inSeconds, type Token, type User, type World } from './world.ts'

const routes: Routes = { ...repositoryRoutes, ...pullRoutes, ...issueRoutes }

/** A request, as it came in. */
export interface Asked {
  method: string
  /** Below `/api/v3`. */
  path: string
  query: URLSearchParams
  headers: Record<string, string>
  body: Buffer
}

/** Whoever has no token shares one allowance. */
const ANONYMOUS: Pick<Token, 'limit' | 'used' | 'resetAt'> = { limit: 60, used: 0, resetAt: 0 }

function allowance(holder: Pick<Token, 'limit' | 'used' | 'resetAt'>) {
  if (holder.resetAt <= Date.now() / 1000) Object.assign(holder, { used: 0, resetAt: inSeconds(3600) })
  const { limit, used, resetAt } = holder
  return { limit, used, remaining: Math.max(limit - used, 0), reset: resetAt }
}

function rateHeaders(holder: Pick<Token, 'limit' | 'used' | 'resetAt'>): Record<string, string> {
  const { limit, used, remaining, reset } = allowance(holder)
  return {
    'X-RateLimit-Limit': String(limit),
    'X-RateLimit-Used': String(used),
    'X-RateLimit-Remaining': String(remaining),
    'X-RateLimit-Reset': String(reset),
    'X-RateLimit-Resource': 'core',
  }
}

interface Caller {
  token: Token | null
  user: User | null
}

function callerOf(world: World, headers: Record<string, string>): Caller {
  const { kind, secrets } = credentialOf(headers['authorization'])
  if (kind === 'none') return { token: null, user: null }
  const token = secrets.map((secret) => world.tokens.get(secret)).find((each) => each && !each.revoked)
  if (!token) throw new Refusal(401, 'Bad credentials')
  return { token, user: world.user(token.login) }
}

/** Routes that belong to no repository. */
const OWN: Partial<Record<Operation, (call: Call) => Answer>> = {
  'GET /user': ({ world, user, token }) => {
    if (!user || !token) throw new Refusal(401, 'Requires authentication')
    return ok(
      ownUserView(
        world,
        user,
        token.scopes.some((scope) => scope === 'user' || scope === 'user:email'),
      ),
    )
  },
  'GET /user/repos': userRepositories,
  'GET /search/issues': searchIssues,
  'GET /rate_limit': ({ token }) => {
    const core = allowance(token ?? ANONYMOUS)
    const search = { limit: 30, used: 0, remaining: 30, reset: inSeconds(60) }
    return ok({ resources: { core, search }, rate: core })
  },
}

/** What has another name now is told by where it is (docs.github.com, “Best practices”, “Follow redirects”). */
function elsewhere(operation: Operation, path: string, query: URLSearchParams): Refusal {
  const url = query.size === 0 ? path : `${path}?${query}`
  const status = operation.startsWith('GET ') ? 301 : 307
  return new Refusal(status, status === 301 ? 'Moved Permanently' : 'Temporary Redirect', {
    url,
    headers: { Location: url },
  })
}

async function perform(
  operation: Operation,
  path: string,
  call: Omit<Call, 'repository' | 'access'>,
): Promise<Answer> {
  const { world, params, user, query } = call
  const own = OWN[operation]
  // Routes without a repository do not look at it.
  if (own) return own(call as Call)
  const route: Route | undefined = routes[operation]
  const asked = `${params['owner']}/${params['repo']}`
  const renamed = world.renamed.get(asked.toLowerCase())
  if (renamed)
    throw elsewhere(
      operation,
      `${repositoryApi(renamed)}${path.replace(/^\/repos\/[^/]+\/[^/]+/, '')}`,
      query,
    )
  const repository = world.repository(asked)
  if (!route || !repository) throw new Refusal(404, 'Not Found')
  const access = world.accessOf(repository, user?.login ?? null)
  authorize({ ...call, repository, access }, route)
  const answer = async () => route.answer({ ...call, repository, access })
  return operation.startsWith('GET ') ? answer() : repository.inOrder(answer)
}

function parsed(body: Buffer): Record<string, unknown> {
  if (body.length === 0) return {}
  try {
    return JSON.parse(body.toString()) as Record<string, unknown>
  } catch (error) {
    throw new Refusal(400, `Problems parsing JSON`, { errors: [String(error)] })
  }
}

/** Answers REST routes; what GitHub's description does not allow is told to `violated`. */
export class Rest {
  readonly #world: World
  readonly #checker: Checker
  readonly #violated: (violation: string) => void

  constructor(world: World, checker: Checker, violated: (violation: string) => void) {
    this.#world = world
    this.#checker = checker
    this.#violated = violated
  }

  #wrong(asked: Asked, problems: string[]): Reply {
    const words = `${asked.method} ${asked.path}: ${problems.join('; ')}`
    this.#violated(words)
    return json(500, { message: `The stand-in for GitHub found a violation. ${words}` })
  }

  async answer(asked: Asked): Promise<Reply> {
    const found = operationOf(asked.method, asked.path)
    if (!found) return this.#wrong(asked, ['not among the operations of e2e/support/github/operations.ts'])
    const { operation, params } = found
    let caller: Caller = { token: null, user: null }
    let answer: Answer
    try {
      if (!asked.headers['user-agent']) throw new Refusal(403, 'Request forbidden by administrative rules.')
      caller = callerOf(this.#world, asked.headers)
      const { user } = caller
      if (operation !== 'GET /rate_limit' && allowance(caller.token ?? ANONYMOUS).remaining === 0)
        throw new Refusal(403, `API rate limit exceeded for ${user ? `user ID ${user.id}` : '127.0.0.1'}.`)
      const body = parsed(asked.body)
      const { path, query, headers } = asked
      const problems = this.#checker.request(operation, {
        path,
        query,
        headers,
        body: asked.body.length === 0 ? undefined : body,
      })
      if (problems.length > 0) return this.#wrong(asked, problems)
      answer = await perform(operation, path, { world: this.#world, ...caller, params, query, body })
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      answer = { status: error.status, body: error.body, headers: error.headers }
    }
    const problems = this.#checker.response(operation, answer.status, answer.body)
    if (problems.length > 0)
      return this.#wrong(
        asked,
        problems.map((problem) => `the answer: ${problem}`),
      )
    return this.#finished(operation, asked, answer, caller)
  }

  /** With the headers that every answer has; nothing more when the caller knows the answer already. */
  #finished(operation: Operation, asked: Asked, answer: Answer, { token }: Caller): Reply {
    const reply: Reply =
      answer.body === undefined
        ? { status: answer.status, headers: {}, body: Buffer.alloc(0) }
        : json(answer.status, answer.body)
    const etag = `W/"${createHash('sha256').update(reply.body).digest('hex')}"`
    const cached = asked.method === 'GET' && answer.status === 200
    const known = cached && asked.headers['if-none-match'] === etag
    const holder = token ?? ANONYMOUS
    if (!(known && token) && operation !== 'GET /rate_limit') holder.used += 1
    Object.assign(
      reply.headers,
      rateHeaders(holder),
      {
        'X-GitHub-Media-Type': 'github.v3; format=json',
        'X-GitHub-Request-Id': '0000:0000:0000:0000:00000000',
      },
      cached && { ETag: etag, 'Cache-Control': 'private, max-age=60, s-maxage=60' },
      token && token.kind !== 'fine_grained'
        ? {
            'X-OAuth-Scopes': token.scopes.join(', '),
            'X-Accepted-OAuth-Scopes': operation === 'GET /user' ? '' : 'repo',
          }
        : {
            'X-Accepted-GitHub-Permissions': (routes[operation]?.needs ?? 'metadata=read').replaceAll(
              ';',
              '; ',
            ),
          },
      answer.headers,
    )
    return known ? { status: 304, headers: reply.headers, body: Buffer.alloc(0) } : reply
  }
}
