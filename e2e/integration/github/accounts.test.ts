import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { delimiter, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { FakeGithub } from '../../support/github/fake-github.ts'
import { refusals } from '../../support/github/faults.ts'
import { type AccountRooms, openAccountRooms, startWithUsers } from './account-rooms.ts'

let fake: FakeGithub
let rooms: AccountRooms
beforeAll(async () => {
  fake = await startWithUsers()
})
afterAll(async () => {
  expect(fake.violations).toEqual([])
  await fake.stop()
})
beforeEach(async () => {
  fake.devices.interval = 5
  rooms = await openAccountRooms(fake)
})
afterEach(() => rooms.end())

describe('a token', () => {
  test('classic ones name a scope that is missing, fine-grained ones a permission once it is refused', async () => {
    const classic = fake.addToken('ada', { scopes: ['read:user'] })
    const account = await rooms.github.addToken({ host: fake.host, token: classic.value })
    expect(account).toMatchObject({ kind: 'token', state: 'ready', scopes: ['read:user'] })
    expect(account.problem).toMatch(/lacks the scope repo/)

    const fine = fake.addToken('ada', { kind: 'fine_grained', permissions: { contents: 'write' } })
    const again = await rooms.github.addToken({ host: fake.host, token: fine.value })
    expect(again).toMatchObject({ id: account.id, scopes: null, problem: null })
    expect(rooms.told()).toEqual(['github-account:created', 'github-account:updated'])
    fake.fail('GET /user/repos', refusals.missingPermission)
    const api = await rooms.github.api(account.id)
    await expect(api.request('GET /user/repos')).rejects.toMatchObject({ failure: 'missing_permission' })
    expect((await rooms.github.accounts())[0]).toMatchObject({
      state: 'ready',
      problem: expect.stringMatching(/Pull requests \(write\)/),
    })
  })

  test('one that may do less does not take the place of one that works', async () => {
    const whole = await rooms.github.addToken({ host: fake.host, token: fake.addToken('ada').value })
    const less = fake.addToken('ada', { scopes: ['read:user'] }).value
    await expect(rooms.github.addToken({ host: fake.host, token: less })).rejects.toMatchObject({
      failure: 'missing_permission',
    })
    expect(await rooms.github.accounts()).toEqual([whole])
    const api = await rooms.github.api(whole.id)
    expect((await api.request('GET /user/repos')).status).toBe(200)
  })

  test('one that is not taken is not kept, nor what is no GitHub', async () => {
    const wrong = 'ghp_0000000000000000000000000000000000'
    await expect(rooms.github.addToken({ host: fake.host, token: wrong })).rejects.toMatchObject({
      failure: 'unauthorized',
      message: expect.not.stringContaining(wrong),
    })
    await expect(rooms.github.addToken({ host: fake.host, token: 'ghp_with a space' })).rejects.toMatchObject(
      {
        code: 'BAD_REQUEST',
      },
    )
    const other = createServer((_, response) => response.end(`<html>${wrong}`))
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    const host = `127.0.0.1:${(other.address() as AddressInfo).port}`
    await expect(rooms.github.addToken({ host, token: wrong })).rejects.toMatchObject({
      message: `${host} does not answer as GitHub does. Check the name of the server.`,
    })
    other.close()
    await expect(rooms.github.addToken({ host, token: wrong })).rejects.toMatchObject({ failure: 'offline' })
    expect(await rooms.github.accounts()).toEqual([])
    expect(await rooms.secrets.list('')).toEqual([])
  })

  test('refused later, its account says so until it is taken again or replaced', async () => {
    const token = fake.addToken('ada')
    const { id } = await rooms.github.addToken({ host: fake.host, token: token.value })
    const api = await rooms.github.api(id)
    expect(api).toMatchObject({ host: fake.host, login: 'ada' })
    token.revoked = true
    await expect(api.request('GET /user')).rejects.toMatchObject({ failure: 'unauthorized' })
    expect((await rooms.github.accounts())[0]).toMatchObject({
      state: 'refused',
      problem: expect.stringMatching(/Sign in again/),
    })
    token.revoked = false
    await api.request('GET /user')
    expect((await rooms.github.accounts())[0]).toMatchObject({ state: 'ready', problem: null })
    token.revoked = true
    await rooms.github.addToken({ host: fake.host, token: fake.addToken('ADA').value })
    // The old one may still be under way somewhere: it says nothing about the new one.
    await expect(api.request('GET /user')).rejects.toMatchObject({ failure: 'unauthorized' })
    expect(await rooms.github.accounts()).toMatchObject([{ id, state: 'ready' }])
    await (await rooms.github.api(id)).request('GET /user')
  })

  test('refused to git, its account says so, whatever the API takes, until it is replaced', async () => {
    const url = `http://${fake.host}/ada/engine.git`
    const { id } = await rooms.github.addToken({ host: fake.host, token: fake.addToken('ada').value })
    const old = await rooms.github.credentialFor({ url, repo: null, path: null })
    await old?.onRefused?.()
    const refused = {
      state: 'refused',
      problem: expect.stringMatching(/does not take the token of ada any more/),
    }
    expect(await rooms.github.accounts()).toMatchObject([refused])
    await (await rooms.github.api(id)).request('GET /user')
    expect(await rooms.github.accounts()).toMatchObject([refused])
    await rooms.github.addToken({ host: fake.host, token: fake.addToken('ada').value })
    await old?.onRefused?.()
    expect(await rooms.github.accounts()).toMatchObject([{ id, state: 'ready', problem: null }])
  })

  test.each([
    [
      'replaced',
      async (id: string, token: string) => {
        expect((await rooms.github.addToken({ host: fake.host, token })).id).toBe(id)
      },
    ],
    ['removed', async (id: string) => void (await rooms.github.removeAccount(id))],
  ])('one that is %s while it is read is not used', async (what, act) => {
    const [old, other] = [fake.addToken('ada').value, fake.addToken('ada').value]
    const { id } = await rooms.github.addToken({ host: fake.host, token: old })
    const [isRead, mayGoOn] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const get = rooms.secrets.get.bind(rooms.secrets)
    rooms.secrets.get = async (name) => {
      const value = await get(name)
      isRead.resolve()
      await mayGoOn.promise
      return value
    }
    const opening = rooms.github.api(id)
    await isRead.promise
    const acting = act(id, other)
    // It may have to wait.
    await Promise.race([acting, delay(300)])
    mayGoOn.resolve()
    await Promise.all([opening, acting])
    if (what === 'removed')
      await expect(rooms.github.api(id)).rejects.toMatchObject({ failure: 'no_account' })
    else await rooms.github.api(id)
    expect(rooms.github.secrets()).toEqual(what === 'removed' ? [] : [other])
  })

  test('it is sent to no other place', async () => {
    const got: (string | undefined)[] = []
    const other = createServer((request, response) => {
      got.push(request.headers.authorization)
      response.setHeader('content-type', 'application/json').end('"elsewhere"')
    })
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    const elsewhere = `http://127.0.0.1:${(other.address() as AddressInfo).port}/`
    const { id } = await rooms.github.addToken({ host: fake.host, token: fake.addToken('ada').value })
    const api = await rooms.github.api(id)
    const redirect = { status: 302, message: '', headers: { Location: elsewhere } }
    fake.fail('GET /user', redirect)
    expect((await api.request('GET /user')).data).toBe('elsewhere')
    expect(got).toEqual([undefined])
    fake.fail('POST /repos/{owner}/{repo}/issues', { ...redirect, status: 307 })
    await expect(
      api.request('POST /repos/{owner}/{repo}/issues', { owner: 'ada', repo: 'x', title: 'y' }),
    ).rejects.toMatchObject({
      failure: 'invalid',
      message: expect.stringMatching(/sends callers elsewhere/),
    })
    expect(got).toHaveLength(1)
    other.close()
  })

  test('what is unchanged is not brought again, and rate limits are told at once', async () => {
    const { id } = await rooms.github.addToken({ host: fake.host, token: fake.addToken('ada').value })
    const api = await rooms.github.api(id)
    const first = await api.ifChanged<{ login: string }>('GET /user', {}, null)
    expect(first?.data.login).toBe('ada')
    expect(first?.etag).toBeTruthy()
    expect(await api.ifChanged('GET /user', {}, first?.etag ?? null)).toBeNull()
    fake.fail('GET /user', refusals.rateLimit(300))
    const limited = api.request('GET /user')
    await expect(limited).rejects.toMatchObject({ failure: 'rate_limited', retryAt: expect.any(String) })
    expect(fake.calls('GET /user').at(-1)?.headers['user-agent']).toMatch(/^OpenLinear\/1\.2\.3 /)
    const controller = new AbortController()
    const held = fake.fail('GET /user', { hold: 'before' })
    const stopped = api.request('GET /user', { request: { signal: controller.signal } })
    await held.arrived
    controller.abort(new Error('enough'))
    await expect(stopped).rejects.toThrow('enough')
  })
})

describe('whose token', () => {
  const at = (name: string) => `http://${fake.host}/${name}.git`
  const tokens = async (url: string, repo: string | null = null, clone: string | null = null) =>
    (await rooms.github.credentialFor({ url, repo, path: clone }))?.password ?? null

  test('git gets one at exactly its host, by the project', async () => {
    const ada = fake.addToken('ada').value
    const grace = fake.addToken('grace').value
    expect(await tokens(at('ada/engine'))).toBeNull()
    const { id: adas } = await rooms.github.addToken({ host: fake.host, token: ada })
    expect(
      await rooms.github.credentialFor({ url: at('ada/engine'), repo: '/any', path: null }),
    ).toMatchObject({
      username: 'x-access-token',
      password: ada,
    })
    for (const url of [
      'http://127.0.0.1:1/ada/engine.git',
      `http://localhost:${fake.host.split(':')[1]}/ada/engine.git`,
      `http://${fake.host}.example.com/ada/engine.git`,
      `ssh://git@${fake.host}/ada/engine.git`,
      'https://github.com/ada/engine.git',
      'git@github.com:ada/engine.git',
    ]) {
      expect(await tokens(url), url).toBeNull()
    }
    const { id: graces } = await rooms.github.addToken({ host: fake.host, token: grace })
    rooms.projects.push({ id: 'p1', repoPath: '/one', githubAccountId: graces })
    rooms.projects.push({ id: 'p2', repoPath: '/two', githubAccountId: null })
    expect(await tokens(at('ada/engine'), '/one')).toBe(grace)
    expect(await tokens(at('ada/engine'), null, '/one')).toBe(grace)
    // Between two of them nobody has chosen.
    expect(await tokens(at('ada/engine'), '/two')).toBeNull()

    const link = { host: fake.host, owner: 'ada', name: 'engine' }
    const who = async (githubAccountId: string | null) =>
      (await rooms.github.accountFor({ github: link, githubAccountId }))?.id ?? null
    expect(await who(adas)).toBe(adas)
    expect(await who(null)).toBeNull()
    await rooms.github.refuse(graces, 'No longer.')
    expect(await who(null)).toBe(adas)
    expect(await who(graces)).toBe(graces)
    expect(
      await rooms.github.accountFor({ github: { ...link, host: 'github.com' }, githubAccountId: adas }),
    ).toBeNull()
    expect(await rooms.github.accountFor({ github: null, githubAccountId: adas })).toBeNull()
  })

  test('removed, an account leaves nothing; work with it fails with `no_account`', async () => {
    const { id } = await rooms.github.addToken({ host: fake.host, token: fake.addToken('ada').value })
    await rooms.github.api(id)
    rooms.projects.push({ id: 'p1', repoPath: '/one', githubAccountId: id })
    expect(await rooms.github.removeAccount(id)).toEqual({ id })
    expect(rooms.projects[0]?.githubAccountId).toBeNull()
    expect(await rooms.secrets.list('')).toEqual([])
    expect(rooms.github.secrets()).toEqual([])
    expect(rooms.told().at(-1)).toBe('github-account:deleted')
    await expect(rooms.github.api(id)).rejects.toMatchObject({ failure: 'no_account' })
    await expect(rooms.github.removeAccount(id)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  test('what a crash has parted is put right at the start', async () => {
    const { id } = await rooms.github.addToken({ host: fake.host, token: fake.addToken('ada').value })
    await rooms.secrets.set('github/01990000-0000-7000-8000-00000000ffff', 'of nobody')
    await rooms.secrets.set('provider/other', 'stays')
    await rooms.secrets.remove(`github/${id}`)
    rooms.reopen()
    rooms.github.start()
    await expect
      .poll(() => rooms.github.accounts())
      .toMatchObject([{ state: 'missing', problem: expect.stringMatching(/not in the key store/) }])
    await expect.poll(() => rooms.secrets.list('')).toEqual(['provider/other'])
    await expect(rooms.github.api(id)).rejects.toMatchObject({ failure: 'no_account' })
    const back = await rooms.github.addToken({ host: fake.host, token: fake.addToken('ada').value })
    expect(back).toMatchObject({ id, state: 'ready' })
  })

  test('a key store that is shut is said, and shuts nothing else', async () => {
    const { id } = await rooms.github.addToken({ host: fake.host, token: fake.addToken('ada').value })
    await rm(join(rooms.folder, 'config', 'secrets.key'))
    rooms.reopen()
    rooms.github.start()
    await expect(rooms.github.api(id)).rejects.toMatchObject({
      failure: 'no_account',
      message: expect.stringMatching(/secrets\.key/),
    })
    expect(await tokens(at('ada/engine'))).toBeNull()
    expect(await rooms.github.accounts()).toMatchObject([{ id, state: 'ready' }])
    expect(await rooms.github.removeAccount(id)).toEqual({ id })
  })
})

describe('gh', () => {
  const path = process.env.PATH ?? ''
  afterEach(() => {
    process.env.PATH = path
  })

  /** A `gh` that answers as it is told, and notes what it was called with. */
  const install = async (script: string) => {
    const bin = join(rooms.folder, 'bin')
    await mkdir(bin, { recursive: true })
    await writeFile(
      join(bin, 'gh'),
      `#!/bin/sh\nprintf '%s\\n' "$*" >> '${rooms.folder}/gh-calls'\n${script}\n`,
    )
    await chmod(join(bin, 'gh'), 0o755)
    process.env.PATH = `${bin}${delimiter}${path}`
  }
  const calls = async () =>
    (await readFile(join(rooms.folder, 'gh-calls'), 'utf8').catch(() => '')).trim().split('\n')

  test('its account is taken over once the user wants it, and not before', async () => {
    const token = fake.addToken('grace')
    const status = {
      hosts: {
        [fake.host]: [
          { state: 'success', active: true, login: 'grace' },
          { state: 'error', login: 'old' },
        ],
      },
    }
    await install(
      `case "$*" in\n"auth status --json hosts") echo '${JSON.stringify(status)}';;\n"auth token --hostname ${fake.host} --user grace") echo ${token.value};;\n*) exit 1;;\nesac`,
    )
    rooms.github.start()
    expect((await rooms.github.status()).gh).toEqual({ installed: true })
    expect(await calls()).toEqual([''])
    expect(await rooms.github.ghAccounts()).toEqual([{ host: fake.host, login: 'grace' }])
    expect(await calls()).toEqual(['auth status --json hosts'])
    expect(await rooms.github.useGh({ host: fake.host, login: 'grace' })).toMatchObject({
      login: 'grace',
      kind: 'gh',
    })
    expect((await calls()).join('\n')).not.toContain(token.value)
    await expect(rooms.github.useGh({ host: fake.host, login: 'nobody' })).rejects.toMatchObject({
      failure: 'no_account',
      message: expect.stringContaining('not signed in'),
    })
    token.revoked = true
    await expect(rooms.github.useGh({ host: fake.host, login: 'grace' })).rejects.toThrow(
      /Run `gh auth login` first/,
    )
  })

  test('an older one is asked for each server; one that is not there says so', async () => {
    const token = fake.addToken('grace')
    await install(`[ "$*" = "auth token --hostname ${fake.host}" ] && echo ${token.value} || exit 1`)
    expect(await rooms.github.ghAccounts()).toEqual([{ host: fake.host, login: null }])
    expect(await rooms.github.useGh({ host: fake.host })).toMatchObject({ login: 'grace', kind: 'gh' })
    await install('exit 1')
    await expect(rooms.github.ghAccounts()).rejects.toMatchObject({
      message: expect.stringMatching(/Nobody is signed in/),
    })
    process.env.PATH = join(rooms.folder, 'nothing')
    expect((await rooms.github.status()).gh).toEqual({ installed: false })
    await expect(rooms.github.ghAccounts()).rejects.toMatchObject({
      message: expect.stringMatching(/no `gh` on the PATH/),
    })
  })
})
