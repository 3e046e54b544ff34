import type { TurnOutcome } from '#electron/agents/runtime.ts'
import { failureOf, isOutOfMoney } from './errors.ts'
import { closingText, lastAnswer } from './messages.ts'
import type { StoredMessage, WireError } from './wire.ts'

export interface Circumstances {
  /** We have asked for an end. */
  aborting: boolean
  /** This process has sent the message, to the server that still runs. */
  sent: boolean
  /** The session has been idle long enough for its last message to be finished. */
  settled: boolean
  notice: (level: 'info' | 'warning' | 'error', text: string) => void
}

/** How a turn of an idle session ended, from its answers; null = look again in a moment. */
export function judge(answers: readonly StoredMessage[], now: Circumstances): TurnOutcome | null {
  const last = lastAnswer(answers)
  if (last === null) return now.settled ? { kind: 'interrupted' } : null
  if (last.error !== undefined) return endedBy(last.error, now.aborting)
  const done = last.time.completed !== undefined
  if (done && last.finish !== undefined && last.finish !== 'tool-calls') {
    if (last.finish === 'length')
      now.notice('warning', 'The model’s last answer reached its length limit and was cut off.')
    return { kind: 'completed', text: closingText(answers) }
  }
  // Aborted in the wait before a retry: complete, without a finish and without an error.
  if (done && last.finish === undefined && now.aborting) return { kind: 'aborted' }
  if (!now.settled) return null
  if (now.aborting) return { kind: 'aborted' }
  // A refusal without words ends the turn, which is not what the user wants who refuses one thing.
  if (done && last.finish === 'tool-calls' && endedByRefusal(answers)) return { kind: 'interrupted' }
  if (done && last.finish === 'tool-calls' && now.sent) {
    const message = 'The agent stopped after a tool call without an answer.'
    return { kind: 'failed', code: 'agent_error', message }
  }
  return { kind: 'interrupted' }
}

/** How a turn ended that OpenCode says an error of. */
export function endedBy(error: WireError, aborting: boolean): TurnOutcome {
  // Whatever it stumbled over while we ended it, it was we who ended it.
  if (aborting) return { kind: 'aborted' }
  if (error.name === 'MessageAbortedError') return { kind: 'interrupted' }
  // Refusing what is asked between calls, such as one repeated too often, fails the whole answer.
  if (isRefusal(error.data?.message)) return { kind: 'interrupted' }
  const failure = failureOf(error)
  if (failure.code === 'rate_limited' && !isOutOfMoney(error))
    return { kind: 'rate_limited', waitMs: null, message: failure.message }
  return { kind: 'failed', ...failure }
}

/** OpenCode's words in a call it has refused without any of the user's. */
const REFUSED = [
  'The user rejected permission to use this specific tool call.',
  'The user dismissed this question',
]

const isRefusal = (message: unknown) =>
  typeof message === 'string' && message.startsWith('The user rejected permission')

function endedByRefusal(answers: readonly StoredMessage[]): boolean {
  const parts = answers.at(-1)?.parts ?? []
  return parts.some(
    (part) => part.type === 'tool' && part.state.status === 'error' && REFUSED.includes(part.state.error),
  )
}
