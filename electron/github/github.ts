import { setTimeout as sleep } from 'node:timers/promises'
import { AppError } from '#shared/errors.ts'
import type { GhAccount, GithubAccount, GithubSignIn, GithubStatus } from '#shared/github.ts'
import { type AccountKind, GITHUB, scopeReason, SIGN_IN_SCOPES } from '#shared/github-words.ts'
import type { Project } from '#shared/projects.ts'
import type { CredentialSource } from '../git/git.ts'
import type { SecretStore } from '../platform.ts'
import { userEnvironment } from '../process/environment.ts'
import { OneByOne } from '../process/one-by-one.ts'
import type { Projects } from '../projects/projects.ts'
import type { Log } from '../runs/engine.ts'
import type { SettingsService } from '../settings/settings.ts'
import type { Store } from '../store/store.ts'
import { type AccountChange, AccountRecords } from './account-records.ts'
import { accountAt, lacking } from './account-rules.ts'
import { anonymousRequest, createClient } from './client.ts'
import { clientIdFor, requireClientId } from './client-id.ts'
import { createGh, refusedOfGh } from './gh.ts'
import { gitCredentials } from './git-credentials.ts'
import type { GithubApi } from './github-api.ts'
import { GithubError } from './github-error.ts'
import { SignIns } from './sign-in.ts'
import { whoIs } from './who-is.ts'
import { refusalInWords } from './words.ts'

export type { GithubApi } from './github-api.ts'
export { GithubError } from './github-error.ts'

/** Accounts at GitHub and other servers of its kind. A token goes in and never comes out again, but to its server. */
export interface Github {
  status(): Promise<GithubStatus>
  /** In the order they were added. */
  accounts(): Promise<GithubAccount[]>
  /** Servers that are known to be GitHub's: github.com, those of the settings and those of accounts. */
  hosts(): Promise<string[]>
  /** @throws AppError GITHUB_NOT_SET_UP; GithubError */
  signIn(host?: string): Promise<GithubSignIn>
  /** @throws AppError CONFLICT when none goes on; GithubError; AppError SECRETS_UNAVAILABLE */
  finishSignIn(host?: string): Promise<GithubAccount>
  /** None under way is fine. */
  cancelSignIn(host?: string): { host: string }
  /** @throws GithubError; AppError SECRETS_UNAVAILABLE */
  addToken(input: { host?: string | undefined; token: string }): Promise<GithubAccount>
  /** Starts `gh`. @throws GithubError `no_account` */
  ghAccounts(): Promise<GhAccount[]>
  /** Starts `gh` and keeps a copy of its token. @throws GithubError; AppError SECRETS_UNAVAILABLE */
  useGh(input: { host?: string | undefined; login?: string | undefined }): Promise<GithubAccount>
  /** @throws AppError NOT_FOUND */
  removeAccount(id: string): Promise<{ id: string }>
  /** The account that speaks for a project: its own, else the only one at its repository's host. */
  accountFor(project: Pick<Project, 'github' | 'githubAccountId'>): Promise<GithubAccount | null>
  /** @throws GithubError `no_account` when it is gone, or its token is */
  api(accountId: string): Promise<GithubApi>
  /** Its token is not taken any more. It takes another one to be ready again. */
  refuse(accountId: string, problem: string): Promise<void>
  /** For git, at the host of an account alone. */
  readonly credentialFor: CredentialSource
  /** Tokens in use, and codes of sign-ins under way. */
  secrets(): string[]
  /** Puts rows and tokens right that a crash has parted, in the background. */
  start(): void
  close(): Promise<void>
}

export interface GithubOptions {
  store: Store
  settings: Pick<SettingsService, 'stored'>
  secrets: SecretStore
  /** Asked for late: projects are made after it. */
  projects: () => Pick<Projects, 'list' | 'update'>
  /** Of OpenLinear. */
  version: string
  hostId: string
  log: Log
  fetch?: typeof globalThis.fetch
  /** Waits between the questions of a sign-in. */
  wait?: (ms: number, signal: AbortSignal) => Promise<void>
}

const PREFIX = 'github/'
const secretOf = (id: string) => `${PREFIX}${id}`

const MISSING = 'Its token is not in the key store any more. Sign in again, or give it another token.'

