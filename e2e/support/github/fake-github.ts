import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { mkdtemp, rm } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Bare, type Files } from './bare.ts'
import { type Checker, getChecker, operationOf } from './check.ts'
import { DeviceFlow } from './device-flow.ts'
import { type Fault, Faults, type SetFault, suffer, type Target } from './faults.ts'
import { answerGit, type GitCall, gitCallOf } from './git-http.ts'
import { answerGraphql } from './graphql.ts'
import { bodyOf, credentialOf, type Reply, text } from './reply.ts'
import { FakeRepository, type RepositoryOptions } from './repository.ts'
import { Rest } from './rest.ts'
import { type Access, clock, instant, type Token, type User, World } from './world.ts'

export interface FakeGithubOptions {
  /** Of the OAuth app that may sign in with a code. */
  clientId?: string
  /** Seconds between two polls of a sign-in. */
  interval?: number
}

/** A request that came in. */
export interface Seen {
  at: number
  method: string
  path: string
  /** With its query: nothing secret may ever stand in it. */
  url: string
  /** What it was, as faults name it; null = nothing that GitHub has. */
  target: Target | null
  /** null = the connection was cut. */
  status: number | null
  authorization: 'none' | 'basic' | 'token' | 'bearer'
  headers: Record<string, string>
}

/**
 * A stand-in for GitHub on 127.0.0.1: real git over HTTP, and the REST routes used, whose every request and answer
 * is checked against GitHub's own OpenAPI description (`openapi.json`; `slice.ts` renews it).
 *
 *     const github = await FakeGithub.start()
 *     github.addUser('ada', { name: 'Ada Lovelace' })
 *     const token = github.addToken('ada')                      // classic, scope repo; also 'fine_grained', 'oauth'
 *     const repository = await github.addRepository('ada/engine', { files: { 'README.md': '# Engine\n' } })
 *
 *     // github.host, http://HOST/api/v3, http://HOST/login/device/code, repository.cloneUrl
 *
 *     github.devices.approve(github.devices.waiting[0], 'ada')    // the user enters the code
 *     await repository.commit('main', { 'a.txt': 'by Grace\n' }, { by: 'grace' })
 *     repository.addReviewComment(1, 'A name, please', { by: 'grace', path: 'a.txt', line: 3 })
 *     repository.addCheck(repository.pull(1).pull.headCommit, 'test', { conclusion: 'failure', log: 'boom\n' })
 *
 *     repository.editIssue(2, { title: 'Leaks', body: 'two\nlines', by: 'grace' })      // in the browser: CRLF, events
 *     repository.removeComment(id); repository.deleteIssue(3); repository.transferIssue(4, other)
 *     github.renameRepository('ada/engine', 'motor')
 *
 *     github.fail('POST /repos/{owner}/{repo}/pulls', refusals.rateLimit(30))           // the next call
 *     github.fail('git push', { cut: 'after' }, { times: 2 })                           // done, then no answer
 *     const held = github.fail('PUT /repos/{owner}/{repo}/pulls/{pull_number}/merge', { hold: 'after' })
 *     await held.arrived; held.release()
 *
 *     expect(github.calls('rest')).toHaveLength(4)
 *     expect(github.violations).toEqual([])
 *     await github.stop()
 */
export class FakeGithub {
  readonly world = new World()
  readonly devices: DeviceFlow
  /** What was asked or answered against GitHub's description. A test expects none. */
  readonly violations: string[] = []
  readonly requests: Seen[] = []
  readonly #faults = new Faults()
  readonly #folder: string
  readonly #server: Server
  readonly #rest: Rest

  static async start(options: FakeGithubOptions = {}): Promise<FakeGithub> {
    const folder = await mkdtemp(join(tmpdir(), 'openlinear-github-'))
    const checker = await getChecker()
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return new FakeGithub(folder, server, checker, options)
  }

