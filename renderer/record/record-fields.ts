import { FAILURE_CODES, REQUEST_KINDS, RUN_STATUSES } from '#shared/run-words.ts'
import {
  type Check,
  ifThere,
  isCommit,
  isFlat,
  isMap,
  isNumber,
  isText,
  isTime,
  isWhole,
  isYesOrNo,
  listOf,
  mapOf,
  oneOf,
  orNull,
} from './check-value.ts'

// The shapes of `shared/run-record.ts` and `shared/run-log.ts`. A test holds the two together.

type Fields = Readonly<Record<string, Check>>

const textOrNull = orNull(isText)
const answer = mapOf({
  reply: ifThere(oneOf('once', 'always', 'reject')),
  message: ifThere(isText),
  answers: ifThere(listOf(listOf(isText))),
  choice: ifThere(isText),
})

const conditions = mapOf({
  openLinear: isText,
  program: isText,
  programVersion: isText,
  configHash: isText,
  permissions: (value) => isMap(value) && Object.values(value).every(isText),
  grants: listOf(mapOf({ permission: isText, pattern: isText })),
})

export const RUN_FIELDS: Fields = {
  exportedAt: isTime,
  exportedBy: isText,
  runId: isText,
  attempt: isWhole,
  status: oneOf(...RUN_STATUSES),
  task: mapOf({ id: isText, identifier: isText, title: isText }),
  project: mapOf({ id: isText, name: isText }),
  batchId: textOrNull,
  purpose: isText,
  prompt: isText,
  model: isText,
  variant: textOrNull,
  agent: isText,
  conditions: orNull(conditions),
  baseBranch: textOrNull,
  baseCommit: orNull(isCommit),
  branch: textOrNull,
  headCommit: orNull(isCommit),
  worktree: textOrNull,
  createdAt: isTime,
  startedAt: orNull(isTime),
  endedAt: orNull(isTime),
}

export const END_FIELDS: Fields = {
  status: oneOf(...RUN_STATUSES),
  failure: orNull(mapOf({ code: oneOf(...FAILURE_CODES), message: isText })),
  summary: textOrNull,
  changes: orNull(mapOf({ files: isWhole, additions: isWhole, deletions: isWhole })),
  checkPassed: orNull(isYesOrNo),
  usage: mapOf({ inputTokens: isWhole, outputTokens: isWhole, cost: isNumber }),
  mergedCommit: orNull(isCommit),
  lastSeq: isWhole,
}

export const MESSAGE_FIELDS: Fields = {
  messageId: isText,
  reason: oneOf('task', 'fix', 'send_back', 'resume', 'message'),
  text: isText,
}

export const REQUEST_FIELDS: Fields = {
  requestId: isText,
  state: oneOf('asked', 'answered', 'withdrawn'),
  text: isText,
  kind: orNull(oneOf(...REQUEST_KINDS)),
  permission: textOrNull,
  patterns: orNull(listOf(isText)),
  subAgent: orNull(isYesOrNo),
  answer: orNull(answer),
  by: orNull(oneOf('user')),
}

export const CHECK_FIELDS: Fields = {
  commandId: isText,
  command: textOrNull,
  exitCode: orNull(isWhole),
  ms: isWhole,
  passed: isYesOrNo,
}

const part = { partId: isText, sessionId: ifThere(isText) }
const prose = { ...part, delta: isText, replace: ifThere((value) => value === true) }

/** The fields of an `event` by the kind of its item. */
export const EVENT_FIELDS: Readonly<Record<string, Fields>> = {
  stage: {
    stage: oneOf('preparing', 'running', 'checking', 'committing'),
    state: oneOf('started', 'done'),
    text: isText,
    ms: ifThere(isWhole),
  },
  text: prose,
  reasoning: prose,
  tool: {
    ...part,
    tool: isText,
    state: oneOf('pending', 'running', 'completed', 'error', 'interrupted'),
    title: ifThere(isText),
    input: ifThere((value) => isMap(value) && isFlat(value)),
    output: ifThere(isText),
    error: ifThere(isText),
    patch: ifThere(isText),
    childSessionId: ifThere(isText),
    exitCode: ifThere(isWhole),
    ms: ifThere(isWhole),
  },
  tool_output: { ...part, delta: isText },
  todo: {
    sessionId: ifThere(isText),
    items: listOf(
      mapOf({ content: isText, status: oneOf('pending', 'in_progress', 'completed', 'cancelled') }),
    ),
  },
  usage: {
    sessionId: ifThere(isText),
    messageId: isText,
    inputTokens: isWhole,
    outputTokens: isWhole,
    reasoningTokens: isWhole,
    cacheReadTokens: isWhole,
    cacheWriteTokens: isWhole,
    cost: isNumber,
  },
  command_start: { command: oneOf('setup', 'check'), line: isText, commandId: isText },
  command_output: { commandId: isText, text: isText },
  command_end: { commandId: isText, exitCode: orNull(isWhole), ms: isWhole },
  retry: { attempt: isWhole, message: isText, nextAt: isTime },
  notice: { level: oneOf('info', 'warning', 'error'), text: isText },
}
