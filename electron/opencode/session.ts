import type { AgentSession, OpenSession, TurnOutcome } from '#electron/agents/runtime.ts'
import { refuseAsk } from './asks.ts'
import { HttpError } from './client.ts'
import { createConfigGuard } from './config-guard.ts'
import type { Connection } from './connection.ts'
import { humanLine } from './errors.ts'
import { readMessages } from './messages.ts'
import type { PermissionRule } from './permission.ts'
import { createReporter } from './reporter.ts'
import type { Log, Server } from './server.ts'
import { outputFile, withWholeOutput } from './tool-output.ts'
import { createTranslator } from './translate.ts'
import { startTurn, type Turn } from './turn.ts'
import type { AgentEvent, Session, StoredMessage, Todo, ToolPart } from './wire.ts'

export interface SessionOptions {
  server: Server
  /** With its links resolved. */
  directory: string
  permission: () => readonly PermissionRule[]
  log: Log
}

/** Longest wait for a turn to end after it was aborted, in milliseconds. */
const ABORT_PATIENCE_MS = 15_000

/**
 * Finds or makes the session in OpenCode and follows it.
 *
 * @throws an error in words when the server cannot be started or refuses
 */
export async function openAgentSession(open: OpenSession, options: SessionOptions): Promise<AgentSession> {
  const { server, directory, log } = options
  const first = await server.use(open.model)
  const guard = createConfigGuard(directory)
  await guard.remember()
  let found: Awaited<ReturnType<typeof findSession>>
  try {
    found = await findSession(first, open, options)
  } finally {
    await guard.restore()
  }
  const sessionId = found.session.id

  const reporter = createReporter(open.report)
  const translator = createTranslator({
    rootId: sessionId,
    history: open.history,
    emit: (item) => reporter.add(item),
  })
  /** Outputs that are being read from files. */
  const reads = new Set<Promise<void>>()
  let attached: { connection: Connection; detach: () => void } | null = null
  let current: { turn: Turn; ended: Promise<unknown> } | null = null
  /** A turn that waits for its server; it may be aborted before it begins. */
  let beginning: { aborted: boolean } | null = null
  if (found.lost)
    translator.notice('warning', 'OpenCode no longer knows the earlier session; a new one was started.')

  function readWhole(part: ToolPart, path: string) {
    const read = withWholeOutput(part, path).then((whole) =>
      translator.event({
        id: '',
        type: 'message.part.updated',
        properties: { sessionID: whole.sessionID, part: whole, time: 0 },
      }),
    )
    const settled = read.catch((error: unknown) => log('error', 'tool output', { error: String(error) }))
    reads.add(settled)
    void settled.then(() => reads.delete(settled))
  }

  function onEvent(connection: Connection, event: AgentEvent, from: string) {
    if (event.type === 'permission.asked' || event.type === 'question.asked') {
      const refused = refuseAsk(connection.client, directory, event)
      translator.notice('warning', refused.notice)
      refused.done.catch((error: unknown) =>
        log('warn', 'An ask was not answered.', { error: String(error) }),
      )
      return
    }
    const part = event.type === 'message.part.updated' ? event.properties.part : undefined
    const path = part?.type === 'tool' ? outputFile(part) : null
    if (part?.type === 'tool' && path !== null) readWhole(part, path)
    else translator.event(event)
    current?.turn.onEvent(event, from)
  }

  function attach(connection: Connection) {
    if (attached?.connection === connection) return
    attached?.detach()
    const detach = connection.watch(sessionId, {
      onEvent: (event, from) => onEvent(connection, event, from),
      onGap: () => current?.turn.onGap(),
    })
    attached = { connection, detach }
  }
  attach(first)

  function feed(messages: readonly StoredMessage[]) {
    for (const { info, parts } of messages) {
      const plain = parts.filter((part) => {
        const path = part.type === 'tool' ? outputFile(part) : null
        if (part.type !== 'tool' || path === null) return true
        readWhole(part, path)
        return false
      })
      translator.stored([{ info, parts: plain }])
    }
  }

  /** Reads what is stored since a message, tells the log what it lacks and answers with the root's messages. */
  async function reconcile(connection: Connection, since: string): Promise<StoredMessage[]> {
    const { client } = connection
    const messages = await readMessages(client, sessionId, since)
    const begun = messages[0]?.info.time.created
    if (begun === undefined) return messages
    const children = await connection.learnTree(sessionId)
    for (const child of children.filter(({ time }) => time.updated >= begun))
      feed(await readMessages(client, child.id, null))
    feed(messages)
    translator.todos(sessionId, await client.get<Todo[]>(`/session/${sessionId}/todo`))
    await Promise.all(reads)
    return messages
  }

  async function abort(): Promise<void> {
    if (beginning !== null) {
      beginning.aborted = true
      return
    }
    const running = current
    if (running !== null) {
      await running.turn.abort()
      let timer: NodeJS.Timeout | undefined
      const patience = new Promise((resolve) => (timer = setTimeout(resolve, ABORT_PATIENCE_MS)))
      await Promise.race([running.ended, patience])
      clearTimeout(timer)
      return
    }
    const connection = server.current()
    if (connection === null) return
    await connection.client.post(`/session/${sessionId}/abort`).catch((error: unknown) => {
      if (!connection.lost.aborted) throw error
    })
  }

  return {
    sessionId,
    async turn(messageId, text, limits): Promise<TurnOutcome> {
      if (current !== null || beginning !== null) throw new Error('This session is in a turn already.')
      const begin = { aborted: false }
      beginning = begin
      let connection: Connection
      try {
        connection = await server.use(open.model)
        attach(connection)
        await guard.remember()
      } catch (error) {
        return { kind: 'failed', code: 'agent_error', message: humanLine((error as Error).message) }
      } finally {
        beginning = null
      }
      if (begin.aborted) return { kind: 'aborted' }
      const turn = startTurn({
        connection,
        sessionId,
        directory,
        model: open.model,
        messageId,
        text,
        limits,
        translator,
        reconcile: (since) => reconcile(connection, since),
        log,
      })
      const ended = turn.outcome.then(
        () => undefined,
        () => undefined,
      )
      current = { turn, ended }
      try {
        return await turn.outcome
      } finally {
        current = null
        await Promise.all(reads)
        await guard.restore()
        reporter.flush()
      }
    },
    abort,
    async close() {
      attached?.detach()
      attached = null
      reporter.flush()
      const connection = server.current()
      if (connection === null) return
      await connection.client.post('/instance/dispose', { directory }).catch((error: unknown) => {
        log('warn', 'A directory was not freed.', { directory, error: String(error) })
      })
    },
  }
}

async function findSession(
  { client }: Connection,
  open: OpenSession,
  { directory, permission }: SessionOptions,
): Promise<{ session: Session; lost: boolean }> {
  if (open.sessionId !== null) {
    try {
      return { session: await client.get<Session>(`/session/${open.sessionId}`), lost: false }
    } catch (error) {
      if (!(error instanceof HttpError) || error.status !== 404) throw error
    }
  }
  const sessions = await client.get<Session[]>('/session', { directory })
  const known = sessions.find(
    ({ metadata, parentID }) => metadata?.openlinear === open.key && parentID === undefined,
  )
  if (known !== undefined) return { session: known, lost: false }
  const session = await client.post<Session>(
    '/session',
    { directory },
    // With a title given, no model is asked for one.
    { title: open.title, metadata: { openlinear: open.key }, permission: permission() },
  )
  return { session, lost: open.sessionId !== null }
}
