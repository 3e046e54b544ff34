import type { AgentChoice, AgentHealth } from '#shared/agents.ts'
import type { PermissionPolicy } from '#shared/permissions.ts'
import type { Model, ProviderTest, SignIn, SignInMethod } from '#shared/providers.ts'
import type { Question } from '#shared/requests.ts'
import type { FailureCode } from '#shared/run-words.ts'
import type { LogBody, LogItem } from '#shared/run-log.ts'

/** What the agent asks the user. `ref` is the runtime's own id, void once its server has ended. */
export type AgentAsk = { ref: string; subAgent: boolean } & (
  | {
      kind: 'permission'
      /** The runtime's word, such as `bash`. */
      permission: string
      /** Commands, paths or addresses. */
      patterns: string[]
      /** Patterns that granting it for good would cover. */
      always: string[]
      title: string
      /** The whole command, or the diff of the edit. */
      detail: string | null
    }
  | { kind: 'question'; questions: Question[] }
)

/** A refused ask does not end the turn: the agent is told so, with `message` if there is one, and goes on. */
export type AskReply =
  | { reply: 'once' | 'always' }
  | { reply: 'reject'; message: string | null }
  | { answers: string[][] }

/** Where a session's asks stand. */
export interface Asks {
  /** Open now, oldest first, those of sub-agents among them. */
  open: AgentAsk[]
  /** Nothing goes on until one of them is answered: no other sub-agent and no other tool is at work. */
  blocked: boolean
}

export interface OpenSession {
  /** Absolute path of the worktree the agent works in. */
  directory: string
  /** Ours, unique per run: a session that was made but never recorded is found again by it. */
  key: string
  title: string
  /** `provider/model`. */
  model: string
  /** `build`, `plan`, or one of the user's or the repository's. */
  agent: string
  /** Of the model; null = its default. */
  variant: string | null
  permissions: PermissionPolicy
  /** Given by the user for good. */
  grants: readonly { permission: string; pattern: string }[]
  /** The session recorded earlier, or null for a new one. */
  sessionId: string | null
  /** What the run's log already holds, oldest first: nothing in it is reported a second time. */
  history: readonly LogItem[]
  /** Takes what the agent does, in order. Must not throw. */
  report: (items: LogBody[]) => void
  /** Told whenever {@link Asks} change while a turn goes on. Must not throw. */
  onAsks: (asks: Asks) => void
}

/**
 * How a turn ended.
 * - `completed`: the model finished; `text` is its closing prose.
 * - `interrupted`: the message is known to the session but its turn died with a server, or a refused ask
 *   ended it although it should not; ask anew with another id.
 * - `aborted`: {@link AgentSession.abort} ended it.
 * - `limit`: a limit of ours was reached and the turn was aborted; the session is kept.
 * - `rate_limited`: its provider wants no requests for so many milliseconds (null = it has not said how long), and
 *   the turn was ended; the session is kept.
 * - `failed`: it cannot go on; `code` says why.
 */
export type TurnOutcome =
  | { kind: 'completed'; text: string }
  | { kind: 'interrupted' }
  | { kind: 'aborted' }
  | { kind: 'limit'; limit: 'silent_model' | 'retry_wait'; message: string }
  | { kind: 'rate_limited'; waitMs: number | null; message: string }
  | { kind: 'failed'; code: FailureCode; message: string }

export interface TurnLimits {
  /** Milliseconds without a sign of life while no tool runs and nothing is asked. */
  silentModelMs: number
  /** Longest wait until a provider's next retry, in milliseconds. */
  maxRetryWaitMs: number
}

/** A file that goes along with a message. */
export interface TurnFile {
  name: string
  /** Told from its content. */
  mime: string
  bytes: number
  /** Absolute; alone in its folder, which the agent may read from then on. */
  path: string
}

/** What carries out a session. */
export interface AgentProgram {
  version: string
  /** SHA-256, hexadecimal, over its configuration without keys. */
  configHash: string
}

