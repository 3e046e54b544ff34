import { setTimeout as delay } from 'node:timers/promises'
import { createClient, isTimeout, type Client } from './client.ts'
import { openEventStream } from './event-stream.ts'
import type { Log } from './server.ts'
import type { AgentEvent, Session } from './wire.ts'

/** Follows one session and its sub-agents. */
export interface TreeListener {
  onEvent(event: AgentEvent, sessionId: string): void
  /** Events may have been missed: what is stored has to be read. */
  onGap(): void
}

/** One session and its sub-agents on a running server. */
export interface Watch {
  /** Refuses to send anything once `lost` is aborted. */
  client: Client
  /**
   * Aborted when the server is gone or has let go of the session's directory. In the second case any request
   * for the directory or the session would load the directory anew, and with it whatever OpenCode runs of the
   * files that are there by now.
   */
  lost: AbortSignal
  /** The root and all its known sub-agents. */
  tree(): string[]
  /** See {@link Connection.probe}. */
  probe(): Promise<void>
  /** Sends the session a prompt. */
  prompt(body: object): Promise<void>
  /** Whether the session was sent a prompt on this server. If not, nothing of it can be about to finish. */
  wasPrompted(): boolean
  /** Asks the server which sub-agents the session has, and theirs; answers with all of them. */
  learnTree(): Promise<Session[]>
  stop(): void
}

/** A running server. */
export interface Connection {
  client: Client
  version: string
  configHash: string
  /** Aborted when the server has ended, or has been told to let go of everything: it is of no use then. */
  lost: AbortSignal
  /**
   * For who has got no answer: waits until the server has said a word, or has been ended since it says none.
   * One that hangs would hold up all that use it, and go on with its tools once it wakes.
   */
  probe(): Promise<void>
  /**
   * Does what makes the server load a directory, one after the other: it has one thread, and of several that
   * are loaded at once none is ready before the last. One that hangs holds up the next for a while only.
   */
  load<T>(work: () => Promise<T>): Promise<T>
  /** @param directory the session's, as the server knows it */
  watch(rootId: string, directory: string, listener: TreeListener): Watch
}

interface Watched {
  directory: string
  listener: TreeListener
  /** Aborted when the server has let go of the directory. */
  disposed: AbortController
}

interface Options {
  url: string
  password: string
  configHash: string
  lost: AbortSignal
  onDead: () => void
  log: Log
  probeMs?: number
  loadPatienceMs?: number
}

const SUB_AGENT_DEPTH = 8
/** So long a server may take to say that it is there, and half of it once more; it needs some 10 ms. */
const PROBE_MS = 5_000
/** From the break of a dying server's connections to its end. */
const LAST_MOMENT_MS = 1_000
/** Longest wait for a directory that is loaded before: what a project brings may take it minutes. */
const LOAD_PATIENCE_MS = 10_000

/**
 * Checks that the server answers and opens its event stream; ends with `lost`.
 *
 * @throws when the server does not answer
 */
