import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { OpenAPIHandler } from '@orpc/openapi/node'
import { RPCHandler } from '@orpc/server/node'
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { AppError } from '#shared/errors.ts'
import type { Host } from '../../host-api.ts'
import type { Log } from '../../runs/engine.ts'
import { createRouter } from '../router.ts'
import { logStray, toAppError, toEnvelope, wireErrors } from '../wire-errors.ts'
import { isAttachmentContent, sendAttachment, takeAttachment } from './attachments.ts'
import { readJson } from './body.ts'
import { requireHost, requireOrigin, requireToken } from './guards.ts'
import { describeApi } from './openapi.ts'
import { Opening } from './opening.ts'
import { createPage } from './page.ts'
import { ATTACHMENTS_PATH, EVENTS_PATH, findRoute, OPENAPI_PATH, TERMINAL_STREAM } from './routes.ts'
import { isRunRecord, sendRunRecord } from './run-record.ts'
import { streamEvents, streamRunLog, streamTerminal } from './streams.ts'

export interface HttpShellOptions {
  host: Host
  /** Opens everything but `/health` and the page. */
  token: string
  /** 0 = any that is free. */
  port: number
  /** Names, with or without port, that the host answers to besides loopback. */
  allowHosts: readonly string[]
  /** Where the built page is. */
  pageFolder: string
  log: Log
  /** Writing calls allowed in `seconds`; a loop gone wild is stopped, a person never. */
  writeLimit?: { calls: number; seconds: number }
}

export interface HttpShell {
  /** Such as `http://127.0.0.1:4567/`. */
  url: string
  port: number
  /** An address that leads a browser to the page with its token, once: see {@link Opening}. */
  openingAddress(): string
  /** Ends streams, lets calls under way finish for a moment, and closes every connection. */
  close(): Promise<void>
}

/** What calls under way get to finish, in milliseconds. */
const CLOSE_MS = 2000

/**
 * The host over HTTP on 127.0.0.1: the page, its calls under `/rpc`, the same as REST under `/api`, two streams
 * of server-sent events, and run records as files.
 *
 * @throws AppError UNAVAILABLE when the port is taken
 */
export async function createHttpShell(options: HttpShellOptions): Promise<HttpShell> {
  const ending = new AbortController()
  options.host.doctor.hide(options.token)
  let port = options.port
  const opening = new Opening(options.token)
  const answer = createAnswer(options, opening, () => port, ending.signal)
  const server = createServer({ requestTimeout: 60_000 }, (request, response) => {
    answer(request, response).catch((error: unknown) => {
      options.log('error', 'a request could not be answered', { error: String(error) })
      response.destroy()
    })
  })
  await listen(server, options.port)
  port = (server.address() as AddressInfo).port

  const url = `http://127.0.0.1:${port}/`
  return {
    url,
    port,
    openingAddress: () => opening.address(url),
    async close() {
      ending.abort()
      const closed = new Promise((resolve) => server.close(resolve))
      const late = setTimeout(() => server.closeAllConnections(), CLOSE_MS)
      server.closeIdleConnections()
      await closed
      clearTimeout(late)
    },
  }
}

async function listen(server: Server, port: number): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  server.once('error', reject)
  server.listen(port, '127.0.0.1', resolve)
  try {
    await promise
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error
    throw new AppError('UNAVAILABLE', `Port ${port} is taken. Choose another one, or 0 for any that is free.`)
  }
}

