import { randomBytes } from 'node:crypto'
import type { FakeRepository } from './repository.ts'

export type Access = 'read' | 'triage' | 'write' | 'maintain' | 'admin'

export interface User {
  id: number
  login: string
  name: string | null
  email: string
  type: 'User' | 'Organization'
  createdAt: string
  /** Of an organization: who belongs to it, and what they may do in its repositories. */
  members: Map<string, Access>
  /** Of an organization: its tokens must be authorized for single sign-on. */
  sso: boolean
}

/** `oauth`: of the device flow. `classic` and `fine_grained`: personal access tokens. */
export type TokenKind = 'oauth' | 'classic' | 'fine_grained'

export interface Token {
  readonly value: string
  readonly login: string
  readonly kind: TokenKind
  scopes: string[]
  /** Of a fine-grained one: `{ contents: 'write', pull_requests: 'write', … }`. */
  permissions: Record<string, 'read' | 'write'>
  /** Full names that a fine-grained one is restricted to; null = all of its owner. */
  repositories: string[] | null
  /** Organizations that it is authorized for, where they demand single sign-on. */
  sso: Set<string>
  revoked: boolean
  limit: number
  used: number
  /** When `used` begins again at nothing, in seconds. */
  resetAt: number
}

const PREFIX: Record<TokenKind, string> = { oauth: 'gho_', classic: 'ghp_', fine_grained: 'github_pat_' }
const word = (length: number) => randomBytes(length).toString('hex').slice(0, length)

/** So far the clock of GitHub is ahead of this machine's, in milliseconds: what it tells of times is by its own. */
export const clock = { ahead: 0 }

/** GitHub tells times in whole seconds. */
export const instant = (at: Date = new Date(Date.now() + clock.ahead)) =>
  at.toISOString().replace(/\.\d+Z$/, 'Z')
export const inSeconds = (seconds: number) => Math.floor(Date.now() / 1000) + seconds

/** All that the stand-in knows: users, their tokens, and repositories. */
export class World {
  /** `http://HOST`, known once it listens. */
  url = ''
  readonly users = new Map<string, User>()
  readonly tokens = new Map<string, Token>()
  readonly repositories = new Map<string, FakeRepository>()
  /** By the names they had before. */
  readonly renamed = new Map<string, FakeRepository>()
  #lastId = 1000

  nextId(): number {
    this.#lastId += 1
    return this.#lastId
  }

  addUser(login: string, options: Partial<Pick<User, 'name' | 'email' | 'type' | 'sso'>> = {}): User {
    const user: User = {
      id: this.nextId(),
      login,
      name: options.name ?? null,
      email: options.email ?? `${login}@users.noreply.example.com`,
      type: options.type ?? 'User',
      createdAt: instant(),
      members: new Map(),
      sso: options.sso ?? false,
    }
    this.users.set(login.toLowerCase(), user)
    return user
  }

  user(login: string): User {
    const user = this.users.get(login.toLowerCase())
    if (!user) throw new Error(`The stand-in for GitHub knows no ${login}`)
    return user
  }

  addToken(login: string, kind: TokenKind, options: Partial<Token> = {}): Token {
    const token: Token = {
      value: `${PREFIX[kind]}${kind === 'fine_grained' ? `${word(22)}_${word(59)}` : word(36)}`,
      login: this.user(login).login,
      kind,
      scopes: ['repo'],
      permissions: {},
      repositories: null,
      sso: new Set(),
      revoked: false,
      limit: 5000,
      used: 0,
      resetAt: inSeconds(3600),
      ...options,
    }
    this.tokens.set(token.value, token)
    return token
  }

  repository(fullName: string): FakeRepository | undefined {
    return this.repositories.get(fullName.toLowerCase())
  }

  /** What a user may do in a repository; null = not even see it. */
  accessOf(repository: FakeRepository, login: string | null): Access | null {
    if (login !== null) {
      if (repository.owner.login === login) return 'admin'
      const own = repository.access.get(login) ?? repository.owner.members.get(login)
      if (own) return own
    }
    return repository.private ? null : 'read'
  }

  /** How a user comes to have it in the list of their repositories; null = it is not in there. */
  affiliationOf(repository: FakeRepository, login: string): string | null {
    if (repository.owner.login === login) return 'owner'
    if (repository.access.has(login)) return 'collaborator'
    return repository.owner.members.has(login) ? 'organization_member' : null
  }
}

export const canWrite = (access: Access | null) =>
  access === 'write' || access === 'maintain' || access === 'admin'
