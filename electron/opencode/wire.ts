import type {
  AssistantMessage,
  EventMessagePartDelta,
  EventMessagePartUpdated,
  EventMessageUpdated,
  EventPermissionAsked,
  EventPermissionReplied,
  EventQuestionAsked,
  EventQuestionRejected,
  EventQuestionReplied,
  EventServerInstanceDisposed,
  EventSessionCompacted,
  EventSessionCreated,
  EventSessionError,
  EventSessionIdle,
  EventSessionStatus,
  EventSessionUpdated,
  EventTodoUpdated,
  Message,
  Part,
} from '@opencode-ai/sdk/v2/types'

export type {
  Agent,
  AssistantMessage,
  Message,
  Part,
  PermissionRequest,
  QuestionRequest,
  Session,
  SessionStatus,
  Todo,
  ToolPart,
} from '@opencode-ai/sdk/v2/types'

/** The events of OpenCode's stream that we read; all others are ignored. */
export type AgentEvent =
  | EventMessagePartDelta
  | EventMessagePartUpdated
  | EventMessageUpdated
  | EventPermissionAsked
  | EventPermissionReplied
  | EventQuestionAsked
  | EventQuestionRejected
  | EventQuestionReplied
  | EventServerInstanceDisposed
  | EventSessionCompacted
  | EventSessionCreated
  | EventSessionError
  | EventSessionIdle
  | EventSessionStatus
  | EventSessionUpdated
  | EventTodoUpdated

/** A message as `GET /session/:id/message` lists it. */
export interface StoredMessage {
  info: Message
  parts: Part[]
}

export type WireError = NonNullable<AssistantMessage['error']>
