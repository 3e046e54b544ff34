import { randomBytes } from 'node:crypto'
import type { Reply } from './reply.ts'
import { json } from './reply.ts'
import type { World } from './world.ts'

interface Device {
  deviceCode: string
  userCode: string
  scopes: string[]
  interval: number
  expiresAt: number
  lastPoll: number
  state: 'pending' | 'denied' | 'used' | { login: string; scopes: string[] }
}

const LETTERS = 'BCDFGHJKLMNPQRSTVWXZ'
const userCode = () => {
  const letters = [...randomBytes(8)].map((byte) => LETTERS[byte % LETTERS.length])
  return `${letters.slice(0, 4).join('')}-${letters.slice(4).join('')}`
}

const ABOUT = 'https://docs.github.com/developers/apps/authorizing-oauth-apps#error-codes-for-the-device-flow'
const failed = (error: string, error_description: string, more = {}): Reply =>
  json(200, { error, error_description, error_uri: ABOUT, ...more })

/** Signing in with a code, as docs.github.com has it under “Authorizing OAuth apps”. */
export class DeviceFlow {
  readonly clientId: string
  /** Seconds that an app has to wait between two polls. */
  interval: number
  /** Seconds that a code is good for. */
  expiresIn = 900
  /** Seconds by which `slow_down` lengthens the interval: five at GitHub. */
  slowDownBy = 5
  /** So many polls are answered with `slow_down`, however seldom they come. */
  slowDowns = 0
  readonly #world: World
  readonly #devices: Device[] = []

  constructor(world: World, clientId: string, interval: number) {
    this.#world = world
    this.clientId = clientId
    this.interval = interval
  }

  /** Codes that wait for a user, the newest last. */
  get waiting(): string[] {
    return this.#devices.filter((each) => each.state === 'pending').map((each) => each.userCode)
  }

  /** What an app asked to be allowed. */
  scopesOf(code: string): string[] {
    return this.#device(code).scopes
  }

  /** The user enters the code and agrees: to all scopes asked for, unless told otherwise. */
  approve(code: string, login: string, scopes?: string[]): void {
    const device = this.#device(code)
    device.state = { login, scopes: scopes ?? device.scopes }
  }

  deny(code: string): void {
    this.#device(code).state = 'denied'
  }

  expire(code: string): void {
    this.#device(code).expiresAt = 0
  }

  #device(code: string): Device {
    const device = this.#devices.find((each) => each.userCode === code)
    if (!device) throw new Error(`No sign-in has the code ${code}`)
    return device
  }

  /** `POST /login/device/code` */
  begin(form: URLSearchParams): Reply {
    if (form.get('client_id') !== this.clientId) return json(404, { error: 'Not Found' })
    const device: Device = {
      deviceCode: randomBytes(20).toString('hex'),
      userCode: userCode(),
      scopes: (form.get('scope') ?? '').split(/[ ,]+/).filter(Boolean),
      interval: this.interval,
      expiresAt: Date.now() + this.expiresIn * 1000,
      lastPoll: 0,
      state: 'pending',
    }
    this.#devices.push(device)
    return json(200, {
      device_code: device.deviceCode,
      user_code: device.userCode,
      verification_uri: `${this.#world.url}/login/device`,
      expires_in: this.expiresIn,
      interval: device.interval,
    })
  }

  /** `POST /login/oauth/access_token` */
  poll(form: URLSearchParams): Reply {
    if (form.get('client_id') !== this.clientId)
      return failed('incorrect_client_credentials', 'The client_id is not valid.')
    if (form.get('grant_type') !== 'urn:ietf:params:oauth:grant-type:device_code')
      return failed('unsupported_grant_type', 'The grant type is not supported.')
    const device = this.#devices.find((each) => each.deviceCode === form.get('device_code'))
    if (!device || device.state === 'used')
      return failed('incorrect_device_code', 'The device_code provided is not valid.')
    if (Date.now() > device.expiresAt) return failed('expired_token', 'The device_code has expired.')
    // Clocks of two processes tick apart by some milliseconds.
    const tooSoon = Date.now() - device.lastPoll < device.interval * 1000 - 100
    device.lastPoll = Date.now()
    if (tooSoon || this.slowDowns > 0) {
      this.slowDowns = Math.max(this.slowDowns - 1, 0)
      device.interval += this.slowDownBy
      return failed('slow_down', 'Too many requests have been made in the same timeframe.', {
        interval: device.interval,
      })
    }
    if (device.state === 'denied') return failed('access_denied', 'The authorization request was denied.')
    if (device.state === 'pending')
      return failed('authorization_pending', 'The authorization request is still pending.')
    const { login, scopes } = device.state
    device.state = 'used'
    const token = this.#world.addToken(login, 'oauth', { scopes })
    return json(200, { access_token: token.value, token_type: 'bearer', scope: scopes.join(',') })
  }
}