  private constructor(folder: string, server: Server, checker: Checker, options: FakeGithubOptions) {
    this.#folder = folder
    this.#server = server
    this.#rest = new Rest(this.world, checker, (violation) => this.violations.push(violation))
    this.world.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    this.devices = new DeviceFlow(
      this.world,
      options.clientId ?? 'Ov23liStandInForTests',
      options.interval ?? 1,
    )
    server.on('request', (request, response) => {
      this.#handle(request, response).catch((error: unknown) => {
        // Whoever asked has hung up.
        if ((error as NodeJS.ErrnoException).code === 'ECONNRESET') return
        this.violations.push(
          `The stand-in itself failed: ${error instanceof Error ? error.stack : String(error)}`,
        )
        response.writeHead(500).end()
      })
    })
  }

  /** `127.0.0.1:PORT` */
  get host(): string {
    return new URL(this.world.url).host
  }

  get url(): string {
    return this.world.url
  }

  async stop(): Promise<void> {
    this.#faults.clear()
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 3 })
  }

  addUser(login: string, options: { name?: string; email?: string } = {}): User {
    return this.world.addUser(login, options)
  }

  /** @param options `sso`: its repositories are closed to tokens that are not authorized for it */
  addOrganization(login: string, options: { members?: Record<string, Access>; sso?: boolean } = {}): User {
    const organization = this.world.addUser(login, { type: 'Organization', sso: options.sso ?? false })
    for (const [member, access] of Object.entries(options.members ?? {}))
      organization.members.set(member, access)
    return organization
  }

  /** A token of a user; classic with the scope `repo` unless told otherwise. */
  addToken(
    login: string,
    options: Partial<Pick<Token, 'kind' | 'scopes' | 'permissions' | 'repositories' | 'limit'>> = {},
  ): Token {
    const { kind = 'classic', ...rest } = options
    return this.world.addToken(login, kind, rest)
  }

  /** A repository with one commit, by its full name; its owner must be there. */
  async addRepository(
    fullName: string,
    options: RepositoryOptions & { files?: Files } = {},
  ): Promise<FakeRepository> {
    const [login = '', name = ''] = fullName.split('/')
    const owner = this.world.user(login)
    const { files = { 'README.md': `# ${name}\n` }, ...rest } = options
    const bare = await Bare.create(join(this.#folder, login, `${name}.git`), options.defaultBranch ?? 'main')
    const repository = new FakeRepository(this.world, owner, name, bare, rest)
    this.world.repositories.set(fullName.toLowerCase(), repository)
    if (Object.keys(files).length > 0)
      await repository.commit(repository.defaultBranch, files, { message: 'First' })
    return repository
  }

  /** Many repositories at once, `NAME-1` and on, for lists only: nothing of them can be cloned. */
  addRepositories(login: string, count: number, options: RepositoryOptions & { name?: string } = {}): void {
    const owner = this.world.user(login)
    for (let number = 1; number <= count; number += 1) {
      const name = `${options.name ?? 'repository'}-${number}`
      const pushedAt = instant(new Date(Date.now() - number * 60_000))
      const repository = new FakeRepository(this.world, owner, name, null, { pushedAt, ...options })
      this.world.repositories.set(repository.fullName.toLowerCase(), repository)
    }
  }

  repository(fullName: string): FakeRepository {
    const repository = this.world.repository(fullName)
    if (!repository) throw new Error(`The stand-in for GitHub has no ${fullName}`)
    return repository
  }

  /** Its old name leads to it from then on. */
  renameRepository(fullName: string, name: string): FakeRepository {
    const repository = this.repository(fullName)
    this.world.repositories.delete(fullName.toLowerCase())
    this.world.renamed.set(fullName.toLowerCase(), repository)
    repository.name = name
    this.world.repositories.set(repository.fullName.toLowerCase(), repository)
    return repository
  }

  /** The next call of that kind, or `times` of them, suffers a fault. */
  fail(target: Target, fault: Fault, options: { times?: number; skip?: number } = {}): SetFault {
    return this.#faults.set(target, fault, options)
  }

  /** Ends all faults. */
  heal(): void {
    this.#faults.clear()
  }

  /** Requests that came in, of one kind or all. */
  calls(target: Target = '*'): Seen[] {
    if (target === '*') return this.requests
    return this.requests.filter((seen) =>
      target === 'rest' ? seen.path.startsWith('/api/v3/') : seen.target === target,
    )
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.world.url)
    const git = gitCallOf(url)
    const method = request.method ?? 'GET'
    const path = url.pathname
    const seen: Seen = {
      at: Date.now(),
      method,
      path,
      url: request.url ?? '',
      target: git ? (git.pushes ? 'git push' : 'git fetch') : targetOf(method, path),
      status: null,
      authorization: credentialOf(request.headers.authorization).kind,
      headers: headersOf(request),
    }
    this.requests.push(seen)
    // Git asks for refs first, without a token and then with it: it is refused there, and is done at the end.
    const isDone = (fault: Fault) =>
      ('cut' in fault && fault.cut !== 'before') || ('hold' in fault && fault.hold === 'after')
    const suits = (fault: Fault) => !git || (git.part === 'info/refs' ? !isDone(fault) : !('status' in fault))
    const struck = this.#faults.take(seen.target, path.startsWith(API), suits)
    const { reply, half } = await suffer(struck, git !== null, () => this.#answer(request, url, git))
    if (!reply) {
      request.socket.destroy()
      return
    }
    response.writeHead(reply.status, {
      Date: new Date(Date.now() + clock.ahead).toUTCString(),
      ...reply.headers,
      'Content-Length': reply.body.length,
    })
    if (half) {
      response.write(reply.body.subarray(0, reply.body.length / 2), () => request.socket.destroy())
      return
    }
    seen.status = reply.status
    response.end(reply.body)
  }

  async #answer(request: IncomingMessage, url: URL, git: GitCall | null): Promise<Reply> {
    if (git) return answerGit(this.world, git, request, url)
    const body = await bodyOf(request)
    const method = request.method ?? 'GET'
    const path = url.pathname
    if (path.startsWith(API)) {
      const query = url.searchParams
      return this.#rest.answer({
        method,
        path: path.slice(API.length),
        query,
        headers: headersOf(request),
        body,
      })
    }
    if (method === 'POST' && path === GRAPHQL)
      return answerGraphql(this.world, request.headers.authorization, body, (violation) =>
        this.violations.push(violation),
      )
    if (method === 'POST' && path.startsWith('/login/')) {
      const form = formOf(request.headers['content-type'], body)
      if (path === '/login/device/code') return this.devices.begin(form)
      if (path === '/login/oauth/access_token') return this.devices.poll(form)
    }
    if (path.startsWith('/logs/')) return this.#log(path, request)
    if (path === '/login/device') return text(200, 'Enter the code.')
    return text(404, 'Not Found')
  }

  /** Logs are in a store of somebody else, which takes signed addresses and nothing besides. */
  #log(path: string, request: IncomingMessage): Reply {
    if (request.headers.authorization !== undefined) return text(400, 'InvalidAuthenticationInfo')
    const [, , repositoryId, checkId] = path.split('/').map(Number)
    const repository = [...this.world.repositories.values()].find((each) => each.id === repositoryId)
    const log = repository?.checks.find((check) => check.id === checkId)?.log
    return log === null || log === undefined ? text(404, 'BlobNotFound') : text(200, log)
  }
}

const API = '/api/v3'
const GRAPHQL = '/api/graphql'

const targetOf = (method: string, path: string): Target | null => {
  const login = `${method} ${path}`
  if (
    login === 'POST /login/device/code' ||
    login === 'POST /login/oauth/access_token' ||
    login === 'POST /api/graphql'
  )
    return login
  return path.startsWith(API) ? (operationOf(method, path.slice(API.length))?.operation ?? null) : null
}

const headersOf = (request: IncomingMessage): Record<string, string> =>
  Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]))

const formOf = (type: string | undefined, body: Buffer) =>
  new URLSearchParams(
    type?.includes('json') ? (JSON.parse(body.toString()) as Record<string, string>) : body.toString(),
  )
