import type { IncomingMessage, ServerResponse } from 'node:http'
import { id as idSchema } from '#shared/common.ts'
import { AppError, notFound } from '#shared/errors.ts'
import type { Host } from '../../host-api.ts'
import { EventStream } from './event-stream.ts'

/**
 * `/api/events`: the feed after `Last-Event-ID` (or `?after=`), then live; without either from now on.
 * The feed is read from the store each time it has grown, so there is neither gap nor double, and nothing
 * is kept for a client that is slow.
 */
export async function streamEvents(
  host: Host,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  end: AbortSignal,
): Promise<void> {
  const position = startOf(request, url)
  const bell = new Bell()
  const unsubscribe = host.feed.subscribe(() => bell.ring())
  let stream: EventStream | undefined
  try {
    let at = position ?? (await host.feed.seq())
    stream = new EventStream(response, end)
    stream.closed.addEventListener('abort', () => bell.ring())
    while (!stream.closed.aborted) {
      bell.reset()
      const replay = await host.feed.replay(at)
      if (replay.kind === 'reset') {
        at = replay.seq
        await stream.send({ id: at, event: 'reset', data: { seq: at } })
        continue
      }
      for (const { seq, event, data } of replay.events) {
        await stream.send({ id: seq, event, data: { ...data, updatedSeq: seq } })
        at = seq
      }
      if (replay.events.length === 0) await bell.heard()
    }
  } finally {
    unsubscribe()
    stream?.end()
  }
}

/**
 * `/api/runs/{id}/logs/stream`: batches of log items as `items`, after `Last-Event-ID` (or `?after=`), and
 * `end` when the run is over.
 *
 * @throws AppError NOT_FOUND, before anything is answered
 */
export async function streamRunLog(
  host: Host,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  end: AbortSignal,
): Promise<void> {
  const runId = url.pathname.split('/')[3] ?? ''
  if (!idSchema.safeParse(runId).success) throw notFound('run', runId.slice(0, 100))
  const after = startOf(request, url) ?? 0
  await host.runs.get(runId)
  const stream = new EventStream(response, end)
  try {
    for await (const items of host.runs.follow(runId, after, stream.closed)) {
      const last = items.at(-1)
      if (last !== undefined) await stream.send({ id: last.seq, event: 'items', data: items })
    }
    await stream.send({ event: 'end', data: {} })
  } finally {
    stream.end()
  }
}

/** @throws AppError BAD_REQUEST */
function startOf(request: IncomingMessage, url: URL): number | undefined {
  const header = request.headers['last-event-id']
  const text = (Array.isArray(header) ? header[0] : header) || url.searchParams.get('after')
  if (text === null || text === undefined || text === '') return undefined
  if (/^\d{1,15}$/.test(text)) return Number(text)
  throw new AppError('BAD_REQUEST', 'after: give the id of the last event you have, a whole number.', {
    field: 'after',
  })
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
