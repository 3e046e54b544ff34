import type { z } from 'zod'
import { AppError, notFound } from '#shared/errors.ts'
import type { listRemoteRepositories, RemoteRepository, remoteRepositories } from '#shared/github.ts'
import { repositoryOf } from '#shared/github-remote.ts'
import type { Log } from '../runs/engine.ts'
import type { Store } from '../store/store.ts'
import type { GithubApi } from './github-api.ts'
import { GithubError } from './github-error.ts'
import { repositoryPages } from './repository-list.ts'
import {
  addRepositories,
  countRepositories,
  loadListState,
  readRepositories,
  replaceRepositories,
  writeListState,
} from './repository-records.ts'

/** A list that is older is brought anew when somebody looks at it. */
const STALE_MS = 10 * 60_000
/** After a failure it is not tried again by itself for so long. */
const RETRY_MS = 60_000

const LACK =
  'Repositories of an organisation that demands single sign-on are left out. Authorise this account for it at GitHub, then refresh the list.'

/** What accounts can see at GitHub, kept here so that it can be searched at once, and offline. */
export interface Repositories {
  /**
   * From what is known, at once. A list that is old or was never brought is brought meanwhile; the feed tells with
   * `github-repositories:updated` when there is more.
   *
   * @throws AppError NOT_FOUND for the account; BAD_REQUEST for the cursor
   */
  list(input: z.output<typeof listRemoteRepositories>): Promise<z.input<typeof remoteRepositories>>
  /** Brings the whole list anew, whatever its age. @throws AppError NOT_FOUND for the account */
  refresh(accountId: string): Promise<{ refreshing: boolean }>
  /** Gives up what is being brought; what was known stays. */
  close(): Promise<void>
}

export interface RepositoriesOptions {
  store: Store
  /** @throws GithubError when the account has no token that works */
  api: (accountId: string) => Promise<GithubApi>
  log: Log
}

/** What is remembered of an account as long as the host lives. */
interface Memory {
  refresh: { controller: AbortController; done: Promise<void> } | null
  /** Why the last refresh failed; null = it did not. */
  problem: string | null
  /** What the list lacks; null = nothing. */
  lack: string | null
  /** Not tried by itself before. */
  retryAt: number
}

