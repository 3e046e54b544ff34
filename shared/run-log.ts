import { z } from 'zod'
import { requestAnswer, requestKind } from './requests.ts'
import { runStage } from './runs.ts'
import { timestamp } from './common.ts'

/**
 * A run's log is append-only. Items that belong together share `partId`: streamed text is a row of
 * `text` items whose deltas add up; a tool call is a row of `tool` items whose last state counts.
 * `sessionId` stands only on items of a sub-agent.
 */
const part = { partId: z.string(), sessionId: z.string().optional() }

export const todoItem = z.object({
  content: z.string(),
  status: z.enum(['pending', 'in_progress', 'completed', 'cancelled']),
})
export type TodoItem = z.infer<typeof todoItem>

export const logBody = z.discriminatedUnion('kind', [
  /** A stage of the engine began or ended; `text` says it in words, `ms` is its duration. */
  z.object({
    kind: z.literal('stage'),
    stage: runStage,
    state: z.enum(['started', 'done']),
    text: z.string(),
    ms: z.number().int().optional(),
  }),
  /** Text sent to the agent: the first prompt, a fix request after a failed check, comments sent back, or a message. */
  z.object({
    kind: z.literal('prompt'),
    messageId: z.string(),
    reason: z.enum(['task', 'fix', 'send_back', 'resume', 'message']),
    text: z.string(),
  }),
  /** Prose of the agent. `replace` = `delta` is the whole text and earlier deltas of the part are void. */
  z.object({ kind: z.literal('text'), ...part, delta: z.string(), replace: z.literal(true).optional() }),
  z.object({ kind: z.literal('reasoning'), ...part, delta: z.string(), replace: z.literal(true).optional() }),
  /** A tool call changed state. Absent fields keep their earlier value. */
  z.object({
    kind: z.literal('tool'),
    ...part,
    tool: z.string(),
    state: z.enum(['pending', 'running', 'completed', 'error', 'interrupted']),
    title: z.string().optional(),
    input: z.record(z.string(), z.unknown()).optional(),
    output: z.string().optional(),
    error: z.string().optional(),
    /** Unified diff of the file an edit changed. */
    patch: z.string().optional(),
    /** Session of the sub-agent that a `task` call started. */
    childSessionId: z.string().optional(),
    /** Of a shell command that ended by itself; logs of older versions lack it. */
    exitCode: z.number().int().optional(),
    ms: z.number().int().optional(),
  }),
  /** More live output of a running tool; void once the tool's final `output` is there. */
  z.object({ kind: z.literal('tool_output'), ...part, delta: z.string() }),
  z.object({ kind: z.literal('todo'), sessionId: z.string().optional(), items: z.array(todoItem) }),
  /** Tokens and cost (US dollars) of one model step; `messageId` makes it countable once. */
  z.object({
    kind: z.literal('usage'),
    sessionId: z.string().optional(),
    messageId: z.string(),
    inputTokens: z.number().int(),
    outputTokens: z.number().int(),
    reasoningTokens: z.number().int(),
    cacheReadTokens: z.number().int(),
    cacheWriteTokens: z.number().int(),
    cost: z.number(),
  }),
  /** The user's own shell lines: setup and check. */
  z.object({
    kind: z.literal('command_start'),
    command: z.enum(['setup', 'check']),
    line: z.string(),
    commandId: z.string(),
  }),
  z.object({ kind: z.literal('command_output'), commandId: z.string(), text: z.string() }),
  z.object({
    kind: z.literal('command_end'),
    commandId: z.string(),
    /** null = ended by a signal. */
    exitCode: z.number().int().nullable(),
    ms: z.number().int(),
  }),
  /** The provider failed and OpenCode tries again at `nextAt`. */
  z.object({ kind: z.literal('retry'), attempt: z.number().int(), message: z.string(), nextAt: timestamp }),
  /** The run asked the user something, or got its answer. */
  z.object({
    kind: z.literal('request'),
    requestId: z.string(),
    state: z.enum(['asked', 'answered', 'withdrawn']),
    /** `asked`: what it wanted to know; `answered`: what was said. */
    text: z.string(),
    /** `asked`: what the request was, which is gone once it is answered. Items of old runs have none. */
    ask: z
      .object({
        kind: requestKind,
        permission: z.string().optional(),
        patterns: z.array(z.string()).optional(),
        subAgent: z.boolean(),
      })
      .optional(),
    /** `answered`: the answer as it was given. */
    answer: requestAnswer.optional(),
  }),
  z.object({ kind: z.literal('notice'), level: z.enum(['info', 'warning', 'error']), text: z.string() }),
])
export type LogBody = z.infer<typeof logBody>

/** `seq` counts from 1 without gaps within a run. */
export const logItem = z.intersection(z.object({ seq: z.number().int(), at: timestamp }), logBody)
export type LogItem = { seq: number; at: string } & LogBody
