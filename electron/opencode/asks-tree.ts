import type { AskingCall } from './asks.ts'
import type { AgentEvent, Part, ToolPart } from './wire.ts'

/** What stands in the way of a call, or of a whole session when `callId` is null. */
export interface Obstacle {
  sessionId: string
  callId: string | null
}

/**
 * Who of a session and its sub-agents is at work, as far as it must be known to tell whether everything
 * waits for the user.
 */
export interface AskTree {
  event(event: AgentEvent): void
  /** A part as stored, after events were missed. */
  part(part: Part): void
  /** Whether a session is in a turn. */
  status(sessionId: string, busy: boolean): void
  call(sessionId: string, callId: string): AskingCall | undefined
  /** Whether nothing goes on until one of the obstacles is gone. */
  blocked(obstacles: readonly Obstacle[]): boolean
}

interface Call extends AskingCall {
  /** The sub-agent's session, once a `task` call has one. */
  child: string | undefined
}

interface SessionState {
  busy: boolean
  /** The message the calls belong to; those of earlier ones are over, whatever they say. */
  messageId: string
  /** Not over yet, by call id. */
  calls: Map<string, Call>
}

/** Makes the tree of a turn that begins now. */
export function createAskTree(rootId: string): AskTree {
  const sessions = new Map<string, SessionState>()

  function stateOf(sessionId: string): SessionState {
    let state = sessions.get(sessionId)
    if (state === undefined) {
      state = { busy: false, messageId: '', calls: new Map() }
      sessions.set(sessionId, state)
    }
    return state
  }

  function status(sessionId: string, busy: boolean) {
    const state = stateOf(sessionId)
    state.busy = busy
    if (!busy) state.calls.clear()
  }

  function begin(session: SessionState, messageId: string) {
    if (messageId < session.messageId) return
    session.messageId = messageId
    session.calls.clear()
  }

  function toolPart({ sessionID, messageID, callID, tool, state }: ToolPart) {
    const session = stateOf(sessionID)
    if (messageID > session.messageId) begin(session, messageID)
    else if (messageID < session.messageId) return
    if (state.status === 'completed' || state.status === 'error') {
      session.calls.delete(callID)
      return
    }
    const child = state.status === 'running' ? state.metadata?.sessionId : undefined
    const known = session.calls.get(callID)?.child
    session.calls.set(callID, {
      tool,
      input: state.input,
      child: tool === 'task' && typeof child === 'string' ? child : known,
    })
  }

  function waits(sessionId: string, obstacles: readonly Obstacle[], waiting: Set<string>): boolean {
    const state = sessions.get(sessionId)
    if (state === undefined || !state.busy || waiting.has(sessionId)) return false
    waiting.add(sessionId)
    const own = obstacles.filter((one) => one.sessionId === sessionId)
    // The model itself is at work when there is neither a call nor something asked.
    if (state.calls.size === 0) return own.some(({ callId }) => callId === null)
    // What stops the whole session keeps the ends of its calls from being known, save those of sub-agents.
    const stopped = own.some(({ callId }) => callId === null)
    return Array.from(state.calls).every(
      ([id, call]) =>
        own.some(({ callId }) => callId === id) ||
        (call.child === undefined ? stopped : waits(call.child, obstacles, waiting)),
    )
  }

  return {
    event(event) {
      if (event.type === 'session.status')
        status(event.properties.sessionID, event.properties.status.type !== 'idle')
      else if (event.type === 'session.idle') status(event.properties.sessionID, false)
      else if (event.type === 'message.part.updated') this.part(event.properties.part)
    },
    part(part) {
      if (part.type === 'tool') toolPart(part)
      // The model is asked anew: calls of before are over, also those it had begun when its connection broke.
      else if (part.type === 'step-start') begin(stateOf(part.sessionID), part.messageID)
    },
    status,
    call: (sessionId, callId) => sessions.get(sessionId)?.calls.get(callId),
    blocked(obstacles) {
      if (obstacles.length === 0) return false
      const waiting = new Set<string>()
      if (!waits(rootId, obstacles, waiting)) return false
      return Array.from(sessions).every(([id, { busy }]) => !busy || waiting.has(id))
    },
  }
}
