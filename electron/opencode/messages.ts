import type { Client } from './client.ts'
import type { AssistantMessage, StoredMessage } from './wire.ts'

const PAGE = 100

/** The messages of a session from `since` on, oldest first; all of them when `since` is null. */
export async function readMessages(
  client: Client,
  sessionId: string,
  since: string | null,
): Promise<StoredMessage[]> {
  const pages: StoredMessage[][] = []
  let before: string | undefined
  for (;;) {
    const page = await client.page<StoredMessage[]>(`/session/${sessionId}/message`, { limit: PAGE, before })
    pages.unshift(page.body)
    const reached = since !== null && page.body.some(({ info }) => info.id === since)
    if (reached || page.before === null || page.body.length === 0) break
    before = page.before
  }
  const all = pages.flat()
  const start = since === null ? 0 : all.findIndex(({ info }) => info.id === since)
  return start < 0 ? [] : all.slice(start)
}

/**
 * The answers to one of our messages. OpenCode adds user messages of its own, for instance after it has
 * shortened the conversation; they do not end the turn, the next one of ours does.
 */
export function answersTo(messages: readonly StoredMessage[], messageId: string): StoredMessage[] {
  const start = messages.findIndex(({ info }) => info.id === messageId)
  if (start < 0) return []
  const answers: StoredMessage[] = []
  for (const message of messages.slice(start + 1)) {
    if (message.info.role === 'user') {
      if (!isOpenCodes(message)) break
    } else answers.push(message)
  }
  return answers
}

const isOpenCodes = ({ parts }: StoredMessage) =>
  parts.length > 0 &&
  parts.every((part) => part.type !== 'text' || part.synthetic === true) &&
  parts.some((part) => part.type === 'compaction' || part.type === 'text')

/** The last answer, summaries left out. */
export function lastAnswer(answers: readonly StoredMessage[]): AssistantMessage | null {
  for (const { info } of answers.toReversed()) {
    if (info.role === 'assistant' && info.summary !== true) return info
  }
  return null
}

/** The prose of the last answer that has any. */
export function closingText(answers: readonly StoredMessage[]): string {
  for (const { info, parts } of answers.toReversed()) {
    if (info.role !== 'assistant' || info.summary === true) continue
    const text = parts
      .flatMap((part) => (part.type === 'text' && part.synthetic !== true ? [part.text.trim()] : []))
      .filter((one) => one !== '')
      .join('\n\n')
    if (text !== '') return text
  }
  return ''
}
