import type { TurnLimits, TurnOutcome } from '#electron/agents/runtime.ts'
import { AwakeTime } from '#electron/process/awake.ts'
import { humanLine } from './errors.ts'
import type { AgentEvent, SessionStatus } from './wire.ts'

type EndOutcome = Extract<TurnOutcome, { kind: 'limit' | 'rate_limited' }>

/** OpenCode waits for its next try. */
type Retry = Extract<SessionStatus, { type: 'retry' }>

/** A shorter wait is not worth another turn. */
const SHORT_MS = 15_000
/** How OpenCode waits when the provider has not said how long: twice as long each time, and up to a quarter more. */
const guessMs = (attempt: number) => 1.3 * 1_000 * 2 ** attempt
const LIMITED = /rate.?limit|too many requests/i

/** Watches a turn for a model that says nothing and for waits that are too long. */
export interface TurnWatch {
  /** Any event of the session tree. */
  event(event: AgentEvent): void
  retry(retry: Retry): void
  reached(): EndOutcome | null
  stop(): void
}

/**
 * @param runningTools tools at work now; while there are any, silence is theirs
 * @param onReached called once
 */
export function createTurnLimits(
  limits: TurnLimits,
  runningTools: () => number,
  onReached: () => void,
): TurnWatch {
  let reached: EndOutcome | null = null
  const awake = new AwakeTime()
  let lastSign = awake.now()
  /** A wait is measured when it is first heard of: the clock may be set before it is over. */
  const heard = new Set<number>()

  function reach(end: EndOutcome) {
    if (reached !== null) return
    reached = end
    onReached()
  }

  const timer = setInterval(
    () => {
      if (runningTools() > 0) lastSign = Math.max(lastSign, awake.now())
      const silent = awake.now() - lastSign
      if (silent > limits.silentModelMs) {
        const message = `The model has said nothing for ${duration(limits.silentModelMs)}.`
        reach({ kind: 'limit', limit: 'silent_model', message })
      }
    },
    Math.min(1_000, Math.max(50, limits.silentModelMs / 5)),
  )

  return {
    event(event) {
      if (event.type === 'session.status') {
        const { status } = event.properties
        if (status.type === 'retry') this.retry(status)
      } else if (
        event.type === 'message.part.delta' ||
        event.type === 'message.part.updated' ||
        event.type === 'todo.updated'
      )
        lastSign = Math.max(lastSign, awake.now())
    },
    retry({ message, next, attempt }) {
      if (heard.has(next)) return
      heard.add(next)
      const wait = next - Date.now()
      const isTold = wait > guessMs(attempt)
      if (wait > limits.maxRetryWaitMs) {
        const asked = `The model provider asks to wait ${duration(wait)} before the next try.`
        reach({ kind: 'limit', limit: 'retry_wait', message: asked })
      } else if (wait > SHORT_MS && (isTold || LIMITED.test(message))) {
        const said = `The model provider limits the requests: ${humanLine(message)}`
        reach({ kind: 'rate_limited', waitMs: isTold ? wait : null, message: said })
      }
      // Waiting for a provider that answered is no silence; one that timed out goes on being silent.
      if (!/timed? ?out/i.test(message)) lastSign = Math.max(lastSign, awake.now() + wait)
    },
    reached: () => reached,
    stop() {
      clearInterval(timer)
      awake.stop()
    },
  }
}

function duration(ms: number): string {
  const minutes = Math.round(ms / 60_000)
  if (ms < 90_000) return `${Math.max(1, Math.round(ms / 1_000))} seconds`
  return minutes < 90 ? `${minutes} minutes` : `${Math.round(minutes / 60)} hours`
}
