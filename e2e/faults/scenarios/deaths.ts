import { setTimeout as delay } from 'node:timers/promises'
import { NotReady, type TestHost } from '../../support/host.ts'

/** Where a host dies; see `kill-switch.ts`. */
export interface Death {
  at: string
  nth?: number
  /** What dies with it: nothing by default. */
  how?: 'host' | 'group'
  /** Nothing counts until `live` sends SIGUSR2. */
  armed?: 'later'
}

/**
 * Has a host live until it dies. One that gets through what it lives for is stopped in good order.
 *
 * @param start a host with an environment, which may die before it is ready
 * @param live what goes on in the host; that it fails is a fault, unless the host died of the switch
 * @returns whether the host died, at that very moment
 */
export async function diesAt(
  start: (environment: Record<string, string>) => Promise<TestHost>,
  { at, nth = 1, how = 'host', armed }: Death,
  live: (host: TestHost) => Promise<unknown>,
): Promise<boolean> {
  const environment: Record<string, string> = {
    OPENLINEAR_KILL_AT: at,
    OPENLINEAR_KILL_NTH: String(nth),
    OPENLINEAR_KILL_HOW: how,
    ...(armed === undefined ? {} : { OPENLINEAR_KILL_ARMED: armed }),
  }
  let host: TestHost
  try {
    host = await start(environment)
  } catch (error) {
    if (error instanceof NotReady && error.wasKilledAt(at)) return true
    throw error
  }
  try {
    await live(host)
  } catch (error) {
    // It does not answer since it is dead, or dying.
    if (!(await hasDied(host, DYING_MS)) || !(await host.wasKilledAt(at))) throw error
    return true
  }
  await host.stop()
  return host.wasKilledAt(at)
}

/** From the last word of a host to its end. */
const DYING_MS = 5_000

/** Whether a host is gone within so many milliseconds. */
export const hasDied = (host: TestHost, ms: number): Promise<boolean> =>
  Promise.race([host.gone().then(() => true), delay(ms, false, { ref: false })])
