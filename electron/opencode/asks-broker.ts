import type { AgentAsk, AskReply, Asks } from '#electron/agents/runtime.ts'
import type { Rule } from '#shared/permissions.ts'
import { createAskReplies, type Asked } from './asks-replies.ts'
import { createAskTree } from './asks-tree.ts'
import { permissionAsk, questionAsk } from './asks.ts'
import type { Watch } from './connection.ts'
import type { Log } from './server.ts'
import type { AgentEvent, PermissionRequest, QuestionRequest, SessionStatus, StoredMessage } from './wire.ts'

export interface AskBrokerOptions {
  watch: Watch
  directory: string
  rootId: string
  /** The turn's message; what was asked before it is stale. */
  messageId: string
  decide: (asked: { permission: string; patterns: readonly string[] }) => Rule
  /** Takes what the user allows for good. */
  grant: (permission: string, patterns: readonly string[]) => void
  onAsks: (asks: Asks) => void
  log: Log
}

/**
 * Stands between what OpenCode asks during a turn and who answers: what the project's policy decides is
 * answered here, the rest is told to `onAsks`.
 */
export interface AskBroker {
  /** Any event of the session tree. */
  event(event: AgentEvent): void
  /** Messages as stored, after events were missed. */
  stored(messages: readonly StoredMessage[]): void
  /** Asks the server what is asked, after events were missed. */
  sync(): Promise<void>
  answer(ref: string, reply: AskReply): Promise<boolean>
  /** How many asks hold something up, those among them whose answer waits for others. */
  pending(): number
  /** The turn is over: what is still asked is void. */
  end(): void
}

/** One ask after another may come at once, as for a command that also leaves the worktree. */
const SETTLE_MS = 300

const DENIED =
  'The rules of this project do not allow this. Go on without it, or reach the goal in another way.'