/** One agent session in one directory. Nothing in it must outlive a crash: everything is asked anew. */
export interface AgentSession {
  readonly sessionId: string
  /** What it was opened in. Another server may take over between turns. */
  readonly program: AgentProgram
  /**
   * Sends `text`, and `files` with it, under `messageId` (from {@link AgentRuntime.newMessageId}, recorded by the caller before)
   * and waits for the turn to end, sub-agents included. Idempotent: when the session already has the
   * message, nothing is sent; what the log misses is reported, then a finished turn answers at once, a
   * running one is followed and a dead one is `interrupted`.
   */
  turn(messageId: string, text: string, limits: TurnLimits, files?: readonly TurnFile[]): Promise<TurnOutcome>
  /** Gives an answer on. @returns false when the ask is gone: it has to be asked again */
  answer(ref: string, reply: AskReply): Promise<boolean>
  /** Ends the running turn and the processes of its tools. Nothing to do is fine. */
  abort(): Promise<void>
  /** Frees what the server holds for the directory. The session stays on disk. */
  close(): Promise<void>
}

/** What the host hands to the agent's servers when they start. Kept in memory and environment only. */
export interface AgentCredentials {
  /** API keys by provider. */
  keys: Record<string, string>
  /** Endpoints by URL. */
  local: {
    id: string
    name: string
    baseUrl: string
    key: string | null
    models: { id: string; name: string }[]
  }[]
  /** OpenCode's free cloud models may be used. */
  cloud: boolean
}

/** A provider as the runtime knows it; which keys the host has set is the host's to know. */
export interface RuntimeProvider {
  id: string
  name: string
  connected: boolean
  /** Signed in through the runtime, or by credentials that are not the host's. */
  source: 'oauth' | 'opencode' | 'environment' | 'config' | 'cloud' | null
  methods: SignInMethod[]
  environment: string[]
  models: number
}

/** The providers and models the runtime can reach. */
export interface AgentProviders {
  list(): Promise<RuntimeProvider[]>
  models(): Promise<Model[]>
  /** Tries a provider with a short prompt in a server of its own. Never throws for what the provider says. */
  test(providerId: string, key: string | null): Promise<ProviderTest>
  /** @throws AppError PROVIDER_ERROR, NOT_FOUND */
  signIn(providerId: string, method: number, inputs: Record<string, string>): Promise<SignIn>
  /** @throws AppError PROVIDER_ERROR when it was denied or none was begun */
  completeSignIn(providerId: string, code: string | null): Promise<void>
  cancelSignIn(providerId: string): Promise<void>
  /** Forgets a sign-in made here. */
  signOut(providerId: string): Promise<void>
}

/** What runs agents. OpenCode is the first; the engine knows only this. */
export interface AgentRuntime {
  health(): Promise<AgentHealth>
  onHealth(listener: () => void): () => void
  /** The name of its program, such as `OpenCode`. */
  readonly name: string
  /** Ids sort in the order they are made. */
  newMessageId(): string
  /** Begins to start what a session on this model will need; whether that fails, {@link openSession} tells. */
  warm(model: string): void
  /**
   * Does ahead what opening a session in a directory takes longest for, and runs or obeys what of its content
   * {@link obeys}; no session may be open there. What goes wrong, {@link openSession} tells.
   */
  loadAhead(model: string, directory: string): Promise<void>
  /** Frees, soon, a directory that was loaded ahead and in which no session will be opened. */
  letGo(directory: string): void
  openSession(options: OpenSession): Promise<AgentSession>
  /** The model of the user's own configuration, or null. Reads files only. */
  configuredModel(): Promise<string | null>
  /** Agents of the user, and of the repository in `directory` if given. Reads files only. */
  listAgents(directory: string | null): Promise<AgentChoice[]>
  readonly providers: AgentProviders
  /** Whether the runtime's program would run or obey a file of a repository; `path` is relative, with slashes. */
  obeys(path: string): boolean
  /** The credentials have changed: servers are started anew as soon as no turn goes on in them. */
  reload(): void
  /** Starts servers anew at once; turns that go on are `interrupted`. */
  restart(): Promise<void>
  /** Ends servers and everything they started. */
  stop(): Promise<void>
}
