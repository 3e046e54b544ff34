import { setTimeout as delay } from 'node:timers/promises'
import { createParser } from 'eventsource-parser'
import { AwakeTime } from '#electron/process/awake.ts'
import type { Client } from './client.ts'
import type { AgentEvent } from './wire.ts'

export interface EventStream {
  /** Resolves when events flow for the first time; rejects when that takes too long. */
  ready: Promise<void>
  close(): void
}

export interface EventStreamOptions {
  client: Client
  onEvent: (event: AgentEvent) => void
  /** Events may have been missed. */
  onGap: () => void
  /** The server has not been heard of for {@link GIVE_UP_MS}. */
  onDead: () => void
}

/** The server sends a heartbeat every 10 s. */
const SILENCE_MS = 25_000
/** A server that cannot be reached for so long is as good as dead. */
const GIVE_UP_MS = 60_000
const RECONNECT_MS = 500

/** Keeps one connection to the server's event stream, through breaks. */
export function openEventStream({ client, onEvent, onGap, onDead }: EventStreamOptions): EventStream {
  const closing = new AbortController()
  const ready = Promise.withResolvers<void>()
  // A machine that slept has not waited for the server.
  const awake = new AwakeTime()
  let lastSign = awake.now()

  async function once(first: boolean) {
    const attempt = new AbortController()
    const signal = AbortSignal.any([closing.signal, attempt.signal])
    let watchdog = setTimeout(() => attempt.abort(), SILENCE_MS)
    try {
      const body = await client.events(signal)
      const decoder = new TextDecoder()
      const parser = createParser({
        onEvent: ({ data }) => {
          const message = JSON.parse(data) as { payload?: { type?: string } }
          const type = message.payload?.type
          if (type === 'server.connected') {
            if (first) ready.resolve()
            else onGap()
          } else if (type !== undefined && type !== 'sync') onEvent(message.payload as AgentEvent)
        },
      })
      for await (const chunk of body) {
        lastSign = awake.now()
        clearTimeout(watchdog)
        watchdog = setTimeout(() => attempt.abort(), SILENCE_MS)
        parser.feed(decoder.decode(chunk, { stream: true }))
      }
    } finally {
      clearTimeout(watchdog)
    }
  }

  async function keep() {
    for (let first = true; !closing.signal.aborted; first = false) {
      // A broken connection is the normal case here; the loop is its handling.
      await once(first).catch((error: unknown) => {
        if (first) ready.reject(error)
      })
      if (closing.signal.aborted) return
      if (awake.now() - lastSign > GIVE_UP_MS) return onDead()
      await delay(RECONNECT_MS, undefined, { signal: closing.signal }).catch(() => undefined)
    }
  }
  void keep().finally(() => awake.stop())

  return { ready: ready.promise, close: () => closing.abort() }
}
