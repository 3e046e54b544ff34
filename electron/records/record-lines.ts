import type { LogBody, LogItem } from '#shared/run-log.ts'
import type { EndLine, ItemLine, RunLine } from '#shared/run-record.ts'
import { RECORD_VERSION } from '#shared/run-record-words.ts'
import type { RecordedRun, StoredItem } from '../runs/runs.ts'

/** What a record's first line says of the run's surroundings. */
export interface Surroundings {
  task: { id: string; identifier: string; title: string }
  project: { id: string; name: string }
  /** When the record is made, and the version of OpenLinear that makes it. */
  at: string
  version: string
}

/** The first line of a record: the run, and what was there when it began. */
export function runLineOf(
  { run, conditions }: RecordedRun,
  { task, project, at, version }: Surroundings,
): RunLine {
  return {
    type: 'run',
    version: RECORD_VERSION,
    exportedAt: at,
    exportedBy: version,
    runId: run.id,
    attempt: run.attempt,
    status: run.status,
    task: { id: task.id, identifier: task.identifier, title: task.title },
    project: { id: project.id, name: project.name },
    batchId: run.batchId,
    contestId: run.contestId,
    purpose: run.purpose,
    prompt: run.prompt,
    model: run.model,
    variant: run.variant,
    agent: run.agent,
    conditions,
    baseBranch: run.baseBranch,
    baseCommit: run.baseCommit,
    branch: run.branch,
    headCommit: run.headCommit,
    worktree: run.worktreePath,
    createdAt: run.createdAt,
    startedAt: run.startedAt,
    endedAt: run.endedAt,
  }
}

export const endLineOf = ({ run, lastSeq }: RecordedRun): EndLine => ({
  type: 'end',
  status: run.status,
  failure: run.failure,
  summary: run.summary,
  changes: run.changes,
  checkPassed: run.checkPassed,
  usage: run.usage,
  mergedCommit: run.mergedCommit,
  lastSeq,
})

/**
 * Makes lines of a log's items, which have to come in their order: the end of a check says which line has ended.
 */
export function createItemLines(): (stored: StoredItem) => ItemLine {
  const checks = new Map<string, string>()
  return ({ seq, at, kind, body }) => {
    const item = { seq, at, kind, ...(JSON.parse(body) as object) } as LogItem
    if (item.kind === 'command_start' && item.command === 'check') checks.set(item.commandId, item.line)
    if (item.kind !== 'command_end' || !checks.has(item.commandId)) return lineOf(item)
    const { commandId, exitCode, ms } = item
    const command = checks.get(commandId) ?? null
    return { type: 'check', seq, at, commandId, command, exitCode, ms, passed: exitCode === 0 }
  }
}

function lineOf(item: LogItem): ItemLine {
  const { seq, at } = item
  switch (item.kind) {
    case 'prompt': {
      const { messageId, reason, text } = item
      return { type: 'message', seq, at, messageId, reason, text }
    }
    case 'request':
      return { type: 'request', seq, at, ...requestOf(item) }
    default:
      return { type: 'event', ...item }
  }
}

function requestOf({ requestId, state, text, ask, answer }: LogBody & { kind: 'request' }) {
  return {
    requestId,
    state,
    text,
    kind: ask?.kind ?? null,
    permission: ask?.permission ?? null,
    patterns: ask?.patterns ?? null,
    subAgent: ask?.subAgent ?? null,
    answer: answer ?? null,
    by: answer?.reply !== undefined || answer?.answers !== undefined ? ('user' as const) : null,
  }
}
