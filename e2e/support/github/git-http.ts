import { spawn } from 'node:child_process'
import type { IncomingMessage } from 'node:http'
import { settle } from './pulls.ts'
import { bodyOf, credentialOf, type Reply, text } from './reply.ts'
import type { FakeRepository } from './repository.ts'
import { canWrite, instant, type Token, type World } from './world.ts'

const PATH = /^\/([^/]+)\/([^/]+?)(?:\.git)?\/(info\/refs|git-upload-pack|git-receive-pack)$/

export interface GitCall {
  fullName: string
  /** `info/refs`, `git-upload-pack` or `git-receive-pack`. */
  part: string
  pushes: boolean
}

export function gitCallOf(url: URL): GitCall | null {
  const [, owner, name, part] = PATH.exec(url.pathname) ?? []
  if (part === undefined) return null
  const service = part === 'info/refs' ? url.searchParams.get('service') : part
  return { fullName: `${owner}/${name}`, part, pushes: service === 'git-receive-pack' }
}

const ask = (words: string) => text(401, words, { 'WWW-Authenticate': 'Basic realm="GitHub"' })

/** In GitHub's words, why it may not; null = it may. */
function refusal(
  world: World,
  repository: FakeRepository | undefined,
  { pushes }: GitCall,
  sent: boolean,
  token: Token | null,
): Reply | null {
  if (sent && !token)
    return ask('Invalid username or token. Password authentication is not supported for Git operations.')
  // Whoever has not signed in is not told whether it is there.
  if (!token && (pushes || !repository || repository.private)) return ask('No anonymous write access.')
  const access = repository && world.accessOf(repository, token?.login ?? null)
  if (!repository?.bare || !access) return text(404, 'Repository not found.')
  if (!token) return null
  if (repository.owner.sso && !token.sso.has(repository.owner.login))
    return text(
      403,
      `The '${repository.owner.login}' organization has enabled or enforced SAML SSO.\nTo access this repository, you must use the HTTPS remote with a personal access token\nor SSH with an SSH key and passphrase\nthat has been authorized for this organization.`,
    )
  if (token.kind === 'fine_grained') {
    const chosen = token.repositories?.includes(repository.fullName) ?? true
    const given = chosen ? token.permissions['contents'] : undefined
    if (pushes ? given !== 'write' : repository.private && !given)
      return text(403, 'Write access to repository not granted.')
  } else if (
    !token.scopes.includes('repo') &&
    (repository.private || !token.scopes.includes('public_repo'))
  ) {
    if (repository.private) return text(404, 'Repository not found.')
    if (pushes) return text(403, `Permission to ${repository.fullName}.git denied to ${token.login}.`)
  }
  if (pushes && !canWrite(access))
    return text(403, `Permission to ${repository.fullName}.git denied to ${token.login}.`)
  if (pushes && repository.archived) return text(403, 'This repository was archived so is read-only.')
  return null
}

/** Splits what a CGI program wrote. */
function parse(output: Buffer): Reply {
  const end = output.indexOf('\r\n\r\n')
  const headers: Record<string, string> = {}
  let status = 200
  for (const line of output.subarray(0, end).toString().split('\r\n')) {
    const [name = '', value = ''] = line.split(/: (.*)/s)
    if (name.toLowerCase() === 'status') status = Number.parseInt(value, 10)
    else headers[name] = value
  }
  return { status, headers, body: output.subarray(end + 4) }
}

/** Runs git's own server for one call. */
async function backend(
  { folder }: { folder: string },
  { part, pushes }: GitCall,
  request: IncomingMessage,
  { url, token }: { url: URL; token: Token | null },
): Promise<Reply> {
  const { headers } = request
  const mayChangeWorkflows =
    token?.kind === 'fine_grained'
      ? token.permissions['workflows'] === 'write'
      : token?.scopes.includes('workflow')
  const asked = token?.kind === 'oauth' ? 'an OAuth App' : 'a Personal Access Token'
  const child = spawn('git', ['http-backend'], {
    env: {
      PATH: process.env['PATH'],
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_PROJECT_ROOT: folder,
      GIT_HTTP_EXPORT_ALL: '1',
      PATH_INFO: `/${part}`,
      QUERY_STRING: url.search.slice(1),
      REQUEST_METHOD: request.method,
      CONTENT_TYPE: headers['content-type'] ?? '',
      REMOTE_ADDR: '127.0.0.1',
      ...(token && { REMOTE_USER: token.login }),
      ...(pushes && !mayChangeWorkflows && { REFUSE_WORKFLOWS: asked }),
      ...(headers['content-length'] && { CONTENT_LENGTH: headers['content-length'] }),
      ...(headers['content-encoding'] && { HTTP_CONTENT_ENCODING: headers['content-encoding'] }),
      ...(headers['git-protocol'] && { GIT_PROTOCOL: String(headers['git-protocol']) }),
    },
  })
  const out: Buffer[] = []
  const err: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk))
  // It need not read all that is sent: what it says about that is in its answer.
  child.stdin.on('error', (error) => err.push(Buffer.from(String(error))))
  child.stdin.end(await bodyOf(request))
  await new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', resolve)
  })
  const output = Buffer.concat(out)
  return output.length > 0 ? parse(output) : text(500, Buffer.concat(err).toString())
}

/** Fetch and push over HTTP. */
export async function answerGit(
  world: World,
  call: GitCall,
  request: IncomingMessage,
  url: URL,
): Promise<Reply> {
  const { kind, secrets } = credentialOf(request.headers.authorization)
  const token =
    secrets.map((secret) => world.tokens.get(secret)).find((each) => each && !each.revoked) ?? null
  const repository = world.repository(call.fullName)
  const refused = refusal(world, repository, call, kind !== 'none', token)
  if (refused || !repository) {
    await bodyOf(request)
    return refused ?? text(404, 'Repository not found.')
  }
  if (call.part !== 'git-receive-pack') return backend(repository.git, call, request, { url, token })
  return repository.inOrder(async () => {
    const reply = await backend(repository.git, call, request, { url, token })
    repository.pushedAt = instant()
    await settle(repository)
    return reply
  })
}
