import { dirname, join } from 'node:path'
import type { AgentSession, OpenSession, TurnOutcome } from '#electron/agents/runtime.ts'
import { AppError } from '#shared/errors.ts'
import { createAskBroker, type AskBroker } from './asks-broker.ts'
import { HttpError, isTimeout } from './client.ts'
import type { ConfigGuard } from './config-guard.ts'
import type { Connection, Watch } from './connection.ts'
import { humanLine } from './errors.ts'
import { readMessages } from './messages.ts'
import { decide, type PermissionRule } from './permission.ts'
import type { Log, Server } from './server.ts'
import { findSession, type FoundSession } from './session-lookup.ts'
import { outputFile, withWholeOutput } from './tool-output.ts'
import { createTranslator } from './translate.ts'
import { startTurn, type Turn } from './turn.ts'
import type { AgentEvent, StoredMessage, Todo, ToolPart } from './wire.ts'

export interface SessionOptions {
  server: Server
  /** With its links resolved. */
  directory: string
  /** Of that directory. */
  guard: ConfigGuard
  /** The policy, the grants and the user's denials as rules; those of the agent are added here. */
  permission: (open: OpenSession) => readonly PermissionRule[]
  log: Log
}

/** Longest wait for a turn to end after it was aborted, in milliseconds. */
const ABORT_PATIENCE_MS = 15_000
/** Longest wait for an answer that changes little, in milliseconds. */
const TIDY_PATIENCE_MS = 5_000
/** So many servers in a row may die while they are asked for a session. */
const MAX_LOST = 5

/**
 * Finds or makes the session in OpenCode and follows it.
 *
 * @throws an error in words when the server cannot be started or refuses
 */