export function createRepositories({ store, api, log }: RepositoriesOptions): Repositories {
  const memories = new Map<string, Memory>()
  let isClosed = false

  const memoryOf = (accountId: string): Memory => {
    const memory = memories.get(accountId) ?? { refresh: null, problem: null, lack: null, retryAt: 0 }
    memories.set(accountId, memory)
    return memory
  }
  const now = () => Date.parse(store.now())

  /** @throws AppError NOT_FOUND */
  async function require(accountId: string) {
    const state = await loadListState(store.db, accountId)
    if (state === null) throw notFound('account', accountId)
    return state
  }

  function start(accountId: string, mode: 'whole' | 'changes'): void {
    const memory = memoryOf(accountId)
    if (memory.refresh !== null || isClosed) return
    const controller = new AbortController()
    const done = refresh(accountId, mode, memory, controller.signal).finally(() => {
      memory.refresh = null
    })
    memory.refresh = { controller, done }
  }

  async function refresh(
    accountId: string,
    mode: 'whole' | 'changes',
    memory: Memory,
    signal: AbortSignal,
  ): Promise<void> {
    try {
      await bring(accountId, mode, memory, signal)
    } catch (error) {
      if (signal.aborted) return
      memory.problem = problemOf(error)
      const later = error instanceof GithubError && error.retryAt !== null ? Date.parse(error.retryAt) : 0
      memory.retryAt = Math.max(now() + RETRY_MS, later)
      log('warn', 'the repositories of an account could not be listed', { accountId, error: String(error) })
      await store.write((tx) => tx.emit('github-repositories:updated', { id: accountId })).catch(noteUntold)
    }
  }

  const noteUntold = (error: unknown) =>
    log('error', 'that repositories could not be listed was not told', { error: String(error) })

  async function bring(
    accountId: string,
    mode: 'whole' | 'changes',
    memory: Memory,
    signal: AbortSignal,
  ): Promise<void> {
    const github = await api(accountId)
    const before = await loadListState(store.db, accountId)
    if (before === null) return
    const isFirst = before.refreshedAt === null
    const found: RemoteRepository[] = []
    let etag: string | null | undefined
    let { lack } = memory
    const asked = mode === 'whole' || isFirst ? null : before.etag
    for await (const page of repositoryPages(github, asked, signal)) {
      if (etag === undefined) etag = page.etag
      lack = page.isPartial ? LACK : null
      // As long as there is no whole list, a part is better than none.
      if (isFirst) await add(accountId, page.repositories, found.length)
      found.push(...page.repositories)
    }
    signal.throwIfAborted()
    await store.write(async (tx) => {
      if ((await loadListState(tx.db, accountId)) === null) return
      if (etag !== undefined) await replaceRepositories(tx, accountId, found)
      const refreshedAt = store.now()
      await writeListState(tx, accountId, { refreshedAt, ...(etag === undefined ? {} : { etag }) })
      await tx.emit('github-repositories:updated', { id: accountId, refreshedAt })
      tx.afterCommit(() => Object.assign(memory, { problem: null, lack, retryAt: 0 }))
    })
  }

  /** @param position 0 = what an earlier try has left goes away */
  const add = (accountId: string, repositories: readonly RemoteRepository[], position: number) =>
    store.write(async (tx) => {
      if ((await loadListState(tx.db, accountId)) === null) return
      if (position === 0) await replaceRepositories(tx, accountId, repositories)
      else await addRepositories(tx, accountId, repositories, position)
      await tx.emit('github-repositories:updated', { id: accountId })
    })

  function problemOf(error: unknown): string {
    if (error instanceof GithubError || error instanceof AppError) return error.message
    return 'GitHub’s answer could not be read. The log says more.'
  }

  const unsubscribe = store.subscribe((events) => {
    for (const { event, data } of events) {
      if (event === 'github-account:deleted') {
        memories.get(data.id)?.refresh?.controller.abort()
        memories.delete(data.id)
      }
      // Its token works again: what went wrong with the old one says nothing.
      if (event === 'github-account:updated' && data['state'] === 'ready') {
        const memory = memories.get(data.id)
        if (memory !== undefined) Object.assign(memory, { problem: null, retryAt: 0 })
      }
    }
  })

  return {
    async list({ accountId, q = '', cursor, limit }) {
      const { host, refreshedAt } = await require(accountId)
      const memory = memoryOf(accountId)
      const age = refreshedAt === null ? Number.POSITIVE_INFINITY : now() - Date.parse(refreshedAt)
      // Below 0: the clock was set.
      if ((age < 0 || age > STALE_MS) && now() >= memory.retryAt) start(accountId, 'changes')
      // Somebody may paste the whole address.
      const named = repositoryOf(q, [host])
      const page = await readRepositories(store.db, {
        accountId,
        q: named === null ? q : `${named.owner}/${named.name}`,
        cursor,
        limit,
      })
      const known = await countRepositories(store.db, accountId)
      return {
        ...page,
        refreshedAt,
        known,
        refreshing: memory.refresh !== null,
        problem:
          memory.problem !== null && known > 0
            ? `${memory.problem} What was known before is listed.`
            : (memory.problem ?? memory.lack),
      }
    },

    async refresh(accountId) {
      await require(accountId)
      start(accountId, 'whole')
      return { refreshing: true }
    },

    async close() {
      isClosed = true
      unsubscribe()
      const refreshes = [...memories.values()].flatMap(({ refresh }) => refresh ?? [])
      for (const { controller } of refreshes) controller.abort()
      await Promise.all(refreshes.map(({ done }) => done))
    },
  }
}
