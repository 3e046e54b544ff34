import { chmod, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { delimiter, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createGithub, type Github } from '#electron/github/github.ts'
import type { SecretStore } from '#electron/platform.ts'
import { createFileSecrets } from '#electron/secrets/file-secrets.ts'
import { createSettings, type SettingsService } from '#electron/settings/settings.ts'
import { openStore, type Store } from '#electron/store/store.ts'
import type { FeedEvent } from '#shared/events.ts'
import type { Project } from '#shared/projects.ts'
import { FakeGithub } from '../../support/github/fake-github.ts'
import { refusals } from '../../support/github/faults.ts'
import { leftovers, TestHost } from '../../support/host.ts'
import { temporaryFolder } from '../../support/repository.ts'

const CLIENT_ID = 'Ov23liStandInForTests'

let fake: FakeGithub
beforeAll(async () => {
  fake = await FakeGithub.start({ clientId: CLIENT_ID })
  fake.addUser('ada', { name: 'Ada Lovelace' })
  fake.addUser('grace')
})
afterAll(async () => {
  expect(fake.violations).toEqual([])
  await fake.stop()
})

describe('accounts', () => {
  let folder: string
  let store: Store
  let settings: SettingsService
  let secrets: SecretStore
  let github: Github
  let projects: Pick<Project, 'id' | 'repoPath' | 'githubAccountId'>[]
  let events: FeedEvent[]
  /** Milliseconds that the sign-in waited for, one after the other. */
  let waited: number[]
  /** How far the clock is ahead. */
  let ahead: number
  let path: string

  const open = () =>
    createGithub({
      store,
      settings,
      secrets,
      projects: () => ({
        list: async () => ({ items: projects as Project[], seq: 0 }),
        update: async ({ id, githubAccountId = null }) => {
          const project = projects.find((one) => one.id === id) as Project
          project.githubAccountId = githubAccountId
          return project
        },
      }),
      version: '1.2.3',
      hostId: 'test',
      log: () => undefined,
      // The stand-in asks for seconds; what matters is how many of them.
      wait: async (ms, signal) => {
        signal.throwIfAborted()
        if (ms > 0) waited.push(ms)
        ahead += ms
        await onWait()
      },
    })
  /** What happens while the sign-in waits, such as the user's answer. */
  let onWait: () => Promise<void>

  beforeEach(async () => {
    folder = await temporaryFolder('accounts')
    ahead = 0
    store = await openStore({ folder: join(folder, 'data'), clock: () => new Date(Date.now() + ahead) })
    const pointerFile = join(folder, 'config', 'location.json')
    settings = await createSettings({
      store,
      dataFolder: join(folder, 'data'),
      pointerFile,
      configuredModel: async () => null,
    })
    await settings.update({ githubHosts: [{ host: fake.host, clientId: CLIENT_ID }] })
    secrets = createFileSecrets({
      file: join(folder, 'data', 'secrets.sealed'),
      keyFile: join(folder, 'config', 'secrets.key'),
    })
    projects = []
    events = []
    waited = []
    onWait = async () => undefined
    fake.devices.interval = 5
    path = process.env.PATH ?? ''
    store.subscribe((some) => events.push(...some))
    github = open()
  })
  afterEach(async () => {
    process.env.PATH = path
    fake.heal()
    Object.assign(fake.devices, { slowDowns: 0, slowDownBy: 5 })
    await github.close()
    await store.close()
    await rm(folder, { recursive: true, force: true })
  })

  const newest = () => fake.devices.waiting.at(-1) ?? ''
  const told = () => events.map(({ event }) => event).filter((event) => event.startsWith('github-account:'))

  /** Less than an answer is waited for. */
  const AT_ONCE_MS = 20_000

  describe('a sign-in by a code', () => {
    test('obeys interval and slow_down, goes on through trouble, and ends in an account', async () => {
      // The stand-in has a clock of its own, which does not leap.
      Object.assign(fake.devices, { interval: 0, slowDownBy: 0, slowDowns: 1 })
      // Each is a poll that brings nothing; between them nothing is asked.
      const turns: (() => void)[] = [
        () => undefined,
        () => fake.fail('POST /login/oauth/access_token', { cut: 'before' }),
        () => fake.fail('POST /login/oauth/access_token', refusals.unavailable),
        () => undefined,
        () => fake.devices.approve(code, 'ada'),
      ]
      onWait = async () => turns.shift()?.()
      const before = fake.calls('POST /login/oauth/access_token').length
      const signIn = await github.signIn(fake.host)
      const code = signIn.userCode
      expect(signIn).toMatchObject({ host: fake.host, verificationUri: `http://${fake.host}/login/device` })
      expect(newest()).toBe(code)
      expect(fake.devices.scopesOf(code)).toEqual(['read:user', 'user:email', 'repo'])
      const account = await github.finishSignIn(fake.host)
      expect(account).toMatchObject({
        login: 'ada',
        name: 'Ada Lovelace',
        kind: 'device',
        state: 'ready',
        problem: null,
      })
      expect(account.scopes).toEqual(['read:user', 'user:email', 'repo'])
      // The first answer was `slow_down`: five seconds more from then on.
      expect(waited).toEqual([1000, 6000, 6000, 6000, 6000])
      expect(fake.calls('POST /login/oauth/access_token').length - before).toBe(waited.length)
      expect(told()).toEqual(['github-account:created'])
      expect(await github.accounts()).toEqual([account])
    })

    test.each([
      ['denied', () => fake.devices.deny(newest()), /refused in the browser/],
      ['expired at GitHub', () => fake.devices.expire(newest()), /code has expired/],
      ['expired by the clock', () => void (ahead += 901_000), /code has expired/],
    ])('%s: in words, and nothing is kept', async (_, act, message) => {
      onWait = async () => act()
      fake.devices.interval = 0
      await github.signIn(fake.host)
      await expect(github.finishSignIn(fake.host)).rejects.toMatchObject({
        code: 'GITHUB_ERROR',
        message: expect.stringMatching(message),
      })
      expect(await github.accounts()).toEqual([])
      expect(github.secrets()).toEqual([])
    })

    test('cancelled, it asks no more; a new one takes its place', async () => {
      let release = () => undefined as void
      onWait = () => new Promise((resolve) => (release = resolve))
      await github.signIn(fake.host)
      const first = github.finishSignIn(fake.host)
      const refused = expect(first).rejects.toMatchObject({
        code: 'CONFLICT',
        message: expect.stringMatching(/newer sign-in/),
      })
      expect(github.secrets()).toHaveLength(1)
      const letGo = release
      await github.signIn(fake.host)
      const before = fake.calls('POST /login/oauth/access_token').length
      letGo()
      await refused
      expect(waited).toEqual([5000, 5000])
      const second = expect(github.finishSignIn(fake.host)).rejects.toMatchObject({
        message: expect.stringMatching(/cancelled/),
      })
      expect(github.cancelSignIn(fake.host)).toEqual({ host: fake.host })
      release()
      await second
      expect(fake.calls('POST /login/oauth/access_token').length).toBe(before)
      expect(github.secrets()).toEqual([])
      await expect(github.finishSignIn(fake.host)).rejects.toMatchObject({ code: 'CONFLICT' })
    })

    test.each(['POST /login/oauth/access_token', 'GET /user'] as const)(
      'cancelled while %s is under way, it waits for no answer and keeps nothing',
      async (target) => {
        fake.devices.interval = 0
        onWait = async () => fake.devices.approve(newest(), 'ada')
        const held = fake.fail(target, { hold: 'before' })
        await github.signIn(fake.host)
        const finished = expect(github.finishSignIn(fake.host)).rejects.toMatchObject({
          message: expect.stringMatching(/cancelled/),
        })
        await held.arrived
        github.cancelSignIn(fake.host)
        await finished
        held.release()
        expect(await github.accounts()).toEqual([])
        expect(await secrets.list('')).toEqual([])
      },
      AT_ONCE_MS,
    )

    test(
      'cancelled before there is a code, it has none',
      async () => {
        const held = fake.fail('POST /login/device/code', { hold: 'before' })
        const begun = expect(github.signIn(fake.host)).rejects.toThrow(/cancelled/)
        await held.arrived
        github.cancelSignIn(fake.host)
        await begun
        held.release()
        await expect(github.finishSignIn(fake.host)).rejects.toMatchObject({ code: 'CONFLICT' })
      },
      AT_ONCE_MS,
    )

    test.each([
      ['incorrect_device_code', 'The device_code provided is not valid.', /does not know the code any more/],
      [
        'unsupported_grant_type',
        'The grant type is\nnot supported',
        /refuses the sign-in: The grant type is not supported\.$/,
      ],
      ['something_new', undefined, /refuses the sign-in: something_new\.$/],
    ])('refused with 200 and %s, it says why', async (error, error_description, message) => {
      fake.devices.interval = 0
      const body = { error, error_description }
      fake.fail('POST /login/oauth/access_token', { status: 200, message: 'x', body })
      await github.signIn(fake.host)
      await expect(github.finishSignIn(fake.host)).rejects.toMatchObject({
        code: 'GITHUB_ERROR',
        message: expect.stringMatching(message),
      })
    })

    test('without a client id it says so; a wrong one is named', async () => {
      await settings.update({ githubHosts: [{ host: fake.host, clientId: null }] })
      await expect(github.signIn(fake.host)).rejects.toMatchObject({ code: 'GITHUB_NOT_SET_UP', status: 409 })
      expect((await github.status()).hosts).toContainEqual({ host: fake.host, canSignIn: false })
      await settings.update({ githubHosts: [{ host: fake.host, clientId: 'Ov23liSomebodyElses' }] })
      expect((await github.status()).hosts).toContainEqual({ host: fake.host, canSignIn: true })
      await expect(github.signIn(fake.host)).rejects.toMatchObject({
        message: expect.stringMatching(/no OAuth app with this client ID/),
      })
    })
  })

  describe('a token', () => {
    test('classic ones name a scope that is missing, fine-grained ones a permission once it is refused', async () => {
      const classic = fake.addToken('ada', { scopes: ['read:user'] })
      const account = await github.addToken({ host: fake.host, token: classic.value })
      expect(account).toMatchObject({ kind: 'token', state: 'ready', scopes: ['read:user'] })
      expect(account.problem).toMatch(/lacks the scope repo/)

      const fine = fake.addToken('ada', { kind: 'fine_grained', permissions: { contents: 'write' } })
      const again = await github.addToken({ host: fake.host, token: fine.value })
      expect(again).toMatchObject({ id: account.id, scopes: null, problem: null })
      expect(told()).toEqual(['github-account:created', 'github-account:updated'])
      fake.fail('GET /user/repos', refusals.missingPermission)
      const api = await github.api(account.id)
      await expect(api.request('GET /user/repos')).rejects.toMatchObject({ failure: 'missing_permission' })
      expect((await github.accounts())[0]).toMatchObject({
        state: 'ready',
        problem: expect.stringMatching(/Pull requests \(write\)/),
      })
    })

    test('one that is not taken is not kept, nor what is no GitHub', async () => {
      const wrong = 'ghp_0000000000000000000000000000000000'
      await expect(github.addToken({ host: fake.host, token: wrong })).rejects.toMatchObject({
        failure: 'unauthorized',
        message: expect.not.stringContaining(wrong),
      })
      await expect(github.addToken({ host: fake.host, token: 'ghp_with a space' })).rejects.toMatchObject({
        code: 'BAD_REQUEST',
      })
      const other = createServer((_, response) => response.end(`<html>${wrong}`))
      await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
      const host = `127.0.0.1:${(other.address() as AddressInfo).port}`
      await expect(github.addToken({ host, token: wrong })).rejects.toMatchObject({
        message: `${host} does not answer as GitHub does. Check the name of the server.`,
      })
      other.close()
      await expect(github.addToken({ host, token: wrong })).rejects.toMatchObject({ failure: 'offline' })
      expect(await github.accounts()).toEqual([])
      expect(await secrets.list('')).toEqual([])
    })

    test('refused later, its account says so until it is taken again or replaced', async () => {
      const token = fake.addToken('ada')
      const { id } = await github.addToken({ host: fake.host, token: token.value })
      const api = await github.api(id)
      expect(api).toMatchObject({ host: fake.host, login: 'ada' })
      token.revoked = true
      await expect(api.request('GET /user')).rejects.toMatchObject({ failure: 'unauthorized' })
      expect((await github.accounts())[0]).toMatchObject({
        state: 'refused',
        problem: expect.stringMatching(/Sign in again/),
      })
      token.revoked = false
      await api.request('GET /user')
      expect((await github.accounts())[0]).toMatchObject({ state: 'ready', problem: null })
      token.revoked = true
      await github.addToken({ host: fake.host, token: fake.addToken('ADA').value })
      // The old one may still be under way somewhere: it says nothing about the new one.
      await expect(api.request('GET /user')).rejects.toMatchObject({ failure: 'unauthorized' })
      expect(await github.accounts()).toMatchObject([{ id, state: 'ready' }])
      await (await github.api(id)).request('GET /user')
    })

    test('refused to git, its account says so, whatever the API takes, until it is replaced', async () => {
      const url = `http://${fake.host}/ada/engine.git`
      const { id } = await github.addToken({ host: fake.host, token: fake.addToken('ada').value })
      const old = await github.credentialFor({ url, repo: null, path: null })
      await old?.onRefused?.()
      const refused = {
        state: 'refused',
        problem: expect.stringMatching(/does not take the token of ada any more/),
      }
      expect(await github.accounts()).toMatchObject([refused])
      await (await github.api(id)).request('GET /user')
      expect(await github.accounts()).toMatchObject([refused])
      await github.addToken({ host: fake.host, token: fake.addToken('ada').value })
      await old?.onRefused?.()
      expect(await github.accounts()).toMatchObject([{ id, state: 'ready', problem: null }])
    })

    test.each([
      [
        'replaced',
        async (id: string, token: string) => {
          expect((await github.addToken({ host: fake.host, token })).id).toBe(id)
        },
      ],
      ['removed', async (id: string) => void (await github.removeAccount(id))],
    ])('one that is %s while it is read is not used', async (what, act) => {
      const [old, other] = [fake.addToken('ada').value, fake.addToken('ada').value]
      const { id } = await github.addToken({ host: fake.host, token: old })
      const [isRead, mayGoOn] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
      const get = secrets.get.bind(secrets)
      secrets.get = async (name) => {
        const value = await get(name)
        isRead.resolve()
        await mayGoOn.promise
        return value
      }
      const opening = github.api(id)
      await isRead.promise
      const acting = act(id, other)
      // It may have to wait.
      await Promise.race([acting, delay(300)])
      mayGoOn.resolve()
      await Promise.all([opening, acting])
      if (what === 'removed') await expect(github.api(id)).rejects.toMatchObject({ failure: 'no_account' })
      else await github.api(id)
      expect(github.secrets()).toEqual(what === 'removed' ? [] : [other])
    })

    test('it is sent to no other place', async () => {
      const got: (string | undefined)[] = []
      const other = createServer((request, response) => {
        got.push(request.headers.authorization)
        response.setHeader('content-type', 'application/json').end('"elsewhere"')
      })
      await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
      const elsewhere = `http://127.0.0.1:${(other.address() as AddressInfo).port}/`
      const { id } = await github.addToken({ host: fake.host, token: fake.addToken('ada').value })
      const api = await github.api(id)
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
      const { id } = await github.addToken({ host: fake.host, token: fake.addToken('ada').value })
      const api = await github.api(id)
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
      (await github.credentialFor({ url, repo, path: clone }))?.password ?? null

    test('git gets one at exactly its host, by the project', async () => {
      const ada = fake.addToken('ada').value
      const grace = fake.addToken('grace').value
      expect(await tokens(at('ada/engine'))).toBeNull()
      const { id: adas } = await github.addToken({ host: fake.host, token: ada })
      expect(await github.credentialFor({ url: at('ada/engine'), repo: '/any', path: null })).toMatchObject({
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
      const { id: graces } = await github.addToken({ host: fake.host, token: grace })
      projects.push({ id: 'p1', repoPath: '/one', githubAccountId: graces })
      projects.push({ id: 'p2', repoPath: '/two', githubAccountId: null })
      expect(await tokens(at('ada/engine'), '/one')).toBe(grace)
      expect(await tokens(at('ada/engine'), null, '/one')).toBe(grace)
      // Between two of them nobody has chosen.
      expect(await tokens(at('ada/engine'), '/two')).toBeNull()

      const link = { host: fake.host, owner: 'ada', name: 'engine' }
      const who = async (githubAccountId: string | null) =>
        (await github.accountFor({ github: link, githubAccountId }))?.id ?? null
      expect(await who(adas)).toBe(adas)
      expect(await who(null)).toBeNull()
      await github.refuse(graces, 'No longer.')
      expect(await who(null)).toBe(adas)
      expect(await who(graces)).toBe(graces)
      expect(
        await github.accountFor({ github: { ...link, host: 'github.com' }, githubAccountId: adas }),
      ).toBeNull()
      expect(await github.accountFor({ github: null, githubAccountId: adas })).toBeNull()
    })

    test('removed, an account leaves nothing; work with it fails with `no_account`', async () => {
      const { id } = await github.addToken({ host: fake.host, token: fake.addToken('ada').value })
      await github.api(id)
      projects.push({ id: 'p1', repoPath: '/one', githubAccountId: id })
      expect(await github.removeAccount(id)).toEqual({ id })
      expect(projects[0]?.githubAccountId).toBeNull()
      expect(await secrets.list('')).toEqual([])
      expect(github.secrets()).toEqual([])
      expect(told().at(-1)).toBe('github-account:deleted')
      await expect(github.api(id)).rejects.toMatchObject({ failure: 'no_account' })
      await expect(github.removeAccount(id)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    })

    test('what a crash has parted is put right at the start', async () => {
      const { id } = await github.addToken({ host: fake.host, token: fake.addToken('ada').value })
      await secrets.set('github/01990000-0000-7000-8000-00000000ffff', 'of nobody')
      await secrets.set('provider/other', 'stays')
      await secrets.remove(`github/${id}`)
      github = open()
      github.start()
      await expect
        .poll(() => github.accounts())
        .toMatchObject([{ state: 'missing', problem: expect.stringMatching(/not in the key store/) }])
      await expect.poll(() => secrets.list('')).toEqual(['provider/other'])
      await expect(github.api(id)).rejects.toMatchObject({ failure: 'no_account' })
      const back = await github.addToken({ host: fake.host, token: fake.addToken('ada').value })
      expect(back).toMatchObject({ id, state: 'ready' })
    })

    test('a key store that is shut is said, and shuts nothing else', async () => {
      const { id } = await github.addToken({ host: fake.host, token: fake.addToken('ada').value })
      await rm(join(folder, 'config', 'secrets.key'))
      github = open()
      github.start()
      await expect(github.api(id)).rejects.toMatchObject({
        failure: 'no_account',
        message: expect.stringMatching(/secrets\.key/),
      })
      expect(await tokens(at('ada/engine'))).toBeNull()
      expect(await github.accounts()).toMatchObject([{ id, state: 'ready' }])
      expect(await github.removeAccount(id)).toEqual({ id })
    })
  })

  describe('gh', () => {
    /** A `gh` that answers as it is told, and notes what it was called with. */
    const install = async (script: string) => {
      const bin = join(folder, 'bin')
      await mkdir(bin, { recursive: true })
      await writeFile(join(bin, 'gh'), `#!/bin/sh\nprintf '%s\\n' "$*" >> '${folder}/gh-calls'\n${script}\n`)
      await chmod(join(bin, 'gh'), 0o755)
      process.env.PATH = `${bin}${delimiter}${path}`
    }
    const calls = async () =>
      (await readFile(join(folder, 'gh-calls'), 'utf8').catch(() => '')).trim().split('\n')

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
      github.start()
      expect((await github.status()).gh).toEqual({ installed: true })
      expect(await calls()).toEqual([''])
      expect(await github.ghAccounts()).toEqual([{ host: fake.host, login: 'grace' }])
      expect(await calls()).toEqual(['auth status --json hosts'])
      expect(await github.useGh({ host: fake.host, login: 'grace' })).toMatchObject({
        login: 'grace',
        kind: 'gh',
      })
      expect((await calls()).join('\n')).not.toContain(token.value)
      await expect(github.useGh({ host: fake.host, login: 'nobody' })).rejects.toMatchObject({
        failure: 'no_account',
        message: expect.stringContaining('not signed in'),
      })
      token.revoked = true
      await expect(github.useGh({ host: fake.host, login: 'grace' })).rejects.toThrow(
        /Run `gh auth login` first/,
      )
    })

    test('an older one is asked for each server; one that is not there says so', async () => {
      const token = fake.addToken('grace')
      await install(`[ "$*" = "auth token --hostname ${fake.host}" ] && echo ${token.value} || exit 1`)
      expect(await github.ghAccounts()).toEqual([{ host: fake.host, login: null }])
      expect(await github.useGh({ host: fake.host })).toMatchObject({ login: 'grace', kind: 'gh' })
      await install('exit 1')
      await expect(github.ghAccounts()).rejects.toMatchObject({
        message: expect.stringMatching(/Nobody is signed in/),
      })
      process.env.PATH = join(folder, 'nothing')
      expect((await github.status()).gh).toEqual({ installed: false })
      await expect(github.ghAccounts()).rejects.toMatchObject({
        message: expect.stringMatching(/no `gh` on the PATH/),
      })
    })
  })
})

test('a token is in no answer, event, log line, file, command line or environment of a host', async () => {
  const dataFolder = await temporaryFolder('data')
  const host = await TestHost.start(dataFolder)
  const classic = fake.addToken('ada').value
  const wrong = 'ghp_wrong000000000000000000000000000000'
  fake.devices.interval = 1
  const answers: string[] = []
  const call = async (method: string, path: string, body?: object) => {
    const response = await host.fetch(`/api/${path}`, {
      method,
      ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    })
    answers.push(JSON.stringify([...response.headers]), await response.text())
    return { status: response.status, body: JSON.parse(answers.at(-1) ?? '') }
  }
  try {
    const none = await call('POST', 'github/sign-in', { host: fake.host })
    expect(none).toMatchObject({ status: 409, body: { code: 'GITHUB_NOT_SET_UP' } })
    await call('PATCH', 'settings', { githubHosts: [{ host: fake.host, clientId: CLIENT_ID }] })
    const signIn = await call('POST', 'github/sign-in', { host: fake.host })
    expect(signIn.status).toBe(202)
    fake.devices.approve(signIn.body.userCode, 'grace')
    expect(await call('POST', 'github/sign-in/finish', { host: fake.host })).toMatchObject({
      status: 200,
      body: { login: 'grace', kind: 'device' },
    })
    expect(await call('POST', 'github/accounts', { host: fake.host, token: classic })).toMatchObject({
      status: 201,
      body: { login: 'ada' },
    })
    expect(await call('POST', 'github/accounts', { host: fake.host, token: wrong })).toMatchObject({
      status: 409,
      body: { code: 'GITHUB_ERROR', details: { failure: 'unauthorized' } },
    })
    for (const path of ['github', 'github/accounts', 'settings']) {
      expect((await call('GET', path)).status, path).toBe(200)
    }
    const list = (await call('GET', 'github/accounts')).body
    expect(list.items.map(({ login }: { login: string }) => login)).toEqual(['grace', 'ada'])

    const secrets = [...fake.world.tokens.keys(), wrong]
    const holds = (text: string) => secrets.filter((secret) => text.includes(secret))
    expect(answers.flatMap(holds)).toEqual([])
    expect(holds(host.stderr.join(''))).toEqual([])
    for (const pid of await leftovers(dataFolder)) {
      for (const file of ['cmdline', 'environ']) {
        expect(holds(await readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => ''))).toEqual([])
      }
    }
    const files = await readdir(dataFolder, { recursive: true, withFileTypes: true })
    for (const file of files.filter((one) => one.isFile())) {
      const bytes = await readFile(join(file.parentPath, file.name), 'latin1')
      expect(holds(bytes), file.name).toEqual([])
    }
    expect(fake.requests.flatMap(({ url }) => holds(url))).toEqual([])
  } finally {
    await host.stop()
    await rm(dataFolder, { recursive: true, force: true })
  }
})