export async function openAgentSession(open: OpenSession, options: SessionOptions): Promise<AgentSession> {
  const { server, directory, guard, log } = options
  const { connection: first, found } = await find()
  const sessionId = found.session.id
  /** Until its first turn. */
  let isEmpty = found.isNew
  /** Those the user gives during this session among them. */
  const grants = [...open.grants]

  const translator = createTranslator({
    rootId: sessionId,
    history: open.history,
    // At once: what is asked is told past the log, and must not overtake what was said before.
    emit: (item) => open.report([item]),
  })
  /** Outputs that are being read from files. */
  const reads = new Set<Promise<void>>()
  let attached: { connection: Connection; watch: Watch } | null = null
  let current: { turn: Turn; asks: AskBroker; ended: Promise<unknown> } | null = null
  /** A turn that waits for its server; it may be aborted before it begins. */
  let beginning: { aborted: boolean } | null = null
  if (found.lost)
    translator.notice('warning', 'OpenCode no longer knows the earlier session; a new one was started.')

  /** @throws AppError UNAVAILABLE when one server after another dies of it, or what the server says */
  async function find(): Promise<{ connection: Connection; found: FoundSession }> {
    for (let times = 1; ; times++) {
      const connection = await server.use(open.model)
      const release = server.lease()
      try {
        const session = await connection.load(async () => {
          await guard.remember()
          return findSession(connection.client, open, directory, options.permission(open))
        })
        return { connection, found: session }
      } catch (error) {
        if (error instanceof HttpError) throw error
        await connection.probe()
        // The server closes connections that nobody uses, maybe in this moment.
        const isSilence = isTimeout(error) || error instanceof TypeError
        if (!connection.lost.aborted && (!isSilence || times === MAX_LOST)) throw error
        if (times === MAX_LOST)
          throw new AppError(
            'UNAVAILABLE',
            `OpenCode ended ${times} times in a row while it was asked for a session. Settings › Doctor checks it.`,
            null,
            { cause: error },
          )
        log('warn', 'OpenCode did not answer when it was asked for a session; it is asked again.', {
          directory,
        })
      } finally {
        await guard.restore()
        release()
      }
    }
  }

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

  function onEvent(event: AgentEvent, from: string) {
    const part = event.type === 'message.part.updated' ? event.properties.part : undefined
    const path = part?.type === 'tool' ? outputFile(part) : null
    if (part?.type === 'tool' && path !== null) readWhole(part, path)
    else translator.event(event)
    current?.turn.onEvent(event, from)
  }

  function attach(connection: Connection): Watch {
    if (attached?.connection === connection && !attached.watch.lost.aborted) return attached.watch
    attached?.watch.stop()
    const watch = connection.watch(sessionId, directory, {
      onEvent,
      onGap: () => current?.turn.onGap(),
    })
    attached = { connection, watch }
    return watch
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
    current?.asks.stored(messages)
  }

  /** Reads what is stored since a message, tells the log what it lacks and answers with the root's messages. */
  async function reconcile(watch: Watch, since: string): Promise<StoredMessage[]> {
    const { client } = watch
    const [messages, children, todos] = await Promise.all([
      readMessages(client, sessionId, since),
      watch.learnTree(),
      client.get<Todo[]>(`/session/${sessionId}/todo`),
    ])
    const begun = messages[0]?.info.time.created
    if (begun === undefined) return messages
    for (const child of children.filter(({ time }) => time.updated >= begun))
      feed(await readMessages(client, child.id, null))
    feed(messages)
    translator.todos(sessionId, todos)
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
      void running.turn.abort()
      let timer: NodeJS.Timeout | undefined
      const patience = new Promise<'late'>((resolve) => {
        timer = setTimeout(() => resolve('late'), ABORT_PATIENCE_MS)
      })
      const how = await Promise.race([running.ended, patience])
      clearTimeout(timer)
      // It may hang; then it would go on with its tools in the worktree once it wakes.
      if (how === 'late') await attached?.watch.probe()
      return
    }
    // Only where the session has been opened: on a server of later it would load the directory unchecked.
    const watch = attached?.watch
    if (watch === undefined || watch.lost.aborted) return
    await watch.client
      .post(`/session/${sessionId}/abort`, {}, undefined, TIDY_PATIENCE_MS)
      .catch((error: unknown) => {
        if (!watch.lost.aborted) throw error
      })
  }

  const brokerOf = (watch: Watch, messageId: string) =>
    createAskBroker({
      watch,
      directory,
      rootId: sessionId,
      messageId,
      decide: (asked) => decide(open.permissions, grants, asked),
      grant: (permission, patterns) => grants.push(...patterns.map((pattern) => ({ permission, pattern }))),
      onAsks: open.onAsks,
      log,
    })

  return {
    sessionId,
    program: { version: first.version, configHash: first.configHash },
    async turn(messageId, text, limits, files = []): Promise<TurnOutcome> {
      if (current !== null || beginning !== null) throw new Error('This session is in a turn already.')
      const begin = { aborted: false }
      beginning = begin
      let watch: Watch
      let release: (() => void) | undefined
      try {
        const connection = await server.use(open.model)
        release = server.lease()
        watch = attach(connection)
        await guard.remember()
      } catch (error) {
        release?.()
        return { kind: 'failed', code: 'agent_error', message: humanLine((error as Error).message) }
      } finally {
        beginning = null
      }
      if (begin.aborted) {
        release()
        return { kind: 'aborted' }
      }
      // It may look at the rest of them by itself.
      for (const { path } of files)
        grants.push({ permission: 'external_directory', pattern: join(dirname(path), '*') })
      const isFirst = isEmpty
      isEmpty = false
      const asks = brokerOf(watch, messageId)
      const turn = startTurn({
        watch,
        sessionId,
        directory,
        model: open.model,
        agent: open.agent,
        variant: open.variant,
        messageId,
        text,
        files,
        limits,
        isFirst,
        translator,
        asks,
        reconcile: (since) => reconcile(watch, since),
        log,
      })
      const ended = turn.outcome.then(
        () => undefined,
        () => undefined,
      )
      current = { turn, asks, ended }
      try {
        return await turn.outcome
      } finally {
        current = null
        await Promise.all(reads)
        await guard.restore()
        // Last: who hears that asks are gone hears at once how the turn has ended, and that it is for that.
        asks.end()
        release()
      }
    },
    async answer(ref, reply) {
      return (await current?.asks.answer(ref, reply)) ?? false
    },
    abort,
    async close() {
      // Letting go of a directory at work, OpenCode would load it once more.
      if (current !== null) await abort()
      const watch = attached?.watch
      attached = null
      if (watch === undefined) return
      watch.stop()
      // Where the directory is not loaded, this would load it.
      if (watch.lost.aborted) return
      await watch.client
        .post('/instance/dispose', { directory }, undefined, TIDY_PATIENCE_MS)
        .catch((error: unknown) => {
          log('warn', 'A directory was not freed.', { directory, error: String(error) })
        })
    },
  }
}
