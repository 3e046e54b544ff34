import type { TurnLimits, TurnOutcome } from '#electron/agents/runtime.ts'
import { AwakeTime } from '#electron/process/awake.ts'
import type { AgentEvent } from './wire.ts'

type LimitOutcome = Extract<TurnOutcome, { kind: 'limit' }>

/** Watches a turn for a model that says nothing and for waits that are too long. */
export interface TurnWatch {
  /** Any event of the session tree. */
  event(event: AgentEvent): void
  /** The provider is tried again at `next`, in epoch milliseconds. */
  retry(message: string, next: number): void
  reached(): LimitOutcome | null
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
  let reached: LimitOutcome | null = null
  const awake = new AwakeTime()
  let lastSign = awake.now()
  /** A wait is measured when it is first heard of: the clock may be set before it is over. */
  const heard = new Set<number>()

  function reach(limit: LimitOutcome['limit'], message: string) {
    if (reached !== null) return
    reached = { kind: 'limit', limit, message }
    onReached()
  }

  const timer = setInterval(
    () => {
      if (runningTools() > 0) lastSign = Math.max(lastSign, awake.now())
      const silent = awake.now() - lastSign
      if (silent > limits.silentModelMs)
        reach('silent_model', `The model has said nothing for ${duration(limits.silentModelMs)}.`)
    },
    Math.min(1_000, Math.max(50, limits.silentModelMs / 5)),
  )

  return {
    event(event) {
      if (event.type === 'session.status') {
        const { status } = event.properties
        if (status.type === 'retry') this.retry(status.message, status.next)
      } else if (
        event.type === 'message.part.delta' ||
        event.type === 'message.part.updated' ||
        event.type === 'todo.updated'
      )
        lastSign = Math.max(lastSign, awake.now())
    },
    retry(message, next) {
      if (heard.has(next)) return
      heard.add(next)
      const wait = next - Date.now()
      if (wait > limits.maxRetryWaitMs)
        reach('retry_wait', `The model provider asks to wait ${duration(wait)} before the next try.`)
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
