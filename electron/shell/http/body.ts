import type { IncomingMessage } from 'node:http'
import { AppError } from '#shared/errors.ts'

/** Largest body that is read, in bytes, but for calls that say otherwise. */
export const MAX_BODY = 2 << 20
/** What is thrown away of a larger one, so that its sender gets to read the answer. */
const MAX_DISCARD = 64 * 1024 * 1024

/**
 * The JSON object of a request; `{}` when it has no body.
 *
 * @param most bytes
 * @throws AppError PAYLOAD_TOO_LARGE, INVALID_JSON
 */
export async function readJson(request: IncomingMessage, most = MAX_BODY): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > MAX_DISCARD) break
    if (size <= most) chunks.push(chunk)
  }
  if (size > most) {
    const limit = `${most >> 20} MB`
    throw new AppError('PAYLOAD_TOO_LARGE', `A request may be ${limit} at most. Send less at once.`, {
      limit: most,
    })
  }
  if (size === 0) return {}
  const type = request.headers['content-type'] ?? ''
  if (!/^application\/json\b/i.test(type)) {
    throw new AppError('INVALID_JSON', 'Send the body as JSON, with "Content-Type: application/json".')
  }
  const charset = /;\s*charset="?([^\s;"]+)/i.exec(type)?.[1]?.toLowerCase() ?? 'utf-8'
  if (charset !== 'utf-8' && charset !== 'utf8') {
    throw new AppError('INVALID_JSON', `Send the body in UTF-8, not in ${charset}.`)
  }
  if ((request.headers['content-encoding'] ?? 'identity') !== 'identity') {
    throw new AppError('INVALID_JSON', 'Send the body as it is, without Content-Encoding.')
  }
  return parseObject(Buffer.concat(chunks))
}

/** @throws AppError INVALID_JSON */
function parseObject(bytes: Buffer): Record<string, unknown> {
  let value: unknown
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (error) {
    // The parser's own words would repeat what was sent.
    const why = error instanceof SyntaxError ? 'is not whole JSON' : 'is not UTF-8'
    throw new AppError('INVALID_JSON', `The body ${why}. Send one JSON object.`, null, { cause: error })
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>
  }
  throw new AppError('INVALID_JSON', 'The body has to be a JSON object, such as {"name":"…"}.')
}
