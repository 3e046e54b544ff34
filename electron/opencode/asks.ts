import type { EventPermissionAsked, EventQuestionAsked } from '@opencode-ai/sdk/v2/types'
import type { Client } from './client.ts'

const GO_ON =
  'Nobody can answer while you work. Go on without this, or choose what the author of the task would most likely want.'

/**
 * Answers what OpenCode asks although its rules leave nothing to ask: it would wait for ever. The answer is
 * words for the model, which goes on with them.
 */
export function refuseAsk(
  client: Client,
  directory: string,
  { type, properties }: EventPermissionAsked | EventQuestionAsked,
): { notice: string; done: Promise<unknown> } {
  const where = { directory }
  if (type === 'permission.asked') {
    const what = properties.patterns.slice(0, 3).join(', ')
    return {
      notice: `The agent asked for permission (${properties.permission}: ${what}). It was refused, since nobody is asked during a run.`,
      done: client.post(`/permission/${properties.id}/reply`, where, { reply: 'reject', message: GO_ON }),
    }
  }
  const asked = properties.questions.map(({ question }) => question).join(' ')
  return {
    notice: `The agent asked: “${asked}” It was told to decide for itself.`,
    // A rejected question ends the turn, an answered one does not.
    done: client.post(`/question/${properties.id}/reply`, where, {
      answers: properties.questions.map(() => [GO_ON]),
    }),
  }
}
