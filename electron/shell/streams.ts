import { setImmediate } from 'node:timers/promises'
import type { FeedEntry } from '#shared/port.ts'
import type { Host } from '../host-api.ts'

export type FeedBatch = { kind: 'events'; events: FeedEntry[] } | { kind: 'reset'; seq: number }

/**
 * The feed after a position in batches, then live, until `signal` aborts. It is read from the store each time
 * the consumer wants more and it has grown, so there is neither gap nor double, and nothing is kept for a
 * consumer that is slow. After a `reset` it goes on at the position that it names.
 */
export async function* followFeed(host: Host, after: number, signal: AbortSignal): AsyncGenerator<FeedBatch> {
  const bell = new Bell()
  const unsubscribe = host.feed.subscribe(() => bell.ring())
  const ring = () => bell.ring()
  signal.addEventListener('abort', ring)
  try {
    let at = after
    while (!signal.aborted) {
      bell.reset()
      const replay = await host.feed.replay(at)
      if (replay.kind === 'reset') {
        at = replay.seq
        yield { kind: 'reset', seq: at }
      } else if (replay.events.length > 0) {
        at = replay.events.at(-1)?.seq ?? at
        yield {
          kind: 'events',
          events: replay.events.map(({ seq, event, data }) => ({
            seq,
            event,
            data: { ...data, updatedSeq: seq },
          })),
        }
        // Where there is much to catch up with, others have their turns between.
        await setImmediate()
      } else if (!signal.aborted) {
        await bell.heard()
      }
    }
  } finally {
    unsubscribe()
    signal.removeEventListener('abort', ring)
  }
}

/** Remembers that it rang while nobody listened. */
class Bell {
  #rung = Promise.withResolvers<void>()

  ring(): void {
    this.#rung.resolve()
  }

  reset(): void {
    this.#rung = Promise.withResolvers()
  }

  heard(): Promise<void> {
    return this.#rung.promise
  }
}
