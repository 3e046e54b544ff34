import { rm } from 'node:fs/promises'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { AccountRecords } from '#electron/github/account-records.ts'
import { createClient } from '#electron/github/client.ts'
import type { GithubApi } from '#electron/github/github-api.ts'
import { createRepositories, type Repositories } from '#electron/github/repositories.ts'
import { openStore, type Store } from '#electron/store/store.ts'
import type { RemoteRepository } from '#shared/github.ts'
import { FakeGithub } from '../../support/github/fake-github.ts'
import { temporaryFolder } from '../../support/repository.ts'

const ALL = 1_000
const MINUTE = 60_000

let github: FakeGithub
let token: ReturnType<FakeGithub['addToken']>
let folder: string
let store: Store
let repositories: Repositories
let accountId: string
/** Moves the host's clock. */
let later = 0

beforeAll(async () => {
  github = await FakeGithub.start()
  github.addUser('ada')
  github.addUser('grace')
  github.addOrganization('acme', { members: { ada: 'write' } })
  github.addRepositories('ada', ALL - 3)
  github.addRepositories('acme', 1, { name: 'maps', private: true, description: 'Where things are' })
  github.addRepositories('grace', 1, { name: 'lent', access: { ada: 'read' }, description: 'Maps, too' })
  github.addRepositories('ada', 1, {
    name: 'old',
    fork: true,
    archived: true,
    pushedAt: '2019-01-01T00:00:00Z',
  })
  github.addRepositories('grace', 1, { name: 'unseen' })
})
afterAll(() => github.stop())

beforeEach(async () => {
  token = github.addToken('ada')
  later = 0
  folder = await temporaryFolder('repositories')
  store = await openStore({ folder, clock: () => new Date(Date.now() + later) })
  accountId = store.newId()
  await store.write((tx) =>
    new AccountRecords(store).insert(tx, {
      id: accountId,
      host: github.host,
      login: 'ada',
      name: null,
      kind: 'token',
      scopes: ['repo'],
      state: 'ready',
      problem: null,
      createdAt: store.now(),
    }),
  )
  repositories = open()
})
afterEach(async () => {
  github.heal()
  await repositories.close()
  await store.close()
  await rm(folder, { recursive: true, force: true })
  expect(github.violations).toEqual([])
})

const open = (fetch = globalThis.fetch) =>
  createRepositories({
    store,
    log: () => {},
    api: async (): Promise<GithubApi> =>
      createClient({
        host: github.host,
        token: token.value,
        login: 'ada',
        scopes: ['repo'],
        version: '1.2.3',
        fetch,
        now: () => Date.parse(store.now()),
      }),
  })

const list = (input: { q?: string; cursor?: string; limit?: number } = {}) =>
  repositories.list({ accountId, limit: 50, ...input })
const calls = () => github.calls('GET /user/repos').length
/** What is listed once nothing is being brought any more. */
const settled = async () => {
  await expect.poll(async () => (await list()).refreshing).toBe(false)
  return list()
}
const names = (items: readonly RemoteRepository[]) => items.map(({ fullName }) => fullName)
async function everything(q = ''): Promise<string[]> {
  const found: string[] = []
  let cursor: string | undefined
  do {
    const page = await list({ q, limit: 100, ...(cursor === undefined ? {} : { cursor }) })
    found.push(...names(page.items))
    cursor = page.nextCursor
  } while (cursor !== undefined)
  return found
}

it('of 1,000 repositories the first hundred can be chosen from before the others are asked for', async () => {
  const held = github.fail('GET /user/repos', { hold: 'before' }, { skip: 1 })
  const began = performance.now()
  expect(await list()).toEqual({ items: [], refreshedAt: null, known: 0, refreshing: true, problem: null })
  await expect.poll(async () => (await list()).known, { interval: 5 }).toBe(100)
  console.log(`first page of ${ALL} repositories: ${Math.round(performance.now() - began)} ms`)
  await held.arrived
  const first = await list({ q: 'repository-9' })
  expect(first).toMatchObject({ refreshing: true, refreshedAt: null })
  expect(names(first.items)).toContain('ada/repository-90')
  held.release()
  const whole = await settled()
  console.log(`all ${ALL} repositories: ${Math.round(performance.now() - began)} ms`)
  expect(whole).toMatchObject({ known: ALL, problem: null, refreshedAt: expect.any(String) })
  expect(calls()).toBe(10)
})

it('own ones, those of organisations and those lent are listed by the last push, each once, none twice', async () => {
  await list()
  await settled()
  const found = await everything()
  expect(found).toHaveLength(ALL)
  expect(new Set(found).size).toBe(ALL)
  expect(found).toEqual(expect.arrayContaining(['acme/maps-1', 'grace/lent-1']))
  expect(found).not.toContain('grace/unseen-1')
  expect(found.at(-1)).toBe('ada/old-1')
  const {
    items: [old],
  } = await list({ q: 'old' })
  expect(old).toMatchObject({
    fullName: 'ada/old-1',
    fork: true,
    archived: true,
    canPush: true,
    cloneUrl: `http://${github.host}/ada/old-1.git`,
  })
  expect((await list({ q: 'lent' })).items[0]).toMatchObject({ canPush: false, private: false })
  await expect(list({ cursor: 'somewhere' })).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  await expect(repositories.list({ accountId: store.newId(), limit: 1 })).rejects.toMatchObject({
    code: 'NOT_FOUND',
  })
})

