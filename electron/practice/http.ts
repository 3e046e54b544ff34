import { createHash, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { piecesOf, toolCall, type Piece, type WireToolCall } from './answer.ts'
import { dueCall, type ChatRequest, type Due } from './conversation.ts'
import { sampleScripts } from './sample-scripts.ts'
import { DEFAULT_DELAY_MS, type TroubleStep } from './script.ts'

/** A request as the log at `GET /v1/requests` lists it, oldest first. */
export interface PracticeRequest {
  /** OpenCode's session, or '' when the client does not say. */
  session: string
  /** Turn and call, such as `0.2`; `summary` for titles and summaries. */
  place: string
  /** `ok`, an HTTP status, `drop`, `silent` or how the answer was broken. */
  result: string
  /** How hard the model was told to think, or null when it was left to it. */
  effort: string | null
}

export interface PracticeServer {
  port: number
  close(): Promise<void>
}

const LOG_LENGTH = 2_000

/** Two, so that several models can be given one task. They differ in what a script says for one of them only. */
const MODELS = ['scripted', 'scripted-b']

/**
 * Serves the scripted model as an OpenAI-compatible API on 127.0.0.1.
 *
 * @param options.key every request has to carry it as a bearer token
 * @param options.port 0 = any; a taken one is replaced by any
 */
export async function startPracticeServer(options: { key: string; port: number }): Promise<PracticeServer> {
  const requests: PracticeRequest[] = []
  /** How often each trouble step has struck. */
  const struck = new Map<string, number>()
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      if (response.headersSent) response.destroy()
      else
        fail(response, 400, error instanceof Error ? error.message : 'Bad request', 'invalid_request_error')
    })
  })

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!authorized(request, options.key)) return fail(response, 401, 'Wrong key', 'invalid_api_key')
    const { pathname } = new URL(request.url ?? '/', 'http://localhost')
    if (request.method === 'GET' && pathname === '/v1/models')
      return json(response, 200, { object: 'list', data: MODELS.map((id) => ({ id, object: 'model' })) })
    if (request.method === 'GET' && pathname === '/v1/requests') return json(response, 200, requests)
    if (request.method !== 'POST' || pathname !== '/v1/chat/completions')
      return fail(response, 404, 'Not found', 'not_found')

    const chat = JSON.parse(await bodyOf(request)) as ChatRequest
    const due = dueCall(chat, sampleScripts)
    const session = String(request.headers['x-session-id'] ?? '')
    const entry: PracticeRequest = {
      session,
      place: due.place,
      result: 'ok',
      effort: chat.reasoning_effort ?? null,
    }
    requests.push(entry)
    if (requests.length > LOG_LENGTH) requests.shift()

    const conversation = session === '' ? digest(JSON.stringify(chat.messages.slice(0, 2))) : session
    const trouble = due.call.trouble.find((step, index) => {
      const key = `${conversation} ${due.origin} ${index}`
      const count = struck.get(key) ?? 0
      if ('times' in step && step.times !== undefined && count >= step.times) return false
      struck.set(key, count + 1)
      return true
    })
    if (trouble !== undefined && 'error' in trouble) {
      entry.result = String(trouble.error)
      return refuse(response, trouble)
    }
    if (trouble !== undefined && 'drop' in trouble) {
      entry.result = 'drop'
      if (trouble.drop === 'before') return void request.socket.destroy()
    }
    if (trouble !== undefined && 'silent' in trouble) {
      entry.result = 'silent'
      if (chat.stream === true) openStream(response)
      await delay(trouble.silent)
    }
    if (trouble !== undefined && 'broken' in trouble) entry.result = trouble.broken
    await send(response, chat, due, breakOf(trouble))
  }

  await listen(server, options.port)
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The practice model has no port.')
  return {
    port: address.port,
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

type Break = Extract<TroubleStep, { broken: string }>['broken'] | 'drop' | null

const breakOf = (trouble: TroubleStep | undefined): Break => {
  if (trouble === undefined) return null
  if ('drop' in trouble) return 'drop'
  return 'broken' in trouble ? trouble.broken : null
}

/** @param breaks how the stream breaks in the middle of the call's text, if it does */
async function send(response: ServerResponse, chat: ChatRequest, due: Due, breaks: Break) {
  const { call } = due
  const pieces = call.prose.flatMap((step) => piecesOf(step, DEFAULT_DELAY_MS))
  // The place makes ids differ within a conversation; nothing else is asked of them.
  const tools = call.calls.map((step, index) =>
    toolCall(step, `call_${due.place.replace('.', '_')}_${index}`, due.directory),
  )
  const finish = call.finish ?? (tools.length > 0 ? 'tool_calls' : 'stop')
  const usage = usageOf(due, pieces, chat)
  if (chat.stream !== true) {
    const content = pieces.map((piece) => piece.text).join('')
    return json(response, 200, {
      ...frame(chat),
      object: 'chat.completion',
      choices: [
        {
          index: 0,
          finish_reason: finish,
          message: { role: 'assistant', content, ...(tools.length > 0 && { tool_calls: tools.map(wire) }) },
        },
      ],
      usage,
    })
  }
  openStream(response)
  const chunk = (delta: object, end: string | null = null, extra: object = {}) =>
    write(
      response,
      `data: ${JSON.stringify({ ...frame(chat), object: 'chat.completion.chunk', choices: [{ index: 0, delta, finish_reason: end }], ...extra })}\n\n`,
    )
  await chunk({ role: 'assistant', content: '' })
  for (const [index, piece] of pieces.entries()) {
    if (response.destroyed) return
    if (breaks !== null && index >= pieces.length / 2) {
      const more = () => chunk({ [piece.field]: piece.text })
      return breakOff(response, breaks, more)
    }
    await chunk({ [piece.field]: piece.text })
    if (piece.delayMs > 0) await delay(piece.delayMs)
  }
  for (const [index, tool] of tools.entries()) await chunk({ tool_calls: [{ index, ...wire(tool) }] })
  await chunk({}, finish, { usage })
  response.end('data: [DONE]\n\n')
}

async function breakOff(response: ServerResponse, how: NonNullable<Break>, more: () => Promise<void>) {
  if (how === 'garbled') {
    response.end('data: {"choices": [{"index": 0, "delta": {"con\n\ndata: <html>Bad gateway</html>\n\n')
  } else if (how === 'unfinished') response.end()
  else if (how === 'endless') {
    while (!response.destroyed) {
      await more()
      await delay(DEFAULT_DELAY_MS)
    }
  } else {
    // What was written must leave before the connection breaks.
    await delay(50)
    response.destroy()
  }
}

const wire = (tool: WireToolCall) => ({
  id: tool.id,
  type: 'function',
  function: { name: tool.name, arguments: tool.arguments },
})

const frame = (chat: ChatRequest) => ({
  id: 'practice',
  created: Math.floor(Date.now() / 1000),
  model: chat.model ?? 'scripted',
})

/** Made-up but plausible numbers: about four characters a token. */
function usageOf(due: Due, pieces: Piece[], chat: ChatRequest) {
  const said = pieces.reduce((sum, piece) => sum + piece.text.length, 0)
  const read = JSON.stringify(chat.messages).length
  const given = due.call.usage
  const input = given === null ? Math.ceil(read / 4) : given.input + given.cached
  const output = given === null ? Math.ceil(said / 4) + 10 * due.call.calls.length : given.output
  return {
    prompt_tokens: input,
    completion_tokens: output,
    total_tokens: input + output,
    prompt_tokens_details: { cached_tokens: given?.cached ?? 0 },
    completion_tokens_details: { reasoning_tokens: given?.reasoning ?? 0 },
  }
}

async function write(response: ServerResponse, text: string): Promise<void> {
  if (response.destroyed || response.write(text)) return
  await new Promise<void>((resolve) => {
    response.once('drain', resolve)
    response.once('close', resolve)
  })
}

function openStream(response: ServerResponse) {
  if (response.headersSent) return
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' })
  response.flushHeaders()
}

function refuse(response: ServerResponse, step: Extract<TroubleStep, { error: number }>) {
  const words: Record<number, [string, string]> = {
    401: ['Incorrect API key provided.', 'invalid_api_key'],
    403: ['You have no access to this model.', 'forbidden'],
    429: ['Rate limit reached.', 'rate_limit_exceeded'],
  }
  const [message, code] = words[step.error] ?? ['The server had an error.', 'server_error']
  if (step.retryAfter !== undefined) response.setHeader('retry-after', String(step.retryAfter))
  fail(response, step.error, step.message ?? message, step.code ?? code)
}

function fail(response: ServerResponse, status: number, message: string, code: string) {
  json(response, status, { error: { message, type: code, code } })
}

function json(response: ServerResponse, status: number, body: unknown) {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify(body))
}

function authorized(request: IncomingMessage, key: string): boolean {
  const given = createHash('sha256')
    .update(String(request.headers.authorization ?? ''))
    .digest()
  return timingSafeEqual(given, createHash('sha256').update(`Bearer ${key}`).digest())
}

const digest = (text: string) => createHash('sha256').update(text).digest('hex')

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE' && port !== 0) listen(server, 0).then(resolve, reject)
      else reject(error)
    })
    server.listen(port, '127.0.0.1', () => resolve())
  })
}