/** Makes the broker of one turn. */
export function createAskBroker(options: AskBrokerOptions): AskBroker {
  const { watch, directory, rootId, messageId, log } = options
  const { client, lost } = watch
  const tree = createAskTree(rootId)
  const replies = createAskReplies({ client, directory, lost })
  const open = new Map<string, Asked>()
  /** Answered or withdrawn: a list that was asked for before may still hold them. */
  const gone = new Set<string>()
  let blocked = false
  let settling: NodeJS.Timeout | undefined
  let ended = false

  function update(listed = false) {
    const now = tree.blocked([...open.values(), ...replies.held()])
    if (!now) {
      clearTimeout(settling)
      settling = undefined
    } else if (!blocked && settling === undefined && !ended)
      settling = setTimeout(() => {
        settling = undefined
        blocked = true
        tell()
      }, SETTLE_MS)
    const freed = blocked && !now
    if (freed) blocked = false
    if (listed || freed) tell()
  }

  const tell = () => options.onAsks({ open: Array.from(open.values(), ({ ask }) => ask), blocked })

  function drop(ref: string) {
    gone.add(ref)
    replies.forget(ref)
    const known = open.get(ref)
    if (known === undefined) return
    open.delete(ref)
    release(known.sessionId).catch(failed)
    update(true)
  }

  function add(sessionId: string, callId: string | null, ask: AgentAsk) {
    if (open.has(ask.ref) || gone.has(ask.ref)) return
    open.set(ask.ref, { sessionId, callId, ask })
    update(true)
  }

  /** OpenCode goes on listing what was asked in an aborted turn. Ids begin with the time, as those of messages do. */
  const isStale = (ref: string) => stampOf(ref) < stampOf(messageId)

  function permission(request: PermissionRequest) {
    const { id, sessionID, tool } = request
    if (open.has(id) || gone.has(id)) return
    const callId = tool?.callID ?? null
    const decision = options.decide(request)
    const call = callId === null ? undefined : tree.call(sessionID, callId)
    const ask = permissionAsk(request, call, sessionID !== rootId)
    if (decision === 'ask') return add(sessionID, callId, ask)
    give(
      { sessionId: sessionID, callId, ask },
      decision === 'allow' ? { reply: 'once' } : { reply: 'reject', message: DENIED },
    )
  }

  function question(request: QuestionRequest) {
    const { sessionID, tool } = request
    add(sessionID, tool?.callID ?? null, questionAsk(request, sessionID !== rootId))
  }

  /** Gives an answer that is ours; if that fails, the user is asked. */
  function give(one: Asked, reply: AskReply) {
    gone.add(one.ask.ref)
    send(one, reply).catch((error: unknown) => {
      failed(error)
      if (!lost.aborted && !ended) reopen(one)
    })
  }

  function reopen(one: Asked) {
    replies.forget(one.ask.ref)
    gone.delete(one.ask.ref)
    add(one.sessionId, one.callId, one.ask)
  }

  const failed = (error: unknown) => {
    if (!lost.aborted && !ended) log('warn', 'An ask could not be answered.', { error: String(error) })
  }

  const asksMore = (sessionId: string) =>
    Array.from(open.values()).some((one) => one.sessionId === sessionId && one.ask.kind === 'permission')

  async function send(one: Asked, reply: AskReply): Promise<boolean> {
    const given = await replies.give(one, reply)
    const released = release(one.sessionId)
    // Only a refusal is given on by that; whatever waited before is not this answer's failure.
    await ('reply' in reply && reply.reply === 'reject' ? released : released.catch(failed))
    update()
    return given
  }

  /** A refusal waits while more is asked for in its session: OpenCode would refuse that with it. */
  async function release(sessionId: string) {
    if (!asksMore(sessionId)) await replies.release(sessionId)
  }

  /** What has been granted meanwhile is not asked any more. */
  function regrant() {
    for (const [ref, one] of open) {
      if (one.ask.kind !== 'permission' || options.decide(one.ask) !== 'allow') continue
      open.delete(ref)
      give(one, { reply: 'once' })
      update(true)
    }
  }

  function idle(sessionId: string) {
    for (const [ref, one] of open) if (one.sessionId === sessionId) drop(ref)
  }

  return {
    event(event) {
      if (ended) return
      tree.event(event)
      switch (event.type) {
        case 'permission.asked':
          return permission(event.properties)
        case 'question.asked':
          return question(event.properties)
        case 'permission.replied':
        case 'question.replied':
        case 'question.rejected':
          return drop(event.properties.requestID)
        case 'session.idle':
          // An abort ends what was asked without a word about it.
          idle(event.properties.sessionID)
          break
        default:
      }
      update()
    },
    stored(messages) {
      for (const { parts } of messages) for (const part of parts) tree.part(part)
      update()
    },
    async sync() {
      const before = Array.from(open.keys())
      const where = { directory }
      const [statuses, permissions, questions] = await Promise.all([
        client.get<Record<string, SessionStatus>>('/session/status', where),
        client.get<PermissionRequest[]>('/permission', where),
        client.get<QuestionRequest[]>('/question', where),
      ])
      if (ended) return
      const sessionIds = watch.tree()
      const busy = new Set(sessionIds.filter((id) => (statuses[id]?.type ?? 'idle') !== 'idle'))
      for (const id of sessionIds) tree.status(id, busy.has(id))
      const asked = new Set([...permissions, ...questions].map(({ id }) => id))
      for (const ref of before) {
        const one = open.get(ref)
        if (one !== undefined && (!asked.has(ref) || !busy.has(one.sessionId))) drop(ref)
      }
      const isNow = (one: { id: string; sessionID: string }) => busy.has(one.sessionID) && !isStale(one.id)
      for (const one of permissions) if (isNow(one)) permission(one)
      for (const one of questions) if (isNow(one)) question(one)
      for (const sessionId of busy) await release(sessionId)
      update()
    },
    async answer(ref, reply) {
      const one = open.get(ref)
      if (one === undefined || ended) return false
      open.delete(ref)
      gone.add(ref)
      if ('reply' in reply && reply.reply === 'always' && one.ask.kind === 'permission')
        options.grant(one.ask.permission, one.ask.always)
      update(true)
      let given: boolean
      try {
        given = await send(one, reply)
      } catch (error) {
        if (lost.aborted || ended) return false
        reopen(one)
        throw error
      }
      regrant()
      return given
    },
    pending: () => open.size + replies.held().length,
    end() {
      ended = true
      clearTimeout(settling)
      const told = open.size > 0 || blocked
      open.clear()
      blocked = false
      if (told) tell()
    },
  }
}

/** The part of an id that tells when it was made. */
const stampOf = (id: string) => id.slice(id.indexOf('_') + 1).slice(0, 12)
