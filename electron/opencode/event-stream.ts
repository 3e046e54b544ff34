import { setTimeout as delay } from 'node:timers/promises'
import { createParser } from 'eventsource-parser'
import { AwakeTime } from '#electron/process/awake.ts'
import type { Client } from './client.ts'
import { readEvent } from './read-event.ts'
import type { Log } from './server.ts'
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
  log: Log
}

/** The server sends a heartbeat every 10 s. */
const SILENCE_MS = 25_000
/** A server that cannot be reached for so long is as good as dead. */
const GIVE_UP_MS = 60_000
const RECONNECT_MS = 500
/** From the first event that could not be read: several are looked up at once. */
const GAP_MS = 500

/** Keeps one connection to the server's event stream, through breaks and past events that cannot be read. */
export function openEventStream(options: EventStreamOptions): EventStream {
  const { client, onEvent, onGap, onDead, log } = options
  const closing = new AbortController()
  const ready = Promise.withResolvers<void>()
  // A machine that slept has not waited for the server.
  const awake = new AwakeTime()
  let lastSign = awake.now()
  let gap: NodeJS.Timeout | undefined
  const complained = new Set<string | null>()

  function onUnreadable(type: string | null) {
    if (!complained.has(type)) log('warn', 'OpenCode sent an event that cannot be read.', { type })
    complained.add(type)
    gap ??= setTimeout(() => {
      gap = undefined
      onGap()
    }, GAP_MS)
  }

  async function once(first: boolean) {
    const attempt = new AbortController()
    const signal = AbortSignal.any([closing.signal, attempt.signal])
    let watchdog = setTimeout(() => attempt.abort(), SILENCE_MS)
    try {
      const body = await client.events(signal)
      const decoder = new TextDecoder()
      const parser = createParser({
        onEvent: ({ data }) => {
          const read = readEvent(data)
          if (read.kind === 'event') onEvent(read.event)
          else if (read.kind === 'unreadable') onUnreadable(read.type)
          else if (read.kind === 'connected') {
            if (first) ready.resolve()
            else onGap()
          }
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
  void keep().finally(() => {
    clearTimeout(gap)
    awake.stop()
  })

  return { ready: ready.promise, close: () => closing.abort() }
}
