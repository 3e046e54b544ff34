import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { id as idSchema } from '#shared/common.ts'
import { AppError, notFound } from '#shared/errors.ts'
import type { Host } from '../../host-api.ts'
import { followFeed } from '../streams.ts'
import { EventStream } from './event-stream.ts'

/**
 * `/api/events`: the feed after `Last-Event-ID` (or `?after=`), then live; without either from now on.
 */
export async function streamEvents(
  host: Host,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  end: AbortSignal,
): Promise<void> {
  const start = startOf(request, url) ?? (await host.feed.seq())
  const stream = new EventStream(response, end)
  // Every browser says this, and nobody else.
  const leave = request.headers['sec-fetch-site'] === undefined ? undefined : host.onlookers.come()
  try {
    for await (const batch of followFeed(host, start, stream.closed)) {
      if (batch.kind === 'reset') {
        await stream.send({ id: batch.seq, event: 'reset', data: { seq: batch.seq } })
        continue
      }
      await stream.send(...batch.events.map(({ seq, event, data }) => ({ id: seq, event, data })))
    }
  } finally {
    leave?.()
    stream.end()
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

/**
 * So many characters of a terminal are sent in a millisecond. The system takes megabytes for a page that draws slowly,
 * and all of them would stand between Ctrl+C and what it has done.
 */
const PACE = 2000

/**
 * `/api/terminals/{id}/stream`: `screen`, which takes the place of all before it, `output`, and `end` with the process.
 *
 * @throws AppError NOT_FOUND, before anything is answered
 */
export async function streamTerminal(
  host: Host,
  response: ServerResponse,
  url: URL,
  end: AbortSignal,
): Promise<void> {
  const id = url.pathname.split('/')[3] ?? ''
  if (!idSchema.safeParse(id).success) throw notFound('terminal', id.slice(0, 100))
  await host.terminals.get(id)
  const stream = new EventStream(response, end)
  try {
    for await (const { kind, ...data } of host.terminals.follow(id, stream.closed)) {
      await stream.send({ event: kind, data })
      const rest = Math.floor(data.data.length / PACE)
      if (rest > 0) await delay(rest, undefined, { signal: stream.closed }).catch(() => undefined)
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
