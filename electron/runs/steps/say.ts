import { buildResumePrompt } from '#shared/prompt.ts'
import type { LogBody } from '#shared/run-log.ts'
import type { Tx } from '../../store/store.ts'
import { isTold, requestItem, toRequest } from '../request-records.ts'
import { inWords } from '../request-rules.ts'
import type { AddItems } from '../run-log.ts'
import type { RunChange, RunRow } from '../run-rows.ts'
import { changeWorker } from '../workers.ts'
import type { StepContext, StepResult } from '../step.ts'

export type Reason = Extract<LogBody, { kind: 'prompt' }>['reason']

/** What is said next, under an id of its own: the journal's key to saying it once. */
export function nextMessage(
  { engine }: StepContext,
  add: AddItems,
  text: string,
  reason: Reason,
): Pick<RunChange, 'message_id' | 'message_text' | 'message_reason'> {
  const messageId = engine.agents.newMessageId()
  add({ kind: 'prompt', messageId, reason, text })
  return { message_id: messageId, message_text: text, message_reason: reason }
}

/** What the user has said meanwhile is the agent's next turn; null when that is nothing. */
export async function sayQueued(context: StepContext): Promise<StepResult | null> {
  const { engine, row } = context
  if (!(await engine.messages.hasQueued(row.id))) return null
  return {
    kind: 'next',
    step: 'turn',
    async change(tx, add) {
      const said = await engine.messages.take(tx, row.id)
      // Withdrawn in this moment: the turn step finds its last turn done.
      if (said === null) return {}
      const worker = await changeWorker(engine, tx, row.id, said.choice)
      return { ...worker, ...nextMessage(context, add, said.text, 'message') }
    },
  }
}

/**
 * What an interrupted agent is told in the transaction that records it: to go on, what the user has said
 * meanwhile, and how its own questions stand. It has forgotten that it waits for their answers.
 */
export async function resumeText(
  { engine }: StepContext,
  row: RunRow,
  tx: Tx,
  add: AddItems,
): Promise<{ text: string; reason: Reason; worker: RunChange }> {
  const said = await engine.messages.take(tx, row.id)
  const worker = said === null ? {} : await changeWorker(engine, tx, row.id, said.choice)
  const words = said?.text ?? null
  const answered: { asked: string; said: string }[] = []
  const unanswered: string[] = []
  for (const request of await engine.requests.ofRun(tx.db, row.id, 'agent')) {
    const { answer, ...asked } = toRequest(request)
    if (answer === null) {
      unanswered.push(asked.title)
      continue
    }
    answered.push({ asked: asked.title, said: inWords(asked, answer) })
    if (!isTold(request)) add(requestItem(request, 'answered'))
    await engine.requests.tell(tx, request)
  }
  const text = buildResumePrompt({ words, answered, unanswered })
  return { text, reason: words === null ? 'resume' : 'message', worker }
}