export async function connect({
  url,
  password,
  configHash,
  lost,
  onDead,
  log,
  probeMs = PROBE_MS,
  loadPatienceMs = LOAD_PATIENCE_MS,
}: Options): Promise<Connection> {
  const own = createClient(url, password)
  const ending = new AbortController()
  const post: Client['post'] = async (path, query, body, timeoutMs) => {
    if (path === '/global/dispose') await endTurns(timeoutMs)
    return own.post(path, query, body, timeoutMs)
  }
  const client: Client = { ...own, post }
  const parents = new Map<string, string>()
  const watched = new Map<string, Watched>()
  const prompted = new Set<string>()
  let loading: Promise<void> = Promise.resolve()

  /**
   * Ends what goes on before the server lets go of everything: letting go of a directory in which a session is
   * at work, OpenCode loads that directory once more. So would whoever looks meanwhile how a turn has ended.
   */
  async function endTurns(timeoutMs?: number): Promise<void> {
    ending.abort()
    const loaded = Array.from(watched).filter(([, { disposed }]) => !disposed.signal.aborted)
    await Promise.all(loaded.map(([id]) => own.post(`/session/${id}/abort`, {}, undefined, timeoutMs)))
  }

  function rootOf(sessionId: string): string {
    let root = sessionId
    for (let depth = 0; depth < SUB_AGENT_DEPTH; depth++) {
      const parent = parents.get(root)
      if (parent === undefined) break
      root = parent
    }
    return root
  }

  function learn(session: Session) {
    if (session.parentID !== undefined) parents.set(session.id, session.parentID)
  }

  function onEvent(event: AgentEvent) {
    if (event.type === 'server.instance.disposed') {
      for (const { directory, disposed } of watched.values())
        if (directory === event.properties.directory) disposed.abort()
      return
    }
    if (event.type === 'session.created' || event.type === 'session.updated') learn(event.properties.info)
    const sessionId = 'properties' in event ? sessionOf(event.properties) : undefined
    if (sessionId !== undefined) watched.get(rootOf(sessionId))?.listener.onEvent(event, sessionId)
  }

  const stream = openEventStream({
    client,
    onEvent,
    onGap: () => {
      for (const { listener } of watched.values()) listener.onGap()
    },
    onDead,
    log,
  })
  lost.addEventListener('abort', () => stream.close(), { once: true })
  if (lost.aborted) stream.close()
  const health = await client.get<{ version: string }>('/global/health')
  await stream.ready

  async function probe(): Promise<void> {
    if (lost.aborted) return
    const gone = new Promise<void>((resolve) =>
      lost.addEventListener('abort', () => resolve(), { once: true }),
    )
    const ask = (timeoutMs: number) => own.get('/global/health', {}, timeoutMs)
    // Once more: after a sleep of the host its own timers come before an answer that has been there for long.
    const asked = ask(probeMs).catch((error: unknown) =>
      isTimeout(error) ? ask(probeMs / 2) : Promise.reject(error),
    )
    // It may be about to end: then its connections break a moment before that is known.
    const answer = asked.catch(async (error: unknown) => {
      if (isTimeout(error)) onDead()
      await Promise.race([gone, delay(LAST_MOMENT_MS)])
    })
    await Promise.race([gone, answer])
  }

  async function learnTree(through: Client, sessionId: string, depth = 0): Promise<Session[]> {
    if (depth >= SUB_AGENT_DEPTH) return []
    const children = await through.get<Session[]>(`/session/${sessionId}/children`)
    const all = [...children]
    for (const child of children) {
      learn(child)
      all.push(...(await learnTree(through, child.id, depth + 1)))
    }
    return all
  }

  return {
    client,
    version: health.version,
    configHash,
    probe,
    load(work) {
      const loaded = loading.then(work)
      const isOver = loaded.then(
        () => undefined,
        () => undefined,
      )
      loading = loading.then(() => Promise.race([isOver, delay(loadPatienceMs, undefined, { ref: false })]))
      return loaded
    },
    lost: AbortSignal.any([lost, ending.signal]),
    watch(rootId, directory, listener) {
      const disposed = new AbortController()
      const gone = AbortSignal.any([lost, ending.signal, disposed.signal])
      const through = until(gone, client)
      const mine = { directory, listener, disposed }
      watched.set(rootId, mine)
      return {
        client: through,
        lost: gone,
        probe,
        async prompt(body) {
          prompted.add(rootId)
          await through.post(`/session/${rootId}/prompt_async`, { directory }, body)
        },
        wasPrompted: () => prompted.has(rootId),
        tree: () => [rootId, ...Array.from(parents.keys()).filter((id) => rootOf(id) === rootId)],
        learnTree: () => learnTree(through, rootId),
        stop() {
          if (watched.get(rootId) === mine) watched.delete(rootId)
        },
      }
    },
  }
}

/** The client, as long as `lost` is not aborted. */
function until(lost: AbortSignal, client: Client): Client {
  const check = async () => {
    if (lost.aborted) throw new Error('OpenCode has let go of the session.')
  }
  return {
    get: (...args) => check().then(() => client.get(...args)),
    touch: (...args) => check().then(() => client.touch(...args)),
    page: (...args) => check().then(() => client.page(...args)),
    post: (...args) => check().then(() => client.post(...args)),
    wait: (...args) => check().then(() => client.wait(...args)),
    delete: (...args) => check().then(() => client.delete(...args)),
    patch: (...args) => check().then(() => client.patch(...args)),
    events: (...args) => check().then(() => client.events(...args)),
  }
}

function sessionOf(properties: object): string | undefined {
  if ('sessionID' in properties && typeof properties.sessionID === 'string') return properties.sessionID
  return undefined
}
