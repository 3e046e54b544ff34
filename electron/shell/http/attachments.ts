import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { isPicture, MAX_ATTACHMENT } from '#shared/attachment-refs.ts'
import type { Attachment } from '#shared/attachments.ts'
import { id as idSchema } from '#shared/common.ts'
import { AppError, notFound } from '#shared/errors.ts'
import { tooLarge } from '../../attachments/content-folder.ts'
import type { Host } from '../../host-api.ts'
import { requireSoundText } from '../sound-text.ts'

/** A client that takes nothing for so long is gone. */
const STALLED_MS = 60_000
/** What is thrown away of a body that is refused, in bytes, so that its sender gets to read the answer. */
const MAX_DISCARD = 64 << 20

export const isAttachmentContent = (pathname: string): boolean =>
  /^\/api\/attachments\/[^/]+\/content\/?$/.test(pathname)

/**
 * `POST /api/attachments?name=…` with the file itself as its body.
 *
 * @throws AppError PAYLOAD_TOO_LARGE, BAD_REQUEST
 */
export async function takeAttachment(host: Host, request: IncomingMessage, url: URL): Promise<Attachment> {
  const name = url.searchParams.get('name') ?? ''
  requireSoundText({ name })
  if ((request.headers['content-encoding'] ?? 'identity') !== 'identity')
    throw new AppError('BAD_REQUEST', 'Send the file as it is, without Content-Encoding.')
  let taken = 0
  async function* body() {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      taken += chunk.length
      yield chunk
    }
  }
  if (Number(request.headers['content-length'] ?? 0) > MAX_ATTACHMENT) {
    await discard(request, 0)
    throw tooLarge()
  }
  try {
    return await host.attachments.add(name, body())
  } catch (error) {
    if (!request.complete && !request.destroyed) await discard(request, taken)
    throw error
  }
}

async function discard(request: IncomingMessage, taken: number): Promise<void> {
  let size = taken
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > MAX_DISCARD) return
  }
}

/**
 * `/api/attachments/{id}/content`. Only pictures have their own type; whatever a browser makes of the rest, it runs
 * nothing of it.
 *
 * @throws AppError NOT_FOUND, before anything is answered
 */
export async function sendAttachment(
  host: Host,
  response: ServerResponse,
  url: URL,
  end: AbortSignal,
): Promise<void> {
  const id = url.pathname.split('/')[3] ?? ''
  if (!idSchema.safeParse(id).success) throw notFound('attachment', id.slice(0, 100))
  const { attachment, chunks } = await host.attachments.read(id)
  const { mime, name, bytes } = attachment
  response.setTimeout(STALLED_MS, () => response.destroy())
  response.writeHead(200, {
    'content-type': isPicture(mime) ? mime : 'application/octet-stream',
    'content-length': bytes,
    'content-disposition': `${isPicture(mime) ? 'inline' : 'attachment'}; filename*=UTF-8''${encoded(name)}`,
    'content-security-policy': "default-src 'none'; sandbox",
  })
  await pipeline(Readable.from(chunks, { objectMode: false }), response, { signal: end })
}

/** As RFC 8187 has it. */
const encoded = (name: string) =>
  encodeURIComponent(name).replaceAll(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  )
