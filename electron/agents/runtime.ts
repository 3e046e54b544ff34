import type { FailureCode } from '#shared/run-words.ts'
import type { LogBody, LogItem } from '#shared/run-log.ts'

/** State of an agent runtime's server, as the status strip shows it. */
export interface RuntimeHealth {
  state: 'stopped' | 'starting' | 'healthy' | 'unhealthy'
  name: string
  version: string | null
  /** In words, when `unhealthy`. */
  problem: string | null
}

export interface ModelChoice {
  /** `provider/model`. */
  id: string
  name: string
  /** Answers come from a script, not from a model. */
  scripted: boolean
}

export interface OpenSession {
  /** Absolute path of the worktree the agent works in. */
  directory: string
  /** Ours, unique per run: a session that was made but never recorded is found again by it. */
  key: string
  title: string
  /** `provider/model`. */
  model: string
  /** The session recorded earlier, or null for a new one. */
  sessionId: string | null
  /** What the run's log already holds, oldest first: nothing in it is reported a second time. */
  history: readonly LogItem[]
  /** Takes what the agent does, in order. Must not throw. */
  report: (items: LogBody[]) => void
}

/**
 * How a turn ended.
 * - `completed`: the model finished; `text` is its closing prose.
 * - `interrupted`: the message is known to the session but its turn died with a server; ask anew with another id.
 * - `aborted`: {@link AgentSession.abort} ended it.
 * - `limit`: a limit of ours was reached and the turn was aborted; the session is kept.
 * - `failed`: it cannot go on; `code` says why.
 */
export type TurnOutcome =
  | { kind: 'completed'; text: string }
  | { kind: 'interrupted' }
  | { kind: 'aborted' }
  | { kind: 'limit'; limit: 'silent_model' | 'retry_wait'; message: string }
  | { kind: 'failed'; code: FailureCode; message: string }

export interface TurnLimits {
  /** Milliseconds without a sign of life while no tool runs. */
  silentModelMs: number
  /** Longest wait until a provider's next retry, in milliseconds. */
  maxRetryWaitMs: number
}

/** One agent session in one directory. Nothing in it must outlive a crash: everything is asked anew. */
export interface AgentSession {
  readonly sessionId: string
  /**
   * Sends `text` under `messageId` (from {@link AgentRuntime.newMessageId}, recorded by the caller before)
   * and waits for the turn to end, sub-agents included. Idempotent: when the session already has the
   * message, nothing is sent; what the log misses is reported, then a finished turn answers at once, a
   * running one is followed and a dead one is `interrupted`.
   */
  turn(messageId: string, text: string, limits: TurnLimits): Promise<TurnOutcome>
  /** Ends the running turn and the processes of its tools. Nothing to do is fine. */
  abort(): Promise<void>
  /** Frees what the server holds for the directory. The session stays on disk. */
  close(): Promise<void>
}

/** What runs agents. OpenCode is the first; the engine knows only this. */
export interface AgentRuntime {
  health(): RuntimeHealth
  onHealth(listener: (health: RuntimeHealth) => void): () => void
  /** Ids sort in the order they are made. */
  newMessageId(): string
  openSession(options: OpenSession): Promise<AgentSession>
  /** The model of the user's own configuration, or null. Reads files only. */
  configuredModel(): Promise<string | null>
  listModels(): Promise<ModelChoice[]>
  /** Files under `directory` that the agent would obey or execute, relative, sorted. */
  agentFiles(directory: string): Promise<string[]>
  /** Ends servers and everything they started. */
  stop(): Promise<void>
}
