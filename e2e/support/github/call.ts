import type { Operation } from './operations.ts'
import type { FakeRepository } from './repository.ts'
import { type Access, canWrite, type Token, type User, type World } from './world.ts'

/** What a route is asked. */
export interface Call {
  world: World
  user: User | null
  token: Token | null
  repository: FakeRepository
  access: Access | null
  /** Of the path, decoded. */
  params: Record<string, string>
  query: URLSearchParams
  body: Record<string, unknown>
}

export interface Answer {
  status: number
  /** JSON; undefined = none. */
  body?: unknown
  headers?: Record<string, string>
}

export interface Route {
  /** What a fine-grained token must be allowed, as GitHub writes it: `contents=write`; one of them suffices. */
  needs: string
  /** Whether the user must be able to write to the repository. */
  writes?: boolean
  answer: (call: Call) => Answer | Promise<Answer>
}

export type Routes = Partial<Record<Operation, Route>>

export const ok = (body: unknown): Answer => ({ status: 200, body })
export const created = (body: unknown): Answer => ({ status: 201, body })

/** What GitHub refuses to do. */
export class Refusal extends Error {
  readonly status: number
  readonly body: Record<string, unknown>
  readonly headers: Record<string, string>

  constructor(
    status: number,
    message: string,
    { headers = {}, ...body }: { headers?: Record<string, string>; [field: string]: unknown } = {},
  ) {
    super(message)
    this.status = status
    this.headers = headers
    this.body = {
      message,
      ...body,
      documentation_url: 'https://docs.github.com/rest',
      status: String(status),
    }
  }
}

export const notFound = () => new Refusal(404, 'Not Found')

/** `custom` errors have words; others are told by what is wrong with a field. */
export const invalid = (resource: string, field: string, code: string, message?: string) =>
  new Refusal(422, 'Validation Failed', {
    errors: [code === 'custom' ? { resource, code, message } : { resource, field, code }],
  })

/** A page of a list, and the links to others. */
export function paged<T>(call: Call, path: string, all: T[], view: (item: T) => unknown): Answer {
  const size = Math.min(Math.max(Number(call.query.get('per_page') ?? 30), 1), 100)
  const page = Math.max(Number(call.query.get('page') ?? 1), 1)
  const last = Math.max(Math.ceil(all.length / size), 1)
  const link = (to: number, rel: string) => {
    const query = new URLSearchParams(call.query)
    query.set('page', String(to))
    return `<${call.world.url}/api/v3${path}?${query}>; rel="${rel}"`
  }
  const links = [
    ...(page > 1 ? [link(page - 1, 'prev')] : []),
    ...(page < last ? [link(page + 1, 'next'), link(last, 'last')] : []),
    ...(page > 1 ? [link(1, 'first')] : []),
  ]
  return {
    status: 200,
    body: all.slice((page - 1) * size, page * size).map((item) => view(item)),
    headers: links.length > 0 ? { Link: links.join(', ') } : {},
  }
}

/** `issues=read;pull_requests=read`: whether a token is allowed one of them. */
function permits(token: Token, needs: string): boolean {
  return needs.split(';').some((need) => {
    const [area = '', level] = need.split('=')
    // There is no such permission for personal tokens.
    if (area === 'checks') return false
    const given = area === 'metadata' ? 'read' : token.permissions[area]
    return given === 'write' || (given !== undefined && given === level)
  })
}

/** @throws Refusal where the token or its user may not */
export function authorize(
  call: Pick<Call, 'token' | 'user' | 'access' | 'repository' | 'world'>,
  route: Route,
): void {
  const { token, repository, access } = call
  const accepted = { 'X-Accepted-GitHub-Permissions': route.needs.replaceAll(';', '; ') }
  const writing = route.needs.includes('=write')
  const refused = () =>
    new Refusal(403, 'Resource not accessible by personal access token', { headers: accepted })
  if (access === null) throw notFound()
  refuseWithoutSso(call)
  if (token?.kind === 'fine_grained') {
    const chosen = token.repositories?.includes(repository.fullName) ?? true
    if (!chosen && repository.private) throw notFound()
    if ((writing || repository.private) && (!chosen || !permits(token, route.needs))) throw refused()
  } else if (token) {
    const scoped =
      token.scopes.includes('repo') || (!repository.private && token.scopes.includes('public_repo'))
    // GitHub does not even tell such a token that the repository is there.
    if (!scoped && (repository.private || writing)) throw notFound()
  }
  if (writing && !token) throw new Refusal(401, 'Requires authentication')
  if (writing && repository.archived) throw new Refusal(403, 'Repository was archived so is read-only.')
  if (route.writes && !canWrite(access)) throw new Refusal(403, 'Must have write access to repository.')
}

/** @throws Refusal where the organization demands single sign-on that the token has not been through */
export function refuseWithoutSso({
  token,
  repository,
  world,
}: Pick<Call, 'token' | 'repository' | 'world'>): void {
  const { owner } = repository
  if (!owner.sso || !token || token.sso.has(owner.login)) return
  throw new Refusal(
    403,
    'Resource protected by organization SAML enforcement. You must grant your Personal Access token access to this organization.',
    {
      headers: {
        'X-GitHub-SSO': `required; url=${world.url}/orgs/${owner.login}/sso?authorization_request=A1B2`,
      },
    },
  )
}
