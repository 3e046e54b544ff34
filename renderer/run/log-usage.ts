import type { LogItem } from '#shared/run-log.ts'

/** Tokens, and cost in dollars. */
export type LogUsage = {
  inputTokens: number
  outputTokens: number
  reasoningTokens: number
  cacheReadTokens: number
  cacheWriteTokens: number
  cost: number
}

const NO_USAGE: LogUsage = {
  inputTokens: 0,
  outputTokens: 0,
  reasoningTokens: 0,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
  cost: 0,
}

/** Adds up what the messages of a run used. A message says its own sum again and again: its last word counts. */
export class UsageSum {
  total: LogUsage = NO_USAGE
  private readonly byMessage = new Map<string, LogUsage>()

  take(item: LogItem & { kind: 'usage' }): void {
    const id = `${item.sessionId ?? ''}/${item.messageId}`
    const before = this.byMessage.get(id) ?? NO_USAGE
    const now = { ...NO_USAGE }
    const total = { ...this.total }
    for (const field of Object.keys(NO_USAGE) as (keyof LogUsage)[]) {
      now[field] = item[field]
      total[field] += item[field] - before[field]
    }
    this.byMessage.set(id, now)
    this.total = total
  }
}
