import { connect } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'

const EVERY_MS = 500
const PATIENCE_MS = 1000

/**
 * Waits until something answers on a port of this machine.
 *
 * @param isOver asked before each try: nobody waits any more
 * @returns whether it answers
 */
export async function whenAnswers(
  port: number,
  isOver: () => Promise<boolean>,
  signal: AbortSignal,
): Promise<boolean> {
  while (!signal.aborted && !(await isOver())) {
    if (await answers(port)) return true
    await delay(EVERY_MS, undefined, { signal, ref: false }).catch(() => undefined)
  }
  return false
}

/** Whether something answers on a port of this machine. */
export function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    // Servers listen at either of the addresses that this name has.
    const socket = connect({ host: 'localhost', port, autoSelectFamily: true })
    const end = (isThere: boolean) => {
      socket.destroy()
      resolve(isThere)
    }
    socket.setTimeout(PATIENCE_MS, () => end(false))
    socket.once('connect', () => end(true))
    socket.once('error', () => end(false))
  })
}
