import type { ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { id as idSchema } from '#shared/common.ts'
import { notFound } from '#shared/errors.ts'
import { RECORD_TYPE } from '#shared/run-record-words.ts'
import type { Host } from '../../host-api.ts'

/** A client that takes nothing for so long is gone. */
const STALLED_MS = 60_000

export const isRunRecord = (pathname: string): boolean => /^\/api\/runs\/[^/]+\/record\/?$/.test(pathname)

/**
 * `/api/runs/{id}/record`: the run as a file of JSON Lines. Of a slow client no more is read than it takes.
 *
 * @throws AppError NOT_FOUND, TOO_MANY_REQUESTS, before anything is answered
 */
export async function sendRunRecord(
  host: Host,
  response: ServerResponse,
  url: URL,
  end: AbortSignal,
): Promise<void> {
  const runId = url.pathname.split('/')[3] ?? ''
  if (!idSchema.safeParse(runId).success) throw notFound('run', runId.slice(0, 100))
  const gone = new AbortController()
  response.once('close', () => gone.abort())
  const { name, chunks } = await host.runRecords.open(runId, AbortSignal.any([gone.signal, end]))
  const lines = chunks[Symbol.asyncIterator]()
  try {
    // A refusal comes with it.
    const first = await lines.next()
    response.setTimeout(STALLED_MS, () => response.destroy())
    response.writeHead(200, {
      'content-type': `${RECORD_TYPE}; charset=utf-8`,
      'content-disposition': `attachment; filename="${name}"`,
    })
    await pipeline(Readable.from(withFirst(first, lines), { highWaterMark: 1 }), response)
  } finally {
    // Also where nobody was there to take it.
    await lines.return?.()
  }
}

async function* withFirst(
  first: IteratorResult<string>,
  rest: AsyncIterator<string>,
): AsyncGenerator<string> {
  for (let next = first; next.done !== true; next = await rest.next()) yield next.value
}
