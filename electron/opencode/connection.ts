import { createClient, type Client } from './client.ts'
import { openEventStream } from './event-stream.ts'
import type { AgentEvent, Session } from './wire.ts'

/** Follows one session and its sub-agents. */
export interface TreeListener {
  onEvent(event: AgentEvent, sessionId: string): void
  /** Events may have been missed: what is stored has to be read. */
  onGap(): void
}

/** A running server. It is of no use once `lost` is aborted. */
export interface Connection {
  client: Client
  version: string
  lost: AbortSignal
  watch(rootId: string, listener: TreeListener): () => void
  /** The root and all its known sub-agents. */
  treeOf(rootId: string): string[]
  /** Asks the server which sub-agents a session has, and theirs; answers with all of them. */
  learnTree(rootId: string): Promise<Session[]>
}

interface Options {
  url: string
  password: string
  lost: AbortSignal
  onDead: () => void
}

const SUB_AGENT_DEPTH = 8

/**
 * Checks that the server answers and opens its event stream; ends with `lost`.
 *
 * @throws when the server does not answer
 */
export async function connect({ url, password, lost, onDead }: Options): Promise<Connection> {
  const client = createClient(url, password)
  const parents = new Map<string, string>()
  const listeners = new Map<string, TreeListener>()

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
    if (event.type === 'session.created' || event.type === 'session.updated') learn(event.properties.info)
    const sessionId = 'properties' in event ? sessionOf(event.properties) : undefined
    if (sessionId !== undefined) listeners.get(rootOf(sessionId))?.onEvent(event, sessionId)
  }

  const stream = openEventStream({
    client,
    onEvent,
    onGap: () => {
      for (const listener of listeners.values()) listener.onGap()
    },
    onDead,
  })
  lost.addEventListener('abort', () => stream.close(), { once: true })
  if (lost.aborted) stream.close()
  const health = await client.get<{ version: string }>('/global/health')
  await stream.ready

  async function learnTree(sessionId: string, depth = 0): Promise<Session[]> {
    if (depth >= SUB_AGENT_DEPTH) return []
    const children = await client.get<Session[]>(`/session/${sessionId}/children`)
    const all = [...children]
    for (const child of children) {
      learn(child)
      all.push(...(await learnTree(child.id, depth + 1)))
    }
    return all
  }

  return {
    client,
    version: health.version,
    lost,
    watch(rootId, listener) {
      listeners.set(rootId, listener)
      return () => {
        if (listeners.get(rootId) === listener) listeners.delete(rootId)
      }
    },
    treeOf: (rootId) => [rootId, ...Array.from(parents.keys()).filter((id) => rootOf(id) === rootId)],
    learnTree: (rootId) => learnTree(rootId),
  }
}

function sessionOf(properties: object): string | undefined {
  if ('sessionID' in properties && typeof properties.sessionID === 'string') return properties.sessionID
  return undefined
}
