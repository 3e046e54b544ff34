import type { AgentAsk, AskReply } from '#electron/agents/runtime.ts'
import type { Obstacle } from './asks-tree.ts'
import { HttpError, type Client } from './client.ts'

/** An ask and where it stands. */
export interface Asked extends Obstacle {
  ask: AgentAsk
}

/** Gives answers to OpenCode in its words. */
export interface AskReplies {
  /** Refused permissions are held until {@link release}. @returns false when the ask is gone */
  give(asked: Asked, reply: AskReply): Promise<boolean>
  /** Refusals that wait for the other asks of their session. */
  held(): Asked[]
  /** Gives a session's refusals on. */
  release(sessionId: string): Promise<void>
  forget(ref: string): void
}

/** A refusal without words would end the agent's turn. */
const REFUSED =
  'The user does not allow this. Go on without it, reach the goal in another way, or leave this part out and say so at the end.'
const UNANSWERED =
  'The user does not want to answer this. Decide for yourself what the author of the task would most likely want, and go on.'

interface Options {
  client: Client
  lost: AbortSignal
  directory: string
}

/** Makes the replies of one turn. */
export function createAskReplies({ client, lost, directory }: Options): AskReplies {
  const held = new Map<string, { asked: Asked; message: string | null }>()

  /** One after the other: a refusal must not overtake what was allowed before. */
  let queue: Promise<unknown> = Promise.resolve()

  function post(path: string, body: unknown): Promise<boolean> {
    const posted = queue.then(async () => {
      if (lost.aborted) return false
      try {
        await client.post(path, { directory }, body)
        return true
      } catch (error) {
        if (error instanceof HttpError && error.status === 404) return false
        throw error
      }
    })
    queue = posted.catch(() => undefined)
    return posted
  }

  async function release(sessionId: string): Promise<void> {
    const all = Array.from(held.values()).filter(({ asked }) => asked.sessionId === sessionId)
    const [first, ...rest] = all
    if (first === undefined) return
    for (const { asked } of all) held.delete(asked.ask.ref)
    // The first refusal refuses the rest, without their words: it has to say those as well.
    const words = [
      first.message ?? REFUSED,
      ...rest.flatMap(({ asked, message }) =>
        message === null || asked.ask.kind !== 'permission' ? [] : [`About “${asked.ask.title}”: ${message}`],
      ),
    ]
    try {
      await post(`/permission/${first.asked.ask.ref}/reply`, { reply: 'reject', message: words.join('\n\n') })
    } catch (error) {
      for (const one of all) held.set(one.asked.ask.ref, one)
      throw error
    }
  }

  return {
    async give(asked, reply) {
      const { ask } = asked
      if (ask.kind === 'question') {
        // A rejected question ends the turn, an answered one does not.
        const answers =
          'answers' in reply
            ? reply.answers
            : ask.questions.map(() => [
                'message' in reply && reply.message !== null ? reply.message : UNANSWERED,
              ])
        return post(`/question/${ask.ref}/reply`, { answers })
      }
      if ('answers' in reply) throw new Error('A permission is allowed or rejected, not answered.')
      // Never `always`: what OpenCode is told for good beats every denial, and cannot be taken back.
      if (reply.reply !== 'reject') return post(`/permission/${ask.ref}/reply`, { reply: 'once' })
      held.set(ask.ref, { asked, message: reply.message })
      return true
    },
    held: () => Array.from(held.values(), ({ asked }) => asked),
    release,
    forget: (ref) => held.delete(ref),
  }
}