it('owner, name and description are searched, names first', async () => {
  await list()
  await settled()
  expect(await everything('maps')).toEqual(['acme/maps-1', 'grace/lent-1'])
  expect(await everything('THINGS acme')).toEqual(['acme/maps-1'])
  expect(await everything('100% _')).toEqual([])
  expect(await everything(`http://${github.host}/acme/maps-1.git`)).toEqual(['acme/maps-1'])
  const many = await everything('ada/repository-1')
  expect(many).toHaveLength(1 + 10 + 100)
  expect(many).toEqual(
    expect.arrayContaining(['ada/repository-1', 'ada/repository-19', 'ada/repository-199']),
  )
})

it('nothing is asked for ten minutes, then one request says that nothing has changed', async () => {
  await list()
  const before = await settled()
  const asked = calls()
  later = 9 * MINUTE
  expect(await list()).toMatchObject({ refreshing: false })
  later = 11 * MINUTE
  expect(await list()).toMatchObject({ refreshing: true, refreshedAt: before.refreshedAt, known: ALL })
  const after = await settled()
  expect(Date.parse(after.refreshedAt ?? '')).toBeGreaterThan(Date.parse(before.refreshedAt ?? ''))
  expect(calls() - asked).toBe(1)
  expect(github.calls('GET /user/repos').at(-1)?.status).toBe(304)
  // Whoever asks for it gets all of it: what has gone from a later page changes nothing of the first.
  await repositories.refresh(accountId)
  await settled()
  expect(calls() - asked).toBe(1 + 10)
})

it('a list that was brought by half takes nothing from a whole one', async () => {
  await list()
  const whole = await settled()
  github.fail('GET /user/repos', { status: 502, message: 'Server Error' }, { skip: 4 })
  await repositories.refresh(accountId)
  const after = await settled()
  expect(after).toMatchObject({ known: ALL, refreshedAt: whole.refreshedAt, items: whole.items })
  expect(after.problem).toMatch(/\w/)
  // The first time a part is better than none.
  await store.write((tx) =>
    tx.db.updateTable('github_accounts').set({ repositories_at: null, repositories_etag: null }).execute(),
  )
  github.fail('GET /user/repos', { status: 502, message: 'Server Error' }, { skip: 2 })
  later = 2 * MINUTE
  await list()
  expect(await settled()).toMatchObject({ known: 200, refreshedAt: null })
  later = 4 * MINUTE
  await list()
  expect(await settled()).toMatchObject({ known: ALL, problem: null })
})

it('offline what is known is listed with the reason, and it is tried again after a while', async () => {
  await list()
  await settled()
  const asked = calls()
  github.fail('GET /user/repos', { cut: 'before' }, { times: 5 })
  later = 11 * MINUTE
  await list()
  const offline = await settled()
  expect(offline).toMatchObject({ known: ALL, refreshing: false })
  expect(offline.items).toHaveLength(50)
  expect(offline.problem).toMatch(/reach|connect|answer/i)
  const tries = calls() - asked
  await list()
  expect(calls() - asked).toBe(tries)
  github.heal()
  later = 13 * MINUTE
  await list()
  expect(await settled()).toMatchObject({ problem: null, known: ALL })
})

it('a token that is refused is told of, and works again when it is replaced', async () => {
  token.revoked = true
  await list()
  const refused = await settled()
  expect(refused).toMatchObject({ items: [], known: 0, refreshedAt: null })
  expect(refused.problem).not.toContain(token.value)
  expect(refused.problem).toMatch(/token/i)
  token.revoked = false
  await store.write((tx) => tx.emit('github-account:updated', { id: accountId, state: 'ready' }))
  expect(await list()).toMatchObject({ refreshing: true, problem: null })
  expect(await settled()).toMatchObject({ known: ALL })
})

it('what is left out for want of a single sign-on is said', async () => {
  github.addUser('eve')
  github.addOrganization('walled', { members: { eve: 'write' }, sso: true })
  github.addRepositories('walled', 1)
  token = github.addToken('eve')
  await list()
  const walled = await settled()
  expect(walled).toMatchObject({ known: 0, problem: expect.stringContaining('single sign-on') })
  token.sso.add('walled')
  await repositories.refresh(accountId)
  expect(await settled()).toMatchObject({ known: 1, problem: null })
})

it('an account that is removed takes its list along, while it is brought, too', async () => {
  const held = github.fail('GET /user/repos', { hold: 'after' }, { skip: 2 })
  await list()
  await held.arrived
  expect((await list()).known).toBe(200)
  await store.write((tx) => new AccountRecords(store).remove(tx, accountId))
  held.release()
  await repositories.close()
  const rows = await store.db.selectFrom('github_repositories').select('full_name').execute()
  expect(rows).toEqual([])
  await expect(list()).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

it('closing ends what is being brought, and the next start goes on from what is known', async () => {
  const held = github.fail('GET /user/repos', { hold: 'before' }, { skip: 3 })
  await list()
  await held.arrived
  await repositories.close()
  repositories = open()
  expect(await list()).toMatchObject({ known: 300, refreshedAt: null, refreshing: true })
  expect(await settled()).toMatchObject({ known: ALL, problem: null })
})
