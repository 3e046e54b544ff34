import { setTimeout as delay } from 'node:timers/promises'
import type { AgentEvent } from './wire.ts'

/** Longest wait for a clock that was set back to come to where it was, in milliseconds. */
const LONGEST_WAIT_MS = 60_000

/**
 * OpenCode orders the messages of a session by the wall clock. Once that was set back, an answer stands before
 * its question: the model, which never sees that it has answered, is asked again and again, and a new message is
 * taken for an old one and never answered. This watches one turn for it.
 */
export interface ClockOrder {
  event(event: AgentEvent): void
  /** An answer was older than what it follows. */
  isBroken(): boolean
}

/** @param onBroken called once */
export function createClockOrder(sessionId: string, messageId: string, onBroken: () => void): ClockOrder {
  const seen = new Set<string>()
  let newest = 0
  let broken = false
  return {
    event(event) {
      if (event.type !== 'message.updated') return
      const { info } = event.properties
      if (info.sessionID !== sessionId || seen.has(info.id)) return
      if (info.id !== messageId && !(info.role === 'assistant' && info.parentID === messageId)) return
      seen.add(info.id)
      const { created } = info.time
      if (created < newest && !broken) {
        broken = true
        onBroken()
      }
      newest = Math.max(newest, created)
    },
    isBroken: () => broken,
  }
}

/**
 * Waits until the clock says a later time than `moment`, for a minute at most.
 *
 * @param moment epoch milliseconds
 * @returns what is missing then, in milliseconds; 0 when nothing is
 */
export async function reach(moment: number, ended: AbortSignal): Promise<number> {
  const missing = moment - Date.now()
  if (missing > LONGEST_WAIT_MS) return missing
  if (missing >= 0) await delay(missing + 1, undefined, { signal: ended }).catch(() => undefined)
  return 0
}

/** Why no more can be said in a session. */
export function setBackBy(missing: number): string {
  const minutes = Math.ceil(missing / 60_000)
  const time = minutes < 120 ? `${minutes} minutes` : `${Math.round(minutes / 60)} hours`
  return `The computer’s clock was set back by about ${time}. OpenCode cannot go on in a session from before that: retry the task to begin another one. The work so far is kept in the worktree.`
}
