import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { FakeGithub } from '../../support/github/fake-github.ts'
import { refusals } from '../../support/github/faults.ts'
import { type AccountRooms, openAccountRooms, startWithUsers } from './account-rooms.ts'

/** Less than an answer is waited for. */
const AT_ONCE_MS = 20_000

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
    rooms.onWait = async () => turns.shift()?.()
    const before = fake.calls('POST /login/oauth/access_token').length
    const signIn = await rooms.github.signIn(fake.host)
    const code = signIn.userCode
    expect(signIn).toMatchObject({ host: fake.host, verificationUri: `http://${fake.host}/login/device` })
    expect(rooms.newest()).toBe(code)
    expect(fake.devices.scopesOf(code)).toEqual(['read:user', 'user:email', 'repo'])
    const account = await rooms.github.finishSignIn(fake.host)
    expect(account).toMatchObject({
      login: 'ada',
      name: 'Ada Lovelace',
      kind: 'device',
      state: 'ready',
      problem: null,
    })
    expect(account.scopes).toEqual(['read:user', 'user:email', 'repo'])
    // The first answer was `slow_down`: five seconds more from then on.
    expect(rooms.waited).toEqual([1000, 6000, 6000, 6000, 6000])
    expect(fake.calls('POST /login/oauth/access_token').length - before).toBe(rooms.waited.length)
    expect(rooms.told()).toEqual(['github-account:created'])
    expect(await rooms.github.accounts()).toEqual([account])
  })

  test.each([
    ['denied', () => fake.devices.deny(rooms.newest()), /refused in the browser/],
    ['expired at GitHub', () => fake.devices.expire(rooms.newest()), /code has expired/],
    ['expired by the clock', () => void (rooms.clock.ahead += 901_000), /code has expired/],
  ])('%s: in words, and nothing is kept', async (_, act, message) => {
    rooms.onWait = async () => act()
    fake.devices.interval = 0
    await rooms.github.signIn(fake.host)
    await expect(rooms.github.finishSignIn(fake.host)).rejects.toMatchObject({
      code: 'GITHUB_ERROR',
      message: expect.stringMatching(message),
    })
    expect(await rooms.github.accounts()).toEqual([])
    expect(rooms.github.secrets()).toEqual([])
  })

  test('cancelled, it asks no more; a new one takes its place', async () => {
    let release = () => undefined as void
    rooms.onWait = () => new Promise((resolve) => (release = resolve))
    await rooms.github.signIn(fake.host)
    const first = rooms.github.finishSignIn(fake.host)
    const refused = expect(first).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringMatching(/newer sign-in/),
    })
    expect(rooms.github.secrets()).toHaveLength(1)
    const letGo = release
    await rooms.github.signIn(fake.host)
    const before = fake.calls('POST /login/oauth/access_token').length
    letGo()
    await refused
    expect(rooms.waited).toEqual([5000, 5000])
    const second = expect(rooms.github.finishSignIn(fake.host)).rejects.toMatchObject({
      message: expect.stringMatching(/cancelled/),
    })
    expect(rooms.github.cancelSignIn(fake.host)).toEqual({ host: fake.host })
    release()
    await second
    expect(fake.calls('POST /login/oauth/access_token').length).toBe(before)
    expect(rooms.github.secrets()).toEqual([])
    await expect(rooms.github.finishSignIn(fake.host)).rejects.toMatchObject({ code: 'CONFLICT' })
  })

  test.each(['POST /login/oauth/access_token', 'GET /user'] as const)(
    'cancelled while %s is under way, it waits for no answer and keeps nothing',
    async (target) => {
      fake.devices.interval = 0
      rooms.onWait = async () => fake.devices.approve(rooms.newest(), 'ada')
      const held = fake.fail(target, { hold: 'before' })
      await rooms.github.signIn(fake.host)
      const finished = expect(rooms.github.finishSignIn(fake.host)).rejects.toMatchObject({
        message: expect.stringMatching(/cancelled/),
      })
      await held.arrived
      rooms.github.cancelSignIn(fake.host)
      await finished
      held.release()
      expect(await rooms.github.accounts()).toEqual([])
      expect(await rooms.secrets.list('')).toEqual([])
    },
    AT_ONCE_MS,
  )

  test(
    'cancelled before there is a code, it has none',
    async () => {
      const held = fake.fail('POST /login/device/code', { hold: 'before' })
      const begun = expect(rooms.github.signIn(fake.host)).rejects.toThrow(/cancelled/)
      await held.arrived
      rooms.github.cancelSignIn(fake.host)
      await begun
      held.release()
      await expect(rooms.github.finishSignIn(fake.host)).rejects.toMatchObject({ code: 'CONFLICT' })
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
    await rooms.github.signIn(fake.host)
    await expect(rooms.github.finishSignIn(fake.host)).rejects.toMatchObject({
      code: 'GITHUB_ERROR',
      message: expect.stringMatching(message),
    })
  })

  test('without a client id it says so; a wrong one is named', async () => {
    await rooms.settings.update({ githubHosts: [{ host: fake.host, clientId: null }] })
    await expect(rooms.github.signIn(fake.host)).rejects.toMatchObject({
      code: 'GITHUB_NOT_SET_UP',
      status: 409,
    })
    expect((await rooms.github.status()).hosts).toContainEqual({ host: fake.host, canSignIn: false })
    await rooms.settings.update({ githubHosts: [{ host: fake.host, clientId: 'Ov23liSomebodyElses' }] })
    expect((await rooms.github.status()).hosts).toContainEqual({ host: fake.host, canSignIn: true })
    await expect(rooms.github.signIn(fake.host)).rejects.toMatchObject({
      message: expect.stringMatching(/no OAuth app with this client ID/),
    })
  })
})