export function createGithub(options: GithubOptions): Github {
  const { store, settings, secrets, version, hostId, log } = options
  const { fetch = globalThis.fetch, wait = (ms, signal) => sleep(ms, undefined, { signal }) } = options
  const now = () => Date.parse(store.now())
  const records = new AccountRecords(store)
  const gh = createGh(() => userEnvironment(hostId))
  /** One for each account, with its token. */
  const clients = new Map<string, { token: string; api: GithubApi }>()
  /** Accounts whose token is not taken elsewhere, whatever the API says. */
  const refused = new Set<string>()
  const signIns = new SignIns({
    request: (host) => anonymousRequest({ host, version, fetch }),
    clientId: (host) => requireClientId(host, settings.stored()),
    keep: (host, token, signal) => keep(host, token, 'device', signal),
    now,
    wait,
  })

  const oneByOne = new OneByOne()
  /** Accounts and their tokens change one after the other. */
  const inTurn = <T>(work: () => Promise<T>) => oneByOne.run('accounts', work)

  /**
   * Adds the account that a token belongs to, or gives it this token.
   *
   * @throws GithubError; SECRETS_UNAVAILABLE; the signal's reason when it was aborted before anything is kept
   */
  async function keep(
    host: string,
    token: string,
    kind: AccountKind,
    signal?: AbortSignal,
  ): Promise<GithubAccount> {
    const { login, name, scopes } = await whoIs({ host, token, version, fetch, now, signal })
    const facts = { login, name, kind, scopes, state: 'ready' as const, problem: lacking(scopes) }
    return inTurn(async () => {
      signal?.throwIfAborted()
      const known = (await records.list()).find(
        (one) => one.host === host && one.login.toLowerCase() === login.toLowerCase(),
      )
      if (known !== undefined) requireNoLess(known, scopes)
      const id = known?.id ?? store.newId()
      // The token first: a row without one would be put right only at the next start.
      await secrets.set(secretOf(id), token)
      clients.delete(id)
      refused.delete(id)
      return store.write(async (tx) => {
        const updated = known === undefined ? null : await records.update(tx, id, facts)
        return updated ?? records.insert(tx, { id, host, ...facts, createdAt: store.now() })
      })
    })
  }

  async function change(id: string, to: AccountChange): Promise<void> {
    await store.write((tx) => records.update(tx, id, to))
  }

  async function open(id: string): Promise<{ token: string; api: GithubApi }> {
    const account = await records.find(id)
    if (account === null) {
      throw new GithubError('no_account', 'The account is signed out. Sign in again, or choose another one.')
    }
    const token = await tokenOf(account)
    if (token === null) throw new GithubError('no_account', `${account.login}: ${MISSING}`)
    const { host, login, scopes } = account
    let isRefused = account.state !== 'ready'
    /** What it may not do, while that stands with the account. What stood there before is told anew when it counts. */
    let lacks: string | null = null
    if (!isRefused && scopes === null && account.problem !== null) await change(id, { problem: null })
    /** Not once it has got another token. */
    const isCurrent = () => clients.get(id) === client
    const api = createClient({
      host,
      token,
      login,
      scopes,
      version,
      fetch,
      now,
      async onTaken(call) {
        if ((!isRefused && call !== lacks) || !isCurrent() || refused.has(id)) return
        isRefused = false
        lacks = null
        await change(id, { state: 'ready', problem: lacking(scopes) })
      },
      async onRefused({ failure, message }, call) {
        if (!isCurrent()) return
        if (failure === 'unauthorized') {
          isRefused = true
          await change(id, { state: 'refused', problem: message })
        } else if (failure === 'missing_permission' && scopes === null && lacks !== call) {
          lacks = call
          await change(id, { problem: message })
        }
      },
    })
    const client = { token, api }
    clients.set(id, client)
    return client
  }

  async function refuse(id: string, problem: string): Promise<void> {
    refused.add(id)
    clients.delete(id)
    await change(id, { state: 'refused', problem })
  }

  /** null = it has none. @throws GithubError when the store is shut */
  async function tokenOf({ id, login }: GithubAccount): Promise<string | null> {
    try {
      return await secrets.get(secretOf(id))
    } catch (error) {
      if (!isShut(error)) throw error
      throw new GithubError('no_account', `The token of ${login} cannot be read. ${error.message}`)
    }
  }

  const credentialFor = gitCredentials({
    accounts: () => records.list(),
    projects: async () => (await options.projects().list()).items,
    tokenOf: async (account) => clients.get(account.id)?.token ?? (await tokenOf(account)),
    refuse: ({ id, host, login, scopes }, token) =>
      inTurn(async () => {
        const account = await records.find(id)
        // It may have got another one meanwhile.
        if (account === null || (await tokenOf(account)) !== token) return
        const refusal = { status: 401, headers: {}, data: null }
        await refuse(id, refusalInWords(refusal, { host, login, scopes, now: now() }).message)
      }),
    log,
  })

  const hosts = async () => {
    const of = [...settings.stored().githubHosts, ...(await records.list())].map(({ host }) => host)
    return [...new Set([GITHUB, ...of])]
  }

  /** A token that is in no row goes; a row without a token says so. */
  async function putRight(): Promise<void> {
    const accounts = await records.list()
    const names = new Set(await secrets.list(PREFIX))
    for (const { id, state, scopes } of accounts) {
      const has = names.delete(secretOf(id))
      if (!has) await change(id, { state: 'missing', problem: MISSING })
      else if (state === 'missing') await change(id, { state: 'ready', problem: lacking(scopes) })
    }
    for (const name of names) await secrets.remove(name)
  }

  return {
    async status() {
      const stored = settings.stored()
      const known = await hosts()
      return {
        hosts: known.map((host) => ({ host, canSignIn: clientIdFor(host, stored) !== null })),
        gh: { installed: await gh.isInstalled() },
        scopes: SIGN_IN_SCOPES.map((scope) => ({ scope, reason: scopeReason(scope) })),
      }
    },
    accounts: () => records.list(),
    hosts,
    signIn: (host = GITHUB) => signIns.begin(host),
    finishSignIn: (host = GITHUB) => signIns.finish(host),
    cancelSignIn(host = GITHUB) {
      signIns.cancel(host)
      return { host }
    },
    addToken: ({ host = GITHUB, token }) => keep(host, token, 'token'),
    ghAccounts: async () => gh.accounts(await hosts()),
    async useGh({ host = GITHUB, login }) {
      const token = await gh.token(host, login ?? null)
      return keep(host, token, 'gh').catch((error: unknown) => {
        if (!(error instanceof GithubError) || error.failure !== 'unauthorized') throw error
        throw refusedOfGh(host)
      })
    },

    removeAccount: (id) =>
      inTurn(async () => {
        await records.get(id)
        const { items } = await options.projects().list()
        for (const project of items) {
          if (project.githubAccountId === id) {
            await options.projects().update({ id: project.id, githubAccountId: null })
          }
        }
        await secrets.remove(secretOf(id)).catch((error: unknown) => {
          // What nobody can open gives nothing away; it is removed when it can be.
          if (!isShut(error)) throw error
          log('warn', 'the token of a removed account stays in the key store, which is shut', { account: id })
        })
        clients.delete(id)
        refused.delete(id)
        await store.write((tx) => records.remove(tx, id))
        return { id }
      }),

    async accountFor({ github, githubAccountId }) {
      return github === null ? null : accountAt(await records.list(), github.host, githubAccountId)
    },

    async api(accountId) {
      const known = clients.get(accountId)
      if (known !== undefined) return known.api
      // Its token may be on its way to be another one, or none.
      return (await inTurn(async () => clients.get(accountId) ?? open(accountId))).api
    },

    refuse: (accountId, problem) => inTurn(() => refuse(accountId, problem)),

    credentialFor,

    secrets: () => [...[...clients.values()].map(({ token }) => token), ...signIns.secrets()],

    start() {
      inTurn(putRight).catch((error: unknown) => {
        log('warn', 'tokens of GitHub accounts could not be looked at', { reason: String(error) })
      })
    },

    async close() {
      signIns.close()
      await oneByOne.idle()
    },
  }
}

/** A token that may do less does not take the place of one that works. @throws GithubError `missing_permission` */
function requireNoLess(
  { login, state, scopes: before }: GithubAccount,
  scopes: readonly string[] | null,
): void {
  const lacks = lacking(scopes)
  if (lacks === null || state !== 'ready' || lacking(before) !== null) return
  throw new GithubError(
    'missing_permission',
    `${lacks} ${login} keeps the token it has. Remove the account first if this one is to be used.`,
  )
}

const isShut = (error: unknown): error is AppError =>
  error instanceof AppError && error.code === 'SECRETS_UNAVAILABLE'
