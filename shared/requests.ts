import { z } from 'zod'
import { id, timestamp } from './common.ts'
import { REQUEST_KINDS } from './run-words.ts'
import { keptWorker, workerChoice } from './worker-fields.ts'

export const requestKind = z.enum(REQUEST_KINDS)
export type RequestKind = z.infer<typeof requestKind>

/** One question of an agent, as its tool asks it. */
export const question = z.object({
  /** A word or two, such as `Database`. */
  header: z.string(),
  question: z.string(),
  options: z.array(z.object({ label: z.string(), description: z.string() })),
  /** Several options may be chosen. */
  multiple: z.boolean(),
  /** An answer of one's own is taken too. */
  custom: z.boolean(),
})
export type Question = z.infer<typeof question>

export const choice = z.object({ id: z.string(), label: z.string() })
export type Choice = z.infer<typeof choice>

/** What the user said to a request; which fields count is a matter of its kind, see {@link answerRequest}. */
export const requestAnswer = z.object({
  reply: z.enum(['once', 'always', 'reject']).optional(),
  message: z.string().optional(),
  answers: z.array(z.array(z.string())).optional(),
  choice: z.string().optional(),
})
export type RequestAnswer = z.infer<typeof requestAnswer>

/** Something a run waits for the user with. It vanishes when its answer has been given on, or nobody asks any more. */
export const request = z.object({
  id,
  runId: id,
  taskId: id,
  projectId: id,
  kind: requestKind,
  /** One line, such as `Run git push origin main` or the question itself. */
  title: z.string(),
  /** `permission`: what is asked for, in OpenCode's word (`bash`, `edit`, `read`, `external_directory`, `webfetch`, ...). */
  permission: z.string().optional(),
  /** `permission`: commands, paths or addresses it is asked for. */
  patterns: z.array(z.string()).optional(),
  /** `permission`: patterns that `always` would grant in this project. */
  always: z.array(z.string()).optional(),
  /** `permission`: the whole command or the diff of the edit. */
  detail: z.string().optional(),
  /** `question`: what the agent asks. */
  questions: z.array(question).optional(),
  /** Ours to ask (`limit`, `trust`, and questions about git): the answers there are. */
  choices: z.array(choice).optional(),
  /** `trust`: hash of the content, and the files it is made of. */
  trust: z.object({ hash: z.string(), files: z.array(z.string()) }).optional(),
  /** `limit`: the budget that is used up, if it is that. To go on with that of the day lets all go on that wait with it. */
  budget: z.enum(['run', 'day']).optional(),
  /** Asked by a sub-agent. */
  subAgent: z.boolean(),
  /** Given, and held until the run has a slot again; null while it is open. */
  answer: requestAnswer.nullable(),
  answeredAt: timestamp.nullable(),
  createdAt: timestamp,
  updatedSeq: z.number().int(),
})
export type Request = z.infer<typeof request>

/**
 * An answer.
 * - `permission`: `reply`, with `reject` a `message` if there is something to say to the agent.
 * - `question` of an agent: `answers`, one list for each question; or `reply: 'reject'` with or without a
 *   `message`: the agent goes on without.
 * - a request with `choices`: `choice`; with `continue` a `message` for the agent if there is one, and who works from
 *   then on (`model`, `agent`, `variant`) if that is another one.
 */
export const answerRequest = z.strictObject({
  id,
  reply: z.enum(['once', 'always', 'reject']).optional(),
  message: z.string().trim().min(1).max(20_000).optional(),
  answers: z
    .array(z.array(z.string().trim().min(1).max(20_000)).max(50))
    .max(50)
    .optional(),
  choice: z.string().max(100).optional(),
  ...workerChoice,
})
export type AnswerRequest = z.infer<typeof answerRequest>

/** A permission the user gave for good, in one project. */
export const grant = z.object({
  id,
  projectId: id,
  /** OpenCode's word, such as `bash`. */
  permission: z.string(),
  pattern: z.string(),
  createdAt: timestamp,
})
export type Grant = z.infer<typeof grant>

/** Words of the user to a run that goes on. `queued` ones are said when the agent's turn ends, each for itself. */
export const runMessage = z.object({
  id,
  runId: id,
  text: z.string(),
  state: z.enum(['queued', 'sent']),
  createdAt: timestamp,
  sentAt: timestamp.nullable(),
  /** Who works from it on; null = as before. */
  ...keptWorker,
  updatedSeq: z.number().int(),
})
export type RunMessage = z.infer<typeof runMessage>