/** How one request is answered, from the cheapest check to the call itself. */
function createAnswer(options: HttpShellOptions, opening: Opening, port: () => number, ending: AbortSignal) {
  const { host, token, allowHosts, pageFolder, log } = options
  const router = createRouter(host)
  // An array for each: the handlers add to what they are given.
  const rest = new OpenAPIHandler(router, {
    clientInterceptors: [wireErrors(log)],
    interceptors: [logStray(log)],
    customErrorResponseBodyEncoder: ({ code, message, data }) => ({
      // oRPC's own name for it.
      code: code === 'INTERNAL_SERVER_ERROR' ? 'INTERNAL' : code,
      message,
      details: data ?? null,
    }),
  })
  const rpc = new RPCHandler(router, { clientInterceptors: [wireErrors(log)], interceptors: [logStray(log)] })
  const page = createPage(pageFolder)
  const { calls, seconds } = options.writeLimit ?? { calls: 300, seconds: 10 }
  const limiter = new RateLimiterMemory({ points: calls, duration: seconds })
  let openApi: Promise<string> | undefined

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const method = request.method ?? 'GET'
    requireHost(request, port(), allowHosts)
    requireOrigin(request)
    const url = urlOf(request)
    if (url.pathname === '/health') return sendJson(response, 200, { status: 'ok' })
    if (opening.isFor(url.pathname)) return opening.answer(request, response, url.pathname)
    if (!isCall(url.pathname)) return page(request, response)

    requireToken(request, token)
    const route = findRoute(method, url.pathname)
    if (route.kind === 'unknown') throw new AppError('NOT_FOUND', 'There is no such call. See /openapi.json.')
    if (route.kind === 'wrong method') {
      response.setHeader('allow', route.allowed.join(', '))
      throw new AppError(
        'METHOD_NOT_ALLOWED',
        `${method} is not possible here, only ${route.allowed.join(', ')}.`,
      )
    }
    if (url.pathname === OPENAPI_PATH) {
      openApi ??= describeApi(host.version).then((document) => JSON.stringify(document))
      return sendText(response, 200, await openApi)
    }
    if (url.pathname === EVENTS_PATH) return streamEvents(host, request, response, url, ending)
    if (url.pathname.endsWith('/logs/stream')) return streamRunLog(host, request, response, url, ending)
    if (TERMINAL_STREAM.test(url.pathname)) return streamTerminal(host, response, url, ending)
    if (isRunRecord(url.pathname)) return sendRunRecord(host, response, url, ending)

    if (isAttachmentContent(url.pathname)) return sendAttachment(host, response, url, ending)

    if (route.isCounted) await takeTurn(limiter, response)
    if (url.pathname === ATTACHMENTS_PATH)
      return sendJson(response, 201, await takeAttachment(host, request, url))
    if (method !== 'GET') Object.assign(request, { body: await readJson(request, route.maxBody) })
    const handler = url.pathname.startsWith('/rpc/') ? rpc : rest
    const prefix = handler === rpc ? '/rpc' : '/api'
    const { matched } = await handler.handle(request, response, { prefix, context: {} })
    if (!matched) throw new AppError('NOT_FOUND', 'There is no such call. See /openapi.json.')
  }

  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value)
    try {
      await handle(request, response)
    } catch (error) {
      if (response.headersSent || response.destroyed) {
        if (!response.destroyed) toAppError(error, log)
        response.destroy()
        return
      }
      const failure = toAppError(error, log)
      // What is left of a body that nobody reads would be taken for the next request.
      if (!request.complete) response.setHeader('connection', 'close')
      const isRpc = (request.url ?? '').startsWith('/rpc/')
      sendJson(response, failure.status, isRpc ? rpcFailure(failure) : toEnvelope(failure))
    }
  }
}

const HEADERS = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
}

const isCall = (pathname: string) => pathname === OPENAPI_PATH || /^\/(api|rpc)(\/|$)/.test(pathname)

/** @throws AppError BAD_REQUEST */
function urlOf(request: IncomingMessage): URL {
  // Else it is what a proxy is told: the address of another host.
  const target = `http://127.0.0.1${request.url ?? ''}`
  if (request.url?.startsWith('/') && URL.canParse(target)) return new URL(target)
  throw new AppError('BAD_REQUEST', 'The address of the request cannot be read.')
}

/** @throws AppError TOO_MANY_REQUESTS */
async function takeTurn(limiter: RateLimiterMemory, response: ServerResponse): Promise<void> {
  try {
    await limiter.consume('writes')
  } catch (error) {
    if (!(error instanceof RateLimiterRes)) throw error
    const seconds = Math.max(1, Math.ceil(error.msBeforeNext / 1000))
    response.setHeader('retry-after', String(seconds))
    throw new AppError('TOO_MANY_REQUESTS', `Too many changes at once. Go on in ${seconds} s.`, { seconds })
  }
}

/** The shape that oRPC's own client reads. */
const rpcFailure = ({ code, status, message, details }: AppError) => ({
  json: { defined: false, code, status, message, data: details },
})

const sendJson = (response: ServerResponse, status: number, body: unknown) =>
  sendText(response, status, JSON.stringify(body))

function sendText(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' })
  response.end(text)
}
