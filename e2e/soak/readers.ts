import { setTimeout as delay } from 'node:timers/promises'
import type { TestHost } from '../support/host.ts'

/** How long a reader stays, in milliseconds; each of them in turn. */
const STAYS = [7000, 2500, 12_000, 400, 20_000]
const AWAY_MS = 500

/** Somebody who follows the feed for a while, goes without a word, and comes back. Ends when `signal` aborts. */
export const readFeed = (host: TestHost, signal: AbortSignal): Promise<void> =>
  comeAndGo(signal, async (stay) => {
    const { body } = await host.fetch('/api/events?after=0', { signal: stay })
    if (body === null) throw new Error('the feed has no body')
    for await (const _chunk of body) if (stay.aborted) return
  })

/** Somebody who reads the log of whatever runs just now, from its beginning. */
export const readLogs = (host: TestHost, signal: AbortSignal): Promise<void> =>
  comeAndGo(signal, async (stay) => {
    const running = (await host.client.runs.list()).items.find(({ status }) => status === 'running')
    if (running === undefined) return
    const { body } = await host.fetch(`/api/runs/${running.id}/logs/stream?after=0`, { signal: stay })
    if (body === null) throw new Error('the log has no body')
    for await (const _chunk of body) if (stay.aborted) return
  })

async function comeAndGo(signal: AbortSignal, read: (stay: AbortSignal) => Promise<void>): Promise<void> {
  for (let turn = 0; !signal.aborted; turn++) {
    const stay = AbortSignal.any([signal, AbortSignal.timeout(STAYS[turn % STAYS.length] ?? 1000)])
    try {
      await read(stay)
    } catch (error) {
      if (!stay.aborted) throw error
    }
    await delay(AWAY_MS)
  }
}
